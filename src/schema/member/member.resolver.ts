import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { maxColumns } from '../../gradebook/reads/memberScores';
import { ConnectionArgs } from '../../relay/connection.args';
import { ID } from '../id.scalar';
import { LineItemFilterInput } from '../lineItem/lineItem.input';
import type { ResolverContext } from '../resolverContext';
import { ScoreType } from '../score/score.type';
import { MemberFilterInput } from './member.input';
import { MemberConnection, MemberType } from './member.type';

@Resolver(() => MemberType)
export class MemberResolver {
  @Query(() => MemberConnection, {
    nullable: true,
    description:
      "The course's roster, in the LMS's order. Staff and back ends get everyone, Mentors get their mentees, others `FORBIDDEN`. `SERVICE_NOT_AVAILABLE` if the LMS or the LTIAAS account has no roster service.",
  })
  members(
    @Arg('filter', () => MemberFilterInput, {
      nullable: true,
      description: 'Only members that match the filter. Default: all active members.',
    })
    filter: MemberFilterInput | null | undefined,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    return gradebook.members(args, filter ?? {});
  }

  @FieldResolver(() => ScoreType, {
    nullable: true,
    description:
      "This member's score in one column, for the callers of `LineItem.score`. Null if the member has no score.",
  })
  score(
    @Root() { id }: MemberType,
    @Arg('lineItemId', () => ID, { description: 'Id of the line item.' }) lineItemId: string,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    return gradebook.memberScore(id, lineItemId);
  }

  @FieldResolver(() => [ScoreType], {
    nullable: 'itemsAndList',
    description: `This member's row of the gradebook, for the callers of \`LineItem.score\`: one entry per line item, null if there is no score. All members of an operation share the calls. \`OPERATION_TOO_EXPENSIVE\` for more than ${maxColumns} line items.`,
  })
  scores(
    @Root() { id }: MemberType,
    @Arg('filter', () => LineItemFilterInput, {
      nullable: true,
      description: `Only columns that match, in the order of \`lineItems(first: ${maxColumns}, filter:)\`. Default: all columns.`,
    })
    filter: LineItemFilterInput | null | undefined,
    @Arg('lineItemIds', () => [ID], {
      nullable: true,
      description: `Ids of up to ${maxColumns} columns. The entries have the same order. Cannot be combined with \`filter\`.`,
    })
    lineItemIds: string[] | null | undefined,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    return gradebook.memberScores(id, lineItemIds ?? null, filter ?? null);
  }
}
