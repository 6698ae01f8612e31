import type { RememberedLaunch } from '../../launches/rememberedLaunch';
import type { CanvasSubmission, NewScore } from '../../ltiaas/scores';
import { isCanvas, isKnownLms } from '../lmsQuirks';
import { checkOptionalText, type UserError } from './userError';

/** When the learner worked. Absent and null mean the same. */
export interface Submission {
  startedAt?: Date | null | undefined;
  submittedAt?: Date | null | undefined;
}

/** Options that only Canvas supports (doc/api/assignment_tools.md). Absent and null mean the same: Canvas's default. */
export interface CanvasScore {
  newSubmission?: boolean | null | undefined;
  preserveScore?: boolean | null | undefined;
  prioritizeNonToolGrade?: boolean | null | undefined;
  submissionType?: NonNullable<CanvasSubmission['submission_type']> | null | undefined;
  submissionData?: string | null | undefined;
}

export interface SubmissionInput {
  submission?: Submission | null | undefined;
  canvas?: CanvasScore | null | undefined;
}

/** `at`: where the score is within the input. */
export function checkSubmission({ submission, canvas }: SubmissionInput, at: string[]): UserError[] {
  const userErrors = checkOptionalText(canvas?.submissionData, [...at, 'canvas', 'submissionData']);
  const { startedAt, submittedAt } = submission ?? {};
  // AGS 2.0, section 3.4.9.
  if (startedAt && submittedAt && submittedAt < startedAt) {
    const message = '"submittedAt" must not be before "startedAt".';
    userErrors.push({ code: 'INVALID', message, field: [...at, 'submission', 'submittedAt'] });
  }
  return userErrors;
}

/** The submission as members of a score, as AGS and Canvas spell them. Omits absent values. */
export function submissionMembers(
  { submission, canvas }: SubmissionInput,
  memory: RememberedLaunch,
  lineItemId: string,
): Pick<NewScore, 'submission' | 'https://canvas.instructure.com/lti/submission'> {
  const startedAt = submission?.startedAt?.toISOString();
  const submittedAt = submission?.submittedAt?.toISOString();
  const times = withoutUndefined({ startedAt, submittedAt });
  // Canvas also reads the time of submission from its extension. An unknown LMS, as with a service key, gets it if it is given.
  const isWanted = isCanvas(memory, lineItemId) || (canvas != null && !isKnownLms(memory, lineItemId));
  const forCanvas = withoutUndefined<CanvasSubmission>({
    new_submission: canvas?.newSubmission ?? undefined,
    preserve_score: canvas?.preserveScore ?? undefined,
    prioritize_non_tool_grade: canvas?.prioritizeNonToolGrade ?? undefined,
    submission_type: canvas?.submissionType ?? undefined,
    submission_data: canvas?.submissionData ?? undefined,
    submitted_at: submittedAt,
  });
  return {
    ...(times !== undefined && { submission: times }),
    ...(isWanted && forCanvas !== undefined && { 'https://canvas.instructure.com/lti/submission': forCanvas }),
  };
}

/** Undefined if no member has a value. */
function withoutUndefined<T extends object>(members: T): T | undefined {
  return Object.values(members).some((value) => value !== undefined) ? members : undefined;
}
