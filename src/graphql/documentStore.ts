import { InMemoryLRUCache, type KeyValueCache } from '@apollo/utils.keyvaluecache';
import type { DocumentNode } from 'graphql';

/** Characters of the documents' texts. */
const maxLength = 256 * 1024;
const maxLengthOfOne = 10_000;

/**
 * Where documents that were parsed and found valid are kept; what was used longest ago goes first. Measured by the length of
 * their texts: a tree takes up to a hundred bytes a character, and Apollo Server's own store writes each as JSON to measure it.
 */
export function documentStore(): KeyValueCache<DocumentNode> {
  return new InMemoryLRUCache({
    maxSize: maxLength,
    maxEntrySize: maxLengthOfOne,
    // Without a location: too long for one to be kept.
    sizeCalculation: ({ loc }) => loc?.end || maxLengthOfOne + 1,
  });
}
