import { startTestGateway, type TestGateway } from './support/gateway';
import {
  CreateLineItemDocument,
  SubmitScoreDocument,
  SubmitScoresDocument,
  UpdateLineItemDocument,
} from '../examples/generated/graphql';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const graded = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreMaximum: 100 } as const;

test('50 concurrent updates of one line item from several launches all take effect', async () => {
  const course = gateway.sandbox.createCourse({ lineItems: 0, learners: 1 });
  const launches = Array.from({ length: 5 }, () => gateway.sandbox.launch({ course }));
  const [first] = launches;
  const input = { label: 'Essay', scoreMaximum: 10 };
  const made = await gateway.run(CreateLineItemDocument, { input }, first!.authorization.bearer);
  const { id } = made.data.createLineItem!.lineItem!;
  const kinds = [
    (round: number) => ({ label: `Essay ${round}` }),
    (round: number) => ({ scoreMaximum: 20 + round }),
    (round: number) => ({ resourceId: `essay-${round}` }),
    (round: number) => ({ tag: `grade-${round}` }),
    (round: number) => ({ gradesReleased: round % 2 === 0 }),
  ];
  const updates = Array.from({ length: 50 }, (_, index) => ({ id, ...kinds[index % 5]!(Math.floor(index / 5)) }));
  // Long enough for one update to read the item while another is about to replace it.
  const slow = gateway.sandbox.fault({ route: 'lineItem', delayMs: 5 });
  const answers = await Promise.all(
    updates.map((update, index) =>
      gateway.run(UpdateLineItemDocument, { input: update }, launches[index % 3]!.authorization.serviceKey),
    ),
  );
  slow.remove();
  expect(answers.flatMap(({ data }) => data.updateLineItem!.userErrors)).toEqual([]);
  // Each PUT changes only the members of its own update and reverts no other update.
  const puts = gateway.sandbox.ledger
    .filter(({ kind, lineItemId }) => kind === 'replaceLineItem' && lineItemId === id)
    .map(({ body }) => body as Record<string, unknown>);
  const changed = puts.slice(1).map((put, index) => {
    const before = puts[index]!;
    return Object.keys({ ...before, ...put }).filter((name) => before[name] !== put[name]);
  });
  expect(puts).toHaveLength(50);
  expect(changed.filter((names) => names.length > 1)).toEqual([]);
});

test('sends scores of one user one at a time in order, and those of other users in parallel', async () => {
  const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 2 });
  const launch = gateway.sandbox.launch({ course });
  const [lineItemId, [one, other]] = [course.lineItems()[0]!.id, course.learnerIds()];
  const submit = (userId: string, scoreGiven: number) =>
    gateway.run(
      SubmitScoreDocument,
      { input: { lineItemId, userId, scoreGiven, ...graded } },
      launch.authorization.ltik,
    );
  // The first is slow: sent in parallel, it would arrive last.
  const slow = gateway.sandbox.fault({ method: 'POST', route: 'scores', launch, times: 1, delayMs: 200 });
  const answers = [submit(one!, 1)];
  for (const score of [2, 3, 4]) {
    await new Promise((resolve) => setTimeout(resolve, 15));
    answers.push(submit(one!, score));
  }
  const beside = await submit(other!, 50);
  expect(beside.data.submitScore).toMatchObject({ accepted: true });
  const stored = () =>
    gateway.sandbox.ledger
      .filter(({ kind, lineItemId: of, userId }) => kind === 'score' && of === lineItemId && userId === one)
      .map(({ body }) => (body as { scoreGiven: number }).scoreGiven);
  expect(stored()).toEqual([]);
  for (const { data } of await Promise.all(answers)) expect(data.submitScore).toMatchObject({ accepted: true });
  expect(stored()).toEqual([1, 2, 3, 4]);
  slow.remove();
});

test('a score still queued at the deadline is not sent, and is UNAVAILABLE', async () => {
  const impatient = await startTestGateway({ config: { upstreamTimeoutMs: 300 } });
  const { sandbox } = impatient;
  const course = sandbox.createCourse({ lineItems: 1, learners: 1 });
  const launch = sandbox.launch({ course });
  const variables = { lineItemId: course.lineItems()[0]!.id, userId: course.learnerIds()[0]! };
  const input =
    '{ lineItemId: $lineItemId, userId: $userId, activityProgress: COMPLETED, gradingProgress: FULLY_GRADED }';
  sandbox.fault({ method: 'POST', route: 'scores', launch, times: 1, hang: true });
  const { data } = await impatient.run(
    `mutation ($lineItemId: ID!, $userId: ID!) {
      first: submitScore(input: ${input}) { accepted userErrors { code } }
      second: submitScore(input: ${input}) { accepted userErrors { code } }
    }`,
    variables,
    launch.authorization.ltik,
  );
  expect(data.first).toEqual({ accepted: false, userErrors: [{ code: 'OUTCOME_UNKNOWN' }] });
  expect(data.second).toEqual({ accepted: false, userErrors: [{ code: 'UNAVAILABLE' }] });
  expect(impatient.takeCalls()).toEqual(['POST scores']);
  await impatient.close();
});

test('an update reads the line item again if its launch read it before the preceding update', async () => {
  const { sandbox } = gateway;
  const course = sandbox.createCourse({ lineItems: 1, learners: 1 });
  const { id } = course.lineItems()[0]!;
  const [one, other] = [sandbox.launch({ course }), sandbox.launch({ course })];
  const update = (input: object, { authorization }: typeof one) =>
    gateway.run(UpdateLineItemDocument, { input: { id, ...input } }, authorization.serviceKey);
  // The old item is sent slowly to the second launch while the first launch changes it.
  const slow = sandbox.fault({ launch: other, route: 'lineItem', times: 1, drip: { bytesPerSecond: 400 } });
  const before = sandbox.requests.length;
  const reading = gateway.run(
    'query ($id: ID!) { lineItem(id: $id) { label } }',
    { id },
    other.authorization.serviceKey,
  );
  while (sandbox.requests.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
  await update({ label: 'Thesis' }, one);
  await update({ tag: 'final' }, other);
  expect(course.lineItems()[0]).toMatchObject({ label: 'Thesis', tag: 'final' });
  await reading;
  slow.remove();
});

test('stores all rows of a bulk submission before a score that is submitted meanwhile', async () => {
  const course = gateway.sandbox.createCourse({ lms: 'canvas', lineItems: 1, learners: 6 });
  const launch = gateway.sandbox.launch({ course });
  const lineItemId = course.lineItems()[0]!.id;
  const users = course.learnerIds();
  const scores = users.map((userId) => ({ userId, scoreGiven: 1, ...graded }));
  const slow = gateway.sandbox.fault({ launch, method: 'POST', delayMs: 30 });
  const before = gateway.sandbox.ledger.length;
  const bulk = gateway.run(SubmitScoresDocument, { input: { lineItemId, scores } }, launch.authorization.bearer);
  while (gateway.sandbox.ledger.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
  const last = users.at(-1)!;
  const again = { lineItemId, userId: last, scoreGiven: 99, ...graded };
  const { data } = await gateway.run(SubmitScoreDocument, { input: again }, launch.authorization.serviceKey);
  expect(data.submitScore).toMatchObject({ accepted: true });
  expect((await bulk).data.submitScores).toMatchObject({ acceptedCount: 6 });
  expect(course.results(lineItemId).find(({ userId }) => userId === last)).toMatchObject({ resultScore: 99 });
  slow.remove();
});
