import { ClientError } from '../errors';
import { hashOf, type Mark, type Position } from './cursor';
import { largePage, type LinkedList, type OpenPage, PageReader } from './linkedList';
import type { Direction } from './pageArgs';

/** Where a walk from a cursor continues. */
export interface ResumePoint<T> extends Found {
  page: OpenPage<T>;
  reader: PageReader<T>;
}

export interface Found {
  /** The rows before this index precede the cursor's row. */
  before: number;
  /** The rows from this index on follow the cursor's row. */
  after: number;
  /** Rows returned earlier that are not on the page: they may follow in the cursor's direction. */
  ahead: readonly Mark[];
  /** The cursor's row, or another row returned after the found one, is among those. */
  mayBeFurther: boolean;
  /** The number of unreadable rows returned earlier that would be beyond the end of the page. */
  unreadable: number;
}

/**
 * Finds the point from which a walk of `count` rows continues. The page links of most LMSs contain offsets, so after a change the
 * row may be on another page than before. This reads the row's page and the next one in parallel, because the usual case needs
 * both. If neither contains one of the marks, it searches the other neighbour and then the whole list.
 * Throws `ClientError` if none of the marked rows is left.
 */
export async function findResumePoint<T>(
  list: LinkedList<T>,
  cursor: Position,
  direction: Direction,
  count: number,
): Promise<ResumePoint<T>> {
  const rest = direction === 'forward' ? cursor.size - 1 - cursor.index : cursor.index;
  const ahead = direction === 'forward' ? cursor.next : cursor.prev;
  const own = openOwn(list, cursor, direction, count - rest);
  if (ahead !== undefined && count > rest && !own.isEnough) {
    // Starts the read without waiting: a later read of this page gets its result or its error.
    list.at(ahead).catch(() => {});
  }
  const page = await own.page;
  const found = page && (locate(list, page.items, cursor) ?? locateUnreadable(list, page.items, cursor));
  if (found !== undefined)
    return await lookAhead(list, cursor, direction, { ...found, page: page!, reader: own.reader });
  // If the LMS no longer has the page, the list has become shorter, and the pages after it do not exist either.
  const neighbours = page?.items.length ? [cursor.next, cursor.prev] : [cursor.prev];
  if (direction === 'backward') neighbours.reverse();
  for (const link of neighbours) {
    const point = link === undefined ? undefined : await locateAt(list, link, cursor);
    if (point !== undefined) return await lookAhead(list, cursor, direction, point);
  }
  const { point } = await walkFromFront(list, cursor);
  if (point === undefined) throw rowsAreGone();
  return point;
}

/** If the cursor's own row was not found, it may be on the next page in its direction. A walk in that direction reads it anyway. */
async function lookAhead<T>(
  list: LinkedList<T>,
  cursor: Position,
  direction: Direction,
  point: ResumePoint<T>,
): Promise<ResumePoint<T>> {
  if (!point.mayBeFurther || direction === cursor.direction) return point;
  const link = cursor.direction === 'forward' ? point.page.next : point.page.prev;
  return (link === undefined ? undefined : await locateAt(list, link, { ...cursor, marks: point.ahead })) ?? point;
}

/** Every known LMS returns this many rows on one page if a call requests them. */
const safePageSize = 100;

/**
 * Reads the cursor's own page. `isEnough`: it is the list's start, which has no link, and a larger `limit` includes the rows that
 * follow. Not if the LMS may return fewer rows than requested: reading the next page would then start one round later.
 */
function openOwn<T>(list: LinkedList<T>, cursor: Position, direction: Direction, missing: number) {
  const reader = new PageReader(list);
  const { page, size, limit, linksBack } = cursor;
  if (page !== null) return { reader, isEnough: false, page: orGone(list, reader.at(page, linksBack)) };
  const needed = size + missing + 1;
  const isEnough = direction === 'forward' && missing > 0 && size === limit && needed <= safePageSize;
  return { reader, isEnough, page: reader.start(isEnough ? needed : limit) };
}

async function orGone<T>(list: LinkedList<T>, page: Promise<OpenPage<T>>): Promise<OpenPage<T> | undefined> {
  try {
    return await page;
  } catch (error) {
    if (list.isGone?.(error)) return undefined;
    throw error;
  }
}

async function locateAt<T>(list: LinkedList<T>, link: string, cursor: Position): Promise<ResumePoint<T> | undefined> {
  const reader = new PageReader(list);
  const page = await orGone(list, reader.at(link, cursor.linksBack));
  const found = page && locate(list, page.items, cursor);
  return found && { ...found, page: page, reader };
}

/** Reads from the list's start to the cursor's position, or to the end if there is no cursor or none of its marked rows is left. */
export async function walkFromFront<T>(
  list: LinkedList<T>,
  cursor: Position | undefined,
): Promise<{ pages: OpenPage<T>[]; point: ResumePoint<T> | undefined }> {
  const reader = new PageReader(list);
  const pages: OpenPage<T>[] = [];
  let point: ResumePoint<T> | undefined;
  for (let page = await reader.start(largePage); ; page = await reader.at(page.next)) {
    const found = cursor && locate(list, page.items, cursor);
    // The marks of a forward walk may continue on one more page.
    if (found === undefined && point !== undefined) break;
    pages.push(page);
    if (found !== undefined) point = { ...found, page, reader: new PageReader(list) };
    const isWhole = found?.mayBeFurther === false || (found && cursor.direction === 'backward');
    if (isWhole || page.next === undefined) break;
  }
  return { pages, point };
}

export function rowsAreGone(): ClientError {
  return new ClientError(
    'BAD_USER_INPUT',
    'The list no longer contains the rows at this cursor. Start again without a cursor.',
  );
}

type Target = Pick<Position, 'direction' | 'marks'> & { index?: number };

/**
 * Finds the cursor's row, or the nearest of the rows that were returned before it. If the page contains several, the furthest in
 * the cursor's direction counts. Undefined if it contains none.
 */
export function locate<T>(list: LinkedList<T>, items: readonly T[], cursor: Target): Found | undefined {
  const { direction, marks, index } = cursor;
  const [own] = marks;
  if (own === undefined) return undefined;
  const step = direction === 'forward' ? 1 : -1;
  // Usually nothing has moved. This check also finds the right one of two equal rows.
  if (index !== undefined) {
    const at = index - step * own.unreadable;
    if (hashAt(list, items, at) === own.hash) return describe(list, items, cursor, at, 0);
  }
  for (let at = step > 0 ? items.length - 1 : 0; at >= 0 && at < items.length; at -= step) {
    const hash = hashAt(list, items, at);
    const mark = hash === undefined ? -1 : marks.findIndex((one) => one.hash === hash);
    if (mark !== -1) return describe(list, items, cursor, at, mark);
  }
  return undefined;
}

/** Undefined if there is no such row, or if it is unreadable. */
function hashAt<T>(list: LinkedList<T>, items: readonly T[], at: number): string | undefined {
  const item = items[at];
  const identity = item === undefined ? undefined : list.identify(item);
  return identity === undefined ? undefined : hashOf(identity);
}

/** Describes a page on which the row with index `at` has mark number `mark`. */
function describe<T>(
  list: LinkedList<T>,
  items: readonly T[],
  { direction, marks }: Target,
  at: number,
  mark: number,
): Found {
  const step = direction === 'forward' ? 1 : -1;
  const given = marks.slice(0, mark + 1).reduce((sum, one) => sum + one.unreadable, 0);
  const skipped = countUnreadable(list, items, at + step, step, given);
  const last = at + step * skipped;
  const unreadable = items[last + step] === undefined ? given - skipped : 0;
  const ahead = marks.filter(({ hash }, number) => number !== mark && !isOn(list, items, at, -step, hash));
  const mayBeFurther = mark > 0 && marks.slice(0, mark).some((one) => ahead.includes(one));
  // The page contains the cursor's row: it is readable, or it is the last of the unreadable rows after its mark.
  const isThere = mark === 0 && (marks[0]!.unreadable === 0 || last !== at);
  const [before, after] = step > 0 ? [isThere ? last : last + 1, last + 1] : [last, isThere ? last + 1 : last];
  return { before, after, ahead, mayBeFurther, unreadable };
}

/** How many rows from `index` on are unreadable; at most `most`. */
export function countUnreadable<T>(
  list: LinkedList<T>,
  items: readonly T[],
  index: number,
  step: number,
  most: number,
): number {
  let count = 0;
  while (count < most && index + step * count in items && list.identify(items[index + step * count]!) === undefined)
    count += 1;
  return count;
}

/** Whether the page contains the row after `at`. If nothing has moved, the row is close to it. */
function isOn<T>(list: LinkedList<T>, items: readonly T[], at: number, step: number, hash: string): boolean {
  for (let index = at + step; index >= 0 && index < items.length; index += step) {
    if (hashAt(list, items, index) === hash) return true;
  }
  return false;
}

/** Finds an unreadable row at the start of a page by its index alone: its mark is on the page before. */
function locateUnreadable<T>(list: LinkedList<T>, items: readonly T[], cursor: Position): Found | undefined {
  const { direction, index, marks } = cursor;
  const run = direction === 'forward' ? items.slice(0, index + 1) : items.slice(index);
  if (items.length <= index || run.some((item) => list.identify(item) !== undefined)) return undefined;
  if (marks[0] !== undefined && marks[0].unreadable < run.length) return undefined;
  return { before: index, after: index + 1, ahead: [], mayBeFurther: false, unreadable: 0 };
}
