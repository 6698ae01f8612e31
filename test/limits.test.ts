import { getIntrospectionQuery } from 'graphql';
import { readConfig } from '../src/config/config';
import { startTestGateway, type TestGateway, withTestGateway } from './support/gateway';

/** With every option that a client may select. */
const everything = {
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
};

const required = { LTIAAS_URL: 'https://example.ltiaas.com', LTIAAS_API_KEY: 'secret-api-key' };
const { limits } = readConfig(required);

let gateway: TestGateway;
let instructor: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  instructor = gateway.sandbox.seeded.instructor.authorization.bearer;
});
afterAll(() => gateway.close());

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
/** Two levels, three per turn, and one. */
const depth = (turns: number) =>
  `{ lineItems(first: 0) { nodes { ${'scores(first: 0) { nodes { lineItem { '.repeat(turns)} id ${'} } }'.repeat(turns)} } } }`;

/** `{ lineItems(first: 0) { nodes { scoresForUsers(userIds: [ "1" … ]) { id } } } }` has 23 tokens without the ids. */
const manyTokens = (tokens: number) =>
  `{ lineItems(first: 0) { nodes { scoresForUsers(userIds: [${'"1" '.repeat(tokens - 23)}]) { id } } } }`;

const twice = times(50, (i) => `a${i}: __typename @skip(if: false) @include(if: true)`);

describe('accepts an operation at a limit, and rejects one above it with the limit and its value', () => {
  test.each([
    ['depth', depth(3), depth(4), /\b15\b.*\b12\b/],
    [
      'aliases of one field',
      `{ ${times(50, (i) => `a${i}: __typename`)} }`,
      `{ x: launch { ${times(51, (i) => `a${i}: __typename`)} } }`,
      /\b51\b.*\b50\b/,
    ],
    [
      'aliases',
      `{ launch { user { ${times(50, (i) => `a${i}: id`)} ${times(50, (i) => `b${i}: name`)} } } }`,
      `{ launch { user { ${times(50, (i) => `a${i}: id`)} ${times(50, (i) => `b${i}: name`)} c: email } } }`,
      /\b101\b.*\b100\b/,
    ],
    [
      'root fields',
      `{ ${times(50, () => '__typename')} }`,
      `{ ...All } fragment All on Query { ${times(51, () => '__typename')} }`,
      /\b51\b.*\b50\b/,
    ],
    ['directives', `{ ${twice} }`, `{ ... @skip(if: false) { ${twice} } }`, /\b101\b.*\b100\b/],
    ['tokens', manyTokens(2000), manyTokens(2001), /\b2000\b/],
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

describe('accepts a request at a limit, and rejects one above it with the limit and its value', () => {
  /** User ids as a variable, in a POST and in a GET. */
  const query = 'query Ids($ids: [ID!]!) { lineItems(first: 0) { nodes { scoresForUsers(userIds: $ids) { id } } } }';
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: instructor, ...headers },
      body,
    });
  const get = (variables: string) =>
    fetch(`${gateway.url}/graphql?${new URLSearchParams({ query, variables }).toString()}`, {
      headers: { authorization: instructor, 'apollo-require-preflight': 'true' },
    });
  const postVariables = (variables: string) => post(`{ "query": "${query}", "variables": ${variables} }`);
  /** In addition to the list there are its containing object and one value inside. */
  const nested = (levels: number) => `{ "ids": [], "spare": ${'['.repeat(levels - 1)}${']'.repeat(levels - 1)} }`;
  const comments = (count: number) => '#\n'.repeat(count);
  /** Contains a `{`, `"` and `\\` inside text, which do not count. */
  const bytes = (count: number) => {
    const [start, end] = ['{ "query": "{ __typename }", "extensions": { "spare": "{[,\\"\\\\', '" } }'];
    return start + ' '.repeat(count - start.length - end.length) + end;
  };

  test.each([
    ['depth of variables', () => postVariables(nested(8)), () => postVariables(nested(9)), 400, /\b8\b/],
    ['depth of variables in the URL', () => get(nested(8)), () => get(nested(9)), 400, /\b8\b/],
    [
      'values',
      () => post(JSON.stringify({ query: '{ __typename }', variables: { spare: Array(9_990).fill(0) } })),
      () => post(JSON.stringify({ query: '{ __typename }', variables: { spare: Array(10_000).fill(0) } })),
      400,
      /\b10000\b/,
    ],
    [
      'lines',
      () => post(JSON.stringify({ query: `${comments(19_999)}{ __typename }` })),
      () => post(JSON.stringify({ query: `${comments(20_000)}{ __typename }` })),
      400,
      /\b20000\b/,
    ],
    ['bytes', () => post(bytes(1_048_576)), () => post(bytes(1_048_577)), 413, /\b1048576\b/],
    [
      'headers',
      () => post(bytes(100), { 'x-spare': 'x'.repeat(15_000) }),
      () => post(bytes(100), { 'x-spare': 'x'.repeat(17_000) }),
      431,
      /\b16384\b/,
    ],
    ['URL', () => get('{ "ids": [] }'), () => get(`{ "ids": ["${'1'.repeat(17_000)}"] }`), 431, /\b16384\b/],
  ])('%s', async (_limit, allowed, refused, status, message) => {
    const good = await allowed();
    expect([good.status, ((await good.json()) as any).errors]).toEqual([200, undefined]);
    const bad = await refused();
    expect([bad.status, await bad.json()]).toEqual([
      status,
      { errors: [{ message: expect.stringMatching(message), extensions: { code: 'OPERATION_TOO_EXPENSIVE' } }] },
    ]);
  });

  test('brackets inside text do not count, even after an escaped quote', async () => {
    const variables = { spare: `"${'['.repeat(20)}${','.repeat(10_000)}\\"${'{'.repeat(20)}` };
    expect((await post(JSON.stringify({ query: '{ __typename }', variables }))).status).toBe(200);
  });

  test('truncates a message that quotes the request', async () => {
    const variables = { ids: { [`x${'y'.repeat(5000)}`]: 1 } };
    const answer = await post(JSON.stringify({ query, variables }));
    const { errors } = (await answer.json()) as any;
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(errors[0].message.length).toBeGreaterThan(900);
    expect(errors[0].message.length).toBeLessThan(1100);
  });

  test('rejects a body that is too large without a Content-Length', async () => {
    const chunks = (function* () {
      for (let count = 0; count < 20; count += 1) yield Buffer.alloc(64 * 1024, ' ');
    })();
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: ReadableStream.from(chunks),
      duplex: 'half',
    });
    expect([answer.status, await answer.text()]).toEqual([413, expect.stringMatching(/\b1048576\b/)]);
  });
});

describe('configured limits apply:', () => {
  test.each([
    ['tokens', 500, manyTokens(500), manyTokens(501), /\b500\b/],
    ['depth', 3, '{ launch { user { id } } }', '{ launch { lineItem { scores { nodes { id } } } } }', /\b5\b.*\b3\b/],
    ['aliasesOfOneField', 1, '{ a: __typename }', '{ a: __typename b: __typename }', /\b1\b/],
    ['aliases', 0, '{ __typename }', '{ a: __typename }', /\b0\b/],
    ['rootFields', 1, '{ __typename }', '{ __typename launch { user { id } } }', /\b1\b/],
    ['directives', 0, '{ __typename }', '{ __typename @skip(if: false) }', /\b0\b/],
    ['bodyBytes', 10_000, '{ __typename }', `{ __typename } #${' '.repeat(10_000)}`, /\b10000\b/],
  ])('%s', async (name, value, allowed, refused, message) => {
    await withTestGateway({ limits: { ...limits, [name]: value } }, async (limited) => {
      const { bearer } = limited.sandbox.seeded.instructor.authorization;
      expect((await limited.run(allowed, {}, bearer)).errors).toEqual([]);
      expect((await limited.run(getIntrospectionQuery(everything), {}, null)).errors).toEqual([]);
      limited.takeCalls();
      const { errors } = await limited.run(refused, {}, bearer);
      expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
      expect(errors[0]!.extensions.code).toBe('OPERATION_TOO_EXPENSIVE');
      expect(limited.takeCalls()).toEqual([]);
    });
  });

  test('variablesDepth, variableValues', () =>
    withTestGateway({ limits: { ...limits, variablesDepth: 2, variableValues: 100 } }, async (limited) => {
      const ask = (spare: unknown) => limited.run('{ __typename }', { spare }, null);
      expect((await ask([1])).errors).toEqual([]);
      expect((await ask([[1]])).errors[0]!.message).toMatch(/\b2\b/);
      expect((await ask(Array(95).fill(1))).errors).toEqual([]);
      expect((await ask(Array(100).fill(1))).errors[0]!.message).toMatch(/\b100\b/);
    }));

  test('bulkRows', () =>
    withTestGateway({ limits: { ...limits, bulkRows: 2 } }, async (limited) => {
      const course = limited.sandbox.createCourse({ lineItems: 1, learners: 3 });
      const { authorization } = limited.sandbox.launch({ course });
      const [lineItem] = course.lineItems();
      const submit = async (rows: number) => {
        const scores = Array.from({ length: rows }, (_, row) => ({
          userId: course.learnerIds()[row],
          activityProgress: 'COMPLETED',
          gradingProgress: 'FULLY_GRADED',
        }));
        const query =
          'mutation ($input: SubmitScoresInput!) { submitScores(input: $input) { acceptedCount userErrors { code message field } } }';
        const input = { lineItemId: lineItem!.id, scores };
        return (await limited.run(query, { input }, authorization.bearer)).data.submitScores;
      };
      expect(await submit(2)).toEqual({ acceptedCount: 2, userErrors: [] });
      expect(await submit(3)).toEqual({
        acceptedCount: 0,
        userErrors: [{ code: 'INVALID', message: expect.stringMatching(/\b1\b.*\b2\b/), field: ['scores'] }],
      });
    }));
});

describe('rejects a small operation with a large result before it runs:', () => {
  const fan = (users: number) => `{ launch { ...A } }
    fragment A on Launch { ${times(users, (i) => `a${i}: user { ...B }`)} }
    fragment B on LaunchUser { ${times(50, (i) => `b${i}: id`)} }`;
  const repeated = (count: number) => `{ launch { ${times(count, () => 'user { id }')} } }`;
  const roots = (count: number) => `{ ${times(count, (i) => `a${i}: __schema { ...S }`)} }
    fragment S on __Schema { types { fields { type { fields { name description type { name } args { name } } } } } }`;

  const spreads = (count: number) =>
    `{ launch { ${times(count, () => '...F @skip(if: false) @include(if: true)')} } } fragment F on Launch { user { id } }`;

  test.each([
    ['fragments in fragments', fan(39), fan(40), /\b2041\b.*\b2000\b/],
    ['directives on spreads of one fragment', spreads(50), spreads(51), /\b102\b.*\b100\b/],
    ['the schema many times', roots(3), roots(8), /\b\d{6}\b.*\b100000\b/],
    ['one field many times', repeated(173), repeated(174), /\b15051\b.*\b15000\b/],
    ['a long name', `{ ${'x'.repeat(256)}: __typename }`, `{ ${'x'.repeat(257)}: __typename }`, /\b257\b.*\b256\b/],
  ])('%s', async (_what, allowed, refused, message) => {
    expect((await gateway.run(allowed, {}, instructor)).errors).toEqual([]);
    const { status, errors } = await gateway.run(refused, {}, instructor);
    expect(status).toBe(400);
    expect(errors).toEqual([
      { message: expect.stringMatching(message), extensions: { code: 'OPERATION_TOO_EXPENSIVE' } },
    ]);
  });

  describe('rows that share their calls:', () => {
    const nested = 'scoresForUsers(userIds: $ids) { lineItem { '.repeat(2);
    const ofUsers = `query ($id: ID!, $ids: [ID!]!) { lineItem(id: $id) { ${nested} scoresForUsers(userIds: $ids) { id } } } } } } }`;
    const forbidden = times(
      45,
      (i) => `a${i}: statistics { mean } b${i}: scores(first: 0) { pageInfo { hasNextPage } }`,
    );
    const scores = 'lineItem { scores(first: 500) { nodes { id userId resultScore timestamp } } }';
    const ofMembers = `{ members(first: 500) { nodes { id score(lineItemId: "$id") { a: ${scores} b: ${scores} } } } }`;
    const four = [...'abcd'].map((name) => `${name}: ${scores}`).join(' ');
    const input = '{ lineItemId: "$id", scores: [] }';
    const ofResults = `mutation { submitScores(input: ${input}) { results { score { ${four} } } } }`;
    const offset = `{ a: lineItems(first: -1000000) { nodes { scores(first: 500) { nodes { id } } } } ${ofMembers.slice(1)}`;

    test.each([
      ['scores of scores', ofUsers, 130, 3_065_630],
      [
        'scores that may be forbidden',
        ofUsers.replace('scoresForUsers(userIds: $ids) { id }', forbidden),
        25,
        2_842_625,
      ],
      ['scores of members', ofMembers, 0, 2_577_001],
      ['scores of the rows of a bulk submission', ofResults, 0, 2_551_252],
      ['beside a negative number of rows', offset, 0, 2_577_051],
    ])('%s', async (_what, operation, users, fields) => {
      const { course, authorization } = gateway.sandbox.launch();
      const [{ id } = { id: '' }] = course.lineItems();
      await gateway.run('{ launch { user { id } } }', {}, authorization.bearer);
      gateway.takeCalls();
      const variables = users === 0 ? {} : { id, ids: Array(users).fill(course.learnerIds()[0]) };
      const { status, errors } = await gateway.run(
        operation.replaceAll('$id"', `${id}"`),
        variables,
        authorization.bearer,
      );
      expect([status, errors.map(({ extensions }) => extensions.code)]).toEqual([400, ['OPERATION_TOO_EXPENSIVE']]);
      expect(errors[0]!.message).toMatch(new RegExp(`\\b${fields}\\b.*\\b2000000\\b`));
      expect(gateway.takeCalls()).toEqual([]);
    });
  });

  test('reports only the first of many invalid variables, in short', async () => {
    const scores = Array(1000).fill({ userId: 'x'.repeat(100), activityProgress: 'GUESSED' });
    const query = 'mutation ($input: SubmitScoresInput!) { submitScores(input: $input) { acceptedCount } }';
    const { status, errors, text } = await gateway.run(query, { input: { lineItemId: 'x', scores } }, instructor);
    expect([status, errors.length]).toEqual([400, 1]);
    expect(errors[0]!.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect(text.length).toBeLessThan(2000);
    expect(gateway.takeCalls()).toEqual([]);
  });

  test('omits line and column from the errors of a large document', async () => {
    const wrong = '{ lineItms { nodes { id } } }';
    const [near] = (await gateway.run(wrong, {}, instructor)).errors;
    const [far] = (await gateway.run(' '.repeat(100_000) + wrong, {}, instructor)).errors;
    expect(near).toHaveProperty('locations');
    expect(far).toEqual({ message: near!.message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  });
});

test('counts the aliases of a fragment once, however often it is used', async () => {
  const query = `{ ${times(20, (i) => `a${i}: launch { ...F }`)} } fragment F on Launch { ${times(10, (i) => `b${i}: user { id }`)} }`;
  expect((await gateway.run(query, {}, instructor)).errors).toEqual([]);
});

test('measures fragments that double at each level without expanding them', async () => {
  const fragment = (i: number) => `fragment F${i} on Launch { user { id } ...F${i + 1} ...F${i + 1} }`;
  const query = `{ launch { ...F0 } } ${times(40, fragment)} fragment F40 on Launch { user { id } }`;
  const { status, errors } = await gateway.run(query, {}, instructor);
  expect([status, errors.map(({ extensions }) => extensions.code)]).toEqual([400, ['OPERATION_TOO_EXPENSIVE']]);
});

test('rejects fragments in a circle', async () => {
  const { errors } = await gateway.run(
    '{ ...A } fragment A on Query { launch { user { id } } ...B } fragment B on Query { ...A }',
    {},
    instructor,
  );
  expect(errors[0]!.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('accepts the standard introspection query', async () => {
  const { data, errors } = await gateway.run(getIntrospectionQuery(), {}, null);
  expect(errors).toEqual([]);
  expect(data.__schema.types.length).toBeGreaterThan(20);
});

describe('upstream calls', () => {
  const query = '{ lineItems(first: 4) { nodes { scores(first: 1) { nodes { userId } } } } }';

  test('a request for more calls than the budget is rejected before the first call', async () => {
    const frugal = await startTestGateway({ config: { maxUpstreamCalls: 4 } });
    const { status, errors } = await frugal.run(query, {}, frugal.sandbox.seeded.instructor.authorization.bearer);
    expect(status).toBe(400);
    expect(errors[0]).toMatchObject({ extensions: { code: 'OPERATION_TOO_EXPENSIVE' } });
    expect(errors[0]!.message).toMatch(/\b5\b.*\b4\b/);
    expect(frugal.takeCalls()).toEqual([]);
    await frugal.close();
  });

  test.each([
    ['without "first": 50 rows', '{ lineItems { nodes { myScore { id } } } }', 51],
    ['with "first" above the maximum: that number', '{ lineItems(first: 9999) { nodes { myScore { id } } } }', 501],
  ])('are counted %s', async (_name, operation, calls) => {
    const frugal = await startTestGateway({ config: { maxUpstreamCalls: 50 } });
    const { status, errors } = await frugal.run(operation, {}, frugal.sandbox.seeded.instructor.authorization.bearer);
    expect([status, errors[0]!.extensions.code]).toEqual([400, 'OPERATION_TOO_EXPENSIVE']);
    expect(errors[0]!.message).toMatch(new RegExp(`\\b${calls}\\b`));
    expect(frugal.takeCalls()).toEqual([]);
    await frugal.close();
  });

  test.each([
    [
      'first',
      'query ($first: Int!) { lineItems(first: $first) { nodes { myScore { id } } } }',
      { first: 3 },
      { first: 4 },
    ],
    [
      'a condition',
      'query ($all: Boolean!) { lineItems(first: 4) { nodes { id myScore @include(if: $all) { id } } } }',
      { all: false },
      { all: true },
    ],
    [
      'variables that do not matter',
      'query ($userId: ID!) { lineItems(first: 4) { nodes { score(userId: $userId) { id } } } }',
      undefined,
      { userId: 'somebody' },
    ],
  ])('are counted with the variables of each request: %s', async (_name, operation, allowed, refused) => {
    const frugal = await startTestGateway({ config: { maxUpstreamCalls: 4 } });
    const { bearer } = frugal.sandbox.seeded.instructor.authorization;
    const codes = async (variables: object) =>
      (await frugal.run(operation, variables, bearer)).errors.map(({ extensions }) => extensions.code);
    await frugal.run('{ launch { user { id } } }', {}, bearer);
    if (allowed !== undefined) expect(await codes(allowed)).toEqual([]);
    expect(await codes({})).toEqual(['BAD_USER_INPUT']);
    frugal.takeCalls();
    expect(await codes(refused)).toEqual(['OPERATION_TOO_EXPENSIVE']);
    expect(frugal.takeCalls()).toEqual([]);
    if (allowed !== undefined) expect(await codes(allowed)).toEqual([]);
    await frugal.close();
  });

  test('stop when the budget runs out, and keep what was read', async () => {
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
    expect(errors[0]!.message).toMatch(/\b4\b/);
    await frugal.close();
  });

  test('allows 41 calls by default', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 45, learners: 3 });
    const { authorization } = gateway.sandbox.launch({ course });
    gateway.takeCalls();
    const { errors } = await gateway.run(query.replace('first: 4', 'first: 40'), {}, authorization.serviceKey);
    expect(errors).toEqual([]);
    expect(gateway.takeCalls()).toHaveLength(41);
  });
});
