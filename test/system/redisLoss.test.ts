import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { SharedStore } from '../../src/redis/sharedStore';
import { startFarAway } from '../support/farAway';
import { type Redis, type RedisClient, startRedis } from '../support/redis';

let redis: Redis;
let client: RedisClient;
let lines: string[];
const stores: SharedStore[] = [];

async function open(url = redis.url): Promise<SharedStore> {
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const store = await SharedStore.open({ url, apiKey: 'api-key', logger });
  stores.push(store);
  return store;
}

beforeAll(async () => {
  redis = await startRedis();
  client = await redis.peek();
});
beforeEach(async () => {
  lines = [];
  await client.flushAll();
});
afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));
afterAll(() => redis.close());

/** Polls until the condition is true. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(10);
}

describe('if Redis', () => {
  test('hangs, one operation waits briefly, and no other until it recovers', async () => {
    const store = await open();
    await store.set('query', 'a', 'text', 60_000);
    redis.pause();
    try {
      for (let turn = 0; turn < 3; turn += 1) {
        expect(store.state.isUp).toBe(true);
        const startedAt = performance.now();
        expect(await store.get('query', 'a')).toBeUndefined();
        expect(performance.now() - startedAt).toBeGreaterThan(45);
      }
      expect(store.state).toMatchObject({ isUp: false, failures: 1 });
      const next = performance.now();
      for (let turn = 0; turn < 100; turn += 1) expect(await store.get('query', 'a')).toBeUndefined();
      expect(performance.now() - next).toBeLessThan(1000);
      // Long enough for one failed reconnection.
      await wait(2500);
      expect(store.state).toMatchObject({ isUp: false, failures: 2 });
    } finally {
      redis.goOn();
    }
    await eventually(() => store.state.isUp);
    expect(await store.get('query', 'a')).toBe('text');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 40, reason: 'SLOW', msg: expect.stringMatching(/^Redis is unavailable/) },
      { level: 30, msg: 'Redis is available again' },
    ]);
  });

  test('is slow, it is not used', async () => {
    const far = await startFarAway(redis.url);
    try {
      const store = await open(far.url);
      await wait(2500);
      expect(store.state.isUp).toBe(false);
      expect(lines).toHaveLength(1);
      far.delayMs = 0;
      await eventually(() => store.state.isUp);
      await store.set('query', 'a', 'text', 10_000);
      far.delayMs = 80;
      expect(await store.get('query', 'a')).toBeUndefined();
      // One slow call does not stop its use, and a write waits for its lease.
      expect(await store.tryLease('thing', 'a', 1000)).toBe(true);
      for (let turn = 0; turn < 3; turn += 1) expect(await store.get('query', 'a')).toBeUndefined();
      expect(lines).toHaveLength(3);
    } finally {
      far.close();
    }
  });

  test('is gone, that is noticed immediately, and it is used again once it is back', async () => {
    const store = await open();
    await redis.kill();
    await eventually(() => !store.state.isUp);
    expect(await store.get('query', 'a')).toBeUndefined();
    expect(await store.count('a', 1000)).toBeUndefined();
    expect(await store.tryLease('thing', 'a', 1000)).toBeUndefined();
    await store.endLease('a');
    await store.set('query', 'a', 'text', 1000);
    await redis.start();
    await eventually(() => store.state.isUp);
    await store.set('query', 'a', 'text', 10_000);
    expect(await store.get('query', 'a')).toBe('text');
    expect(lines).toHaveLength(2);
  });

  test('is missing at the start, the store starts anyway', async () => {
    await redis.kill();
    const store = await open();
    expect(store.state).toEqual({ isUp: false, hits: 0, misses: 0, failures: 1 });
    expect(lines.join()).toMatch(/ECONNREFUSED/);
    await redis.start();
    await eventually(() => store.state.isUp);
  });

  test('rejects writes, it is not used, and the loss is counted once', async () => {
    const store = await open();
    await client.configSet({ 'min-replicas-to-write': '1' });
    try {
      await store.set('query', 'a', 'text', 1000);
      await wait(2500);
      expect(store.state.isUp).toBe(false);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/NOREPLICAS/);
    } finally {
      await client.configSet({ 'min-replicas-to-write': '0' });
    }
    await eventually(() => store.state.isUp);
  });

  test('closes connections, the store reconnects', async () => {
    const store = await open();
    await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    await eventually(() => !store.state.isUp);
    await eventually(() => store.state.isUp);
  });
});

test('a closed store leaves no connection and opens none', async () => {
  const store = await open();
  await store.close();
  redis.pause();
  const hanging = await open();
  redis.goOn();
  await hanging.close();
  await wait(1500);
  const others = await client.sendCommand<string>(['CLIENT', 'LIST', 'TYPE', 'normal']);
  expect(others.trim().split('\n')).toHaveLength(1);
});
