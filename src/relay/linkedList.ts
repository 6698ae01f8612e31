import { ClientError } from '../errors';
import { markOf, type Position } from './cursor';

/** One page of a list whose pages know their neighbours by opaque links. */
export interface LinkedPage<T> {
  items: readonly T[];
  next?: string | undefined;
  prev?: string | undefined;
  last?: string | undefined;
}

/** A list as its owner reads it. */
export interface LinkedList<T> {
  /** The list's start; `limit` is the page size that would serve best, and only a hint. */
  start(limit: number): Promise<LinkedPage<T>>;
  at(link: string): Promise<LinkedPage<T>>;
  /** What makes an item the same in two readings of the list. */
  identify(item: T): string;
  /** Whether this list announces pages that turn out to be empty: a `next` link alone is then no proof of a row. */
  announcesEmptyPages?(): boolean;
  /** Whether rows have come or gone since cursors were given: a link that counts rows may then lead past one. */
  hasMoved?(): boolean;
  /** Set where only some of the items are wanted: a page link then says nothing about what follows. */
  matches?: ((item: T) => boolean) | undefined;
}

export interface Located<T> {
  readonly item: T;
  readonly position: Position;
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
  ) {
    this.items = page.items;
    this.next = page.next;
    this.prev = page.prev;
    this.last = page.last;
  }
}

/** Reads pages one after the other and refuses to go in circles. */
export class PageReader<T> {
  readonly #seen = new Set<string>();

  constructor(private readonly list: LinkedList<T>) {}

  async start(limit: number): Promise<OpenPage<T>> {
    return new OpenPage(await this.list.start(limit), null, true);
  }

  /** `linksBack`: this page is known to name the one before it, where there is one. */
  async at(link: string, linksBack = false): Promise<OpenPage<T>> {
    if (this.#seen.has(link))
      throw new ClientError('UPSTREAM_ERROR', 'The LMS sent a page link that it had sent before.');
    if (this.#seen.size >= maxPages)
      throw new ClientError('UPSTREAM_ERROR', `The list has more than ${maxPages} pages.`);
    this.#seen.add(link);
    const page = await this.list.at(link);
    return new OpenPage(page, link, linksBack && page.prev === undefined);
  }

  locate(page: OpenPage<T>, index: number): Located<T> {
    return new Row(this.list, page, index);
  }

  wants(page: OpenPage<T>, index: number): boolean {
    return this.list.matches?.(page.items[index]!) ?? true;
  }

  /** Where the item with this mark stands now, most likely at `place`; undefined where it is not on the page. */
  find(page: OpenPage<T>, mark: string, place: number): number | undefined {
    const is = (item: T | undefined) => item !== undefined && markOf(this.list.identify(item)) === mark;
    if (is(page.items[place])) return place;
    const index = page.items.findIndex(is);
    return index === -1 ? undefined : index;
  }
}

/** An item on its page. There are many, and few are asked where they stand: that is worked out then. */
class Row<T> implements Located<T> {
  constructor(
    private readonly list: LinkedList<T>,
    private readonly page: OpenPage<T>,
    private readonly index: number,
  ) {}

  get item(): T {
    return this.page.items[this.index]!;
  }

  get position(): Position {
    const { page, index } = this;
    return {
      page: page.link,
      index,
      mark: markOf(this.list.identify(this.item)),
      linksBack: page.link !== null && (page.isFront || page.prev !== undefined),
      next: index === page.items.length - 1 ? page.next : undefined,
      prev: index === 0 ? page.prev : undefined,
    };
  }
}
