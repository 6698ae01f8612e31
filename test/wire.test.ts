import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type FaultRule, type OutgoingAnswer, startSandbox } from '../src/sandbox/sandbox';
import { startAfresh, startWriteGateway, type WriteGateway } from './support/classroom';
import { startTestGateway } from './support/gateway';
import { startRawUpstream } from './support/rawUpstream';

const MiB = 1024 * 1024;

let gateway: WriteGateway;
beforeAll(async () => (gateway = await startWriteGateway({ sandbox: { compress: true } })));
afterAll(() => gateway.close());
beforeEach(() => startAfresh(gateway));

const bytesOf = ({ body }: OutgoingAnswer) => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));

/** Encodes the bodies of all responses in this way, with these headers. */
function encode(headers: Record<string, string>, change: (bytes: Buffer) => Buffer, more: FaultRule = {}): void {
  gateway.sandbox.fault({
    ...more,
    rewrite: (answer) =>
      answer.body === undefined
        ? answer
        : { ...answer, headers: { ...answer.headers, ...headers }, body: change(bytesOf(answer)) },
  });
}

const create = `mutation ($label: String!) { createLineItem(input: { label: $label, scoreMaximum: 10 }) {
  lineItem { label } userErrors { code } } }`;
const submit = 'mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted userErrors { code } } }';

/** Reads, creates and submits as a user, whose id token is read first. */
async function useAll() {
  const room = gateway.classroom();
  const [userId = ''] = room.learners;
  const input = { lineItemId: room.id, userId, activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED' };
  const list = await gateway.run('{ launch { user { id } } lineItems { nodes { label } } }', {}, room.as.instructor);
  const created = await gateway.run(create, { label: 'Prüfung' }, room.as.instructor);
  const submitted = await gateway.run(submit, { input }, room.as.instructor);
  return { room, answers: [list, created, submitted] };
}

async function expectAllWork(): Promise<void> {
  const { room, answers } = await useAll();
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const [list, created, submitted] = answers.map(({ data }) => data);
  expect(list).toEqual({ launch: { user: { id: room.teacher } }, lineItems: { nodes: [{ label: 'Essay' }] } });
  expect(created.createLineItem).toEqual({ lineItem: { label: 'Prüfung' }, userErrors: [] });
  expect(submitted.submitScore).toEqual({ accepted: true, userErrors: [] });
}

describe('a compressed response', () => {
  test('is requested as gzip, and the sandbox sends it', async () => {
    const room = gateway.classroom({ lineItems: 5 });
    gateway.sandbox.clearRequests();
    await gateway.run('{ lineItems { nodes { id } } }', {}, room.as.instructor);
    const asked = gateway.sandbox.requests.map(({ headers }) => headers['accept-encoding']);
    expect(asked).toEqual(['gzip', 'gzip']);
    const plain = await startSandbox({ compress: false });
    try {
      const codings = [gateway.sandbox, plain].map(async (sandbox) => {
        const { ltik: authorization } = sandbox.launch().authorization;
        return (await fetch(`${sandbox.url}/api/lineitems`, { headers: { authorization } })).headers.get(
          'content-encoding',
        );
      });
      expect(await Promise.all(codings)).toEqual(['gzip', null]);
    } finally {
      await plain.close();
    }
  });

  test.each<[string, string, (bytes: Buffer) => Buffer]>([
    ['gzip', 'gzip', (bytes) => gzipSync(bytes)],
    ['x-gzip', 'X-GZIP', (bytes) => gzipSync(bytes)],
    ['deflate', 'deflate', (bytes) => deflateSync(bytes)],
    ['deflate without a header', 'deflate', (bytes) => deflateRawSync(bytes)],
    ['br', 'br', (bytes) => brotliCompressSync(bytes)],
    ['deflate, then gzip', 'deflate, gzip', (bytes) => gzipSync(deflateSync(bytes))],
    ['gzip, then identity, then br', 'gzip, identity,br', (bytes) => brotliCompressSync(gzipSync(bytes))],
    ['identity', 'identity', (bytes) => bytes],
    [
      'several gzip members',
      'gzip',
      (bytes) => Buffer.concat([gzipSync(bytes.subarray(0, 9)), gzipSync(bytes.subarray(9))]),
    ],
  ])('in %s is decoded', async (_name, encoding, change) => {
    encode({ 'content-encoding': encoding }, change);
    await expectAllWork();
  });

  test('of an error is decoded', async () => {
    const body = gzipSync('{"status":403,"details":{"externalError":"403 Forbidden (Rate Limit Exceeded)"}}');
    gateway.sandbox.fault({
      method: 'POST',
      status: 403,
      rewrite: (answer) => ({ ...answer, headers: { 'content-encoding': 'gzip' }, body }),
    });
    const { answers } = await useAll();
    expect(answers[1]!.data.createLineItem.userErrors).toEqual([{ code: 'RATE_LIMITED' }]);
  });

  test.each(['gzip', 'br', 'deflate', 'zstd'])('without a body (%s) is judged by its status', async (encoding) => {
    gateway.sandbox.fault({
      method: 'POST',
      route: 'scores',
      rewrite: (answer) => ({ status: answer.status, headers: { 'content-encoding': encoding }, body: undefined }),
    });
    const { answers } = await useAll();
    expect(answers[2]!.data.submitScore).toEqual({ accepted: true, userErrors: [] });
  });

  const broken: [string, string, (bytes: Buffer) => Buffer][] = [
    ['truncated', 'gzip', (bytes) => gzipSync(bytes).subarray(0, -12)],
    ['truncated (br)', 'br', (bytes) => brotliCompressSync(bytes).subarray(0, -3)],
    ['not compressed', 'gzip', (bytes) => bytes],
    ['corrupt', 'deflate', (bytes) => deflateSync(bytes).fill(0xff, 5, 15)],
  ];
  test.each(broken)('that is %s is retried', async (_name, encoding, change) => {
    encode({ 'content-encoding': encoding }, change, { method: 'GET', route: 'lineItems', times: 1 });
    await expectAllWork();
  });

  test.each([
    ...broken,
    ['of an unknown coding', 'zstd', (bytes: Buffer) => bytes],
    [
      'of too many codings',
      'gzip, gzip, gzip, gzip, gzip',
      (bytes: Buffer) => [1, 2, 3, 4, 5].reduce<Buffer>((all) => gzipSync(all), bytes),
    ],
    ['24 MiB', 'gzip', () => gzipSync(Buffer.alloc(24 * MiB, ' '))],
    ['24 MiB, compressed twice', 'br, gzip', () => gzipSync(brotliCompressSync(Buffer.alloc(24 * MiB, ' ')))],
    ['of a name that objects inherit', 'constructor', (bytes: Buffer) => bytes],
  ] as [string, string, (bytes: Buffer) => Buffer][])(
    'that is %s fails a read and leaves a write OUTCOME_UNKNOWN',
    async (_name, encoding, change) => {
      encode({ 'content-encoding': encoding }, change, { route: 'lineItems' });
      const { room, answers } = await useAll();
      const [list, created] = answers;
      expect(list!.data.lineItems).toBeNull();
      expect(list!.errors.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_ERROR']);
      expect(created!.data.createLineItem.userErrors).toEqual([{ code: 'OUTCOME_UNKNOWN' }]);
      expect(room.course.lineItems().map(({ label }) => label)).toEqual(['Essay', 'Prüfung']);
    },
  );
});

describe('the text of a response', () => {
  test.each<[string, string, (bytes: Buffer) => Buffer]>([
    ['a byte order mark', 'application/json', (bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes])],
    ['labelled Latin 1', 'application/json; charset=iso-8859-1', (bytes) => Buffer.from(bytes.toString(), 'latin1')],
    ['UTF-8 labelled as Latin 1', 'application/json; charset="ISO-8859-1"', (bytes) => bytes],
    ['UTF-8 with an unknown charset', 'application/json; charset=junk', (bytes) => bytes],
  ])('with %s is decoded', async (_name, type, change) => {
    encode({ 'content-type': type }, change);
    await expectAllWork();
  });

  test('with a wrong label contains no replacement characters', async () => {
    encode({ 'content-type': 'application/json' }, (bytes) => Buffer.from(bytes.toString(), 'latin1'), {
      route: 'lineItems',
      method: 'POST',
    });
    const { answers } = await useAll();
    expect(answers[1]!.data.createLineItem).toEqual({ lineItem: null, userErrors: [{ code: 'OUTCOME_UNKNOWN' }] });
  });
});

describe('interim responses', () => {
  const cont = 'HTTP/1.1 100 Continue\r\n\r\n';
  const hints =
    'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\ncontent-encoding: gzip\r\nretry-after: 9\r\n\r\n';
  const body = JSON.stringify({
    lineItems: [{ id: 'https://lms.example.edu/1', label: 'Essay', scoreMaximum: 1 }],
    id: 'https://lms.example.edu/1',
    label: 'Essay',
    scoreMaximum: 1,
  });
  const final = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

  test.each<[string, string[]]>([
    ['100 Continue', [cont + final]],
    ['100 Continue, and the response later', [cont, final]],
    ['three of them', [cont + cont, cont + final]],
    ['100 Continue with headers', ['HTTP/1.1 100 Continue\r\ndate: x\r\nserver: y\r\n\r\n', final]],
    ['102 Processing', [`HTTP/1.1 102 Processing\r\n\r\n`, final]],
    ['103 Early Hints', [hints, final]],
    ['103, 100 and 102', [hints + cont, `HTTP/1.1 102 Processing\r\n\r\n${final}`]],
    ['100 Continue in one-byte pieces', [...(cont + final)]],
    ['none', [final]],
    ['none, in one-byte pieces', [...final]],
  ])('are skipped by reads and writes: %s', async (_name, pieces) => {
    const upstream = await startRawUpstream((socket) => {
      socket.setNoDelay(true);
      const send = ([first, ...rest]: string[]) => {
        if (first === undefined) return;
        socket.write(first);
        setImmediate(send, rest);
      };
      send(pieces);
    });
    const raw = await startTestGateway({ config: { ltiaasUrl: upstream.url } });
    const authorization = `SERVICE-AUTH-V1 ${raw.sandbox.apiKey}:key`;
    try {
      // The second and third response arrive on the same connection.
      const list = await raw.run('{ lineItems { nodes { label } } }', {}, authorization);
      const created = await raw.run(create, { label: 'Essay' }, authorization);
      const input = {
        lineItemId: 'https://lms.example.edu/1',
        userId: 'a',
        activityProgress: 'COMPLETED',
        gradingProgress: 'FULLY_GRADED',
      };
      const submitted = await raw.run(submit, { input }, authorization);
      expect([list.data, created.data, submitted.data]).toEqual([
        { lineItems: { nodes: [{ label: 'Essay' }] } },
        { createLineItem: { lineItem: { label: 'Essay' }, userErrors: [] } },
        { submitScore: { accepted: true, userErrors: [] } },
      ]);
    } finally {
      await Promise.all([raw.close(), upstream.close()]);
    }
  });

  test.each([
    ['without a response', cont],
    ['truncated', 'HTTP/1.1 100 Continue\r\n'],
    ['endless', `HTTP/1.1 100 Continue\r\n${'x: y\r\n'.repeat(20_000)}`],
    ['to another protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: junk\r\n\r\n'],
  ])('%s: the read fails, the write is OUTCOME_UNKNOWN', async (_name, bytes) => {
    const upstream = await startRawUpstream((socket) => socket.end(bytes));
    const raw = await startTestGateway({ config: { ltiaasUrl: upstream.url } });
    try {
      const authorization = `SERVICE-AUTH-V1 ${raw.sandbox.apiKey}:key`;
      const list = await raw.run('{ lineItems { nodes { label } } }', {}, authorization);
      expect(list.errors.map(({ extensions }) => extensions.code)).toEqual([
        expect.stringMatching(/^UPSTREAM_(UNAVAILABLE|ERROR)$/),
      ]);
      const created = await raw.run(create, { label: 'Essay' }, authorization);
      expect(created.data.createLineItem.userErrors).toEqual([{ code: 'OUTCOME_UNKNOWN' }]);
    } finally {
      await Promise.all([raw.close(), upstream.close()]);
    }
  });
});
