import { startTestGateway, type TestGateway } from './support/gateway';

const origin = 'https://app.example.com';
const json = { 'content-type': 'application/json' };
const typename = JSON.stringify({ query: '{ __typename }' });

describe('over HTTP', () => {
  let gateway: TestGateway;
  let closed: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({ config: { corsOrigins: [origin, /^https:\/\/[a-z]+\.school\.example$/] } });
    closed = await startTestGateway({ config: { introspection: false } });
  });
  afterAll(() => Promise.all([gateway, closed].map((each) => each.close())));
  beforeEach(() => gateway.takeCalls());

  /** The answer, with its body read. Every one says that it is not to be kept, and which request it belongs to. */
  async function send(path: string, options: RequestInit = {}) {
    const response = await fetch(gateway.url + path, options);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
    const text = await response.text();
    const { status, headers } = response;
    const isJson = headers.get('content-type')?.includes('json');
    return { status, headers, text, body: isJson ? JSON.parse(text) : undefined };
  }
  const post = (body: string, headers: Record<string, string> = json) =>
    send('/graphql', { method: 'POST', headers, body });

  test.each(['/healthz', '/readyz'])('%s answers whoever asks, without a call', async (path) => {
    const { status, body } = await send(path);
    expect([status, Object.keys(body)]).toEqual([200, ['status']]);
    expect(gateway.takeCalls()).toEqual([]);
  });

  test.each([
    ['GET', '/'],
    ['GET', '/graphq'],
    ['POST', '/healthz'],
    ['POST', '/api/lineitems'],
    ['DELETE', '/nothing'],
  ])('%s %s is not found, in the form that GraphQL clients read', async (method, path) => {
    const { status, body } = await send(path, { method });
    expect(status).toBe(404);
    expect(body).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'NOT_FOUND' } }] });
  });

  test('an address that is none is refused in the same form', async () => {
    const { status, body } = await send('/%');
    expect(status).toBe(400);
    expect(body).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }] });
  });

  test.each([
    ['broken JSON', '{"query": "{ __typ'],
    ['no JSON', 'query'],
    ['an empty body', ''],
    ['an empty object', '{}'],
    ['null', 'null'],
    ['a query that is no text', '{"query": 7}'],
    ['variables that are no object', '{"query": "{ __typename }", "variables": "x"}'],
    ['a syntax error', '{"query": "{ __typename"}'],
    ['a field that does not exist', '{"query": "{ grades }"}'],
    ['a batch', `[${typename}, ${typename}]`],
    ['a batch of one', `[${typename}]`],
  ])('%s is a 400 with an error', async (_name, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.length).toBeGreaterThan(0);
    for (const error of answer.body.errors) {
      expect(error).toMatchObject({ message: expect.any(String), extensions: { code: expect.any(String) } });
      expect(Object.keys(error.extensions)).toEqual(['code']);
      expect(error.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    }
    expect(answer.text).not.toMatch(/node_modules|stack/);
    expect(answer.body.data).toBeUndefined();
  });

  test('each request has an id of its own, whatever the client sends', async () => {
    const ids = new Set<string | null>(['mine']);
    for (let time = 0; time < 3; time++) {
      const { headers } = await post(typename, { ...json, 'x-request-id': 'mine' });
      ids.add(headers.get('x-request-id'));
    }
    expect(ids.size).toBe(4);
  });

  test("a request's id goes on to LTIAAS", async () => {
    const { bearer } = gateway.sandbox.launch().authorization;
    const { headers } = await post(JSON.stringify({ query: '{ launch { user { id } } }' }), {
      ...json,
      authorization: bearer,
    });
    expect(gateway.sandbox.requests.at(-1)!.headers['x-request-id']).toBe(headers.get('x-request-id'));
  });

  describe('a query in the address', () => {
    const query = (text: string) => `/graphql?${new URLSearchParams({ query: text }).toString()}`;

    test('is refused without a header that no foreign page can send', async () => {
      const { status, body } = await send(query('{ __typename }'));
      expect([status, body.data, body.errors.length]).toEqual([400, undefined, 1]);
    });

    test.each(['apollo-require-preflight', 'x-apollo-operation-name'])('is answered with %s', async (name) => {
      const { bearer } = gateway.sandbox.seeded.instructor.authorization;
      const { status, body } = await send(query('{ lineItems(first: 1) { nodes { label } } }'), {
        headers: { [name]: 'true', authorization: bearer },
      });
      expect([status, body]).toEqual([
        200,
        { data: { lineItems: { nodes: [{ label: 'Week 1: Reading the microscope' }] } } },
      ]);
    });

    test('cannot change anything', async () => {
      const { authorization, course } = gateway.sandbox.launch({ course: gateway.sandbox.createCourse() });
      const input = '{ label: "New", scoreMaximum: 1 }';
      const { status, body } = await send(query(`mutation { createLineItem(input: ${input}) { lineItem { id } } }`), {
        headers: { 'apollo-require-preflight': 'true', authorization: authorization.bearer },
      });
      expect([status, body.errors.length]).toEqual([405, 1]);
      expect(course.lineItems()).toHaveLength(5);
    });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a form that any page can post as %s is refused',
    async (type) => {
      const { status, text } = await post(typename, { 'content-type': type });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(text).not.toContain('"data"');
    },
  );

  describe('pages of', () => {
    const preflight = (from: string) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'OPTIONS',
        headers: {
          origin: from,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });

    test.each([origin, 'https://biology.school.example'])('%s may call', async (from) => {
      const asked = await preflight(from);
      expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, from]);
      expect(asked.headers.get('access-control-allow-methods')).toMatch(/\bPOST\b/);
      const allowed = asked.headers.get('access-control-allow-headers')!.toLowerCase().split(/, */);
      expect(allowed).toEqual(expect.arrayContaining(['authorization', 'content-type', 'apollo-require-preflight']));
      expect(Number(asked.headers.get('access-control-max-age'))).toBeGreaterThan(0);
      const { headers, status } = await post(typename, { ...json, origin: from });
      expect([status, headers.get('access-control-allow-origin')]).toEqual([200, from]);
      expect(headers.get('vary')).toMatch(/\borigin\b/i);
      expect(headers.get('access-control-expose-headers')).toMatch(/\bx-request-id\b/);
      // An ltik is sent by hand: no browser is to add anything of its own.
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    });

    test.each([
      'https://attacker.example',
      'http://app.example.com',
      'https://app.example.com:8443',
      'https://app.example.com.attacker.example',
      'https://evil.biology.school.example',
      'null',
    ])('%s may not', async (from) => {
      expect((await preflight(from)).headers.get('access-control-allow-origin')).toBeNull();
      expect((await post(typename, { ...json, origin: from })).headers.get('access-control-allow-origin')).toBeNull();
    });

    test('none may call unless told', async () => {
      const response = await fetch(`${closed.url}/graphql`, {
        method: 'POST',
        headers: { ...json, origin },
        body: typename,
      });
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, null]);
    });
  });

  describe('without introspection', () => {
    const ask = (of: TestGateway, query: string) =>
      of.run(query, {}, of.sandbox.seeded.instructor.authorization.bearer);

    test.each(['{ __schema { types { name } } }', '{ __type(name: "Score") { name } }'])(
      '%s is refused',
      async (query) => {
        expect((await ask(gateway, query)).status).toBe(200);
        const { status, data, text } = await ask(closed, query);
        expect([status, data]).toEqual([400, undefined]);
        expect(text).not.toContain('"Score"');
      },
    );

    test.each([
      ['{ lineItem { id } lineItms { nodes { id } } }', 'lineItems'],
      ['{ lineItems { nodes { lable } } }', 'label'],
      ['{ lineItems(fist: 1) { nodes { id } } }', 'first'],
      ['{ lineItems(filter: { tagg: "x" }) { nodes { id } } }', '\\"tag\\"'],
    ])('%s is told no better word', async (query, word) => {
      expect((await ask(gateway, query)).text).toMatch(/Did you mean/);
      const { status, text } = await ask(closed, query);
      expect(status).toBe(400);
      expect(text).not.toMatch(/Did you mean/);
      expect(text).not.toContain(word);
    });

    test('everything else works', async () => {
      const { status, data, errors } = await ask(closed, '{ __typename lineItems(first: 1) { nodes { __typename } } }');
      expect([status, errors]).toEqual([200, []]);
      expect(data).toEqual({ __typename: 'Query', lineItems: { nodes: [{ __typename: 'LineItem' }] } });
    });
  });
});

test('an operation that the document does not hold is refused, and no other runs in its place', async () => {
  const gateway = await startTestGateway();
  const { authorization } = gateway.sandbox.seeded.instructor;
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: authorization.bearer },
    body: JSON.stringify({
      query: 'mutation Create { createLineItem(input: { label: "Essay", scoreMaximum: 1 }) { lineItem { id } } }',
      operationName: 'Other',
    }),
  });
  const { errors } = (await response.json()) as any;
  expect(response.status).toBe(400);
  expect(errors).toEqual([expect.objectContaining({ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })]);
  expect(gateway.takeCalls()).toEqual([]);
  await gateway.close();
});
