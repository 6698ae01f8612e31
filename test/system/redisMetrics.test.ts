import { hash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { type Redis, startRedis } from '../support/redis';
import { scrape } from '../support/scrape';

let redis: Redis;
const gateways: TestGateway[] = [];
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
});
afterAll(() => redis.close());

async function startReplica(redisUrl: string | undefined) {
  const gateway = await startTestGateway({ config: { redisUrl, metricsPort: 0 } });
  gateways.push(gateway);
  const instructor = gateway.sandbox.seeded.instructor.authorization.bearer;
  return {
    ask: () => gateway.run('{ lineItems(first: 1) { nodes { id } } }', {}, instructor),
    /** Sends a persisted query, or only its hash. */
    persisted: async (query: string, isKnown: boolean) => {
      const extensions = { persistedQuery: { version: 1, sha256Hash: hash('sha256', query) } };
      const headers = { 'content-type': 'application/json', authorization: instructor };
      const body = JSON.stringify(isKnown ? { extensions } : { query, extensions });
      return (await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body })).json() as any;
    },
    read: async (name: string) => (await scrape(gateway.metricsUrl)).value(`grades_gateway_redis_${name}`),
  };
}

test('the metrics show whether Redis is used, its hits and its failures', async () => {
  const [one, { ask, persisted, read }] = [await startReplica(redis.url), await startReplica(redis.url)];
  expect(await read('up')).toBe(1);
  const query = '{ launch { user { id } } }';
  expect((await persisted(query, true)).errors).toHaveLength(1);
  expect([await read('hits_total'), await read('misses_total')]).toEqual([0, 1]);
  expect((await one.persisted(query, false)).data.launch.user.id).toEqual(expect.any(String));
  // The query is stored after the response.
  while ((await persisted(query, true)).errors) await wait(10);
  expect(await read('hits_total')).toBe(1);
  expect(await read('failures_total')).toBe(0);

  await redis.kill();
  while ((await read('up')) === 1) await wait(20);
  expect((await ask()).errors).toEqual([]);
  expect(await read('failures_total')).toBeGreaterThan(0);
  await redis.start();
  while ((await read('up')) === 0) await wait(20);
}, 30_000);

test('without Redis the metrics show that', async () => {
  const { ask, read } = await startReplica(undefined);
  await ask();
  expect(await read('up')).toBeNaN();
  expect(await read('misses_total')).toBe(0);
});
