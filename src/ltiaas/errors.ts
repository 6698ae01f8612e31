import { findKnownRefusal, type LmsRefusalReason, readMessages } from './knownRefusals';
import { readRetryAfter } from './retryAfter';

/**
 * Why a call to LTIAAS failed. The set is closed, so that a caller can handle every kind.
 *
 * - `unauthenticated`     LTIAAS rejects the credential (an expired ltik, a wrong key)
 * - `serviceNotAvailable` the LMS, the account or the registration does not offer grades here
 * - `forbidden`           the LMS does not allow the tool to do this (403)
 * - `toolRefused`         the LMS rejects the tool's own token for this (401)
 * - `notFound`            it does not exist (404, 410)
 * - `conflict`            the LMS stores something newer (409, or a timestamp that it rejects)
 * - `rejected`            any other 4xx
 * - `rateLimited`         LTIAAS or the LMS throttles requests
 * - `timeout`             no response before the operation's deadline
 * - `unavailable`         5xx, 408, 425, 499, a refused or broken connection
 * - `badAnswer`           a response that the gateway cannot read
 * - `overBudget`          the operation has used up its calls
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
  /** False only if LTIAAS certainly did not process the request: no byte reached it, or the response says so (425). */
  reached?: boolean | undefined;
  isPassing?: boolean | undefined;
  reason?: LmsRefusalReason | undefined;
  isOfAccount?: boolean | undefined;
}

/** A failed call. Its message never contains text from LTIAAS or the LMS. */
export class LtiaasError extends Error {
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly reached: boolean;
  /** The failure is temporary: the same call may succeed the next time. */
  readonly isPassing: boolean;
  /** Why the LMS rejects the call; undefined if its message is unknown. */
  readonly reason: LmsRefusalReason | undefined;
  /** Whether the owner of the LTIAAS account can fix it. The LMS is not involved then. */
  readonly isOfAccount: boolean;

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
    this.reason = facts.reason;
    this.isOfAccount = facts.isOfAccount ?? false;
  }
}

/** The parts of a rejected call that `refusal` needs. */
export interface RefusedCall {
  path: string;
  body?: unknown;
  /** Whether LTIAAS passes the call on to the LMS. It returns the id token itself, so only LTIAAS can reject that call. */
  asksLms: boolean;
}

/** LTIAAS's codes for a service that this launch does not have (from its troubleshooting page), and our message for each. */
const serviceCodes = new Map([
  ['UNREGISTERED_OR_INACTIVE_PLATFORM', 'The registration of this LMS with the LTIAAS account is missing or inactive.'],
  ['INACTIVE_SERVICE', 'The LTIAAS account does not include this service.'],
  ['SERVICE_NOT_AVAILABLE_FOR_CONTEXT', 'The LMS does not offer this service in this course.'],
]);

/** LTIAAS's codes for a credential, such as INVALID_LTIK_AUTH_AUTHORIZATION_HEADER (docs.ltiaas.com/api). */
const credentialCode = /^[A-Z0-9_]*(AUTHORIZATION_HEADER|LTIK|API_KEY|SERVICE_KEY|SERVICE_AUTH)[A-Z0-9_]*$/;

/** Temporary failures that a proxy reports, with those of Cloudflare (52x): a retry of the read may succeed. */
const passingStatuses = new Set([502, 503, 504, 520, 521, 522, 523, 524]);

/**
 * Reads a response that is not a success. The status decides first: after a 5xx the outcome is unknown, even if its body names a cause.
 * Texts and codes count only in a 4xx, and a text only if the call itself did not send it.
 */
export function refusal(
  status: number,
  text: string,
  retryAfter: string | readonly string[] | undefined,
  call: RefusedCall,
): LtiaasError {
  const fail = (kind: LtiaasErrorKind, message: string, facts: LtiaasErrorFacts = {}) =>
    new LtiaasError(kind, message, { status, retryAfterSeconds: readRetryAfter(retryAfter), ...facts });

  if (status >= 500 && status < 600) {
    return fail('unavailable', `LTIAAS or the LMS failed (status ${status}).`, {
      isPassing: passingStatuses.has(status),
    });
  }
  if (status < 400 || status >= 600) {
    return fail('badAnswer', `LTIAAS returned the unexpected status ${status}.`);
  }
  // Many servers send 408 while they process a request. By RFC 9110, section 15.5.9, they have not received all of it.
  // A 499 is nginx's, and gRPC gateways send it: the request was cancelled while a server processed it.
  if (status === 408 || status === 499) {
    return fail('unavailable', `LTIAAS or the LMS timed out (status ${status}).`, { isPassing: true });
  }
  // RFC 8470, section 5.2: the server does not process the request.
  if (status === 425) {
    return fail('unavailable', 'LTIAAS or the LMS has not processed the request yet (status 425).', {
      isPassing: true,
      reached: false,
    });
  }
  const said = readRefusal(text);
  const known = findKnownRefusal(
    status,
    said.messages,
    () => `${decodeURIComponent(call.path)} ${JSON.stringify(call.body)}`,
  );
  const reason = known?.reason;
  if (status === 429 || known?.kind === 'rateLimited') {
    return fail('rateLimited', 'LTIAAS or the LMS is throttling requests.', { isPassing: true });
  }
  const unavailable = serviceCodes.get(said.code);
  if (unavailable !== undefined) {
    const isOfAccount = said.code !== 'SERVICE_NOT_AVAILABLE_FOR_CONTEXT';
    return fail('serviceNotAvailable', unavailable, { isOfAccount });
  }
  if (credentialCode.test(said.code) || (status === 401 && !call.asksLms)) {
    return fail(
      'unauthenticated',
      'LTIAAS rejected the credential. An ltik is valid for 24 hours: launch the tool again.',
    );
  }
  if (status === 402 && !said.fromLms) {
    return fail('serviceNotAvailable', 'The LTIAAS account does not include this call (status 402).', {
      isOfAccount: true,
    });
  }
  if (!call.asksLms) {
    const message = `LTIAAS rejected the call (status ${status}). Check the LTIAAS account and its URL.`;
    return fail(status === 403 ? 'serviceNotAvailable' : 'badAnswer', message, { isOfAccount: true });
  }
  const who = said.fromLms ? 'The LMS' : 'LTIAAS or the LMS';
  // Canvas sends 401 if a tool deletes a column that Canvas made, other LMSs for a missing scope. Our credential is fine then.
  if (status === 401) return fail('toolRefused', `${who} does not allow the tool to do this (status 401).`, { reason });
  if (status === 403) return fail('forbidden', `${who} does not allow the tool to do this (status 403).`, { reason });
  if (status === 404 || status === 410)
    return fail('notFound', `${who} did not find this (status ${status}).`, { reason });
  if (status === 409 || known?.kind === 'conflict') {
    return fail('conflict', `${who} has a newer score, or other data that this write would overwrite.`, { reason });
  }
  return fail('rejected', `${who} rejected this (status ${status}).`, { reason });
}

interface Refusal {
  /** LTIAAS's own code; "" if there is none. */
  code: string;
  /** The texts of LTIAAS and the LMS, without `bodySent`, in which LTIAAS repeats what the call sent. */
  messages: string[];
  /** The LMS rejected the call, and LTIAAS only passes that on. */
  fromLms: boolean;
}

function readRefusal(text: string): Refusal {
  const messages = readMessages(text);
  try {
    const { details } = JSON.parse(text) as { details?: unknown };
    if (typeof details === 'object' && details !== null) {
      const said = details as Record<string, unknown>;
      // A text, or a Boolean, which is what LTIAAS's SDK expects (src/exceptions/apiError.ts).
      const fromLms = Boolean(said.externalError) || Boolean(said.externalUrl);
      const code = [said.code, said.message].find(isCode);
      return { code: code === undefined || fromLms ? '' : code, messages, fromLms };
    }
  } catch {
    // HTML, plain text and truncated JSON come from a proxy in front of LTIAAS or from the LMS: the status decides.
  }
  return { code: '', messages, fromLms: false };
}

/** A code is a whole value. A message that only mentions one does not come from LTIAAS. */
function isCode(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z][A-Z0-9_]+$/.test(value);
}
