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
    read: async (name: string) => (await scrape(gateway.metricsUrl)).value(`grades_gateway_redis_${name}`),
  };
}

test('the metrics tell whether Redis is used, and what it is good for', async () => {
  const { ask, read } = await startReplica(redis.url);
  await ask();
  expect(await read('up')).toBe(1);
  expect(await read('misses_total')).toBe(1);
  // What the first has learnt is written after its answer.
  while ((await read('hits_total')) === 0) await ask();
  expect(await read('failures_total')).toBe(0);

  await redis.kill();
  while ((await read('up')) === 1) await wait(20);
  expect((await ask()).errors).toEqual([]);
  expect(await read('failures_total')).toBeGreaterThan(0);
  await redis.start();
  while ((await read('up')) === 0) await wait(20);
}, 30_000);

test('without one, they say so', async () => {
  const { ask, read } = await startReplica(undefined);
  await ask();
  expect(await read('up')).toBeNaN();
  expect(await read('misses_total')).toBe(0);
});
