import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Limits } from '../config/config';
import { hostBody } from './embedding';
import { Rejection } from './rejection';

interface Input {
  Body: Record<string, unknown> | undefined;
  Querystring: { variables?: unknown };
}

/** graphql-js creates an object for each comment and each line of a block string, but does not count them as tokens. */
const maxLines = 20_000;
/** JSON must be UTF-8 (RFC 8259, section 8.1), which includes ASCII. */
const charsets = ['utf-8', 'utf8', 'us-ascii'];

/**
 * Reads bodies, and explains why one cannot be read. Rejects input that is expensive to parse before it is parsed: deeply nested or
 * very large JSON takes longer than a thousand operations, as does checking variables with tens of thousands of values.
 */
export function limitInput(app: FastifyInstance, limits: Limits): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  // Before the body is read: the headers determine whether it can be.
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (request.method === 'POST') checkBodyHeaders(request);
    done(null, hostBody(request.raw) ?? payload);
  });
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (!isUtf8(body)) return done(badRequest('The body must be valid UTF-8.'));
    const text = body.toString('utf8');
    if (text.trim() === '') return done(badRequest('The body must not be empty. Send a JSON object with "query".'));
    // The variables are one level deep in the body.
    const breach = findBreach(text, limits, limits.variablesDepth + 1);
    if (breach !== undefined) return done(tooExpensive(breach));
    void parse(request, text, (error, value) => (error === null ? done(null, value) : done(explainParseError(text))));
  });
  app.addHook<Input>('preValidation', ({ method, body, query: { variables } }, _reply, done) => {
    if (method === 'POST') checkBody(body);
    const breach = typeof variables === 'string' ? findBreach(variables, limits, limits.variablesDepth) : undefined;
    if (breach !== undefined) throw tooExpensive(breach);
    if (typeof body?.query === 'string' && body.query.split(/[\n\r]/, maxLines + 1).length > maxLines) {
      throw tooExpensive(`The document has too many lines; at most ${maxLines} are allowed.`);
    }
    done();
  });
}

function checkBodyHeaders({ headers, raw }: FastifyRequest): void {
  const { 'content-encoding': encoding = '', 'content-type': type = '' } = headers;
  if (!['', 'identity'].includes(encoding.toLowerCase())) {
    throw unsupported('The body must not be compressed. Send it without Content-Encoding.', {
      // Distinguishes compression from an unsupported media type (RFC 9110, section 15.5.16).
      'accept-encoding': 'identity',
    });
  }
  // Node keeps the first of several; a proxy may keep the last.
  if (raw.rawHeaders.filter((text, index) => index % 2 === 0 && /^content-type$/i.test(text)).length > 1) {
    throw badRequest('The Content-Type header must be sent once.');
  }
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(type)?.[1]?.toLowerCase();
  if (charset !== undefined && !charsets.includes(charset)) throw unsupported('The charset of the body must be utf-8.');
}

/** The parser also rejects keys that could change an object's prototype, with the same error as for invalid JSON. */
function explainParseError(text: string): Rejection {
  try {
    // The parser skips a byte order mark.
    JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return badRequest('The body is not valid JSON.');
  }
  const message = 'The body must not have the key "__proto__", or "prototype" within "constructor".';
  return new Rejection(400, 'BAD_USER_INPUT', message);
}

function checkBody(body: unknown): asserts body is Record<string, unknown> {
  if (body === undefined) throw badRequest('The request must have a body. Send a JSON object with "query".');
  if (Array.isArray(body)) throw badRequest('The body must be one JSON object, not a batch.');
  if (typeof body !== 'object' || body === null) throw badRequest('The body must be a JSON object with "query".');
  if (Object.keys(body).length === 0) throw badRequest('The body must have a "query".');
}

function badRequest(message: string): Rejection {
  return new Rejection(400, 'BAD_REQUEST', message);
}

function unsupported(message: string, headers?: Record<string, string>): Rejection {
  return new Rejection(415, 'UNSUPPORTED_MEDIA_TYPE', message, undefined, headers);
}

function tooExpensive(message: string): Rejection {
  return new Rejection(400, 'OPERATION_TOO_EXPENSIVE', message);
}

const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const comma = ','.charCodeAt(0);
const [openList, openObject, closeList, closeObject] = [...'[{]}'].map((bracket) => bracket.charCodeAt(0));

/** Counts brackets and commas outside strings. The parser checks whether the text is JSON. */
function findBreach(text: string, limits: Limits, maxDepth: number): string | undefined {
  let isString = false;
  let depth = 0;
  let values = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === quote) isString = !isString;
    else if (isString) {
      if (character === backslash) index += 1;
    } else if (character === openList || character === openObject) {
      depth += 1;
      values += 1;
      if (depth > maxDepth) return `The variables have too many levels; at most ${limits.variablesDepth} are allowed.`;
    } else if (character === closeList || character === closeObject) depth -= 1;
    else if (character === comma) values += 1;
    if (values > limits.variableValues) {
      return `The variables have too many values; at most ${limits.variableValues} are allowed.`;
    }
  }
  return undefined;
}
