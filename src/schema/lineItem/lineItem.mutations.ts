import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { ResolverContext } from '../resolverContext';
import { CreateLineItemInput, DeleteLineItemInput, UpdateLineItemInput } from './lineItem.input';
import { CreateLineItemPayload, DeleteLineItemPayload, UpdateLineItemPayload } from './lineItem.payload';

@Resolver()
export class LineItemMutations {
  @Mutation(() => CreateLineItemPayload, {
    nullable: true,
    description:
      'Creates a line item. Allowed for staff, content developers and back ends. The gateway never retries it: after `OUTCOME_UNKNOWN`, search for your `resourceId` and `tag` before you retry, to avoid a duplicate.',
  })
  async createLineItem(
    @Arg('input', () => CreateLineItemInput, { description: 'The line item to create.' }) input: CreateLineItemInput,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    const { value, userErrors } = await gradebook.writes.createLineItem(input);
    return { lineItem: value, userErrors };
  }

  @Mutation(() => UpdateLineItemPayload, {
    nullable: true,
    description:
      'Updates a line item: absent fields keep their values, null removes a value. Allowed for staff, content developers and back ends. Moodle rescales grades to a new maximum, and some LMSs reject changes to line items that the tool did not create.',
  })
  async updateLineItem(
    @Arg('input', () => UpdateLineItemInput, { description: 'The line item to update and its new values.' })
    input: UpdateLineItemInput,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    const { id, ...changes } = input;
    const { value, userErrors } = await gradebook.writes.updateLineItem(id, changes);
    return {
      get lineItem() {
        return userErrors.length > 0 ? null : (value ?? gradebook.lineItem(id));
      },
      userErrors,
    };
  }

  @Mutation(() => DeleteLineItemPayload, {
    nullable: true,
    description:
      'Deletes a line item, on most LMSs with all its scores. Allowed for staff, content developers and back ends. Many LMSs reject it with `REJECTED` or `FORBIDDEN` for line items that the tool did not create.',
  })
  async deleteLineItem(
    @Arg('input', () => DeleteLineItemInput, { description: 'The line item to delete.' }) input: DeleteLineItemInput,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    const { value, userErrors } = await gradebook.writes.deleteLineItem(input.id);
    return { deletedLineItemId: value, userErrors };
  }
}
