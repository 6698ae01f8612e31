import { Field, ID, ObjectType } from 'type-graphql';
import { LineItemType } from './lineItem.type';
import { userErrorsDescription, UserErrorType } from '../userError/userError.type';

@ObjectType({ simpleResolvers: true, description: 'What came of `createLineItem`.' })
export class CreateLineItemPayload {
  @Field(() => LineItemType, {
    simple: false,
    nullable: true,
    description: 'The new line item as the LMS made it. Null: none was made, or nobody knows.',
  })
  lineItem!: object | null;

  @Field(() => [UserErrorType], { description: userErrorsDescription })
  userErrors!: UserErrorType[];
}

@ObjectType({ simpleResolvers: true, description: 'What came of `updateLineItem`.' })
export class UpdateLineItemPayload {
  @Field(() => LineItemType, {
    simple: false,
    nullable: true,
    description: 'The line item as it is now. Null: it was not changed, or nobody knows.',
  })
  lineItem!: object | null;

  @Field(() => [UserErrorType], { description: userErrorsDescription })
  userErrors!: UserErrorType[];
}

@ObjectType({ simpleResolvers: true, description: 'What came of `deleteLineItem`.' })
export class DeleteLineItemPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the line item that is gone. Null: it was not deleted, or nobody knows.',
  })
  deletedLineItemId!: string | null;

  @Field(() => [UserErrorType], { description: userErrorsDescription })
  userErrors!: UserErrorType[];
}
