import { type UserErrorCode, writeCodeOf } from '../../errors';
import { LtiaasError } from '../../ltiaas/errors';
import type { LmsRefusalReason } from '../../ltiaas/knownRefusals';
import type { Score } from '../../ltiaas/scores';

/** What stood in the way, as far as it is known: the LMS's words, or the score that a guard names. */
export type RefusalReason = LmsRefusalReason | 'SCORE_HAS_CHANGED';

/** Why a write was not done, or not surely done. */
export interface UserError {
  code: UserErrorCode;
  message: string;
  /** The path within the input; null where no part of it is to blame. */
  field: string[] | null;
  /** Absent and null mean the same: unknown. */
  reason?: RefusalReason | null;
}

/** What came of a write: its value, or what stood against it. */
export type Outcome<T> =
  | { value: T; userErrors: [] }
  /** `current`: the score that a guard has found instead of the one that it names. */
  | { value: null; userErrors: UserError[]; current?: Score | null };

export function done<T>(value: T): Outcome<T> {
  return { value, userErrors: [] };
}

export function failed<T>(...userErrors: UserError[]): Outcome<T> {
  return { value: null, userErrors };
}

export interface Advice {
  /** What to do where nobody can say whether the write was done. */
  outcomeUnknown: string;
  /** What a 404 speaks of. */
  notFound: { message: string; field: string[] | null };
}

/**
 * Reads a failed write, `sent` once the write itself went out. Throws what is no fault of this write. Without `advice` something
 * else than the thing to be written could not be read.
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

/** A text that must say something. */
export function checkText(value: string | null | undefined, field: string[]): UserError[] {
  const name = field.at(-1);
  if (value === undefined || value === null) {
    return [{ code: 'REQUIRED', message: `"${name}" is required and cannot be null.`, field }];
  }
  return value.trim() === '' ? [{ code: 'BLANK', message: `"${name}" is blank; it must say something.`, field }] : [];
}

/** A text that may be left out, but not be empty. */
export function checkOptionalText(value: string | null | undefined, field: string[]): UserError[] {
  return value === undefined || value === null ? [] : checkText(value, field);
}

/** A number above 0. */
export function checkMaximum(value: number | null | undefined, field: string[]): UserError[] {
  const name = field.at(-1);
  if (value === undefined || value === null) {
    return [{ code: 'REQUIRED', message: `"${name}" is required and cannot be null.`, field }];
  }
  // A literal such as 1e999 arrives as Infinity, which JSON would send as null.
  if (value > 0 && Number.isFinite(value)) return [];
  return [{ code: 'INVALID', message: `"${name}" is ${value}; it must be a finite number above 0.`, field }];
}
