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
  // Near at first: whoever is far away is not used.
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

/** Sends a whole request, and is gone `afterMs` later. */
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

// Redis is asked several times before an operation is known, each time for the 30 ms that it is away.
describe.each([0, 20, 50, 80, 110])('a client that leaves %i ms after its request was sent', (afterMs) => {
  test('has its mutation done', async () => {
    const launch = enter();
    await askAndLeave(launch, grade, afterMs);
    const [userId] = launch.course.learnerIds();
    const isStored = () => gateway.sandbox.ledger.some((entry) => entry.kind === 'score' && entry.userId === userId);
    for (let tries = 0; !isStored() && tries < 200; tries += 1) await wait(10);
    expect(isStored()).toBe(true);
  });

  test('has its query read no further', async () => {
    const launch = enter();
    const slow = gateway.sandbox.fault({ launch, delayMs: 300 });
    await askAndLeave(launch, list, afterMs);
    await wait(600);
    // Whoever leaves late may have had the first call made.
    expect(slow.hits).toBeLessThanOrEqual(afterMs < 80 ? 0 : 1);
    slow.remove();
  });
});
