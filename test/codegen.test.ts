import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import {
  buildClientSchema,
  buildSchema,
  isInterfaceType,
  isUnionType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { of } from 'rxjs';
import introspection from '../examples/generated/introspection.json';
import manifest from '../examples/generated/persisted-query-manifest.json';
import { possibleTypes } from '../examples/generated/possibleTypes.json';
import { operations } from './support/operations';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const schema = buildSchema(readFileSync(join(__dirname, '../schema.graphql'), 'utf8'));

test('the manifest contains every operation of the folder under the hash of its text', () => {
  expect(manifest).toMatchObject({ format: 'apollo-persisted-query-manifest', version: 1 });
  expect(manifest.operations.map(({ name }) => `${name[0]!.toLowerCase()}${name.slice(1)}.graphql`)).toEqual(
    operations.map(({ file }) => file),
  );
  for (const { id, body, name, type } of manifest.operations) {
    expect(id).toBe(sha256(body));
    expect(body).toMatch(new RegExp(`^${type} ${name}\\b`));
  }
});

test.each(operations)('$file: Apollo Client sends the hash in the manifest', async ({ document }) => {
  let sent: unknown;
  const server = new ApolloLink((operation) => {
    sent = operation.extensions.persistedQuery;
    return of({ data: null, errors: [{ message: 'enough seen' }] });
  });
  const link = ApolloLink.from([new PersistedQueryLink({ sha256 }), server]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const parsed = gql(document);
  const asked = { errorPolicy: 'all' } as const;
  await (document.includes('\nmutation ')
    ? client.mutate({ mutation: parsed, ...asked })
    : client.query({ query: parsed, ...asked }));
  expect(manifest.operations.map(({ id }) => ({ version: 1, sha256Hash: id }))).toContainEqual(sent);
});

test('possibleTypes lists the types of each interface', () => {
  const abstract = Object.values(schema.getTypeMap()).filter((type) => isInterfaceType(type) || isUnionType(type));
  const types = abstract.map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]);
  expect(possibleTypes).toEqual(Object.fromEntries(types));
});

test('the introspection JSON is the schema', () => {
  const printed = [buildClientSchema(introspection as any), schema].map((one) =>
    printSchema(lexicographicSortSchema(one)),
  );
  expect(printed[0]).toBe(printed[1]);
});
