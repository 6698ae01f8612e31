import { readRetryAfter } from './retryAfter';

/**
 * What can go wrong between the gateway and the gradebook. The set is closed: whoever handles a failure can handle all.
 *
 * - `unauthenticated`     LTIAAS rejects the credential (an expired ltik, a wrong key)
 * - `serviceNotAvailable` the LMS, the account or the registration does not offer grades here
 * - `forbidden`           the LMS does not allow the tool to do this (403)
 * - `toolRefused`         the LMS rejects the tool's own token for this (401)
 * - `notFound`            there is no such thing (404)
 * - `conflict`            the LMS stores something newer (409, or a timestamp that it rejects)
 * - `rejected`            any other clear no
 * - `rateLimited`         LTIAAS or the LMS throttles
 * - `timeout`             no answer before the operation's deadline
 * - `unavailable`         5xx, 408, 425, a connection that was refused or that broke
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
  /** False only if the request was certainly not processed: not a byte reached LTIAAS, or the answer says so (425). */
  reached?: boolean | undefined;
  isPassing?: boolean | undefined;
  isOfAccount?: boolean | undefined;
}

/** A failed call. Its message is ours alone: nothing that LTIAAS or the LMS wrote is ever part of it. */
export class LtiaasError extends Error {
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly reached: boolean;
  /** The same call may well be answered the next time. */
  readonly isPassing: boolean;
  /** The owner of the LTIAAS account can fix it, and the LMS has no part in it. */
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
    this.isOfAccount = facts.isOfAccount ?? false;
  }
}

/** The call that was answered, as far as its refusal depends on it. */
export interface RefusedCall {
  path: string;
  body?: unknown;
  /** Whether LTIAAS passes the call on to the LMS. The id token is LTIAAS's own answer: no refusal of it is the LMS's. */
  asksLms: boolean;
}

/** LTIAAS's codes for a service that this launch does not have (its troubleshooting page), and what they mean. */
const serviceCodes = new Map([
  ['UNREGISTERED_OR_INACTIVE_PLATFORM', 'The registration of this LMS with the LTIAAS account is missing or inactive.'],
  ['INACTIVE_SERVICE', 'The LTIAAS account does not include this service.'],
  ['SERVICE_NOT_AVAILABLE_FOR_CONTEXT', 'The LMS does not offer this service in this course.'],
]);

/** LTIAAS's codes for a credential, such as INVALID_LTIK_AUTH_AUTHORIZATION_HEADER (docs.ltiaas.com/api). */
const credentialCode = /^[A-Z0-9_]*(AUTHORIZATION_HEADER|LTIK|API_KEY|SERVICE_KEY|SERVICE_AUTH)[A-Z0-9_]*$/;

/**
 * Refusals whose status says less than their words. A phrase is the LMS's whole sentence, never a single word, and counts only
 * with the status with which the LMS sends it.
 */
const knownRefusals: readonly { status: number; phrase: RegExp; kind: LtiaasErrorKind }[] = [
  // Canvas, app/middleware/request_throttle.rb, `rate_limit_exceeded`.
  { status: 403, phrase: /403 Forbidden \(Rate Limit Exceeded\)/, kind: 'rateLimited' },
  // Canvas, app/controllers/lti/ims/scores_controller.rb, `verify_valid_timestamp`. Its other messages about timestamps are no
  // conflict: "… not a valid timestamp", "Provided submitted_at timestamp of … in the future".
  { status: 400, phrase: /Provided timestamp of [^"\\]{1,100} before last updated timestamp of /, kind: 'conflict' },
  // Open edX, xblock-lti-consumer, lti_consumer/lti_1p3/extensions/rest_framework/serializers.py, `validate_timestamp`.
  { status: 400, phrase: /Score timestamp can only be updated to a later point in time/, kind: 'conflict' },
  { status: 400, phrase: /Score already exists for the provided timestamp/, kind: 'conflict' },
];

/** Statuses after which the same read may well be answered: a proxy's, Cloudflare's (52x) included. */
const passingStatuses = new Set([502, 503, 504, 520, 521, 522, 523, 524]);

/**
 * Reads an answer that is no success. The status decides first: a 5xx says nothing of what was done, whatever its body says.
 * Words and codes count only within a 4xx, and only words that the call itself did not send.
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
    return fail('badAnswer', `LTIAAS answered with the unexpected status ${status}.`);
  }
  // Many servers answer 408 while they work on a request, though by RFC 9110, section 15.5.9, they have not read all of it.
  if (status === 408) return fail('unavailable', 'LTIAAS or the LMS timed out (status 408).', { isPassing: true });
  // RFC 8470, section 5.2: the server does not process the request.
  if (status === 425) {
    return fail('unavailable', 'LTIAAS or the LMS did not process the request yet (status 425).', {
      isPassing: true,
      reached: false,
    });
  }
  const said = readRefusal(text);
  const known = knownRefusals.find((row) => row.status === status && proves(row.phrase, said.words, call));
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
  // Canvas answers 401 to the DELETE of a column of its own, others do so for a missing scope: it is not about our credential.
  if (status === 401) return fail('toolRefused', `${who} does not allow the tool to do this (status 401).`);
  if (status === 403) return fail('forbidden', `${who} does not allow the tool to do this (status 403).`);
  if (status === 404 || status === 410) return fail('notFound', `${who} did not find this (status ${status}).`);
  if (status === 409 || known?.kind === 'conflict') {
    return fail('conflict', `${who} stores a newer score, or something else that this would overwrite.`);
  }
  return fail('rejected', `${who} rejected this (status ${status}).`);
}

/**
 * Whether the LMS itself says `phrase`. LMSs repeat what was posted in any form: Moodle's "Incorrect score received" is followed by
 * the whole body. So a phrase proves nothing if it is also in what the call sent.
 */
function proves(phrase: RegExp, words: string, { path, body }: RefusedCall): boolean {
  return phrase.test(words) && !phrase.test(`${decodeURIComponent(path)} ${JSON.stringify(body)}`);
}

interface Refusal {
  /** LTIAAS's own code; "" if it gives none. */
  code: string;
  /** What LTIAAS and the LMS say. `bodySent`, in which LTIAAS repeats what was sent, is not part of it. */
  words: string;
  /** The refusal is the LMS's, and LTIAAS only passes it on. */
  fromLms: boolean;
}

const maxWords = 100_000;

function readRefusal(text: string): Refusal {
  try {
    const { details } = JSON.parse(text) as { details?: unknown };
    if (typeof details === 'object' && details !== null) {
      const { bodySent: _ours, ...said } = details as Record<string, unknown>;
      // A text, or a Boolean as LTIAAS's SDK reads it (src/exceptions/apiError.ts).
      const fromLms = Boolean(said.externalError) || Boolean(said.externalUrl);
      const code = [said.code, said.message].find(isCode);
      return {
        code: code === undefined || fromLms ? '' : code,
        words: JSON.stringify(said).slice(0, maxWords),
        fromLms,
      };
    }
  } catch {
    // HTML, plain text and truncated JSON come from a proxy in front of LTIAAS, or from the LMS: the status decides. So it does
    // if values are nested so deeply that they can be read, but not written.
  }
  return { code: '', words: text.slice(0, maxWords), fromLms: false };
}

/** Codes are whole values: a message that merely names one is not LTIAAS's. */
function isCode(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z][A-Z0-9_]+$/.test(value);
}
