import type { Mark, Position } from './cursor';
import { largePage, type LinkedList, OpenPage, PageReader, type Standing, wants } from './linkedList';
import { findPlace, locate, rowsAreGone, walkFromFront } from './place';

/** From a cursor, or from the end, towards the start: by `prev` links, and where an LMS sends none, from the front. */
export class BackwardWalk<T> {
  #reader: PageReader<T>;
  #page: OpenPage<T> | undefined;
  /** Rows of the page before this index are still to come. */
  #end = 0;
  #beginsBeforeRow = false;
  /** Rows given earlier that may still come: whatever follows them was given, too. */
  #ahead: readonly Mark[] = [];
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
  async take(count: number): Promise<Standing<T>[]> {
    let rows: Standing<T>[] = [];
    if (count === 0) return rows;
    for (let page = await this.#open(count); ; page = await this.#turn(page, rows)) {
      for (; this.#end > 0 && rows.length < count; this.#end -= 1) {
        if (wants(this.list, page.items[this.#end - 1]!)) rows.push({ page, index: this.#end - 1 });
      }
      if (rows.length === count || page.isFront) break;
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

  /** To the page that `prev` leads to. One that was reached so and has no `prev` itself is the first. */
  async #turn(page: OpenPage<T>, taken: Standing<T>[]): Promise<OpenPage<T>> {
    const previous = await this.#reader.at(page.prev!, true);
    const found = locate(this.list, previous.items, { direction: 'backward', marks: this.#ahead });
    if (found !== undefined) {
      taken.length = 0;
      this.#ahead = found.ahead;
    }
    this.#page = previous;
    this.#end = found?.before ?? previous.items.length;
    return previous;
  }

  async #open(count: number): Promise<OpenPage<T>> {
    if (this.#page !== undefined) return this.#page;
    if (this.cursor === undefined) return (this.#page = await this.#openEnd());
    const place = await findPlace(this.list, this.cursor, 'backward', count);
    const { page, reader, before } = place;
    this.#reader = reader;
    this.#end = before;
    this.#beginsBeforeRow = before < page.items.length && wants(this.list, page.items[before]!);
    if (this.cursor.direction === 'backward') this.#ahead = place.ahead;
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
  async #readFromFront(count: number): Promise<Standing<T>[]> {
    const { pages, place } = await walkFromFront(this.list, this.cursor);
    if (this.cursor !== undefined && place === undefined) throw rowsAreGone();
    const rows: Standing<T>[] = [];
    this.#frontHasMore = false;
    for (const page of pages.reverse()) {
      for (let index = (page === place?.page ? place.before : page.items.length) - 1; index >= 0; index -= 1) {
        if (!wants(this.list, page.items[index]!)) continue;
        if (rows.length < count) rows.push({ page, index });
        else this.#frontHasMore = true;
        if (this.#frontHasMore) return rows;
      }
    }
    return rows;
  }
}
