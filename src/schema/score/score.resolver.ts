import { Arg, Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { ID } from '../id.scalar';
import type { ResolverContext } from '../resolverContext';
import { maxUserIds } from '../../gradebook/reads/scores';
import { LineItemType } from '../lineItem/lineItem.type';
import { readSelection } from '../lineItem/selection';
import { ConnectionArgs } from '../../relay/connection.args';
import { MemberType } from '../member/member.type';
import { ScoreConnection, ScoreType } from './score.type';
import { ScoreFilterInput, ScoreStatistics } from './statistics.type';

@Resolver(() => LineItemType)
export class LineItemScoresResolver {
  @FieldResolver(() => ScoreConnection, {
    nullable: true,
    description:
      "All scores in this line item, in the LMS's order. Allowed for staff and back ends, otherwise `FORBIDDEN`. Depending on the LMS, users without a score are missing or have a null `resultScore`.",
  })
  scores(
    @Root() lineItem: LineItemType,
    @Arg('filter', () => ScoreFilterInput, {
      nullable: true,
      description: 'Only scores that match every given member. Default: all.',
    })
    filter: ScoreFilterInput | null | undefined,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
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
      "The score of one user; null if the user has no score. Staff and back ends may read all scores, Mentors their mentees' and their own, other users their own. Otherwise `FORBIDDEN`; content developers may not read scores.",
  })
  score(
    @Root() { id }: LineItemType,
    @Arg('userId', () => ID, { description: 'LTI user id within this LMS.' }) userId: string,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    return gradebook.score(id, userId);
  }

  @FieldResolver(() => [ScoreType], {
    nullable: 'itemsAndList',
    description:
      'The scores of these users, in the requested order; null for users without a score. The permissions are those of `score`. One user whose score the caller may not read causes `FORBIDDEN` for the whole field.',
  })
  scoresForUsers(
    @Root() { id }: LineItemType,
    @Arg('userIds', () => [ID], {
      description: `At most ${maxUserIds} LTI user ids within this LMS; more cause \`BAD_USER_INPUT\`.`,
    })
    userIds: string[],
    @Ctx() { gradebook }: ResolverContext,
  ) {
    return gradebook.scoresForUsers(id, userIds);
  }

  @FieldResolver(() => ScoreType, {
    nullable: true,
    description:
      'The score of the user who launched the tool. Null if this user has no score. Also null when called with a service key, which has no user.',
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

  @FieldResolver(() => MemberType, {
    nullable: true,
    description:
      'The person with this score. Staff, back ends and Mentors get data from the roster; everyone gets their own. Null if the roster does not have this user, or the launch has no roster.',
  })
  user(@Root() { userId }: ScoreType, @Ctx() { gradebook }: ResolverContext) {
    return gradebook.user(userId);
  }
}
