/** Why an LMS rejects a write, according to its own message. */
export type LmsRefusalReason =
  | 'NOT_A_LEARNER'
  | 'NEWER_SCORE_STORED'
  | 'NO_ATTEMPTS_LEFT'
  | 'NOT_PUBLISHED'
  | 'COURSE_CONCLUDED'
  | 'GRADING_PERIOD_CLOSED'
  | 'NOT_THE_TOOLS_LINE_ITEM'
  | 'VALUE_OUT_OF_RANGE';

export interface KnownRefusal {
  lms: string;
  status: number;
  /** Matches the LMS's whole message, with patterns for its variable parts. */
  phrase: RegExp;
  /** Set if the message decides the kind of error, not the status. The phrase can then be a part of a longer message. */
  kind?: 'rateLimited' | 'conflict';
  reason?: LmsRefusalReason;
  /** Where the message comes from: repository, file, function, and the commit if known. */
  source: string;
}

const canvasScores = 'instructure/canvas-lms app/controllers/lti/ims/scores_controller.rb';
const canvasServices = 'instructure/canvas-lms app/controllers/lti/ims/concerns/gradebook_services.rb (005e9087)';
const canvasStatuses = 'instructure/canvas-lms app/models/submission.rb, GRADE_STATUS_MESSAGES_MAP';
const moodleScores =
  'moodle/moodle mod/lti/service/gradebookservices/classes/local/resources/scores.php, post_request_json (98645b5b)';
const openEdxScores =
  'openedx/xblock-lti-consumer lti_consumer/lti_1p3/extensions/rest_framework/serializers.py (3f33af79)';
const hypothesis = 'hypothesis/lms lms/services/lti_grading/_v13.py, record_result (cd0a3756)';

/**
 * Rejections whose message says more than their status. A phrase matches only with the status that the LMS sends with it. Translated
 * messages are not recognised.
 */
export const knownRefusals: readonly KnownRefusal[] = [
  {
    lms: 'Canvas',
    status: 403,
    phrase: /403 Forbidden \(Rate Limit Exceeded\)/,
    kind: 'rateLimited',
    source: 'instructure/canvas-lms app/middleware/request_throttle.rb, rate_limit_exceeded',
  },
  {
    // Canvas's other messages about timestamps do not mean a conflict: "… not a valid timestamp", "Provided submitted_at timestamp of …".
    lms: 'Canvas',
    status: 400,
    phrase: /Provided timestamp of [^"\\]{1,100} before last updated timestamp of /,
    kind: 'conflict',
    reason: 'NEWER_SCORE_STORED',
    source: `${canvasScores}, verify_valid_timestamp (02bc7b36)`,
  },
  {
    lms: 'Open edX',
    status: 400,
    phrase: /Score timestamp can only be updated to a later point in time/,
    kind: 'conflict',
    reason: 'NEWER_SCORE_STORED',
    source: `${openEdxScores}, validate_timestamp`,
  },
  {
    lms: 'Open edX',
    status: 400,
    phrase: /Score already exists for the provided timestamp/,
    kind: 'conflict',
    reason: 'NEWER_SCORE_STORED',
    source: `${openEdxScores}, validate_timestamp`,
  },
  {
    lms: 'Moodle',
    status: 409,
    phrase: /Refusing score with an earlier timestamp for item \d+ and user \S{1,100}/,
    reason: 'NEWER_SCORE_STORED',
    source: moodleScores,
  },
  {
    lms: 'Canvas',
    status: 422,
    phrase: /User not found in course or is not a student/,
    reason: 'NOT_A_LEARNER',
    source: `${canvasServices}, verify_user_in_context`,
  },
  {
    // Moodle also sends this for malformed scores, followed by the whole body. The gateway sends no malformed scores, so the user
    // cannot be graded.
    lms: 'Moodle',
    status: 400,
    phrase: /Incorrect score received(?:\{.*)?/s,
    reason: 'NOT_A_LEARNER',
    source: moodleScores,
  },
  {
    lms: 'Blackboard',
    status: 400,
    phrase: /User could not be found: ?\S{0,200}/,
    reason: 'NOT_A_LEARNER',
    source: hypothesis,
  },
  {
    lms: 'D2L',
    status: 403,
    phrase: /User in requested score is not enrolled in the org unit\.?/,
    reason: 'NOT_A_LEARNER',
    source: hypothesis,
  },
  {
    lms: 'D2L',
    status: 404,
    phrase: /User in requested score does not exist\.?/,
    reason: 'NOT_A_LEARNER',
    source: hypothesis,
  },
  {
    lms: 'Canvas',
    status: 422,
    phrase: /The maximum number of allowed attempts has been reached for this submission/,
    reason: 'NO_ATTEMPTS_LEFT',
    source: `${canvasScores}, verify_attempts_for_online_upload (02bc7b36)`,
  },
  {
    // Some tools report the message with the prefix that ActiveRecord adds, others without it.
    lms: 'Canvas',
    status: 422,
    phrase: /(?:(?:Grade )?cannot be changed at this time: )?This assignment is still unpublished/,
    reason: 'NOT_PUBLISHED',
    source: canvasStatuses,
  },
  {
    lms: 'Canvas',
    status: 422,
    phrase:
      /(?:(?:Grade )?cannot be changed at this time: )?This assignment is in a closed grading period for this student/,
    reason: 'GRADING_PERIOD_CLOSED',
    source: canvasStatuses,
  },
  {
    lms: 'Canvas',
    status: 422,
    phrase: /This course has concluded\. AGS requests will no longer be accepted for this course\./,
    reason: 'COURSE_CONCLUDED',
    source:
      'instructure/canvas-lms app/controllers/lti/ims/concerns/gradebook_services.rb, verify_course_not_concluded; doc/api/assignment_tools.md',
  },
  {
    // Sent when a tool reads, changes or deletes a line item, not when it posts a score.
    lms: 'Canvas',
    status: 412,
    phrase: /Tool does not have permission to view line_item/,
    reason: 'NOT_THE_TOOLS_LINE_ITEM',
    source: `${canvasServices}, verify_line_item_client_id_connection`,
  },
  {
    lms: 'Moodle',
    status: 403,
    phrase: /Invalid LTI id supplied\./,
    reason: 'NOT_THE_TOOLS_LINE_ITEM',
    source: 'moodle/moodle mod/lti/service/gradebookservices/classes/local/resources/{scores,results}.php, execute',
  },
  {
    lms: 'Canvas',
    status: 422,
    phrase: /Score(?:Maximum|Given) must be greater than or equal to 0/,
    reason: 'VALUE_OUT_OF_RANGE',
    source: `${canvasScores}, verify_valid_score_maximum, verify_valid_score_given`,
  },
  {
    lms: 'Canvas',
    status: 422,
    phrase: /ScoreMaximum not supplied when ScoreGiven present\./,
    reason: 'VALUE_OUT_OF_RANGE',
    source: `${canvasScores}, verify_valid_score_maximum (02bc7b36)`,
  },
  {
    lms: 'Canvas',
    status: 422,
    phrase: /cannot be zero if line item's maximum is not zero/,
    reason: 'VALUE_OUT_OF_RANGE',
    source: `${canvasScores}, verify_valid_score_maximum`,
  },
  {
    lms: 'Open edX',
    status: 400,
    phrase: /scoreMaximum is a required field when providing a scoreGiven value\./,
    reason: 'VALUE_OUT_OF_RANGE',
    source: `${openEdxScores}, validate_scoreMaximum`,
  },
];

const table = knownRefusals.map((row) => ({
  ...row,
  counts: row.kind === undefined ? new RegExp(`^(?:${row.phrase.source})$`, row.phrase.flags) : row.phrase,
}));

/**
 * The row for a rejection; undefined if the message is unknown. LMSs repeat the request in many forms, so a phrase that is also in
 * `sent` proves nothing.
 */
export function findKnownRefusal(
  status: number,
  messages: readonly string[],
  sent: () => string,
): KnownRefusal | undefined {
  const row = table.find(
    (candidate) => candidate.status === status && messages.some((message) => candidate.counts.test(message)),
  );
  return row === undefined || row.phrase.test(sent()) ? undefined : row;
}

/**
 * Members in which LTIAAS and LMSs put their messages. Open edX uses the name of the field in question. All other members are ignored:
 * repeated comments, names and ids are not messages.
 */
const messageMembers = new Set([
  'details',
  'description',
  'externalError',
  'bodyReceived',
  'error',
  'errors',
  'message',
  'reason',
  'detail',
  'title',
  'timestamp',
  'scoreMaximum',
]);
const maxDepth = 8;
const maxMessages = 50;
const maxLength = 10_000;

/** The messages in an error response: JSON, text, or JSON as a text within JSON. */
export function readMessages(text: string): string[] {
  const messages: string[] = [];
  const read = (value: unknown, depth: number): void => {
    if (depth > maxDepth || messages.length >= maxMessages) return;
    if (typeof value === 'string') {
      const inner = parseObject(value);
      if (inner === undefined) messages.push(value.slice(0, maxLength).trim());
      else read(inner, depth + 1);
    } else if (Array.isArray(value)) {
      for (const entry of value) read(entry, depth + 1);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) if (messageMembers.has(name)) read(member, depth + 1);
    }
  };
  read(text, 0);
  return messages;
}

function parseObject(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
