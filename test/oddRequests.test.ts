import { connect } from 'node:net';
import { startTestGateway, type TestGateway } from './support/gateway';

/** Requests with which a fuzz run once caused an internal error. */

let gateway: TestGateway;
let bearer: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  bearer = gateway.sandbox.seeded.instructor.authorization.bearer;
});
afterAll(() => gateway.close());

async function post(body: object | string) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: bearer },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answer = (await response.json()) as any;
  return {
    status: response.status,
    data: answer.data,
    codes: answer.errors?.map((error: any) => error.extensions.code),
  };
}

/** Sends raw bytes, and returns everything received until the gateway closes the connection. */
const sendRaw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

describe('a Host header', () => {
  const body = '{"query":"{ __typename }"}';
  const rest = `connection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

  test.each([
    ['missing, as HTTP/1.0 allows', '1.0', ''],
    ['empty', '1.1', 'host:\r\n'],
    ['not a host', '1.1', 'host: a b:x\r\n'],
    ['with unclosed brackets', '1.1', 'host: [::1\r\n'],
  ])('%s: BAD_REQUEST', async (_what, version, host) => {
    const answer = await sendRaw(`POST /graphql HTTP/${version}\r\n${host}${rest}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*"message":"[^"]*\bHost\b[^]*"code":"BAD_REQUEST"/);
  });

  test('with a host name is accepted', async () => {
    expect(await sendRaw(`POST /graphql HTTP/1.0\r\nhost: gateway\r\n${rest}`)).toMatch(/200 OK[^]*"Query"/);
  });
});

test('a path that cannot be decoded is BAD_REQUEST in the GraphQL error format', async () => {
  const response = await fetch(`${gateway.url}/%ff`);
  const errors = [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }];
  expect([response.status, await response.json()]).toEqual([400, { errors }]);
});

describe('a persisted query', () => {
  const hash = 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38';
  const query = '{ __typename launch { user { id } } }';

  test.each<[string, unknown]>([
    ['as a string', 'x'],
    ['of another version', { version: 2, sha256Hash: hash }],
    ['with the hash of another query', { version: 1, sha256Hash: hash }],
    ['with a non-string hash', { version: 1, sha256Hash: { toString: null } }],
    ['without a hash', { version: 1 }],
  ])('%s: an error of the request', async (_what, persistedQuery) => {
    expect(await post({ query, extensions: { persistedQuery } })).toMatchObject({
      status: 400,
      codes: ['BAD_REQUEST'],
    });
  });

  test.each<[string, unknown]>([
    ['a string', hash],
    ['an object', { toString: null }],
    ['a number', 7],
  ])('that is unknown, with %s as its hash: not found', async (_what, sha256Hash) => {
    const { codes } = await post({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
    expect(codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });
});

test('a subscription is BAD_REQUEST', async () => {
  expect(await post({ query: 'subscription { __typename }' })).toMatchObject({ codes: ['BAD_REQUEST'] });
});

test('more invalid variables than are reported are BAD_USER_INPUT', async () => {
  const query = 'query ($id: ID!, $ids: [ID!]!) { lineItem(id: $id) { scoresForUsers(userIds: $ids) { userId } } }';
  const { status, codes } = await post({ query, variables: { id: 'x', ids: Array.from({ length: 100 }, () => ({})) } });
  expect([status, new Set(codes)]).toEqual([400, new Set(['BAD_USER_INPUT'])]);
});

test('rejecting a malformed request leaves no timer', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  await post('{}');
  const before = timers();
  for (let time = 0; time < 20; time++) expect((await post('{}')).status).toBe(400);
  expect(timers()).toBeLessThan(before + 10);
});

describe.each(['graphql-jit', 'graphql-js'] as const)('with %s', (executor) => {
  let own: TestGateway;
  beforeAll(async () => {
    own = await startTestGateway({ config: { executor } });
  });
  afterAll(() => own.close());

  test("aliases may have the names of JavaScript's own properties", async () => {
    const { text, errors } = await own.run(
      '{ __proto__: launch { __proto__: user { constructor: name } } lineItems(first: 1) { nodes { toString: label __proto__: tag } } }',
      {},
      own.sandbox.seeded.instructor.authorization.bearer,
    );
    expect(errors).toEqual([]);
    expect(text.trim()).toBe(
      '{"data":{"__proto__":{"__proto__":{"constructor":"Margaret Ellison"}},"lineItems":{"nodes":[{"toString":"Week 1: Reading the microscope","__proto__":"grade"}]}}}',
    );
  });

  test('an empty operationName matches no operation', async () => {
    const response = await fetch(`${own.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: own.sandbox.seeded.instructor.authorization.bearer,
      },
      body: JSON.stringify({ query: 'query Me { launch { user { id } } }', operationName: '' }),
    });
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect([response.status, errors[0]!.extensions.code]).toEqual([400, 'OPERATION_RESOLUTION_FAILURE']);
  });

  test.each(['__proto__', 'constructor', 'toString'])('a variable may be named %s', async (name) => {
    const { errors, data } = await own.run(
      `query ($${name}: Int) { lineItems(first: $${name}) { nodes { id } } }`,
      {},
      own.sandbox.seeded.instructor.authorization.bearer,
    );
    expect(errors).toEqual([]);
    expect(data.lineItems.nodes.length).toBeGreaterThan(1);
  });

  test('an omitted variable has its default, for every type', async () => {
    const course = own.sandbox.createCourse({ lineItems: 3 });
    const { bearer } = own.sandbox.launch({ course }).authorization;
    const list =
      'query ($first: Int! = 2, $last: Int = null) { lineItems(first: $first, last: $last) { nodes { id } } }';
    const { data, errors } = await own.run(list, {}, bearer);
    expect([data?.lineItems.nodes.length, errors]).toEqual([2, []]);
    expect((await own.run(list, { first: 1 }, bearer)).data.lineItems.nodes.length).toBe(1);

    const create = `mutation ($start: DateTime = "2026-03-01T09:00:00+01:00", $input: CreateLineItemInput = { label: "Quiz", scoreMaximum: 5 }) {
      one: createLineItem(input: { label: "Essay", scoreMaximum: 10, startDateTime: $start }) { lineItem { startDateTime } }
      two: createLineItem(input: $input) { lineItem { label scoreMaximum } }
    }`;
    const created = await own.run(create, {}, bearer);
    expect([created.data, created.errors]).toEqual([
      {
        one: { lineItem: { startDateTime: '2026-03-01T08:00:00.000Z' } },
        two: { lineItem: { label: 'Quiz', scoreMaximum: 5 } },
      },
      [],
    ]);
    expect(own.sandbox.requests.findLast(({ method }) => method === 'POST')?.body).toEqual({
      label: 'Quiz',
      scoreMaximum: 5,
    });
    expect(own.sandbox.requests.find(({ method }) => method === 'POST')?.body).toMatchObject({
      startDateTime: '2026-03-01T08:00:00.000Z',
    });
  });
});
