import { ClientError } from '../errors';
import { markOf, type Position } from './cursor';
import { largePage, type LinkedList, type Located, OpenPage, PageReader } from './linkedList';

/** From a cursor, or from the end, towards the start: by `prev` links, and where an LMS sends none, from the front. */
export class BackwardWalk<T> {
  readonly #reader: PageReader<T>;
  #page: OpenPage<T> | undefined;
  /** Rows of the page before this index are still to come. */
  #end = 0;
  /** Rows that were reached from the front, the nearest last. Undefined: not needed so far. */
  #fromFront: Located<T>[] | undefined;
  #frontHasMore = false;
  #taken = 0;

  constructor(
    private readonly list: LinkedList<T>,
    private readonly cursor: Position | undefined,
  ) {
    this.#reader = new PageReader(list);
  }

  /** The rows before, in the list's order, fewer than `count` only at the list's start. */
  async take(count: number): Promise<Located<T>[]> {
    const rows: Located<T>[] = [];
    if (count === 0) return rows;
    let page = await this.#open(count);
    for (;;) {
      while (this.#end > 0 && rows.length < count) {
        this.#end -= 1;
        if (this.#reader.wants(page, this.#end)) rows.push(this.#reader.locate(page, this.#end));
      }
      this.#taken = rows.length;
      if (rows.length === count) break;
      const previous = await this.#turnBack(page, count - rows.length);
      if (previous === undefined) break;
      page = previous;
    }
    while (rows.length < count && this.#fromFront?.length) rows.push(this.#fromFront.pop()!);
    return rows.reverse();
  }

  /** Whether another row, or unfiltered at least a page link, precedes what was taken. */
  async hasMore(): Promise<boolean> {
    let page = await this.#open(1);
    for (;;) {
      while (this.#end > 0) {
        if (this.#reader.wants(page, this.#end - 1)) return true;
        this.#end -= 1;
      }
      if (!this.list.matches && page.prev !== undefined && !page.isFront) return true;
      const previous = await this.#turnBack(page, 0);
      if (previous === undefined) return this.#frontHasMore || (this.#fromFront?.length ?? 0) > 0;
      page = previous;
    }
  }

  async #turnBack(page: OpenPage<T>, count: number): Promise<OpenPage<T> | undefined> {
    if (page.isFront || this.#fromFront !== undefined) return undefined;
    if (page.prev === undefined) {
      await this.#readFromFront(page, count);
      return undefined;
    }
    // A page that was reached by `prev` and has none itself is the first.
    this.#page = await this.#reader.at(page.prev, true);
    this.#end = this.#page.items.length;
    return this.#page;
  }

  async #open(count: number): Promise<OpenPage<T>> {
    return (this.#page ??= this.cursor === undefined ? await this.#openEnd(count) : await this.#openAt(this.cursor));
  }

  async #openEnd(count: number): Promise<OpenPage<T>> {
    let page = await this.#reader.start(largePage);
    if (page.next !== undefined && page.last === undefined) {
      await this.#readFromFront(undefined, count);
      return emptyFront;
    }
    // `last` may be older than the list: whatever follows it still counts.
    if (page.next !== undefined && page.last !== undefined) page = await this.#reader.at(page.last);
    while (page.next !== undefined) page = await this.#reader.at(page.next);
    this.#end = page.items.length;
    return page;
  }

  async #openAt(cursor: Position): Promise<OpenPage<T>> {
    if (cursor.prev !== undefined && !this.list.hasMoved?.()) {
      const page = await this.#reader.at(cursor.prev, true);
      this.#end = page.items.length;
      return page;
    }
    if (cursor.page === null && cursor.index === 0) return emptyFront;
    const page =
      cursor.page === null
        ? await this.#reader.start(cursor.index + 1)
        : await this.#reader.at(cursor.page, cursor.linksBack);
    const found = this.#reader.find(page, cursor.mark, cursor.index);
    this.#end = found ?? Math.min(cursor.index, page.items.length);
    return page;
  }

  /** Walks from the start up to `until` or to the cursor's item (undefined: to the end) and keeps the last rows. */
  async #readFromFront(until: OpenPage<T> | undefined, count: number): Promise<void> {
    const kept: Located<T>[] = [];
    this.#fromFront = kept;
    const reader = new PageReader(this.list);
    for (let page = await reader.start(largePage); ; page = await reader.at(page.next)) {
      for (let index = 0; index < page.items.length; index += 1) {
        if (this.cursor !== undefined && markOf(this.list.identify(page.items[index]!)) === this.cursor.mark) {
          // The links are not the same at each reading, so the walk came past its own page: those rows are taken already.
          kept.splice(kept.length - this.#taken);
          return;
        }
        if (!reader.wants(page, index)) continue;
        kept.push(reader.locate(page, index));
        if (kept.length > count + this.#taken + 1) {
          kept.shift();
          this.#frontHasMore = true;
        }
      }
      if (page.next === undefined) break;
      if (page.next === until?.link) return;
    }
    // An empty page that nothing leads to any more stood behind what is the end now.
    if (until !== undefined && until.items.length > 0)
      throw new ClientError('BAD_USER_INPUT', 'The cursor stands on a page that the list no longer has.');
  }
}

const emptyFront = new OpenPage<never>({ items: [] }, null, true);
