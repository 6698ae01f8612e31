import type { SandboxCourse } from '../../src/sandbox/sandbox';
import { type Graph, startGraph } from './graph';

describe.each(['graphql-jit', 'graphql-js'] as const)('a federated graph with this subgraph, run by %s', (executor) => {
  let graph: Graph;
  beforeAll(async () => {
    // The composed schema is the one that runs. Conflicting subgraphs would fail at start-up.
    graph = await startGraph({ executor });
  });
  afterAll(() => graph.close());

  /** A new course with 20 annotated line items, unknown to the gateway. */
  function open() {
    const { sandbox } = graph.gateway;
    const course = sandbox.createCourse({ lineItems: 24, learners: 4 });
    const rows = course.lineItems().slice(0, 20);
    graph.annotate(rows.map(({ id }) => id));
    const [userId = ''] = course.learnerIds();
    course.setResult(rows[2]!.id, userId, { score: 7 });
    const authorizationOf = (options = {}) => sandbox.launch({ course, ...options }).authorization.bearer;
    graph.gateway.takeCalls();
    return { course, rows, userId, instructor: authorizationOf(), learner: authorizationOf({ userId }) };
  }

  const notes = (selection: string) => `{ annotations { nodes { text lineItem { ${selection} } } } }`;

  test("line items from here have the other subgraph's fields", async () => {
    const { rows, instructor } = open();
    const { data, errors } = await graph.ask(
      '{ lineItems(first: 2) { nodes { label annotation } pageInfo { hasNextPage } } }',
      {},
      instructor,
    );
    expect(errors).toEqual([]);
    expect(data.lineItems).toEqual({
      nodes: rows.slice(0, 2).map(({ id, label }) => ({ label, annotation: `About ${id}` })),
      pageInfo: { hasNextPage: true },
    });
    expect(graph.gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems']);
  });

  test("reads 20 line items from the other subgraph together, with the router's credential", async () => {
    const { rows, instructor } = open();
    const { data, errors } = await graph.ask(notes('label endDateTime'), {}, instructor);
    expect(errors).toEqual([]);
    expect(data.annotations.nodes).toEqual(
      rows.map(({ label }, place) => ({ text: `Note ${place}`, lineItem: { label, endDateTime: null } })),
    );
    expect(graph.gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems']);
  });

  test('reads a line item and its scores once, even if it is referenced 20 times', async () => {
    const { rows, userId, instructor } = open();
    graph.annotate(Array<string>(20).fill(rows[2]!.id));
    const { data, errors } = await graph.ask(notes('label scores { nodes { userId resultScore } }'), {}, instructor);
    expect(errors).toEqual([]);
    expect(data.annotations.nodes).toHaveLength(20);
    expect(data.annotations.nodes[19].lineItem).toEqual({
      label: rows[2]!.label,
      scores: { nodes: expect.arrayContaining([{ userId, resultScore: 7 }]) },
    });
    expect(graph.gateway.takeCalls().sort()).toEqual(['GET idtoken', 'GET lineItems', 'GET scores']);
  });

  test('does not read known line items if only their scores are selected', async () => {
    const { userId, learner } = open();
    await graph.ask(notes('label'), {}, learner);
    graph.gateway.takeCalls();
    const { data, errors } = await graph.ask(notes('id myScore { userId resultScore }'), {}, learner);
    expect(errors).toEqual([]);
    expect(data.annotations.nodes[2].lineItem.myScore).toEqual({ userId, resultScore: 7 });
    expect(graph.gateway.takeCalls()).toEqual(Array(20).fill('GET scores'));
  });

  test('returns FORBIDDEN at the path of the field', async () => {
    const { rows, learner } = open();
    graph.annotate(rows.slice(0, 2).map(({ id }) => id));
    const { data, errors } = await graph.ask(notes('label scores(first: 1) { nodes { id } }'), {}, learner);
    expect(data.annotations.nodes.map((node: any) => node.lineItem)).toEqual(
      rows.slice(0, 2).map(({ label }) => ({ label, scores: null })),
    );
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual(
      [0, 1].map((place) => [['annotations', 'nodes', place, 'lineItem', 'scores'], 'FORBIDDEN']),
    );
    expect(graph.gateway.takeCalls()).not.toContain('GET scores');
  });

  test('an upstream failure affects only its own line item and keeps its code and path', async () => {
    const { rows, instructor } = open();
    await graph.ask('{ lineItems { nodes { id } } }', {}, instructor);
    const { sandbox } = graph.gateway;
    sandbox.fault({ route: 'scores', lineItemId: rows[1]!.id, status: 500 });
    graph.annotate(rows.slice(0, 3).map(({ id }) => id));
    const { data, errors } = await graph.ask(notes('id scores(first: 1) { pageInfo { hasNextPage } }'), {}, instructor);
    sandbox.clearFaults();
    expect(data.annotations.nodes.map(({ lineItem }: any) => lineItem.scores === null)).toEqual([false, true, false]);
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['annotations', 'nodes', 1, 'lineItem', 'scores'], 'UPSTREAM_UNAVAILABLE'],
    ]);
  });

  test('a line item of another course is null, and its id is not sent to LTIAAS', async () => {
    const { sandbox } = graph.gateway;
    const { instructor } = open();
    const other: SandboxCourse = sandbox.createCourse({ lineItems: 1, learners: 1 });
    graph.annotate([other.lineItems()[0]!.id, 'http://169.254.169.254/latest', '']);
    const { data, errors } = await graph.ask(notes('label'), {}, instructor);
    expect(errors).toEqual([]);
    expect(data.annotations.nodes.map(({ lineItem }: any) => lineItem)).toEqual([null, null, null]);
    expect(graph.gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems']);
  });

  test('without a credential every field is UNAUTHENTICATED', async () => {
    open();
    const { data, errors } = await graph.ask(notes('label'), {}, null);
    expect(data.annotations.nodes[0].lineItem).toBeNull();
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    expect(graph.gateway.takeCalls()).toEqual([]);
  });

  test("another subgraph's node(id:) returns line items", async () => {
    const { rows, instructor } = open();
    const { data, errors } = await graph.ask(
      'query ($id: ID!) { node(id: $id) { id ... on LineItem { label annotation } } }',
      { id: rows[5]!.id },
      instructor,
    );
    expect(errors).toEqual([]);
    expect(data.node).toEqual({ id: rows[5]!.id, label: rows[5]!.label, annotation: `About ${rows[5]!.id}` });
  });

  test('runs a mutation', async () => {
    const { course, rows, userId, instructor } = open();
    const { data, errors } = await graph.ask(
      'mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted lineItem { label annotation } userErrors { code } } }',
      {
        input: {
          lineItemId: rows[0]!.id,
          userId,
          activityProgress: 'COMPLETED',
          gradingProgress: 'FULLY_GRADED',
          scoreGiven: 1,
          scoreMaximum: 2,
        },
      },
      instructor,
    );
    expect(errors).toEqual([]);
    expect(data.submitScore).toEqual({
      accepted: true,
      lineItem: { label: rows[0]!.label, annotation: `About ${rows[0]!.id}` },
      userErrors: [],
    });
    expect(course.results(rows[0]!.id).find((row) => row.userId === userId)).toMatchObject({
      resultScore: rows[0]!.scoreMaximum / 2,
    });
  });
});
