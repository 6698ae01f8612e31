import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Info, Resolver, Root } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { ResolverContext } from '../resolverContext';
import { maxUserIds } from '../../gradebook/reads/scores';
import { LineItemType } from '../lineItem/lineItem.type';
import { readSelection } from '../lineItem/selection';
import { ConnectionArgs } from '../../relay/connection.args';
import { ScoreConnection, ScoreType } from './score.type';
import { ScoreFilterInput, ScoreStatistics } from './statistics.type';

@ArgsType()
class ScoresArgs extends ConnectionArgs {
  @Field(() => ScoreFilterInput, {
    nullable: true,
    description: 'Only scores that match every given member. Default: all.',
  })
  filter?: ScoreFilterInput | null;
}

/** The scores of a line item. */
@Resolver(() => LineItemType)
export class LineItemScoresResolver {
  @FieldResolver(() => ScoreConnection, {
    nullable: true,
    description:
      "All scores in this column, in the LMS's order; for staff and back ends, else `FORBIDDEN`. Users without a score may be missing or come with a null `resultScore`, as the LMS has it.",
  })
  scores(
    @Root() lineItem: LineItemType,
    @Args(() => ScoresArgs) { filter, ...args }: ScoresArgs,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    return gradebook.scores(lineItem, args, filter ?? {});
  }

  @FieldResolver(() => ScoreStatistics, {
    nullable: true,
    description:
      'How the scores of this column are distributed; for staff and back ends, else `FORBIDDEN`. Computed from the whole column, which is read once an operation.',
  })
  statistics(@Root() lineItem: LineItemType, @Ctx() { gradebook }: ResolverContext) {
    return gradebook.statistics(lineItem);
  }

  @FieldResolver(() => ScoreType, {
    nullable: true,
    description:
      'The score of one user; for staff and back ends, a Mentor for mentees, others for themselves, content developers not at all, else `FORBIDDEN`. Null: none.',
  })
  score(
    @Root() { id }: LineItemType,
    @Arg('userId', () => ID, { description: 'The LTI user id within this LMS.' }) userId: string,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    return gradebook.score(id, userId);
  }

  @FieldResolver(() => [ScoreType], {
    nullable: 'itemsAndList',
    description:
      'The scores of these users, in the order asked for, null where there is none. The same callers as for `score`; one user that is not theirs is `FORBIDDEN` for the whole field.',
  })
  scoresForUsers(
    @Root() { id }: LineItemType,
    @Arg('userIds', () => [ID], { description: `Up to ${maxUserIds} LTI user ids within this LMS.` }) userIds: string[],
    @Ctx() { gradebook }: ResolverContext,
  ) {
    return gradebook.scoresForUsers(id, userIds);
  }

  @FieldResolver(() => ScoreType, {
    nullable: true,
    description: "The score of the launch's own user. Null: none yet, or a service key, behind which there is nobody.",
  })
  myScore(@Root() { id }: LineItemType, @Ctx() { gradebook }: ResolverContext) {
    return gradebook.myScore(id);
  }
}

@Resolver(() => ScoreType)
export class ScoreResolver {
  @FieldResolver(() => LineItemType, { nullable: true })
  lineItem(
    @Root() { lineItemId }: { lineItemId: string },
    @Ctx() { gradebook }: ResolverContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return gradebook.lineItem(lineItemId, readSelection(info));
  }
}
