import { ClientError, type UserErrorCode, writeCodeOf } from '../../errors';
import { LtiaasError } from '../../ltiaas/errors';
import type { LmsRefusalReason } from '../../ltiaas/knownRefusals';
import type { Score } from '../../ltiaas/scores';

/** Why a write was rejected, if known: by the LMS's message, or because a guard is not met. */
export type RefusalReason = LmsRefusalReason | 'SCORE_HAS_CHANGED';

/** Why a write failed, or why its outcome is unknown. */
export interface UserError {
  code: UserErrorCode;
  message: string;
  /** The path of the invalid part within the input; null if the input is not the cause. */
  field: string[] | null;
  /** Absent and null mean the same: unknown. */
  reason?: RefusalReason | null;
}

/** The result of a write: its value, or why it failed. */
export type Outcome<T> =
  | { value: T; userErrors: [] }
  /** `current`: the current score, if it differs from the one that the guard names. */
  | { value: null; userErrors: UserError[]; current?: Score | null };

export function done<T>(value: T): Outcome<T> {
  return { value, userErrors: [] };
}

export function failed<T>(...userErrors: UserError[]): Outcome<T> {
  return { value: null, userErrors };
}

export interface Advice {
  /** What to do if the outcome of the write is unknown. */
  outcomeUnknown: string;
  /** The error for a 404. */
  notFound: { message: string; field: string[] | null };
}

/**
 * The user error for a failed write; `sent`: the write itself was sent. Throws errors that do not concern this write alone. Without
 * `advice` the failure was in a read before the write.
 */
export function userErrorOf(error: unknown, sent: boolean, advice?: Advice): UserError {
  const code = writeCodeOf(error, sent);
  const { message } = error as Error;
  const reason = (error instanceof LtiaasError && error.reason) || null;
  if (code === 'NOT_FOUND') {
    return advice === undefined ? { code: 'UNAVAILABLE', message, field: null } : { code, ...advice.notFound, reason };
  }
  const needsAdvice = code === 'OUTCOME_UNKNOWN' && advice !== undefined;
  return { code, message: needsAdvice ? `${message} ${advice.outcomeUnknown}` : message, field: null, reason };
}

/** The user error if a read or a lock before the write failed, so that nothing was sent. Throws errors of the operation. */
export function notSentErrorOf(error: unknown): UserError {
  const isUnreadable = error instanceof ClientError && error.code === 'UPSTREAM_ERROR';
  return isUnreadable ? { code: 'UNAVAILABLE', message: error.message, field: null } : userErrorOf(error, false);
}

/** Checks a required text that must not be blank. */
export function checkText(value: string | null | undefined, field: string[]): UserError[] {
  const name = field.at(-1);
  if (value === undefined || value === null) {
    return [{ code: 'REQUIRED', message: `"${name}" is required and cannot be null.`, field }];
  }
  if (value.trim() === '') return [{ code: 'BLANK', message: `"${name}" must not be blank.`, field }];
  return checkUnicode(value, field);
}

/** UTF-8 cannot encode half a surrogate pair, so the LMS would store another text, and searches would never find it. */
export function checkUnicode(value: string | null | undefined, field: string[]): UserError[] {
  if (value?.isWellFormed() !== false) return [];
  const message = `"${field.at(-1)}" must be valid Unicode, without half a surrogate pair.`;
  return [{ code: 'INVALID', message, field }];
}

/** Checks an optional text that must not be blank. */
export function checkOptionalText(value: string | null | undefined, field: string[]): UserError[] {
  return value === undefined || value === null ? [] : checkText(value, field);
}

/** Checks a required number above 0. */
export function checkMaximum(value: number | null | undefined, field: string[]): UserError[] {
  const name = field.at(-1);
  if (value === undefined || value === null) {
    return [{ code: 'REQUIRED', message: `"${name}" is required and cannot be null.`, field }];
  }
  // A literal such as 1e999 becomes Infinity, which JSON sends as null.
  if (value > 0 && Number.isFinite(value)) return [];
  return [{ code: 'INVALID', message: `"${name}" must be a finite number above 0 (got ${value}).`, field }];
}
