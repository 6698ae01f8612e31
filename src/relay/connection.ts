import { type CursorCodec, hashOf, type Mark, marksPerCursor, type Position } from './cursor';
import { largePage, type LinkedList, type RowOnPage } from './linkedList';
import { type Direction, type PageArgs, readPageArgs } from './pageArgs';
import { Walk } from './walk';

/** A part of a list. Cursors and further pages cost something, so it computes or reads them only if they are selected. */
export class Connection<T> {
  constructor(
    readonly edges: readonly Edge<T>[],
    private readonly more: Readonly<Record<'hasNextPage' | 'hasPreviousPage', () => Promise<boolean>>>,
  ) {}

  get nodes(): T[] {
    return this.edges.map(({ node }) => node);
  }

  get pageInfo() {
    const { edges, more } = this;
    return {
      get hasNextPage() {
        return more.hasNextPage();
      },
      get hasPreviousPage() {
        return more.hasPreviousPage();
      },
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    };
  }
}

/**
 * Checks the arguments, and returns the read of exactly the rows that they select, from as few pages as the links allow. Both throw
 * `ClientError`.
 */
export function prepareConnection(args: PageArgs, cursors: CursorCodec) {
  const { direction, count, cursor: text } = readPageArgs(args);
  const cursor = text === undefined ? undefined : cursors.decode(text);
  return async <T>(list: LinkedList<T>): Promise<Connection<T>> => {
    const walk = new Walk(list, direction, cursor, direction === 'forward' ? startHint(list, count) : undefined);
    const reading = { list, direction, cursors, before: marksBefore(cursor, direction) };
    const edges: Edge<T>[] = [];
    for (const row of await walk.take(count)) edges.push(new Edge(row, reading, edges.at(-1)));
    const ahead = once(() => walk.hasMore());
    const behind = once(async () => {
      if (cursor === undefined) return false;
      const back = direction === 'forward' ? 'backward' : 'forward';
      return (await walk.beginsBesideRow()) || (await new Walk(list, back, cursor).hasMore());
    });
    return direction === 'forward'
      ? new Connection(edges, { hasNextPage: ahead, hasPreviousPage: behind })
      : new Connection(edges.reverse(), { hasNextPage: behind, hasPreviousPage: ahead });
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

/** Marks of the rows returned before a walk from `cursor`. After a walk in the other direction, only the cursor's own row counts. */
function marksBefore(cursor: Position | undefined, walks: Direction): readonly Mark[] {
  if (cursor === undefined || cursor.direction === walks) return cursor?.marks ?? [];
  return cursor.marks.slice(0, 1).filter(({ unreadable }) => unreadable === 0);
}

/** How the rows of a connection were read. */
interface Reading<T> {
  list: LinkedList<T>;
  direction: Direction;
  cursors: CursorCodec;
  /** Marks of the rows returned before the first. */
  before: readonly Mark[];
}

/** A row and its cursor. Computes the cursor on demand: of many rows, only a few need it. */
class Edge<T> {
  #mark: string | null | undefined;

  constructor(
    private readonly row: RowOnPage<T>,
    private readonly reading: Reading<T>,
    /** The row returned before this one. */
    private readonly previous: Edge<T> | undefined,
  ) {}

  get node(): T {
    return this.row.item;
  }

  get cursor(): string {
    const { direction, cursors } = this.reading;
    const { page, index } = this.row;
    return cursors.encode({
      direction,
      page: page.link,
      next: page.next,
      prev: page.prev,
      linksBack: page.link !== null && (page.isFront || page.prev !== undefined),
      limit: page.limit,
      index,
      size: page.items.length,
      marks: this.#marks(),
    });
  }

  #marks(): Mark[] {
    const marks: Mark[] = [];
    let unreadable = 0;
    const add = (hash: string, more = 0) => {
      marks.push({ hash, unreadable: unreadable + more });
      unreadable = 0;
    };
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    for (let edge: Edge<T> | undefined = this; edge && marks.length < marksPerCursor; edge = edge.previous) {
      const hash = edge.#hash();
      if (hash === null) unreadable += 1;
      else add(hash);
    }
    for (const mark of this.reading.before) if (marks.length < marksPerCursor) add(mark.hash, mark.unreadable);
    return marks;
  }

  /** Null if the row is unreadable. */
  #hash(): string | null {
    if (this.#mark === undefined) {
      const identity = this.reading.list.identify(this.node);
      this.#mark = identity === undefined ? null : hashOf(identity);
    }
    return this.#mark;
  }
}
