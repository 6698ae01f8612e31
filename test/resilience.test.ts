import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type FaultRule, type SandboxLaunch } from '../src/sandbox/sandbox';
import { mixedFaults, readFaults } from './support/trial/faultMix';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './support/gateway';

const list = '{ lineItems(first: 5) { nodes { id } } }';
const html = '<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>';
const canvasThrottle = '403 Forbidden (Rate Limit Exceeded)';
/** For tests in which the breaker would interfere. */
const breakerFailures = 1_000_000;

const open: TestGateway[] = [];
/** A new gateway for each test, because budgets and breakers keep state. */
async function start(
  config: TestGatewayOptions['config'] = {},
  durations: TestGatewayOptions['durations'] = {},
): Promise<TestGateway> {
  const gateway = await startTestGateway({ config, durations });
  open.push(gateway);
  return gateway;
}
afterEach(() => Promise.all(open.splice(0).map((gateway) => gateway.close())));

/** A back end's launch; the gateway makes no calls except those of the query. */
function enter({ sandbox }: TestGateway, lms: 'spec' | 'canvas' | 'd2l' = 'spec'): SandboxLaunch {
  return sandbox.launch({ course: sandbox.createCourse({ lms, lineItems: 3, learners: 3 }) });
}

async function read(gateway: TestGateway, launch: SandboxLaunch) {
  const { data, errors } = await gateway.run(list, {}, launch.authorization.serviceKey);
  const isWhole = errors.length === 0 && data.lineItems.nodes.length === 3;
  return { isWhole, code: errors[0]?.extensions.code, extensions: errors[0]?.extensions };
}

const grade = `mutation ($lineItemId: ID!, $userId: ID!, $scoreGiven: Float) {
  submitScore(input: { lineItemId: $lineItemId, userId: $userId, scoreGiven: $scoreGiven, scoreMaximum: 100,
    activityProgress: COMPLETED, gradingProgress: FULLY_GRADED }) { accepted userErrors { code } }
}`;

async function write(gateway: TestGateway, { course, authorization }: SandboxLaunch, scoreGiven = 10) {
  const variables = { lineItemId: course.lineItems()[0]!.id, userId: course.learnerIds()[0]!, scoreGiven };
  const { data } = await gateway.run(grade, variables, authorization.serviceKey);
  return data.submitScore.accepted ? 'accepted' : data.submitScore.userErrors[0].code;
}

/** Polls until the condition is true. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries === 1500) throw new Error('It does not come about.');
    await wait(10);
  }
}

describe('a read is retried', () => {
  const passing: [string, FaultRule][] = [
    ['a connection that breaks before the answer', { reset: 'before' }],
    ['a connection that breaks in the answer', { truncate: true }],
    ['HTML', { body: html }],
    ['JSON cut short', { body: '{"lineItems":[{"id"' }],
    ['an empty body', { body: '' }],
    ['a 429', { status: 429 }],
    ['a 502', { status: 502, body: html }],
    ['a 503', { status: 503 }],
    ['a 504', { status: 504, body: '' }],
    ["Canvas's throttle", { status: 403, body: canvasThrottle }],
  ];

  test('once if that is enough, after each transient failure', async () => {
    const gateway = await start({ breakerFailures });
    // In parallel: the budget always allows ten retries.
    await Promise.all(
      passing.map(async ([name, fault]) => {
        const launch = enter(gateway);
        gateway.sandbox.fault({ ...fault, launch, times: 1 });
        const { isWhole } = await read(gateway, launch);
        const calls = gateway.sandbox.requests.filter((request) => request.launch === launch).length;
        expect([name, isWhole, calls]).toEqual([name, true, 2]);
      }),
    );
  });

  test('at most twice', async () => {
    const gateway = await start({ breakerFailures });
    const [weak, dead] = [enter(gateway), enter(gateway)];
    gateway.sandbox.fault({ launch: weak, status: 503, times: 2 });
    gateway.sandbox.fault({ launch: dead, status: 503 });
    expect(await read(gateway, weak)).toMatchObject({ isWhole: true });
    expect(await read(gateway, dead)).toMatchObject({ isWhole: false, code: 'UPSTREAM_UNAVAILABLE' });
    const callsOf = (launch: SandboxLaunch) => gateway.sandbox.requests.filter((one) => one.launch === launch).length;
    expect([callsOf(weak), callsOf(dead)]).toEqual([3, 3]);
  });

  test.each<[string, FaultRule]>([
    ...[400, 401, 403, 404, 409, 422, 500, 501].map((status): [string, FaultRule] => [`a ${status}`, { status }]),
    ['JSON of another structure', { body: { lineItems: 'none' } }],
  ])('but not after %s', async (_name, fault) => {
    const gateway = await start({ breakerFailures });
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, ...fault });
    expect(await read(gateway, launch)).toMatchObject({ isWhole: false });
    expect(gateway.takeCalls()).toEqual(['GET lineItems']);
  });

  test('after the Retry-After delay if it ends before the deadline', async () => {
    const gateway = await start({ breakerFailures }, { retryAfterSecondMs: 100 });
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, status: 429, headers: { 'retry-after': '2' }, times: 1 });
    expect(await read(gateway, launch)).toMatchObject({ isWhole: true });
    const [first, second] = gateway.sandbox.requests;
    // Timers may fire slightly early.
    expect(second!.startedAt - first!.startedAt).toBeGreaterThanOrEqual(190);
  });

  test.each(['30', new Date(Date.now() + 60_000).toUTCString()])(
    'not at all after "Retry-After: %s": the client gets the error immediately',
    async (retryAfter) => {
      const gateway = await start({ breakerFailures }, { retryAfterSecondMs: 1000 });
      const launch = enter(gateway);
      gateway.sandbox.fault({ launch, status: 503, headers: { 'retry-after': retryAfter } });
      const startedAt = Date.now();
      const { code, extensions } = await read(gateway, launch);
      expect(code).toBe('UPSTREAM_UNAVAILABLE');
      expect(extensions!.retryAfterSeconds).toBeGreaterThan(10);
      expect(Date.now() - startedAt).toBeLessThan(5000);
      expect(gateway.takeCalls()).toEqual(['GET lineItems']);
    },
  );

  test('within a budget, so that a dead upstream gets few extra calls', async () => {
    const gateway = await start({ breakerFailures });
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, status: 503 });
    const requests = 100;
    for (let sent = 0; sent < requests; sent += 20) {
      await Promise.all(Array.from({ length: 20 }, () => readAnother(gateway, launch)));
    }
    const calls = gateway.takeCalls().length;
    expect(calls).toBeGreaterThan(requests);
    expect(calls).toBeLessThanOrEqual(requests * 1.35 + 10);
  });

  test('so that nearly every read succeeds with 18% mixed faults', async () => {
    const gateway = await start();
    const launches = Array.from({ length: 20 }, () => enter(gateway));
    const requests = 500;
    // Calls that hang have their own test.
    const faults = readFaults.filter(({ hang }) => !hang);
    gateway.sandbox.fault({ choose: mixedFaults(faults, 0.18, 1) });
    let [sent, whole] = [0, 0];
    const client = async (launch: SandboxLaunch) => {
      while (sent++ < requests) if ((await read(gateway, launch)).isWhole) whole += 1;
    };
    await Promise.all(launches.map(client));
    // `npm run faults` checks the exact bounds, 99.5% and 1.3, with enough reads.
    expect(whole / requests).toBeGreaterThanOrEqual(0.98);
    expect(gateway.takeCalls().length / requests).toBeLessThanOrEqual(1.35);
  });
});

let serial = 0;
/** Unique per call, because identical reads share a call. */
async function readAnother(gateway: TestGateway, { authorization }: SandboxLaunch): Promise<string | undefined> {
  const operation = `{ lineItems(first: 5, filter: { tag: "t${++serial}" }) { nodes { id } } }`;
  return (await gateway.run(operation, {}, authorization.serviceKey)).errors[0]?.extensions.code;
}

describe('the breaker', () => {
  test('makes hardly any calls to a dead upstream once it is open', async () => {
    const gateway = await start();
    const launch = enter(gateway);
    gateway.sandbox.fault({ status: 503 });
    for (let sent = 0; sent < 10; sent += 1) await readAnother(gateway, launch);
    gateway.takeCalls();
    const requests = 50;
    for (let sent = 0; sent < requests; sent += 1) {
      const { extensions } = await read(gateway, launch);
      expect(extensions).toEqual({ code: 'UPSTREAM_UNAVAILABLE', retryAfterSeconds: expect.any(Number) });
    }
    expect(gateway.takeCalls().length).toBeLessThanOrEqual(5);
  });

  test.each<[string, FaultRule]>([
    ['hangs', { hang: true }],
    ['drips', { drip: { bytesPerSecond: 5 } }],
  ])('opens for an LMS that %s', async (_name, fault) => {
    const gateway = await start({ upstreamTimeoutMs: 300, breakerFailures: 4 });
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, ...fault });
    for (let sent = 0; sent < 6; sent += 1) await readAnother(gateway, launch);
    gateway.takeCalls();
    expect(await readAnother(gateway, launch)).toBe('UPSTREAM_UNAVAILABLE');
    expect(gateway.takeCalls()).toEqual([]);
  });

  test.each(['person', 'back end that only writes'] as const)('a dead LMS opens no other breaker: %s', async (kind) => {
    const gateway = await start();
    const [dead, well, stranger] = [enter(gateway, 'd2l'), enter(gateway, 'canvas'), enter(gateway)];
    const form = kind === 'person' ? 'bearer' : 'serviceKey';
    const outcome = async ({ authorization, course }: SandboxLaunch) => {
      const variables = { lineItemId: course.lineItems()[0]!.id, userId: course.learnerIds()[0]!, scoreGiven: 1 };
      const { data } = await gateway.run(grade, variables, authorization[form]);
      return data.submitScore.userErrors[0]?.code;
    };
    // From here on the platform of a user's launch is known.
    await outcome(dead);
    await outcome(well);
    gateway.sandbox.fault({ launch: dead, method: 'POST', status: 503 });
    for (let sent = 0; sent < 10; sent += 1) expect(await outcome(dead)).toBe('OUTCOME_UNKNOWN');
    gateway.takeCalls();
    expect(await outcome(dead)).toBe('UNAVAILABLE');
    expect(gateway.takeCalls()).toEqual([]);
    expect(await outcome(well)).toBeUndefined();
    // Launches that are still unknown are not affected either.
    expect(await outcome(stranger)).toBeUndefined();
    expect(await read(gateway, enter(gateway))).toMatchObject({ isWhole: true });
  });

  test('allows one call when a probe is due, and all calls after it succeeds', async () => {
    const breakerProbeMs = 400;
    const gateway = await start({}, { breakerProbeMs });
    const openedBefore = Date.now();
    const launch = enter(gateway);
    const fault = gateway.sandbox.fault({ status: 502 });
    for (let sent = 0; sent < 10; sent += 1) await readAnother(gateway, launch);
    expect(await readAnother(gateway, launch)).toBe('UPSTREAM_UNAVAILABLE');
    fault.remove();
    while (!(await read(gateway, launch)).isWhole) await wait(10);
    const probedAfter = Date.now() - openedBefore;
    expect(probedAfter).toBeGreaterThanOrEqual(breakerProbeMs - 2);
    expect(probedAfter).toBeLessThan(breakerProbeMs + 2000);
    for (let sent = 0; sent < 5; sent += 1) expect(await read(gateway, launch)).toMatchObject({ isWhole: true });
  });

  test('sends its probe on time even if an earlier call fails after it opened', async () => {
    const breakerProbeMs = 400;
    const gateway = await start({ breakerFailures: 3 }, { breakerProbeMs });
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, status: 503, delayMs: 300, times: 1 });
    const dead = gateway.sandbox.fault({ launch, status: 503 });
    const late = readAnother(gateway, launch);
    await until(() => gateway.sandbox.requests.length === 1);
    expect(await readAnother(gateway, launch)).toBe('UPSTREAM_UNAVAILABLE');
    const openedBefore = performance.now();
    await late;
    dead.remove();
    await wait(openedBefore + breakerProbeMs - performance.now());
    expect(await read(gateway, launch)).toMatchObject({ isWhole: true });
  });

  test('rejects calls immediately while its probe is in flight', async () => {
    const breakerProbeMs = 400;
    const gateway = await start({ breakerFailures: 3 }, { breakerProbeMs });
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, status: 503, times: 3 });
    expect(await readAnother(gateway, launch)).toBe('UPSTREAM_UNAVAILABLE');
    const openedBefore = performance.now();
    expect(gateway.takeCalls()).toHaveLength(3);
    gateway.sandbox.fault({ launch, delayMs: 1000, times: 1 });
    await wait(openedBefore + breakerProbeMs - performance.now());
    const probe = readAnother(gateway, launch);
    await until(() => gateway.sandbox.requests.length === 4);
    const others = await Promise.all(Array.from({ length: 5 }, () => read(gateway, launch)));
    const extensions = { code: 'UPSTREAM_UNAVAILABLE', retryAfterSeconds: 1 };
    expect(others.map((other) => other.extensions)).toEqual(others.map(() => extensions));
    expect(gateway.takeCalls()).toHaveLength(1);
    expect(await probe).toBeUndefined();
  });

  test('closes after its probe even if an older call fails during the probe', async () => {
    const breakerProbeMs = 600;
    const gateway = await start({ breakerFailures: 3 }, { breakerProbeMs });
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, status: 503, delayMs: 900, times: 1 });
    const dead = gateway.sandbox.fault({ launch, status: 503 });
    const late = readAnother(gateway, launch);
    await until(() => gateway.sandbox.requests.length === 1);
    expect(await readAnother(gateway, launch)).toBe('UPSTREAM_UNAVAILABLE');
    const openedBefore = performance.now();
    dead.remove();
    gateway.sandbox.fault({ launch, delayMs: 500, times: 1 });
    await wait(openedBefore + breakerProbeMs - performance.now());
    const probe = readAnother(gateway, launch);
    expect(await late).toBe('UPSTREAM_UNAVAILABLE');
    expect(await probe).toBeUndefined();
    expect(await read(gateway, launch)).toMatchObject({ isWhole: true });
  });

  test.each([404, 408, 425, 429, 500])('counts consecutive failures: a %d resets the count', async (status) => {
    const gateway = await start({ breakerFailures: 2 });
    const launch = enter(gateway);
    for (let sent = 0; sent < 3; sent += 1) {
      gateway.sandbox.fault({ launch, method: 'POST', status: 503, times: 1 });
      expect(await write(gateway, launch)).toBe('OUTCOME_UNKNOWN');
      gateway.sandbox.fault({ launch, method: 'POST', status, times: 1 });
      expect(await write(gateway, launch)).not.toBe('accepted');
    }
    expect(gateway.takeCalls()).toHaveLength(6);
    expect(await write(gateway, launch)).toBe('accepted');
  });

  test.each([404, 500])('closes if the response to its probe is a %d', async (status) => {
    const breakerProbeMs = 200;
    const gateway = await start({ breakerFailures: 2 }, { breakerProbeMs });
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, method: 'POST', status: 503, times: 2 });
    expect([await write(gateway, launch), await write(gateway, launch)]).toEqual([
      'OUTCOME_UNKNOWN',
      'OUTCOME_UNKNOWN',
    ]);
    const openedBefore = performance.now();
    gateway.sandbox.fault({ launch, method: 'POST', status, times: 1 });
    await wait(openedBefore + breakerProbeMs - performance.now());
    await write(gateway, launch);
    // The count restarts too: one more failure does not open it.
    gateway.sandbox.fault({ launch, method: 'POST', status: 503, times: 1 });
    expect(await write(gateway, launch)).toBe('OUTCOME_UNKNOWN');
    expect(await write(gateway, launch)).toBe('accepted');
  });

  test('does not open because clients disconnect', async () => {
    const gateway = await start({ breakerFailures: 3, upstreamTimeoutMs: 60_000 });
    const launch = enter(gateway);
    const slow = gateway.sandbox.fault({ launch, hang: true });
    for (let sent = 1; sent <= 5; sent += 1) {
      const client = ask(gateway, list, launch);
      await until(() => gateway.sandbox.requests.length === sent);
      client.leave();
      await until(() => gateway.sandbox.requests.every(({ endedAt }) => endedAt !== undefined));
    }
    slow.remove();
    expect(await read(gateway, launch)).toMatchObject({ isWhole: true });
  });

  test('does not close because clients disconnect', async () => {
    const gateway = await start({ breakerFailures: 3 }, { breakerProbeMs: 1000 });
    const launch = enter(gateway);
    const dead = gateway.sandbox.fault({ launch, status: 503 });
    await readAnother(gateway, launch).then(() => dead.remove());
    expect(gateway.takeCalls()).toHaveLength(3);
    // The probe hangs and its client disconnects.
    const hung = gateway.sandbox.fault({ launch, hang: true });
    for (let probed = false; !probed; probed = gateway.takeCalls().length > 0) {
      const client = ask(gateway, list, launch);
      await wait(100);
      client.leave();
    }
    await until(() => gateway.sandbox.requests.every(({ endedAt }) => endedAt !== undefined));
    hung.remove();
    expect(await read(gateway, launch)).toMatchObject({ isWhole: false, code: 'UPSTREAM_UNAVAILABLE' });
  });
});

describe('the deadline', () => {
  test('a read that hangs is cancelled at half of it and retried', async () => {
    const gateway = await start({ upstreamTimeoutMs: 1000 });
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, hang: true, times: 1 });
    const startedAt = Date.now();
    expect(await read(gateway, launch)).toMatchObject({ isWhole: true });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(490);
    const [hung] = gateway.sandbox.requests;
    // The connection is closed rather than kept in the pool.
    expect(hung!.endedAt! - hung!.startedAt).toBeLessThan(900);
    expect(gateway.takeCalls()).toHaveLength(2);
  });

  test.each<[string, FaultRule]>([
    ['hang', { hang: true }],
    ['hang after the work', { hangAfterWork: true }],
    ['drip', { drip: { bytesPerSecond: 5 } }],
    ['are slow', { delayMs: 60_000 }],
    ['fail', { status: 503 }],
    ['are throttled', { status: 429, headers: { 'retry-after': '1' } }],
    ['break', { reset: 'before' }],
  ])('holds for calls that %s', async (_name, fault) => {
    const gateway = await start({ upstreamTimeoutMs: 800, breakerFailures });
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, ...fault });
    const startedAt = Date.now();
    await Promise.all([readAnother(gateway, launch), write(gateway, launch)]);
    expect(Date.now() - startedAt).toBeLessThan(1800);
    await until(() => gateway.sandbox.requests.every(({ endedAt }) => endedAt !== undefined || fault.delayMs));
  });
});

/** A request whose client can disconnect. It uses its own connection, or the next request would find a closed one. */
function ask(
  gateway: TestGateway,
  query: string,
  { authorization }: SandboxLaunch,
  { variables = {}, form = 'serviceKey' }: { variables?: object; form?: 'serviceKey' | 'bearer' } = {},
): { leave: () => void } {
  const headers = { 'content-type': 'application/json', authorization: authorization[form] };
  const client = request(`${gateway.url}/graphql`, { method: 'POST', headers, agent: false });
  client.on('error', () => undefined);
  client.end(JSON.stringify({ query, variables }));
  return { leave: () => client.destroy() };
}

describe('a client that disconnects', () => {
  test('cancels its reads and starts no others', async () => {
    const gateway = await start({ upstreamTimeoutMs: 60_000 });
    const { sandbox } = gateway;
    const launch = sandbox.launch({ course: sandbox.createCourse({ lineItems: 40, learners: 2 }) });
    sandbox.fault({ launch, route: 'scores', hang: true });
    const query = '{ lineItems(first: 40) { nodes { scores { nodes { userId } } } } }';
    const client = ask(gateway, query, launch);
    // The limit for one launch; further reads wait.
    await until(() => sandbox.requests.filter(({ route }) => route === 'scores').length === 8);
    client.leave();
    await until(() => sandbox.requests.every(({ endedAt }) => endedAt !== undefined));
    await wait(50);
    expect(sandbox.requests.filter(({ route }) => route === 'scores')).toHaveLength(8);
  });

  test('prevents the reads that would have followed', async () => {
    const gateway = await start({ upstreamTimeoutMs: 60_000 });
    const { sandbox } = gateway;
    const course = sandbox.createCourse({ lineItems: 1, learners: 1 });
    const launch = sandbox.launch({ course });
    const id = course.lineItems()[0]!.id;
    sandbox.fault({ launch, route: 'lineItems', hang: true });
    // The second alias looks for its line item when the first has been cancelled.
    const client = ask(gateway, `{ a: lineItem(id: "${id}") { tag } b: lineItem(id: "${id}#") { tag } }`, launch, {
      form: 'bearer',
    });
    await until(() => sandbox.requests.length === 2);
    client.leave();
    await until(() => sandbox.requests[1]!.endedAt !== undefined);
    await wait(100);
    expect(gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems']);
  });

  test('does not cancel a read that other clients share', async () => {
    const gateway = await start();
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, delayMs: 300 });
    const client = ask(gateway, list, launch);
    await until(() => gateway.sandbox.requests.length === 1);
    const staying = read(gateway, launch);
    await wait(50);
    client.leave();
    expect(await staying).toMatchObject({ isWhole: true });
    expect(gateway.takeCalls()).toEqual(['GET lineItems']);
  });

  test.each(['POST', 'GET'] as const)('does not undo its score, also if it disconnects during a %s', async (method) => {
    const gateway = await start();
    const { sandbox } = gateway;
    const launch = enter(gateway);
    sandbox.fault({ launch, method, delayMs: 150, times: 1 });
    const [userId] = launch.course.learnerIds();
    const variables = { lineItemId: launch.course.lineItems()[0]!.id, userId, scoreGiven: 42 };
    const client = ask(gateway, grade, launch, { variables, form: 'bearer' });
    await until(() => sandbox.requests.some((request) => request.method === method));
    client.leave();
    await until(() => sandbox.ledger.length > 0);
    await wait(50);
    expect(sandbox.ledger.map(({ body }) => (body as { scoreGiven: number }).scoreGiven)).toEqual([42]);
  });
});

describe('a write', () => {
  test.each<[string, FaultRule, string]>([
    ['breaks before the work', { reset: 'before' }, 'OUTCOME_UNKNOWN'],
    ['breaks after the work', { reset: 'after' }, 'OUTCOME_UNKNOWN'],
    [
      'gets a truncated response',
      { status: 200, body: '{"stored":true}', truncate: true, workFirst: true },
      'OUTCOME_UNKNOWN',
    ],
    ['gets an HTML page', { status: 200, body: html }, 'OUTCOME_UNKNOWN'],
    ['is throttled', { status: 429, headers: { 'retry-after': '0' } }, 'RATE_LIMITED'],
    ['is throttled by Canvas', { status: 403, body: canvasThrottle }, 'RATE_LIMITED'],
    ['gets a 502', { status: 502 }, 'OUTCOME_UNKNOWN'],
    ['gets a 503', { status: 503, workFirst: true, headers: { 'retry-after': '0' } }, 'OUTCOME_UNKNOWN'],
    ['gets a 504', { status: 504 }, 'OUTCOME_UNKNOWN'],
  ])('that %s is sent only once', async (_name, fault, code) => {
    const gateway = await start();
    const launch = enter(gateway);
    gateway.sandbox.fault({ launch, method: 'POST', ...fault });
    expect(await write(gateway, launch)).toBe(code);
    await wait(100);
    expect(gateway.takeCalls()).toEqual(['POST scores']);
  });
});
