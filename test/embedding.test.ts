import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createGateway, type Gateway, type GatewayConfig } from '../src/gateway';
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox';

let sandbox: Sandbox;
let account: GatewayConfig;
let gateway: Gateway;
let authorization: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  account = { ltiaasUrl: sandbox.url, ltiaasApiKey: sandbox.apiKey, logLevel: 'silent' };
  gateway = await createGateway(account);
  authorization = sandbox.seeded.instructor.authorization.ltik;
});
afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});
afterEach(() => sandbox.clearFaults());

const query = '{ lineItems(first: 2) { nodes { label scoreMaximum } } }';
const columns = { lineItems: { nodes: [expect.any(Object), expect.any(Object)] } };

/** Runs `use` with a server of the host. */
async function withServer(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, ...headers },
    body,
  });
}

function request(path: string, init: RequestInit & { json?: unknown } = {}): Request {
  const { json, ...rest } = init;
  return new Request(`https://school.example${path}`, {
    headers: { authorization, ...(json !== undefined && { 'content-type': 'application/json' }) },
    ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
    ...rest,
  });
}

describe('createGateway', () => {
  const listening = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;

  test('opens no port before listen() is called, even with metrics', async () => {
    const before = listening();
    const own = await createGateway({ ...account, port: 0, metricsPort: 0, stopDelayMs: 0 });
    expect((await own.fetch(request('/graphql', { json: { query } }))).status).toBe(200);
    expect(listening()).toBe(before);
    const url = await own.listen();
    expect(listening()).toBe(before + 2);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await own.close();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    for (let turn = 0; turn < 1000 && listening() > before; turn += 1) await new Promise((done) => setImmediate(done));
    expect(listening()).toBe(before);
  });

  test('rejects listen() on a port in use, and can be closed afterwards', async () => {
    await withServer(
      () => {},
      async (url) => {
        const own = await createGateway({ ...account, port: Number(new URL(url).port), metricsPort: 0 });
        await expect(own.listen()).rejects.toMatchObject({ code: 'EADDRINUSE' });
        await own.close();
      },
    );
  });

  test('closes at once without listen(), and rejects later requests', async () => {
    const own = await createGateway({ ...account, stopDelayMs: 600_000 });
    await own.close();
    await own.close();
    const late = await own.fetch(request('/graphql', { json: { query } })).then(({ status }) => status, String);
    expect(late).not.toBe(200);
  });

  test('finishes requests in flight before it closes', async () => {
    const own = await createGateway(account);
    sandbox.fault({ delayMs: 100 });
    const calls = sandbox.requests.length;
    const answer = own.fetch(request('/graphql', { json: { query } }));
    while (sandbox.requests.length === calls) await wait(5);
    const closed = own.close();
    expect(((await (await answer).json()) as any).data).toEqual(columns);
    await closed;
  });

  test('reads no variables of the environment', async () => {
    const env = {
      PORT: 'none',
      RATE_LIMIT_PER_MINUTE: '1',
      INTROSPECTION: 'false',
      METRICS_PORT: '0',
      LOG_LEVEL: 'loud',
    };
    const before = { ...process.env };
    Object.assign(process.env, env, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    try {
      const own = await createGateway(account);
      for (let time = 0; time < 3; time += 1) {
        const response = await own.fetch(
          request('/graphql', { json: { query: '{ __schema { queryType { name } } }' } }),
        );
        expect(await response.json()).toMatchObject({ data: { __schema: { queryType: { name: 'Query' } } } });
      }
      await own.close();
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
    }
  });

  test("reports no usage to Apollo, even with Apollo's variables in the environment", async () => {
    const sent = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(null));
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const variables = { APOLLO_KEY: 'service:x:secret', APOLLO_GRAPH_REF: 'x@y', APOLLO_SCHEMA_REPORTING: 'true' };
    Object.assign(process.env, variables);
    try {
      const own = await createGateway(account);
      await (await own.fetch(request('/graphql', { json: { query } }))).text();
      // The plugin counts an operation some turns after its response, and sends its last report when the server stops.
      for (let turn = 0; turn < 100; turn += 1) await new Promise((done) => setImmediate(done));
      await own.close();
      expect(sent).not.toHaveBeenCalled();
    } finally {
      sent.mockRestore();
      warn.mockRestore();
      for (const name of Object.keys(variables)) delete process.env[name];
    }
  });

  test('uses the given members', async () => {
    const own = await createGateway({
      ...account,
      introspection: false,
      rateLimitPerMinute: 2,
      corsOrigins: ['https://*.school.example'],
    });
    const probe = { query: '{ __schema { queryType { name } } }' };
    const origin = 'https://app.school.example';
    const first = await own.fetch(request('/graphql', { json: probe }));
    expect(first.status).toBe(400);
    const second = await own.fetch(
      request('/graphql', { json: { query }, headers: { authorization, origin, 'content-type': 'application/json' } }),
    );
    expect(second.headers.get('access-control-allow-origin')).toBe(origin);
    expect((await own.fetch(request('/graphql', { json: { query } }))).status).toBe(429);
    await own.close();
  });
});

describe('an invalid configuration', () => {
  const complaint = async (config: unknown) => {
    const message: string = await createGateway(config as GatewayConfig).then(
      () => 'It started.',
      (error: Error) => error.message,
    );
    return message.split('\n').map((line) => line.trim().split(' ')[0]);
  };

  test.each<[string, unknown, string[]]>([
    ['nothing', undefined, ['ltiaasUrl', 'ltiaasApiKey']],
    ['an empty object', {}, ['ltiaasUrl', 'ltiaasApiKey']],
    ['the names of variables', { LTIAAS_URL: 'https://a.example' }, ['LTIAAS_URL', 'ltiaasUrl', 'ltiaasApiKey']],
    [
      'a report of usage without an account',
      { ltiaasUrl: 'https://a.example', ltiaasApiKey: 'k', usageReporting: 'apollo' },
      ['apolloKey', 'apolloGraphRef'],
    ],
    ['an address with a path', { ltiaasUrl: 'https://a.example/x', ltiaasApiKey: 'k' }, ['ltiaasUrl']],
    [
      'members of the wrong type',
      {
        ltiaasUrl: 'https://a.example',
        ltiaasApiKey: 7,
        port: '4000',
        introspection: 'true',
        staffRoles: 'urn:a',
        corsOrigins: [7],
        host: ['a'],
        redisUrl: null,
        logLevel: {},
        federation: 1,
      },
      [
        'ltiaasApiKey',
        'port',
        'introspection',
        'staffRoles',
        'corsOrigins',
        'host',
        'redisUrl',
        'logLevel',
        'federation',
      ],
    ],
    [
      'values out of range',
      { ltiaasUrl: 'https://a.example', ltiaasApiKey: 'k', port: 65_536, callsPerLaunch: 1.5, upstreamTimeoutMs: NaN },
      ['port', 'callsPerLaunch', 'upstreamTimeoutMs'],
    ],
    [
      'lists with something wrong in them',
      {
        ltiaasUrl: 'https://a.example',
        ltiaasApiKey: 'k',
        corsOrigins: ['https://a.example/'],
        trustProxy: ['10.0.0.0/8,10.0.0.1'],
      },
      ['trustProxy', 'corsOrigins'],
    ],
    [
      'members that exclude each other',
      { ltiaasUrl: 'https://a.example', ltiaasApiKey: 'k', port: 4000, metricsPort: 4000, trustedDocumentsOnly: true },
      ['trustedDocumentsOnly', 'metricsPort'],
    ],
  ])('%s is reported with all members at once', async (_what, config, members) => {
    const [title, ...named] = await complaint(config);
    expect(title).toBe('Invalid');
    expect([...named].sort()).toEqual([...members].sort());
  });

  test('names members even if a message mentions another setting, and shows no value', async () => {
    const config = { ...account, ltiaasApiKey: 'ses ame', trustedDocumentsOnly: true };
    const message = await createGateway(config).catch((error: Error) => error.message);
    expect(message).toMatch(/\btrustedDocumentsOnly .*\btrustedDocuments\b/);
    expect(message).not.toMatch(/sesame|ses ame|TRUSTED/);
  });

  test('names the member whose file cannot be read', async () => {
    const trustedDocuments = '/nowhere/manifest.json';
    await expect(createGateway({ ...account, trustedDocuments })).rejects.toThrow(/^trustedDocuments .*ENOENT/);
  });
});

describe('handler', () => {
  test.each(['/graphql', '/api/graphql', '/deep/er/graphql', '/explorer/../graphql'])('answers at %s', async (path) => {
    await withServer(gateway.handler, async (url) => {
      const response = await post(`${url}${path}`, JSON.stringify({ query }));
      expect(await response.json()).toEqual({ data: columns });
      const got = await fetch(`${url}${path}?query=${encodeURIComponent(query)}`, {
        headers: { authorization, 'apollo-require-preflight': '1' },
      });
      expect(await got.json()).toEqual({ data: columns });
    });
  });

  test.each([
    ['/', 404],
    ['/api', 404],
    ['/graphql/', 404],
    ['/api/healthz', 200],
    ['/readyz', 200],
  ])('answers GET %s with %d', async (path, status) => {
    await withServer(gateway.handler, async (url) => expect((await fetch(url + path)).status).toBe(status));
  });

  test('answers at a path that a router such as that of Express has matched and removed', async () => {
    const mounted: RequestListener = (req, res) =>
      gateway.handler(Object.assign(req, { originalUrl: req.url, url: '/' }), res);
    await withServer(mounted, async (url) => {
      expect(await (await post(`${url}/api/graphql`, JSON.stringify({ query }))).json()).toEqual({ data: columns });
    });
  });

  /** A host that reads and parses the body first. */
  const reading =
    (read: (text: string) => object): RequestListener =>
    (req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => gateway.handler(Object.assign(req, read(Buffer.concat(chunks).toString())), res));
    };

  test.each<[string, (text: string) => object]>([
    ['a parsed body', (text) => ({ body: JSON.parse(text) })],
    ['a text', (body) => ({ body })],
    ['bytes', (text) => ({ body: Buffer.from(text) })],
    ['raw bytes beside a parsed body', (text) => ({ body: JSON.parse(text), rawBody: Buffer.from(text) })],
    ['raw text beside an empty body', (rawBody) => ({ body: {}, rawBody })],
  ])('accepts %s', async (_what, read) => {
    await withServer(reading(read), async (url) => {
      // The length differs from that of the serialized text.
      const body = JSON.stringify({ query, variables: { label: 'Größe' } }, null, 2);
      expect(await (await post(`${url}/graphql`, body)).json()).toEqual({ data: columns });
      expect(await (await post(`${url}/graphql`, body)).json()).toEqual({ data: columns });
    });
  });

  test('rejects a body that the host has read and kept', async () => {
    await withServer(
      reading(() => ({})),
      async (url) => {
        const { status, headers } = await post(`${url}/graphql`, JSON.stringify({ query }));
        expect([status, headers.get('content-type')]).toEqual([400, 'application/json; charset=utf-8']);
        // The other methods have no body.
        expect(
          (await fetch(`${url}/graphql?query={__typename}`, { headers: { 'apollo-require-preflight': '1' } })).status,
        ).toBe(200);
      },
    );
  });

  test('reads the body itself if a parser has set an empty object', async () => {
    const listener: RequestListener = (req, res) => gateway.handler(Object.assign(req, { body: {} }), res);
    await withServer(listener, async (url) => {
      expect(await (await post(`${url}/graphql`, JSON.stringify({ query }))).json()).toEqual({ data: columns });
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    });
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  test.each<[string, object, number, string]>([
    ['an empty object', { body: {} }, 400, 'BAD_REQUEST'],
    ['a list', { body: [{ query }] }, 400, 'BAD_REQUEST'],
    ['no bytes', { rawBody: Buffer.alloc(0) }, 400, 'BAD_REQUEST'],
    ['an object that is not JSON', { body: circular }, 400, 'BAD_REQUEST'],
    ['a function', { body: () => query }, 400, 'BAD_REQUEST'],
    ['bytes that are not UTF-8', { rawBody: Buffer.from([0x22, 0xff, 0x22]) }, 400, 'BAD_REQUEST'],
    ['a key that changes the prototype', { body: JSON.parse('{"query":"{a}","__proto__":{}}') }, 400, 'BAD_USER_INPUT'],
    ['more than the limit', { rawBody: Buffer.alloc(1024 * 1024 + 1, ' ') }, 413, 'OPERATION_TOO_EXPENSIVE'],
    [
      'variables with too many levels',
      { body: { query, variables: JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`) } },
      400,
      'OPERATION_TOO_EXPENSIVE',
    ],
  ])('rejects %s as the process does', async (_what, given, status, code) => {
    await withServer(
      reading(() => given),
      async (url) => {
        const response = await post(`${url}/graphql`, '{}');
        expect([response.status, ((await response.json()) as any).errors[0].extensions.code]).toEqual([status, code]);
      },
    );
  });

  test('rejects another content type before it looks at the body', async () => {
    await withServer(
      reading((body) => ({ body })),
      async (url) => {
        const response = await post(`${url}/graphql`, 'query=1', {
          'content-type': 'application/x-www-form-urlencoded',
        });
        expect(response.status).toBe(415);
      },
    );
  });
});

describe('fetch', () => {
  test.each(['/graphql', '/api/graphql'])('answers at %s by POST and GET', async (path) => {
    for (let time = 0; time < 2; time += 1) {
      const response = await gateway.fetch(request(path, { json: { query } }));
      expect(response.headers.get('content-type')).toMatch('application/json');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toEqual({ data: columns });
    }
    const got = await gateway.fetch(
      request(`${path}?query=${encodeURIComponent(query)}`, {
        headers: { authorization, 'apollo-require-preflight': '1' },
      }),
    );
    expect(await got.json()).toEqual({ data: columns });
  });

  test('has no body if the status or method does not allow one', async () => {
    const own = await createGateway({ ...account, corsOrigins: ['https://app.school.example'] });
    const preflight = await own.fetch(
      request('/graphql', {
        method: 'OPTIONS',
        headers: { origin: 'https://app.school.example', 'access-control-request-method': 'POST' },
      }),
    );
    expect([preflight.status, preflight.body]).toEqual([204, null]);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.school.example');
    const head = await own.fetch(request('/healthz', { method: 'HEAD' }));
    expect([head.status, head.body]).toEqual([200, null]);
    await own.close();
  });

  test('compresses for a client that accepts it', async () => {
    const headers = { authorization, 'content-type': 'application/json', 'accept-encoding': 'gzip' };
    const large =
      '{ lineItems(first: 50) { nodes { id label resourceId tag scores(first: 50) { nodes { id userId comment } } } } }';
    const response = await gateway.fetch(request('/graphql', { json: { query: large }, headers }));
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const text = await new Response(response.body!.pipeThrough(new DecompressionStream('gzip'))).text();
    expect(JSON.parse(text).data.lineItems.nodes.length).toBeGreaterThan(2);
  });

  test.each<[string, RequestInit & { json?: unknown }, number]>([
    ['no body', { method: 'POST', headers: { 'content-type': 'application/json' } }, 400],
    ['an empty body', { method: 'POST', body: '', headers: { 'content-type': 'application/json' } }, 400],
    ['no content type', { method: 'POST', body: new Blob(['{}']) }, 415],
    ['a body beyond the limit', { json: { query, padding: 'x'.repeat(1024 * 1024) } }, 413],
    ['a list', { json: [{ query }] }, 400],
    ['an unknown method', { method: 'PURGE' }, 405],
    ['no credential', { json: { query }, headers: { 'content-type': 'application/json' } }, 401],
  ])('rejects %s', async (_what, init, status) => {
    expect((await gateway.fetch(request('/graphql', init))).status).toBe(status);
  });

  test.each(['gradebook.csv', 'gradebook.jsonl'])('exports %s at any path, as the handler does', async (file) => {
    const whole = await gateway.fetch(request(`/api/${file}`));
    expect([whole.status, whole.headers.get('content-disposition')]).toEqual([200, `attachment; filename="${file}"`]);
    const text = await whole.text();
    expect(text.trimEnd().split('\n').length).toBeGreaterThan(149);
    await withServer(gateway.handler, async (url) => {
      const mounted = await fetch(`${url}/api/grades/${file}`, { headers: { authorization } });
      expect([mounted.status, await mounted.text()]).toEqual([200, text]);
    });
  });

  test('ends an export whose body the client cancels', async () => {
    const large = sandbox.launch({ course: sandbox.createCourse({ lineItems: 1, learners: 3000 }) });
    const headers = { authorization: large.authorization.bearer };
    // More than may be in progress at once.
    for (let time = 0; time < 6; time += 1) {
      const response = await gateway.fetch(request('/gradebook.csv', { headers }));
      expect(response.status).toBe(200);
      const reader = response.body!.getReader();
      if (time % 2 === 0) await reader.read();
      await reader.cancel();
      // An exception in the background would come now.
      await wait(5);
    }
    const whole = await (await gateway.fetch(request('/gradebook.csv', { headers }))).text();
    expect(whole.trimEnd().split('\r\n')).toHaveLength(3001);
  });

  test('stops calling LTIAAS when the client has disconnected', async () => {
    sandbox.fault({ delayMs: 300 });
    const leaving = new AbortController();
    const calls = sandbox.requests.length;
    const answer = gateway.fetch(
      request('/graphql', {
        json: { query: '{ lineItems(first: 5) { nodes { scores(first: 1) { nodes { id } } } } }' },
        signal: leaving.signal,
      }),
    );
    while (sandbox.requests.length === calls) await wait(5);
    const made = sandbox.requests.length;
    leaving.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    sandbox.clearFaults();
    expect((await gateway.fetch(request('/graphql', { json: { query } }))).status).toBe(200);
    expect(sandbox.requests.length - made).toBeLessThan(5);
  });
});

describe('fastify', () => {
  test('can be decorated by an adapter, and answers injected requests', async () => {
    const own = await createGateway(account);
    own.fastify.decorateRequest('fromAdapter', null);
    const answer = await own.fastify.inject({
      method: 'POST',
      url: '/prod/graphql',
      headers: { authorization },
      payload: { query },
    });
    expect(answer.json()).toEqual({ data: columns });
    await own.close();
  });
});
