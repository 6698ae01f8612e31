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
    "Why a write was refused, where the gateway recognises the LMS's words. It never contains them: they may hold personal data.",
  valuesConfig: {
    NOT_A_LEARNER: { description: 'The user is not a learner of this course, so the LMS does not grade them.' },
    NEWER_SCORE_STORED: { description: 'The LMS stores a newer score. Read it before you write again.' },
    NO_ATTEMPTS_LEFT: {
      description:
        'The learner has no attempts left. On Canvas, a call with `canvas.newSubmission: false` is no attempt.',
    },
    NOT_PUBLISHED: { description: 'The activity is not published yet. A teacher can publish it.' },
    COURSE_CONCLUDED: { description: 'The course has ended and accepts no scores.' },
    GRADING_PERIOD_CLOSED: { description: "The learner's grading period is closed." },
    NOT_THE_TOOLS_LINE_ITEM: { description: 'The line item belongs to the LMS or to another tool.' },
    VALUE_OUT_OF_RANGE: { description: 'The LMS does not accept one of the numbers.' },
    SCORE_HAS_CHANGED: { description: 'The score is not the one that `onlyIf` names. Nothing was sent.' },
  },
});
