import { setTimeout as wait } from 'node:timers/promises';
import { type FaultRule, type Sandbox, startSandbox } from '../../src/sandbox/sandbox';
import { type Claim, findLies } from '../support/trial/claims';
import { build } from '../support/build';
import { type Redis, startRedis } from '../support/redis';
import { type Replica, Replicas } from '../support/replicas';

const upstreamTimeoutMs = 3000;
const submissions = 500;
const learnerCount = 20;

let sandbox: Sandbox;
let redis: Redis;
let replicas: Replicas;

beforeAll(async () => {
  build();
  sandbox = await startSandbox();
}, 60_000);
afterAll(() => sandbox.close());
beforeEach(async () => {
  redis = await startRedis();
  replicas = await Replicas.start(sandbox, redis.url, { UPSTREAM_TIMEOUT_MS: `${upstreamTimeoutMs}` });
  sandbox.clearRequests();
});
afterEach(async () => {
  sandbox.clearFaults();
  await replicas.close();
  await redis.close();
});

const submit = 'mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted userErrors { code } } }';
const submitAll =
  'mutation ($input: SubmitScoresInput!) { submitScores(input: $input) { results { accepted userErrors { code } } } }';
const fullMarks = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreGiven: 1, scoreMaximum: 1 };

/** Delays some of LTIAAS's responses after the work is done. */
function answerSlowly(): void {
  const stored = (bytesPerSecond: number): FaultRule => ({
    rewrite: (answer) => ({ ...answer, status: 200, body: { stored: true } }),
    drip: { bytesPerSecond },
  });
  const faults = [undefined, stored(400), stored(200)];
  sandbox.fault({ method: 'POST', delayMs: 10, choose: () => faults[Math.floor(Math.random() * faults.length)] });
}

interface Room {
  lineItemId: string;
  learners: string[];
  /** Two teachers and the back end. */
  authorizations: string[];
}

function openRoom(): Room {
  const course = sandbox.createCourse({ lineItems: 1, learners: learnerCount });
  const [first, second] = [sandbox.launch({ course }), sandbox.launch({ course })];
  const authorizations = [first.authorization.bearer, second.authorization.bearer, first.authorization.serviceKey];
  return { lineItemId: course.lineItems()[0]!.id, learners: course.learnerIds(), authorizations };
}

/** Writes through nginx while it `goesOn`, with one client per learner; every tenth submission has three rows. */
async function grade(
  { lineItemId, learners, authorizations }: Room,
  goesOn: (begun: number) => boolean,
  inBulk = true,
): Promise<Claim[]> {
  const claims: Claim[] = [];
  const name = `write ${sandbox.ledger.length}`;
  let begun = 0;
  const work = async () => {
    while (goesOn(begun)) {
      const turn = begun++;
      const authorization = authorizations[turn % authorizations.length]!;
      const isBulk = inBulk && turn % 10 === 0;
      // Two clients at a time write the same learner's score, through different replicas.
      const from = (Math.floor(turn / 2) * 7) % learners.length;
      const users = isBulk ? learners.slice(from, from + 3) : [learners[from]!];
      const scores = users.map((userId, row) => ({ ...fullMarks, userId, comment: `${name} ${turn}, row ${row}` }));
      const sentAt = performance.now();
      const { body } = await replicas.send(
        authorization,
        isBulk
          ? { query: submitAll, variables: { input: { lineItemId, scores } } }
          : { query: submit, variables: { input: { lineItemId, ...scores[0] } } },
      );
      const overAt = performance.now();
      for (const [row, { userId, comment }] of scores.entries()) {
        const told = readTold(body, row);
        // A write without a result may continue until its deadline.
        const end = told.told === 'unknown' ? sentAt + upstreamTimeoutMs : overAt;
        claims.push({ id: comment, thing: userId, ...told, sentAt, overAt: end });
      }
    }
  };
  await Promise.all(learners.map(work));
  return claims;
}

function readTold(body: any, row: number): Pick<Claim, 'told' | 'code'> {
  if (body === undefined) return { told: 'unknown', code: 'gone' };
  const told = body.data?.submitScores?.results[row] ?? body.data?.submitScore;
  if (told?.accepted) return { told: 'accepted', code: '' };
  const code = told?.userErrors[0]?.code ?? body.errors?.[0]?.extensions.code;
  return { told: code === 'OUTCOME_UNKNOWN' ? 'unknown' : 'refused', code };
}

/** A user's score according to the ledger. */
function staying(lineItemId: string): Map<string, string> {
  return new Map(
    sandbox.ledger
      .filter((entry) => entry.lineItemId === lineItemId)
      .map(({ userId, body }) => [userId!, (body as { comment: string }).comment]),
  );
}

/** Pairs of writes of one object that LTIAAS received at the same time. */
function overlaps(method: string, thingOf: (request: any) => string): number {
  const ends = new Map<string, number>();
  let count = 0;
  for (const request of sandbox.requests) {
    if (request.method !== method) continue;
    const thing = thingOf(request);
    if ((ends.get(thing) ?? 0) > request.startedAt) count += 1;
    ends.set(thing, Math.max(ends.get(thing) ?? 0, request.endedAt!));
  }
  return count;
}

const noLies = { lost: [], storedThoughRefused: [], doubled: [], sentAgain: [], overtaken: [] };
const liesOf = (claims: Claim[]) => findLies(claims, sandbox.ledger, sandbox.requests);

test('serializes writes of one learner across replicas: the last accepted write stays', async () => {
  const room = openRoom();
  answerSlowly();
  const claims = await grade(room, (begun) => begun < submissions, false);
  expect(claims.map(({ told }) => told)).toEqual(Array(submissions).fill('accepted'));
  expect(liesOf(claims)).toEqual(noLies);
  expect(overlaps('POST', ({ body }) => body.userId)).toBe(0);
  const last = new Map<string, Claim>();
  for (const claim of claims) {
    if ((last.get(claim.thing)?.overAt ?? 0) < claim.overAt) last.set(claim.thing, claim);
  }
  expect(staying(room.lineItemId)).toEqual(new Map([...last].map(([userId, { id }]) => [userId, id])));
  // Each replica handled some of the requests.
  const shares = replicas.all.map(({ program }) => program.output().match(/"msg":"operation"/g)!.length);
  expect(Math.min(...shares)).toBeGreaterThan(submissions / 4);
});

test("concurrent updates of one line item through different replicas keep each other's changes", async () => {
  const course = sandbox.createCourse({ lineItems: 1 });
  const { bearer } = sandbox.launch({ course }).authorization;
  const id = course.lineItems()[0]!.id;
  const update = 'mutation ($input: UpdateLineItemInput!) { updateLineItem(input: $input) { userErrors { code } } }';
  sandbox.fault({ delayMs: 10 });
  for (let round = 0; round < 10; round += 1) {
    const inputs = [{ tag: `tag ${round}` }, { label: `label ${round}` }, { resourceId: `resource ${round}` }];
    const told = await Promise.all(
      inputs.map((input, index) =>
        replicas.send(bearer, { query: update, variables: { input: { id, ...input } } }, replicas.all[index % 2]),
      ),
    );
    expect(told.map(({ body }) => body.data.updateLineItem.userErrors)).toEqual([[], [], []]);
    expect(course.lineItems()[0]).toMatchObject(Object.assign({}, ...inputs));
  }
});

test('a write that cannot get its lease in time is not sent, and the next write is', async () => {
  const { lineItemId, learners, authorizations } = openRoom();
  const [authorization = ''] = authorizations;
  const [one, other] = replicas.all as [Replica, Replica];
  const write = (replica: Replica, comment: string) => {
    const variables = { input: { lineItemId, userId: learners[0], ...fullMarks, comment } };
    return replicas.send(authorization, { query: submit, variables }, replica).catch(() => ({ body: undefined }));
  };
  await replicas.send(authorization, { query: '{ lineItems { nodes { id } } }' }, other);
  const fault = sandbox.fault({ method: 'POST', hang: true });
  const first = write(one, 'first');
  while (fault.hits === 0) await wait(10);
  fault.remove();
  // A killed replica cannot release its lease: others wait as long as it could still write.
  one.program.process.kill('SIGKILL');
  expect(readTold((await first).body, 0).told).toBe('unknown');
  expect(readTold((await write(other, 'second')).body, 0)).toEqual({ told: 'refused', code: 'UNAVAILABLE' });
  expect(readTold((await write(other, 'third')).body, 0).told).toBe('accepted');
  expect(sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
});

test('if a replica is killed, no accepted write is lost, every result is correct, and reads continue', async () => {
  const room = openRoom();
  answerSlowly();
  let isOver = false;
  const grading = grade(room, () => !isOver);
  const statuses: number[] = [];
  const reading = (async () => {
    while (!isOver) {
      const query = '{ lineItems { nodes { scores { nodes { userId } } } } }';
      const { status, body } = await replicas.read(room.authorizations[0]!, query);
      statuses.push(body?.errors === undefined ? status : 0);
    }
  })();
  await wait(1000);
  replicas.all[0]!.program.process.kill('SIGKILL');
  // Longer than the killed replica's leases.
  await wait(upstreamTimeoutMs + 1500);
  isOver = true;
  const claims = await grading;
  await reading;
  expect(liesOf(claims)).toEqual(noLies);
  expect(claims.filter(({ told }) => told === 'accepted').length).toBeGreaterThan(100);
  expect(statuses.length).toBeGreaterThan(20);
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  // The remaining replica continues normally.
  const after = await grade(room, (begun) => begun < 100);
  expect(after.filter(({ told }) => told !== 'accepted')).toEqual([]);
});

test.each<[string, () => Promise<void>, () => Promise<void>]>([
  ['killed and restarted', () => redis.kill(), () => redis.start()],
  ['paused and resumed', async () => redis.pause(), async () => redis.goOn()],
])('if Redis is %s, no request fails', async (_, breakRedis, repairRedis) => {
  const room = openRoom();
  answerSlowly();
  let isOver = false;
  const grading = grade(room, () => !isOver);
  const failures: unknown[] = [];
  let reads = 0;
  const reading = (async () => {
    for (; !isOver; reads += 1) {
      const query = '{ lineItems { nodes { id scores(first: 5) { nodes { userId } } } } launch { user { id } } }';
      const { status, body } = await replicas.send(room.authorizations[reads % 2]!, { query });
      if (status !== 200 || body.errors !== undefined) failures.push(body);
    }
  })();
  await wait(700);
  await breakRedis();
  await wait(2500);
  await repairRedis();
  for (const { program } of replicas.all) await program.says('Redis is available again');
  await wait(500);
  isOver = true;
  const claims = await grading;
  await reading;
  expect(failures).toEqual([]);
  expect(reads).toBeGreaterThan(5);
  expect(claims.filter(({ told }) => told !== 'accepted')).toEqual([]);
  expect(liesOf(claims)).toMatchObject({ lost: [], storedThoughRefused: [], doubled: [], sentAgain: [] });
  for (const { program } of replicas.all) {
    expect(program.output().match(/Redis is unavailable/g)).toHaveLength(1);
    expect(program.output()).not.toMatch(/unexpected|uncaught|127\.0\.0\.1:\d+.*Redis/);
  }
  // The replicas serialize their writes again.
  sandbox.clearRequests();
  const after = await grade(room, (begun) => begun < 200);
  expect(after.filter(({ told }) => told !== 'accepted')).toEqual([]);
  expect(overlaps('POST', ({ body }) => body.userId)).toBe(0);
});
