import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { startTestGateway, type TestGateway, withTestGateway } from './support/gateway';

const origin = 'https://app.example.com';
const perMinute = 3;
const perAddress = 50 * perMinute;

interface Sent {
  authorization?: string;
  forwardedFor?: string;
  method?: string;
}

function send(url: string, { authorization, forwardedFor, method = 'POST' }: Sent = {}) {
  return fetch(`${url}/graphql`, {
    method,
    headers: {
      origin,
      'content-type': 'application/json',
      ...(authorization !== undefined && { authorization }),
      ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }),
      ...(method === 'OPTIONS' && { 'access-control-request-method': 'POST' }),
    },
    ...(method === 'POST' && { body: JSON.stringify({ query: '{ __typename }' }) }),
  });
}

async function statusesOf(requests: Promise<Response>[]): Promise<number[]> {
  return (await Promise.all(requests)).map(({ status }) => status).sort();
}

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const served = (count: number) => times(count, () => 200);

describe('the rate limit', () => {
  const config = { rateLimitPerMinute: perMinute, corsOrigins: [origin] };
  /** Each test sends its requests from its own address. */
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ config: { ...config, trustProxy: ['127.0.0.0/8'] } });
  });
  afterAll(() => gateway.close());
  const launch = () => gateway.sandbox.launch().authorization;

  test('rejects further requests with Retry-After', async () => {
    const { bearer: authorization } = launch();
    for (const remaining of [2, 1, 0]) {
      const { status, headers } = await send(gateway.url, { authorization, forwardedFor: '192.0.2.1' });
      expect([status, headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')]).toEqual([
        200,
        '3',
        String(remaining),
      ]);
      expect(Number(headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60);
    }
    const refused = await send(gateway.url, { authorization, forwardedFor: '192.0.2.1' });
    const retryAfterSeconds = Number(refused.headers.get('retry-after'));
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect([refused.status, await refused.json()]).toEqual([
      429,
      {
        errors: [
          {
            message: expect.stringMatching(/\b3\b/),
            extensions: { code: 'RATE_LIMITED', retryAfterSeconds },
          },
        ],
      },
    ]);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
    const exposed = refused.headers.get('access-control-expose-headers')!.split(', ');
    expect(exposed).toEqual(
      expect.arrayContaining(['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']),
    );
  });

  test('does not affect other credentials at the same address', async () => {
    const [one, other] = [launch(), launch()];
    const from = (authorization: string, count: number) =>
      times(count, () => send(gateway.url, { authorization, forwardedFor: '192.0.2.2' }));
    expect(await statusesOf(from(one.bearer, perMinute + 1))).toEqual([...served(perMinute), 429]);
    expect(await statusesOf(from(other.bearer, perMinute))).toEqual(served(perMinute));
    expect(await statusesOf(from(one.serviceKey, perMinute + 1))).toEqual([...served(perMinute), 429]);
  });

  test('counts a credential across addresses', async () => {
    const { bearer: authorization } = launch();
    const requests = times(perMinute + 1, (i) => send(gateway.url, { authorization, forwardedFor: `192.0.2.1${i}` }));
    expect(await statusesOf(requests)).toEqual([...served(perMinute), 429]);
  });

  test('counts by address without a valid credential, with IPv6 by network', async () => {
    const credentials = [{}, { authorization: 'Bearer' }, { authorization: 'Basic abc' }, {}];
    const requests = (address: (i: number) => string) =>
      credentials.map((credential, i) => send(gateway.url, { ...credential, forwardedFor: address(i) }));
    expect(await statusesOf(requests(() => '192.0.2.3'))).toEqual([...served(perMinute), 429]);
    expect(await statusesOf(requests(() => '192.0.2.4'))).toEqual([...served(perMinute), 429]);
    expect(await statusesOf(requests((i) => `2001:db8::${i + 1}`))).toEqual([...served(perMinute), 429]);
    expect(await statusesOf(requests((i) => `2001:db8:0:${i + 1}::1`))).toEqual(served(4));
  });

  test("counts made-up credentials by address, but not a back end's", async () => {
    const forwardedFor = '192.0.2.5';
    const madeUp = (count: number) => times(count, () => `Bearer a.b.${Math.random()}`);
    const sendAll = (authorizations: string[]) =>
      statusesOf(authorizations.map((authorization) => send(gateway.url, { authorization, forwardedFor })));
    expect(await sendAll(madeUp(perAddress))).toEqual(served(perAddress));
    const refused = await send(gateway.url, { authorization: madeUp(1)[0]!, forwardedFor });
    expect([refused.status, await refused.text()]).toEqual([
      429,
      expect.stringMatching(new RegExp(`\\b${perAddress}\\b`)),
    ]);
    expect(await sendAll([launch().serviceKey])).toEqual(served(1));
  });

  test('does not use up the allowance of others behind the same address', async () => {
    const forwardedFor = '192.0.2.6';
    const { bearer } = launch();
    await Promise.all(times(perAddress + 1, () => send(gateway.url, { authorization: bearer, forwardedFor })));
    expect((await send(gateway.url, { authorization: launch().bearer, forwardedFor })).status).toBe(200);
  });

  test('excludes preflights and health checks', async () => {
    const forwardedFor = '192.0.2.7';
    const preflights = times(2 * perMinute, () => send(gateway.url, { method: 'OPTIONS', forwardedFor }));
    expect(await statusesOf(preflights)).toEqual(times(2 * perMinute, () => 204));
    expect((await send(gateway.url, { forwardedFor })).headers.get('ratelimit-remaining')).toBe('2');
    const health = times(2 * perMinute, () => fetch(`${gateway.url}/healthz`));
    expect(await statusesOf(health)).toEqual(served(2 * perMinute));
  });

  test('reads the address only from trusted proxies', () =>
    withTestGateway(config, async ({ url }) => {
      const requests = times(perMinute + 1, (i) => send(url, { forwardedFor: `192.0.2.${i}` }));
      expect(await statusesOf(requests)).toEqual([...served(perMinute), 429]);
    }));
});

test('there is no rate limit by default', () =>
  withTestGateway({}, async ({ url }) => {
    const answers = await Promise.all(times(300, () => send(url)));
    expect(answers.every(({ status, headers }) => status === 200 && !headers.has('ratelimit-limit'))).toBe(true);
  }));

describe('under overload', () => {
  const block = (ms: number) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };

  const withLoadChecks: typeof withTestGateway = (config, use) => withTestGateway(config, use, { loadCheckMs: 100 });

  /** On a busy machine every gateway is overloaded: from now on Node.js measures no lag of the event loop. */
  const beCalm = () =>
    jest.spyOn(Object.getPrototypeOf(Object.getPrototypeOf(monitorEventLoopDelay())), 'mean', 'get').mockReturnValue(0);
  const sendUntilServed = async (url: string) => {
    while ((await send(url)).status !== 200) await wait(20);
  };
  afterEach(() => jest.restoreAllMocks());

  test('rejects new requests, finishes accepted ones, and recovers', () =>
    withLoadChecks({ maxEventLoopLagMs: 50, corsOrigins: [origin] }, async (gateway) => {
      const { url, sandbox } = gateway;
      const { bearer } = sandbox.launch().authorization;
      let release = () => {};
      sandbox.fault({ until: new Promise((resolve) => (release = resolve)) });
      const calm = beCalm();
      await sendUntilServed(url);
      const taken = gateway.run('{ lineItems(first: 1) { nodes { id } } }', {}, bearer);
      while (sandbox.requests.length === 0) await wait(5);
      calm.mockRestore();

      let refused = await send(url);
      for (let time = 0; time < 20 && refused.status === 200; time += 1) {
        block(100);
        refused = await send(url);
      }
      expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
        503,
        '5',
        {
          errors: [{ message: expect.any(String), extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 5 } }],
        },
      ]);
      expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
      for (const path of ['healthz', 'readyz']) expect((await fetch(`${url}/${path}`)).status).toBe(200);
      expect((await send(url, { method: 'OPTIONS' })).status).toBe(204);

      release();
      expect((await taken).errors).toEqual([]);
      beCalm();
      await sendUntilServed(url);
    }));

  test('serves everything if no limit is set', () =>
    withLoadChecks({ maxEventLoopLagMs: 0 }, async ({ url }) => {
      const statuses = new Set<number>();
      for (let time = 0; time < 6; time += 1) {
        block(100);
        statuses.add((await send(url)).status);
      }
      expect([...statuses]).toEqual([200]);
    }));
});
