import { ClientError } from '../errors';

/** One page of a list whose pages know their neighbours by opaque links. */
export interface LinkedPage<T> {
  items: readonly T[];
  next?: string | undefined;
  prev?: string | undefined;
  last?: string | undefined;
  /** Of the start: the page size that was asked for, where that is another than the caller's hint. */
  limit?: number | undefined;
}

/** A list as its owner reads it. Reading a page again within one operation costs nothing. */
export interface LinkedList<T> {
  /** The list's start; `limit` is the page size that would serve best, and only a hint. */
  start(limit: number): Promise<LinkedPage<T>>;
  at(link: string): Promise<LinkedPage<T>>;
  /** Whether an error of `at` says that the LMS does not have this page any more. */
  isGone?(error: unknown): boolean;
  /** What makes an item the same in two readings of the list; undefined where it cannot be read. */
  identify(item: T): string | undefined;
  /** Whether this list announces pages that turn out to be empty: a `next` link alone is then no proof of a row. */
  announcesEmptyPages?(): boolean;
  /** Set where only some of the items are wanted: a page link then says nothing about what follows. */
  matches?: ((item: T) => boolean) | undefined;
}

const maxPages = 2_000;
/** A hint large enough to get whole lists, or the largest pages, of most LMSs. */
export const largePage = 500;

/** A page that a walk stands on; `link` is null for the list's start. */
export class OpenPage<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
  readonly prev: string | undefined;
  readonly last: string | undefined;

  constructor(
    page: LinkedPage<T>,
    readonly link: string | null,
    readonly isFront: boolean,
    /** What the start was asked for; 0: the page has a link. */
    readonly limit = 0,
  ) {
    this.items = page.items;
    this.next = page.next;
    this.prev = page.prev;
    this.last = page.last;
  }
}

/** A row on its page. */
export interface RowOnPage<T> {
  page: OpenPage<T>;
  index: number;
}

/** Reads pages one after the other and stops when their links go in circles. */
export class PageReader<T> {
  readonly #seen = new Set<string>();

  constructor(private readonly list: LinkedList<T>) {}

  async start(limit: number): Promise<OpenPage<T>> {
    const page = await this.list.start(limit);
    return new OpenPage(page, null, true, page.limit ?? limit);
  }

  /** `linksBack`: this page is known to name the one before it, where there is one. */
  async at(link: string, linksBack = false): Promise<OpenPage<T>> {
    if (this.#seen.has(link))
      throw new ClientError('UPSTREAM_ERROR', 'The LMS sent a page link that it had sent before.');
    if (this.#seen.size >= maxPages)
      throw new ClientError('UPSTREAM_ERROR', `The list has more than ${maxPages} pages.`);
    const page = await this.list.at(link);
    // Not before: a page that could not be read fails the same way when it is asked for again.
    this.#seen.add(link);
    return new OpenPage(page, link, linksBack && page.prev === undefined);
  }
}

/** Whether a list wants this item. */
export function wants<T>(list: LinkedList<T>, item: T): boolean {
  return list.matches?.(item) ?? true;
}
