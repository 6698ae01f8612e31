import { STATUS_CODES } from 'node:http';
import type { LmsAnswer } from '../lms/answer';
import type { AgsRequest } from '../lms/gradeService';

/** Stands in everything that LTIAAS repeats of its talk with the LMS. It must never reach a client of a gateway. */
export const upstreamSecret = 'SANDBOX-UPSTREAM-SECRET';

/** What LTIAAS answers to its caller. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** A JSON value; undefined: no body; a string or bytes are sent as they are. */
  body: unknown;
}

/** LTIAAS's own error form: a code and a sentence. */
export function ownError(status: number, code: string, description: string): Answer {
  const body = { status, error: STATUS_CODES[status], details: { message: code, description } };
  return { status, headers: {}, body };
}

/**
 * A refusal of the LMS, with its status. As the vendor's SDK reads it (src/exceptions/apiError.ts), the details repeat
 * what was sent and received, personal data included.
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
