import type { ScoreInput } from '../../gradebook/writes/scores';
import { enumType } from '../enumType';

/** Names follow GraphQL's convention; values are AGS's own, as sent upstream (AGS 2.0, sections 3.4.7 and 3.4.8). */
export const ActivityProgress = enumType('ActivityProgress', "The user's progress in the activity.", {
  INITIALIZED: ['Initialized', 'The user has not started, or the activity was reset for the user.'],
  STARTED: ['Started', 'The user has started.'],
  IN_PROGRESS: ['InProgress', 'The user is drafting a submission and can receive comments.'],
  SUBMITTED: ['Submitted', 'The user has submitted at least once and may submit again.'],
  COMPLETED: ['Completed', 'The user has completed the activity.'],
} satisfies Record<string, [ScoreInput['activityProgress'], string]>);

export const GradingProgress = enumType(
  'GradingProgress',
  'Progress of the grading. Only `FULLY_GRADED` is safe with a score on every LMS.',
  {
    FULLY_GRADED: ['FullyGraded', 'The grade is final. The LMS may show it to the learner.'],
    PENDING: [
      'Pending',
      'The grade will follow automatically. Moodle and Canvas remove the existing grade, even one from a teacher.',
    ],
    PENDING_MANUAL: ['PendingManual', 'A person has to grade. Moodle removes the existing grade.'],
    FAILED: ['Failed', 'Grading failed. Moodle and Canvas remove the existing grade.'],
    NOT_READY: [
      'NotReady',
      'No grading is in progress, for example before the first submission. Moodle and Canvas remove the existing grade.',
    ],
  } satisfies Record<string, [ScoreInput['gradingProgress'], string]>,
);
