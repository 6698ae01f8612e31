import { ClientError } from '../errors';
import { hashOf, type Mark, type Position } from './cursor';
import { largePage, type LinkedList, type OpenPage, PageReader } from './linkedList';
import type { Direction } from './pageArgs';

/** Where a walk from a cursor goes on. */
export interface Place<T> extends Found {
  page: OpenPage<T>;
  reader: PageReader<T>;
}

export interface Found {
  /** Rows of the page before this index come before the cursor's row. */
  before: number;
  /** Rows from this index on come after it. */
  after: number;
  /** Given rows that are not on the page: they may lie further on in the cursor's direction. */
  ahead: readonly Mark[];
  /** The cursor's row itself, or another row given after the one found, is among those. */
  mayBeFurther: boolean;
  /** So many unreadable rows were given that would stand beyond the page's border. */
  unreadable: number;
}

/**
 * Finds the place of a cursor, for a walk of `count` rows. On most LMSs page links count rows, so after any change the row may
 * stand on another page than its own. Its own page and the next one are read side by side, since both are needed where
 * nothing has changed; where none of the marks is on them, the other neighbour and then the whole list are searched.
 * Throws `ClientError` where none of them is left.
 */
export async function findPlace<T>(
  list: LinkedList<T>,
  cursor: Position,
  direction: Direction,
  count: number,
): Promise<Place<T>> {
  const rest = direction === 'forward' ? cursor.size - 1 - cursor.index : cursor.index;
  const ahead = direction === 'forward' ? cursor.next : cursor.prev;
  const own = openOwn(list, cursor, direction, count - rest);
  if (ahead !== undefined && count > rest && !own.isEnough) {
    // Only sent for: whoever needs it finds it under way, or what went wrong.
    list.at(ahead).catch(() => {});
  }
  const page = await own.page;
  const found = page && (locate(list, page.items, cursor) ?? locateUnreadable(list, page.items, cursor));
  if (found !== undefined)
    return await lookAhead(list, cursor, direction, { ...found, page: page!, reader: own.reader });
  // Where the LMS does not have the page any more, the list has become shorter: what follows is not there either.
  const neighbours = page?.items.length ? [cursor.next, cursor.prev] : [cursor.prev];
  if (direction === 'backward') neighbours.reverse();
  for (const link of neighbours) {
    const place = link === undefined ? undefined : await locateAt(list, link, cursor);
    if (place !== undefined) return await lookAhead(list, cursor, direction, place);
  }
  const { place } = await walkFromFront(list, cursor);
  if (place === undefined) throw rowsAreGone();
  return place;
}

/** Where the cursor's row itself was not found, it may stand on the next page in its direction. A walk that way comes there. */
async function lookAhead<T>(
  list: LinkedList<T>,
  cursor: Position,
  direction: Direction,
  place: Place<T>,
): Promise<Place<T>> {
  if (!place.mayBeFurther || direction === cursor.direction) return place;
  const link = cursor.direction === 'forward' ? place.page.next : place.page.prev;
  return (link === undefined ? undefined : await locateAt(list, link, { ...cursor, marks: place.ahead })) ?? place;
}

/** No LMS is known that gives fewer rows than this on one page when asked for them. */
const surelyGiven = 100;

/**
 * `isEnough`: it is the list's start, which has no link and is read with a larger `limit`, so that it brings the rows that
 * follow as well. Not where the LMS may give another number than asked for: that would be found out one round too late.
 */
function openOwn<T>(list: LinkedList<T>, cursor: Position, direction: Direction, missing: number) {
  const reader = new PageReader(list);
  const { page, size, limit, linksBack } = cursor;
  if (page !== null) return { reader, isEnough: false, page: orGone(list, reader.at(page, linksBack)) };
  const needed = size + missing + 1;
  const isEnough = direction === 'forward' && missing > 0 && size === limit && needed <= surelyGiven;
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

async function locateAt<T>(list: LinkedList<T>, link: string, cursor: Position): Promise<Place<T> | undefined> {
  const reader = new PageReader(list);
  const page = await orGone(list, reader.at(link, cursor.linksBack));
  const found = page && locate(list, page.items, cursor);
  return found && { ...found, page: page, reader };
}

/** Walks from the list's start to the place of the cursor, or where there is none of its marks, or no cursor, to the end. */
export async function walkFromFront<T>(
  list: LinkedList<T>,
  cursor: Position | undefined,
): Promise<{ pages: OpenPage<T>[]; place: Place<T> | undefined }> {
  const reader = new PageReader(list);
  const pages: OpenPage<T>[] = [];
  let place: Place<T> | undefined;
  for (let page = await reader.start(largePage); ; page = await reader.at(page.next)) {
    const found = cursor && locate(list, page.items, cursor);
    // Marks of a forward walk may go over to one more page.
    if (found === undefined && place !== undefined) break;
    pages.push(page);
    if (found !== undefined) place = { ...found, page, reader: new PageReader(list) };
    const isWhole = found?.mayBeFurther === false || (found && cursor.direction === 'backward');
    if (isWhole || page.next === undefined) break;
  }
  return { pages, place };
}

export function rowsAreGone(): ClientError {
  return new ClientError(
    'BAD_USER_INPUT',
    'The rows at this cursor are no longer in the list. Start again without a cursor.',
  );
}

type Sought = Pick<Position, 'direction' | 'marks'> & { index?: number };

/**
 * Looks for the cursor's row, or else for the nearest of those that were given before it. Of several that are there, the
 * furthest in the cursor's direction wins; undefined where none is.
 */
export function locate<T>(list: LinkedList<T>, items: readonly T[], cursor: Sought): Found | undefined {
  const { direction, marks, index } = cursor;
  const [own] = marks;
  if (own === undefined) return undefined;
  const step = direction === 'forward' ? 1 : -1;
  const hashAt = (place: number) => {
    const item = items[place];
    const identity = item === undefined ? undefined : list.identify(item);
    return identity === undefined ? undefined : hashOf(identity);
  };
  // As is usual, nothing has moved: also where an LMS lists a row twice, this is the right one.
  if (index !== undefined) {
    const place = index - step * own.unreadable;
    if (hashAt(place) === own.hash) return describe(list, items, cursor, place, 0);
  }
  for (let place = step > 0 ? items.length - 1 : 0; place >= 0 && place < items.length; place -= step) {
    const hash = hashAt(place);
    const mark = hash === undefined ? -1 : marks.findIndex((one) => one.hash === hash);
    if (mark !== -1) return describe(list, items, cursor, place, mark);
  }
  return undefined;
}

/** `place` is where mark number `mark` stands. */
function describe<T>(
  list: LinkedList<T>,
  items: readonly T[],
  { direction, marks }: Sought,
  place: number,
  mark: number,
): Found {
  const step = direction === 'forward' ? 1 : -1;
  const given = marks.slice(0, mark + 1).reduce((sum, one) => sum + one.unreadable, 0);
  const skipped = countUnreadable(list, items, place + step, step, given);
  const last = place + step * skipped;
  const unreadable = items[last + step] === undefined ? given - skipped : 0;
  const ahead = marks.filter(({ hash }, number) => number !== mark && !isOn(list, items, place, -step, hash));
  const mayBeFurther = mark > 0 && marks.slice(0, mark).some((one) => ahead.includes(one));
  // The cursor's row is readable and there, or it is the last of the unreadable ones behind its mark.
  const isThere = mark === 0 && (marks[0]!.unreadable === 0 || last !== place);
  const [before, after] = step > 0 ? [isThere ? last : last + 1, last + 1] : [last, isThere ? last + 1 : last];
  return { before, after, ahead, mayBeFurther, unreadable };
}

/** How many rows from `index` on cannot be read, `most` at most. */
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

/** Whether the row is on the page, from `place` on; where nothing has moved, it is one of the next. */
function isOn<T>(list: LinkedList<T>, items: readonly T[], place: number, step: number, hash: string): boolean {
  for (let index = place + step; index >= 0 && index < items.length; index += step) {
    const identity = list.identify(items[index]!);
    if (identity !== undefined && hashOf(identity) === hash) return true;
  }
  return false;
}

/** An unreadable row behind a page's border is known by its number alone: its mark stands on the page before. */
function locateUnreadable<T>(list: LinkedList<T>, items: readonly T[], cursor: Position): Found | undefined {
  const { direction, index, marks } = cursor;
  const run = direction === 'forward' ? items.slice(0, index + 1) : items.slice(index);
  if (items.length <= index || run.some((item) => list.identify(item) !== undefined)) return undefined;
  if (marks[0] !== undefined && marks[0].unreadable < run.length) return undefined;
  return { before: index, after: index + 1, ahead: [], mayBeFurther: false, unreadable: 0 };
}
