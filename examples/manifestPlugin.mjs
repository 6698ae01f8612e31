import { createHash } from 'node:crypto';
import { InMemoryCache } from '@apollo/client';
import { print } from 'graphql';

/** A codegen plugin that writes Apollo's persisted-query manifest, with each operation as Apollo Client sends it (`__typename`). */
export function plugin(_schema, documents) {
  const cache = new InMemoryCache();
  const operations = documents.map(({ document }) => {
    const [{ name, operation }] = document.definitions;
    const body = print(cache.transformDocument(document));
    return { id: createHash('sha256').update(body).digest('hex'), name: name.value, type: operation, body };
  });
  return JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2);
}
