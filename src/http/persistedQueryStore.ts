import { InMemoryLRUCache, type KeyValueCache } from '@apollo/utils.keyvaluecache';

const maxQueries = 1000;
const maxBytes = 4 * 2 ** 20;
/** One client cannot push out all the others' with a few huge ones. */
const maxBytesOfOne = 64 * 2 ** 10;

/**
 * Where the texts of automatic persisted queries are kept, by their hashes; what was used longest ago goes first. Apollo Server
 * stores a query when it has passed the limits and has a credential, never before.
 */
export function persistedQueryStore(): KeyValueCache {
  return new InMemoryLRUCache({
    max: maxQueries,
    maxSize: maxBytes,
    maxEntrySize: maxBytesOfOne,
    sizeCalculation: (text, hash) => Buffer.byteLength(text) + Buffer.byteLength(hash),
  });
}
