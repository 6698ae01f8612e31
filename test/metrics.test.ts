import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxLaunch } from '../src/sandbox/sandbox';
import { version } from '../src/config/version';
import { startTestGateway, type TestGateway, withTestGateway } from './support/gateway';
import { scrape } from './support/scrape';
import { expectNoSecrets } from './support/secrets';

const p = (name: string) => `grades_gateway_${name}`;
const metricsPort = 0;
const read = 'query Read { lineItems(first: 1) { nodes { id } } }';

let gateway: TestGateway;
let bearer: string;
let launch: SandboxLaunch;
beforeEach(async () => {
  gateway = await startTestGateway({ config: { metricsPort, upstreamTimeoutMs: 1000, breakerFailures: 2 } });
  const course = gateway.sandbox.createCourse({ lineItems: 3, learners: 3 });
  launch = gateway.sandbox.launch({ course });
  ({ bearer } = launch.authorization);
});
afterEach(() => gateway.close());
const look = () => scrape(gateway.metricsUrl);

describe('/metrics', () => {
  test('is disabled without METRICS_PORT', async () => {
    await withTestGateway({}, async ({ url, metricsUrl }) => {
      expect(metricsUrl).toBeUndefined();
      expect((await fetch(`${url}/metrics`)).status).toBe(404);
    });
  });

  test('is the only path on its own port', async () => {
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(404);
    const response = await fetch(`${gateway.metricsUrl}/metrics?x=1`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const path of ['/', '/graphql', '/readyz', '/metrics/', '//metrics', '/%6detrics']) {
      expect((await fetch(`${gateway.metricsUrl}${path}`)).status).toBe(404);
    }
    const posted = await fetch(`${gateway.metricsUrl}/metrics`, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await fetch(`${gateway.metricsUrl}/metrics`, { method: 'HEAD' })).status).toBe(200);
  });

  test('is available until the gateway has drained', async () => {
    const leaving = await startTestGateway({ config: { metricsPort, stopDelayMs: 300 } });
    const { url, metricsUrl } = leaving;
    const closing = leaving.close();
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await scrape(metricsUrl)).value(p('build_info'))).toBe(1);
    await closing;
    await expect(scrape(metricsUrl)).rejects.toThrow('fetch failed');
  });

  test('reports the version, the event loop delay and the memory', async () => {
    const { value, labels } = await look();
    expect(value(p('build_info'), { version, node: process.version })).toBe(1);
    expect(labels(p('build_info'), 'version')).toEqual([version]);
    expect(value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  });
});

describe('operations', () => {
  const operation = p('operations_total');

  test('are counted by name and outcome, and timed', async () => {
    await gateway.run(read, {}, bearer);
    await gateway.run(read, {}, bearer);
    await gateway.run('{ launch { user { id } } }', {}, bearer);
    await gateway.run('query Both { launch { user { id } } lineItems(first: 1000) { nodes { id } } }', {}, bearer);
    await gateway.run('query Read { launch { user { id } } }', {}, 'Bearer x');
    await gateway.run('query Read { launch { user { id } } }', {}, null);
    const { value } = await look();
    expect(value(operation, { operation: 'Read', outcome: 'ok' })).toBe(2);
    expect(value(operation, { operation: 'anonymous', outcome: 'ok' })).toBe(1);
    expect(value(operation, { operation: 'Both', outcome: 'BAD_USER_INPUT' })).toBe(1);
    expect(value(operation, { operation: 'Read', outcome: 'UNAUTHENTICATED' })).toBe(2);
    expect(value(operation)).toBe(6);
    expect(value(p('operation_duration_seconds_count'), { operation: 'Read' })).toBe(4);
    const seconds = value(p('operation_duration_seconds_sum'), { operation: 'Read' });
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(30);
  });

  test('are named "other" if they cannot run, whatever their name', async () => {
    await gateway.run('query Broken {', {}, bearer);
    await gateway.run('query Wrong { none }', {}, bearer);
    await gateway.run(`query ${'N'.repeat(101)} { __typename }`, {}, bearer);
    await gateway.run('query Open { __typename }', {}, null);
    const { value, labels } = await look();
    expect(labels(operation, 'operation')).toEqual(['other']);
    expect(value(operation, { outcome: 'GRAPHQL_PARSE_FAILED' })).toBe(1);
    expect(value(operation, { outcome: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1);
    expect(value(operation, { outcome: 'ok' })).toBe(2);
  });

  test('have at most a hundred names, plus those of trusted documents', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'names-'));
    const trustedDocuments = join(folder, 'manifest.json');
    writeFileSync(trustedDocuments, JSON.stringify({ a: 'query Trusted { __typename }' }));
    await withTestGateway({ metricsPort, trustedDocuments }, async (named) => {
      const run = (query: string) => named.run(query, {}, authorization);
      const authorization = named.sandbox.launch().authorization.bearer;
      // From here on LTIAAS has accepted the credential.
      await run('query Name0 { launch { user { id } } }');
      for (let n = 0; n < 105; n += 1) await run(`query Name${n} { __typename }`);
      await run('query Trusted { __typename }');
      const { value, labels } = await scrape(named.metricsUrl);
      expect(labels(operation, 'operation')).toHaveLength(102);
      expect(value(operation, { operation: 'Name0' })).toBe(2);
      expect(value(operation, { operation: 'Name99' })).toBe(1);
      expect(value(operation, { operation: 'Trusted' })).toBe(1);
      expect(value(operation, { operation: 'other' })).toBe(5);
    });
    rmSync(folder, { recursive: true });
  });

  test('of callers without an accepted credential add no names', async () => {
    for (let n = 0; n < 101; n += 1) {
      await gateway.run(`query Typename${n} { __typename }`, {}, `Bearer made.up.${n}`);
      if (n < 5) await gateway.run(`query Launch${n} { launch { user { id } } }`, {}, `Bearer made.up.${n}`);
      await gateway.run(`query Open${n} { __typename }`, {}, null);
    }
    const { serviceKey } = launch.authorization;
    await gateway.run('query BackEnd { lineItems(first: 1) { nodes { id } } }', {}, serviceKey);
    await gateway.run('query Person { launch { user { id } } }', {}, bearer);
    await gateway.run('query Remembered { __typename }', {}, bearer);
    await gateway.run('query Person { launch { user { id } } }', {}, 'Bearer made.up');
    const { value, labels } = await look();
    expect(labels(operation, 'operation')).toEqual(['BackEnd', 'Person', 'Remembered', 'other']);
    expect(value(operation, { operation: 'other', outcome: 'UNAUTHENTICATED' })).toBe(5);
    expect(value(operation, { operation: 'Person' })).toBe(2);
  });

  test('that write are counted by the result of each row', async () => {
    const [id] = launch.course.lineItems().map((row) => row.id);
    const [one, two] = launch.course.learnerIds();
    const row = (userId: string) => ({ userId, activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED' });
    const bulk = 'mutation B($input: SubmitScoresInput!) { submitScores(input: $input) { acceptedCount } }';
    await gateway.run(bulk, { input: { lineItemId: id, scores: [row(one!), row(two!), row(one!)] } }, bearer);
    await gateway.run(bulk, { input: { lineItemId: id, scores: [] } }, bearer);
    const remove = 'mutation D($input: DeleteLineItemInput!) { deleteLineItem(input: $input) { deletedLineItemId } }';
    await gateway.run(remove, { input: { id: 'https://lms.example.edu/none' } }, bearer);
    const { value } = await look();
    const writes = (mutation: string, outcome: string) => value(p('writes_total'), { mutation, outcome });
    expect([writes('submitScores', 'ok'), writes('submitScores', 'INVALID')]).toEqual([2, 2]);
    expect([writes('deleteLineItem', 'NOT_FOUND'), value(p('writes_total'))]).toEqual([1, 5]);
  });
});

test('rejected before GraphQL runs are counted', async () => {
  const limits = { metricsPort, rateLimitPerMinute: 2 };
  await withTestGateway(limits, async ({ url, metricsUrl, sandbox }) => {
    const { bearer: authorization } = sandbox.launch().authorization;
    const send = (body: string, headers: Record<string, string> = {}) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization, ...headers },
        body,
      });
    const statuses = [
      (await send('x'.repeat(2 ** 20 + 1))).status,
      (await send('{', {})).status,
      (await send('{"query":"{ __typename }"}')).status,
      (await send('{"query":"{ __typename }"}', { authorization: 'Bearer other', 'content-type': 'text/plain' }))
        .status,
      (await send('[]', { authorization: 'Bearer another' })).status,
    ];
    const { value } = await scrape(metricsUrl);
    const refused = (status: number, code: string) => value(p('refusals_total'), { status: String(status), code });
    expect(statuses).toEqual([413, 400, 429, 415, 400]);
    expect(refused(413, 'OPERATION_TOO_EXPENSIVE')).toBe(1);
    expect(refused(429, 'RATE_LIMITED')).toBe(1);
    expect(refused(400, 'BAD_REQUEST')).toBe(2);
    expect(refused(415, 'UNSUPPORTED_MEDIA_TYPE')).toBe(1);
    expect(value(p('refusals_total'))).toBe(5);
    expect(value(p('operations_total'))).toBe(0);
  });
});

describe('calls to LTIAAS', () => {
  const calls = p('upstream_calls_total');

  test('are counted by method, route and status, and timed', async () => {
    const all = 'query All { lineItems(first: 10) { nodes { id scores(first: 1) { nodes { userId } } } } }';
    await gateway.run(all, {}, bearer);
    await gateway.run(
      'mutation { createLineItem(input: { label: "New", scoreMaximum: 1 }) { lineItem { id } } }',
      {},
      bearer,
    );
    const gone = gateway.sandbox.fault({ route: 'lineItem', status: 418 });
    const [id] = launch.course.lineItems().map((row) => row.id);
    await gateway.run('query ($id: ID!) { lineItem(id: $id) { label } }', { id }, bearer);
    gone.remove();
    const { value, labels } = await look();
    const of = (method: string, route: string, status: string) => value(calls, { method, route, status });
    expect(of('GET', '/api/idtoken', '200')).toBe(1);
    expect(of('GET', '/api/lineitems', '200')).toBe(1);
    expect(of('GET', '/api/lineitems/{id}/scores', '200')).toBe(3);
    expect(of('GET', '/api/lineitems/{id}', '418')).toBe(1);
    expect(value(calls, { method: 'POST', route: '/api/lineitems' })).toBe(1);
    expect(value(calls)).toBe(gateway.sandbox.requests.length);
    expect(labels(calls, 'route').every((route) => /^\/api\/[a-z]+(\/\{id\}(\/scores)?)?$/.test(route))).toBe(true);
    expect(value(p('upstream_call_duration_seconds_count'))).toBe(gateway.sandbox.requests.length);
  });

  test('without a response are counted by failure; retries and open breakers are counted', async () => {
    await gateway.run(read, {}, bearer);
    const before = await look();
    expect([before.value(p('breakers_open')), before.value(p('upstream_retries_total'))]).toEqual([0, 0]);
    // One failure does not open the breaker.
    gateway.sandbox.fault({ method: 'POST', reset: 'before', times: 1 });
    await gateway.run(
      'mutation { createLineItem(input: { label: "New", scoreMaximum: 1 }) { lineItem { id } } }',
      {},
      bearer,
    );
    expect((await look()).value(p('breakers_open'))).toBe(0);
    gateway.sandbox.fault({ reset: 'before' });
    await gateway.run(read, {}, bearer);
    await gateway.run(read, {}, bearer);
    gateway.sandbox.clearFaults();
    const { value } = await look();
    expect(value(calls, { status: 'unavailable' })).toBe(2);
    expect(value(p('upstream_retries_total'))).toBeGreaterThan(0);
    expect(value(p('breakers_open'))).toBe(1);
    expect(value(p('breaker_refusals_total'))).toBeGreaterThan(0);
  });

  test('are counted while they are in flight or waiting', async () => {
    await gateway.run(read, {}, bearer);
    gateway.sandbox.fault({ route: 'scores', hang: true });
    const course = gateway.sandbox.createCourse({ lineItems: 12, learners: 1 });
    const other = gateway.sandbox.launch({ course }).authorization.bearer;
    const answer = gateway.run(
      '{ lineItems(first: 12) { nodes { scores(first: 1) { nodes { userId } } } } }',
      {},
      other,
    );
    let seen = await look();
    while (seen.value(p('upstream_calls_in_flight')) < 8) {
      await wait(10);
      seen = await look();
    }
    expect(seen.value(p('upstream_calls_waiting'))).toBe(4);
    expect(seen.value(p('upstream_calls_limit'))).toBe(64);
    await answer;
    seen = await look();
    expect([seen.value(p('upstream_calls_in_flight')), seen.value(p('upstream_calls_waiting'))]).toEqual([0, 0]);
  });

  test('avoided by the launch cache are counted', async () => {
    await gateway.run(read, {}, bearer);
    await gateway.run(read, {}, bearer);
    const { value } = await look();
    expect([value(p('launch_memory_misses_total')), value(p('launch_memory_hits_total'))]).toEqual([1, 1]);
    expect(value(p('launches_remembered'))).toBe(1);
  });
});

test('no metric contains an id, a secret or personal data', async () => {
  const [row] = launch.course.lineItems();
  const [userId] = launch.course.learnerIds();
  const one = 'query One($id: ID!, $user: ID!) { lineItem(id: $id) { label score(userId: $user) { userId } } }';
  gateway.sandbox.fault({ route: 'lineItem', status: 500, times: 1, body: { details: { bodySent: launch.ltik } } });
  await gateway.run(one, { id: row!.id, user: userId }, bearer);
  await gateway.run(one, { id: row!.id, user: userId }, launch.authorization.serviceKey);
  const { text } = await look();
  expectNoSecrets(text, gateway, launch);
  for (const secret of [row!.id, encodeURIComponent(row!.id), userId!, row!.label, launch.userId]) {
    expect(text).not.toContain(secret);
  }
});
