import { Field, ID, Int, ObjectType } from 'type-graphql';
import { LineItemType } from '../lineItem/lineItem.type';
import { userErrorsDescription, UserErrorType } from '../userError/userError.type';
import { ScoreType } from './score.type';

const acceptedDescription = 'True only where LTIAAS said yes. The gradebook may show it a little later.';
const lineItemDescription = 'The column. Null where nothing was accepted. Its own members cost a call where selected.';

const scoreDescription =
  'What the gradebook shows now, read back where selected. May differ from what was sent, or lag behind it. After `SCORE_HAS_CHANGED` the score that was found, without a further call. Null: no score, or nothing was accepted.';

@ObjectType({ simpleResolvers: true, description: 'What came of `submitScore`.' })
export class SubmitScorePayload {
  @Field(() => Boolean, { description: acceptedDescription })
  accepted!: boolean;

  @Field(() => ScoreType, { simple: false, nullable: true, description: scoreDescription })
  score!: object | null;

  @Field(() => LineItemType, { simple: false, nullable: true, description: lineItemDescription })
  lineItem!: object | null;

  @Field(() => [UserErrorType], { description: userErrorsDescription })
  userErrors!: UserErrorType[];
}

@ObjectType({ simpleResolvers: true, description: 'What came of one row of `submitScores`.' })
export class SubmitScoreResult {
  @Field(() => ID, { description: 'Whose score it is.' })
  userId!: string;

  @Field(() => Boolean, { description: acceptedDescription })
  accepted!: boolean;

  @Field(() => ScoreType, {
    simple: false,
    nullable: true,
    description: `${scoreDescription} All rows together cost one reading of the column.`,
  })
  score!: object | null;

  @Field(() => [UserErrorType], { description: 'Empty where the score was accepted. Otherwise what stood against it.' })
  userErrors!: UserErrorType[];
}

@ObjectType({ simpleResolvers: true, description: 'What came of `submitScores`.' })
export class SubmitScoresPayload {
  @Field(() => [SubmitScoreResult], {
    description: "One a row, in the input's order. Empty where the call as a whole was wrong.",
  })
  results!: SubmitScoreResult[];

  @Field(() => Int, { description: 'How many rows were accepted.' })
  acceptedCount!: number;

  @Field(() => LineItemType, { simple: false, nullable: true, description: lineItemDescription })
  lineItem!: object | null;

  @Field(() => [UserErrorType], {
    description: 'What was wrong with the call as a whole; what befell a row stands with the row.',
  })
  userErrors!: UserErrorType[];
}

@ObjectType({ simpleResolvers: true, description: 'What came of `clearScore`.' })
export class ClearScorePayload {
  @Field(() => Boolean, { description: acceptedDescription })
  accepted!: boolean;

  @Field(() => ScoreType, { simple: false, nullable: true, description: scoreDescription })
  score!: object | null;

  @Field(() => LineItemType, { simple: false, nullable: true, description: lineItemDescription })
  lineItem!: object | null;

  @Field(() => [UserErrorType], { description: userErrorsDescription })
  userErrors!: UserErrorType[];
}
