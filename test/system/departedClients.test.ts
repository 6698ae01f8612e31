import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { startFarAway } from '../support/farAway';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { type Redis, startRedis } from '../support/redis';
import type { SandboxLaunch } from '../../src/sandbox/sandbox';

let redis: Redis;
let far: Awaited<ReturnType<typeof startFarAway>>;
let gateway: TestGateway;
beforeAll(async () => {
  redis = await startRedis();
  far = await startFarAway(redis.url);
  // Without a delay at first, because the gateway does not use a slow Redis.
  far.delayMs = 0;
  gateway = await startTestGateway({ config: { redisUrl: far.url, rateLimitPerMinute: 1000 } });
  far.delayMs = 30;
});
afterAll(async () => {
  await gateway.close();
  far.close();
  await redis.close();
});

const grade = `mutation ($lineItemId: ID!, $userId: ID!) {
  submitScore(input: { lineItemId: $lineItemId, userId: $userId, scoreGiven: 1, scoreMaximum: 1,
    activityProgress: COMPLETED, gradingProgress: FULLY_GRADED }) { accepted }
}`;
const list = '{ lineItems { nodes { id } } }';

/** Sends a complete request and disconnects `afterMs` later. */
async function askAndLeave({ authorization, course }: SandboxLaunch, query: string, afterMs: number): Promise<void> {
  const variables = { lineItemId: course.lineItems()[0]!.id, userId: course.learnerIds()[0] };
  const body = JSON.stringify({ query, variables });
  const head = [
    'POST /graphql HTTP/1.1',
    'host: gateway',
    'content-type: application/json',
    `authorization: ${authorization.bearer}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  await once(socket, 'connect');
  await new Promise<void>((resolve) => socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, () => resolve()));
  await wait(afterMs);
  socket.destroy();
  await once(socket, 'close');
}

function enter(): SandboxLaunch {
  const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 1 });
  return gateway.sandbox.launch({ course });
}

// Redis is called several times before an operation is known, with a delay of 30 ms each.
describe.each([0, 20, 50, 80, 110])('a client that disconnects %i ms after sending its request', (afterMs) => {
  test('completes its mutation', async () => {
    const launch = enter();
    await askAndLeave(launch, grade, afterMs);
    const [userId] = launch.course.learnerIds();
    const isStored = () => gateway.sandbox.ledger.some((entry) => entry.kind === 'score' && entry.userId === userId);
    for (let tries = 0; !isStored() && tries < 200; tries += 1) await wait(10);
    expect(isStored()).toBe(true);
  });

  test('stops its query', async () => {
    const launch = enter();
    const slow = gateway.sandbox.fault({ launch, delayMs: 300 });
    await askAndLeave(launch, list, afterMs);
    await wait(600);
    // If the client disconnects late, the first call may have been made.
    expect(slow.hits).toBeLessThanOrEqual(afterMs < 80 ? 0 : 1);
    slow.remove();
  });
});
