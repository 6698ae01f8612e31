import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Limits } from '../config/config';
import type { ErrorCode } from '../errors';
import type { Metrics } from '../observability/metrics';

type RejectionCode = ErrorCode | 'BAD_REQUEST' | 'NOT_FOUND' | 'METHOD_NOT_ALLOWED' | 'UNSUPPORTED_MEDIA_TYPE';

/** The rejection of a request before GraphQL runs. The client receives its code and message unchanged. */
export class Rejection extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: RejectionCode,
    message: string,
    readonly retryAfterSeconds?: number,
    /** Of the response. */
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** The response body, in the form that GraphQL clients read. */
function errorBody(message: string, extensions: object) {
  return { errors: [{ message, extensions }] };
}

/** Answers errors that Fastify, its plugins or the routes throw. */
export function answerErrors(logger: Logger, limits: Limits, metrics?: Metrics) {
  return (error: FastifyError | Rejection, request: FastifyRequest, reply: FastifyReply): void => {
    const { statusCode, code, message, retryAfterSeconds, headers } = rejectionOf(error, limits);
    metrics?.noteRejection(statusCode, code);
    const isFault = code === 'INTERNAL_SERVER_ERROR';
    if (isFault) logger.error({ requestId: request.id, error: error.name, code: error.code }, 'unexpected error');
    if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
    const extensions = { code, retryAfterSeconds, requestId: isFault ? request.id : undefined };
    void reply.code(statusCode).headers(headers).send(errorBody(message, extensions));
  };
}

function rejectionOf(error: FastifyError | Rejection, { bodyBytes }: Limits): Rejection {
  if (error instanceof Rejection) return error;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Rejection(
        413,
        'OPERATION_TOO_EXPENSIVE',
        `The body is too large; at most ${bodyBytes} bytes are allowed.`,
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Rejection(415, 'UNSUPPORTED_MEDIA_TYPE', 'The Content-Type header must be application/json.');
    case 'ERR_INVALID_URL':
      return new Rejection(400, 'BAD_REQUEST', 'The Host header must contain a valid host name.');
    default: {
      const { statusCode = 500, message } = error;
      if (statusCode < 500) return new Rejection(statusCode, 'BAD_REQUEST', message);
      return new Rejection(500, 'INTERNAL_SERVER_ERROR', 'Internal server error.');
    }
  }
}

/** Answers bytes that are not a request. Written to the socket, because Fastify has no reply for them. */
export function rejectConnection(error: NodeJS.ErrnoException, socket: Socket, metrics?: Metrics): void {
  if (socket.writable) {
    const [status, code, message] = describeClientError(error.code);
    metrics?.noteRejection(status, code);
    const text = JSON.stringify(errorBody(message, { code }));
    const headers = `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close`;
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}\r\n\r\n${text}`);
  }
  socket.destroy();
}

function describeClientError(code: string | undefined): [status: number, code: RejectionCode, message: string] {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'BAD_REQUEST', 'The request took too long to arrive.'];
    case 'HPE_HEADER_OVERFLOW': {
      const message = `The address and the headers are too large; at most ${maxHeaderSize} bytes are allowed.`;
      return [431, 'OPERATION_TOO_EXPENSIVE', message];
    }
    default:
      return [400, 'BAD_REQUEST', 'The request is not valid HTTP.'];
  }
}
