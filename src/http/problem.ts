import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, viewOf } from '../errors';
import { Rejection } from './rejection';

/** A failure as RFC 9457 describes it. */
export interface Problem {
  status: number;
  code: Rejection['code'];
  detail: string;
  retryAfterSeconds?: number | undefined;
  headers?: Record<string, string>;
}

const statuses: Record<ErrorCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  SERVICE_NOT_AVAILABLE: 503,
  RATE_LIMITED: 503,
  UPSTREAM_TIMEOUT: 504,
  UPSTREAM_UNAVAILABLE: 502,
  UPSTREAM_ERROR: 502,
  OPERATION_TOO_EXPENSIVE: 400,
  INTERNAL_SERVER_ERROR: 500,
};

export function problemOf(error: unknown): Problem {
  if (error instanceof Rejection) {
    const { statusCode: status, code, message: detail, retryAfterSeconds, headers } = error;
    return { status, code, detail, retryAfterSeconds, headers };
  }
  const view = viewOf(error);
  if (view === undefined) return { status: 500, code: 'INTERNAL_SERVER_ERROR', detail: 'Internal server error.' };
  const { code, message: detail, retryAfterSeconds } = view;
  return { status: statuses[code], code, detail, retryAfterSeconds };
}

export function sendProblem({ id }: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, code, detail, retryAfterSeconds, headers = {} } = problem;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  // RFC 9110, section 15.5.2: also for a credential that LTIAAS rejects.
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="gradebook"');
  const body = { title: STATUS_CODES[status], status, detail, code, requestId: id, retryAfterSeconds };
  return (
    reply
      .code(status)
      .headers(headers)
      .removeHeader('content-disposition')
      .header('content-type', 'application/problem+json')
      // Fastify adds a charset to the type of a text, which RFC 9457 does not define.
      .send(Buffer.from(JSON.stringify(body)))
  );
}
