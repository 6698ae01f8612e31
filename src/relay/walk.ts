import type { Mark, Position } from './cursor';
import { isSelected, largePage, type LinkedList, type OpenPage, PageReader, type RowOnPage } from './linkedList';
import type { Direction } from './pageArgs';
import { countUnreadable, findResumePoint, type Found, locate, rowsAreGone, walkFromFront } from './resumePoint';

/**
 * Reads from a cursor, or from the start or the end, in one direction. Backward it follows `prev` links, or reads from the front if
 * the LMS sends none.
 */
export class Walk<T> {
  readonly #step: 1 | -1;
  /** The link to the next page in this direction. */
  readonly #link: 'next' | 'prev';
  #reader: PageReader<T>;
  #page: OpenPage<T> | undefined;
  /** The row of the page that the walk returns next. */
  #index = 0;
  #beginsBesideRow = false;
  /** Rows returned earlier that may still appear. The rows between them and the cursor were also returned, or are new. */
  #ahead: readonly Mark[] = [];
  /** The row from which the walk continues may be one of them, so the walk always checks the next page. */
  #mayBeFurther = false;
  /** The next page, if it was read already. */
  #following: OpenPage<T> | undefined;
  /** Unreadable rows that were returned already; they come first. */
  #unreadable = 0;
  #taken = 0;
  /** Whether rows precede those that were read from the front; undefined: not read from the front yet. */
  #frontHasMore: boolean | undefined;

  /** `hint`: the preferred size of the first page. */
  constructor(
    private readonly list: LinkedList<T>,
    private readonly direction: Direction = 'forward',
    private readonly cursor?: Position,
    private readonly hint = largePage,
  ) {
    [this.#step, this.#link] = direction === 'forward' ? [1, 'next'] : [-1, 'prev'];
    this.#reader = new PageReader(list);
  }

  /** The next rows, the nearest first; fewer than `count` only at the list's end, or start. */
  async take(count: number): Promise<RowOnPage<T>[]> {
    let rows: RowOnPage<T>[] = [];
    if (count === 0) return rows;
    let page = await this.#open(count);
    for (;;) {
      for (; this.#index in page.items && rows.length < count; this.#index += this.#step) {
        const item = page.items[this.#index]!;
        if (isSelected(this.list, item)) rows.push({ page, index: this.#index, item });
      }
      const isFull = rows.length === count;
      if (this.#isLast(page) || (isFull && !this.#mayBeFurther)) break;
      const link = page[this.#link];
      if (link === undefined) {
        rows = await this.#readFromFront(count);
        break;
      }
      const found = await this.#lookAhead(link);
      if (found !== undefined) rows = [];
      else if (isFull) break;
      page = this.#turn(found);
    }
    this.#taken = rows.length;
    return rows;
  }

  /** Whether another row follows those that were read, or backward precedes them. For an unfiltered list, a page link is enough. */
  async hasMore(): Promise<boolean> {
    if (this.#frontHasMore !== undefined) return this.#frontHasMore;
    const isLinkEnough = !this.list.matches && !(this.direction === 'forward' && this.list.announcesEmptyPages?.());
    for (let page = await this.#open(1); ;) {
      for (; this.#index in page.items; this.#index += this.#step) {
        if (isSelected(this.list, page.items[this.#index]!)) return true;
      }
      if (this.#isLast(page)) return false;
      const link = page[this.#link];
      if (link === undefined) break;
      if (isLinkEnough) return true;
      page = this.#turn(await this.#lookAhead(link));
    }
    await this.#readFromFront(this.#taken);
    return this.#frontHasMore!;
  }

  /** Whether a row is directly behind the point where the walk began. */
  async beginsBesideRow(): Promise<boolean> {
    await this.#open(0);
    return this.#beginsBesideRow;
  }

  #isLast({ next, isFront }: OpenPage<T>): boolean {
    return this.direction === 'forward' ? next === undefined : isFront;
  }

  #indexAfter({ before, after }: Found): number {
    return this.direction === 'forward' ? after : before - 1;
  }

  /** Reads the next page. Returns where it contains rows that were returned earlier. */
  async #lookAhead(link: string): Promise<Found | undefined> {
    this.#mayBeFurther = false;
    // Backward, a page without a `prev` link is the first.
    this.#following ??= await this.#reader.at(link, this.direction === 'backward');
    return locate(this.list, this.#following.items, { direction: this.direction, marks: this.#ahead });
  }

  #turn(found: Found | undefined): OpenPage<T> {
    const page = (this.#page = this.#following!);
    this.#following = undefined;
    if (found !== undefined) {
      this.#ahead = found.ahead;
      this.#index = this.#indexAfter(found);
      this.#unreadable = found.unreadable;
      return page;
    }
    const first = this.#step > 0 ? 0 : page.items.length - 1;
    const skipped = countUnreadable(this.list, page.items, first, this.#step, this.#unreadable);
    this.#index = first + this.#step * skipped;
    this.#unreadable = this.#index in page.items ? 0 : this.#unreadable - skipped;
    return page;
  }

  async #open(count: number): Promise<OpenPage<T>> {
    if (this.#page !== undefined) return this.#page;
    if (this.cursor === undefined) {
      return (this.#page = this.#step > 0 ? await this.#reader.start(this.hint) : await this.#openEnd());
    }
    const point = await findResumePoint(this.list, this.cursor, this.direction, count);
    this.#reader = point.reader;
    this.#index = this.#indexAfter(point);
    const behind = point.page.items[this.#index - this.#step];
    this.#beginsBesideRow = behind !== undefined && isSelected(this.list, behind);
    if (this.cursor.direction === this.direction) {
      this.#ahead = point.ahead;
      this.#mayBeFurther = point.mayBeFurther;
      this.#unreadable = point.unreadable;
    }
    return (this.#page = point.page);
  }

  async #openEnd(): Promise<OpenPage<T>> {
    const reader = new PageReader(this.list);
    let page = await reader.start(this.hint);
    // Without a link to the end, the walk must start from the front, as it does from a page without a `prev` link.
    if (page.next !== undefined && page.last === undefined) return { items: [], link: null, isFront: false, limit: 0 };
    // Rows may have been added since the LMS made the `last` link: read to the end.
    if (page.next !== undefined) page = await reader.at(page.last!);
    while (page.next !== undefined) page = await reader.at(page.next);
    this.#index = page.items.length - 1;
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
      const { items } = page;
      const isStart = page === point?.page;
      const skipped = isStart ? 0 : countUnreadable(this.list, items, items.length - 1, -1, given);
      given = isStart || skipped === items.length ? given - skipped : 0;
      for (let index = (isStart ? point.before : items.length) - 1 - skipped; index >= 0; index -= 1) {
        const item = items[index]!;
        if (!isSelected(this.list, item)) continue;
        if (rows.length < count) rows.push({ page, index, item });
        else this.#frontHasMore = true;
        if (this.#frontHasMore) return rows;
      }
    }
    return rows;
  }
}

/** All rows of the list that its filter selects. */
export async function readAll<T>(list: LinkedList<T>): Promise<T[]> {
  return (await new Walk(list).take(Infinity)).map(({ item }) => item);
}
