import type { Socket } from 'node:net';
import { setInterval } from 'node:timers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type FaultRule, type OutgoingAnswer, type SandboxLaunch, upstreamSecret } from '../src/sandbox/sandbox';
import { type Decoy, startDecoy } from './support/decoy';
import { anyCharacter } from './support/fuzz/draw';
import { startTestGateway, type TestGateway } from './support/gateway';
import { type RawUpstream, startRawUpstream } from './support/rawUpstream';
import { runs } from './support/runs';
import { walk } from './support/walk';

const MiB = 1024 * 1024;
const bomb = gzipSync(Buffer.alloc(64 * MiB, '['));
/** Prevents the sandbox from compressing a response. */
const uncompressed = { 'content-encoding': 'identity' };

let gateway: TestGateway;
let hurried: TestGateway;
let decoy: Decoy;
beforeAll(async () => {
  gateway = await startTestGateway();
  hurried = await startTestGateway({ config: { upstreamTimeoutMs: 400 } });
  decoy = await startDecoy();
});
afterAll(async () => {
  await Promise.all([gateway, hurried, decoy].map((each) => each.close()));
});
beforeEach(() => {
  gateway.sandbox.clearFaults();
  hurried.sandbox.clearFaults();
});
afterEach(() => expect(decoy.connections()).toBe(0));

/** An instructor in a new course; the gateway does not know the launch yet. */
function enter(of = gateway): SandboxLaunch {
  const course = of.sandbox.createCourse({ lineItems: 3, learners: 4 });
  return of.sandbox.launch({ course });
}

const operations = {
  launch: '{ launch { user { id name roles } context { id types } platform { id } services { gradesScopes } } }',
  lineItems: '{ lineItems(first: 5) { nodes { id label scoreMaximum } } }',
  lineItem: 'query ($id: ID!) { lineItem(id: $id) { id label startDateTime } }',
  scores: 'query ($id: ID!) { lineItem(id: $id) { scores(first: 5) { nodes { userId resultScore } } } }',
  submitScore:
    'mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted userErrors { code message } } }',
  updateLineItem:
    'mutation ($input: UpdateLineItemInput!) { updateLineItem(input: $input) { lineItem { label } userErrors { code } } }',
};

/** Runs as a back end, which needs no call before its own. Only the launch query runs as a user. */
async function run(name: keyof typeof operations, launch: SandboxLaunch, of = gateway) {
  const [id = ''] = launch.course.lineItems().map((item) => item.id);
  const [userId = ''] = launch.course.learnerIds();
  const input = {
    submitScore: { lineItemId: id, userId, activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED' },
    updateLineItem: { id, label: 'Changed' },
  }[name as string];
  const { bearer, serviceKey } = launch.authorization;
  const authorization = name === 'launch' ? bearer : serviceKey;
  const { data, errors, status, text } = await of.run(operations[name], { id, input }, authorization);
  expect(status).toBe(200);
  const codes = [...errors.map(({ extensions }) => extensions.code), ...userErrorCodes(data)];
  expect(codes).not.toContain('INTERNAL_SERVER_ERROR');
  return { data, codes, text };
}

function userErrorCodes(data: any): string[] {
  const payload = data?.submitScore ?? data?.updateLineItem;
  return payload?.userErrors.map(({ code }: { code: string }) => code) ?? [];
}

const reads = [
  ['launch', 'idtoken'],
  ['lineItems', 'lineItems'],
  ['lineItem', 'lineItem'],
  ['scores', 'scores'],
] as const;

describe('malformed HTTP', () => {
  const json = '{"lineItems":[],"scores":[]}';
  const answerWith = (body: string) =>
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const good = answerWith(json);
  const withHeader = (line: string) => good.replace('\r\n\r\n', `\r\n${line}\r\n\r\n`);
  const chunked = (rest: string) => `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${rest}`;
  const chunks = [...json].map((letter) => `1\r\n${letter}\r\n`).join('');

  const say = (bytes: string | Buffer) => (socket: Socket) => void socket.write(bytes);
  const sayAndEnd = (bytes: string) => (socket: Socket) => void socket.end(bytes);
  const sayForEver = (start: string, again: string) => (socket: Socket) => {
    socket.write(start);
    const repeat = () => {
      while (!socket.destroyed && socket.write(again));
    };
    socket.on('drain', repeat);
    repeat();
  };
  const sayNowAndThen = (start: string, again: string) => (socket: Socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(again), 10);
    socket.on('close', () => clearInterval(timer));
  };

  /** Sends a read and a write in parallel to a gateway that knows nothing yet. */
  async function ask(answer: (socket: Socket) => void, upstreamTimeoutMs = 400) {
    upstream = await startRawUpstream(answer);
    fresh = await startTestGateway({ config: { ltiaasUrl: upstream.url, upstreamTimeoutMs } });
    const startedAt = Date.now();
    const launch = enter(fresh);
    const [read, write, token] = await Promise.all([
      run('lineItems', launch, fresh),
      run('submitScore', launch, fresh),
      run('launch', launch, fresh),
    ]);
    expect(Date.now() - startedAt).toBeLessThan(5000);
    expect(`${read.text}${write.text}${token.text}`).not.toMatch(/junk|OpenSSH/);
    expect((await fetch(`${fresh.url}/healthz`)).status).toBe(200);
    return { read, write, next: () => run('lineItems', launch, fresh) };
  }
  let upstream: RawUpstream;
  let fresh: TestGateway;
  afterEach(() => Promise.all([upstream.close(), fresh.close()]));

  // prettier-ignore
  test.each<[string, (socket: Socket) => void]>([
    ['another protocol', say('SSH-2.0-OpenSSH\r\n')],
    ['TLS', say(Buffer.from('15030100020228', 'hex'))],
    ['HTTP/2', say(Buffer.from('000000040000000000', 'hex'))],
    ['HTTP/0.9', sayAndEnd(json)],
    ['HTTP/9.9', say(good.replace('1.1', '9.9'))],
    ['an empty response', sayAndEnd('')],
    ['bare line feeds', say(good.replaceAll('\r\n', '\n'))],
    ['status 000', say(good.replace('200', '000'))],
    ['a four-digit status', say(good.replace('200', '2000'))],
    ['a non-numeric status', say(good.replace('200', 'fine'))],
    ['a status line, then end of connection', sayAndEnd('HTTP/1.1 200 OK\r\n')],
    ['a status line and nothing else', say('HTTP/1.1 200 OK\r\n')],
    ['a zero byte in a header', say(withHeader('x: a\0b'))],
    ['a carriage return in a header', say(withHeader('x: a\rb'))],
    ['a folded header', say(withHeader('x: a\r\n b'))],
    ['a header without a colon', say(withHeader('junk'))],
    ['a 1 MB header', say(withHeader(`x: ${'junk'.repeat(250_000)}`))],
    ['endless headers in small pieces', sayNowAndThen('HTTP/1.1 200 OK\r\n', 'x: y\r\n')],
    ['a Content-Length that is too large, then end of connection', sayAndEnd(good.replace('length: 2', 'length: 20'))],
    ['a Content-Length that is too large', say(good.replace('length: 2', 'length: 20'))],
    ['a Content-Length that is too small', say(good.replace('length: 2', 'length: '))],
    ['two Content-Lengths', say(withHeader('content-length: 5'))],
    ['a negative Content-Length', say(good.replace('length: ', 'length: -'))],
    ['a non-numeric Content-Length', say(good.replace('length: 2', 'length: x'))],
    ['a Content-Length of thirty digits', say(good.replace('length: ', `length: ${'9'.repeat(28)}`))],
    ['both Content-Length and chunks', say(withHeader('transfer-encoding: chunked'))],
    ['invalid chunk sizes', say(chunked('zz\r\njunk\r\n'))],
    ['truncated chunks', sayAndEnd(chunked(chunks))],
    ['chunks without a final chunk', say(chunked(chunks))],
    ['endless small chunks', sayForEver(chunked(''), '1\r\n \r\n'.repeat(1000))],
    ['an endless body', sayForEver('HTTP/1.1 200 OK\r\n\r\n', ' '.repeat(65_536))],
    ['an endless body in small pieces', sayNowAndThen('HTTP/1.1 200 OK\r\n\r\n', ' ')],
    ['an unsupported Transfer-Encoding', say('HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\njunk')],
    [
      'a connection reset within the body',
      (socket) => socket.write(good.slice(0, -5), () => socket.resetAndDestroy()),
    ],
    [
      'a protocol switch',
      say('HTTP/1.1 101 Switching Protocols\r\nupgrade: junk\r\nconnection: upgrade\r\n\r\njunk'),
    ],
    ['thousands of 100 Continue responses', say('HTTP/1.1 100 Continue\r\n\r\n'.repeat(10_000) + good)],
    ['endless 100 Continue responses', sayForEver('', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100))],
    [
      'endless 103 Early Hints responses',
      sayForEver('', 'HTTP/1.1 103 Early Hints\r\nlink: </junk>\r\n\r\n'.repeat(100)),
    ],
    ['repeated 102 Processing responses', sayNowAndThen('', 'HTTP/1.1 102 Processing\r\n\r\n')],
    ['status 999', say(good.replace('200', '999'))],
    ['a body with status 304', say(good.replace('200', '304'))],
  ])('%s: the read fails in time, the write is OUTCOME_UNKNOWN', async (_what, answer) => {
    const { read, write } = await ask(answer);
    expect(read.data.lineItems).toBeNull();
    expect(read.codes).toEqual([expect.stringMatching(/^UPSTREAM_(ERROR|UNAVAILABLE|TIMEOUT)$/)]);
    expect([write.data?.submitScore.accepted, write.codes]).toEqual([false, ['OUTCOME_UNKNOWN']]);
  });

  test.each<[string, (socket: Socket) => void]>([
    ['one-letter chunks and trailers', say(chunked(`${chunks}0\r\nx: y\r\n\r\n`))],
    ['a 1 MB chunk extension', say(chunked(`${json.length.toString(16)};${'x'.repeat(1e6)}\r\n${json}\r\n0\r\n\r\n`))],
    ['HTTP/1.0 without a Content-Length', sayAndEnd(`HTTP/1.0 200 OK\r\n\r\n${json}`)],
    ['an unrequested upgrade', say(withHeader('upgrade: h2c\r\nconnection: upgrade'))],
    ['a thousand headers', say(withHeader('x: y\r\n'.repeat(999) + 'x: y'))],
    ['a thousand 103 Early Hints', say('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(1000) + good)],
    [
      'a second response',
      say(good + answerWith('{"lineItems":[{"id":"https://junk/1","label":"junk","scoreMaximum":1}]}')),
    ],
    ['junk after the response', say(`${good}junk`)],
  ])('%s: unusual, but accepted', async (_what, answer) => {
    const { read, write, next } = await ask(answer, 10_000);
    expect([read.data, read.codes]).toEqual([{ lineItems: { nodes: [] } }, []]);
    expect([write.data.submitScore.accepted, write.codes]).toEqual([true, []]);
    // Surplus bytes must not become the response to the next request.
    expect(await next()).toMatchObject({ data: read.data, codes: [] });
  });
});

describe('an empty 401', () => {
  test('on the id token call is UNAUTHENTICATED', async () => {
    const launch = enter();
    gateway.sandbox.fault({ launch, status: 401, body: '', route: 'idtoken' });
    expect((await run('launch', launch)).codes).toEqual(['UNAUTHENTICATED']);
  });

  test.each(['lineItems', 'lineItem', 'scores'] as const)('on %s is SERVICE_NOT_AVAILABLE', async (name) => {
    const launch = enter();
    gateway.sandbox.fault({ launch, status: 401, body: '' });
    expect((await run(name, launch)).codes).toEqual(['SERVICE_NOT_AVAILABLE']);
  });

  test('on a write is REJECTED', async () => {
    const launch = enter();
    gateway.sandbox.fault({ launch, status: 401, body: '', method: 'POST' });
    expect((await run('submitScore', launch)).codes).toEqual(['REJECTED']);
  });
});

describe.each(reads)('%s', (name, route) => {
  /** A fault that changes the response, with its body as bytes. */
  const rewrite = (change: (bytes: Buffer, answer: OutgoingAnswer) => Partial<OutgoingAnswer>): FaultRule => ({
    route,
    rewrite: (answer) => ({ ...answer, ...change(Buffer.from(JSON.stringify(answer.body)), answer) }),
  });
  const typed = (type: string) =>
    rewrite((body, { headers }) => ({ body, headers: { ...headers, 'content-type': type } }));
  const encoded = (encoding: string, encode: (body: Buffer) => Buffer) =>
    rewrite((body, { headers }) => ({ body: encode(body), headers: { ...headers, 'content-encoding': encoding } }));

  /** The results for two launches of one course; the fault applies to the second one only. */
  async function withAndWithout(fault: FaultRule) {
    const launch = enter();
    const expected = await run(name, launch);
    const second = gateway.sandbox.launch({ course: launch.course });
    const active = gateway.sandbox.fault({ launch: second, ...fault });
    const seen = await run(name, second);
    expect(active.hits).toBeGreaterThan(0);
    return { expected, seen };
  }

  test.each(['text/html', 'text/plain; charset=utf-16', 'image/png', 'application/x-junk', ''])(
    'accepts JSON with Content-Type %p',
    async (type) => {
      const { expected, seen } = await withAndWithout(typed(type));
      expect([seen.codes, seen.data]).toEqual([[], expected.data]);
    },
  );

  test.each<[string, FaultRule]>([
    ['HTML labelled as JSON', { body: '<html>junk</html>', headers: { 'content-type': 'application/json' } }],
    ['64 MiB compressed to 64 KiB', encoded('gzip', () => bomb)],
    ['compressed JSON without Content-Encoding', rewrite((body) => ({ body: gzipSync(body) }))],
    ['a body labelled as compressed twice', encoded('gzip, gzip', () => gzipSync(gzipSync('{}')))],
    ['JSON in UTF-16', rewrite((body) => ({ body: Buffer.from(body.toString(), 'utf16le') }))],
    ['invalid UTF-8', rewrite(() => ({ body: Buffer.alloc(1000, 0xff) }))],
    ['two JSON documents', rewrite((body) => ({ body: Buffer.concat([body, body]) }))],
    ['a million opening brackets', { body: '['.repeat(1_000_000) }],
    ['a million nested brackets', { body: `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}` }],
    ['a million-digit number', { body: '9'.repeat(1_000_000) }],
    [
      '17 MiB',
      rewrite((body) => ({ body: Buffer.concat([body, Buffer.alloc(17 * MiB, ' ')]), headers: uncompressed })),
    ],
  ])('returns UPSTREAM_ERROR for %s', async (_what, fault) => {
    const launch = enter();
    gateway.sandbox.fault({ launch, route, ...fault });
    expect((await run(name, launch)).codes).toEqual(['UPSTREAM_ERROR']);
  });

  test.each<[string, FaultRule]>([
    ['10 MiB', rewrite((body) => ({ body: Buffer.concat([body, Buffer.alloc(10 * MiB, ' ')]) }))],
    ['an unknown member nested 100,000 times', rewrite((body) => ({ body: addMember(body, deep(100_000)) }))],
    ['100,000 unknown members', rewrite((body) => ({ body: addMember(body, wide(100_000)) }))],
    [
      'members named like properties of JavaScript objects',
      rewrite((body) => ({ body: addMember(body, prototypeNames) })),
    ],
  ])('accepts %s', async (_what, fault) => {
    const { expected, seen } = await withAndWithout(fault);
    expect([seen.codes, seen.data]).toEqual([[], expected.data]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

const deep = (depth: number) => `"more":${'['.repeat(depth)}${']'.repeat(depth)}`;
const wide = (count: number) => Array.from({ length: count }, (_, n) => `"more${n}":{"${n}":[]}`).join(',');
const prototypeNames =
  '"__proto__":{"id":"x","label":"x","lineItems":[],"user":{"id":"x"},"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"toJSON":2,"then":3,"hasOwnProperty":null,"length":-1';
const addMember = (json: Buffer, member: string) => Buffer.from(json.toString().replace('{', `{${member},`));

describe('JSON nested 100,000 times', () => {
  const nested = `{${deep(100_000)}}`;
  test.each([
    ['the details of an error response', `{"details":${nested}}`],
    ['an error code', `{"details":{"code":${nested}}}`],
    ["the LMS's response", `{"details":{"externalError":"no","bodyReceived":${nested}}}`],
  ])('in %s: the call is still rejected', async (_what, body) => {
    const launch = enter();
    gateway.sandbox.fault({ launch, status: 422, body });
    expect((await run('lineItems', launch)).codes).toEqual(['UPSTREAM_ERROR']);
    expect((await run('submitScore', launch)).codes).toEqual(['REJECTED']);
  });

  test('is not sent back in an update', async () => {
    const launch = enter();
    gateway.sandbox.fault({
      launch,
      route: 'lineItem',
      method: 'GET',
      rewrite: (answer) => ({ ...answer, body: addMember(Buffer.from(JSON.stringify(answer.body)), deep(100_000)) }),
    });
    gateway.takeCalls();
    expect((await run('updateLineItem', launch)).codes).toEqual(['UNAVAILABLE']);
    expect(gateway.takeCalls()).toEqual(['GET lineItem']);
  });
});

test.each([
  ['17 MiB', { status: 201, body: `{"id":"${'x'.repeat(17 * MiB)}"}`, headers: uncompressed }],
  ['17 MiB compressed', { status: 201, body: `{"id":"${'x'.repeat(17 * MiB)}"}` }],
  [
    'a 17 MiB error',
    { status: 400, body: upstreamSecret.repeat(17 * (MiB / upstreamSecret.length)), headers: uncompressed },
  ],
  ['64 MiB compressed to 64 KiB', { status: 200, headers: { 'content-encoding': 'gzip' }, rewrite: zipped }],
])('a write whose response is %s is OUTCOME_UNKNOWN', async (_what, fault) => {
  const launch = enter();
  gateway.sandbox.fault({ launch, method: 'POST', ...fault });
  expect((await run('submitScore', launch)).codes).toEqual(['OUTCOME_UNKNOWN']);
});

function zipped(answer: OutgoingAnswer): OutgoingAnswer {
  return { ...answer, body: bomb };
}

test('a write whose response arrives too slowly is OUTCOME_UNKNOWN', async () => {
  const launch = enter(hurried);
  hurried.sandbox.fault({ launch, method: 'POST', status: 200, body: { ok: true }, drip: { bytesPerSecond: 10 } });
  expect((await run('submitScore', launch, hurried)).codes).toEqual(['OUTCOME_UNKNOWN']);
});

test.each([301, 302, 303, 307, 308])('neither a read nor a write follows a redirect (%d)', async (status) => {
  for (const location of [`http://127.0.0.1:${decoy.port}/api/lineitems`, '/api/idtoken', 'file:///etc/passwd', '']) {
    const launch = enter();
    gateway.sandbox.fault({ launch, status, headers: { location }, body: '' });
    gateway.takeCalls();
    for (const [name] of reads) expect((await run(name, launch)).codes).toEqual(['UPSTREAM_ERROR']);
    expect((await run('submitScore', launch)).codes).toEqual(['OUTCOME_UNKNOWN']);
    const calls = gateway.takeCalls();
    const once = ['GET idtoken', 'GET lineItems', 'POST scores'];
    expect(calls.filter((call) => once.includes(call))).toEqual(once);
    expect([...new Set(calls)].sort()).toEqual([
      'GET idtoken',
      'GET lineItem',
      'GET lineItems',
      'GET scores',
      'POST scores',
    ]);
  }
});

describe.each([
  ['lineItems', '{ list: lineItems(first: 5) { nodes { id } } }', '{ list: lineItems(last: 5) { nodes { id } } }'],
  [
    'scores',
    'query ($id: ID!) { list: lineItem(id: $id) { scores(first: 5) { nodes { id } } } }',
    'query ($id: ID!) { list: lineItem(id: $id) { scores(last: 5) { nodes { id } } } }',
  ],
] as const)('page links of %s', (route, forward, backward) => {
  const container = 'https://lms.example.edu/lti/courses/1/lineitems';

  /** Adds to each page the links that `linksOf` returns for the page's own link. */
  async function read(operation: string, linksOf: (url: string | undefined) => object, rows: object[] = []) {
    const launch = enter();
    const urls: (string | undefined)[] = [];
    gateway.sandbox.fault({
      launch,
      route,
      rewrite(answer) {
        const { url } = gateway.sandbox.requests.at(-1)!.query;
        urls.push(url);
        return { ...answer, status: 200, body: { [route]: rows, ...linksOf(url) } };
      },
    });
    const id = launch.course.lineItems()[0]!.id;
    const { errors, text } = await gateway.run(operation, { id }, launch.authorization.serviceKey);
    expect(text).not.toContain('INTERNAL_SERVER_ERROR');
    return { codes: errors.map(({ extensions }) => extensions.code), urls, text };
  }

  test.each<[string, (url: string | undefined) => object]>([
    ['to itself', (url = `${container}?page=1`) => ({ next: url })],
    [
      'in a circle of three pages',
      (url = '0') => ({ next: `${container}?page=${(Number(/\d*$/.exec(url)![0]) + 1) % 3}` }),
    ],
    ['to ever new pages', (url = '0') => ({ next: `${container}?page=${Number(/\d*$/.exec(url)![0]) + 1}` })],
  ])('that lead %s end with an error', async (_where, linksOf) => {
    const { codes, urls } = await read(forward, linksOf);
    expect(codes).toEqual([expect.stringMatching(/^(UPSTREAM_ERROR|OPERATION_TOO_EXPENSIVE)$/)]);
    expect(urls.length).toBeLessThanOrEqual(250);
  });

  test.each<[string, (url: string | undefined) => object]>([
    ['to itself', (url = `${container}?page=1`) => ({ next: url, prev: url, last: url })],
    [
      'in a circle',
      (url) => ({ last: `${container}?page=9`, prev: `${container}?page=${url?.endsWith('9') ? 8 : 9}` }),
    ],
    [
      'to ever new pages',
      (url = '9') => ({
        last: `${container}?page=1000`,
        prev: `${container}?page=${Number(/\d*$/.exec(url)![0]) - 1}`,
      }),
    ],
  ])('that lead %s end when reading backward', async (_where, linksOf) => {
    const { codes, urls } = await read(backward, linksOf);
    for (const code of codes) expect(code).toMatch(/^(UPSTREAM_ERROR|OPERATION_TOO_EXPENSIVE)$/);
    expect(urls.length).toBeLessThanOrEqual(250);
  });

  const noPages = [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:application/json,{}',
    'ftp://lms.example.edu/',
    '//lms.example.edu/page',
    '/lti/courses/1/lineitems?page=2',
    'page=2',
    'https://',
    'https:// lms.example.edu/',
    'https://lms.example.edu/\r\nx-junk: 1',
    `${container}?page=${'9'.repeat(10_000)}`,
    `${container}?page=${'9'.repeat(10 * MiB)}`,
  ].map((next) => [JSON.stringify(next.slice(0, 60)), next] as const);

  test.each(noPages)('that are invalid (%s) fail with UPSTREAM_ERROR without another call', async (_shown, next) => {
    const { codes, urls, text } = await read(forward, () => ({ next, prev: next, first: next, last: next }));
    expect(codes).toEqual(['UPSTREAM_ERROR']);
    expect(urls).toEqual([undefined]);
    expect(text.length).toBeLessThan(1000);
  });

  test.each([[''], [null], [false], [0], [42], [[container]], [{ href: container }]])(
    '%p counts as no link',
    async (link) => {
      const links = { next: link, prev: link, first: link, last: link };
      for (const operation of [forward, backward]) {
        const { codes, urls } = await read(operation, () => links);
        expect([codes, urls]).toEqual([[], [undefined]]);
      }
    },
  );

  test('to other hosts are passed to LTIAAS and never requested directly', async () => {
    const elsewhere = [
      `http://127.0.0.1:${decoy.port}/`,
      `http://localhost:${decoy.port}/api`,
      `http://[::1]:${decoy.port}/`,
    ];
    for (const next of [...elsewhere, ...elsewhere.map((url) => url.replace('//', '//user:password@'))]) {
      for (const operation of [forward, backward]) {
        const { codes, urls, text } = await read(operation, (url) => (url === undefined ? { next, last: next } : {}));
        expect([codes, urls]).toEqual([[], [undefined, next]]);
        expect(text).not.toContain(next);
      }
    }
  });
});

describe('invalid rows', () => {
  const junk = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      '',
      0,
      -1,
      1e308,
      [],
      {},
      [[]],
      'null',
      '__proto__',
      'constructor',
      '\ud800',
      '\0',
    ),
    fc.constantFrom<unknown>(
      Number.MAX_SAFE_INTEGER,
      '9'.repeat(400),
      'NaN',
      'Infinity',
      '1e999',
      '0x10',
      'x'.repeat(5000),
    ),
    fc.constantFrom<unknown>({ length: 3 }, { toString: 1 }, { id: 'x' }, [null], { then: {} }, { toJSON: {} }),
    fc.string({ unit: anyCharacter, maxLength: 20 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const orJunk = (good: unknown) =>
    fc.oneof({ arbitrary: fc.constant(good), weight: 3 }, { arbitrary: junk, weight: 1 });
  const rowOf = (row: object) =>
    fc.record(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, orJunk(value)])), {
      requiredKeys: [],
    });
  /** The same response with junk values inserted and some rows repeated. */
  const listOf = (key: string, row: object) =>
    fc.oneof(
      {
        arbitrary: fc.array(fc.oneof(rowOf(row), rowOf(row), junk), { maxLength: 6 }).map((rows) => ({ [key]: rows })),
        weight: 8,
      },
      { arbitrary: rowOf({ [key]: [row, row], next: null, prev: null }), weight: 2 },
      { arbitrary: junk, weight: 1 },
    );
  const id = 'https://lms.example.edu/lti/courses/1/lineitems/1';
  const lineItem = {
    id,
    label: 'Essay',
    scoreMaximum: 10,
    resourceLinkId: 'link',
    resourceId: 'essay',
    tag: 'grade',
    startDateTime: '2026-01-01T00:00:00Z',
    endDateTime: '2026-01-02T00:00:00Z',
    gradesReleased: true,
  };
  const score = {
    id: `${id}/results/1`,
    userId: 'u',
    scoreOf: id,
    resultScore: 5,
    resultMaximum: 10,
    comment: 'Good',
    timestamp: '2026-01-01T00:00:00Z',
    scoringUserId: 't',
  };
  const idToken = (real: any) =>
    fc.oneof(
      fc.record({
        user: rowOf({ ...real.user, roleScopeMentor: ['u'] }),
        launch: rowOf({ ...real.launch, context: real.launch.context, resourceLink: real.launch.resourceLink }),
        platform: rowOf(real.platform),
        services: rowOf({ ...real.services, assignmentAndGrades: { available: true, lineItemId: id } }),
      }),
      rowOf(real),
      junk,
    );
  const everything = `
    fragment Item on LineItem { id label scoreMaximum resourceLinkId resourceId tag startDateTime endDateTime gradesReleased }
    fragment Row on Score { id userId resultScore resultMaximum comment timestamp scoringUserId lineItem { id } }
    query ($id: ID!) {
      launch {
        user { id name givenName familyName email roles } permissions { manageLineItems readAllScores gradeLearners }
        context { id label title types } resourceLink { id title description }
        platform { id url name productFamilyCode version }
        services { gradesAvailable rosterAvailable deepLinkingAvailable gradesScopes } lineItem { ...Item }
      }
      lineItem(id: $id) { ...Item myScore { ...Row } score(userId: "u") { ...Row } scoresForUsers(userIds: ["u", "x", "u"]) { ...Row } }
      lineItems(first: 4) { edges { cursor node { ...Item } } pageInfo { hasNextPage startCursor endCursor } }
      backward: lineItems(last: 3) { nodes { id scores(last: 2) { edges { cursor node { ...Row } } } } }
      filtered: lineItems(filter: { tag: "grade" }) { nodes { ...Item scores { nodes { ...Row } } } }
    }`;
  const known = /^(UNAUTHENTICATED|FORBIDDEN|SERVICE_NOT_AVAILABLE|UPSTREAM_ERROR)$/;

  test('of any type cause only documented error codes', async () => {
    const { sandbox } = gateway;
    const course = sandbox.createCourse({ lineItems: 1 });
    const response = await fetch(`${sandbox.url}/api/idtoken`, {
      headers: { authorization: sandbox.launch({ course }).authorization.ltik },
    });
    const answers = fc.record({
      idtoken: fc.oneof(
        { arbitrary: fc.constant(undefined), weight: 3 },
        { arbitrary: idToken(await response.json()), weight: 1 },
      ),
      lineItems: listOf('lineItems', lineItem),
      lineItem: fc.oneof(rowOf(lineItem), fc.constant(lineItem), junk),
      scores: listOf('scores', score),
      form: fc.constantFrom('bearer' as const, 'ltik' as const, 'serviceKey' as const),
    });
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(answers, async ({ form, ...bodies }) => {
        const launch = sandbox.launch({ course });
        for (const [route, body] of Object.entries(bodies)) {
          if (body === undefined) continue;
          sandbox.fault({ launch, route: route as keyof typeof bodies, body: JSON.stringify(body) });
        }
        const { errors, status, text } = await gateway.run(everything, { id }, launch.authorization[form]);
        sandbox.clearFaults();
        expect(status).toBe(200);
        for (const { extensions } of errors) expect(extensions.code).toMatch(known);
        for (const { extensions } of errors) seen.add(extensions.code);
        // Outgoing text is well-formed or escaped, so that any JSON parser can read it.
        expect(() => JSON.parse(text)).not.toThrow();
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { seed: 20_251, numRuns: runs(120) },
    );
    expect(seen).toContain('UPSTREAM_ERROR');
  });

  test.each(['lineItems', 'scores'] as const)('duplicate rows of %s do not stop pagination', async (route) => {
    const launch = enter();
    const [one, two] =
      route === 'lineItems' ? [lineItem, { ...lineItem, id: `${id}2` }] : [score, { ...score, userId: 'v' }];
    const rows = [one, one, two, one, two].map((row) => ({ ...row, scoreOf: undefined }));
    gateway.sandbox.fault({ launch, route, body: { [route]: rows } });
    const onItem = route === 'scores';
    const pages = await walk(gateway, launch.authorization.serviceKey, 'forward', {
      count: 1,
      field: (args, selection) =>
        onItem ? `lineItem(id: $id) { scores(${args}) { ${selection} } }` : `lineItems(${args}) { ${selection} }`,
      select: 'id',
      pick: (data) => (onItem ? data.lineItem.scores : data.lineItems),
      ...(onItem && { declare: '$id: ID!', variables: { id: launch.course.lineItems()[0]!.id } }),
    });
    expect(pages.flat()).toEqual(rows.map((row) => ({ id: row.id })));
  });
});
