import { BackwardWalk } from './backwardWalk';
import { hashOf, type Mark, marksPerCursor, type Position } from './cursor';
import { ForwardWalk } from './forwardWalk';
import { largePage, type LinkedList, type RowOnPage } from './linkedList';
import type { Direction, Slice } from './pageArgs';

/** A part of a list, and whether more rows surround it. */
export interface Window<T> {
  rows: Located<T>[];
  /** Makes calls only if the answer is not known yet. */
  hasNextPage(): Promise<boolean>;
  hasPreviousPage(): Promise<boolean>;
}

export interface Located<T> {
  readonly item: T;
  readonly position: Position;
}

/** Reads exactly the rows of a slice, from as few pages as the links allow. Throws `ClientError`. */
export async function readSlice<T>(
  list: LinkedList<T>,
  slice: Slice,
  cursor: Position | undefined,
): Promise<Window<T>> {
  const { direction, count } = slice;
  if (direction === 'forward') {
    const walk = new ForwardWalk(list, cursor, startHint(list, count));
    const rows = locateAll(list, await walk.take(count), direction, cursor);
    return {
      rows,
      hasNextPage: once(() => walk.hasMore()),
      hasPreviousPage: once(async () => {
        if (cursor === undefined) return false;
        return (await walk.beginsAfterRow()) || (await new BackwardWalk(list, cursor).hasMore());
      }),
    };
  }
  const walk = new BackwardWalk(list, cursor);
  const rows = locateAll(list, await walk.take(count), direction, cursor);
  return {
    rows: rows.reverse(),
    hasNextPage: once(async () => {
      if (cursor === undefined) return false;
      return (await walk.beginsBeforeRow()) || (await new ForwardWalk(list, cursor, largePage).hasMore());
    }),
    hasPreviousPage: once(() => walk.hasMore()),
  };
}

/** The page size for the start: one more row than requested shows whether more rows follow. */
export function startHint<T>({ matches }: Pick<LinkedList<T>, 'matches'>, count: number): number {
  return matches ? largePage : Math.min(count + 1, largePage);
}

/** Runs `work` at most once: an operation may select a field several times under aliases. */
function once<R>(work: () => Promise<R>): () => Promise<R> {
  let result: Promise<R> | undefined;
  return () => (result ??= work());
}

/** Adds positions to `rows`, which must be in the order in which they were read. */
function locateAll<T>(
  list: LinkedList<T>,
  rows: readonly RowOnPage<T>[],
  direction: Direction,
  cursor: Position | undefined,
): Row<T>[] {
  const before = cursor === undefined ? [] : marksBefore(cursor, direction);
  const located: Row<T>[] = [];
  for (const row of rows) located.push(new Row(list, row, direction, located.at(-1), before));
  return located;
}

/** Marks of the rows returned before a walk from `cursor`. After a walk in the other direction, only the cursor's own row counts. */
function marksBefore({ direction, marks }: Position, walks: Direction): readonly Mark[] {
  if (direction === walks) return marks;
  return marks.slice(0, 1).filter(({ unreadable }) => unreadable === 0);
}

/** A row and its position. Computes the position on demand: of many rows, only a few need it. */
class Row<T> implements Located<T> {
  #mark: string | null | undefined;

  constructor(
    private readonly list: LinkedList<T>,
    private readonly source: RowOnPage<T>,
    private readonly direction: Direction,
    /** The row returned before this one. */
    private readonly previous: Row<T> | undefined,
    /** Marks of the rows returned before the first. */
    private readonly earlier: readonly Mark[],
  ) {}

  get item(): T {
    return this.source.page.items[this.source.index]!;
  }

  get position(): Position {
    const { page, index } = this.source;
    return {
      direction: this.direction,
      page: page.link,
      next: page.next,
      prev: page.prev,
      linksBack: page.link !== null && (page.isFront || page.prev !== undefined),
      limit: page.limit,
      index,
      size: page.items.length,
      marks: this.#marks(),
    };
  }

  #marks(): Mark[] {
    const marks: Mark[] = [];
    let unreadable = 0;
    const add = (hash: string, more = 0) => {
      marks.push({ hash, unreadable: unreadable + more });
      unreadable = 0;
    };
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    for (let row: Row<T> | undefined = this; row && marks.length < marksPerCursor; row = row.previous) {
      const hash = row.#hash();
      if (hash === null) unreadable += 1;
      else add(hash);
    }
    for (const mark of this.earlier) if (marks.length < marksPerCursor) add(mark.hash, mark.unreadable);
    return marks;
  }

  /** Null if the row is unreadable. */
  #hash(): string | null {
    if (this.#mark === undefined) {
      const identity = this.list.identify(this.item);
      this.#mark = identity === undefined ? null : hashOf(identity);
    }
    return this.#mark;
  }
}
