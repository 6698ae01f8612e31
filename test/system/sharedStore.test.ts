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

/** Until it holds. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(10);
}

describe('a value', () => {
  test('is what any replica with the same API key has put there, for its lifetime', async () => {
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
    ['bytes that are no text', () => randomBytes(200).toString('latin1')],
    ['as long as a seal alone', () => randomBytes(28).toString('base64')],
    ['JSON', () => '{"value":"text","expires":null}'],
    ['cut off', (sealed) => sealed.slice(0, -4)],
    ['cut to nothing but its beginning', (sealed) => sealed.slice(0, 16)],
    ['changed in one sign', (sealed) => `${sealed.slice(0, 20)}${sealed[20] === 'A' ? 'B' : 'A'}${sealed.slice(21)}`],
    ["another query's", (_, other) => other],
  ])('that is %s is a miss, and is written over', async (_, poison) => {
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

  test('of another API key has another name, and under ours is a miss', async () => {
    const [ours, theirs] = [await open(), await open('another-api-key')];
    await theirs.set('query', 'a', 'theirs', 10_000);
    const [nameOfTheirs] = await client.keys('*');
    expect(await ours.get('query', 'a')).toBeUndefined();
    await ours.set('query', 'a', 'ours', 10_000);
    const name = (await client.keys('*')).find((key) => key !== nameOfTheirs)!;
    await client.set(name, (await client.get(nameOfTheirs!))!);
    expect(await ours.get('query', 'a')).toBeUndefined();
  });

  test('of the wrong kind is a miss, and no reason to give Redis up', async () => {
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
  test('is that of all replicas, for its window', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.count('a', 300)).toEqual({ current: 1, ttl: 300 });
    expect(await other.count('a', 300)).toMatchObject({ current: 2 });
    expect(await other.count('b', 300)).toMatchObject({ current: 1 });
    await wait(350);
    expect(await one.count('a', 300)).toEqual({ current: 1, ttl: 300 });
  });

  test.each([
    ['a text', (name: string) => client.set(name, 'text', { PX: 1000 })],
    ['another kind', (name: string) => client.lPush(name, 'list')],
    ['without an end', (name: string) => client.set(name, '1000')],
    ['with an end that is too far', (name: string) => client.set(name, '1000', { PX: 100_000 })],
  ])('that is %s begins anew', async (_, poison) => {
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
  test('is one holder’s, until it is given back', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.tryLease('thing', 'a', 10_000)).toBe(true);
    expect(await other.tryLease('thing', 'b', 10_000)).toBe(false);
    expect(await other.tryLease('another thing', 'c', 10_000)).toBe(true);
    // Who does not have it cannot give it back.
    await other.endLease('b');
    expect(await other.tryLease('thing', 'd', 10_000)).toBe(false);
    await one.endLease('a');
    expect(await other.tryLease('thing', 'd', 10_000)).toBe(true);
  });

  test('that somebody waited for and gave up is anybody’s', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.tryLease('thing', 'a', 10_000)).toBe(true);
    expect(await other.tryLease('thing', 'b', 10_000)).toBe(false);
    await one.endLease('a');
    await other.endLease('b');
    expect(await one.tryLease('thing', 'c', 10_000)).toBe(true);
  });

  test('that has run out is not given back by who had it', async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.tryLease('thing', 'a', 100)).toBe(true);
    await wait(150);
    expect(await other.tryLease('thing', 'b', 10_000)).toBe(true);
    await one.endLease('a');
    expect(await one.tryLease('thing', 'c', 10_000)).toBe(false);
  });

  test('goes next to who has waited, not to who asks first, unless that one has gone', async () => {
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
    ['without an end', (name: string) => client.set(name, 'stuck')],
    ['with an end that is too far', (name: string) => client.set(name, 'stuck', { PX: 3_600_000 })],
    ['of another kind', (name: string) => client.lPush(name, 'list')],
  ])('that is %s holds nobody up', async (_, poison) => {
    const store = await open();
    expect(await store.tryLease('thing', 'a', 10_000)).toBe(true);
    expect(await store.tryLease('thing', 'b', 10_000)).toBe(false);
    const names = await client.keys('*');
    expect(names).toHaveLength(2);
    await client.del(names);
    for (const name of names) await poison(name);
    expect(await store.tryLease('thing', 'c', 10_000)).toBe(true);
  });

  test('that was given back while Redis did not listen is free when it does', async () => {
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
      // That one is still in use.
      expect(await other.tryLease('another thing', 'd', 10_000)).toBe(false);
    } finally {
      far.close();
    }
  });
});
