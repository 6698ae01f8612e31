import { ClientError } from '../errors';

/** One page of a list whose pages link to their neighbours with opaque links. */
export interface LinkedPage<T> {
  items: readonly T[];
  next?: string | undefined;
  prev?: string | undefined;
  last?: string | undefined;
  /** For the list's start: the requested page size, if it differs from the caller's hint. */
  limit?: number | undefined;
}

/** Where linked pages come from. */
export interface PageSource<T> {
  /** The list's start; `limit` is the preferred page size, only a hint. */
  start(limit: number): Promise<LinkedPage<T>>;
  at(link: string): Promise<LinkedPage<T>>;
}

/** A list of linked pages. Reading a page again within one operation costs nothing. */
export interface LinkedList<T> extends PageSource<T> {
  /** Whether an error of `at` means that the LMS no longer has the page. */
  isGone?(error: unknown): boolean;
  /** Identifies an item across reads of the list; undefined if the item is unreadable. */
  identify(item: T): string | undefined;
  /** Whether the list may link to an empty page: a `next` link then does not prove that another row exists. */
  announcesEmptyPages?(): boolean;
  /** Set if a filter selects only some of the items: a page link then does not prove that another selected row exists. */
  matches?: ((item: T) => boolean) | undefined;
}

const maxPages = 2_000;
/** A page size that returns whole lists, or the largest possible pages, on most LMSs. */
export const largePage = 500;

/** A page that a walk has read; `link` is null for the list's start. */
export interface OpenPage<T> extends LinkedPage<T> {
  link: string | null;
  isFront: boolean;
  /** The requested page size of the start; 0: the page has a link. */
  limit: number;
}

/** A row on its page. */
export interface RowOnPage<T> {
  page: OpenPage<T>;
  index: number;
  item: T;
}

/** Reads pages one after the other, and throws if their links form a loop. */
export class PageReader<T> {
  readonly #seen = new Set<string>();

  constructor(private readonly list: PageSource<T>) {}

  async start(limit = largePage): Promise<OpenPage<T>> {
    const page = await this.list.start(limit);
    return open(page, null, true, page.limit ?? limit);
  }

  /** `linksBack`: the page has a `prev` link unless it is the first. */
  async at(link: string, linksBack = false): Promise<OpenPage<T>> {
    if (this.#seen.has(link)) throw new ClientError('UPSTREAM_ERROR', 'The LMS sent the same page link twice.');
    if (this.#seen.size >= maxPages)
      throw new ClientError('UPSTREAM_ERROR', `The list has too many pages; at most ${maxPages} are allowed.`);
    const page = await this.list.at(link);
    // Not earlier: a failed read may be repeated, and must then report the same error.
    this.#seen.add(link);
    return open(page, link, linksBack && page.prev === undefined, 0);
  }
}

// Spreading `page` would cost more than the rest of a read of one score.
function open<T>(
  { items, next, prev, last }: LinkedPage<T>,
  link: string | null,
  isFront: boolean,
  limit: number,
): OpenPage<T> {
  return { items, next, prev, last, link, isFront, limit };
}

/** Whether the list's filter, if any, selects the item. */
export function isSelected<T>(list: LinkedList<T>, item: T): boolean {
  return list.matches?.(item) ?? true;
}
