import type { SandboxLaunch } from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway } from './support/gateway';

const gradebook = '{ lineItems(first: 20) { nodes { scores(first: 2) { nodes { userId } } } } }';
const canvasThrottle = { status: 403, body: '403 Forbidden (Rate Limit Exceeded)' };

describe('an LMS that throttles', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  const enter = (lms: 'canvas' | 'spec' | 'moodle') =>
    gateway.sandbox.launch({ course: gateway.sandbox.createCourse({ lms, lineItems: 20, learners: 3 }) });

  const read = async (launch: SandboxLaunch) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: launch.authorization.bearer,
        'x-gateway-explain': '1',
      },
      body: JSON.stringify({ query: gradebook }),
    });
    const { errors = [], extensions } = (await response.json()) as { errors?: object[]; extensions: any };
    return { errors, concurrency: extensions.upstream.concurrency as number };
  };

  test.each([
    ['canvas', 'a 403 of Canvas', canvasThrottle, 10],
    ['moodle', 'a 429', { status: 429 }, 24],
  ] as const)(
    '%s: reads succeed after %s, with fewer calls at once',
    async (lms, _name, fault, limit) => {
      const launch = enter(lms);
      expect(await read(launch)).toEqual({ errors: [], concurrency: limit });
      // Three times in a row each call after the first ones of an operation is throttled.
      gateway.sandbox.fault({ launch, route: 'scores', times: 60, ...fault });
      const { errors, concurrency } = await read(launch);
      expect(errors).toEqual([]);
      expect(concurrency).toBeLessThan(limit);
      gateway.sandbox.clearRequests();
      gateway.sandbox.fault({ launch, delayMs: 2 });
      // Every ten responses allow one more call.
      for (let reads = 0, allowed = concurrency; allowed < limit; reads += 1) {
        const after = await read(launch);
        expect(after.errors).toEqual([]);
        expect(after.concurrency).toBeGreaterThan(allowed);
        expect(after.concurrency).toBeLessThanOrEqual(Math.min(limit, allowed + 2 * (reads + 3)));
        allowed = after.concurrency;
      }
      expect((await read(launch)).concurrency).toBe(limit);
    },
    20_000,
  );

  test('does not slow down another LMS', async () => {
    const [throttled, other] = [enter('canvas'), enter('spec')];
    const fault = gateway.sandbox.fault({ launch: throttled, route: 'scores', ...canvasThrottle });
    const { errors } = await read(throttled);
    fault.remove();
    expect(errors).toHaveLength(20);
    expect(await read(other)).toEqual({ errors: [], concurrency: 24 });
  }, 20_000);
});
