import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox';
import { build } from '../support/build';
import { type Redis, startRedis } from '../support/redis';
import { Replicas } from '../support/replicas';

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
  replicas = await Replicas.start(sandbox, redis.url, { UPSTREAM_TIMEOUT_MS: '10000' });
});
afterEach(async () => {
  sandbox.clearFaults();
  await replicas.close();
  await redis.close();
});

const ensure = `mutation ($input: EnsureLineItemInput!) { ensureLineItem(input: $input) { lineItem { id } created userErrors { code } } }`;
const submit = `mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted userErrors { code reason } } }`;
const submitAll = `mutation ($input: SubmitScoresInput!) { submitScores(input: $input) { acceptedCount userErrors { code } } }`;
const graded = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreGiven: 5, scoreMaximum: 100 };

test.each([
  ['', undefined],
  // Of every second new line item: more in a row would pause the calls.
  [', with responses that are lost after the write', { reset: 'after' as const, every: 2 }],
])('200 calls for 20 keys through two replicas make 20 line items%s', async (_, fault) => {
  const course = sandbox.createCourse({ lineItems: 0 });
  const launches = [sandbox.launch({ course }), sandbox.launch({ course })];
  if (fault !== undefined) sandbox.fault({ method: 'POST', route: 'lineItems', ...fault });
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_none, index) => {
      const key = index % 20;
      const { bearer, ltik } = launches[index % 2]!.authorization;
      const input = { resourceId: `key-${key}`, tag: 'grade', label: `Quiz ${key}`, scoreMaximum: 10 };
      const replica = replicas.all[Math.floor(index / 20) % 2];
      return replicas.send(index % 3 ? bearer : ltik, { query: ensure, variables: { input } }, replica);
    }),
  );
  expect(course.lineItems()).toHaveLength(20);
  const payloads = answers.map(({ body }) => body.data.ensureLineItem);
  const codes = payloads.flatMap(({ userErrors }: any) => userErrors.map(({ code }: any) => code));
  expect(codes).toEqual(Array(fault === undefined ? 0 : 10).fill('OUTCOME_UNKNOWN'));
  expect(payloads.filter(({ created }: any) => created)).toHaveLength(fault === undefined ? 20 : 10);
});

test('of guarded writes that name the same score, one is sent, on whichever replica they arrive', async () => {
  const course = sandbox.createCourse({ lineItems: 1, learners: 10, resultsPerLineItem: 0 });
  const { serviceKey } = sandbox.launch({ course }).authorization;
  const lineItemId = course.lineItems()[0]!.id;
  const stored = sandbox.ledger.length;
  sandbox.fault({ delayMs: 5 });
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => {
      const userId = course.learnerIds()[index % 10];
      const input = { lineItemId, userId, ...graded, onlyIf: {} };
      return replicas.send(
        serviceKey,
        { query: submit, variables: { input } },
        replicas.all[Math.floor(index / 10) % 2],
      );
    }),
  );
  const payloads = answers.map(({ body }) => body.data.submitScore);
  expect(payloads.filter(({ accepted }: any) => accepted)).toHaveLength(10);
  expect(payloads.filter(({ userErrors }: any) => userErrors[0]?.reason === 'SCORE_HAS_CHANGED')).toHaveLength(90);
  expect(sandbox.ledger.length - stored).toBe(10);
});

test('guarded bulk calls with the rows in opposite order do not deadlock', async () => {
  const course = sandbox.createCourse({ lms: 'canvas', lineItems: 1, learners: 20, resultsPerLineItem: 0 });
  const { bearer } = sandbox.launch({ course }).authorization;
  const lineItemId = course.lineItems()[0]!.id;
  const row = (userId: string, index: number) => ({ userId, ...graded, ...(index % 2 && { onlyIf: {} }) });
  const scores = course.learnerIds().map(row);
  const others = course.learnerIds().toReversed().map(row);
  sandbox.fault({ delayMs: 5 });
  const answers = await Promise.all(
    [scores, others].map((rows, index) =>
      replicas.send(
        bearer,
        { query: submitAll, variables: { input: { lineItemId, scores: rows } } },
        replicas.all[index],
      ),
    ),
  );
  expect(answers.map(({ body }) => body.data.submitScores.userErrors)).toEqual([[], []]);
  // All but the guarded rows that came second.
  const count = answers.reduce((sum, { body }) => sum + (body.data.submitScores.acceptedCount as number), 0);
  expect(count).toBeGreaterThanOrEqual(20);
});

test('while Redis is unavailable, guarded writes and new line items are UNAVAILABLE; other calls work', async () => {
  const course = sandbox.createCourse({ lineItems: 1, learners: 1, resultsPerLineItem: 0 });
  const { serviceKey } = sandbox.launch({ course }).authorization;
  const [known] = course.lineItems();
  const [one] = replicas.all;
  await redis.kill();
  await one!.program.says('Redis is unavailable');
  const score = { lineItemId: known!.id, userId: course.learnerIds()[0], ...graded };
  const send = async (query: string, input: object) =>
    Object.values<any>((await replicas.send(serviceKey, { query, variables: { input } }, one)).body.data)[0];
  const stored = sandbox.ledger.length;
  expect(await send(submit, { ...score, onlyIf: {} })).toMatchObject({ userErrors: [{ code: 'UNAVAILABLE' }] });
  const column = { resourceId: 'new', label: 'New', scoreMaximum: 1 };
  expect(await send(ensure, column)).toMatchObject({ userErrors: [{ code: 'UNAVAILABLE' }] });
  expect(sandbox.ledger.length).toBe(stored);
  const there = { resourceId: known!.resourceId, tag: known!.tag, label: 'x', scoreMaximum: 1 };
  expect(await send(ensure, there)).toMatchObject({ created: false, lineItem: { id: known!.id } });
  expect(await send(submit, score)).toMatchObject({ accepted: true });
});
