import { startTestGateway, type TestGateway } from '../support/gateway';
import { ios, iosByGet, kotlin, type PhoneOperation, type PhoneRequest } from './fixtures/phones';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const columns: PhoneOperation = {
  name: 'Columns',
  type: 'query',
  text: 'query Columns($first: Int, $filter: LineItemFilter) { lineItems(first: $first, filter: $filter) { __typename nodes { __typename label scoreMaximum } pageInfo { __typename hasNextPage } } }',
  variables: { first: 1, filter: null },
};
const everyScore: PhoneOperation = {
  name: 'EveryScore',
  type: 'query',
  text: 'query EveryScore { lineItems(first: 1) { __typename nodes { __typename label scores { __typename nodes { __typename id } } } } }',
  variables: {},
};
const create: PhoneOperation = {
  name: 'CreateColumn',
  type: 'mutation',
  text: 'mutation CreateColumn($input: CreateLineItemInput!) { createLineItem(input: $input) { __typename lineItem { __typename label } userErrors { __typename code } } }',
  variables: { input: { label: 'Essai nº 1 — été & automne', scoreMaximum: 10 } },
};

const firstColumn = {
  lineItems: {
    __typename: 'LineItemConnection',
    nodes: [{ __typename: 'LineItem', label: 'Week 1: Reading the microscope', scoreMaximum: 20 }],
    pageInfo: { __typename: 'PageInfo', hasNextPage: true },
  },
};

async function send({ method, search, headers, body }: PhoneRequest, authorization: string) {
  const response = await fetch(`${gateway.url}/graphql${search}`, {
    method,
    headers: { ...headers, authorization },
    ...(body !== undefined && { body }),
  });
  // The clients accept only these, and multipart bodies only on request.
  expect(response.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json\b/);
  return { status: response.status, ...((await response.json()) as { data?: any; errors?: any[] }) };
}

describe.each([kotlin, ios, iosByGet])('$name', (phone) => {
  // Each client has its own hashes, so that none relies on another's requests.
  const own = (operation: PhoneOperation) => ({ ...operation, text: `${operation.text} # ${phone.name}` });

  test('sends a query and a mutation as text', async () => {
    const { authorization, course } = gateway.sandbox.launch({ course: gateway.sandbox.createCourse() });
    const instructor = gateway.sandbox.seeded.instructor.authorization.bearer;
    expect(await send(phone.whole(columns), instructor)).toEqual({ status: 200, data: firstColumn });
    const { data } = await send(phone.whole(create), authorization.bearer);
    expect(data.createLineItem.lineItem.label).toBe('Essai nº 1 — été & automne');
    expect(course.lineItems().at(-1)!.label).toBe('Essai nº 1 — été & automne');
  });

  test('sends a query by its hash: unknown, then with the text, then known', async () => {
    const instructor = gateway.sandbox.seeded.instructor.authorization.bearer;
    const operation = own(columns);
    const { status, errors } = await send(phone.byHash(operation), instructor);
    // Apollo iOS fails on any other status before it reads the body. Both clients compare the message.
    expect([status, errors!.map((error) => error.message)]).toEqual([200, ['PersistedQueryNotFound']]);
    expect(await send(phone.again(operation), instructor)).toEqual({ status: 200, data: firstColumn });
    expect(await send(phone.byHash(operation), instructor)).toEqual({ status: 200, data: firstColumn });
  });

  test('a mutation by its hash runs once per request', async () => {
    const { authorization, course } = gateway.sandbox.launch({ course: gateway.sandbox.createCourse() });
    const before = course.lineItems().length;
    const operation = own(create);
    await send(phone.byHash(operation), authorization.bearer);
    expect(course.lineItems()).toHaveLength(before);
    await send(phone.again(operation), authorization.bearer);
    await send(phone.byHash(operation), authorization.bearer);
    expect(course.lineItems()).toHaveLength(before + 2);
  });

  test('reads partial data next to errors', async () => {
    const { bearer } = gateway.sandbox.seeded.learner.authorization;
    const { status, data, errors } = await send(phone.whole(everyScore), bearer);
    expect(status).toBe(200);
    expect(data.lineItems.nodes[0]).toMatchObject({ label: 'Week 1: Reading the microscope', scores: null });
    expect(errors!.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
  });
});
