import { startTestGateway, type TestGateway } from './support/gateway';
import { CreateLineItemDocument, SubmitScoreDocument, UpdateLineItemDocument } from '../examples/generated/graphql';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const graded = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreMaximum: 100 } as const;

test('50 updates of one line item at once, from several launches, all stand in the item', async () => {
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
  // Long enough for one update to read the item while another is on its way to replace it.
  const slow = gateway.sandbox.fault({ route: 'lineItem', delayMs: 5 });
  const answers = await Promise.all(
    updates.map((update, index) =>
      gateway.run(UpdateLineItemDocument, { input: update }, launches[index % 3]!.authorization.serviceKey),
    ),
  );
  slow.remove();
  expect(answers.flatMap(({ data }) => data.updateLineItem!.userErrors)).toEqual([]);
  // Each put changes what its own update names and nothing else: none takes back what another one wrote.
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

test('scores of one user go out one at a time in the order in which they came, those of others beside them', async () => {
  const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 2 });
  const launch = gateway.sandbox.launch({ course });
  const [lineItemId, [one, other]] = [course.lineItems()[0]!.id, course.learnerIds()];
  const submit = (userId: string, scoreGiven: number) =>
    gateway.run(
      SubmitScoreDocument,
      { input: { lineItemId, userId, scoreGiven, ...graded } },
      launch.authorization.ltik,
    );
  // The first is slow: were they sent side by side, it would come last.
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

test('a score whose turn does not come before the deadline is not sent, and says so', async () => {
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
