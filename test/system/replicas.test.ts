import { hash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox';
import { Seal } from '../../src/redis/seal';
import { build } from '../support/build';
import { type Redis, startRedis } from '../support/redis';
import { type Replica, Replicas, startReplica } from '../support/replicas';

let sandbox: Sandbox;
let redis: Redis;
let replicas: Replicas;
let one: Replica;
let other: Replica;

beforeAll(async () => {
  build();
  [sandbox, redis] = [await startSandbox(), await startRedis()];
  replicas = await Replicas.start(sandbox, redis.url);
  [one, other] = replicas.all as [Replica, Replica];
}, 60_000);
afterAll(async () => {
  await replicas?.close();
  await redis?.close();
  await sandbox?.close();
});
beforeEach(() => sandbox.clearRequests());

const calls = () => sandbox.requests.map(({ method, route }) => `${method} ${route}`);

async function ask(replica: Replica, authorization: string, query: string, variables: object = {}): Promise<any> {
  const { body } = await replicas.send(authorization, { query, variables }, replica);
  expect(body.errors).toBeUndefined();
  return body.data;
}

const page = `query ($after: String) {
  lineItems(first: 2, after: $after) { nodes { id label } pageInfo { hasNextPage endCursor } }
}`;
const deletion = 'mutation ($id: ID!) { deleteLineItem(input: { id: $id }) { deletedLineItemId userErrors { code } } }';

describe('for one launch, each replica', () => {
  test("asks LTIAAS for the id token once per launch, and continues another's pages", async () => {
    const course = sandbox.createCourse({ lineItems: 7, pageSize: 3 });
    const { bearer } = sandbox.launch({ course }).authorization;
    const labels: string[] = [];
    let after: string | null = null;
    for (let turn = 0, hasNextPage = true; hasNextPage; turn += 1) {
      const { lineItems } = await ask(turn % 2 === 0 ? one : other, bearer, page, { after });
      labels.push(...lineItems.nodes.map(({ label }: any) => label));
      ({ endCursor: after, hasNextPage } = lineItems.pageInfo);
    }
    expect(labels).toEqual(course.lineItems().map(({ label }) => label));
    expect(calls().filter((call) => call === 'GET idtoken')).toHaveLength(2);
  });

  test('recognizes a learner as a learner', async () => {
    const course = sandbox.createCourse();
    const { bearer } = sandbox.launch({ course, userId: course.learnerIds()[0]! }).authorization;
    const id = course.lineItems()[0]!.id;
    for (const replica of [one, other]) {
      const query = 'query ($id: ID!) { lineItem(id: $id) { scores { nodes { userId } } } }';
      const { body } = await replicas.send(bearer, { query, variables: { id } }, replica);
      expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
    }
    expect(calls().filter((call) => call === 'GET idtoken')).toHaveLength(2);
  });

  test('finds line items that another has created or deleted', async () => {
    const course = sandbox.createCourse({ lineItems: 3 });
    const { bearer } = sandbox.launch({ course }).authorization;
    const [first, second] = course.lineItems();
    for (const replica of [one, other]) await ask(replica, bearer, '{ lineItems { nodes { id } } }');
    const create = 'mutation { createLineItem(input: { label: "New", scoreMaximum: 1 }) { lineItem { id } } }';
    const { lineItem: made } = (await ask(one, bearer, create)).createLineItem;
    const byId = 'query ($id: ID!) { lineItem(id: $id) { id label } }';
    for (const { id } of [first!, second!, made])
      expect(await ask(other, bearer, byId, { id })).toMatchObject({ lineItem: { id } });
    await ask(other, bearer, deletion, { id: second!.id });
    await ask(one, bearer, deletion, { id: made.id });
    for (const replica of [one, other, one]) {
      for (const { id } of [second!, made])
        expect(await ask(replica, bearer, byId, { id })).toEqual({ lineItem: null });
      expect(await ask(replica, bearer, byId, { id: first!.id })).toMatchObject({ lineItem: { id: first!.id } });
    }
  });

  test('continues a list in which another has deleted a row', async () => {
    // Its page links are row numbers.
    const course = sandbox.createCourse({ lms: 'blackboard', lineItems: 6, pageSize: 2 });
    const { bearer } = sandbox.launch({ course }).authorization;
    const items = course.lineItems();
    const { lineItems: begun } = await ask(one, bearer, page);
    await ask(one, bearer, deletion, { id: items[0]!.id });
    const { lineItems } = await ask(other, bearer, page, { after: begun.pageInfo.endCursor });
    expect(lineItems.nodes.map(({ id }: any) => id)).toEqual(items.slice(2, 4).map(({ id }) => id));
  });

  test('continues a list in which a submission to another has moved rows', async () => {
    const course = sandbox.createCourse({ lms: 'blackboard', lineItems: 1, learners: 6, pageSize: 2 });
    const { bearer } = sandbox.launch({ course }).authorization;
    const { id } = course.lineItems()[0]!;
    const scores = `query ($id: ID!, $after: String) {
      lineItem(id: $id) { scores(first: 2, after: $after) { nodes { userId } pageInfo { endCursor } } }
    }`;
    const begun = (await ask(one, bearer, scores, { id })).lineItem.scores;
    await ask(other, bearer, scores, { id });
    const rows = course.results(id).map(({ userId }) => userId);
    // Without a score the cell is cleared, and its row disappears.
    const submission = `mutation ($id: ID!, $userId: ID!) { submitScore(input: {
      lineItemId: $id, userId: $userId, activityProgress: INITIALIZED, gradingProgress: NOT_READY
    }) { userErrors { code } } }`;
    const { submitScore } = await ask(one, bearer, submission, { id, userId: rows[0] });
    expect(submitScore.userErrors).toEqual([]);
    expect(course.results(id).map(({ userId }) => userId)).toEqual(rows.slice(1));
    const { lineItem } = await ask(other, bearer, scores, { id, after: begun.pageInfo.endCursor });
    expect(lineItem.scores.nodes.map(({ userId }: any) => userId)).toEqual(rows.slice(2, 4));
  });

  test('learns that LTIAAS rejects the credential', async () => {
    const launch = sandbox.launch({ course: sandbox.createCourse() });
    const { bearer } = launch.authorization;
    await ask(one, bearer, page);
    launch.expire();
    await replicas.send(bearer, { query: page }, one);
    const { body } = await replicas.send(bearer, { query: '{ launch { user { id } } }' }, other);
    expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});

test('a query stored by one replica is known to the other', async () => {
  const { bearer } = sandbox.launch().authorization;
  const query = `{ launch { user { id } permissions { gradeLearners } } } # ${Math.random()}`;
  const extensions = { persistedQuery: { version: 1, sha256Hash: hash('sha256', query) } };
  const { body: unknown } = await replicas.send(bearer, { extensions }, other);
  expect(unknown.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
  const { body: registered } = await replicas.send(bearer, { query, extensions }, one);
  const { body: known } = await replicas.send(bearer, { extensions }, other);
  expect(known).toEqual(registered);
  expect(known.data.launch.permissions).toEqual({ gradeLearners: true });
});

test('a credential has one rate limit for all replicas, and one per replica without Redis', async () => {
  const own = await startRedis();
  const throttled = await Promise.all([1, 2].map(() => startReplica(sandbox, own.url, { RATE_LIMIT_PER_MINUTE: '6' })));
  try {
    const { bearer } = sandbox.launch().authorization;
    const statuses = async (count: number) => {
      const seen: number[] = [];
      for (let turn = 0; turn < count; turn += 1) {
        const { status } = await replicas.send(bearer, { query: '{ __typename }' }, throttled[turn % 2]);
        seen.push(status);
      }
      return seen;
    };
    expect(await statuses(8)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    await own.kill();
    // Each replica has counted four of them.
    expect(await statuses(6)).toEqual([200, 200, 200, 200, 429, 429]);
  } finally {
    for (const { program } of throttled) program.process.kill('SIGKILL');
    await own.close();
  }
});

test('Redis receives no data that it could reveal', async () => {
  const client = await redis.peek();
  await client.flushAll();
  const told: string[] = [];
  const listener = await redis.peek();
  await listener.monitor((line) => told.push(line.toString()));
  const opened: string[] = [];
  const seal = new Seal(sandbox.apiKey);
  const open = async () => {
    for (const name of await client.keys('*')) opened.push(seal.open(name, (await client.get(name))!)!);
  };
  const course = sandbox.createCourse({ lineItems: 3 });
  const launch = sandbox.launch({ course });
  const { bearer, serviceKey } = launch.authorization;
  const lineItemId = course.lineItems()[0]!.id;
  const userId = course.learnerIds()[0]!;
  const who =
    '{ launch { user { id name givenName familyName email roles } platform { id url name } context { id title } } }';
  const { user, platform, context } = (await ask(one, bearer, who)).launch;
  const submit = 'mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted } }';
  const score = { scoreGiven: 17, scoreMaximum: 20, comment: 'Well done indeed.' };
  const input = { lineItemId, userId, activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', ...score };
  await ask(one, bearer, '{ lineItems { nodes { id } } }');
  await ask(other, bearer, submit, { input });
  await ask(other, serviceKey, submit, { input });
  const extensions = { persistedQuery: { version: 1, sha256Hash: hash('sha256', who) } };
  await replicas.send(bearer, { query: who, extensions }, one);

  // The query is stored asynchronously.
  while ((await client.keys('grades:query:*')).length === 0) await wait(10);
  const names = await client.keys('*');
  expect(names).toEqual([expect.stringMatching(/^grades:query:[\w-]{43}$/)]);
  for (const name of names) {
    expect(await client.pTTL(name)).toBeGreaterThan(0);
    // Encrypted data may contain short strings by chance, but none as long as these.
    told.push(Buffer.from((await client.get(name))!, 'base64').toString('latin1'));
  }
  // The encrypted data contains no more than necessary.
  await open();
  expect(opened).toEqual([who]);
  const { name, givenName, familyName, email } = user;
  const theirs = [name, givenName, familyName, email, context.title, launch.ltik, launch.serviceKey, sandbox.apiKey];
  expect(theirs.filter((text) => opened.some((value) => value.includes(text)))).toEqual([]);
  const all = told.join('\n');
  expect(all).toMatch(/"EVAL"/);
  expect(all).toMatch(/grades:lease:/);
  const secrets = [
    sandbox.apiKey,
    launch.ltik,
    launch.serviceKey,
    ...Object.values(user as Record<string, string | string[]>).flat(),
    platform.id,
    platform.name,
    context.id,
    context.title,
    userId,
    lineItemId,
    'lineItems',
    'givenName',
    'Well done',
    hash('sha256', who),
    // The key under which the gateway itself stores the credential.
    hash('sha256', `person\nltik\n${launch.ltik}`, 'base64url'),
  ].filter((secret) => typeof secret === 'string' && secret.length > 3);
  expect(secrets.length).toBeGreaterThan(15);
  expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
  listener.destroy();
});
