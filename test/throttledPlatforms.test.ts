import type { SandboxLaunch, ThrottleRule } from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './support/gateway';
import { scrape } from './support/scrape';

const gradebook = '{ lineItems(first: 20) { nodes { id scores(first: 2) { nodes { userId resultScore } } } } }';
const canvasThrottle = { status: 403, body: '403 Forbidden (Rate Limit Exceeded)' };
/** The limits for one Canvas and for one launch. */
const [perCanvas, perLaunch] = [10, 24];

const open: TestGateway[] = [];
/** A new gateway for each test, because limits keep state. */
async function start(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const gateway = await startTestGateway({ ...options, config: { metricsPort: 0, ...options.config } });
  open.push(gateway);
  return gateway;
}
afterEach(() => Promise.all(open.splice(0).map((gateway) => gateway.close())));

function enter({ sandbox }: TestGateway, lms: 'canvas' | 'spec' | 'moodle', lineItems = 20): SandboxLaunch {
  return sandbox.launch({ course: sandbox.createCourse({ lms, lineItems, learners: 3 }) });
}

type Credential = 'bearer' | 'serviceKey';

async function ask(
  gateway: TestGateway,
  launch: SandboxLaunch,
  query: string,
  credential: Credential = 'bearer',
  signal: AbortSignal | null = null,
) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: launch.authorization[credential],
      'x-gateway-explain': '1',
    },
    body: JSON.stringify({ query }),
    signal,
  });
  const { data, errors = [], extensions } = (await response.json()) as { data: any; errors?: any[]; extensions: any };
  const codes = errors.map((error) => error.extensions.code as string);
  return { data, errors, codes, concurrency: extensions.upstream.concurrency as number };
}

const read = async (gateway: TestGateway, launch: SandboxLaunch, credential?: Credential) => {
  const { errors, concurrency } = await ask(gateway, launch, gradebook, credential);
  return { errors, concurrency };
};

const concurrencyOf = async (gateway: TestGateway, launch: SandboxLaunch) =>
  (await ask(gateway, launch, '{ __typename }')).concurrency;

const reducedPlatforms = async ({ metricsUrl }: TestGateway) =>
  (await scrape(metricsUrl)).value('grades_gateway_throttled_platforms');

/** What the LMS has, in the form of the response. */
function gradesOf({ course }: SandboxLaunch) {
  const nodes = course.lineItems().map(({ id }) => ({
    id,
    scores: {
      nodes: course
        .results(id)
        .slice(0, 2)
        .map(({ userId, resultScore = null }) => ({ userId, resultScore })),
    },
  }));
  return { lineItems: { nodes } };
}

const grade = ({ course }: SandboxLaunch) => `mutation {
  submitScore(input: { lineItemId: "${course.lineItems()[0]!.id}", userId: "${course.learnerIds()[0]}", scoreGiven: 7,
    scoreMaximum: 100, activityProgress: COMPLETED, gradingProgress: FULLY_GRADED }) { accepted userErrors { code } }
}`;

/** Throttles the calls that are in flight together at the limit, each once. */
function throttleTogether({ sandbox }: TestGateway, launch: SandboxLaunch): void {
  for (const { id } of launch.course.lineItems().slice(0, perCanvas))
    sandbox.fault({ launch, route: 'scores', lineItemId: id, times: 1, ...canvasThrottle });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('40 launches at once', () => {
  /** Independent of the machine's speed: five concurrent calls are never rejected, a sixth always is unless calls take seconds. */
  const fiveAtOnce = { lms: 'canvas', mark: 600, upFrontCost: 101, cost: 0, leakPerSecond: 1 } as const;

  test.each<[string, ThrottleRule, number | null]>([
    ['Canvas throttles', { by: 'canvas', ...fiveAtOnce }, 1],
    // How fast this bucket drains depends on the machine: at the end, the limit may have recovered.
    ['costs fill its bucket', { by: 'canvas', ...fiveAtOnce, cost: 20, leakPerSecond: 20_000 }, null],
    // It also throttles the reading of the id tokens.
    ['LTIAAS throttles with Retry-After', { by: 'ltiaas', ...fiveAtOnce }, 2],
  ])(
    'read everything though %s',
    async (_name, rule, reduced) => {
      const gateway = await start({ config: { upstreamTimeoutMs: 60_000 } });
      await read(gateway, enter(gateway, 'canvas', 1));
      const launches = Array.from({ length: 40 }, () => enter(gateway, 'canvas'));
      const throttle = gateway.sandbox.throttle(rule);
      // So that calls overlap.
      gateway.sandbox.fault({ delayMs: 5 });
      const answers = await Promise.all(launches.map((launch) => ask(gateway, launch, gradebook)));
      expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
      expect(answers.map(({ data }) => data)).toEqual(launches.map(gradesOf));
      expect(Math.min(...answers.map(({ concurrency }) => concurrency))).toBeLessThan(perCanvas);
      if (reduced !== null) expect(await reducedPlatforms(gateway)).toBe(reduced);
      expect(throttle.rejected).toBeGreaterThan(0);
      expect(throttle.rejected / (throttle.allowed + throttle.rejected)).toBeLessThan(0.1);
      // The next operations of the same launches.
      const next = await Promise.all(launches.slice(0, 5).map((launch) => ask(gateway, launch, gradebook)));
      expect(next.map(({ data }) => data)).toEqual(launches.slice(0, 5).map(gradesOf));
    },
    120_000,
  );
});

describe('the limit of one Canvas', () => {
  test.each<[string, Credential, (launch: SandboxLaunch) => string]>([
    ['the first call of a launch', 'bearer', () => gradebook],
    [
      'a service key that only names a line item',
      'serviceKey',
      ({ course }) => `{ lineItem(id: "${course.lineItems()[0]!.id}") { label } }`,
    ],
  ])('holds for %s', async (_name, credential, query) => {
    const gateway = await start({ config: { upstreamTimeoutMs: 60_000 } });
    const [one, other] = [enter(gateway, 'canvas'), enter(gateway, 'canvas')];
    await read(gateway, one);
    gateway.sandbox.clearRequests();
    gateway.sandbox.fault({ route: 'scores', hang: true });
    const clients = new AbortController();
    const waiting = async (count: number) => {
      while ((await scrape(gateway.metricsUrl)).value('grades_gateway_upstream_calls_waiting') < count);
    };
    const all = [ask(gateway, one, gradebook, 'bearer', clients.signal)];
    // The other half of the 20 scores.
    await waiting(10);
    all.push(ask(gateway, other, query(other), credential, clients.signal));
    await waiting(11);
    await until(() => gateway.sandbox.requests.filter(({ route }) => route === 'scores').length === perCanvas);
    const sent = gateway.sandbox.requests.filter(({ route }) => route !== 'idtoken').length;
    clients.abort();
    await Promise.allSettled(all);
    // The list, and its first scores.
    expect(sent).toBe(1 + perCanvas);
  });
});

describe('an LMS that throttles', () => {
  test.each([
    ['canvas', 'a 403 of Canvas', canvasThrottle, perCanvas],
    ['moodle', 'a 429', { status: 429 }, perLaunch],
  ] as const)(
    '%s: reads succeed after %s, with fewer concurrent calls',
    async (lms, _name, fault, limit) => {
      const gateway = await start();
      const launch = enter(gateway, lms);
      expect(await read(gateway, launch)).toEqual({ errors: [], concurrency: limit });
      // The first 60 calls for scores are throttled: three attempts of each of the 20 columns.
      gateway.sandbox.fault({ launch, route: 'scores', times: 60, ...fault });
      const { errors, concurrency } = await read(gateway, launch);
      expect(errors).toEqual([]);
      expect(concurrency).toBeLessThan(limit);
      gateway.sandbox.fault({ launch, delayMs: 2 });
      for (let allowed = concurrency; allowed < limit;) {
        const after = await read(gateway, launch);
        expect(after.errors).toEqual([]);
        expect(after.concurrency).toBeGreaterThan(allowed);
        expect(after.concurrency).toBeLessThanOrEqual(limit);
        allowed = after.concurrency;
      }
      expect((await read(gateway, launch)).concurrency).toBe(limit);
    },
    20_000,
  );

  test('halves its limit once for calls that were in flight together', async () => {
    const gateway = await start();
    const launch = enter(gateway, 'canvas');
    await read(gateway, launch);
    throttleTogether(gateway, launch);
    const { errors, concurrency } = await read(gateway, launch);
    expect(errors).toEqual([]);
    // From 5 up by one for ten responses.
    expect(concurrency).toBe(7);
  });

  test('keeps its reduced limit while strangers ask for theirs', async () => {
    const gateway = await start();
    const launch = enter(gateway, 'canvas');
    throttleTogether(gateway, launch);
    expect((await read(gateway, launch)).errors).toEqual([]);
    const reduced = await concurrencyOf(gateway, launch);
    expect(reduced).toBeLessThan(perCanvas);
    // More than the platforms that are remembered.
    for (let from = 0; from < 1050; from += 50) {
      const strangers = Array.from({ length: 50 }, (_, index) => {
        const authorization = { ...launch.authorization, bearer: `Bearer stranger-${from + index}` };
        return concurrencyOf(gateway, { ...launch, authorization });
      });
      expect(new Set(await Promise.all(strangers))).toEqual(new Set([perLaunch]));
    }
    expect(await concurrencyOf(gateway, launch)).toBe(reduced);
  });

  test('gets its whole limit back after a while without calls', async () => {
    const gateway = await start({ durations: { reducedLimitMs: 300 } });
    const launch = enter(gateway, 'canvas');
    gateway.sandbox.fault({ launch, route: 'scores', times: 15, ...canvasThrottle });
    const startedAt = performance.now();
    expect((await read(gateway, launch)).errors).toEqual([]);
    while ((await concurrencyOf(gateway, launch)) < perCanvas);
    expect(await reducedPlatforms(gateway)).toBe(0);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(300);
  });

  test('gets calls again after other errors: they show that it does not throttle', async () => {
    const gateway = await start();
    const launch = enter(gateway, 'canvas');
    throttleTogether(gateway, launch);
    expect((await read(gateway, launch)).concurrency).toBe(7);
    gateway.sandbox.fault({ launch, route: 'scores', status: 404 });
    expect((await read(gateway, launch)).concurrency).toBe(9);
  });

  test('does not slow down another LMS, even if it sends Retry-After', async () => {
    const gateway = await start({ durations: { retryAfterSecondMs: 100_000 } });
    const [throttled, other] = [enter(gateway, 'canvas'), enter(gateway, 'spec')];
    await read(gateway, throttled);
    gateway.sandbox.fault({ launch: throttled, ...canvasThrottle, headers: { 'retry-after': '1' } });
    const { errors } = await read(gateway, throttled);
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } })]);
    expect(await read(gateway, other)).toEqual({ errors: [], concurrency: perLaunch });
    // Nor an LMS that is not known yet.
    expect(await read(gateway, enter(gateway, 'moodle'), 'serviceKey')).toEqual({ errors: [], concurrency: perLaunch });
  }, 20_000);

  test('does not slow down other launches before it is known', async () => {
    const gateway = await start({ durations: { retryAfterSecondMs: 100_000 } });
    const [throttled, other] = [enter(gateway, 'canvas'), enter(gateway, 'canvas')];
    gateway.sandbox.fault({ launch: throttled, ...canvasThrottle, headers: { 'retry-after': '1' } });
    expect((await ask(gateway, throttled, gradebook, 'serviceKey')).codes).toEqual(['RATE_LIMITED']);
    expect(await read(gateway, other, 'serviceKey')).toEqual({ errors: [], concurrency: perCanvas });
  }, 20_000);

  test('gets no calls until its Retry-After ends, and then the waiting calls', async () => {
    const gateway = await start({ durations: { retryAfterSecondMs: 300 } });
    const [one, other] = [enter(gateway, 'canvas'), enter(gateway, 'canvas')];
    await Promise.all([read(gateway, one), read(gateway, other)]);
    gateway.takeCalls();
    gateway.sandbox.fault({ launch: one, times: 1, ...canvasThrottle, headers: { 'retry-after': '1' } });
    const waiting = read(gateway, one);
    await until(() => gateway.sandbox.requests.at(-1)?.status === 403);
    const rejectedAt = gateway.sandbox.requests.at(-1)!.startedAt;
    const { data } = await ask(gateway, other, grade(other));
    expect(data.submitScore.accepted).toBe(true);
    expect((await waiting).errors).toEqual([]);
    const writes = gateway.sandbox.requests.filter(({ method }) => method === 'POST');
    expect(writes).toHaveLength(1);
    // Timers may fire slightly early.
    expect(writes[0]!.startedAt - rejectedAt).toBeGreaterThanOrEqual(290);
  });

  test('is tried again after five seconds of a longer Retry-After', async () => {
    const gateway = await start({ durations: { retryAfterSecondMs: 10 } });
    const [one, other] = [enter(gateway, 'canvas'), enter(gateway, 'canvas')];
    await Promise.all([read(gateway, one), read(gateway, other)]);
    gateway.sandbox.fault({ launch: one, ...canvasThrottle, headers: { 'retry-after': '3600' } });
    expect((await ask(gateway, one, gradebook)).codes).toEqual(['RATE_LIMITED']);
    expect((await read(gateway, other)).errors).toEqual([]);
  });

  test('fails a read with RATE_LIMITED if the deadline comes before its turn', async () => {
    const schedule = { perLaunch, perPlatform: 2, perProcess: 64, waitingPerLaunch: 1000 };
    const gateway = await start({ config: { upstreamTimeoutMs: 3000, schedule } });
    const [one, other] = [enter(gateway, 'canvas'), enter(gateway, 'canvas')];
    await Promise.all([read(gateway, one), read(gateway, other)]);
    const sent = gateway.sandbox.requests.length;
    // The first attempt ends at half of the deadline. By then, the write holds the one call that is left after throttling.
    gateway.sandbox.fault({ launch: one, hang: true, times: 1 });
    const throttled = ask(gateway, one, '{ lineItems(first: 1) { nodes { id } } }');
    await until(() => gateway.sandbox.requests.length === sent + 1);
    gateway.sandbox.fault({ launch: one, times: 1, ...canvasThrottle });
    gateway.sandbox.fault({ launch: other, method: 'POST', hang: true });
    const hung = ask(gateway, other, grade(other));
    expect((await throttled).codes).toEqual(['RATE_LIMITED']);
    expect((await hung).data.submitScore.userErrors).toEqual([{ code: 'OUTCOME_UNKNOWN' }]);
  }, 20_000);

  test('is retried separately from other failures of a read', async () => {
    const gateway = await start();
    const launch = enter(gateway, 'canvas', 1);
    gateway.sandbox.fault({ launch, route: 'lineItems', times: 3, ...canvasThrottle });
    gateway.sandbox.fault({ launch, route: 'lineItems', times: 5, status: 503 });
    const { errors } = await read(gateway, launch);
    expect(errors).toEqual([]);
  });

  test('lets a small launch finish before a large one', async () => {
    const gateway = await start({ config: { upstreamTimeoutMs: 60_000 } });
    const [large, small] = [enter(gateway, 'canvas', 100), enter(gateway, 'canvas', 2)];
    await read(gateway, small);
    gateway.sandbox.throttle({
      by: 'canvas',
      lms: 'canvas',
      mark: 350,
      upFrontCost: 101,
      cost: 0,
      leakPerSecond: 1e-6,
    });
    gateway.sandbox.fault({ delayMs: 20 });
    const callsOf = (launch: SandboxLaunch) => gateway.sandbox.requests.filter((one) => one.launch === launch).length;
    const all = ask(gateway, large, '{ lineItems(first: 100) { nodes { scores(first: 2) { nodes { userId } } } } }');
    await until(() => callsOf(large) > 10);
    expect((await read(gateway, small)).errors).toEqual([]);
    expect(callsOf(large)).toBeLessThan(60);
    expect((await all).errors).toEqual([]);
  }, 60_000);
});
