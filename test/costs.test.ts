import { startTestGateway, type TestGateway } from './support/gateway';

/** What an operation is estimated to cost, and what it costs a launch whose id token and line items are known. */

let gateway: TestGateway;
/** Rejects every operation that needs a call, and reports the estimate. */
let strict: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ config: { explain: true } });
  strict = await startTestGateway({ config: { maxUpstreamCalls: 0 } });
});
afterAll(() => Promise.all([gateway.close(), strict.close()]));
beforeEach(() => gateway.sandbox.clearFaults());

async function estimateOf(query: string, variables: object): Promise<number> {
  const { errors } = await strict.run(query, { ...variables }, strict.sandbox.seeded.instructor.authorization.bearer);
  const [, calls = '0'] = /about (\d+) calls/.exec(errors[0]?.message ?? '') ?? [];
  return Number(calls);
}

const figures = 'statistics { mean }';
const ofItem = (selection: string) => `query ($id: ID!) { lineItem(id: $id) { ${selection} } }`;
const ofEach = (selection: string) => `{ lineItems(first: 3) { nodes { ${selection} } } }`;
const missing = (more: string) =>
  `query ($id: ID!) { members(filter: { withoutScoreIn: $id }) { nodes { id } } ${more} }`;
const checks = 'checks { name ok }';

// Of a course with three columns and four learners, on one page each.
test.each<[string, string, estimated: number, made: number]>([
  ['checks', `{ launch { ${checks} } }`, 4, 4],
  ['checks twice', `{ a: launch { ${checks} } b: launch { x: ${checks} y: ${checks} } }`, 4, 4],
  ['checks beside members', `{ launch { ${checks} } members { nodes { id } } }`, 4, 4],
  ['checks beside line items', `{ launch { ${checks} } lineItems(first: 3) { nodes { id } } }`, 5, 4],
  ['members', '{ members { nodes { id } } }', 1, 1],
  ['members without a score', missing(''), 2, 2],
  ['the same twice', missing('again: members(last: 1, filter: { withoutScoreIn: $id }) { nodes { id } }'), 3, 2],
  ['members without a score, beside their statistics', missing(`lineItem(id: $id) { ${figures} }`), 4, 3],
  ['statistics', ofItem(figures), 2, 2],
  ['statistics twice', ofItem(`${figures} again: ${figures}`), 2, 2],
  ['statistics with learners without a score', ofItem('statistics { scored unscored }'), 3, 3],
  ['statistics before scores', ofItem(`${figures} scores(first: 2) { nodes { id } }`), 2, 2],
  ['statistics after scores', ofItem(`scores(first: 2) { nodes { id } } ${figures}`), 2, 2],
  ['statistics after one score', ofItem(`score(userId: "$user") { id } ${figures}`), 2, 2],
  ['statistics after some scores', ofItem(`scoresForUsers(userIds: ["$user"]) { id } ${figures}`), 2, 2],
  ['statistics after the own score', ofItem(`myScore { id } ${figures}`), 2, 2],
  ['statistics after the last scores', ofItem(`scores(last: 1) { nodes { id } } ${figures}`), 2, 2],
  ['statistics beside filtered scores', ofItem(`scores(filter: { below: 5 }) { nodes { id } } ${figures}`), 2, 2],
  ['scores and one score', ofItem('id scores(first: 1) { nodes { id } } score(userId: "$user") { id }'), 3, 2],
  ['statistics of each column', ofEach(figures), 4, 4],
  ['statistics and scores of each column', ofEach(`${figures} scores(first: 2) { nodes { id } }`), 4, 4],
  ['scores and people of each column', ofEach(`scores(first: 2) { nodes { user { id } } } ${figures}`), 5, 5],
  ['the rows of a gradebook', '{ members { nodes { scores(filter: {}) { id } } } }', 52, 5],
  ['two columns by learner', 'query ($ids: [ID!]!) { members { nodes { scores(lineItemIds: $ids) { id } } } }', 4, 3],
  ['a known line item', 'query ($id: ID!) { lineItem(id: $id) { label } node(id: $id) { id } }', 2, 1],
])('of %s', async (_what, query, estimated, made) => {
  const course = gateway.sandbox.createCourse({ lineItems: 3, learners: 4 });
  const [a, b] = course.lineItems();
  const { bearer } = gateway.sandbox.launch({ course }).authorization;
  const document = query.replaceAll('$user', course.learnerIds()[3]!);
  const all = { id: a!.id, ids: [a!.id, b!.id] };
  const variables = Object.fromEntries(Object.entries(all).filter(([name]) => document.includes(`($${name}:`)));
  expect(await estimateOf(document, variables)).toBe(estimated);
  await gateway.run('{ launch { user { id } } lineItems { nodes { id } } }', {}, bearer);
  for (const use of ['first', 'second']) {
    gateway.takeCalls();
    const { errors, text } = await gateway.run(document, variables, bearer);
    expect(errors).toEqual([]);
    const calls = gateway.takeCalls();
    // From the second use on, the roster is remembered.
    const expected = use === 'first' || !/members|unscored|user \{|checks/.test(document) ? made : made - 1;
    expect([use, calls.length]).toEqual([use, expected]);
    expect(JSON.parse(text).extensions.upstream.calls).toBe(expected);
  }
});

test('a condition on statistics does not make the scores beside it free', async () => {
  const query = `query ($id: ID!, $x: Boolean!) {
    lineItem(id: $id) { id scores(first: 1) { nodes { id } } score(userId: "u") { id } statistics @include(if: $x) { mean } } }`;
  const launch = gateway.sandbox.launch();
  const id = launch.course.lineItems()[0]!.id;
  expect(await estimateOf(query, { id, x: false })).toBe(3);
  expect(await estimateOf(query, { id, x: true })).toBe(4);
});

test('a filter in a variable is estimated for each request', async () => {
  const query = 'query ($filter: MemberFilter) { members(filter: $filter) { nodes { id } } }';
  const limited = await startTestGateway({ config: { maxUpstreamCalls: 1 } });
  const launch = limited.sandbox.launch();
  const { bearer } = launch.authorization;
  const codes = async (filter: object | null) =>
    (await limited.run(query, { filter }, bearer)).errors.map(({ extensions }) => extensions.code);
  await limited.run('{ launch { user { id } } }', {}, bearer);
  const withoutScoreIn = launch.course.lineItems()[0]!.id;
  for (let use = 0; use < 2; use += 1) {
    expect(await codes({ role: 'LEARNER' })).toEqual([]);
    expect(await codes({ withoutScoreIn })).toEqual(['OPERATION_TOO_EXPENSIVE']);
    expect(await codes(null)).toEqual([]);
  }
  await limited.close();
});
