import { request } from 'undici';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { readConfig } from '../src/config/config';
import { startTestGateway, type TestGateway, withTestGateway } from './support/gateway';
import { openWire } from './support/wire';

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

  /** Returns the response with its body. Every response forbids caching and names its request. */
  async function send(path: string, options: RequestInit = {}) {
    const response = await fetch(gateway.url + path, options);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
    const text = await response.text();
    const { status, headers } = response;
    const isJson = headers.get('content-type')?.includes('json');
    return { status, headers, text, body: isJson && text !== '' ? JSON.parse(text) : undefined };
  }
  const post = (body: string, headers: Record<string, string> = json) =>
    send('/graphql', { method: 'POST', headers, body });

  test.each(['/healthz', '/readyz'])('%s needs no credential and no call', async (path) => {
    const { status, body } = await send(path);
    expect([status, Object.keys(body)]).toEqual([200, ['status']]);
    expect(gateway.takeCalls()).toEqual([]);
  });

  test.each([
    ['GET', '/'],
    ['GET', '/graphq'],
    ['POST', '/api/lineitems'],
    ['DELETE', '/nothing'],
  ])('%s %s returns NOT_FOUND in the GraphQL error format', async (method, path) => {
    const { status, body } = await send(path, { method });
    expect(status).toBe(404);
    expect(body).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'NOT_FOUND' } }] });
  });

  test.each([
    ['PUT', '/graphql', 'GET, POST, OPTIONS'],
    ['DELETE', '/graphql', 'GET, POST, OPTIONS'],
    ['PATCH', '/graphql?query=%7B__typename%7D', 'GET, POST, OPTIONS'],
    ['HEAD', '/graphql', 'GET, POST, OPTIONS'],
    ['HEAD', '/gradebook.csv', 'GET, OPTIONS'],
    ['POST', '/gradebook.csv', 'GET, OPTIONS'],
    ['PUT', '/gradebook.jsonl?tag=x', 'GET, OPTIONS'],
    ['POST', '/healthz', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/readyz', 'GET, HEAD, OPTIONS'],
    ['POST', '/explorer', 'GET, HEAD, OPTIONS'],
    ['PUT', '/explorer/main.js', 'GET, HEAD, OPTIONS'],
  ])('%s %s is not allowed with any body, and Allow lists the methods', async (method, path, allow) => {
    const bodies = method === 'HEAD' ? [{}] : [{}, { headers: json, body: '{' }, { headers: { 'content-type': 'x' } }];
    for (const more of bodies) {
      const { status, headers, body } = await send(path, { method, ...more });
      expect([status, headers.get('allow')]).toEqual([405, allow]);
      if (method !== 'HEAD') expect(body.errors[0].extensions).toEqual({ code: 'METHOD_NOT_ALLOWED' });
    }
  });

  test('answers OPTIONS without an Origin', async () => {
    expect((await fetch(`${gateway.url}/graphql`, { method: 'OPTIONS' })).status).toBe(204);
  });

  test('rejects a malformed address with BAD_REQUEST in the GraphQL error format', async () => {
    const { status, body } = await send('/%');
    expect(status).toBe(400);
    expect(body).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }] });
  });

  test.each([
    ['broken JSON', '{"query": "{ __typ'],
    ['text that is not JSON', 'query'],
    ['an empty body', ''],
    ['an empty object', '{}'],
    ['null', 'null'],
    ['a non-string query', '{"query": 7}'],
    ['non-object variables', '{"query": "{ __typename }", "variables": "x"}'],
    ['a syntax error', '{"query": "{ __typename"}'],
    ['a field that does not exist', '{"query": "{ grades }"}'],
    ['only white space', ' \n'],
    ['only a byte order mark', '\ufeff'],
    ['a JSON string', '"query"'],
    ['a batch', `[${typename}, ${typename}]`],
    ['a batch of one', `[${typename}]`],
  ])('rejects %s with 400 and an error', async (_name, body) => {
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

  describe('the error names what is wrong with the request:', () => {
    /** The status and the code; the message must match `word`. */
    async function reasonOf(answer: ReturnType<typeof send>, word: RegExp) {
      const { status, body } = await answer;
      const [{ message, extensions }] = body.errors;
      expect(message).toMatch(word);
      return [status, extensions.code];
    }

    test.each(['gzip', 'br', 'GZIP', 'deflate, gzip'])('a body compressed with %s', async (encoding) => {
      const answer = send('/graphql', {
        method: 'POST',
        headers: { ...json, 'content-encoding': encoding },
        body: gzipSync(typename),
      });
      expect(await reasonOf(answer, /Content-Encoding/)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
      // RFC 9110, section 15.5.16.
      expect((await answer).headers.get('accept-encoding')).toBe('identity');
    });

    test.each([
      ['text/plain', /Content-Type/],
      ['application/graphql', /Content-Type/],
      ['application/x-www-form-urlencoded', /Content-Type/],
      ['json', /Content-Type/],
      ['application/json; charset=utf-16', /charset/],
      ['application/json;charset="ISO-8859-1"', /charset/],
    ])('Content-Type %s', async (type, word) => {
      const answer = post(typename, { 'content-type': type });
      expect(await reasonOf(answer, word)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
      expect((await answer).headers.get('accept-encoding')).toBeNull();
    });

    test('no Content-Type', async () => {
      const answer = send('/graphql', { method: 'POST', body: Buffer.from(typename) });
      expect(await reasonOf(answer, /Content-Type/)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    });

    test('two Content-Types', async () => {
      const wire = await openWire(gateway.url);
      const types = 'content-type: application/json\r\ncontent-type: text/plain';
      wire.send(
        `POST /graphql HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n${types}\r\ncontent-length: 2\r\n\r\n{}`,
      );
      expect(await wire.ends()).toMatch(/^HTTP\/1\.1 400 [^]*Content-Type[^]*"BAD_REQUEST"/);
    });

    test.each([
      ['missing', undefined, /body/],
      ['empty', '', /empty/],
      ['white space only', ' ', /empty/],
      ['not JSON', '{"query"', /valid JSON/],
      ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /UTF-8/],
      ['null', 'null', /object/],
      ['a number', '7', /object/],
      ['a batch', `[${typename}]`, /batch/],
      ['without a query', '{}', /query/],
      ['with a null query', '{"query":null}', /query/],
    ])('a body: %s', async (_what, body, word) => {
      const answer = send('/graphql', {
        method: 'POST',
        ...(body !== undefined && { headers: json, body }),
      });
      expect(await reasonOf(answer, word)).toEqual([400, 'BAD_REQUEST']);
    });

    test.each([
      '{"query":"{ __typename }","__proto__":{}}',
      '{"query":"{ __typename }","variables":{"a":{"\\u005f_proto__":1}}}',
      '{"query":"{ __typename }","variables":{"constructor":{"prototype":1}}}',
      '\ufeff{"query":"{ __typename }","__proto__":{}}',
    ])('an unsafe key in %s', async (body) => {
      expect(await reasonOf(post(body), /__proto__/)).toEqual([400, 'BAD_USER_INPUT']);
    });

    test.each([
      ['a byte order mark', json, `\ufeff${typename}`],
      ['a charset', { 'content-type': 'application/json; charset="UTF-8"' }, typename],
      ['ASCII', { 'content-type': 'application/json;charset=us-ascii' }, typename],
      ['identity', { ...json, 'content-encoding': 'identity' }, typename],
      ['a variable named constructor', json, '{"query":"{ __typename }","variables":{"constructor":1}}'],
    ])('accepts %s', async (_what, headers, body) => {
      expect((await post(body, headers as Record<string, string>)).body).toEqual({ data: { __typename: 'Query' } });
    });
  });

  describe('a response', () => {
    const schema = JSON.stringify({ query: '{ __schema { types { name description } } }' });
    const ask = async (body: string, headers: Record<string, string>) => {
      const answer = await request(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { ...json, ...headers },
        body,
      });
      return { headers: answer.headers, bytes: Buffer.from(await answer.body.arrayBuffer()) };
    };

    test.each([
      ['gzip, deflate', 'application/json', 'gzip', gunzipSync],
      ['gzip, deflate, br, zstd', 'application/graphql-response+json', 'br', brotliDecompressSync],
      ['*', 'application/graphql-response+json', 'gzip', gunzipSync],
      ['gzip;q=0, br', 'application/json', 'br', brotliDecompressSync],
    ])('is compressed for Accept-Encoding: %s as %s', async (accepted, type, encoding, decompress) => {
      const plain = await ask(schema, { accept: type });
      const { headers, bytes } = await ask(schema, { accept: type, 'accept-encoding': accepted, origin });
      expect([headers['content-encoding'], headers['content-type']]).toEqual([encoding, `${type}; charset=utf-8`]);
      expect(String(headers.vary).toLowerCase().split(/, */)).toEqual(['origin', 'accept-encoding']);
      expect(decompress(bytes).toString()).toBe(plain.bytes.toString());
      expect(bytes.length).toBeLessThan(plain.bytes.length / 2);
      expect([plain.headers['content-encoding'], headers['cache-control']]).toEqual([undefined, 'no-store']);
    });

    test.each([
      ['a few bytes long', typename, 'gzip, br'],
      ['for a client that accepts no compression', schema, 'identity'],
      ['for a client that accepts only unsupported encodings', schema, 'zstd'],
    ])('%s is not compressed', async (_what, body, accepted) => {
      const { headers, bytes } = await ask(body, { 'accept-encoding': accepted });
      expect(headers['content-encoding']).toBeUndefined();
      expect(JSON.parse(bytes.toString())).toHaveProperty('data');
    });
  });

  test('has its own request id, whatever id the client sends', async () => {
    const ids = new Set<string | null>(['mine']);
    for (let time = 0; time < 3; time++) {
      const { headers } = await post(typename, { ...json, 'x-request-id': 'mine' });
      ids.add(headers.get('x-request-id'));
    }
    expect(ids.size).toBe(4);
  });

  test('shares its request id with the calls to LTIAAS', async () => {
    const { bearer } = gateway.sandbox.launch().authorization;
    const { headers } = await post(JSON.stringify({ query: '{ launch { user { id } } }' }), {
      ...json,
      authorization: bearer,
    });
    expect(gateway.sandbox.requests.at(-1)!.headers['x-request-id']).toBe(headers.get('x-request-id'));
  });

  describe('a GET request', () => {
    const query = (text: string) => `/graphql?${new URLSearchParams({ query: text }).toString()}`;

    test('is rejected without a header that other sites cannot send', async () => {
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

    test('cannot run a mutation', async () => {
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
    'rejects a form post with Content-Type %s',
    async (type) => {
      const { status, text } = await post(typename, { 'content-type': type });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(text).not.toContain('"data"');
    },
  );

  describe('pages from', () => {
    const preflight = (from: string) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'OPTIONS',
        headers: {
          origin: from,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });

    test.each([origin, 'https://biology.school.example'])('%s may send requests', async (from) => {
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
      // The page sends the ltik itself, so browsers need not attach credentials.
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    });

    test.each([
      'https://attacker.example',
      'http://app.example.com',
      'https://app.example.com:8443',
      'https://app.example.com.attacker.example',
      'https://evil.biology.school.example',
      'null',
    ])('%s may not send requests', async (from) => {
      expect((await preflight(from)).headers.get('access-control-allow-origin')).toBeNull();
      expect((await post(typename, { ...json, origin: from })).headers.get('access-control-allow-origin')).toBeNull();
    });

    /** Headers that an app's error reporting and tracing add to each request. */
    const monitoring = [
      ['Sentry', 'sentry-trace,baggage,traceparent'],
      ['OpenTelemetry', 'traceparent,tracestate,baggage,b3,x-b3-traceid,x-b3-spanid,x-b3-parentspanid,x-b3-sampled'],
      ['Datadog', 'x-datadog-trace-id,x-datadog-parent-id,x-datadog-origin,x-datadog-sampling-priority,x-datadog-tags'],
      ['New Relic', 'newrelic,traceparent,tracestate'],
      ['Elastic and Jaeger', 'elastic-apm-traceparent,uber-trace-id'],
      ['Application Insights', 'request-id,request-context'],
      ['clouds', 'x-amzn-trace-id,x-cloud-trace-context'],
      ['ids', 'x-request-id,x-correlation-id'],
      ['Apollo', 'apollographql-client-name,x-apollo-operation-id,x-apollo-operation-name,x-apollo-operation-type'],
    ] as const;
    const allowedTo = async (url: string) => {
      const { headers } = await fetch(`${url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      return headers.get('access-control-allow-headers')!.split(', ');
    };

    test.each(monitoring)('an allowed origin may send the headers of %s', async (_whose, names) => {
      const allowed = await allowedTo(gateway.url);
      expect(names.split(',').filter((name) => !allowed.includes(name))).toEqual([]);
      expect(allowed).not.toContain('x-tenant');
    });

    test('an allowed origin may send the headers in CORS_HEADERS', () =>
      withTestGateway({ corsOrigins: [origin], corsHeaders: ['X-Tenant', 'baggage'] }, async ({ url }) => {
        const allowed = await allowedTo(url);
        expect(allowed).toEqual(expect.arrayContaining(['x-tenant', 'baggage', 'authorization']));
        expect(new Set(allowed).size).toBe(allowed.length);
      }));

    test('no origin is allowed by default', async () => {
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
      'rejects %s',
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
    ])('suggests no name for %s', async (query, word) => {
      expect((await ask(gateway, query)).text).toMatch(/Did you mean/);
      const { status, text } = await ask(closed, query);
      expect(status).toBe(400);
      expect(text).not.toMatch(/Did you mean/);
      expect(text).not.toContain(word);
    });

    test('runs everything else', async () => {
      const { status, data, errors } = await ask(closed, '{ __typename lineItems(first: 1) { nodes { __typename } } }');
      expect([status, errors]).toEqual([200, []]);
      expect(data).toEqual({ __typename: 'Query', lineItems: { nodes: [{ __typename: 'LineItem' }] } });
    });
  });
});

describe('CORS_ORIGINS', () => {
  const admits = async (setting: string, asked: string[]) => {
    const { corsOrigins } = readConfig({
      LTIAAS_URL: 'https://example.ltiaas.com',
      LTIAAS_API_KEY: 'x',
      CORS_ORIGINS: setting,
    });
    const admitted: string[] = [];
    await withTestGateway({ corsOrigins }, async ({ url }) => {
      for (const from of asked) {
        const headers = { origin: from, 'access-control-request-method': 'POST' };
        const answer = await fetch(`${url}/graphql`, { method: 'OPTIONS', headers });
        if (answer.headers.get('access-control-allow-origin') === from) admitted.push(from);
      }
    });
    return admitted;
  };

  test('a wildcard matches exactly one label', async () => {
    const good = ['https://a.school.edu', 'https://biology-2.school.edu', 'https://xn--bio-xyz.school.edu'];
    const bad = [
      'https://a.b.school.edu',
      'https://school.edu',
      'https://.school.edu',
      'https://evilschool.edu',
      'https://a.schoolxedu',
      'https://a.school.edu.evil.com',
      'https://evil.com/a.school.edu',
      'https://evil.com#.school.edu',
      'https://a.school.edu:8443',
      'http://a.school.edu',
      'xhttps://a.school.edu',
      'null',
    ];
    expect(await admits('https://*.school.edu', [...good, ...bad])).toEqual(good);
  });

  test('a wildcard with a port matches only that port', async () => {
    const asked = [
      'http://a.localhost:3000',
      'http://a.localhost',
      'http://localhost:3000',
      'http://a.b.localhost:3000',
    ];
    expect(await admits('http://*.localhost:3000', asked)).toEqual(['http://a.localhost:3000']);
  });

  test('allows apps with their own scheme', async () => {
    const apps = [
      'capacitor://localhost',
      'ionic://localhost',
      'app://obsidian.md',
      'app://-',
      'tauri://localhost',
      'https://tauri.localhost',
      'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
      'moz-extension://0a1b2c3d-4e5f-6789-abcd-ef0123456789',
      'safari-web-extension://0A1B2C3D-4E5F-6789-ABCD-EF0123456789',
      'wails://wails.localhost:34115',
      'file://',
    ];
    const others = ['capacitor://localhost.evil.com', 'app://obsidian', 'ionic://localhost:80', 'null'];
    expect(await admits(apps.join(), [...apps, ...others])).toEqual(apps);
  });

  test('accepts a Unicode host, which browsers send in Punycode', async () => {
    const asked = ['https://xn--schle-mva.example', 'https://a.xn--schle-mva.example:8443'];
    expect(await admits('https://schüle.example, https://*.schüle.example:8443', asked)).toEqual(asked);
  });
});

test('rejects an operationName that is not in the document and runs no other operation', async () => {
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
