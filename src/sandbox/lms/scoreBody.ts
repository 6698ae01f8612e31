import { LmsRefusal } from './answer';

/** A score that has passed the checks of AGS 2.0, Score service. */
export interface ScoreBody {
  readonly userId: string;
  readonly activityProgress: string;
  readonly gradingProgress: string;
  readonly scoreGiven: number | null;
  readonly scoreMaximum: number | null;
  readonly comment: string | null;
  readonly scoringUserId?: string;
  /** Milliseconds since 1970, set by LTIAAS. */
  readonly timestamp: number;
  /** Everything that was sent, including extensions. */
  readonly sent: Readonly<Record<string, unknown>>;
}

// LTIAAS's reference has `Initiated`, but AGS, LTIAAS's guide and its SDK have `Initialized`.
const activityProgress = ['Initialized', 'Started', 'InProgress', 'Submitted', 'Completed'];
const gradingProgress = ['FullyGraded', 'Pending', 'PendingManual', 'Failed', 'NotReady'];

/** Reads a posted score. Throws an LmsRefusal with status 400 if it is invalid. */
export function readScore(body: unknown): ScoreBody {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse('a score must be a JSON object');
  const sent = body as Record<string, unknown>;
  const { userId, scoringUserId } = sent;
  if (typeof userId !== 'string' || userId === '') refuse('userId is missing');
  if (!activityProgress.includes(String(sent.activityProgress))) refuse('activityProgress is not a known value');
  if (!gradingProgress.includes(String(sent.gradingProgress))) refuse('gradingProgress is not a known value');
  const scoreGiven = readNumber(sent, 'scoreGiven');
  const scoreMaximum = readNumber(sent, 'scoreMaximum');
  if (scoreGiven !== null && scoreGiven < 0) refuse('scoreGiven must not be negative');
  if (scoreGiven !== null && scoreMaximum === null) refuse('scoreMaximum is required with scoreGiven');
  if (scoreMaximum !== null && scoreMaximum <= 0) refuse('scoreMaximum must be above 0');
  const comment = sent.comment ?? null;
  if (comment !== null && typeof comment !== 'string') refuse('comment must be a string');
  const timestamp = Date.parse(String(sent.timestamp));
  if (Number.isNaN(timestamp)) refuse('timestamp must be an ISO 8601 date');
  return {
    userId,
    activityProgress: String(sent.activityProgress),
    gradingProgress: String(sent.gradingProgress),
    scoreGiven,
    scoreMaximum,
    // AGS 2.0, Score service: a blank comment clears the stored one, and so does a missing one.
    comment: comment !== null && comment.trim() === '' ? null : comment,
    ...(typeof scoringUserId === 'string' && { scoringUserId }),
    timestamp,
    sent,
  };
}

function readNumber(sent: Record<string, unknown>, name: string): number | null {
  const value = sent[name] ?? null;
  if (value !== null && (typeof value !== 'number' || !Number.isFinite(value))) refuse(`${name} must be a number`);
  return value;
}

function refuse(reason: string): never {
  throw new LmsRefusal(400, { error: `Incorrect score received: ${reason}` });
}
