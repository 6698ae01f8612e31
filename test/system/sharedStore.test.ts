import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { SharedStore } from '../../src/redis/sharedStore';
import { startFarAway } from '../support/farAway';
import { type Redis, type RedisClient, startRedis } from '../support/redis';

let redis: Redis;
let client: RedisClient;
const stores: SharedStore[] = [];

async function open(apiKey = 'api-key', url = redis.url): Promise<SharedStore> {
  const store = await SharedStore.open({ url, apiKey, logger: pino({ level: 'silent' }) });
  stores.push(store);
  return store;
}

beforeAll(async () => {
  redis = await startRedis();
  client = await redis.peek();
});
beforeEach(async () => {
  await client.flushAll();
});
afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));
afterAll(() => redis.close());

/** Polls until the condition is true. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(10);
}

describe('a value', () => {
  test('is shared by replicas with the same API key, for its lifetime', async () => {
    const [one, other] = [await open(), await open()];
    await one.set('query', 'a', 'schön', 300);
    expect(await other.get('query', 'a')).toBe('schön');
    await other.delete('query', 'a');
    expect(await one.get('query', 'a')).toBeUndefined();
    await one.set('query', 'a', 'x', 300);
    await wait(350);
    expect(await other.get('query', 'a')).toBeUndefined();
    expect(other.state).toEqual({ isUp: true, hits: 1, misses: 1, failures: 0 });
  });

  test.each<[string, (sealed: string, other: string) => string]>([
    ['garbage', () => 'garbage'],
    ['empty', () => ''],
    ['bytes that are not text', () => randomBytes(200).toString('latin1')],
    ['as short as an empty encrypted value', () => randomBytes(28).toString('base64')],
    ['JSON', () => '{"value":"text","expires":null}'],
    ['truncated', (sealed) => sealed.slice(0, -4)],
    ['truncated to its first bytes', (sealed) => sealed.slice(0, 16)],
    [
      'changed in one character',
      (sealed) => `${sealed.slice(0, 20)}${sealed[20] === 'A' ? 'B' : 'A'}${sealed.slice(21)}`,
    ],
    ["another query's", (_, other) => other],
  ])('that is %s is a miss and is overwritten', async (_, poison) => {
    const store = await open();
    await store.set('query', 'other', 'text', 10_000);
    const [nameOfOther] = await client.keys('*');
    await store.set('query', 'a', 'text', 10_000);
    const name = (await client.keys('*')).find((key) => key !== nameOfOther)!;
    await client.set(name, poison((await client.get(name))!, (await client.get(nameOfOther!))!));
    expect(await store.get('query', 'a')).toBeUndefined();
    expect(store.state).toMatchObject({ isUp: true, hits: 0, misses: 1, failures: 0 });
    await store.set('query', 'a', 'good', 10_000);
    expect(await store.get('query', 'a')).toBe('good');
    expect(await client.pTTL(name)).toBeGreaterThan(0);
  });

  test('of another API key has another name, and under our name is a miss', async () => {
    const [ours, theirs] = [await open(), await open('another-api-key')];
    await theirs.set('query', 'a', 'theirs', 10_000);
    const [nameOfTheirs] = await client.keys('*');
    expect(await ours.get('query', 'a')).toBeUndefined();
    await ours.set('query', 'a', 'ours', 10_000);
    const name = (await client.keys('*')).find((key) => key !== nameOfTheirs)!;
    await client.set(name, (await client.get(nameOfTheirs!))!);
    expect(await ours.get('query', 'a')).toBeUndefined();
  });

  test('of the wrong type is a miss and does not stop the use of Redis', async () => {
    const store = await open();
    await store.set('query', 'a', 'text', 10_000);
    const [name] = await client.keys('*');
    await client.del(name!);
    await client.lPush(name!, 'list');
    expect(await store.get('query', 'a')).toBeUndefined();
    await store.set('query', 'a', 'good', 10_000);
    expect(await store.get('query', 'a')).toBe('good');
    expect(store.state).toEqual({ isUp: true, hits: 1, misses: 1, failures: 0 });
  });
});

describe('a count', () => {
  test('is shared by all replicas, for its window', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.count('a', 300)).toEqual({ current: 1, ttl: 300 });
    expect(await other.count('a', 300)).toMatchObject({ current: 2 });
    expect(await other.count('b', 300)).toMatchObject({ current: 1 });
    await wait(350);
    expect(await one.count('a', 300)).toEqual({ current: 1, ttl: 300 });
  });

  test.each([
    ['a string', (name: string) => client.set(name, 'text', { PX: 1000 })],
    ['another type', (name: string) => client.lPush(name, 'list')],
    ['without an expiry', (name: string) => client.set(name, '1000')],
    ['with an expiry too far away', (name: string) => client.set(name, '1000', { PX: 100_000 })],
  ])('that is %s restarts', async (_, poison) => {
    const store = await open();
    await store.count('a', 10_000);
    const [name] = await client.keys('*');
    await client.del(name!);
    await poison(name!);
    expect(await store.count('a', 10_000)).toEqual({ current: 1, ttl: 10_000 });
    expect(await store.count('a', 10_000)).toMatchObject({ current: 2 });
    expect(store.state.failures).toBe(0);
  });
});

describe('a lease', () => {
  test('belongs to one holder until it is released', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.tryLease('thing', 'a', 10_000)).toBe(true);
    expect(await other.tryLease('thing', 'b', 10_000)).toBe(false);
    expect(await other.tryLease('another thing', 'c', 10_000)).toBe(true);
    // Only the holder can release it.
    await other.endLease('b');
    expect(await other.tryLease('thing', 'd', 10_000)).toBe(false);
    await one.endLease('a');
    expect(await other.tryLease('thing', 'd', 10_000)).toBe(true);
  });

  test('is free again if a waiting client gave up', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.tryLease('thing', 'a', 10_000)).toBe(true);
    expect(await other.tryLease('thing', 'b', 10_000)).toBe(false);
    await one.endLease('a');
    await other.endLease('b');
    expect(await one.tryLease('thing', 'c', 10_000)).toBe(true);
  });

  test('is not released by a holder whose lease has expired', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.tryLease('thing', 'a', 100)).toBe(true);
    await wait(150);
    expect(await other.tryLease('thing', 'b', 10_000)).toBe(true);
    await one.endLease('a');
    expect(await one.tryLease('thing', 'c', 10_000)).toBe(false);
  });

  test('goes to the longest waiting client, unless it has gone', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.tryLease('thing', 'a', 10_000)).toBe(true);
    expect(await other.tryLease('thing', 'b', 10_000)).toBe(false);
    await one.endLease('a');
    expect(await one.tryLease('thing', 'a2', 10_000)).toBe(false);
    expect(await other.tryLease('thing', 'b', 10_000)).toBe(true);
    expect(await one.tryLease('thing', 'a3', 10_000)).toBe(false);
    await other.endLease('b');
    await wait(300);
    expect(await other.tryLease('thing', 'b2', 10_000)).toBe(true);
  });

  test.each([
    ['without an expiry', (name: string) => client.set(name, 'stuck')],
    ['with an expiry too far away', (name: string) => client.set(name, 'stuck', { PX: 3_600_000 })],
    ['of another type', (name: string) => client.lPush(name, 'list')],
  ])('that is %s blocks no write', async (_, poison) => {
    const store = await open();
    expect(await store.tryLease('thing', 'a', 10_000)).toBe(true);
    expect(await store.tryLease('thing', 'b', 10_000)).toBe(false);
    const names = await client.keys('*');
    expect(names).toHaveLength(2);
    await client.del(names);
    for (const name of names) await poison(name);
    expect(await store.tryLease('thing', 'c', 10_000)).toBe(true);
  });

  test('released while Redis was unreachable is free when Redis is back', async () => {
    const far = await startFarAway(redis.url);
    try {
      far.delayMs = 0;
      const [one, other] = [await open('api-key', far.url), await open()];
      expect(await one.tryLease('thing', 'a', 60_000)).toBe(true);
      expect(await one.tryLease('another thing', 'b', 60_000)).toBe(true);
      far.isDeaf = true;
      await one.endLease('a');
      expect(one.state.isUp).toBe(false);
      far.isDeaf = false;
      await eventually(() => one.state.isUp);
      await wait(50);
      expect(await other.tryLease('thing', 'c', 10_000)).toBe(true);
      // The new holder still uses it.
      expect(await other.tryLease('another thing', 'd', 10_000)).toBe(false);
    } finally {
      far.close();
    }
  });
});
