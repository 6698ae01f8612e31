import { Field, Float, ID, InputType } from 'type-graphql';
import { maxBulkRows, type ScoreInput as GradebookScoreInput } from '../../gradebook/writes/scores';
import { ActivityProgress, GradingProgress } from './progress.enum';
import { ScoreGuardInput } from './scoreGuard.input';
import { CanvasScoreInput, SubmissionInput } from './submission.input';

const guardDescription =
  'Write only if the gradebook still shows this score, else `CONFLICT` with the reason `SCORE_HAS_CHANGED`. Costs one more call, for a bulk call one reading of the column. Null: no condition.';

@InputType({
  description:
    'The whole status of one user in a line item. What is left out is cleared in the LMS: there is no partial update.',
})
export class ScoreInput implements GradebookScoreInput {
  @Field(() => ID, {
    description:
      'Whom to grade: the LTI user id within this LMS, as in `scores { nodes { userId } }` and `launch { user { id } }`. Most LMSs take learners only.',
  })
  userId!: string;

  @Field(() => ActivityProgress, { description: 'How far the user has come.' })
  activityProgress!: ActivityProgress;

  @Field(() => GradingProgress, {
    description:
      'How far the grading has come. Careful: with anything but FULLY_GRADED some LMSs (Moodle; Canvas, PENDING_MANUAL excepted) remove the grade that is there, even one that a teacher entered.',
  })
  gradingProgress!: GradingProgress;

  @Field(() => Float, {
    nullable: true,
    description:
      'Points on a scale to `scoreMaximum`: 0 or more, above it is extra credit. 0 is a score. Absent or null CLEARS the score that the tool submitted before.',
  })
  scoreGiven?: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The scale of `scoreGiven`, above 0; required with it, else `REQUIRED`. The LMS rescales to the column, so do not rescale yourself.',
  })
  scoreMaximum?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Feedback in plain text, seen by learner and teachers. Absent, null or empty CLEARS the comment that the tool submitted before (Canvas adds comments instead).',
  })
  comment?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Who graded: an LTI user id. A person may send only their own id, else `INVALID`; a back end any. LMSs that do not store it, such as Canvas, ignore it.',
  })
  scoringUserId?: string | null;

  @Field(() => SubmissionInput, {
    nullable: true,
    description:
      'When the learner worked. Without it an LMS may take the time of this call as the time of submission, and mark the work as late.',
  })
  submission?: SubmissionInput | null;

  @Field(() => CanvasScoreInput, {
    nullable: true,
    description: 'Options that only Canvas knows. The gateway does not send them to other LMSs.',
  })
  canvas?: CanvasScoreInput | null;

  @Field(() => ScoreGuardInput, { nullable: true, description: guardDescription })
  onlyIf?: ScoreGuardInput | null;
}

@InputType({
  description: 'One score for one user. What is left out is cleared in the LMS: there is no partial update.',
})
export class SubmitScoreInput extends ScoreInput {
  @Field(() => ID, { description: 'The line item to grade in.' })
  lineItemId!: string;
}

@InputType({ description: 'Scores of several users in one line item.' })
export class SubmitScoresInput {
  @Field(() => ID, { description: 'The line item to grade in.' })
  lineItemId!: string;

  @Field(() => [ScoreInput], {
    description: `1 to ${maxBulkRows} scores, each user once. Each stands alone: one that is wrong or refused leaves the others whole.`,
  })
  scores!: ScoreInput[];
}

@InputType({ description: 'Whose score to clear.' })
export class ClearScoreInput {
  @Field(() => ID, { description: 'The line item.' })
  lineItemId!: string;

  @Field(() => ID, { description: 'The user whose score and comment go.' })
  userId!: string;

  @Field(() => ScoreGuardInput, { nullable: true, description: guardDescription })
  onlyIf?: ScoreGuardInput | null;
}
