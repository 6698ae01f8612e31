import { Arg, Ctx, Field, Float, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { LineItemKeyInput } from '../../gradebook/writes/ensureLineItem';
import type { ResolverContext } from '../resolverContext';
import { userErrorsDescription, UserErrorType } from '../userError/userError.type';
import { LineItemMembers } from './lineItem.input';
import { LineItemType } from './lineItem.type';

@InputType({
  description:
    'The key of a line item, and its members if it has to be created. The key is `resourceId` and `tag`, with `resourceLinkId` if given.',
})
export class EnsureLineItemInput extends LineItemMembers implements LineItemKeyInput {
  @Field(() => String, {
    description:
      "The tool's own key for what is graded. Not blank; it survives a course copy. Sakai needs at least 2 characters and no `|`, else `INVALID`.",
  })
  declare resourceId: string;

  @Field(() => String, {
    nullable: true,
    description: 'Second part of the key, such as `grade`. Not empty. Absent or null: only a line item without a tag.',
  })
  declare tag?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Look only among the line items of this resource link, and bind a new one to it. It must be a link of this tool in this course, else `NOT_FOUND`.',
  })
  declare resourceLinkId?: string | null;

  @Field(() => String, {
    description:
      'The label of a new line item. Not blank. On Sakai a label that another line item has is a `CONFLICT`, since Sakai would overwrite it.',
  })
  label!: string;

  @Field(() => Float, { description: 'Points for a full score in a new line item. Above 0.' })
  scoreMaximum!: number;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `ensureLineItem`.' })
export class EnsureLineItemPayload {
  @Field(() => LineItemType, {
    simple: false,
    nullable: true,
    description:
      "The line item with this key: the first in the LMS's order, unchanged, or a new one. Null: see `userErrors`.",
  })
  lineItem!: object | null;

  @Field(() => Boolean, { description: 'Whether this call created it.' })
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
      'Finds a column by its key, or creates it; for staff, content developers and back ends. An existing column is never changed. Calls for one key take turns (across replicas with Redis, for one service key by itself), so it is safe to repeat, also after `OUTCOME_UNKNOWN`.',
  })
  async ensureLineItem(
    @Arg('input', () => EnsureLineItemInput, { description: 'The key of the line item, and how to create it.' })
    input: EnsureLineItemInput,
    @Ctx() { gradebook }: ResolverContext,
  ) {
    const { value, userErrors } = await gradebook.ensureLineItem(input);
    const { lineItem = null, created = false, duplicates = [] } = value ?? {};
    return { lineItem, created, duplicates, userErrors };
  }
}
