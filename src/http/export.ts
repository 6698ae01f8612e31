import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { Logger } from 'pino';
import type { Durations } from '../config/durations';
import { type ErrorCode, traceOf, viewOf } from '../errors';
import type { ExportRequest, GradebookTable } from '../gradebook/reads/export';
import { noCredential } from '../graphql/admission';
import type { Context, OpenContext, OperationTrace } from '../graphql/context';
import { idsOf } from '../graphql/errorFormat';
import type { OperationMetrics } from '../graphql/metricsPlugin';
import { type NoteRejection, Rejection } from './rejection';

export interface ExportOptions {
  logger: Logger;
  openExportContext: OpenContext;
  durations: Durations;
  noteRejection: NoteRejection | undefined;
  /** Undefined: metrics are off. */
  noteOperation: OperationMetrics['noteOperation'] | undefined;
  /** Undefined: tracing is off. */
  startTrace: ((headers: FastifyRequest['headers']) => OperationTrace) | undefined;
}

interface Format {
  contentType: string;
  /** The parts of the file. Each part is generated after the client has received most of the previous one. */
  write: (table: GradebookTable) => Iterable<string>;
}

/** By the name of the file. No GraphQL operation can have such a name, so logs and metrics cannot confuse them. */
const formats: Readonly<Record<string, Format>> = {
  'gradebook.csv': { contentType: 'text/csv; charset=utf-8; header=present', write: writeCsv },
  'gradebook.jsonl': { contentType: 'application/jsonl', write: writeJsonLines },
};

/**
 * Adds `GET /gradebook.csv` and `GET /gradebook.jsonl`: the columns and everyone's scores as one file. All calls to LTIAAS precede
 * the first byte, so that a failure of LTIAAS or the LMS is a response with its own status. Later, only the deadline can end a
 * file early: it cuts the connection, so that half a file never looks complete.
 */
export function addExport(app: FastifyInstance, options: ExportOptions): void {
  app.setErrorHandler((error: Error, request, reply) => {
    const problem = problemOf(error);
    options.noteRejection?.(problem.status, problem.code);
    if (problem.code === 'INTERNAL_SERVER_ERROR') {
      options.logger.error({ requestId: request.id, ...traceOf(error) }, 'unexpected error');
    }
    return sendProblem(request, reply, problem);
  });
  for (const [name, format] of Object.entries(formats)) {
    app.get(`/${name}`, { exposeHeadRoute: false }, (request, reply) => answer(name, format, request, reply, options));
  }
}

async function answer(
  name: string,
  { contentType, write }: Format,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ExportOptions,
): Promise<FastifyReply> {
  const { durations, logger } = options;
  const startedAt = performance.now();
  const trace = options.startTrace?.(request.headers);
  const context = options.openExportContext(request.id, request.headers.authorization, trace);
  context.begin(OperationTypeNode.QUERY);
  trace?.describe(OperationTypeNode.QUERY, name);
  let problem: Problem | undefined;
  let deadline: NodeJS.Timeout | undefined;
  // The client may have disconnected while its request was counted.
  const closed = new Promise<void>((resolve) => {
    if (reply.raw.closed) resolve();
    else reply.raw.once('close', resolve);
  });
  // Ends reads that are no longer needed, because the client has disconnected or another read has failed.
  void closed.then(() => context.abandon());
  const end = () => {
    clearTimeout(deadline);
    context.close();
    if (problem !== undefined) trace?.noteError(problem.code, problem.status >= 500);
    trace?.end();
    options.noteOperation?.(name, problem?.code ?? 'ok', performance.now() - startedAt);
    logExport(logger, context, name, performance.now() - startedAt, problem);
  };
  try {
    if (context.caller === undefined) {
      const challenge = { 'www-authenticate': 'Bearer realm="gradebook"' };
      throw new Rejection(401, 'UNAUTHENTICATED', noCredential, undefined, challenge);
    }
    const table = await context.gradebook.export(readRequest(request.query as Query));
    if (table === null) throw new Rejection(404, 'NOT_FOUND', 'This launch has no line item with this "lineItemId".');
    deadline = setTimeout(
      () => {
        problem = { status: 504, code: 'UPSTREAM_TIMEOUT', detail: 'The client did not read the file in time.' };
        reply.raw.destroy();
      },
      durations.exportMs - (performance.now() - startedAt),
    );
    reply.header('content-type', contentType).header('content-disposition', `attachment; filename="${name}"`);
    if (request.raw.httpVersion === '1.0') {
      // Proxies may use HTTP/1.0, as nginx does by default. There, the end of the connection ends the file, so only its length shows
      // that a part is missing. A file that is compressed while it is sent has no length.
      request.headers['x-no-compression'] = '1';
      return await reply.send([...write(table)].join(''));
    }
    return await reply.send(Readable.from(write(table), { objectMode: false, highWaterMark: partLength }));
  } catch (error) {
    problem = problemOf(error);
    if (problem.code === 'INTERNAL_SERVER_ERROR') {
      logger.error({ ...idsOf(context), ...traceOf(error) }, 'unexpected error');
    }
    return sendProblem(request, reply, problem);
  } finally {
    // After all reads have ended, so that the log includes them even if the client has disconnected.
    void closed.then(end);
  }
}

/** Same fields as for an operation. */
function logExport(logger: Logger, context: Context, name: string, ms: number, problem: Problem | undefined): void {
  if (!logger.isLevelEnabled('info')) return;
  const { caller } = context;
  const use = context.upstream();
  logger.info(
    {
      ...idsOf(context),
      operation: name,
      caller: caller?.kind ?? null,
      roles: caller === undefined ? [] : [...context.gradebook.roles],
      upstreamCalls: use.calls,
      upstreamMs: Math.round(use.ms),
      ms: Math.round(ms),
      codes: problem === undefined ? [] : [problem.code],
    },
    'operation',
  );
}

type Query = Record<string, string | string[]>;
const filters = ['resourceLinkId', 'resourceId', 'tag'] as const;
const parameters: readonly string[] = [...filters, 'lineItemId'];

/** Rejects unknown and repeated parameters: if they were ignored, the file would have the wrong columns. Throws `Rejection`. */
function readRequest(query: Query): ExportRequest {
  for (const [name, value] of Object.entries(query)) {
    if (!parameters.includes(name)) {
      throw badInput(`"${name}" is not a parameter of the export; allowed are ${parameters.join(', ')}.`);
    }
    if (name !== 'lineItemId' && typeof value !== 'string') throw badInput(`"${name}" must be given once.`);
  }
  return {
    lineItemIds: [query.lineItemId ?? []].flat(),
    filter: Object.fromEntries(filters.map((name) => [name, query[name] as string | undefined])),
  };
}

function badInput(message: string): Rejection {
  return new Rejection(400, 'BAD_USER_INPUT', message.slice(0, 1000));
}

/** A failure as RFC 9457 describes it. */
interface Problem {
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

function problemOf(error: unknown): Problem {
  if (error instanceof Rejection) {
    const { statusCode: status, code, message: detail, retryAfterSeconds, headers } = error;
    return { status, code, detail, retryAfterSeconds, headers };
  }
  const view = viewOf(error);
  if (view === undefined) return { status: 500, code: 'INTERNAL_SERVER_ERROR', detail: 'Internal server error.' };
  const { code, message: detail, retryAfterSeconds } = view;
  return { status: statuses[code], code, detail, retryAfterSeconds };
}

function sendProblem({ id }: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, code, detail, retryAfterSeconds, headers = {} } = problem;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
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

/** The approximate number of characters in one part of a file. */
const partLength = 64 * 1024;

/**
 * CSV as defined by RFC 4180. Spreadsheets read UTF-8 only with a byte order mark. They execute text that looks like a formula, so
 * such text starts with an apostrophe (OWASP, CSV Injection).
 */
function* writeCsv({ columns, rows }: GradebookTable): Generator<string> {
  const format = (record: readonly (string | number | null | undefined)[]) =>
    stringify([[...record]], { record_delimiter: 'windows', escape_formulas: true, quoted_match: /[\r\n]/ });
  const titles = columns.map(({ label, scoreMaximum }) => `${label} (${scoreMaximum})`);
  let part = `\ufeff${format(['userId', 'name', 'email', 'sourcedId', ...titles])}`;
  for (const { userId, name, email, sourcedId, scores } of rows) {
    part += format([userId, name, email, sourcedId, ...scores.map((score) => score?.resultScore)]);
    if (part.length < partLength) continue;
    yield part;
    part = '';
  }
  yield part;
}

/** JSON Lines: one learner per line. Without learners the file is empty. */
function* writeJsonLines({ columns, rows }: GradebookTable): Generator<string> {
  let part = '';
  for (const { scores, ...person } of rows) {
    const listed = scores.flatMap((score, index) => {
      if (score === undefined) return [];
      const { id: lineItemId, label } = columns[index]!;
      const { resultScore, resultMaximum, comment, timestamp } = score;
      return [{ lineItemId, label, resultScore, resultMaximum, comment, timestamp }];
    });
    part += `${JSON.stringify({ ...person, scores: listed })}\n`;
    if (part.length < partLength) continue;
    yield part;
    part = '';
  }
  if (part !== '') yield part;
}
