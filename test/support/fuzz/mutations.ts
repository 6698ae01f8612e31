import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { examples, type Room } from '../everyOperation';
import { chance, type Draw, oddText, oddValue, pick, times, upTo } from './draw';
import type { Payload } from './grammar';
import { drawAuthorization, type HttpInput, postOf } from './http';
import type { FuzzRoom } from './room';

/** A real operation, with variables for a room. */
export interface CorpusEntry {
  query: string;
  variables(room: FuzzRoom): Record<string, unknown>;
}

/** The operations of the tests: those of clients, and one for each field that reaches LTIAAS. */
export function readCorpus(): CorpusEntry[] {
  // npm and jest both run at the project's root.
  const directory = join(process.cwd(), 'examples/operations');
  const ofClients = readdirSync(directory).map((file) => ({
    query: readFileSync(join(directory, file), 'utf8'),
    variables: ({ id, self }: FuzzRoom) => {
      const score = {
        userId: self,
        activityProgress: 'COMPLETED',
        gradingProgress: 'FULLY_GRADED',
        scoreGiven: 1,
        scoreMaximum: 2,
      };
      const input = { id, lineItemId: id, label: 'Quiz', ...score, scores: [score] };
      return { lineItemId: id, first: 5, filter: { tag: 'grade' }, input: pickMembers(file, input) };
    },
  }));
  const ofFields = examples.map(({ document, variables }) => ({
    query: document,
    // These operations use only the plain values of a room.
    variables: (room: FuzzRoom) => variables(room as unknown as Room),
  }));
  return [...ofClients, ...ofFields];
}

function pickMembers(file: string, input: Record<string, unknown>): Record<string, unknown> {
  const names: Record<string, string[]> = {
    createLineItem: ['label', 'scoreMaximum'],
    updateLineItem: ['id', 'label'],
    deleteLineItem: ['id'],
    submitScore: ['lineItemId', 'userId', 'activityProgress', 'gradingProgress', 'scoreGiven', 'scoreMaximum'],
    submitScores: ['lineItemId', 'scores'],
    clearScore: ['lineItemId', 'userId'],
  };
  const wanted = names[file.replace('.graphql', '')] ?? [];
  return Object.fromEntries(wanted.map((name) => [name, input[name]]));
}

const kindsOfChange = [
  'query',
  'query',
  'variables',
  'variables',
  'variables',
  'payload',
  'body',
  'headers',
  'headers',
  'route',
] as const;

/** A real request with one or two changes anywhere from its query to its headers. */
export function drawMutation(draw: Draw, corpus: readonly CorpusEntry[], room: FuzzRoom): HttpInput {
  const entry = pick(draw, corpus);
  const { query } = entry;
  const payload: Payload = { query, variables: entry.variables(room) };
  const changes = times(1 + upTo(draw, 1), () => pick(draw, kindsOfChange));
  if (changes.includes('query')) payload.query = mutateText(draw, query, () => pick(draw, corpus).query);
  if (changes.includes('variables')) payload.variables = mutateValue(draw, payload.variables);
  if (changes.includes('payload')) mutatePayload(draw, payload);
  const input = postOf(draw, payload, room);
  if (changes.includes('body')) mutateBody(draw, input);
  if (changes.includes('headers')) mutateHeaders(draw, input, room);
  if (changes.includes('route')) mutateRoute(draw, input, payload);
  return input;
}

// prettier-ignore
const snippets = [
  '{', '}', '(', ')', '[', ']', '...', '...on', '@include(if: true)', '@skip(if: $id)', '$', '$id', '!', ':', '=', '|', '&', '"', '"""', '#', ',', '\0',
  '\ufeff', '1e999', '-', '0x1', '00', '1.', '.1', '9'.repeat(400), 'null', 'true', 'on', 'fragment', 'fragment on on Query { id }', 'query', 'mutation',
  'subscription', '__typename', '__schema { types { name } }', 'lineItems', 'scores(first: 500)', 'launch { user { id } }', '{ id }', 'first: 501',
  'after: "x"', '\\u{110000}', '\\uD800', '\\', '\ud800', '\u{1f600}', 'x'.repeat(500), '{'.repeat(200), '['.repeat(200), ' a: __typename'.repeat(60),
];

/** Removes, duplicates, swaps or inserts one or more pieces. */
function mutateText(draw: Draw, text: string, other: () => string): string {
  let changed = text;
  for (let count = 1 + upTo(draw, 3); count > 0; count -= 1) {
    const from = upTo(draw, changed.length);
    const to = Math.min(changed.length, from + upTo(draw, chance(draw, 70) ? 8 : 200));
    const [before, piece, after] = [changed.slice(0, from), changed.slice(from, to), changed.slice(to)];
    changed = pick(draw, [
      () => before + after,
      () => before + piece + piece + after,
      () => before + pick(draw, snippets) + after,
      () => before + pick(draw, snippets) + piece + after,
      () => before + oddText(draw) + after,
      () => before + other().slice(from),
      () => before + [...piece].reverse().join('') + after,
    ])();
  }
  return changed;
}

/** The same value with something else at one place inside. */
function mutateValue(draw: Draw, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || chance(draw, 10)) {
    return pick(draw, [
      () => oddValue(draw),
      () => [value],
      () => ({ value }),
      () => null,
      () => `${oddText(draw)}${String(value)}`,
    ])();
  }
  if (Array.isArray(value)) {
    if (value.length === 0 || chance(draw, 10)) return times(upTo(draw, 600), () => value[0] as unknown);
    const at = upTo(draw, value.length - 1);
    return value.map((item: unknown, index) => (index === at ? mutateValue(draw, item) : item));
  }
  const entries = Object.entries(value);
  const at = upTo(draw, entries.length);
  if (at === entries.length) return Object.fromEntries([...entries, [oddText(draw), oddValue(draw)]]);
  const [name, member] = entries[at]!;
  if (chance(draw, 15)) entries.splice(at, 1);
  else if (chance(draw, 10)) entries[at] = [oddText(draw), member];
  else entries[at] = [name, mutateValue(draw, member)];
  return Object.fromEntries(entries);
}

function mutatePayload(draw: Draw, payload: Payload): void {
  const hash = 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38';
  const odd = () => oddValue(draw);
  pick(draw, [
    () => (payload.operationName = odd()),
    () => (payload.extensions = odd()),
    () => (payload.variables = odd()),
    () => (payload.query = odd()),
    () => delete payload.query,
    () => (payload.extensions = { persistedQuery: odd() }),
    () => (payload.extensions = { persistedQuery: { version: odd(), sha256Hash: hash } }),
    () => (payload.extensions = { persistedQuery: { version: 1, sha256Hash: chance(draw, 50) ? hash : odd() } }),
    () => {
      delete payload.query;
      payload.extensions = { persistedQuery: { version: 1, sha256Hash: chance(draw, 50) ? hash : odd() } };
    },
    () => Object.assign(payload, { [oddText(draw)]: odd() }),
  ])();
}

function mutateBody(draw: Draw, input: HttpInput): void {
  const text = String(input.body);
  const bytes = Buffer.from(text);
  const { headers } = input;
  const say = (encoding: string) => void (headers['content-encoding'] = encoding);
  input.body = pick<() => string | Buffer | null>(draw, [
    () => mutateText(draw, text, () => text),
    () => mutateBytes(draw, bytes),
    () => bytes.subarray(0, upTo(draw, bytes.length)),
    () => `[${times(upTo(draw, 5), () => text).join(',')}]`,
    () => text + text,
    () => `\ufeff${text}`,
    () => JSON.stringify(oddValue(draw)),
    () => oddText(draw),
    () => null,
    () => Buffer.from(text, 'utf16le'),
    () =>
      text.replace(
        '{',
        `{${pick(draw, ['"__proto__":{"query":"{ __typename }"},', '"constructor":{"prototype":{}},', '"query":1,', '"":{},'])}`,
      ),
    () => text.replace('"variables":', `"variables":${'['.repeat(100_000)}${']'.repeat(100_000)},"variables":`),
    () => text.replace('"variables":', `"extensions":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)},"variables":`),
    () => text + ' '.repeat(pick(draw, [1000, 500_000, 2 ** 20 - text.length, 2 ** 20, 2 ** 21])),
    () => (say(pick(draw, ['gzip', 'x-gzip', 'gzip, gzip', 'identity'])), gzipSync(text)),
    () => (say('deflate'), deflateSync(text)),
    () => (say('gzip'), gzipSync(Buffer.alloc(20 * 2 ** 20, '['))),
    () => (say(pick(draw, ['gzip', 'br', 'zstd', 'identity', '*', 'x'])), text),
  ])();
}

export function mutateBytes(draw: Draw, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let count = 1 + upTo(draw, 5); count > 0; count -= 1) {
    if (copy.length > 0)
      copy[upTo(draw, copy.length - 1)] = pick(draw, [
        0,
        0x0a,
        0x0d,
        0x22,
        0x7f,
        0x80,
        0xc0,
        0xed,
        0xff,
        upTo(draw, 255),
      ]);
  }
  return copy;
}

// prettier-ignore
const oddHeaders: Record<string, readonly string[]> = {
  'content-type': [
    '', 'application/json; charset=utf-16', 'application/json; charset="', 'application/json;;;', 'application/graphql', 'application/graphql+json', 'text/plain',
    'application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=x', 'APPLICATION/JSON', 'json', '*/*', 'application/json, text/plain', '\t',
    'application/json; charset=x'.padEnd(4000, 'x'),
  ],
  accept: [
    '', '*/*', 'text/html', 'application/json', 'application/graphql-response+json', 'multipart/mixed', 'multipart/mixed; deferSpec=20220824', 'image/png', ';q=', 'text/html;q=x',
    'application/json;q=0', `${'a/b,'.repeat(1000)}`,
  ],
  origin: ['null', 'https://evil.example', 'http://localhost', '', '*', 'javascript:alert(1)'],
  'x-gateway-explain': ['1', '0', 'true', ''],
  'x-request-id': ['x', '../../x', 'é', 'x'.repeat(3000)],
  'x-apollo-operation-name': ['', 'Op', '%00', 'é'],
  'apollo-require-preflight': ['', 'true'],
  'apollographql-client-name': ['x'.repeat(3000)],
  'x-forwarded-for': ['127.0.0.1', "' or 1=1", '::1, x'],
  'x-forwarded-host': ['evil.example'],
  'x-http-method-override': ['DELETE'],
  'if-none-match': ['*', '"x"'],
  range: ['bytes=0-0', 'bytes=-1'],
  cookie: ['a=b', 'x'.repeat(3000), '__proto__=1'],
  'accept-encoding': ['gzip', 'br;q=x', '*'],
  'sec-fetch-site': ['cross-site'],
  constructor: ['x'],
  __proto__x: ['x'],
};

function mutateHeaders(draw: Draw, { headers }: HttpInput, room: FuzzRoom): void {
  for (let count = 1 + upTo(draw, 2); count > 0; count -= 1) {
    const name = pick(draw, [...Object.keys(oddHeaders), 'authorization', 'content-type', 'accept']);
    const good = drawAuthorization(draw, room);
    // prettier-ignore
    const values = oddHeaders[name] ?? [
      good, good.toLowerCase(), good.toUpperCase(), good.replace(' ', '  '), good.replace(' ', '\t'), ` ${good} `, `${good}x`, good.slice(0, -1), good.replace('.', '..'),
      good.replace(':', '::'), `${good}, ${good}`, good.split(' ')[0]!, good.split(' ')[1] ?? '', `Bearer ${good}`, good.replace(/^\w+/, 'Bearer'),
    ];
    if (chance(draw, 10)) delete headers[name];
    else headers[name] = pick(draw, values);
  }
}

function mutateRoute(draw: Draw, input: HttpInput, { query, variables, operationName, extensions }: Payload): void {
  const members = Object.entries({ query, variables, operationName, extensions }).filter(
    ([, value]) => value !== undefined,
  );
  const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const inAddress = () =>
    new URLSearchParams(Object.fromEntries(members.map(([name, value]) => [name, asText(value)]))).toString();
  const get = (path: string) => {
    Object.assign(input, { method: 'GET', path, body: null });
    if (chance(draw, 80)) input.headers['apollo-require-preflight'] = '1';
  };
  pick(draw, [
    () => get(`/graphql?${inAddress()}`),
    () => get(`/graphql?${inAddress()}&${inAddress()}`),
    () => get(`/graphql?${inAddress().slice(0, upTo(draw, 200))}`),
    () =>
      get(
        `/graphql?query=${encodeURIComponent(String(asText(query)).toWellFormed())}&variables=${pick(draw, ['{', '%', '%ff', 'null', '1', '[]', '__proto__'])}`,
      ),
    () =>
      get(
        `/graphql?${pick(draw, ['', '&&&', 'query', 'query=', 'query[]=1', 'query=a&query=b', '__proto__=1', '%E0%A4%A', 'x'.repeat(7000)])}`,
      ),
    () => {
      get('/graphql');
      input.headers.accept = 'text/html';
    },
    () => (input.path = `/graphql?${inAddress()}`),
    () => (input.path = pick(draw, oddPaths)),
    () => get(pick(draw, oddPaths)),
    () =>
      (input.method = pick(draw, [
        'PUT',
        'PATCH',
        'DELETE',
        'OPTIONS',
        'HEAD',
        'PROPFIND',
        'REPORT',
        'SEARCH',
        'QUERY',
        'TRACE',
        'M-SEARCH',
      ])),
    () =>
      Object.assign(input, {
        method: 'OPTIONS',
        body: null,
        headers: {
          origin: pick(draw, ['https://evil.example', 'null', '', 'x'.repeat(2000)]),
          'access-control-request-method': pick(draw, ['POST', 'DELETE', '', 'x']),
          'access-control-request-headers': pick(draw, ['authorization', '', 'x,'.repeat(1000), '*']),
        },
      }),
  ])();
}

// prettier-ignore
const oddPaths = [
  '/', '//', '/graphql/', '//graphql', '/graphql//', '/GRAPHQL', '/graphql%00', '/graphql%2f', '/%67raphql', '/graphql/../healthz', '/healthz', '/readyz', '/healthz?x', '/graphql;x',
  '/graphql#x', '/.env', '/..', '/../../etc/passwd', '/%', '/%zz', '/%ff', '/é', '/*', '/:id', '/__proto__', '/constructor', '/favicon.ico', '/.well-known/apollo/server-health',
  `/${'x'.repeat(3000)}`, `/graphql/${'a/'.repeat(1000)}`, '/graphql?', '/graphql??', '/graphql?a[b][c]=d', '/metrics', '/api/lineitems', '/graphql\\', '/api/idtoken', '/http://127.0.0.1/',
];
