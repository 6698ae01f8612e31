import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { ResolverContext } from '../resolverContext';
import { CreateLineItemInput, DeleteLineItemInput, UpdateLineItemInput } from './lineItem.input';
import { CreateLineItemPayload, DeleteLineItemPayload, UpdateLineItemPayload } from './lineItem.payload';

@Resolver()
export class LineItemMutations {
  @Mutation(() => CreateLineItemPayload, {
    nullable: true,
    description:
      'Adds a column to the gradebook; for staff, content developers and back ends. It is sent once: after `OUTCOME_UNKNOWN` look for your `resourceId` and `tag` before you try again, or there may be two.',
  })
  async createLineItem(
    @Arg('input', () => CreateLineItemInput) input: CreateLineItemInput,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    const { value, userErrors } = await gradebook.createLineItem(input);
    return { lineItem: value, userErrors };
  }

  @Mutation(() => UpdateLineItemPayload, {
    nullable: true,
    description:
      'Changes a column; for staff, content developers and back ends. An absent member stays, null removes it. Canvas ignores dates, Moodle rescales grades to a new maximum, and some LMSs let a tool change only columns that it made.',
  })
  async updateLineItem(
    @Arg('input', () => UpdateLineItemInput) input: UpdateLineItemInput,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    const { id, ...changes } = input;
    const { value, userErrors } = await gradebook.updateLineItem(id, changes);
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
      'Deletes a column, on most LMSs with all its scores; for staff, content developers and back ends. Many LMSs refuse it (`REJECTED` or `FORBIDDEN`) for columns that the tool did not make.',
  })
  async deleteLineItem(
    @Arg('input', () => DeleteLineItemInput) input: DeleteLineItemInput,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    const { value, userErrors } = await gradebook.deleteLineItem(input.id);
    return { deletedLineItemId: value, userErrors };
  }
}
