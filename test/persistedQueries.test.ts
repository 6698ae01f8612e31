import { createHash } from 'node:crypto';
import { persistedQueryStore } from '../src/graphql/persistedQueryStore';
import { startTestGateway, type TestGateway } from './support/gateway';

let gateway: TestGateway;
let authorization: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  authorization = gateway.sandbox.seeded.instructor.authorization.bearer;
});
afterAll(() => gateway.close());

const hashOf = (query: string) => createHash('sha256').update(query).digest('hex');
const persistedQuery = (query: string) => ({ version: 1, sha256Hash: hashOf(query) });
const notFound = [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }];

async function post(body: object, headers: Record<string, string> = { authorization }) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as any };
}

async function get(parameters: Record<string, string>) {
  const response = await fetch(`${gateway.url}/graphql?${new URLSearchParams(parameters).toString()}`, {
    headers: { authorization, 'apollo-require-preflight': 'true' },
  });
  return { status: response.status, body: (await response.json()) as any };
}

const isKnown = async (query: string) => {
  const { body } = await post({ extensions: { persistedQuery: persistedQuery(query) } });
  return JSON.stringify(body.errors) !== JSON.stringify(notFound);
};

test('a query sent once with its hash is found by the hash, by GET and by POST', async () => {
  const query = 'query Page($first: Int) { lineItems(first: $first) { nodes { label } } }';
  const extensions = { persistedQuery: persistedQuery(query) };
  const variables = { first: 1 };
  const data = { lineItems: { nodes: [{ label: 'Week 1: Reading the microscope' }] } };
  const byHash = { extensions: JSON.stringify(extensions), variables: JSON.stringify(variables) };
  // On any other status Apollo iOS stops before it reads the error.
  expect(await get(byHash)).toEqual({ status: 200, body: { errors: notFound } });
  expect(await post({ query, extensions, variables })).toEqual({ status: 200, body: { data } });
  expect(await get(byHash)).toEqual({ status: 200, body: { data } });
  expect(await post({ extensions, variables })).toEqual({ status: 200, body: { data } });
});

test('a mutation is found by its hash, but does not run by GET', async () => {
  const query = 'mutation { deleteLineItem(input: { id: "https://lms.example.edu/none" }) { userErrors { code } } }';
  const extensions = { persistedQuery: persistedQuery(query) };
  const data = { deleteLineItem: { userErrors: [{ code: 'NOT_FOUND' }] } };
  expect(await post({ query, extensions })).toEqual({ status: 200, body: { data } });
  expect(await post({ extensions })).toEqual({ status: 200, body: { data } });
  expect((await get({ extensions: JSON.stringify(extensions) })).status).toBe(405);
});

test('a hash that does not match the text is rejected, and nothing is stored', async () => {
  const query = '{ __typename mismatched: __typename }';
  const extensions = { persistedQuery: persistedQuery('{ other: __typename }') };
  const { status, body } = await post({ query, extensions });
  expect([status, body]).toEqual([
    400,
    { errors: [{ message: 'provided sha does not match query', extensions: { code: 'BAD_REQUEST' } }] },
  ]);
  expect(await post({ extensions })).toEqual({ status: 200, body: { errors: notFound } });
  expect(await isKnown(query)).toBe(false);
});

test.each([
  ['an unknown version', { version: 2, sha256Hash: hashOf('x') }, 400, 'BAD_REQUEST'],
  ['no hash', { version: 1 }, 200, 'PERSISTED_QUERY_NOT_FOUND'],
  ['a numeric hash', { version: 1, sha256Hash: 7 }, 200, 'PERSISTED_QUERY_NOT_FOUND'],
  ['an object as the hash', { version: 1, sha256Hash: { toString: 1 } }, 200, 'PERSISTED_QUERY_NOT_FOUND'],
  ['a string as the extension', 'x', 200, 'PERSISTED_QUERY_NOT_FOUND'],
])('rejects %s', async (_name, extension, status, code) => {
  const answer = await post({ extensions: { persistedQuery: extension } });
  expect([answer.status, answer.body.errors[0].extensions]).toEqual([status, { code }]);
});

describe('does not store', () => {
  test('a query beyond the limits', async () => {
    const query = `{ ${Array.from({ length: 51 }, (_, i) => `a${i}: __typename`).join(' ')} }`;
    const { body } = await post({ query, extensions: { persistedQuery: persistedQuery(query) } });
    expect(body.errors[0].extensions.code).toBe('OPERATION_TOO_EXPENSIVE');
    expect(await isKnown(query)).toBe(false);
  });

  test('a query that needs too many calls', async () => {
    const query = '{ lineItems(first: 500) { nodes { scores { nodes { userId } } } } }';
    const { body } = await post({ query, extensions: { persistedQuery: persistedQuery(query) } });
    expect(body.errors[0].extensions.code).toBe('OPERATION_TOO_EXPENSIVE');
    expect(await isKnown(query)).toBe(false);
  });

  test.each(['{ nothing }', '{ launch { '])('an invalid query: %s', async (query) => {
    expect((await post({ query, extensions: { persistedQuery: persistedQuery(query) } })).status).toBe(400);
    expect(await isKnown(query)).toBe(false);
  });

  test('a query without a credential', async () => {
    const query = '{ launch { user { name } } }';
    expect((await post({ query, extensions: { persistedQuery: persistedQuery(query) } }, {})).status).toBe(401);
    expect(await isKnown(query)).toBe(false);
  });

  test.each(['{ __typename mine: __typename }', '{ launch { user { email } } }'])(
    'a query with a credential that LTIAAS has not accepted: %s',
    async (query) => {
      const extensions = { persistedQuery: persistedQuery(query) };
      for (const madeUp of ['Bearer made.up.1', `SERVICE-AUTH-V1 ${gateway.sandbox.apiKey}:made-up`]) {
        expect((await post({ query, extensions }, { authorization: madeUp })).status).toBe(200);
        expect(await isKnown(query)).toBe(false);
      }
      // The same from a known caller, on the first and the second use.
      const launch = gateway.sandbox.launch().authorization.bearer;
      const known = { authorization: launch };
      expect((await post({ query: '{ launch { user { id } } }' }, known)).status).toBe(200);
      for (let use = 0; use < 2; use += 1) {
        expect((await post({ query, extensions }, known)).body.errors).toBeUndefined();
        expect(await isKnown(query)).toBe(true);
      }
    },
  );

  test('a short query that is long when expanded', async () => {
    const query = `{ __typename }${' '.repeat(70_000)}`;
    const { body } = await post({ query, extensions: { persistedQuery: persistedQuery(query) } });
    expect(body).toEqual({ data: { __typename: 'Query' } });
    expect(await isKnown(query)).toBe(false);
  });
});

test('the store limits queries and bytes, and evicts the least recently used', async () => {
  const store = persistedQueryStore(undefined);
  const kept = async (count: number, text: (index: number) => string) => {
    for (let index = 0; index < count; index++) await store.set(`hash ${index}`, text(index));
    let found = 0;
    for (let index = 0; index < count; index++) found += (await store.get(`hash ${index}`)) === undefined ? 0 : 1;
    return found;
  };
  expect(await kept(1500, (index) => `{ a${index} }`)).toBe(1000);
  expect(await store.get('hash 1499')).toBe('{ a1499 }');
  // Two bytes per character: 4 MiB hold 65 of these.
  expect(await kept(100, () => 'é'.repeat(32_000))).toBe(65);
});
