/** A list whose rows keep their index: a deleted or filtered row leaves a hole, so that bookmarks stay valid. */
export interface Places<Row> {
  /** One more than the last index. */
  readonly length: number;
  /** The row at this index; undefined if it is deleted or filtered out. */
  at(place: number): Row | undefined;
}

/** How one LMS cuts a list into pages. */
export interface Paging {
  /** Rows per page without a limit; null: the whole list on one page. */
  readonly defaultSize: number | null;
  /** The maximum number of rows per page. */
  readonly cap: number;
  readonly honoursLimit: boolean;
  /** Which page links are sent; `tooMany`: a next link after every page that has rows, even the last one. */
  readonly links: 'whenPaged' | 'always' | 'nextOnly' | 'tooMany' | 'never';
  /** What a page link contains: the previous row, the same encoded, the number of rows to skip, or a page number. */
  readonly bookmark: 'row' | 'opaque' | 'count' | 'page';
}

export type LinkName = 'current' | 'next' | 'prev' | 'first' | 'last';

/** Rows of one page and, per link, the query parameters that lead there. */
export interface Page<Row> {
  readonly rows: Row[];
  readonly links: ReadonlyMap<LinkName, string>;
}

/** The query parameters of the LMS's page links. */
export const bookmarkParameters = ['after', 'before', 'final', 'from', 'page', 'per_page'] as const;

/** Cuts the requested page. The cost grows with the page, not with the list, except for `count` and `page`. */
export function cutPage<Row>(list: Places<Row>, query: ReadonlyMap<string, string>, paging: Paging): Page<Row> {
  const size = pageSize(query, paging);
  if (size === null) return { rows: take(list, 0, 1, Infinity).map(([, row]) => row), links: new Map() };
  const asked = readBookmark(query, paging);
  const cutters = { row: cutByRow, opaque: cutByRow, count: cutByCount, page: cutByPage };
  const cut = cutters[paging.bookmark](list, asked, size);
  // A link with a page number contains the page size.
  const limit = paging.bookmark === 'page' ? undefined : query.get('limit');
  return { rows: cut.rows, links: chooseLinks(cut, asked, paging, limit) };
}

interface Cut<Row> {
  rows: Row[];
  next?: string;
  prev?: string;
  first?: string;
  last: string;
  /** The target of a next link after the last page. */
  beyond: string;
}

function pageSize(query: ReadonlyMap<string, string>, paging: Paging): number | null {
  const limit = Number(query.get('per_page') ?? query.get('limit'));
  if (!paging.honoursLimit || !Number.isInteger(limit) || limit < 1) return paging.defaultSize;
  return Math.min(limit, paging.cap);
}

function take<Row>(list: Places<Row>, start: number, step: 1 | -1, count: number): [number, Row][] {
  const taken: [number, Row][] = [];
  for (let place = start; place >= 0 && place < list.length && taken.length < count; place += step) {
    const row = list.at(place);
    if (row !== undefined) taken.push([place, row]);
  }
  return taken;
}

/** Bookmarks by row: deleting or adding a row before the bookmark neither hides nor repeats another row. */
function cutByRow<Row>(list: Places<Row>, asked: URLSearchParams, size: number): Cut<Row> {
  const backwards = asked.has('final') || asked.has('before');
  const start = asked.has('final')
    ? list.length - 1
    : asked.has('before')
      ? Math.min(wholeNumber(asked.get('before')), list.length) - 1
      : asked.has('after')
        ? Math.min(wholeNumber(asked.get('after')) + 1, list.length)
        : 0;
  const taken = take(list, start, backwards ? -1 : 1, size + 1);
  const onwards = taken.length > size;
  if (onwards) taken.pop();
  if (backwards) taken.reverse();
  const from = taken[0]?.[0] ?? start;
  const to = taken.at(-1)?.[0] ?? start;
  const hasNext = backwards ? take(list, to + 1, 1, 1).length > 0 : onwards;
  const hasPrev = backwards ? onwards : take(list, from - 1, -1, 1).length > 0;
  return {
    rows: taken.map(([, row]) => row),
    ...(hasNext && { next: `after=${to}` }),
    ...(hasPrev && { prev: `before=${from}` }),
    last: 'final=true',
    beyond: `after=${to}`,
  };
}

function cutByCount<Row>(list: Places<Row>, asked: URLSearchParams, size: number): Cut<Row> {
  const from = wholeNumber(asked.get('from'));
  const all = take(list, 0, 1, Infinity);
  return {
    rows: all.slice(from, from + size).map(([, row]) => row),
    ...(all.length > from + size && { next: `from=${from + size}` }),
    ...(from > 0 && { prev: `from=${Math.max(0, from - size)}` }),
    last: `from=${Math.floor(Math.max(0, all.length - 1) / size) * size}`,
    beyond: `from=${from + size}`,
  };
}

/** By page number. A page past the end is empty. */
function cutByPage<Row>(list: Places<Row>, asked: URLSearchParams, size: number): Cut<Row> {
  const page = Math.max(1, wholeNumber(asked.get('page')));
  const all = take(list, 0, 1, Infinity);
  const link = (number: number) => `page=${number}&per_page=${size}`;
  return {
    rows: all.slice((page - 1) * size, page * size).map(([, row]) => row),
    ...(all.length > page * size && { next: link(page + 1) }),
    ...(page > 1 && { prev: link(page - 1) }),
    first: link(1),
    last: link(Math.max(1, Math.ceil(all.length / size))),
    beyond: link(page + 1),
  };
}

function chooseLinks(
  cut: Cut<unknown>,
  asked: URLSearchParams,
  paging: Paging,
  limit: string | undefined,
): Map<LinkName, string> {
  const links = new Map<LinkName, string>();
  const add = (name: LinkName, bookmark: string | undefined) => {
    if (bookmark === undefined) return;
    const written =
      paging.bookmark === 'opaque' && bookmark !== '' ? `page=bookmark:${encodeBookmark(bookmark)}` : bookmark;
    links.set(name, [limit && `limit=${encodeURIComponent(limit)}`, written].filter(Boolean).join('&'));
  };
  if (paging.links === 'always') add('current', asked.toString());
  if (paging.links === 'tooMany') add('next', cut.rows.length > 0 ? cut.beyond : undefined);
  else if (paging.links !== 'never') add('next', cut.next);
  const paged = cut.next !== undefined || cut.prev !== undefined;
  if (paging.links === 'always' || (paging.links === 'whenPaged' && paged)) {
    add('prev', cut.prev);
    add('first', cut.first ?? '');
    add('last', cut.last);
  }
  return links;
}

function readBookmark(query: ReadonlyMap<string, string>, paging: Paging): URLSearchParams {
  if (paging.bookmark === 'opaque') {
    const bookmark = query.get('page')?.replace(/^bookmark:/, '') ?? '';
    return new URLSearchParams(Buffer.from(bookmark, 'base64url').toString());
  }
  return new URLSearchParams([...query].filter(([name]) => bookmarkParameters.some((known) => known === name)));
}

function encodeBookmark(bookmark: string): string {
  return Buffer.from(bookmark).toString('base64url');
}

function wholeNumber(text: string | null): number {
  const number = Number(text);
  return Number.isInteger(number) && number >= 0 ? number : 0;
}
