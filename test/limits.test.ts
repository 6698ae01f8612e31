import { getIntrospectionQuery } from 'graphql';
import { startTestGateway, type TestGateway } from './support/gateway';

let gateway: TestGateway;
let instructor: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  instructor = gateway.sandbox.seeded.instructor.authorization.bearer;
});
afterAll(() => gateway.close());

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
/** Two levels, three a turn, and one. */
const depth = (turns: number) =>
  `{ lineItems(first: 0) { nodes { ${'scores(first: 0) { nodes { lineItem { '.repeat(turns)} id ${'} } }'.repeat(turns)} } } }`;

/** `{ lineItems(first: 0) { nodes { scoresForUsers(userIds: [ "1" … ]) { id } } } }` has 23 tokens without the ids. */
const manyTokens = (tokens: number) =>
  `{ lineItems(first: 0) { nodes { scoresForUsers(userIds: [${'"1" '.repeat(tokens - 23)}]) { id } } } }`;

const twice = times(50, (i) => `a${i}: __typename @skip(if: false) @include(if: true)`);

describe('an operation at a limit is served, one above it is refused with the limit and its value', () => {
  test.each([
    ['depth', depth(3), depth(4), /15 levels of fields; at most 12/],
    [
      'aliases of one field',
      `{ ${times(50, (i) => `a${i}: __typename`)} }`,
      `{ x: launch { ${times(51, (i) => `a${i}: __typename`)} } }`,
      /51 aliases of one field; at most 50/,
    ],
    [
      'aliases',
      `{ launch { user { ${times(50, (i) => `a${i}: id`)} ${times(50, (i) => `b${i}: name`)} } } }`,
      `{ launch { user { ${times(50, (i) => `a${i}: id`)} ${times(50, (i) => `b${i}: name`)} c: email } } }`,
      /101 aliases; at most 100/,
    ],
    [
      'root fields',
      `{ ${times(50, () => '__typename')} }`,
      `{ ...All } fragment All on Query { ${times(51, () => '__typename')} }`,
      /51 root fields; at most 50/,
    ],
    ['directives', `{ ${twice} }`, `{ ... @skip(if: false) { ${twice} } }`, /101 directives; at most 100/],
    ['tokens', manyTokens(2000), manyTokens(2001), /more than the 2000 tokens/],
  ])('%s', async (_limit, allowed, refused, message) => {
    expect((await gateway.run(allowed, {}, instructor)).errors).toEqual([]);
    gateway.takeCalls();
    const { status, errors } = await gateway.run(refused, {}, instructor);
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(message),
        extensions: { code: 'OPERATION_TOO_EXPENSIVE' },
      }),
    ]);
    expect(status).toBe(400);
    expect(gateway.takeCalls()).toEqual([]);
  });
});

test('fragments in a circle are refused, not followed', async () => {
  const { errors } = await gateway.run(
    '{ ...A } fragment A on Query { launch { user { id } } ...B } fragment B on Query { ...A }',
    {},
    instructor,
  );
  expect(errors[0]!.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('the standard introspection query passes', async () => {
  const { data, errors } = await gateway.run(getIntrospectionQuery(), {}, null);
  expect(errors).toEqual([]);
  expect(data.__schema.types.length).toBeGreaterThan(20);
});

describe('calls upstream', () => {
  const query = '{ lineItems(first: 4) { nodes { scores(first: 1) { nodes { userId } } } } }';

  test('that are more than the budget by what is asked for are not even begun', async () => {
    const frugal = await startTestGateway({ config: { maxUpstreamCalls: 4 } });
    const { status, errors } = await frugal.run(query, {}, frugal.sandbox.seeded.instructor.authorization.bearer);
    expect(status).toBe(400);
    expect(errors[0]).toMatchObject({ extensions: { code: 'OPERATION_TOO_EXPENSIVE' } });
    expect(errors[0]!.message).toMatch(/about 5 calls .*at most 4/);
    expect(frugal.takeCalls()).toEqual([]);
    await frugal.close();
  });

  test('that turn out to be more than the budget end there; what was read stays', async () => {
    const frugal = await startTestGateway({ config: { maxUpstreamCalls: 4 } });
    const course = frugal.sandbox.createCourse({ lineItems: 5, learners: 60, pageSize: 10 });
    const { data, errors } = await frugal.run(
      '{ lineItems(first: 1) { nodes { label scores(first: 50) { nodes { userId } } } } }',
      {},
      frugal.sandbox.launch({ course }).authorization.bearer,
    );
    expect(frugal.takeCalls()).toHaveLength(4);
    expect(data.lineItems.nodes).toEqual([{ label: expect.any(String), scores: null }]);
    expect(errors.map((error) => error.extensions.code)).toEqual(['OPERATION_TOO_EXPENSIVE']);
    expect(errors[0]!.message).toMatch(/4 calls/);
    await frugal.close();
  });

  test('41 of them pass by default', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 45, learners: 3 });
    const { authorization } = gateway.sandbox.launch({ course });
    gateway.takeCalls();
    const { errors } = await gateway.run(query.replace('first: 4', 'first: 40'), {}, authorization.serviceKey);
    expect(errors).toEqual([]);
    expect(gateway.takeCalls()).toHaveLength(41);
  });
});
