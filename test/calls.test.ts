import { startTestGateway, type TestGateway } from './support/gateway';

/** What operations cost upstream, as the sandbox's own request log has it. */
describe('calls upstream', () => {
  let gateway: TestGateway;
  let instructor: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    instructor = gateway.sandbox.seeded.instructor.authorization.bearer;
    await gateway.run('{ launch { user { id } } }', {}, instructor);
    gateway.takeCalls();
  });
  afterAll(() => gateway.close());

  test('a page of line items is one call', async () => {
    const { errors } = await gateway.run('{ lineItems(first: 25) { nodes { id label } } }', {}, instructor);
    expect(errors).toEqual([]);
    expect(gateway.takeCalls()).toEqual(['GET lineItems']);
  });

  test('20 line items with their first 50 scores are 1 + 20 calls', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 24, learners: 60 });
    const authorization = gateway.sandbox.launch({ course }).authorization.bearer;
    const { data, errors } = await gateway.run(
      '{ lineItems(first: 20) { nodes { scores(first: 50) { nodes { userId resultScore lineItem { label } } } } } }',
      {},
      authorization,
    );
    expect(errors).toEqual([]);
    expect(data.lineItems.nodes.map((node: any) => node.scores.nodes.length)).toEqual(Array(20).fill(50));
    expect(gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems', ...Array<string>(20).fill('GET scores')]);
  });

  test("20 line items with one user's score are 1 + 20 calls", async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 24, learners: 60 });
    const authorization = gateway.sandbox.launch({ course }).authorization.bearer;
    const [userId] = course.learnerIds();
    const { data, errors } = await gateway.run(
      'query ($userId: ID!) { lineItems(first: 20) { nodes { score(userId: $userId) { userId resultScore } } } }',
      { userId },
      authorization,
    );
    expect(errors).toEqual([]);
    expect(new Set(data.lineItems.nodes.map((node: any) => node.score.userId))).toEqual(new Set([userId]));
    expect(gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems', ...Array<string>(20).fill('GET scores')]);
  });

  test('30 users of one line item are one walk', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 2, learners: 100, pageSize: 100 });
    const authorization = gateway.sandbox.launch({ course }).authorization.bearer;
    const userIds = course.learnerIds().slice(0, 30).reverse();
    const { data, errors } = await gateway.run(
      'query ($userIds: [ID!]!) { lineItems(first: 1) { nodes { scoresForUsers(userIds: $userIds) { userId } } } }',
      { userIds },
      authorization,
    );
    expect(errors).toEqual([]);
    expect(data.lineItems.nodes[0].scoresForUsers.map((score: any) => score.userId)).toEqual(userIds);
    expect(gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems', 'GET scores']);
  });
});
