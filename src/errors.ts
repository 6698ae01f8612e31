import { LtiaasError, type LtiaasErrorKind } from './ltiaas/errors';

/** `extensions.code` of an entry in a response's `errors`. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'SERVICE_NOT_AVAILABLE'
  | 'RATE_LIMITED'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_ERROR'
  | 'OPERATION_TOO_EXPENSIVE'
  | 'INTERNAL_SERVER_ERROR';

/** `code` of a mutation's `userErrors`. */
export type UserErrorCode =
  | 'BLANK'
  | 'INVALID'
  | 'REQUIRED'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'REJECTED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'OUTCOME_UNKNOWN';

/** An error whose code and message the client receives unchanged. */
export class ClientError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'ClientError';
  }
}

type WriteVerdict = UserErrorCode | 'throw';

/**
 * The code that a client receives for a failed call: for a read; for a write that was certainly not done; for a write that
 * reached LTIAAS. `throw`: the error concerns the whole operation (credential, service or budget), not only this write.
 */
const views: Record<LtiaasErrorKind, { read: ErrorCode; notDone: WriteVerdict; reached: WriteVerdict }> = {
  unauthenticated: { read: 'UNAUTHENTICATED', notDone: 'throw', reached: 'throw' },
  serviceNotAvailable: { read: 'SERVICE_NOT_AVAILABLE', notDone: 'throw', reached: 'throw' },
  // The gateway has checked the caller's role: a 403 of the LMS means that the tool itself may not read here.
  forbidden: { read: 'SERVICE_NOT_AVAILABLE', notDone: 'FORBIDDEN', reached: 'FORBIDDEN' },
  toolRefused: { read: 'SERVICE_NOT_AVAILABLE', notDone: 'UNAVAILABLE', reached: 'REJECTED' },
  notFound: { read: 'UPSTREAM_ERROR', notDone: 'NOT_FOUND', reached: 'NOT_FOUND' },
  conflict: { read: 'UPSTREAM_ERROR', notDone: 'UNAVAILABLE', reached: 'CONFLICT' },
  rejected: { read: 'UPSTREAM_ERROR', notDone: 'UNAVAILABLE', reached: 'REJECTED' },
  rateLimited: { read: 'RATE_LIMITED', notDone: 'RATE_LIMITED', reached: 'RATE_LIMITED' },
  timeout: { read: 'UPSTREAM_TIMEOUT', notDone: 'UNAVAILABLE', reached: 'OUTCOME_UNKNOWN' },
  unavailable: { read: 'UPSTREAM_UNAVAILABLE', notDone: 'UNAVAILABLE', reached: 'OUTCOME_UNKNOWN' },
  overBudget: { read: 'OPERATION_TOO_EXPENSIVE', notDone: 'throw', reached: 'throw' },
  badAnswer: { read: 'UPSTREAM_ERROR', notDone: 'UNAVAILABLE', reached: 'OUTCOME_UNKNOWN' },
};

export interface ErrorView {
  code: ErrorCode;
  message: string;
  retryAfterSeconds?: number | undefined;
}

/** What a client may see of an error; undefined if it must not see anything of it. */
export function viewOf(error: unknown): ErrorView | undefined {
  if (error instanceof ClientError) return { code: error.code, message: error.message };
  if (error instanceof LtiaasError) {
    return { code: views[error.kind].read, message: error.message, retryAfterSeconds: error.retryAfterSeconds };
  }
  return undefined;
}

/** The `UserErrorCode` of a failed write; `sent`: the write itself was sent. Throws errors that do not concern this write alone. */
export function writeCodeOf(error: unknown, sent: boolean): UserErrorCode {
  if (!(error instanceof LtiaasError)) throw error;
  const verdict = views[error.kind][sent && error.reached ? 'reached' : 'notDone'];
  if (verdict === 'throw') throw error;
  return verdict;
}

/** What the log may contain of an unexpected error. The stack names only our own code; the message could quote a secret. */
export function traceOf(error: unknown): { error: string; stack?: string[] } {
  if (!(error instanceof Error)) return { error: typeof error };
  return { error: error.name, stack: (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')) };
}
