import { Arg, Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { ID } from '../id.scalar';
import type { ResolverContext } from '../resolverContext';
import { ConnectionArgs } from '../../relay/connection.args';
import { NodeType } from '../node.type';
import { LineItemFilterInput } from './lineItem.input';
import { readSelection } from './selection';
import { LineItemConnection, LineItemType } from './lineItem.type';

@Resolver(() => LineItemType)
export class LineItemResolver {
  @Query(() => NodeType, {
    nullable: true,
    description:
      'The object with this id, which is always a line item. Null if this launch has no line item with this id.',
  })
  node(
    @Arg('id', () => ID, { description: 'Id of a line item.' }) id: string,
    @Ctx() { gradebook }: ResolverContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return gradebook.lineItem(id, readSelection(info), 'node');
  }

  @Query(() => LineItemType, {
    nullable: true,
    description: 'A line item by its id. Null if this launch has no line item with this id.',
  })
  lineItem(
    @Arg('id', () => ID, { description: 'Id of the line item.' }) id: string,
    @Ctx() { gradebook }: ResolverContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return gradebook.lineItem(id, readSelection(info));
  }

  @Query(() => LineItemConnection, {
    nullable: true,
    description: "The tool's line items in this course's gradebook, in the LMS's order. All callers may read them.",
  })
  lineItems(
    @Arg('filter', () => LineItemFilterInput, {
      nullable: true,
      description: 'Only line items that match every given field. Default: all.',
    })
    filter: LineItemFilterInput | null | undefined,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    return gradebook.lineItems(args, filter ?? {});
  }
}
