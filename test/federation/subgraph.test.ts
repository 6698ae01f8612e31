import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestGateway, type TestGateway } from '../support/gateway';

const service = '{ _service { sdl } }';
const entities = (selection: string) =>
  `query ($of: [_Any!]!) { _entities(representations: $of) { ... on LineItem { ${selection} } } }`;
const lineItem = (id: unknown) => ({ __typename: 'LineItem', id });

describe('the schema as a subgraph', () => {
  test.each([
    [true, null, 200],
    [true, 'bearer', 200],
    [false, null, 401],
    [false, 'bearer', 200],
  ] as const)('with introspection %p and credential %p returns %p', async (introspection, form, status) => {
    const gateway = await startTestGateway({ config: { federation: true, introspection } });
    const authorization = form && gateway.sandbox.seeded.learner.authorization[form];
    const answer = await gateway.run(service, {}, authorization);
    expect(answer.status).toBe(status);
    if (status === 200) {
      const printed = readFileSync(join(__dirname, '../../deploy/subgraph.graphql'), 'utf8');
      expect(`${answer.data._service.sdl}\n`).toBe(printed);
    } else {
      expect(answer.errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
    }
    expect(gateway.takeCalls()).toEqual([]);
    await gateway.close();
  });

  test('has keys and shares only what it must', () => {
    const printed = readFileSync(join(__dirname, '../../deploy/subgraph.graphql'), 'utf8');
    expect(printed.match(/@key\(.*\)$|@shareable$/gm)).toEqual(['@key(fields: "id")', '@shareable']);
    expect(printed).toMatch(/^type LineItem implements Node\s+@key/m);
    expect(printed).toMatch(/^type PageInfo\s+@shareable/m);
    expect(printed).not.toMatch(/^ {2}node\(/m);
  });

  test('is disabled by default', async () => {
    const gateway = await startTestGateway({ config: { federation: false } });
    const { status, errors } = await gateway.run(service, {}, null);
    expect([status, errors[0]!.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    await gateway.close();
  });
});

describe.each(['graphql-jit', 'graphql-js'] as const)('entities, with %s', (executor) => {
  let gateway: TestGateway;
  let bearer: string;
  let ids: string[];
  beforeAll(async () => {
    gateway = await startTestGateway({ config: { federation: true, executor, maxUpstreamCalls: 10 } });
    const course = gateway.sandbox.createCourse({ lineItems: 12, learners: 2 });
    ids = course.lineItems().map(({ id }) => id);
    bearer = gateway.sandbox.launch({ course }).authorization.bearer;
    await gateway.run('{ lineItems { nodes { id } } }', {}, bearer);
    gateway.takeCalls();
  });
  afterAll(() => gateway.close());

  test('require a credential, also next to fields that need none', async () => {
    for (const operation of [
      entities('id'),
      `${entities('id').slice(0, -2)} _service { sdl } }`,
      'query ($of: [_Any!]!) { ...A } fragment A on Query { _service: _entities(representations: $of) { __typename } }',
    ]) {
      const { status, errors } = await gateway.run(operation, { of: [lineItem(ids[0])] }, null);
      expect([status, errors[0]!.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect(gateway.takeCalls()).toEqual([]);
  });

  test.each([
    ['another type', { __typename: 'Score', id: 'x' }],
    ['an unknown type', { __typename: 'Nothing', id: 'x' }],
    ['no type', { id: 'x' }],
    ['no id', { __typename: 'LineItem' }],
    ['a numeric id', lineItem(7)],
    ['an object as the id', lineItem({ toString: 'x' })],
    ['a string', 'LineItem'],
    ['a list', [lineItem('x')]],
  ])('reject %s without affecting other references', async (_name, wrong) => {
    const { status, data, errors } = await gateway.run(entities('id'), { of: [lineItem(ids[0]), wrong] }, bearer);
    expect(status).toBe(200);
    expect(data._entities).toEqual([{ id: ids[0] }, null]);
    expect(errors).toEqual([
      expect.objectContaining({ path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } }),
    ]);
    expect(gateway.takeCalls()).toEqual([]);
  });

  test('cost one call each, plus their selected fields', async () => {
    const of = (count: number) => ({ of: ids.slice(0, count).map(lineItem) });
    expect((await gateway.run(entities('id'), of(10), bearer)).errors).toEqual([]);
    expect((await gateway.run(entities('id myScore { id }'), of(5), bearer)).errors).toEqual([]);
    gateway.takeCalls();
    for (const [selection, count, calls] of [
      ['id', 11, 11],
      ['id myScore { id }', 6, 12],
    ] as const) {
      const { status, errors } = await gateway.run(entities(selection), of(count), bearer);
      expect([status, errors[0]!.extensions.code]).toEqual([400, 'OPERATION_TOO_EXPENSIVE']);
      expect(errors[0]!.message).toMatch(new RegExp(`\\b${calls}\\b`));
    }
    expect(gateway.takeCalls()).toEqual([]);
  });

  test('keep node(id:) for direct clients', async () => {
    const { data, errors } = await gateway.run(
      'query ($id: ID!) { node(id: $id) { __typename id } }',
      { id: ids[4] },
      bearer,
    );
    expect(errors).toEqual([]);
    expect(data.node).toEqual({ __typename: 'LineItem', id: ids[4] });
  });

  test('can be written inline in the operation', async () => {
    const { data, errors } = await gateway.run(
      `{ _entities(representations: [{ __typename: "LineItem", id: "${ids[3]}" }]) { __typename ... on Node { id } } }`,
      {},
      bearer,
    );
    expect(errors).toEqual([]);
    expect(data._entities).toEqual([{ __typename: 'LineItem', id: ids[3] }]);
  });
});
