/** A gradebook column as the LMS returns it (AGS 2.0, Line item service). Members whose name is a full URL are extensions. */
export interface LineItemRow {
  id: string;
  label: string;
  scoreMaximum: number;
  resourceLinkId?: string | null;
  resourceId?: string | null;
  tag?: string | null;
  startDateTime?: string | null;
  endDateTime?: string | null;
  gradesReleased?: boolean | null;
  /** Moodle's own number of the link. */
  ltiLinkId?: string;
  [extension: `http${string}`]: unknown;
}

/** One person's cell of a column as the LMS returns it (AGS 2.0, Result service). Only `userId` is always present. */
export interface ResultRow {
  id: string;
  userId: string;
  scoreOf?: string;
  resultScore?: number | null;
  resultMaximum?: number | null;
  comment?: string | null;
  scoringUserId?: string | null;
  timestamp?: string | null;
}

/** The data that the LMS stores from the posts for one person, in addition to the score. */
export interface SubmissionRow {
  /** From the last post, like all other members without a comment. */
  activityProgress: string;
  gradingProgress: string;
  scoringUserId: string | null;
  startedAt: string | null;
  /** The time of the work: null if the LMS keeps none. */
  submittedAt: string | null;
  /** Whether the work counts as submitted after the end of the activity. */
  late: boolean;
  /** Attempts so far; null on LMSs that do not count them. */
  attempts: number | null;
  /** What Canvas shows of the last attempt. */
  type: string | null;
  data: string | null;
  /** All members that are named by a URL. */
  extensions: Readonly<Record<string, unknown>>;
}

/** A change that the LMS has stored. */
export interface LedgerEntry {
  /** Milliseconds since 1970. */
  at: number;
  kind: 'createLineItem' | 'replaceLineItem' | 'deleteLineItem' | 'score';
  lineItemId: string;
  userId?: string;
  body: unknown;
}

/** Records the changes that the LMS has stored. */
export type Recorder = (entry: LedgerEntry) => void;

/** What the gradebook stores for one person in one column. */
export interface Grade {
  /** Points on the column's own scale; null: no score. */
  readonly score: number | null;
  readonly comment: string | null;
  readonly scoringUserId?: string;
  /** The time of the last change, in milliseconds since 1970. */
  readonly at: number;
  /** The timestamp of the last score that the tool posted: the LMS accepts only later ones. */
  readonly toolAt?: number;
  /** What the tool's posts said beside the score. */
  readonly submission?: SubmissionRow;
}
