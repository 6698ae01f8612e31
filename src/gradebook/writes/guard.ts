import { LtiaasError } from '../../ltiaas/errors';
import type { Row } from '../../ltiaas/page';
import type { Score } from '../../ltiaas/scores';
import type { GradebookOptions } from '../options';
import { Lists } from '../reads/lists';
import { findScores } from '../reads/plan';
import { type QueueEntry, requireShared } from './queue';
import { failed, notSentErrorOf, type Outcome, type UserError } from './userError';

/** A condition for a write: the score must still have the values that the caller last read. Absent and null mean the same. */
export interface ScoreGuard {
  /** Null: there is no score. */
  resultScore?: number | null | undefined;
  resultMaximum?: number | null | undefined;
}

/** `at`: where the guard is within the input. */
export function checkGuard(guard: ScoreGuard | null | undefined, mayReadScores: boolean, at: string[]): UserError[] {
  if (guard == null) return [];
  if (!mayReadScores) return [forbidden(at)];
  return (['resultScore', 'resultMaximum'] as const)
    .filter((name) => typeof guard[name] === 'number' && !Number.isFinite(guard[name]))
    .map((name) => ({ code: 'INVALID', message: `"${name}" must be a finite number.`, field: [...at, name] }));
}

/**
 * Acquires the locks of all entries, then reads the current scores of their users. Omits users without a row. The caller must leave
 * the entries, also after an error. Throws `LtiaasError` or `ClientError`.
 */
export async function lockAndRead(
  entries: readonly { userId: string; entry: QueueEntry }[],
  lineItemId: string,
  options: GradebookOptions,
): Promise<Map<string, Row<Score>>> {
  for (const { entry } of entries) await entry.wait();
  const inOrder = entries.toSorted((one, other) => (one.userId < other.userId ? -1 : 1));
  for (const { entry } of inOrder) requireShared(await entry.lock());
  const { client, memory, trace } = options;
  // Reads that started before the locks were acquired may miss the write of another caller.
  client.forgetReads();
  const userIds = entries.map(({ userId }) => userId);
  const lists = new Lists(options);
  return trace('find scores', () => findScores(lists, memory, lineItemId, userIds, { orUncertain: true }));
}

/** Why the write must not be sent. Undefined if it may be sent. `row`: the current score in the LMS. */
export function conflictOf(guard: ScoreGuard, row: Row<Score> | undefined, at: string[]): Outcome<true> | undefined {
  if (row instanceof LtiaasError) return failed(readErrorOf(row, at));
  const wanted = guard.resultScore ?? null;
  const current = row?.resultScore ?? null;
  const maximum = guard.resultMaximum ?? null;
  // Without a score, the maximum does not matter.
  if (wanted === current && (wanted === null || maximum === null || maximum === row?.resultMaximum)) return undefined;
  const message =
    'The current score differs from the one in "onlyIf", so nothing was sent. "score" has the current score.';
  const userError: UserError = { code: 'CONFLICT', message, field: at, reason: 'SCORE_HAS_CHANGED' };
  return { value: null, userErrors: [userError], current: row ?? null };
}

/** The user error if the score of a guard could not be locked or read, so that nothing was sent. Throws errors of the operation. */
export function readErrorOf(error: unknown, at: string[]): UserError {
  const isRefused = error instanceof LtiaasError && (error.kind === 'forbidden' || error.kind === 'toolRefused');
  return isRefused ? forbidden(at) : { ...notSentErrorOf(error), reason: null };
}

function forbidden(field: string[]): UserError {
  return {
    code: 'FORBIDDEN',
    message: 'The LMS does not allow the tool to read scores, which "onlyIf" requires.',
    field,
  };
}
