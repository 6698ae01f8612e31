import type { LineItem } from './lineItem';
import type { Grade, SubmissionRow } from './rows';
import type { ScoreBody } from './scoreBody';
import { isLate, keepSubmission } from './submission';

/** Canvas's extension of a score (app/controllers/lti/ims/scores_controller.rb, EXTENSION_PARAMS). */
const name = 'https://canvas.instructure.com/lti/submission';

export interface CanvasExtension {
  new_submission?: unknown;
  preserve_score?: unknown;
  prioritize_non_tool_grade?: unknown;
  submission_type?: unknown;
  submission_data?: unknown;
  submitted_at?: unknown;
}

export function extensionOf(score: ScoreBody): CanvasExtension {
  const extension = score.sent[name];
  return typeof extension === 'object' && extension !== null ? extension : {};
}

/** The time of submission from AGS's member or Canvas's extension; undefined if the post has neither. */
export function submittedAtOf(score: ScoreBody): string | undefined {
  const { submitted_at } = extensionOf(score);
  return score.submission.submittedAt ?? (typeof submitted_at === 'string' ? submitted_at : undefined);
}

/** Whether the post is a new attempt: by default yes, but not if it has the submission time of the current attempt. */
export function isNewAttempt(score: ScoreBody, before: Grade | undefined): boolean {
  const { new_submission, submission_type } = extensionOf(score);
  if (new_submission === false || submission_type === 'none') return false;
  const submittedAt = submittedAtOf(score);
  const known = before?.submission?.submittedAt ?? undefined;
  return submittedAt === undefined || known === undefined || Date.parse(submittedAt) !== Date.parse(known);
}

/** A new attempt replaces the previous submission and its URL. Any other post keeps them. */
export function keepCanvasSubmission(score: ScoreBody, item: LineItem, before: Grade | undefined): SubmissionRow {
  const { submission_type = 'external_tool', submission_data = null } = extensionOf(score);
  const earlier = before?.submission;
  const attempts = earlier?.attempts ?? 0;
  const posted = { ...keepSubmission(score, item.row.endDateTime), scoringUserId: null, startedAt: null };
  if (!isNewAttempt(score, before)) {
    const { submittedAt = null, late = false, type = null, data = null } = earlier ?? {};
    return { ...posted, attempts, submittedAt, late, type, data };
  }
  const submittedAt = submittedAtOf(score) ?? new Date(score.timestamp).toISOString();
  return {
    ...posted,
    attempts: attempts + 1,
    submittedAt,
    late: isLate(submittedAt, item.row.endDateTime),
    type: String(submission_type),
    data: typeof submission_data === 'string' ? submission_data : null,
  };
}
