import { Field, Float, InputType } from 'type-graphql';
import { maxBulkRows, type ScoreInput as GradebookScoreInput } from '../../gradebook/writes/scores';
import { ID } from '../id.scalar';
import { ActivityProgress, GradingProgress } from './progress.enum';
import { ScoreGuardInput } from './scoreGuard.input';
import { CanvasScoreInput, SubmissionInput } from './submission.input';

const guardDescription =
  'Writes only if the gradebook still shows this score, otherwise returns `CONFLICT` with the reason `SCORE_HAS_CHANGED`. Costs one more call, and for all rows of a bulk call one read of the column. If absent or null, there is no condition.';

@InputType({
  description:
    'Score, comment and progress of one user in the line item. The LMS clears omitted values; partial updates are not possible.',
})
export class ScoreInput implements GradebookScoreInput {
  @Field(() => ID, {
    description:
      'LTI user id of the user to grade, as in `Score.userId` and `LaunchUser.id`. Most LMSs accept only learners.',
  })
  userId!: string;

  @Field(() => ActivityProgress, { description: "The user's progress in the activity." })
  activityProgress!: GradebookScoreInput['activityProgress'];

  @Field(() => GradingProgress, {
    description:
      'Progress of the grading. With any value except `FULLY_GRADED`, some LMSs remove the existing grade, even one from a teacher. Moodle does so, and Canvas except with `PENDING_MANUAL`.',
  })
  gradingProgress!: GradebookScoreInput['gradingProgress'];

  @Field(() => Float, {
    nullable: true,
    description:
      'Points out of `scoreMaximum`: 0 or more. 0 is a score; values above the maximum are extra credit. If absent or null, the score that the tool submitted before is CLEARED.',
  })
  scoreGiven?: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Maximum that `scoreGiven` is based on; must be above 0. Required with `scoreGiven`, otherwise `REQUIRED`. Do not rescale scores: the LMS rescales them to the line item.',
  })
  scoreMaximum?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Plain-text feedback for the learner and teachers. If absent, null or empty, the comment that the tool submitted before is CLEARED. Canvas instead adds each comment to the earlier ones.',
  })
  comment?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'LTI user id of the person who graded. A person can send only their own id, otherwise `INVALID`; a back end can send any. Some LMSs, such as Canvas, ignore it.',
  })
  scoringUserId?: string | null;

  @Field(() => SubmissionInput, {
    nullable: true,
    description: 'When the learner worked. Without it, an LMS can use the time of this call and mark the work as late.',
  })
  submission?: SubmissionInput | null;

  @Field(() => CanvasScoreInput, {
    nullable: true,
    description: 'Options that only Canvas supports. The gateway does not send them to other LMSs.',
  })
  canvas?: CanvasScoreInput | null;

  @Field(() => ScoreGuardInput, { nullable: true, description: guardDescription })
  onlyIf?: ScoreGuardInput | null;
}

@InputType({
  description:
    'Score, comment and progress of one user in one line item. The LMS clears omitted values; partial updates are not possible.',
})
export class SubmitScoreInput extends ScoreInput {
  @Field(() => ID, { description: 'Id of the line item.' })
  lineItemId!: string;
}

@InputType({ description: 'Scores of several users in one line item.' })
export class SubmitScoresInput {
  @Field(() => ID, { description: 'Id of the line item.' })
  lineItemId!: string;

  @Field(() => [ScoreInput], {
    description: `1 to ${maxBulkRows} scores, at most one per user. An invalid or rejected score does not affect the others.`,
  })
  scores!: ScoreInput[];
}

@InputType({ description: 'The score to clear.' })
export class ClearScoreInput {
  @Field(() => ID, { description: 'Id of the line item.' })
  lineItemId!: string;

  @Field(() => ID, { description: 'LTI user id of the user whose score and comment to clear.' })
  userId!: string;

  @Field(() => ScoreGuardInput, { nullable: true, description: guardDescription })
  onlyIf?: ScoreGuardInput | null;
}
