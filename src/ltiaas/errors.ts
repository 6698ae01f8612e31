/**
 * What can go wrong between the gateway and the gradebook. The set is closed: whoever handles a failure can handle all.
 *
 * - `unauthenticated`     LTIAAS does not take the credential (an expired ltik, a wrong key)
 * - `serviceNotAvailable` the LMS, the account or the registration does not offer grades here
 * - `forbidden`           the LMS does not let the tool do this (403)
 * - `toolRefused`         the LMS does not take the tool's own token for this (401)
 * - `notFound`            there is no such thing (404)
 * - `conflict`            the LMS holds something newer (409, or a timestamp that it refuses)
 * - `rejected`            any other clear no
 * - `rateLimited`         LTIAAS or the LMS throttles
 * - `timeout`             no answer before the operation's deadline
 * - `unavailable`         5xx, a connection that was refused or that broke
 * - `badAnswer`           an answer that makes no sense
 * - `overBudget`          the operation has made as many calls as one may
 */
export type LtiaasErrorKind =
  | 'unauthenticated'
  | 'serviceNotAvailable'
  | 'forbidden'
  | 'toolRefused'
  | 'notFound'
  | 'conflict'
  | 'rejected'
  | 'rateLimited'
  | 'timeout'
  | 'unavailable'
  | 'badAnswer'
  | 'overBudget';

interface LtiaasErrorFacts {
  status?: number | undefined;
  retryAfterSeconds?: number | undefined;
  /** False only where not a byte of the request can have reached LTIAAS. */
  reached?: boolean | undefined;
  isPassing?: boolean | undefined;
}

/** A failed call. Its message is ours alone: nothing that LTIAAS or the LMS wrote is ever part of it. */
export class LtiaasError extends Error {
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly reached: boolean;
  /** The same call may well be answered the next time. */
  readonly isPassing: boolean;

  constructor(
    readonly kind: LtiaasErrorKind,
    message: string,
    facts: LtiaasErrorFacts = {},
  ) {
    super(message);
    this.name = 'LtiaasError';
    this.status = facts.status;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.reached = facts.reached ?? true;
    this.isPassing = facts.isPassing ?? false;
  }
}

/** Codes that LTIAAS's troubleshooting page gives for a service that is not to be had in this launch. */
const serviceCodes = /UNREGISTERED_OR_INACTIVE_PLATFORM|INACTIVE_SERVICE|SERVICE_NOT_AVAILABLE_FOR_CONTEXT/;
/** LTIAAS's own words for a credential that it does not take, such as INVALID_LTIK_AUTH_AUTHORIZATION_HEADER. */
const credentialCodes = /AUTHORIZATION_HEADER|LTIK|API_KEY|SERVICE_KEY|SERVICE_AUTH/;
/** What Canvas's throttle says with a 403 (app/middleware/request_throttle.rb). */
const throttled = /rate limit exceeded/i;
/** Moodle: "Refusing score with an earlier timestamp" (409). Canvas and Open edX say it with a 400. */
const staleTimestamp = /timestamp/i;

/** Reads a refusal: what `details` says comes first, the status only where they are silent. */
export function refusal(status: number, text: string, retryAfter: string | undefined): LtiaasError {
  const details = readDetails(text);
  const fail = (kind: LtiaasErrorKind, message: string, isPassing = false) =>
    new LtiaasError(kind, message, { status, isPassing, retryAfterSeconds: readRetryAfter(retryAfter) });

  if (serviceCodes.test(details.codes)) {
    return fail(
      'serviceNotAvailable',
      'The LMS or the LTIAAS account does not offer the grades service in this launch.',
    );
  }
  if (status === 429 || throttled.test(details.words)) {
    return fail('rateLimited', 'LTIAAS or the LMS asks for fewer requests.', true);
  }
  if (status === 401 && !details.fromLms && credentialCodes.test(details.codes)) {
    return fail(
      'unauthenticated',
      'LTIAAS does not take this credential. An ltik lasts 24 hours: launch the tool again.',
    );
  }
  // Canvas answers so to the DELETE of a column of its own, others where a scope is missing: it says nothing of our credential.
  if (status === 401) return fail('toolRefused', 'The LMS does not let the tool do this (status 401).');
  if (status === 403) return fail('forbidden', 'The LMS does not let the tool do this.');
  if (status === 404 || status === 410) return fail('notFound', 'The LMS has no such thing.');
  if (status === 409 || (status === 400 && staleTimestamp.test(details.words))) {
    return fail('conflict', 'The LMS holds a newer score, or something else that this would overwrite.');
  }
  if (status === 408 || status >= 500) {
    const isPassing = status >= 502 && status <= 504;
    return fail('unavailable', `LTIAAS or the LMS failed (status ${status}).`, isPassing);
  }
  if (status >= 400) return fail('rejected', `The LMS refused this (status ${status}).`);
  return fail('badAnswer', `LTIAAS answered with the unexpected status ${status}.`);
}

interface Details {
  /** LTIAAS's codes, wherever its several error forms put them. */
  codes: string;
  /** What LTIAAS and the LMS say. What we sent, which LTIAAS echoes, is no part of it. */
  words: string;
  /** The refusal was the LMS's, and LTIAAS only passes it on. */
  fromLms: boolean;
}

function readDetails(text: string): Details {
  try {
    const { details } = JSON.parse(text) as { details?: unknown };
    if (typeof details === 'object' && details !== null) {
      const { bodySent: _ours, ...said } = details as Record<string, unknown>;
      return {
        codes: JSON.stringify([said.code, said.message, said.errors]),
        words: JSON.stringify(said).slice(0, maxWords),
        fromLms: said.externalError !== undefined || said.externalUrl !== undefined,
      };
    }
  } catch {
    // HTML, plain text and truncated JSON come from an edge in front of LTIAAS, or from the LMS: the status decides. So it does
    // where values are nested so deeply that they can be read, but not written.
  }
  return { codes: '', words: text.slice(0, maxWords), fromLms: false };
}

const maxWords = 100_000;

/** `Retry-After` in whole seconds, from either of its forms (RFC 9110, section 10.2.3). */
function readRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
