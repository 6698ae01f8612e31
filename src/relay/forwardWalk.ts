import type { Position } from './cursor';
import { type LinkedList, type Located, type OpenPage, PageReader } from './linkedList';

/** From a cursor, or from the start, towards the end. */
export class ForwardWalk<T> {
  readonly #reader: PageReader<T>;
  #page: OpenPage<T> | undefined;
  #index = 0;

  constructor(
    private readonly list: LinkedList<T>,
    private readonly cursor: Position | undefined,
    private readonly hint: number,
  ) {
    this.#reader = new PageReader(list);
  }

  /** The next rows, fewer than `count` only at the list's end. */
  async take(count: number): Promise<Located<T>[]> {
    const rows: Located<T>[] = [];
    if (count === 0) return rows;
    for (let page: OpenPage<T> | undefined = await this.#open(); page !== undefined; page = await this.#turn(page)) {
      for (; this.#index < page.items.length; this.#index += 1) {
        if (rows.length === count) return rows;
        if (this.#reader.wants(page, this.#index)) rows.push(this.#reader.locate(page, this.#index));
      }
      if (rows.length === count) return rows;
    }
    return rows;
  }

  /** Whether another row, or unfiltered at least a page link, follows what was taken. */
  async hasMore(): Promise<boolean> {
    for (let page: OpenPage<T> | undefined = await this.#open(); page !== undefined; page = await this.#turn(page)) {
      for (; this.#index < page.items.length; this.#index += 1) {
        if (this.#reader.wants(page, this.#index)) return true;
      }
      if (!this.list.matches && !this.list.announcesEmptyPages?.()) return page.next !== undefined;
    }
    return false;
  }

  async #turn(page: OpenPage<T>): Promise<OpenPage<T> | undefined> {
    if (page.next === undefined) return undefined;
    const next = await this.#reader.at(page.next);
    this.#page = next;
    this.#index = 0;
    return next;
  }

  async #open(): Promise<OpenPage<T>> {
    return (this.#page ??= await this.#openAt(this.cursor));
  }

  async #openAt(cursor: Position | undefined): Promise<OpenPage<T>> {
    if (cursor === undefined) return await this.#reader.start(this.hint);
    // The cursor's item ends its page: go on at the next one without reading its own again.
    if (cursor.next !== undefined && !this.list.hasMoved?.()) return this.#reader.at(cursor.next);
    let page =
      cursor.page === null
        ? await this.#reader.start(cursor.index + 1 + this.hint)
        : await this.#reader.at(cursor.page, cursor.linksBack);
    let place = cursor.index;
    for (;;) {
      const found = this.#reader.find(page, cursor.mark, place);
      if (found !== undefined || place < page.items.length || page.next === undefined) {
        // An item that is gone has left its place to the one after it.
        this.#index = found === undefined ? Math.min(place, page.items.length) : found + 1;
        return page;
      }
      // The page is shorter than it was: the item is on a later one.
      place -= page.items.length;
      page = await this.#reader.at(page.next);
    }
  }
}
