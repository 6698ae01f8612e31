import { hash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Seal } from '../../src/redis/seal';
import { enter, examples, openRoom, roles } from '../support/everyOperation';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { type Redis, startRedis } from '../support/redis';

let redis: Redis;
let gateway: TestGateway;
beforeAll(async () => {
  redis = await startRedis();
  gateway = await startTestGateway({ config: { redisUrl: redis.url, rateLimitPerMinute: 100_000 } });
});
afterAll(async () => {
  await gateway.close();
  await redis.close();
});

test('no name, e-mail address, comment, user id or credential reaches Redis, not even encrypted', async () => {
  // Every command that Redis receives.
  let received = '';
  const monitor = connect(Number(new URL(redis.url).port), '127.0.0.1');
  monitor.on('data', (chunk) => (received += chunk.toString()));
  monitor.write('MONITOR\r\n');
  await once(monitor, 'data');

  const room = openRoom(gateway.sandbox);
  const launch = enter(gateway.sandbox, room, roles.instructor);
  const { bearer, ltik, serviceKey } = launch.authorization;
  let shown = '';
  for (const { document, variables } of examples) {
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash('sha256', document) } };
    for (const authorization of [bearer, ltik, serviceKey]) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: document, variables: variables(room), extensions }),
      });
      shown += await response.text();
    }
  }
  for (const file of ['gradebook.csv', 'gradebook.jsonl']) {
    shown += await (await fetch(`${gateway.url}/${file}`, { headers: { authorization: bearer } })).text();
  }
  expect(shown).toContain('mark of the name of');
  expect(shown).toContain(room.stranger);

  const seal = new Seal(gateway.sandbox.apiKey);
  const stored = await redis.peek();
  const values: string[] = [];
  for (const name of await stored.keys('*')) {
    if ((await stored.type(name)) !== 'string') continue;
    const value = (await stored.get(name)) ?? '';
    values.push(name, value, seal.open(name, value) ?? '');
  }
  monitor.destroy();
  // The documents of the operations are there, so the encrypted values have been read.
  expect(values.filter((text) => examples.some(({ document }) => text.includes(document))).length).toBeGreaterThan(10);
  expect(received).toMatch(/"grades:lease:/);
  const { course, self, mentee, stranger } = room;
  const secrets = [
    'mark of',
    self,
    mentee,
    stranger,
    launch.ltik,
    launch.serviceKey,
    gateway.sandbox.apiKey,
    course.id,
  ];
  for (const secret of secrets) expect([received, ...values].filter((text) => text.includes(secret))).toEqual([]);
}, 60_000);
