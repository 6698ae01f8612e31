import type { Mark, Position } from './cursor';
import { isSelected, largePage, type LinkedList, OpenPage, PageReader, type RowOnPage } from './linkedList';
import { countUnreadable, findResumePoint, type Found, locate, rowsAreGone, walkFromFront } from './resumePoint';

/** Reads from a cursor, or from the end, towards the start: by `prev` links, or from the front if the LMS sends none. */
export class BackwardWalk<T> {
  #reader: PageReader<T>;
  #page: OpenPage<T> | undefined;
  /** The walk has yet to return the rows before this index. */
  #end = 0;
  #beginsBeforeRow = false;
  /** Rows returned earlier that may still appear. The rows after them were also returned, or are new. */
  #ahead: readonly Mark[] = [];
  /** The row before which the walk continues may be one of them, so the walk always checks the previous page. */
  #mayBeFurther = false;
  #previous: OpenPage<T> | undefined;
  /** Unreadable rows that were returned already; they come first. */
  #unreadable = 0;
  #taken = 0;
  /** Whether rows precede those that were read from the front; undefined: not read from the front yet. */
  #frontHasMore: boolean | undefined;

  constructor(
    private readonly list: LinkedList<T>,
    private readonly cursor: Position | undefined,
  ) {
    this.#reader = new PageReader(list);
  }

  /** The previous rows, the nearest first; fewer than `count` only at the list's start. */
  async take(count: number): Promise<RowOnPage<T>[]> {
    let rows: RowOnPage<T>[] = [];
    if (count === 0) return rows;
    for (let page = await this.#open(count); ; page = await this.#turn(page, rows)) {
      for (; this.#end > 0 && rows.length < count; this.#end -= 1) {
        if (isSelected(this.list, page.items[this.#end - 1]!)) rows.push({ page, index: this.#end - 1 });
      }
      if (page.isFront || (rows.length === count && !this.#mayBeFurther)) break;
      if (rows.length === count && page.prev !== undefined && (await this.#lookBack(page)) === undefined) break;
      if (page.prev === undefined) {
        rows = await this.#readFromFront(count);
        break;
      }
    }
    this.#taken = rows.length;
    return rows;
  }

  /** Whether another row precedes those that were read. For an unfiltered list, a page link is enough. */
  async hasMore(): Promise<boolean> {
    if (this.#frontHasMore !== undefined) return this.#frontHasMore;
    for (let page = await this.#open(1); ; page = await this.#turn(page, [])) {
      for (; this.#end > 0; this.#end -= 1) {
        if (isSelected(this.list, page.items[this.#end - 1]!)) return true;
      }
      if (page.isFront) return false;
      if (page.prev === undefined) break;
      if (!this.list.matches) return true;
    }
    await this.#readFromFront(this.#taken);
    return this.#frontHasMore!;
  }

  /** Whether a row directly follows the point where the walk began. */
  async beginsBeforeRow(): Promise<boolean> {
    await this.#open(0);
    return this.#beginsBeforeRow;
  }

  async #turn(page: OpenPage<T>, taken: RowOnPage<T>[]): Promise<OpenPage<T>> {
    const found = await this.#lookBack(page);
    if (found !== undefined) {
      taken.length = 0;
      this.#ahead = found.ahead;
    }
    const { items } = (this.#page = this.#previous!);
    this.#previous = undefined;
    const skipped = countUnreadable(this.list, items, items.length - 1, -1, this.#unreadable);
    this.#end = found?.before ?? items.length - skipped;
    this.#unreadable = found?.unreadable ?? (this.#end === 0 ? this.#unreadable - skipped : 0);
    return this.#page;
  }

  /** Reads the previous page, which is the first if it has no `prev`. Returns where it contains rows that were returned earlier. */
  async #lookBack({ prev }: OpenPage<T>): Promise<Found | undefined> {
    this.#mayBeFurther = false;
    this.#previous ??= await this.#reader.at(prev!, true);
    return locate(this.list, this.#previous.items, { direction: 'backward', marks: this.#ahead });
  }

  async #open(count: number): Promise<OpenPage<T>> {
    if (this.#page !== undefined) return this.#page;
    if (this.cursor === undefined) return (this.#page = await this.#openEnd());
    const point = await findResumePoint(this.list, this.cursor, 'backward', count);
    const { page, reader, before } = point;
    this.#reader = reader;
    this.#end = before;
    this.#beginsBeforeRow = before < page.items.length && isSelected(this.list, page.items[before]!);
    if (this.cursor.direction === 'backward') {
      this.#ahead = point.ahead;
      this.#mayBeFurther = point.mayBeFurther;
      this.#unreadable = point.unreadable;
    }
    return (this.#page = page);
  }

  async #openEnd(): Promise<OpenPage<T>> {
    const reader = new PageReader(this.list);
    let page = await reader.start(largePage);
    // Without a link to the end, the walk must start from the front, as it does from a page without a `prev` link.
    if (page.next !== undefined && page.last === undefined) return new OpenPage<T>({ items: [] }, null, false);
    // Rows may have been added since the LMS made the `last` link: read to the end.
    if (page.next !== undefined) page = await reader.at(page.last!);
    while (page.next !== undefined) page = await reader.at(page.next);
    this.#end = page.items.length;
    return page;
  }

  /** Reads from the start to the cursor, or to the end, and keeps the last `count` rows. */
  async #readFromFront(count: number): Promise<RowOnPage<T>[]> {
    const { pages, point } = await walkFromFront(this.list, this.cursor);
    if (this.cursor !== undefined && point === undefined) throw rowsAreGone();
    const rows: RowOnPage<T>[] = [];
    this.#frontHasMore = false;
    let given = this.cursor?.direction === 'backward' ? (point?.unreadable ?? 0) : 0;
    for (const page of pages.reverse()) {
      const skipped =
        page === point?.page ? 0 : countUnreadable(this.list, page.items, page.items.length - 1, -1, given);
      given = skipped === page.items.length || page === point?.page ? given - skipped : 0;
      for (
        let index = (page === point?.page ? point.before : page.items.length) - 1 - skipped;
        index >= 0;
        index -= 1
      ) {
        if (!isSelected(this.list, page.items[index]!)) continue;
        if (rows.length < count) rows.push({ page, index });
        else this.#frontHasMore = true;
        if (this.#frontHasMore) return rows;
      }
    }
    return rows;
  }
}
