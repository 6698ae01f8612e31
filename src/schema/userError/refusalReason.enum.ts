import { registerEnumType } from 'type-graphql';
import type { RefusalReason as Reason } from '../../gradebook/writes/userError';

export const RefusalReason = {
  NOT_A_LEARNER: 'NOT_A_LEARNER',
  NEWER_SCORE_STORED: 'NEWER_SCORE_STORED',
  NO_ATTEMPTS_LEFT: 'NO_ATTEMPTS_LEFT',
  NOT_PUBLISHED: 'NOT_PUBLISHED',
  COURSE_CONCLUDED: 'COURSE_CONCLUDED',
  GRADING_PERIOD_CLOSED: 'GRADING_PERIOD_CLOSED',
  NOT_THE_TOOLS_LINE_ITEM: 'NOT_THE_TOOLS_LINE_ITEM',
  VALUE_OUT_OF_RANGE: 'VALUE_OUT_OF_RANGE',
  SCORE_HAS_CHANGED: 'SCORE_HAS_CHANGED',
} satisfies { [reason in Reason]: reason };

export type RefusalReason = Reason;

registerEnumType(RefusalReason, {
  name: 'RefusalReason',
  description:
    "Why a write was rejected, if the gateway recognises the LMS's message. The gateway does not return the message, because it can contain personal data.",
  valuesConfig: {
    NOT_A_LEARNER: {
      description: 'The user is not a learner in this course, so the LMS does not accept scores for them.',
    },
    NEWER_SCORE_STORED: { description: 'The LMS stores a newer score. Read it before you write again.' },
    NO_ATTEMPTS_LEFT: {
      description:
        'The learner has no attempts left. On Canvas, a call with `canvas.newSubmission: false` does not count as an attempt.',
    },
    NOT_PUBLISHED: { description: 'The activity is not published yet. A teacher can publish it.' },
    COURSE_CONCLUDED: { description: 'The course has ended and accepts no scores.' },
    GRADING_PERIOD_CLOSED: { description: "The learner's grading period is closed." },
    NOT_THE_TOOLS_LINE_ITEM: { description: 'The line item belongs to the LMS or to another tool.' },
    VALUE_OUT_OF_RANGE: { description: 'The LMS does not accept `scoreGiven` or `scoreMaximum`.' },
    SCORE_HAS_CHANGED: {
      description: 'The current score differs from the one in `onlyIf`. The gateway did not send the write.',
    },
  },
});
