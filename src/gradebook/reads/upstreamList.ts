import { LtiaasError } from '../../ltiaas/errors';
import { BadRow, type Page, type Row } from '../../ltiaas/page';
import type { LinkedList } from '../../relay/linkedList';
import { readAll } from '../../relay/walk';
import type { RememberedLaunch } from '../../launches/rememberedLaunch';
import { getOrMake } from '../getOrMake';
import { isBlackboard, isMoodle } from '../lmsQuirks';

export interface UpstreamListOptions<T> {
  read(query: { limit?: number | undefined; url?: string | undefined }): Promise<Page<T>>;
  identify(item: T): string;
  matches?: ((item: T) => boolean) | undefined;
  onPage?(page: Page<T>): void;
  /** What the launch knows about the paging of its LMS. */
  memory: RememberedLaunch;
  /** The line item whose scores the list contains; undefined: it is the list of line items. */
  lineItemId?: string | undefined;
}

/** One list of LTIAAS, for one request: each page is read at most once. */
export class UpstreamList<T> implements LinkedList<Row<T>> {
  readonly #pages = new Map<string, Promise<Page<T>>>();
  #start: Promise<Page<T>> | undefined;
  /** The page size of the last or next request for the start. */
  #limit = 0;
  #gathering: Promise<Page<T>> | undefined;
  #all: Promise<Row<T>[]> | undefined;
  #hasShownLinks = false;
  readonly matches: ((item: Row<T>) => boolean) | undefined;

  constructor(private readonly options: UpstreamListOptions<T>) {
    const { matches } = options;
    this.matches = matches && ((row) => !(row instanceof BadRow) && matches(row));
  }

  /** Whether this operation has asked for the list's start. */
  get isStarted(): boolean {
    return this.#start !== undefined;
  }

  announcesEmptyPages(): boolean {
    return isBlackboard(this.options.memory, this.options.lineItemId);
  }

  isGone(error: unknown): boolean {
    return error instanceof LtiaasError && error.kind === 'notFound';
  }

  identify(row: Row<T>): string | undefined {
    return row instanceof BadRow ? undefined : this.options.identify(row);
  }

  /** The list's first page. Reads in the same tick share one request with the largest of their limits. */
  async start(limit: number): Promise<Page<T>> {
    const known = this.#gathering === undefined ? await this.#start : undefined;
    if (known !== undefined && (limit <= this.#limit || known.next === undefined)) return known;
    this.#limit = Math.max(this.#limit, limit);
    this.#gathering ??= endOfTick().then(() => {
      this.#gathering = undefined;
      return (this.#start = this.#readStart(this.#limit));
    });
    return await this.#gathering;
  }

  /** The pages that this operation has read so far. Waits for reads in flight. */
  async read(): Promise<{ pages: Page<T>[]; isWhole: boolean }> {
    // A reading of the whole list makes every other call for its rows unnecessary.
    await this.#all?.catch(() => {});
    const start = await (this.#gathering ?? this.#start)?.catch(() => undefined);
    const others = await Promise.allSettled(this.#pages.values());
    const pages = others.filter((page) => page.status === 'fulfilled').map((page) => page.value);
    return {
      pages: start === undefined ? pages : [start, ...pages],
      isWhole: start !== undefined && (await this.#readPages(start)).at(-1)!.next === undefined,
    };
  }

  /** The same list for a reader who wants only the rows that match. */
  only(matches: (row: Row<T>) => boolean): LinkedList<Row<T>> {
    return {
      start: (limit) => this.start(limit),
      at: (link) => this.at(link),
      isGone: (error) => this.isGone(error),
      identify: (row) => this.identify(row),
      announcesEmptyPages: () => this.announcesEmptyPages(),
      matches,
    };
  }

  /** All rows that match, read once for everyone who asks. */
  all(): Promise<Row<T>[]> {
    return (this.#all ??= this.#readAll());
  }

  async #readAll(): Promise<Row<T>[]> {
    // A list that was read with a small `limit` and not to its end takes fewer calls from its start than from there.
    const start = this.#gathering === undefined ? await this.#start?.catch(() => undefined) : undefined;
    const pages = start === undefined ? [] : await this.#readPages(start);
    if (pages.length > 0 && pages.at(-1)!.next === undefined) {
      return pages.flatMap(({ items }) => items).filter((row) => this.matches?.(row) ?? true);
    }
    return readAll(this);
  }

  /** The pages from the start on, as far as they have been read. */
  async #readPages(start: Page<T>): Promise<Page<T>[]> {
    const pages = new Set([start]);
    for (let page: Page<T> | undefined = start; page?.next !== undefined;) {
      page = await this.#pages.get(page.next)?.catch(() => undefined);
      // A repeated link leads in a circle.
      if (page === undefined || pages.has(page)) break;
      pages.add(page);
    }
    return [...pages];
  }

  at(url: string): Promise<Page<T>> {
    return getOrMake(this.#pages, url, () => this.#fetch({ url }));
  }

  async #readStart(limit: number): Promise<Page<T>> {
    const { memory, lineItemId } = this.options;
    if (memory.limitCutsSilently || isMoodle(memory, lineItemId)) return this.#fetch({});
    const page = await this.#fetch({ limit });
    page.limit = limit;
    const looksFull = page.items.length === limit && !hasLinks(page) && !this.#hasShownLinks;
    if (!looksFull) return page;
    // Moodle (its Link header has typographic quotes), Open edX and ILIAS cut at `limit` without a link that LTIAAS can read.
    const again = await this.#fetch({});
    // This LMS does send links: it sent none because no rows follow.
    if (hasLinks(again) && again.items.length <= page.items.length) return page;
    memory.limitCutsSilently = true;
    return again;
  }

  async #fetch(query: { limit?: number; url?: string }): Promise<Page<T>> {
    const page = await this.options.read(query);
    this.#hasShownLinks ||= hasLinks(page);
    this.options.onPage?.(page);
    return page;
  }
}

function hasLinks<T>(page: Page<T>): boolean {
  return [page.next, page.prev, page.first, page.last].some((link) => link !== undefined);
}

/** Resolves after all promise jobs of the current tick, when DataLoader sends its batches, too. */
function endOfTick(): Promise<void> {
  return new Promise((resolve) => void Promise.resolve().then(() => process.nextTick(resolve)));
}
