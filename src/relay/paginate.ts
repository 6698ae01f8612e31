import { BackwardWalk } from './backwardWalk';
import type { Position } from './cursor';
import { ForwardWalk } from './forwardWalk';
import { largePage, type LinkedList, type Located } from './linkedList';
import type { Slice } from './pageArgs';

/** A part of a list, and what is known of its surroundings. */
export interface Window<T> {
  rows: Located<T>[];
  /** Costs calls only where the answer is not known yet. */
  hasNextPage(): Promise<boolean>;
  hasPreviousPage(): Promise<boolean>;
}

/** Reads exactly the rows that a slice asks for, from as few pages as the links allow. Throws `ClientError`. */
export async function readSlice<T>(
  list: LinkedList<T>,
  slice: Slice,
  cursor: Position | undefined,
): Promise<Window<T>> {
  if (slice.direction === 'forward') {
    const walk = new ForwardWalk(list, cursor, list.matches ? largePage : Math.max(slice.count, 1));
    const rows = await walk.take(slice.count);
    return {
      rows,
      hasNextPage: () => walk.hasMore(),
      hasPreviousPage: async () => cursor !== undefined,
    };
  }
  const walk = new BackwardWalk(list, cursor);
  const rows = await walk.take(slice.count);
  return {
    rows,
    hasNextPage: async () => cursor !== undefined,
    hasPreviousPage: () => walk.hasMore(),
  };
}
