import type { Mark, Position } from './cursor';
import { isSelected, type LinkedList, type OpenPage, PageReader, type RowOnPage } from './linkedList';
import { countUnreadable, findResumePoint, type Found, locate } from './resumePoint';

/** Reads from a cursor, or from the start, towards the end. */
export class ForwardWalk<T> {
  #reader: PageReader<T>;
  #page: OpenPage<T> | undefined;
  #index = 0;
  /** Whether a row directly precedes the point where the walk began. */
  #beginsAfterRow = false;
  /** Rows returned earlier that may still appear. The rows before them were also returned, or are new. */
  #ahead: readonly Mark[] = [];
  /** The row after which the walk continues may be one of them, so the walk always checks the next page. */
  #mayBeFurther = false;
  #following: OpenPage<T> | undefined;
  /** Unreadable rows that were returned already; they come first. */
  #unreadable = 0;

  constructor(
    private readonly list: LinkedList<T>,
    private readonly cursor: Position | undefined,
    private readonly hint: number,
  ) {
    this.#reader = new PageReader(list);
  }

  /** The next rows; fewer than `count` only at the list's end. */
  async take(count: number): Promise<RowOnPage<T>[]> {
    const rows: RowOnPage<T>[] = [];
    if (count === 0) return rows;
    let page: OpenPage<T> | undefined = await this.#open(count);
    for (; page !== undefined; page = await this.#turn(page, rows)) {
      for (; this.#index < page.items.length && rows.length < count; this.#index += 1) {
        if (isSelected(this.list, page.items[this.#index]!)) rows.push({ page, index: this.#index });
      }
      if (rows.length === count && !this.#mayBeFurther) break;
      if (rows.length === count && (await this.#lookAhead(page)) === undefined) break;
    }
    return rows;
  }

  /** Whether another row follows those that were read. For an unfiltered list, a page link is enough. */
  async hasMore(): Promise<boolean> {
    let page: OpenPage<T> | undefined = await this.#open(1);
    for (; page !== undefined; page = await this.#turn(page, [])) {
      for (; this.#index < page.items.length; this.#index += 1) {
        if (isSelected(this.list, page.items[this.#index]!)) return true;
      }
      if (!this.list.matches && !this.list.announcesEmptyPages?.()) return page.next !== undefined;
    }
    return false;
  }

  /** Whether a row directly precedes the point where the walk began. */
  async beginsAfterRow(): Promise<boolean> {
    await this.#open(0);
    return this.#beginsAfterRow;
  }

  async #turn(page: OpenPage<T>, taken: RowOnPage<T>[]): Promise<OpenPage<T> | undefined> {
    const found = await this.#lookAhead(page);
    if (this.#following === undefined) return undefined;
    if (found !== undefined) {
      taken.length = 0;
      this.#ahead = found.ahead;
    }
    const { items } = (this.#page = this.#following);
    this.#following = undefined;
    this.#index = found?.after ?? countUnreadable(this.list, items, 0, 1, this.#unreadable);
    this.#unreadable = found?.unreadable ?? (this.#index === items.length ? this.#unreadable - this.#index : 0);
    return this.#page;
  }

  /** Reads the next page. Returns where it contains rows that were returned earlier. */
  async #lookAhead({ next }: OpenPage<T>): Promise<Found | undefined> {
    this.#mayBeFurther = false;
    if (next === undefined) return undefined;
    this.#following ??= await this.#reader.at(next);
    return locate(this.list, this.#following.items, { direction: 'forward', marks: this.#ahead });
  }

  async #open(count: number): Promise<OpenPage<T>> {
    if (this.#page !== undefined) return this.#page;
    if (this.cursor === undefined) return (this.#page = await this.#reader.start(this.hint));
    const point = await findResumePoint(this.list, this.cursor, 'forward', count);
    const { page, reader, after } = point;
    this.#reader = reader;
    this.#index = after;
    this.#beginsAfterRow = after > 0 && isSelected(this.list, page.items[after - 1]!);
    if (this.cursor.direction === 'forward') {
      this.#ahead = point.ahead;
      this.#mayBeFurther = point.mayBeFurther;
      this.#unreadable = point.unreadable;
    }
    return (this.#page = page);
  }
}
