import { STATUS_CODES } from 'node:http';
import type { LmsAnswer } from '../lms/answer';
import type { AgsRequest } from '../lms/gradeService';

/** Part of everything that LTIAAS repeats of its exchange with the LMS. It must never reach a client of the gateway. */
export const upstreamSecret = 'SANDBOX-UPSTREAM-SECRET';

/** LTIAAS's response to its caller. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** A JSON value; a string or bytes are sent unchanged; undefined: no body. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests reach into bodies of every shape
  body: any;
}

/** LTIAAS's own error form: a code and a sentence. */
export function ownError(status: number, code: string, description: string): Answer {
  const body = { status, error: STATUS_CODES[status], details: { message: code, description } };
  return { status, headers: {}, body };
}

/**
 * A rejection by the LMS, with its status. As in the vendor's SDK (src/exceptions/apiError.ts), the details repeat
 * what was sent and received, including personal data.
 */
export function externalError(request: AgsRequest, refusal: LmsAnswer): Answer {
  const person = { name: 'Amara Okafor', email: 'amara.okafor@example.edu' };
  const sent = typeof request.body === 'object' ? request.body : { body: request.body };
  return {
    status: refusal.status,
    headers: {},
    body: {
      status: refusal.status,
      error: STATUS_CODES[refusal.status] ?? 'Error',
      details: {
        message: 'EXTERNAL_ERROR',
        description: 'The platform refused the request.',
        externalError: refusal.body === '' ? '' : JSON.stringify(refusal.body),
        externalUrl: `${request.url}${request.url.includes('?') ? '&' : '?'}session=${upstreamSecret}`,
        bodySent: { ...sent, ...person, assertion: upstreamSecret },
        bodyReceived: { answer: refusal.body, user: person, trace: upstreamSecret },
      },
    },
  };
}
