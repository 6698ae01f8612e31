import { Field, Int, ObjectType } from 'type-graphql';
import { ID } from '../id.scalar';
import { LineItemType } from '../lineItem/lineItem.type';
import { userErrorsDescription, UserErrorType } from '../userError/userError.type';
import { ScoreType } from './score.type';

const acceptedDescription = 'True only if LTIAAS confirmed the write. The gradebook may show it with a delay.';
const lineItemDescription =
  'The line item. Null if nothing was accepted. Selecting its own fields other than `id` costs an LMS call.';

const scoreDescription =
  'The score in the gradebook, read back only if selected; it may differ from the submitted score or lag behind it. Null if the user has no score or nothing was accepted; after `SCORE_HAS_CHANGED`, the current score.';

/** What the results of `submitScore` and `clearScore` have in common. */
@ObjectType({ simpleResolvers: true })
abstract class WrittenScore {
  @Field(() => Boolean, { description: acceptedDescription })
  accepted!: boolean;

  @Field(() => ScoreType, { simple: false, nullable: true, description: scoreDescription })
  score!: object | null;

  @Field(() => LineItemType, { simple: false, nullable: true, description: lineItemDescription })
  lineItem!: object | null;

  @Field(() => [UserErrorType], { description: userErrorsDescription })
  userErrors!: UserErrorType[];
}

@ObjectType({ simpleResolvers: true, description: 'Result of `submitScore`.' })
export class SubmitScorePayload extends WrittenScore {}

@ObjectType({ simpleResolvers: true, description: 'Result of `clearScore`.' })
export class ClearScorePayload extends WrittenScore {}

@ObjectType({ simpleResolvers: true, description: 'Result of one row of `submitScores`.' })
export class SubmitScoreResult {
  @Field(() => ID, { description: 'LTI user id, as in the input.' })
  userId!: string;

  @Field(() => Boolean, { description: acceptedDescription })
  accepted!: boolean;

  @Field(() => ScoreType, {
    simple: false,
    nullable: true,
    description: `${scoreDescription} All rows together cost one read of the line item's scores.`,
  })
  score!: object | null;

  @Field(() => [UserErrorType], { description: 'Why the write of this row failed; empty on success.' })
  userErrors!: UserErrorType[];
}

@ObjectType({ simpleResolvers: true, description: 'Result of `submitScores`.' })
export class SubmitScoresPayload {
  @Field(() => [SubmitScoreResult], {
    description: 'One result per row, in the order of the input. Empty if the call failed as a whole.',
  })
  results!: SubmitScoreResult[];

  @Field(() => Int, { description: 'Number of accepted rows.' })
  acceptedCount!: number;

  @Field(() => LineItemType, { simple: false, nullable: true, description: lineItemDescription })
  lineItem!: object | null;

  @Field(() => [UserErrorType], {
    description: 'Why the call failed as a whole; empty otherwise. For errors of single rows, see `results`.',
  })
  userErrors!: UserErrorType[];
}
