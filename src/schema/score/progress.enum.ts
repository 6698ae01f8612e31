import { registerEnumType } from 'type-graphql';

/** The names are GraphQL's, the values what goes out: AGS's spelling (AGS 2.0, sections 3.4.7 and 3.4.8). */
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
  description: 'How far the user has come.',
  valuesConfig: {
    INITIALIZED: { description: 'Not begun, or reset for this user.' },
    STARTED: { description: 'Begun.' },
    IN_PROGRESS: { description: 'Being drafted; comments are welcome.' },
    SUBMITTED: { description: 'Submitted at least once; the user may submit again.' },
    COMPLETED: { description: 'Done.' },
  },
});

registerEnumType(GradingProgress, {
  name: 'GradingProgress',
  description: 'How far the grading has come. Only FULLY_GRADED is safe with a score on every LMS.',
  valuesConfig: {
    FULLY_GRADED: { description: 'The grade is final; the LMS may show it to the learner.' },
    PENDING: {
      description:
        'A grade will follow by itself. Moodle and Canvas remove the grade that is there, even one from a teacher.',
    },
    PENDING_MANUAL: { description: 'A person has to grade. Moodle removes the grade that is there.' },
    FAILED: { description: 'Grading failed. Moodle and Canvas remove the grade that is there.' },
    NOT_READY: {
      description:
        'No grading is going on, for instance before the first submission. Moodle and Canvas remove the grade that is there.',
    },
  },
});
