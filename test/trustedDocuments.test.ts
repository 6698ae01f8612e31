import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';
import { getIntrospectionQuery } from 'graphql';
import { readConfig } from '../src/config/config';
import { startGateway } from '../src/gateway';
import { startTestGateway, type TestGateway } from './support/gateway';

const folder = mkdtempSync(join(tmpdir(), 'trusted-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function write(content: unknown): string {
  const path = join(folder, `${files++}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
// As Apollo Client prints it.
const columns = `query Columns($first: Int) {
  lineItems(first: $first) {
    nodes {
      label
      __typename
    }
    __typename
  }
}`;
const remove =
  'mutation Remove { deleteLineItem(input: { id: "https://lms.example.edu/none" }) { userErrors { code } } }';
const apolloManifest = (...bodies: string[]) => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: bodies.map((body, index) => ({ id: sha256(body), name: `Operation${index}`, type: 'query', body })),
});
const answer = {
  lineItems: {
    nodes: [{ label: 'Week 1: Reading the microscope', __typename: 'LineItem' }],
    __typename: 'LineItemConnection',
  },
};
const notFound = { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] };

describe.each([
  ["Apollo's manifest", apolloManifest(columns, remove), sha256],
  ["Relay's map", { [md5(columns)]: columns, [md5(remove)]: remove }, md5],
])('%s', (_name, manifest, hashOf) => {
  let open: TestGateway;
  let strict: TestGateway;
  beforeAll(async () => {
    const trustedDocuments = write(manifest);
    open = await startTestGateway({ config: { trustedDocuments } });
    strict = await startTestGateway({ config: { trustedDocuments, trustedDocumentsOnly: true } });
  });
  afterAll(() => Promise.all([open, strict].map((each) => each.close())));

  async function post(to: TestGateway, body: object) {
    const response = await fetch(`${to.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: to.sandbox.seeded.instructor.authorization.bearer,
      },
      body: JSON.stringify(body),
    });
    return (await response.json()) as any;
  }
  async function get(to: TestGateway, parameters: Record<string, unknown>) {
    const texts = Object.entries(parameters).map(([name, value]) => [name, JSON.stringify(value)] as [string, string]);
    const response = await fetch(`${to.url}/graphql?${new URLSearchParams(texts).toString()}`, {
      headers: {
        'apollo-require-preflight': 'true',
        authorization: to.sandbox.seeded.instructor.authorization.bearer,
      },
    });
    return { status: response.status, body: (await response.json()) as any };
  }
  const byId = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } } });
  const variables = { first: 1 };

  describe.each([
    ['beside other operations', () => open],
    ['alone', () => strict],
  ])('%s', (_how, gateway) => {
    test("an id runs its document, sent like Apollo's clients by POST and GET, and like Relay's", async () => {
      expect(await post(gateway(), { ...byId(columns), variables })).toEqual({ data: answer });
      expect((await get(gateway(), { ...byId(columns), variables })).body).toEqual({ data: answer });
      expect(await post(gateway(), { doc_id: hashOf(columns), variables })).toEqual({ data: answer });
    });

    test('a mutation runs by POST, not by GET', async () => {
      const data = { deleteLineItem: { userErrors: [{ code: 'NOT_FOUND' }] } };
      expect(await post(gateway(), byId(remove))).toEqual({ data });
      expect((await get(gateway(), byId(remove))).status).toBe(405);
    });

    test('the text of a trusted document runs', async () => {
      expect(await post(gateway(), { query: columns, variables })).toEqual({ data: answer });
    });

    test.each([{ doc_id: 'none' }, { doc_id: 7 }, { doc_id: { toString: 1 } }, { doc_id: [1] }])(
      '%j is not found',
      async (body) => {
        expect(await post(gateway(), body)).toEqual(notFound);
      },
    );

    test('a trusted id with another text is rejected', async () => {
      const body = await post(gateway(), { ...byId(columns), query: '{ __typename }' });
      expect(body.data).toBeUndefined();
      expect(['BAD_REQUEST', 'PERSISTED_QUERY_NOT_FOUND']).toContain(body.errors[0].extensions.code);
    });

    test('a request without any document is BAD_REQUEST', async () => {
      expect((await post(gateway(), { variables })).errors[0].extensions.code).toBe('BAD_REQUEST');
    });
  });

  test('next to trusted documents any operation runs and is stored by its hash', async () => {
    const query = '{ launch { user { __typename } } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
    const data = { launch: { user: { __typename: 'LaunchUser' } } };
    expect(await post(open, { query, extensions })).toEqual({ data });
    expect(await post(open, { extensions })).toEqual({ data });
  });

  test.each([
    '{ __typename }',
    `${columns} `,
    `# Columns\n${columns}`,
    '{ broken',
    '{ nothing }',
    '{ __schema { types { name } } }',
    getIntrospectionQuery(),
    '',
  ])('with TRUSTED_DOCUMENTS_ONLY rejects %j without parsing it', async (query) => {
    strict.takeCalls();
    expect(await post(strict, { query })).toEqual(notFound);
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
    expect(await post(strict, { query, extensions })).toEqual(notFound);
    expect(await post(strict, { extensions })).toEqual(notFound);
    expect((await get(strict, { extensions })).body).toEqual(notFound);
    expect(strict.takeCalls()).toEqual([]);
  });
});

test('Apollo Client with a manifest sends only ids and gets its data', async () => {
  const manifest = apolloManifest(columns) as any;
  manifest.operations[0].name = 'Columns';
  const gateway = await startTestGateway({
    config: { trustedDocuments: write(manifest), trustedDocumentsOnly: true },
  });
  const sent: { method: string; hasQuery: boolean }[] = [];
  const client = new ApolloClient({
    link: new PersistedQueryLink(
      generatePersistedQueryIdsFromManifest({ loadManifest: () => Promise.resolve(manifest) }),
    ).concat(
      new HttpLink({
        uri: `${gateway.url}/graphql`,
        headers: { authorization: gateway.sandbox.seeded.instructor.authorization.bearer },
        fetch: (url, options) => {
          sent.push({ method: options!.method!, hasQuery: 'query' in JSON.parse(options!.body as string) });
          return fetch(url, options);
        },
      }),
    ),
    cache: new InMemoryCache(),
  });
  const { data } = await client.query({ query: gql(columns), variables: { first: 1 } });
  expect(data).toEqual(answer);
  expect(sent).toEqual([{ method: 'POST', hasQuery: false }]);
  await gateway.close();
});

describe('rejects at start-up a file', () => {
  const start = async (trustedDocuments: string) => {
    const account = { LTIAAS_URL: 'https://example.ltiaas.com', LTIAAS_API_KEY: 'key', LOG_LEVEL: 'silent' };
    const gateway = await startGateway({ ...readConfig(account), port: 0, trustedDocuments });
    await gateway.close();
  };
  const twice = apolloManifest(columns, columns);
  const deep = `{ lineItems { nodes { ${'scores { nodes { lineItem { '.repeat(4)} id ${'} } }'.repeat(4)} } } }`;

  test.each<[string, () => string, RegExp]>([
    ['that is missing', () => join(folder, 'missing.json'), /^TRUSTED_DOCUMENTS .*ENOENT.*missing\.json$/],
    ['that is a folder', () => folder, /^TRUSTED_DOCUMENTS .*EISDIR/],
    ['that is not JSON', () => write('{"format": '), /^TRUSTED_DOCUMENTS .*JSON/],
    ['that is a list', () => write([columns]), /^TRUSTED_DOCUMENTS .*Apollo.*Relay/],
    ['that is null', () => write(null), /^TRUSTED_DOCUMENTS .*Apollo.*Relay/],
    ['of another version', () => write({ ...apolloManifest(columns), version: 2 }), /^TRUSTED_DOCUMENTS .*\b1\b/],
    ['of another format', () => write({ format: 'x', operations: [] }), /^TRUSTED_DOCUMENTS .*Apollo.*Relay/],
    ['without an operation', () => write(apolloManifest()), /^TRUSTED_DOCUMENTS .*\n {2}.*operation/],
    ['that is empty', () => write({}), /^TRUSTED_DOCUMENTS .*\n {2}.*operation/],
    ['with an id twice', () => write(twice), new RegExp(`\\n {2}[^\n]*"${sha256(columns)}"`)],
    ['with a syntax error', () => write({ abc: '{ launch' }), /\n {2}"abc": Syntax Error: /],
    ['with only a fragment', () => write({ abc: 'fragment A on Query { __typename }' }), /\n {2}"abc": .*operation/],
    ['with an unknown field', () => write({ abc: '{ grades }' }), /\n {2}"abc": Cannot query field "grades"/],
    ['with an operation that is too deep', () => write({ abc: deep }), /\n {2}"abc": .*\b12\b/],
    ['with two invalid operations', () => write({ a: '{ x }', b: columns, c: '{ y }' }), /\n {2}"a": .*\n {2}"c": .*$/],
  ])('%s', async (_what, file, message) => {
    await expect(start(file())).rejects.toThrow(message);
  });
});
