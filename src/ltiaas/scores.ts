import type { LtiaasClient } from './client';
import { encode, endpoints } from './endpoints';
import { LtiaasError } from './errors';
import { isSameLineItem, lineItemPath } from './lineItems';
import { type Page, readPage } from './page';
import { readDate } from './date';
import { type Json, readId, readNumber, readRequiredId, readText } from './read';

/** The gradebook's entry for one user in one line item: an AGS result (AGS 2.0, section 3.3). */
export class Score {
  readonly id: string;
  readonly userId: string;
  /** Null: no score. 0 is a score. */
  readonly resultScore: number | null;
  readonly resultMaximum: number;
  readonly comment: string | null;
  readonly scoringUserId: string | null;
  readonly #timestamp: unknown;

  constructor(
    readonly lineItemId: string,
    json: Json,
  ) {
    this.userId = readRequiredId(json.userId, 'userId', 'a score without a userId');
    this.id = readId(json.id, 'id') ?? `${lineItemId}#${encode(this.userId)}`;
    this.resultScore = readNumber(json.resultScore, 'a score whose resultScore is not a number');
    // AGS 2.0, section 3.3.4.5: the default is 1. 0 is valid: Canvas has assignments without points.
    this.resultMaximum = readNumber(json.resultMaximum, 'a score whose resultMaximum is not a number') ?? 1;
    this.comment = readText(json.comment);
    this.scoringUserId = readId(json.scoringUserId, 'scoringUserId');
    if (!isSameLineItem(readId(json.scoreOf, 'scoreOf'), lineItemId)) {
      throw new LtiaasError('badAnswer', 'The LMS sent a score of another line item.');
    }
    this.#timestamp = json.timestamp;
  }

  // Parsed on demand: most operations do not select it.
  get timestamp(): Date | null {
    return readDate(this.#timestamp);
  }
}

export type ScoreQuery = {
  userId?: string | undefined;
  limit?: number | undefined;
  /** A page's link; LTIAAS then ignores everything else. */
  url?: string | undefined;
};

export type ActivityProgress = 'Initialized' | 'Started' | 'InProgress' | 'Submitted' | 'Completed';
export type GradingProgress = 'FullyGraded' | 'Pending' | 'PendingManual' | 'Failed' | 'NotReady';

/** A score as a tool posts it (AGS 2.0, section 3.4). Each post replaces the whole score: the LMS clears absent members. */
export interface NewScore {
  userId: string;
  activityProgress: ActivityProgress;
  gradingProgress: GradingProgress;
  /** 0 or more; 0 is a score. Absent: the LMS clears the score that the tool posted before. */
  scoreGiven?: number | undefined;
  /** The scale of `scoreGiven`, above 0. */
  scoreMaximum?: number | undefined;
  /** Absent: the LMS clears the comment that the tool posted before. */
  comment?: string | undefined;
  /** Who graded. */
  scoringUserId?: string | undefined;
  /** When the learner worked, in ISO 8601 with a zone (AGS 2.0, section 3.4.9). */
  submission?: { startedAt?: string | undefined; submittedAt?: string | undefined };
  'https://canvas.instructure.com/lti/submission'?: CanvasSubmission;
}

/** Canvas's extension of a score (app/controllers/lti/ims/scores_controller.rb, EXTENSION_PARAMS). */
export interface CanvasSubmission {
  new_submission?: boolean | undefined;
  preserve_score?: boolean | undefined;
  prioritize_non_tool_grade?: boolean | undefined;
  submission_type?:
    'none' | 'basic_lti_launch' | 'online_text_entry' | 'external_tool' | 'online_upload' | 'online_url' | undefined;
  submission_data?: string | undefined;
  submitted_at?: string | undefined;
}

/** `GET /api/lineitems/{id}/scores`. Throws `LtiaasError`. */
export async function listScores(client: LtiaasClient, lineItemId: string, query: ScoreQuery): Promise<Page<Score>> {
  const answer = await client.get(endpoints.listScores, `${lineItemPath(lineItemId)}/scores`, query);
  const page = readPage(answer, ['scores'], (row) => new Score(lineItemId, row));
  client.use.rows += page.items.length;
  return page;
}

/** `POST /api/lineitems/{id}/scores`: returns after LTIAAS has accepted the score. Throws `LtiaasError`. */
export async function submitScore(client: LtiaasClient, lineItemId: string, score: NewScore): Promise<void> {
  await client.write(endpoints.submitScore, `${lineItemPath(lineItemId)}/scores`, score);
}
