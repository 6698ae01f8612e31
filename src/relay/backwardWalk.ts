import type { Mark, Position } from './cursor';
import { largePage, type LinkedList, OpenPage, PageReader, type RowOnPage, wants } from './linkedList';
import { countUnreadable, findPlace, type Found, locate, rowsAreGone, walkFromFront } from './place';

/** From a cursor, or from the end, towards the start: by `prev` links, and where an LMS sends none, from the front. */
export class BackwardWalk<T> {
  #reader: PageReader<T>;
  #page: OpenPage<T> | undefined;
  /** Rows of the page before this index are still to come. */
  #end = 0;
  #beginsBeforeRow = false;
  /** Rows given earlier that may still come: what follows them was given, too, or is new. */
  #ahead: readonly Mark[] = [];
  /** The row before which the walk goes on may be one of them: the previous page is looked at in any case. */
  #mayBeFurther = false;
  #previous: OpenPage<T> | undefined;
  /** Unreadable rows that were given already and come first. */
  #unreadable = 0;
  #taken = 0;
  /** Whether rows precede those that were reached from the front; undefined: not needed so far. */
  #frontHasMore: boolean | undefined;

  constructor(
    private readonly list: LinkedList<T>,
    private readonly cursor: Position | undefined,
  ) {
    this.#reader = new PageReader(list);
  }

  /** The rows before, the nearest first, fewer than `count` only at the list's start. */
  async take(count: number): Promise<RowOnPage<T>[]> {
    let rows: RowOnPage<T>[] = [];
    if (count === 0) return rows;
    for (let page = await this.#open(count); ; page = await this.#turn(page, rows)) {
      for (; this.#end > 0 && rows.length < count; this.#end -= 1) {
        if (wants(this.list, page.items[this.#end - 1]!)) rows.push({ page, index: this.#end - 1 });
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

  /** Whether another row, or unfiltered at least a page link, precedes what was taken. */
  async hasMore(): Promise<boolean> {
    if (this.#frontHasMore !== undefined) return this.#frontHasMore;
    for (let page = await this.#open(1); ; page = await this.#turn(page, [])) {
      for (; this.#end > 0; this.#end -= 1) {
        if (wants(this.list, page.items[this.#end - 1]!)) return true;
      }
      if (page.isFront) return false;
      if (page.prev === undefined) break;
      if (!this.list.matches) return true;
    }
    await this.#readFromFront(this.#taken);
    return this.#frontHasMore!;
  }

  /** Whether the list has a row right behind the place where the walk began. */
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

  /** Reads the page that `prev` leads to; one without a `prev` of its own is the first. Says where given rows stand on it. */
  async #lookBack({ prev }: OpenPage<T>): Promise<Found | undefined> {
    this.#mayBeFurther = false;
    this.#previous ??= await this.#reader.at(prev!, true);
    return locate(this.list, this.#previous.items, { direction: 'backward', marks: this.#ahead });
  }

  async #open(count: number): Promise<OpenPage<T>> {
    if (this.#page !== undefined) return this.#page;
    if (this.cursor === undefined) return (this.#page = await this.#openEnd());
    const place = await findPlace(this.list, this.cursor, 'backward', count);
    const { page, reader, before } = place;
    this.#reader = reader;
    this.#end = before;
    this.#beginsBeforeRow = before < page.items.length && wants(this.list, page.items[before]!);
    if (this.cursor.direction === 'backward') {
      this.#ahead = place.ahead;
      this.#mayBeFurther = place.mayBeFurther;
      this.#unreadable = place.unreadable;
    }
    return (this.#page = page);
  }

  async #openEnd(): Promise<OpenPage<T>> {
    const reader = new PageReader(this.list);
    let page = await reader.start(largePage);
    // Without a link to the end there is only the way from the front, as from a page without a `prev` link.
    if (page.next !== undefined && page.last === undefined) return new OpenPage<T>({ items: [] }, null, false);
    // `last` may be older than the list: whatever follows it still counts.
    if (page.next !== undefined) page = await reader.at(page.last!);
    while (page.next !== undefined) page = await reader.at(page.next);
    this.#end = page.items.length;
    return page;
  }

  /** Walks from the start up to the cursor, or to the end, and keeps the last `count` rows. */
  async #readFromFront(count: number): Promise<RowOnPage<T>[]> {
    const { pages, place } = await walkFromFront(this.list, this.cursor);
    if (this.cursor !== undefined && place === undefined) throw rowsAreGone();
    const rows: RowOnPage<T>[] = [];
    this.#frontHasMore = false;
    let given = this.cursor?.direction === 'backward' ? (place?.unreadable ?? 0) : 0;
    for (const page of pages.reverse()) {
      const skipped =
        page === place?.page ? 0 : countUnreadable(this.list, page.items, page.items.length - 1, -1, given);
      given = skipped === page.items.length || page === place?.page ? given - skipped : 0;
      for (
        let index = (page === place?.page ? place.before : page.items.length) - 1 - skipped;
        index >= 0;
        index -= 1
      ) {
        if (!wants(this.list, page.items[index]!)) continue;
        if (rows.length < count) rows.push({ page, index });
        else this.#frontHasMore = true;
        if (this.#frontHasMore) return rows;
      }
    }
    return rows;
  }
}
