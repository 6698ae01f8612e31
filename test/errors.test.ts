import {
  type FaultRule,
  type LaunchOptions,
  lmsNames,
  type SandboxLaunch,
  upstreamSecret,
} from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway } from './support/gateway';
import { expectNoSecrets } from './support/secrets';

type Route = 'idtoken' | 'lineItems' | 'lineItem' | 'scores';

/** One operation per route, whose last field fails if the route does. */
const reads: { name: string; route: Route; operation: string; path: (string | number)[] }[] = [
  { name: 'the launch', route: 'idtoken', operation: '{ launch { user { id } } }', path: ['launch'] },
  { name: 'line items', route: 'lineItems', operation: '{ lineItems { nodes { id } } }', path: ['lineItems'] },
  {
    name: 'the line item of a launch',
    route: 'lineItem',
    operation: '{ launch { lineItem { label } } }',
    path: ['launch', 'lineItem'],
  },
  {
    name: 'scores',
    route: 'scores',
    operation: '{ lineItems(first: 1) { nodes { label scores { nodes { userId } } } } }',
    path: ['lineItems', 'nodes', 0, 'scores'],
  },
  {
    name: 'one score',
    route: 'scores',
    operation: '{ lineItems(first: 1) { nodes { label score(userId: "u") { userId } } } }',
    path: ['lineItems', 'nodes', 0, 'score'],
  },
  {
    name: 'scores for users',
    route: 'scores',
    operation: '{ lineItems(first: 1) { nodes { label scoresForUsers(userIds: ["u", "v"]) { userId } } } }',
    path: ['lineItems', 'nodes', 0, 'scoresForUsers'],
  },
  {
    name: 'one’s own score',
    route: 'scores',
    operation: '{ lineItems(first: 1) { nodes { label myScore { userId } } } }',
    path: ['lineItems', 'nodes', 0, 'myScore'],
  },
];
const html = '<!DOCTYPE html><html><body><h1>Bad gateway</h1><p>nginx</p></body></html>';
const endless = { lineItems: [], scores: [], next: 'https://lms.example.edu/lti/courses/1/lineitems?after=1' };

/** A response with everything that must not be passed on. */
const talkative = (launch: SandboxLaunch, apiKey: string, status: number) => ({
  status,
  error: `${upstreamSecret} ${launch.ltik}`,
  details: {
    message: 'EXTERNAL_ERROR',
    description: `Authorization: LTIK-AUTH-V2 ${apiKey}:${launch.ltik}`,
    bodySent: { serviceKey: launch.serviceKey, apiKey },
    bodyReceived: upstreamSecret,
    externalError: upstreamSecret,
    externalUrl: `https://lms.example.edu/?session=${upstreamSecret}`,
    errors: [upstreamSecret, launch.ltik],
    stack: `Error: ${upstreamSecret}\n    at /app/node_modules/ltijs/index.js:1:1`,
  },
});

describe('errors', () => {
  let gateway: TestGateway;
  let hurried: TestGateway;
  let nowhere: TestGateway;

  beforeAll(async () => {
    // Every call fails, and an open breaker would hide one failure from the next.
    const breakerFailures = 1_000_000;
    gateway = await startTestGateway({ config: { breakerFailures } });
    hurried = await startTestGateway({ config: { upstreamTimeoutMs: 600, breakerFailures } });
    // A port without a listener.
    nowhere = await startTestGateway({ config: { ltiaasUrl: 'http://127.0.0.1:1', breakerFailures } });
  });
  afterAll(() => Promise.all([gateway, hurried, nowhere].map((each) => each.close())));
  beforeEach(() => {
    gateway.takeCalls();
    gateway.sandbox.clearFaults();
    hurried.sandbox.clearFaults();
  });

  function enter(of: TestGateway, options: LaunchOptions = {}): SandboxLaunch {
    const course = of.sandbox.createCourse({ lms: options.lms ?? 'spec', lineItems: 4 });
    course.addLineItem({ resourceLinkId: course.resourceLinkId });
    return of.sandbox.launch({ course, ...options });
  }

  /** Runs an operation and checks the guarantees for every response. */
  async function run(
    of: TestGateway,
    operation: string,
    launch: SandboxLaunch,
    form: 'bearer' | 'serviceKey' = 'bearer',
  ) {
    const answer = await of.run(operation, {}, launch.authorization[form]);
    expect(answer.status).toBe(200);
    expectNoSecrets(answer.text, of, launch);
    for (const { extensions } of answer.errors) {
      const { code, retryAfterSeconds, ...others } = extensions;
      expect([typeof code, ['number', 'undefined'].includes(typeof retryAfterSeconds), others]).toEqual([
        'string',
        true,
        {},
      ]);
    }
    return answer;
  }

  const failures: [string, string, FaultRule][] = [
    ['RATE_LIMITED', 'a 429', { status: 429 }],
    ['RATE_LIMITED', 'a 429 in HTML', { status: 429, body: html }],
    ['RATE_LIMITED', "Canvas's throttle", { status: 403, body: '403 Forbidden (Rate Limit Exceeded)' }],
    [
      'RATE_LIMITED',
      "Canvas's throttle as LTIAAS passes it on",
      { status: 403, body: { status: 403, details: { externalError: '403 Forbidden (Rate Limit Exceeded)\n' } } },
    ],
    ['UPSTREAM_UNAVAILABLE', 'a 500', { status: 500 }],
    ['UPSTREAM_UNAVAILABLE', 'a 502 in HTML', { status: 502, body: html }],
    ['UPSTREAM_UNAVAILABLE', 'a 503', { status: 503, headers: { 'retry-after': '1' } }],
    ['UPSTREAM_UNAVAILABLE', 'a 504 without a body', { status: 504, body: '' }],
    ['UPSTREAM_UNAVAILABLE', 'a connection dropped before the answer', { reset: 'before' }],
    ['UPSTREAM_UNAVAILABLE', 'a connection dropped after the work', { reset: 'after' }],
    ['UPSTREAM_UNAVAILABLE', 'half an answer', { truncate: true }],
    ['UPSTREAM_ERROR', 'HTML', { body: html }],
    ['UPSTREAM_ERROR', 'a text', { body: 'OK' }],
    ['UPSTREAM_ERROR', 'null', { body: 'null' }],
    ['UPSTREAM_ERROR', 'a string', { body: '"lineItems"' }],
    ['UPSTREAM_ERROR', 'a list', { body: [] }],
    ['UPSTREAM_ERROR', 'an object without anything', { body: {} }],
    ['UPSTREAM_ERROR', 'rows that are no list', { body: { lineItems: {}, scores: 'none', user: 'Ada', id: 4 } }],
    ['UPSTREAM_ERROR', 'an empty body', { body: '' }],
    ['UPSTREAM_ERROR', 'no content', { status: 204, body: '' }],
    ['UPSTREAM_ERROR', 'JSON cut short', { body: '{"lineItems":[{"id":"https://' }],
    ['UPSTREAM_ERROR', 'a redirect', { status: 302, headers: { location: 'https://login.example.com/' }, body: '' }],
    ['UPSTREAM_ERROR', 'a refusal without a reason', { status: 400 }],
  ];

  describe.each(reads)('$name', ({ route, operation, path }) => {
    test.each(failures)('returns %s after %s', async (code, _name, fault) => {
      const launch = enter(gateway);
      gateway.sandbox.fault({ launch, route, ...fault });
      const { data, errors } = await run(gateway, operation, launch);
      expect(errors.map((error) => [error.path, error.extensions.code])).toEqual([[path, code]]);
      // What was read is kept.
      const failed = path.reduce((value, step) => value[step], data);
      expect(failed).toBeNull();
      if (path.length > 2) expect(data.lineItems.nodes[0].label).toBe('Exercise 1');
    });

    test('passes on Retry-After if LTIAAS sends it', async () => {
      const launch = enter(gateway);
      const inHalfAMinute = new Date(Date.now() + 30_000).toUTCString();
      for (const [retryAfter, from, to] of [
        ['17', 17, 17],
        ['0', 0, 0],
        [inHalfAMinute, 25, 30],
        ['Wed, 01 Oct 2025 08:00:00 GMT', 0, 0],
      ] as const) {
        const fault = gateway.sandbox.fault({ launch, route, status: 429, headers: { 'retry-after': retryAfter } });
        const { errors } = await run(gateway, operation, launch);
        expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
        const { retryAfterSeconds } = errors[0]!.extensions;
        expect(Number.isInteger(retryAfterSeconds)).toBe(true);
        expect(retryAfterSeconds).toBeGreaterThanOrEqual(from);
        expect(retryAfterSeconds).toBeLessThanOrEqual(to);
        fault.remove();
      }
      for (const headers of [{}, { 'retry-after': 'soon' }] as Record<string, string>[]) {
        const fault = gateway.sandbox.fault({ launch, route, status: 429, headers });
        const { errors } = await run(gateway, operation, launch);
        expect(errors[0]!.extensions).toEqual({ code: 'RATE_LIMITED' });
        fault.remove();
      }
    });

    test.each([400, 403, 404, 409, 418, 422, 500, 503])('passes on nothing from the body of a %d', async (status) => {
      const launch = enter(gateway);
      const body = talkative(launch, gateway.sandbox.apiKey, status);
      gateway.sandbox.fault({ launch, route, status, body });
      const asJson = await run(gateway, operation, launch);
      gateway.sandbox.clearFaults();
      gateway.sandbox.fault({ launch, route, status, body: `<pre>${JSON.stringify(body)}</pre>` });
      const asText = await run(gateway, operation, launch);
      for (const { errors, text } of [asJson, asText]) {
        // A line item that LTIAAS does not have is null without an error.
        expect(errors).toHaveLength(route === 'lineItem' && status === 404 ? 0 : 1);
        expect(text).not.toMatch(/EXTERNAL_ERROR|lms\.example\.edu\/\?|Authorization|stack|session=/);
      }
    });

    test('returns UPSTREAM_UNAVAILABLE if LTIAAS is down', async () => {
      const launch = enter(nowhere);
      const { data, errors } = await run(nowhere, operation, launch);
      expect(data).toEqual({ [path[0]!]: null });
      expect(errors).toMatchObject([{ path: [path[0]], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
    });
  });

  // In parallel, because each waits for the deadline.
  test.each<[string, FaultRule]>([
    ['no response', { hang: true }],
    ['a response that never ends', { drip: { bytesPerSecond: 40 } }],
  ])('returns UPSTREAM_TIMEOUT after %s', async (_name, fault) => {
    const startedAt = Date.now();
    const failed = await Promise.all(
      reads.map(async ({ name, route, operation }) => {
        const launch = enter(hurried);
        hurried.sandbox.fault({ launch, route, ...fault });
        const { errors } = await run(hurried, operation, launch);
        return [name, errors.map((error) => [error.path, error.extensions.code])];
      }),
    );
    expect(failed).toEqual(reads.map(({ name, path }) => [name, [[path, 'UPSTREAM_TIMEOUT']]]));
    expect(Date.now() - startedAt).toBeLessThan(2000);
  });

  test.each(['lineItems', 'scores'] as const)(
    '%s that link in a circle end quickly with UPSTREAM_ERROR',
    async (route) => {
      const launch = enter(gateway);
      const { operation, path } = reads.find((read) => read.route === route)!;
      gateway.sandbox.fault({ launch, route, body: endless });
      const { errors } = await run(gateway, operation, launch);
      // If the list of line items fails, there is no line item whose scores could be read.
      expect(errors).toMatchObject([{ path, extensions: { code: 'UPSTREAM_ERROR' } }]);
      expect(gateway.takeCalls().filter((call) => call === `GET ${route}`).length).toBeLessThan(5);
    },
  );

  test.each(['idtoken', 'lineItems'] as const)('17 MiB of %s is UPSTREAM_ERROR', async (route) => {
    const launch = enter(gateway);
    const { operation, path } = reads.find((read) => read.route === route)!;
    gateway.sandbox.fault({
      launch,
      route,
      rewrite: (answer) => ({ ...answer, body: { ...answer.body, padding: 'x'.repeat(17 * 1024 * 1024) } }),
    });
    const { errors } = await run(gateway, operation, launch);
    expect(errors).toMatchObject([{ path, extensions: { code: 'UPSTREAM_ERROR' } }]);
  });

  describe('SERVICE_NOT_AVAILABLE', () => {
    const list = '{ lineItems { nodes { id } } }';
    const scores = '{ lineItems { nodes { label scores { nodes { userId } } } } }';

    test.each<[string, LaunchOptions, string, string[]]>([
      ['a launch without grades', { grades: 'unavailable' }, list, ['GET idtoken']],
      ['an LTI 1.1 launch', { ltiVersion: '1.2.0', roles: ['Instructor'] }, list, ['GET idtoken']],
      ['a launch without the line item scope', { scopes: ['score', 'result.readonly'] }, list, ['GET idtoken']],
      ['an account without the service', { account: 'inactive' }, list, ['GET idtoken', 'GET lineItems']],
      ['an inactive platform', { platform: 'inactive' }, list, ['GET idtoken']],
    ])('is returned to a user for %s', async (_name, options, operation, calls) => {
      const { data, errors } = await run(gateway, operation, enter(gateway, options));
      expect(data).toEqual({ lineItems: null });
      expect(errors.map((error) => error.extensions.code)).toEqual(['SERVICE_NOT_AVAILABLE']);
      expect(gateway.takeCalls()).toEqual(calls);
    });

    test.each<[string, LaunchOptions]>([
      ['a launch without grades', { grades: 'unavailable' }],
      ['an account without the service', { account: 'inactive' }],
      ['an inactive platform', { platform: 'inactive' }],
    ])('is returned to a service key for %s', async (_name, options) => {
      const { data, errors } = await run(gateway, list, enter(gateway, options), 'serviceKey');
      expect(data).toEqual({ lineItems: null });
      expect(errors.map((error) => error.extensions.code)).toEqual(['SERVICE_NOT_AVAILABLE']);
    });

    test('is the error for the whole launch on an inactive platform', async () => {
      const { data, errors } = await run(
        gateway,
        '{ launch { user { id } } }',
        enter(gateway, { platform: 'inactive' }),
      );
      expect(data).toEqual({ launch: null });
      expect(errors.map((error) => error.extensions.code)).toEqual(['SERVICE_NOT_AVAILABLE']);
    });

    const expectNoScores = async (launch: SandboxLaunch, form: 'bearer' | 'serviceKey') => {
      const { data, errors } = await run(gateway, scores, launch, form);
      const labels = launch.course.lineItems().map(({ label }) => label);
      expect(data.lineItems.nodes).toEqual(labels.map((label) => ({ label, scores: null })));
      expect(errors.map((error) => error.extensions.code)).toEqual(labels.map(() => 'SERVICE_NOT_AVAILABLE'));
    };

    test.each(lmsNames)('is returned to a user on %s for scores without the scope, without a call', async (lms) => {
      await expectNoScores(enter(gateway, { lms, scopes: ['lineitem.readonly'] }), 'bearer');
      expect(gateway.takeCalls()).not.toContain('GET scores');
    });

    // Sakai answers 400 for every failure.
    test.each(lmsNames.filter((lms) => lms !== 'sakai'))(
      'is returned to a service key on %s for scores without the scope',
      async (lms) => {
        await expectNoScores(enter(gateway, { lms, scopes: ['lineitem.readonly'] }), 'serviceKey');
      },
    );
  });

  test('a role without permission gets FORBIDDEN without a call', async () => {
    const launch = enter(gateway, { roles: ['Learner'] });
    const operation = '{ lineItems { nodes { label scores { nodes { userId } } } } }';
    const { data, errors } = await run(gateway, operation, launch);
    expect(data.lineItems.nodes).toEqual(launch.course.lineItems().map(({ label }) => ({ label, scores: null })));
    expect(new Set(errors.map((error) => error.extensions.code))).toEqual(new Set(['FORBIDDEN']));
    expect(gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems']);
  });

  describe('a failure of one line item of five leaves the others complete:', () => {
    test.each<[string, string, FaultRule, string]>([
      ['its scores', 'scores { nodes { userId } }', { status: 500 }, 'UPSTREAM_UNAVAILABLE'],
      ['its scores, timed out', 'scores { nodes { userId } }', { hang: true }, 'UPSTREAM_TIMEOUT'],
      ['one score', 'score(userId: "u") { userId }', { status: 429 }, 'RATE_LIMITED'],
      ['scores for users', 'scoresForUsers(userIds: ["u", "v"]) { userId }', { body: html }, 'UPSTREAM_ERROR'],
      ['its own score', 'myScore { userId }', { reset: 'before' }, 'UPSTREAM_UNAVAILABLE'],
    ])('%s', async (_name, field, fault, code) => {
      // Only a hanging call needs the short deadline. On a busy machine it would affect the other cases.
      const asked = fault.hang ? hurried : gateway;
      const launch = enter(asked);
      const rows = launch.course.lineItems();
      asked.sandbox.fault({ launch, route: 'scores', lineItemId: rows[3]!.id, ...fault });
      const { data, errors } = await run(asked, `{ lineItems { nodes { label read: ${field} } } }`, launch);
      expect(data.lineItems.nodes.map((node: any) => node.label)).toEqual(rows.map(({ label }) => label));
      expect(errors).toMatchObject([{ path: ['lineItems', 'nodes', 3, 'read'], extensions: { code } }]);
      expect(data.lineItems.nodes[3].read).toBeNull();
      if (field.startsWith('scores {'))
        for (const index of [0, 1, 2]) expect(data.lineItems.nodes[index].read.nodes).toHaveLength(30);
      if (field.startsWith('scoresFor')) expect(data.lineItems.nodes[2].read).toEqual([null, null]);
    });
  });

  test('does not cache a failure', async () => {
    const launch = enter(gateway);
    for (const { route, operation } of reads) {
      gateway.sandbox.fault({ launch, route, status: 500, times: 8 });
      await run(gateway, operation, launch);
      gateway.sandbox.clearFaults();
      expect((await run(gateway, operation, launch)).errors).toEqual([]);
    }
  });
});

test('INTERNAL_SERVER_ERROR contains the request id and no details', async () => {
  // This configuration is impossible in production: the first role check throws an unforeseen exception.
  const broken = await startTestGateway({ config: { staffRoles: undefined as never } });
  const { bearer } = broken.sandbox.seeded.instructor.authorization;
  const { status, data, errors, headers } = await broken.run('{ lineItems(first: 1) { nodes { id } } }', {}, bearer);
  expect({ status, data }).toEqual({ status: 200, data: { lineItems: null } });
  const requestId = headers.get('x-request-id');
  expect(requestId).toMatch(/^[\w-]{36}$/);
  expect(errors).toEqual([
    {
      message: expect.not.stringMatching(/undefined|includes|staffRoles/),
      path: ['lineItems'],
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
    },
  ]);
  await broken.close();
});
