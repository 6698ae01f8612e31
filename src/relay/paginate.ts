import { BackwardWalk } from './backwardWalk';
import { hashOf, type Mark, marksPerCursor, type Position } from './cursor';
import { ForwardWalk } from './forwardWalk';
import { largePage, type LinkedList, type RowOnPage } from './linkedList';
import type { Direction, Slice } from './pageArgs';

/** A part of a list, and what is known of its surroundings. */
export interface Window<T> {
  rows: Located<T>[];
  /** Costs calls only where the answer is not known yet. */
  hasNextPage(): Promise<boolean>;
  hasPreviousPage(): Promise<boolean>;
}

export interface Located<T> {
  readonly item: T;
  readonly position: Position;
}

/** Reads exactly the rows that a slice asks for, from as few pages as the links allow. Throws `ClientError`. */
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

/** The page size to ask for at the start: one row more than is wanted tells whether more follow. */
export function startHint<T>({ matches }: Pick<LinkedList<T>, 'matches'>, count: number): number {
  return matches ? largePage : Math.min(count + 1, largePage);
}

/** A field may be selected several times under aliases: its walk goes on once. */
function once<R>(work: () => Promise<R>): () => Promise<R> {
  let result: Promise<R> | undefined;
  return () => (result ??= work());
}

/** `rows` in the order in which they were read. */
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

/** Marks of the rows given before a walk that begins at `cursor`. Of a walk the other way only its own row is one of them. */
function marksBefore({ direction, marks }: Position, walks: Direction): readonly Mark[] {
  if (direction === walks) return marks;
  return marks.slice(0, 1).filter(({ unreadable }) => unreadable === 0);
}

/** A row and its place. There are many, and few are asked where they stand: that is worked out then. */
class Row<T> implements Located<T> {
  #mark: string | null | undefined;

  constructor(
    private readonly list: LinkedList<T>,
    private readonly standing: RowOnPage<T>,
    private readonly direction: Direction,
    /** The row given before this one. */
    private readonly previous: Row<T> | undefined,
    /** Marks of the rows given before the first. */
    private readonly earlier: readonly Mark[],
  ) {}

  get item(): T {
    return this.standing.page.items[this.standing.index]!;
  }

  get position(): Position {
    const { page, index } = this.standing;
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

  /** Null where the row cannot be read. */
  #hash(): string | null {
    if (this.#mark === undefined) {
      const identity = this.list.identify(this.item);
      this.#mark = identity === undefined ? null : hashOf(identity);
    }
    return this.#mark;
  }
}
