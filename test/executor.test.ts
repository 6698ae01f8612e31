import { type Classroom, startWriteGateway, type WriteGateway } from './support/classroom';

/** Operations are compiled on the second use. The later uses show whether the first one left anything behind. */
let gateway: WriteGateway;
let room: Classroom;
beforeAll(async () => {
  gateway = await startWriteGateway();
});
beforeEach(() => {
  room = gateway.classroom();
});
afterAll(() => gateway.close());

const uses = [1, 2, 3];

async function run(document: string, variables: Record<string, unknown> = {}) {
  gateway.takeWrites();
  const { data, errors, text } = await gateway.run(document, variables, room.as.instructor);
  return { data, text, codes: errors.map(({ extensions }) => extensions.code), paths: errors.map(({ path }) => path) };
}

describe.each(uses)('on use %i', () => {
  test('an omitted variable keeps the member of a line item', async () => {
    const { id } = room.course.addLineItem({
      label: 'Old',
      resourceId: 'quiz',
      tag: 'grade',
      resourceLinkId: room.course.resourceLinkId,
      gradesReleased: true,
    });
    const { data, codes } = await run(
      `mutation ($id: ID!, $label: String, $resourceId: String, $tag: String, $resourceLinkId: String, $released: Boolean, $maximum: Float) {
        updateLineItem(input: { id: $id, label: $label, resourceId: $resourceId, tag: $tag, resourceLinkId: $resourceLinkId, gradesReleased: $released, scoreMaximum: $maximum }) {
          lineItem { label resourceId tag resourceLinkId gradesReleased }
          userErrors { code }
        }
      }`,
      { id, label: 'New' },
    );
    const kept = { resourceId: 'quiz', tag: 'grade', resourceLinkId: room.course.resourceLinkId, gradesReleased: true };
    expect([data, codes]).toEqual([{ updateLineItem: { lineItem: { label: 'New', ...kept }, userErrors: [] } }, []]);
    expect(gateway.takeWrites().map(({ method, body }) => [method, body])).toEqual([
      ['PUT', expect.objectContaining({ label: 'New', ...kept })],
    ]);
    expect(room.lineItem(id)).toMatchObject({ label: 'New', ...kept });

    // The same document: omitting a label differs from a null label.
    const document =
      'mutation ($id: ID!, $label: String, $tag: String) { updateLineItem(input: { id: $id, label: $label, tag: $tag }) { lineItem { label tag } userErrors { code } } }';
    expect((await run(document, { id, tag: null })).data.updateLineItem).toEqual({
      lineItem: { label: 'New', tag: null },
      userErrors: [],
    });
  });

  test('null for a required member is BAD_USER_INPUT, and nothing is sent', async () => {
    const document = `mutation ($id: ID!, $user: ID!, $progress: GradingProgress = FULLY_GRADED) {
      submitScore(input: { lineItemId: $id, userId: $user, activityProgress: COMPLETED, gradingProgress: $progress, scoreGiven: 1, scoreMaximum: 1 }) { accepted }
    }`;
    const variables = { id: room.id, user: room.learners[0] };
    const { data, codes, paths } = await run(document, { ...variables, progress: null });
    expect([data, codes, paths]).toEqual([{ submitScore: null }, ['BAD_USER_INPUT'], [['submitScore']]]);
    expect(gateway.takeWrites()).toEqual([]);
    expect((await run(document, variables)).data).toEqual({ submitScore: { accepted: true } });
    expect(gateway.takeWrites().map(({ body }) => body)).toMatchObject([{ gradingProgress: 'FullyGraded' }]);
  });

  test('a fragment that is skipped in one place is included in another', async () => {
    const nested = `query ($x: Boolean!, $id: ID!) { lineItem(id: $id) { ...Header @include(if: $x) ...Body } }
      fragment Header on LineItem { tag ...Row }
      fragment Body on LineItem { id ...Row }
      fragment Row on LineItem { label scoreMaximum }`;
    const row = { id: room.id, label: 'Essay', scoreMaximum: 100 };
    expect((await run(nested, { x: false, id: room.id })).data).toEqual({ lineItem: row });
    expect((await run(nested, { x: true, id: room.id })).data).toEqual({ lineItem: { tag: 'grade', ...row } });

    const beside = `query ($x: Boolean!, $y: Boolean!, $id: ID!) { a: lineItem(id: $id) { ...F @include(if: $x) } b: lineItem(id: $id) { ...F } }
      fragment F on LineItem { label tag @include(if: $y) }`;
    expect((await run(beside, { x: false, y: true, id: room.id })).data).toEqual({
      a: {},
      b: { label: 'Essay', tag: 'grade' },
    });
  });

  test('null as a condition is BAD_USER_INPUT, and nothing is sent', async () => {
    const query = 'query ($a: Boolean = true, $id: ID!) { lineItem(id: $id) @include(if: $a) { label } }';
    gateway.takeCalls();
    expect((await run(query, { a: null, id: room.id })).codes).toEqual(['BAD_USER_INPUT']);
    expect(gateway.takeCalls()).toEqual([]);
    expect((await run(query, { id: room.id })).data).toEqual({ lineItem: { label: 'Essay' } });

    // The condition is evaluated only after the score is written.
    const mutation = `mutation ($a: Boolean = true, $input: ClearScoreInput!) { clearScore(input: $input) { ...F } } fragment F on ClearScorePayload { accepted @skip(if: $a) }`;
    const input = { lineItemId: room.id, userId: room.learners[0] };
    expect((await run(mutation, { a: null, input })).codes).toEqual(['BAD_USER_INPUT']);
    expect(gateway.takeWrites()).toEqual([]);
  });

  test('null for a required argument is BAD_USER_INPUT of that field only', async () => {
    const byId =
      'query ($id: ID = "x", $other: ID!) { lineItem(id: $id) { label } other: lineItem(id: $other) { label } }';
    expect(await run(byId, { id: null, other: room.id })).toMatchObject({
      data: { lineItem: null, other: { label: 'Essay' } },
      codes: ['BAD_USER_INPUT'],
      paths: [['lineItem']],
    });
    const forUsers =
      'query ($u: [ID!] = ["x"], $id: ID!) { lineItem(id: $id) { label scoresForUsers(userIds: $u) { userId } } }';
    gateway.takeCalls();
    expect(await run(forUsers, { u: null, id: room.id })).toMatchObject({
      data: { lineItem: { label: 'Essay', scoresForUsers: null } },
      codes: ['BAD_USER_INPUT'],
      paths: [['lineItem', 'scoresForUsers']],
    });
    expect(gateway.takeCalls()).not.toContain('GET scores');
  });

  test('keeps fields apart whose paths look alike', async () => {
    const { data, codes } = await run(
      'query ($id: ID!) { b_a: lineItem(id: $id) { label tag } a: launch { b: lineItem { id } } }',
      { id: room.id },
    );
    expect([codes, data.b_a]).toEqual([[], { label: 'Essay', tag: 'grade' }]);
  });

  test('never executes text in a document as code', async () => {
    const magic = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d';
    const program = `${magic}0),x:(globalThis.wasRun=true`;
    for (const document of [
      `{ lineItem(id: "${program}") { label } }`,
      `{ lineItem(id: """${program}""") { label } }`,
      `{ lineItems(filter: { tag: "${program}" }) { nodes { label } } }`,
      `query ($id: ID!) { lineItem(id: $id) { scoresForUsers(userIds: "${program}") { userId } } }`,
      `query ($id: ID = "${program}") { lineItem(id: $id) { label } }`,
    ]) {
      const { codes } = await run(document, document.includes('ID!') ? { id: room.id } : {});
      expect(codes).toEqual([]);
    }
    expect(globalThis).not.toHaveProperty('wasRun');
  });

  test.each(Object.getOwnPropertyNames(Object.prototype).concat('a_b'))(
    'the name %s has no special meaning',
    async (name) => {
      // JSON with a key `__proto__` is rejected before GraphQL runs.
      const given = name === '__proto__' ? {} : { [name]: 1 };
      const { text, codes } = await run(
        `query ${name}($${name}: Int) { ${name}: lineItems(first: $${name}) { nodes { ...${name} } } } fragment ${name} on LineItem { ${name}: label }`,
        given,
      );
      expect([codes, text.trim()]).toEqual([[], `{"data":{"${name}":{"nodes":[{"${name}":"Essay"}]}}}`]);
    },
  );
});
