import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Limits } from '../config/config';
import type { ErrorCode } from '../errors';

type ProblemCode = ErrorCode | 'BAD_REQUEST' | 'NOT_FOUND' | 'METHOD_NOT_ALLOWED' | 'UNSUPPORTED_MEDIA_TYPE';

/** What came before GraphQL could run and is refused; code and message are meant for the client as they are. */
export class Rejection extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: ProblemCode,
    message: string,
    readonly retryAfterSeconds?: number,
    /** Of the answer. */
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** Told of each request that is refused before GraphQL runs. */
export type NoteRejection = (status: number, code: ProblemCode) => void;

/** An error in the form that GraphQL clients read, also where GraphQL never ran. */
export function problem(
  code: ProblemCode,
  message: string,
  more: { requestId?: string; retryAfterSeconds?: number | undefined } = {},
) {
  return { errors: [{ message, extensions: { code, ...more } }] };
}

/** Answers what Fastify, its plugins or the routes threw. */
export function answerErrors(logger: Logger, limits: Limits, noteRejection?: NoteRejection) {
  return (error: FastifyError | Rejection, request: FastifyRequest, reply: FastifyReply): void => {
    const rejection = rejectionOf(error, limits);
    noteRejection?.(rejection?.statusCode ?? 500, rejection?.code ?? 'INTERNAL_SERVER_ERROR');
    if (rejection === undefined) {
      logger.error({ requestId: request.id, error: error.name, code: error.code }, 'unexpected error');
      const more = { requestId: request.id };
      return void reply.code(500).send(problem('INTERNAL_SERVER_ERROR', 'Internal server error.', more));
    }
    const { statusCode, code, message, retryAfterSeconds } = rejection;
    reply.headers(rejection.headers);
    if (retryAfterSeconds === undefined) return void reply.code(statusCode).send(problem(code, message));
    void reply
      .code(statusCode)
      .header('retry-after', retryAfterSeconds)
      .send(problem(code, message, { retryAfterSeconds }));
  };
}

function rejectionOf(error: FastifyError | Rejection, { bodyBytes }: Limits): Rejection | undefined {
  if (error instanceof Rejection) return error;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Rejection(
        413,
        'OPERATION_TOO_EXPENSIVE',
        `The body has more than the ${bodyBytes} bytes that are allowed.`,
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Rejection(415, 'UNSUPPORTED_MEDIA_TYPE', 'The Content-Type header must be application/json.');
    case 'ERR_INVALID_URL':
      return new Rejection(400, 'BAD_REQUEST', 'The Host header names no host.');
    default: {
      const { statusCode = 500, message } = error;
      return statusCode < 500 ? new Rejection(statusCode, 'BAD_REQUEST', message) : undefined;
    }
  }
}

/** What to tell a client whose bytes do not make a request: written by hand, since there is nothing to reply to. */
export function rejectConnection(error: NodeJS.ErrnoException, socket: Socket, noteRejection?: NoteRejection): void {
  if (socket.writable) {
    const [status, code, message] = describeClientError(error.code);
    noteRejection?.(status, code);
    const text = JSON.stringify(problem(code, message));
    const headers = `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close`;
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}\r\n\r\n${text}`);
  }
  socket.destroy();
}

function describeClientError(code: string | undefined): [status: number, code: ProblemCode, message: string] {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'BAD_REQUEST', 'The request took too long to arrive.'];
    case 'HPE_HEADER_OVERFLOW': {
      const message = `The address and the headers have more than the ${maxHeaderSize} bytes that are allowed.`;
      return [431, 'OPERATION_TOO_EXPENSIVE', message];
    }
    default:
      return [400, 'BAD_REQUEST', 'This is no HTTP request.'];
  }
}
