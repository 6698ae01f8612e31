import { registerEnumType } from 'type-graphql';

/** Names follow GraphQL's convention; values are AGS's own, as sent upstream (AGS 2.0, sections 3.4.7 and 3.4.8). */
export enum ActivityProgress {
  INITIALIZED = 'Initialized',
  STARTED = 'Started',
  IN_PROGRESS = 'InProgress',
  SUBMITTED = 'Submitted',
  COMPLETED = 'Completed',
}

export enum GradingProgress {
  FULLY_GRADED = 'FullyGraded',
  PENDING = 'Pending',
  PENDING_MANUAL = 'PendingManual',
  FAILED = 'Failed',
  NOT_READY = 'NotReady',
}

registerEnumType(ActivityProgress, {
  name: 'ActivityProgress',
  description: "The user's progress in the activity.",
  valuesConfig: {
    INITIALIZED: { description: 'The user has not started, or the activity was reset for the user.' },
    STARTED: { description: 'The user has started.' },
    IN_PROGRESS: { description: 'The user is drafting a submission and can receive comments.' },
    SUBMITTED: { description: 'The user has submitted at least once and may submit again.' },
    COMPLETED: { description: 'The user has completed the activity.' },
  },
});

registerEnumType(GradingProgress, {
  name: 'GradingProgress',
  description: 'Progress of the grading. Only `FULLY_GRADED` is safe with a score on every LMS.',
  valuesConfig: {
    FULLY_GRADED: { description: 'The grade is final. The LMS may show it to the learner.' },
    PENDING: {
      description:
        'The grade will follow automatically. Moodle and Canvas remove the existing grade, even one from a teacher.',
    },
    PENDING_MANUAL: { description: 'A person has to grade. Moodle removes the existing grade.' },
    FAILED: { description: 'Grading failed. Moodle and Canvas remove the existing grade.' },
    NOT_READY: {
      description:
        'No grading is in progress, for example before the first submission. Moodle and Canvas remove the existing grade.',
    },
  },
});
