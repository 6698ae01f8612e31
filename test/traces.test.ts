import { setTimeout as wait } from 'node:timers/promises';
import { context, createContextKey, propagation, ROOT_CONTEXT, trace as otel } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Config } from '../src/config/config';
import { build, start } from './support/build';
import { startTestGateway, type TestGateway } from './support/gateway';
import { type Collector, type ReceivedSpan, startCollector } from './support/otlp';
import { expectNoSecrets } from './support/secrets';

const [internal, server, client] = [1, 2, 3];
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const twentyOne = 'query Overview { lineItems(first: 20) { nodes { id scores(first: 50) { nodes { userId } } } } }';

let collector: Collector;
let gateway: TestGateway;
const saved = { ...process.env };

/** A gateway that sends its traces to the collector. `env` adds OpenTelemetry's own variables. */
async function startTraced(env: Record<string, string> = {}, config: Partial<Config> = {}): Promise<void> {
  collector = await startCollector();
  // The SDK reads them itself.
  Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '20', ...env });
  gateway = await startTestGateway({ config: { traces: true, ...config } });
}

afterEach(async () => {
  await gateway.close();
  await collector.close();
  process.env = { ...saved };
});

function send(query: string, authorization: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, ...headers },
    body: JSON.stringify({ query }),
  });
}

/** All spans of one operation; the operation's own span arrives last. */
async function trace(): Promise<{
  root: ReceivedSpan;
  spans: ReceivedSpan[];
  calls: ReceivedSpan[];
  steps: ReceivedSpan[];
}> {
  for (let n = 0; n < 400 && !collector.spans.some(({ kind }) => kind === server); n += 1) await wait(5);
  const root = collector.spans.find(({ kind }) => kind === server)!;
  const of = (kind: number | undefined) => collector.spans.filter((span) => span.kind === kind);
  return { root, spans: collector.spans, calls: of(client), steps: of(internal) };
}

describe('the trace of an operation with 21 calls', () => {
  test('has a span per call, within the step and the operation that made it, and no secret', async () => {
    await startTraced();
    const course = gateway.sandbox.createCourse({ lineItems: 24, learners: 60 });
    const launch = gateway.sandbox.launch({ course });
    await gateway.run('{ launch { user { id } } }', {}, launch.authorization.bearer);
    await trace();
    collector.spans.length = 0;
    gateway.takeCalls();
    const { data } = await gateway.run(twentyOne, {}, launch.authorization.bearer);
    const { root, spans, calls, steps } = await trace();

    expect(gateway.takeCalls()).toHaveLength(21);
    expect([calls.length, steps.length, spans.length]).toEqual([21, 21, 43]);
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([root.traceId]));
    expect(new Set(spans.map((span) => span.spanId)).size).toBe(43);
    expect(root).toMatchObject({
      parentSpanId: '',
      flags: 0x101,
      name: 'query',
      status: 0,
      attributes: { 'graphql.operation.name': 'Overview', 'graphql.operation.type': 'query' },
      resource: { 'service.name': 'ltiaas-grades-gateway' },
    });
    expect(steps.map(({ parentSpanId }) => parentSpanId)).toEqual(Array(21).fill(root.spanId));
    const stepOf = (call: ReceivedSpan) => steps.find(({ spanId }) => spanId === call.parentSpanId)!;
    const pairs = calls.map((call) => `${stepOf(call).name} > ${call.name}`).sort();
    expect(pairs).toEqual([
      'read line items > GET /api/lineitems',
      ...Array(20).fill('read scores > GET /api/lineitems/{id}/scores'),
    ]);
    expect(new Set(calls.map(({ parentSpanId }) => parentSpanId)).size).toBe(21);
    for (const { attributes, status } of calls) {
      expect([attributes, status]).toEqual([
        {
          'http.request.method': 'GET',
          'url.template': expect.stringMatching(/^\/api\/lineitems(\/\{id\}\/scores)?$/),
          'server.address': '127.0.0.1',
          'http.response.status_code': 200,
        },
        0,
      ]);
    }
    // All spans use one clock, and none outlasts its parent.
    for (const span of [...calls, ...steps]) {
      const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)!;
      expect(span.start >= parent.start && span.end <= parent.end + 1_000_000n && span.end > span.start).toBe(true);
    }
    expect(Math.abs(Number(root.start / 1_000_000n) - Date.now())).toBeLessThan(60_000);

    const raw = collector.raw();
    expect(raw.length).toBeGreaterThan(5000);
    expectNoSecrets(raw, gateway, launch);
    const scores = data.lineItems.nodes.flatMap((node: any) =>
      node.scores.nodes.map((row: any) => row.userId as string),
    );
    const texts = [...course.lineItems().flatMap(({ id, label }) => [id, label, encodeURIComponent(id)]), ...scores];
    expect(texts.filter((text) => raw.includes(text))).toEqual([]);
    for (const text of [launch.userId, 'authorization', 'lineItems(first', '/lineitems/1'])
      expect(raw.toLowerCase()).not.toContain(text);
  });

  test('continues at LTIAAS: each call names its span', async () => {
    await startTraced();
    const { bearer } = gateway.sandbox.seeded.instructor.authorization;
    await send(twentyOne, bearer, { traceparent: `00-${traceId}-${parentId}-01`, tracestate: 'a=1,b=2' });
    const { root, calls } = await trace();
    const ids = calls.map(({ spanId }) => `00-${traceId}-${spanId}-01`).sort();
    expect(gateway.sandbox.requests.map(({ headers }) => headers.traceparent).sort()).toEqual(ids);
    expect(new Set(gateway.sandbox.requests.map(({ headers }) => headers.tracestate))).toEqual(new Set(['a=1,b=2']));
    expect(root).toMatchObject({ traceId, parentSpanId: parentId, traceState: 'a=1,b=2', flags: 0x301 });
    for (const call of calls) expect(call).toMatchObject({ traceId, traceState: 'a=1,b=2', flags: 0x101 });
  });
});

test('keeps all spans in large batches and cuts long client values', async () => {
  await startTraced({ OTEL_BSP_SCHEDULE_DELAY: '60000' });
  const { bearer } = gateway.sandbox.seeded.instructor.authorization;
  const tracestate = `vendor=${'x'.repeat(250)},other=${'y'.repeat(220)}`;
  const name = `A${'b'.repeat(150)}`;
  const traceIds = Array.from({ length: 10 }, (_, n) => `${traceId.slice(0, -1)}${n}`);
  for (const id of traceIds) {
    const query = twentyOne.replace('Overview', name);
    const response = await send(query, bearer, { traceparent: `00-${id}-${parentId}-01`, tracestate });
    expect(await response.json()).not.toHaveProperty('errors');
  }
  await gateway.close();
  const { spans } = collector;
  expect(collector.requests).toHaveLength(1);
  expect(collector.raw().length).toBeGreaterThan(100_000);
  for (const id of traceIds) {
    const ofTrace = spans.filter((span) => span.traceId === id);
    expect(new Set(ofTrace.map(({ traceState }) => traceState))).toEqual(new Set([tracestate]));
    const [root] = ofTrace.filter(({ kind }) => kind === server);
    expect(root!.attributes['graphql.operation.name']).toBe(name.slice(0, 100));
  }
  expect(spans.filter(({ kind }) => kind === client)).toHaveLength(gateway.sandbox.requests.length);
  expect(spans.filter(({ kind }) => kind === server)).toHaveLength(traceIds.length);
  gateway = await startTestGateway();
});

describe('concurrent operations', () => {
  const [one, two] = [`${traceId.slice(0, -1)}1`, `${traceId.slice(0, -1)}2`];
  const sampled = (id: string) => ({ traceparent: `00-${id}-${parentId}-01` });

  /** The spans of one trace, once all have arrived. */
  async function spansOf(id: string): Promise<{ steps: ReceivedSpan[]; calls: ReceivedSpan[] }> {
    const of = (kind: number | undefined) =>
      collector.spans.filter((span) => span.traceId === id && span.kind === kind);
    for (let n = 0; n < 400 && of(server).length === 0; n += 1) await wait(5);
    return { steps: of(internal), calls: of(client) };
  }

  test('that wait for the same slot keep calls in their own steps', async () => {
    await startTraced({}, { schedule: { perLaunch: 1, perPlatform: 1, perProcess: 1, waitingPerLaunch: 100 } });
    const launches = [one, two].map(() =>
      gateway.sandbox.launch({ course: gateway.sandbox.createCourse({ lineItems: 6, learners: 3 }) }),
    );
    const query = '{ lineItems(first: 4) { nodes { scores(first: 5) { nodes { userId } } } } }';
    const run = async (id: string, n: number) => {
      const answer = await send(query, launches[n]!.authorization.bearer, sampled(id));
      expect(await answer.json()).not.toHaveProperty('errors');
    };
    await Promise.all([one, two].map(run));
    const { requests } = gateway.sandbox;
    const order = requests.map(({ launch }) => launches.indexOf(launch!));
    // Otherwise no slot was handed over.
    expect(order.filter((launch, index) => launch !== order[index + 1]).length).toBeGreaterThan(4);
    for (const [n, id] of [one, two].entries()) {
      const { steps, calls } = await spansOf(id);
      const stepOf = (call: ReceivedSpan) => steps.find(({ spanId }) => spanId === call.parentSpanId)?.name;
      expect(calls.map((call) => `${stepOf(call)} > ${call.name}`).sort()).toEqual([
        'read line items > GET /api/lineitems',
        ...Array(4).fill('read scores > GET /api/lineitems/{id}/scores'),
        'read the launch > GET /api/idtoken',
      ]);
      expect(new Set(calls.map(({ parentSpanId }) => parentSpanId)).size).toBe(6);
      const sent = requests.filter(({ launch }) => launch === launches[n]);
      expect(sent.map(({ headers }) => headers.traceparent).sort()).toEqual(
        calls.map(({ spanId }) => `00-${id}-${spanId}-01`).sort(),
      );
    }
  });

  test('that share a call record it in the trace of the operation that made it', async () => {
    await startTraced();
    const { bearer } = gateway.sandbox.seeded.instructor.authorization;
    await gateway.run('{ launch { user { id } } }', {}, bearer);
    const before = gateway.sandbox.requests.length;
    gateway.sandbox.fault({ route: 'lineItems', delayMs: 200 });
    await Promise.all([one, two].map((id) => send('{ lineItems(first: 5) { nodes { id } } }', bearer, sampled(id))));
    const spans = await Promise.all([one, two].map(spansOf));
    const [call, ...others] = spans.flatMap(({ calls }) => calls);
    expect(others).toEqual([]);
    expect(gateway.sandbox.requests.slice(before).map(({ headers }) => headers.traceparent)).toEqual([
      `00-${call!.traceId}-${call!.spanId}-01`,
    ]);
    for (const [n, id] of [one, two].entries()) {
      const steps = spans[n]!.steps.map(({ name, spanId }) => [name, spanId === call!.parentSpanId]);
      expect(steps).toEqual([['read line items', id === call!.traceId]]);
    }
  });
});

describe("the host process's own OpenTelemetry set-up", () => {
  afterEach(() => {
    context.disable();
    otel.disable();
    propagation.disable();
  });

  test('is not replaced', async () => {
    await startTraced();
    await gateway.run('{ __typename }', {}, null);
    await trace();
    expect(otel.getTracer('host').startSpan('work').isRecording()).toBe(false);
    expect(propagation.fields()).toEqual([]);
    expect(context.with(context.active().setValue(createContextKey('host'), 1), () => context.active())).toBe(
      ROOT_CONTEXT,
    );
  });

  test("neither receives the gateway's spans nor becomes their parent", async () => {
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    otel.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    await otel.getTracer('host').startActiveSpan('start the gateway', async (span) => {
      await startTraced();
      const { bearer } = gateway.sandbox.seeded.instructor.authorization;
      await gateway.run('{ lineItems(first: 1) { nodes { id } } }', {}, bearer);
      expect(otel.getActiveSpan()).toBe(span);
      span.end();
    });
    const { root, spans } = await trace();
    expect(root.parentSpanId).toBe('');
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([root.traceId]));
    await gateway.close();
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['start the gateway']);
    gateway = await startTestGateway();
  });
});

describe('a traceparent', () => {
  test.each([
    ['nonsense', 'nonsense'],
    ['zeros', `00-${'0'.repeat(32)}-${parentId}-01`],
    ['an invalid version', `ff-${traceId}-${parentId}-01`],
    ['capital letters', `00-${traceId.toUpperCase()}-${parentId}-01`],
    ['two of them', `00-${traceId}-${parentId}-01, 00-${traceId}-${parentId}-01`],
    ['extra text', `00-${traceId}-${parentId}-01-${'x'.repeat(1000)}`],
  ])('ignores %s', async (_what, traceparent) => {
    await startTraced();
    const { bearer } = gateway.sandbox.seeded.instructor.authorization;
    const response = await send('{ launch { user { id } } }', bearer, { traceparent, tracestate: 'a=1' });
    expect(response.status).toBe(200);
    const { root } = await trace();
    expect([root.parentSpanId, root.traceState]).toEqual(['', '']);
    expect(root.traceId).not.toBe(traceId);
    expect(gateway.sandbox.requests.map(({ headers }) => headers.tracestate)).toEqual([undefined]);
  });

  test('continues without an unreadable tracestate', async () => {
    await startTraced();
    const { bearer } = gateway.sandbox.seeded.instructor.authorization;
    await send('{ launch { user { id } } }', bearer, {
      traceparent: `00-${traceId}-${parentId}-01`,
      tracestate: 'nonsense',
    });
    const { root } = await trace();
    expect(root).toMatchObject({ traceId, parentSpanId: parentId, traceState: '' });
    expect(gateway.sandbox.requests.map(({ headers }) => headers.tracestate)).toEqual([undefined]);
  });

  test('respects "not sampled" and passes it on', async () => {
    await startTraced();
    const { bearer } = gateway.sandbox.seeded.instructor.authorization;
    await send('{ launch { user { id } } }', bearer, { traceparent: `00-${traceId}-${parentId}-00` });
    expect(gateway.sandbox.requests).toHaveLength(1);
    expect(gateway.sandbox.requests[0]!.headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    await gateway.run('{ __typename }', {}, bearer);
    const { spans } = await trace();
    expect(spans.filter((span) => span.traceId === traceId)).toEqual([]);
  });

  test('is accepted from a web page', async () => {
    await startTraced({}, { corsOrigins: ['https://app.example.com'] });
    const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };
    const { headers: allowed } = await fetch(`${gateway.url}/graphql`, { method: 'OPTIONS', headers });
    expect(allowed.get('access-control-allow-headers')!.split(', ')).toEqual(
      expect.arrayContaining(['traceparent', 'tracestate']),
    );
  });

  test('is not forwarded if tracing is off', async () => {
    await startTraced({}, { traces: false });
    const { bearer } = gateway.sandbox.seeded.instructor.authorization;
    await send('{ launch { user { id } } }', bearer, {
      traceparent: `00-${traceId}-${parentId}-01`,
      tracestate: 'a=1',
    });
    const { headers } = gateway.sandbox.requests[0]!;
    expect([headers['x-request-id'], headers.traceparent, headers.tracestate]).toEqual([
      expect.any(String),
      undefined,
      undefined,
    ]);
    expect(collector.requests).toEqual([]);
  });
});

describe('failures', () => {
  test("are recorded: status, error type, retries and the operation's error code", async () => {
    await startTraced({}, { upstreamTimeoutMs: 2000 });
    const launch = gateway.sandbox.launch({ course: gateway.sandbox.createCourse({ lineItems: 3 }) });
    gateway.sandbox.fault({ route: 'lineItems', status: 503, times: 1 });
    gateway.sandbox.fault({ route: 'scores', reset: 'before' });
    await gateway.run(
      '{ lineItems(first: 1) { nodes { scores(first: 1) { nodes { userId } } } } }',
      {},
      launch.authorization.bearer,
    );
    const { root, calls } = await trace();
    const of = (name: string) => calls.filter((call) => call.name === name);
    // The retry may start within the same millisecond.
    const isRetry = (call: ReceivedSpan) => call.attributes['http.request.resend_count'] !== undefined;
    const lists = of('GET /api/lineitems');
    const [first, again] = [lists.find((call) => !isRetry(call)), lists.find(isRetry)];
    expect(first).toMatchObject({ status: 2, attributes: { 'http.response.status_code': 503, 'error.type': '503' } });
    expect(again).toMatchObject({
      status: 0,
      attributes: { 'http.response.status_code': 200, 'http.request.resend_count': 1 },
    });
    const [broken] = of('GET /api/lineitems/{id}/scores');
    expect(broken).toMatchObject({ status: 2, attributes: { 'error.type': 'unavailable' } });
    expect(root).toMatchObject({ status: 2, attributes: { 'error.type': 'UPSTREAM_UNAVAILABLE' } });
  });

  test('caused by the client are recorded, but not as errors', async () => {
    await startTraced();
    await gateway.run(
      'query Mine { lineItems(first: 1000) { nodes { id } } }',
      {},
      gateway.sandbox.launch().authorization.bearer,
    );
    const { root } = await trace();
    expect(root).toMatchObject({ name: 'query', status: 0, attributes: { 'error.type': 'BAD_USER_INPUT' } });
  });

  test("after the client disconnects keep the operation's attributes", async () => {
    await startTraced();
    const { bearer } = gateway.sandbox.seeded.instructor.authorization;
    gateway.sandbox.fault({ route: 'lineItems', method: 'POST', delayMs: 600 });
    const leaving = new AbortController();
    const query = 'mutation Add { createLineItem(input: { label: "New", scoreMaximum: 1 }) { lineItem { id } } }';
    const answer = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: bearer },
      body: JSON.stringify({ query }),
      signal: leaving.signal,
    });
    await wait(150);
    leaving.abort();
    await expect(answer).rejects.toThrow();
    const { root } = await trace();
    expect(root).toMatchObject({ name: 'mutation', attributes: { 'graphql.operation.name': 'Add' } });
  });

  test('before the operation starts are recorded', async () => {
    await startTraced();
    await gateway.run('query Secret($x: String = "amara.okafor@example.edu") {', {}, null);
    const { root, spans } = await trace();
    expect(spans).toHaveLength(1);
    expect(root).toMatchObject({ name: 'GraphQL Operation', attributes: { 'error.type': 'GRAPHQL_PARSE_FAILED' } });
    expectNoSecrets(collector.raw(), gateway);
  });

  test('in a write appear within its step', async () => {
    await startTraced();
    const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 2 });
    const [id] = course.lineItems().map((row) => row.id);
    const [one, two] = course.learnerIds();
    const scores = [one, two].map((userId) => ({
      userId,
      activityProgress: 'COMPLETED',
      gradingProgress: 'FULLY_GRADED',
    }));
    const document = 'mutation Grade($input: SubmitScoresInput!) { submitScores(input: $input) { acceptedCount } }';
    await gateway.run(
      document,
      { input: { lineItemId: id, scores } },
      gateway.sandbox.launch({ course }).authorization.bearer,
    );
    const { root, calls, steps } = await trace();
    expect(root.name).toBe('mutation');
    const step = steps.find(({ name }) => name === 'submitScores')!;
    const posts = calls.filter(({ name }) => name === 'POST /api/lineitems/{id}/scores');
    expect(posts.map(({ parentSpanId }) => parentSpanId)).toEqual([step.spanId, step.spanId]);
  });
});

describe("OpenTelemetry's own variables", () => {
  test('set the service name, resource attributes and collector headers', async () => {
    await startTraced({
      OTEL_SERVICE_NAME: 'grades',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=school',
    });
    await gateway.run('{ __typename }', {}, null);
    const { root } = await trace();
    expect(root.resource).toMatchObject({ 'service.name': 'grades', 'deployment.environment.name': 'test' });
    expect(collector.requests[0]).toMatchObject({ path: '/v1/traces', headers: { 'x-tenant': 'school' } });
  });

  test('compress requests and limit the batch size', async () => {
    await startTraced({ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2' });
    const { bearer } = gateway.sandbox.seeded.instructor.authorization;
    await gateway.run('{ launch { user { id } } }', {}, bearer);
    await gateway.close();
    expect(collector.spans).toHaveLength(3);
    expect(collector.requests.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip', 'gzip']);
    gateway = await startTestGateway();
  });

  test('choose the sampler', async () => {
    await startTraced({ OTEL_TRACES_SAMPLER: 'always_off' });
    const { bearer } = gateway.sandbox.seeded.instructor.authorization;
    await send('{ launch { user { id } } }', bearer, { traceparent: `00-${traceId}-${parentId}-01` });
    expect(gateway.sandbox.requests[0]!.headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    await gateway.close();
    expect(collector.spans).toEqual([]);
    gateway = await startTestGateway();
  });
});

describe('on shutdown', () => {
  test('the last spans are sent', async () => {
    await startTraced({ OTEL_BSP_SCHEDULE_DELAY: '60000' });
    await gateway.run('{ __typename }', {}, null);
    expect(collector.spans).toEqual([]);
    await gateway.close();
    expect(collector.spans).toHaveLength(1);
    gateway = await startTestGateway();
  });

  test.each([
    ['hangs', () => startCollector({ hang: true })],
    ['is not there', async () => ({ ...(await startCollector()), url: 'http://127.0.0.1:1' })],
  ])('a collector that %s causes no delay and no error', async (_what, startBroken) => {
    collector = await startBroken();
    Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '10' });
    gateway = await startTestGateway({ config: { traces: true } });
    const { bearer } = gateway.sandbox.seeded.instructor.authorization;
    // More than the queue holds.
    for (let n = 0; n < 60; n += 1) expect((await gateway.run(twentyOne, {}, bearer)).status).toBe(200);
    const startedAt = performance.now();
    await gateway.close();
    expect(performance.now() - startedAt).toBeLessThan(5000);
    gateway = await startTestGateway();
  });
});

describe('the program', () => {
  // Prints the loaded modules when the program ends.
  const printModules = `import { createRequire } from 'node:module';
    process.once('exit', () => console.log(Object.keys(createRequire('/').cache).join('\\n')));`;
  const preload = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(printModules)}` };
  const packagesOf = (output: string) =>
    new Set([...output.matchAll(/node_modules\/@opentelemetry\/([^/]+)\//g)].map(([, name]) => name));

  beforeAll(build);

  /** Starts a program, sends one operation, and returns the program's whole output. */
  async function run(env: Record<string, string>): Promise<string> {
    const program = start('main.js', {
      LTIAAS_URL: gateway.sandbox.url,
      LTIAAS_API_KEY: gateway.sandbox.apiKey,
      PORT: '0',
      STOP_DELAY_MS: '0',
      ...preload,
      ...env,
    });
    const url = await program.url();
    const { bearer: authorization } = gateway.sandbox.seeded.instructor.authorization;
    const body = JSON.stringify({ query: '{ launch { user { id } } }' });
    const headers = { 'content-type': 'application/json', authorization, traceparent: `00-${traceId}-${parentId}-01` };
    await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    await program.says('"msg":"operation"');
    program.process.kill('SIGTERM');
    expect(await program.ends()).toBe(0);
    return program.output();
  }

  test('with these variables it traces and logs the trace id on every line of the operation', async () => {
    await startTraced();
    const output = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const lines = output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const ofRequest = lines.filter(({ requestId }) => requestId !== undefined);
    expect(ofRequest.map((line) => line.traceId)).toEqual([traceId]);
    expect(
      collector.spans
        .filter((span) => span.traceId === traceId)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['GET /api/idtoken', 'query', 'read the launch']);
    expect(packagesOf(output)).toContain('sdk-trace-base');
  }, 60_000);

  test('without tracing it loads nothing of the SDK', async () => {
    await startTraced();
    const output = await run({});
    expect(output).toContain('node_modules/fastify/');
    expect([...packagesOf(output)].filter((name) => name !== 'api')).toEqual([]);
  }, 60_000);
});
