import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { Logger } from 'pino';
import type { Durations } from '../config/durations';
import type { ExportRequest, GradebookTable } from '../gradebook/reads/export';
import { noCredential } from '../graphql/admission';
import type { Context } from '../graphql/context';
import { idsOf } from '../graphql/errorFormat';
import { logOperation } from '../graphql/logPlugin';
import type { Metrics } from '../observability/metrics';
import { problemOf, sendProblem } from './problem';
import { retryAfterSeconds } from './rateLimit';
import { Rejection } from './rejection';

export interface ExportOptions {
  logger: Logger;
  openExportContext: (request: FastifyRequest) => Context;
  durations: Durations;
  /** Undefined: metrics are off. */
  metrics: Metrics | undefined;
}

interface Format {
  contentType: string;
  lines: (table: GradebookTable) => Iterable<string>;
}

/** By the name of the file. No GraphQL operation can have such a name, so logs and metrics cannot confuse them. */
const formats: Readonly<Record<string, Format>> = {
  'gradebook.csv': { contentType: 'text/csv; charset=utf-8; header=present', lines: csvLines },
  'gradebook.jsonl': { contentType: 'application/jsonl', lines: jsonLines },
};

/**
 * Adds `GET /gradebook.csv` and `GET /gradebook.jsonl`: the columns and everyone's scores as one file. All calls to LTIAAS precede
 * the first byte, so that a failure of LTIAAS or the LMS is a response with its own status. Later, only the deadline can end a
 * file early: it cuts the connection, so that half a file never looks complete.
 */
export function addExport(app: FastifyInstance, options: ExportOptions): void {
  app.setErrorHandler((error: Error, request, reply) => {
    const problem = problemOf(error, options.logger, { requestId: request.id });
    options.metrics?.noteRejection(problem.statusCode, problem.code);
    return sendProblem(request, reply, problem);
  });
  /** The callers of the exports in progress. */
  const running: string[] = [];
  for (const [name, format] of Object.entries(formats)) {
    app.get(`/${name}`, { exposeHeadRoute: false }, (request, reply) =>
      answer(name, format, request, reply, options, running),
    );
  }
}

/** How many exports of one caller may be in progress. Each keeps its whole table in memory until the client has read the file. */
const maxAtOnce = 4;

/** Adds an export to those in progress. Call the returned function at its end. Throws `Rejection` if the caller has too many. */
function beginExport(running: string[], caller: string): () => void {
  if (running.filter((other) => other === caller).length >= maxAtOnce) {
    const message = `Too many exports at once; at most ${maxAtOnce} are allowed. Read or cancel the others first.`;
    throw new Rejection(429, 'RATE_LIMITED', message, retryAfterSeconds);
  }
  running.push(caller);
  return () => void running.splice(running.indexOf(caller), 1);
}

async function answer(
  name: string,
  { contentType, lines }: Format,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ExportOptions,
  running: string[],
): Promise<FastifyReply> {
  const { durations, logger } = options;
  const startedAt = performance.now();
  const context = options.openExportContext(request);
  const { trace } = context;
  context.begin(OperationTypeNode.QUERY);
  trace?.describe(OperationTypeNode.QUERY, name);
  let problem: Rejection | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let release: (() => void) | undefined;
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
    release?.();
    if (problem !== undefined) trace?.noteError(problem.code, problem.statusCode >= 500);
    trace?.end();
    options.metrics?.noteOperation(name, problem?.code ?? 'ok', performance.now() - startedAt);
    logOperation(logger, context, { operation: name, startedAt, codes: problem === undefined ? [] : [problem.code] });
  };
  try {
    if (context.caller === undefined) {
      throw new Rejection(401, 'UNAUTHENTICATED', noCredential);
    }
    release = beginExport(running, context.caller.key);
    const table = await context.gradebook.export(readRequest(request.url, request.query as Query));
    if (table === null) throw new Rejection(404, 'NOT_FOUND', 'This launch has no line item with this "lineItemId".');
    deadline = setTimeout(
      () => {
        problem = new Rejection(504, 'UPSTREAM_TIMEOUT', 'The client did not read the file in time.');
        reply.raw.destroy();
      },
      durations.exportMs - (performance.now() - startedAt),
    );
    reply.header('content-type', contentType).header('content-disposition', `attachment; filename="${name}"`);
    if (request.raw.httpVersion === '1.0') {
      // Proxies may use HTTP/1.0, as nginx does by default. There, the end of the connection ends the file, so only its length shows
      // that a part is missing. A file that is compressed while it is sent has no length.
      request.headers['x-no-compression'] = '1';
      return await reply.send([...lines(table)].join(''));
    }
    // Each part is generated after the client has received most of the previous one.
    const parts = inParts(lines(table));
    return await reply.send(Readable.from(parts, { objectMode: false, highWaterMark: partLength }));
  } catch (error) {
    problem = problemOf(error, logger, idsOf(context));
    return sendProblem(request, reply, problem);
  } finally {
    // After all reads have ended, so that the log includes them even if the client has disconnected.
    void closed.then(end);
  }
}

type Query = Record<string, string | string[]>;
const filters = ['resourceLinkId', 'resourceId', 'tag'] as const;
const parameters: readonly string[] = [...filters, 'lineItemId'];

/** Rejects unknown and repeated parameters: if they were ignored, the file would have the wrong columns. Throws `Rejection`. */
function readRequest(url: string, query: Query): ExportRequest {
  try {
    decodeURIComponent(url);
  } catch {
    // Fastify would use the text as it is, which matches no column.
    throw badInput('The address has malformed percent-encoding. Encode each value with "encodeURIComponent".');
  }
  for (const [name, value] of Object.entries(query)) {
    if (!parameters.includes(name)) {
      throw badInput(`"${name}" is not a parameter of the export; allowed are ${parameters.join(', ')}.`);
    }
    if (name !== 'lineItemId' && typeof value !== 'string') throw badInput(`"${name}" must be given once.`);
    if (value === '') throw badInput(`"${name}" must not be empty. Omit it to get all columns.`);
  }
  return {
    lineItemIds: [query.lineItemId ?? []].flat(),
    filter: Object.fromEntries(filters.map((name) => [name, query[name] as string | undefined])),
  };
}

function badInput(message: string): Rejection {
  return new Rejection(400, 'BAD_USER_INPUT', message.slice(0, 1000));
}

/** The approximate number of characters in one part of a file. */
const partLength = 64 * 1024;

/** Joins lines to parts, so that the stream has fewer chunks. */
function* inParts(lines: Iterable<string>): Generator<string> {
  let part = '';
  for (const line of lines) {
    part += line;
    if (part.length < partLength) continue;
    yield part;
    part = '';
  }
  if (part !== '') yield part;
}

/**
 * CSV as defined by RFC 4180. Spreadsheets read UTF-8 only with a byte order mark. They execute text that looks like a formula, so
 * such text starts with an apostrophe (OWASP, CSV Injection).
 */
function* csvLines({ columns, rows }: GradebookTable): Generator<string> {
  const format = (record: readonly (string | number | null | undefined)[]) =>
    stringify([[...record]], { record_delimiter: 'windows', escape_formulas: true, quoted_match: /[\r\n]/ });
  const titles = columns.map(({ label, scoreMaximum }) => `${label} (${scoreMaximum})`);
  yield `\ufeff${format(['userId', 'name', 'email', 'sourcedId', ...titles])}`;
  for (const { userId, name, email, sourcedId, scores } of rows) {
    yield format([userId, name, email, sourcedId, ...scores.map((score) => score?.resultScore)]);
  }
}

/** JSON Lines: one learner per line. Without learners the file is empty. */
function* jsonLines({ columns, rows }: GradebookTable): Generator<string> {
  for (const { scores, ...person } of rows) {
    const listed = scores.flatMap((score, index) => {
      if (score === undefined) return [];
      const { id: lineItemId, label } = columns[index]!;
      const { resultScore, resultMaximum, comment, timestamp } = score;
      return [{ lineItemId, label, resultScore, resultMaximum, comment, timestamp }];
    });
    yield `${JSON.stringify({ ...person, scores: listed })}\n`;
  }
}
