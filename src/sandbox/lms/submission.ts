import { isExtension } from './lineItemBody';
import type { SubmissionRow } from './rows';
import type { ScoreBody } from './scoreBody';

/** AGS 2.0, section 3.4.9: without `submittedAt` an LMS has only the time of the score. */
export function keepSubmission(score: ScoreBody, endDateTime: string | null | undefined): SubmissionRow {
  const { submission } = score;
  const submittedAt = submission.submittedAt ?? new Date(score.timestamp).toISOString();
  return {
    activityProgress: score.activityProgress,
    gradingProgress: score.gradingProgress,
    scoringUserId: score.scoringUserId ?? null,
    startedAt: submission.startedAt ?? null,
    submittedAt,
    late: isLate(submittedAt, endDateTime),
    attempts: null,
    type: null,
    data: null,
    extensions: Object.fromEntries(Object.entries(score.sent).filter(([name]) => isExtension(name))),
  };
}

export function isLate(submittedAt: string, endDateTime: string | null | undefined): boolean {
  return endDateTime != null && Date.parse(submittedAt) > Date.parse(endDateTime);
}
