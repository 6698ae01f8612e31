import { Arg, Ctx, Field, Float, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { LineItemKeyInput } from '../../gradebook/writes/ensureLineItem';
import type { ResolverContext } from '../resolverContext';
import { userErrorsDescription, UserErrorType } from '../userError/userError.type';
import { LineItemMembers } from './lineItem.input';
import { LineItemType } from './lineItem.type';

@InputType({
  description:
    'The key of a line item, and the values of a new one. The key is `resourceId` and `tag`, with `resourceLinkId` if given.',
})
export class EnsureLineItemInput extends LineItemMembers implements LineItemKeyInput {
  @Field(() => String, {
    description:
      "The tool's own key for what is graded. Must not be blank; it survives a course copy. On Sakai it must have at least 2 characters and no `|`, otherwise `INVALID`.",
  })
  declare resourceId: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Second part of the key, such as `grade`. Must not be blank. If absent or null, only a line item without a tag matches.',
  })
  declare tag?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Matches only line items of this resource link; a new one is bound to it. Must be a link of this tool in this course, otherwise `NOT_FOUND`.',
  })
  declare resourceLinkId?: string | null;

  @Field(() => String, {
    description:
      'Label of a new line item. Must not be blank. On Sakai, the label of another line item returns `CONFLICT`, because Sakai would overwrite it.',
  })
  label!: string;

  @Field(() => Float, { description: 'Points for a full score in a new line item. Must be above 0.' })
  scoreMaximum!: number;
}

@ObjectType({ simpleResolvers: true, description: 'Result of `ensureLineItem`.' })
export class EnsureLineItemPayload {
  @Field(() => LineItemType, {
    simple: false,
    nullable: true,
    description:
      "The line item with this key: the first in the LMS's order, unchanged, or a new one. Null if the call failed; see `userErrors`.",
  })
  lineItem!: object | null;

  @Field(() => Boolean, { description: 'Whether this call created the line item.' })
  created!: boolean;

  @Field(() => [LineItemType], {
    description: "Other line items with the same key, in the LMS's order. The gateway does not delete them.",
  })
  duplicates!: object[];

  @Field(() => [UserErrorType], { description: userErrorsDescription })
  userErrors!: UserErrorType[];
}

@Resolver()
export class EnsureLineItemMutation {
  @Mutation(() => EnsureLineItemPayload, {
    nullable: true,
    description:
      'Finds a column by its key, or creates it; for staff, content developers and back ends. Never changes an existing column. Calls with the same key run one after the other, so repeating a call is safe, also after `OUTCOME_UNKNOWN`.',
  })
  async ensureLineItem(
    @Arg('input', () => EnsureLineItemInput, { description: 'The key of the line item, and how to create it.' })
    input: EnsureLineItemInput,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    const { value, userErrors } = await gradebook.writes.ensureLineItem(input);
    const { lineItem = null, created = false, duplicates = [] } = value ?? {};
    return { lineItem, created, duplicates, userErrors };
  }
}
