import type { RefusalReason as Reason } from '../../gradebook/writes/userError';
import { enumType } from '../enumType';

export const RefusalReason = enumType<Reason>(
  'RefusalReason',
  "Why a write was rejected, if the gateway recognises the LMS's message. The gateway does not return the message, because it can contain personal data.",
  {
    NOT_A_LEARNER: 'The user is not a learner in this course, so the LMS does not accept scores for them.',
    NEWER_SCORE_STORED: 'The LMS stores a newer score. Read it before you write again.',
    NO_ATTEMPTS_LEFT:
      'The learner has no attempts left. On Canvas, a call with `canvas.newSubmission: false` does not count as an attempt.',
    NOT_PUBLISHED: 'The activity is not published yet. A teacher can publish it.',
    COURSE_CONCLUDED: 'The course has ended and accepts no scores.',
    GRADING_PERIOD_CLOSED: "The learner's grading period is closed.",
    NOT_THE_TOOLS_LINE_ITEM: 'The line item belongs to the LMS or to another tool.',
    VALUE_OUT_OF_RANGE: 'The LMS does not accept `scoreGiven` or `scoreMaximum`.',
    SCORE_HAS_CHANGED: 'The current score differs from the one in `onlyIf`. The gateway did not send the write.',
  },
);
