import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type ErrorCode, type ErrorView, traceOf, viewOf } from '../errors';
import { Rejection } from './rejection';

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

const unexpected: ErrorView = { code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error.' };

/** What the client may see of an error. Logs an unexpected one, with `ids`. */
export function problemOf(error: unknown, logger: Logger, ids: { requestId: string }): Rejection {
  if (error instanceof Rejection) return error;
  const { code, message, retryAfterSeconds } = viewOf(error) ?? unexpected;
  if (code === 'INTERNAL_SERVER_ERROR') logger.error({ ...ids, ...traceOf(error) }, 'unexpected error');
  return new Rejection(statuses[code], code, message, retryAfterSeconds);
}

/** Sends a failure as RFC 9457 describes it. */
export function sendProblem({ id }: FastifyRequest, reply: FastifyReply, problem: Rejection): FastifyReply {
  const { statusCode: status, code, message: detail, retryAfterSeconds, headers } = problem;
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
