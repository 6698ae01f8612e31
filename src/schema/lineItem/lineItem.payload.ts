import { Field, ObjectType } from 'type-graphql';
import { ID } from '../id.scalar';
import { LineItemType } from './lineItem.type';
import { userErrorsDescription, UserErrorType } from '../userError/userError.type';

@ObjectType({ simpleResolvers: true, description: 'Result of `createLineItem`.' })
export class CreateLineItemPayload {
  @Field(() => LineItemType, {
    simple: false,
    nullable: true,
    description: 'The new line item as created by the LMS. Null if it was not created or the outcome is unknown.',
  })
  lineItem!: object | null;

  @Field(() => [UserErrorType], { description: userErrorsDescription })
  userErrors!: UserErrorType[];
}

@ObjectType({ simpleResolvers: true, description: 'Result of `updateLineItem`.' })
export class UpdateLineItemPayload {
  @Field(() => LineItemType, {
    simple: false,
    nullable: true,
    description: 'The line item after the update. Null if it was not changed or the outcome is unknown.',
  })
  lineItem!: object | null;

  @Field(() => [UserErrorType], { description: userErrorsDescription })
  userErrors!: UserErrorType[];
}

@ObjectType({ simpleResolvers: true, description: 'Result of `deleteLineItem`.' })
export class DeleteLineItemPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'Id of the deleted line item. Null if it was not deleted or the outcome is unknown.',
  })
  deletedLineItemId!: string | null;

  @Field(() => [UserErrorType], { description: userErrorsDescription })
  userErrors!: UserErrorType[];
}
