import { ClientError } from '../../errors';
import { LineItem, lineItemKey, listLineItems } from '../../ltiaas/lineItems';
import { BadRow, type Page, type Row } from '../../ltiaas/page';
import { listScores, type Score } from '../../ltiaas/scores';
import type { PageSource } from '../../relay/linkedList';
import { getOrMake } from '../getOrMake';
import type { GradebookOptions } from '../options';
import { UpstreamList } from './upstreamList';

export interface LineItemFilter {
  resourceLinkId?: string | null | undefined;
  resourceId?: string | null | undefined;
  tag?: string | null | undefined;
}

export type WantedLineItems = { [name in keyof LineItemFilter]: string };

/** The lists that one operation reads, each at most once. */
export class Lists {
  readonly #lineItems = new Map<string, UpstreamList<LineItem>>();
  readonly #scores = new Map<string, UpstreamList<Score>>();
  /** Line items that were read with a list, by id: reading them again costs no call. */
  readonly lineItemsRead = new Map<string, LineItem>();

  constructor(private readonly options: GradebookOptions) {}

  remember(rows: readonly Row<LineItem>[]): void {
    for (const row of rows) {
      if (row instanceof BadRow) continue;
      this.options.memory.learnLineItem(row.id);
      this.lineItemsRead.set(row.id, row);
    }
  }

  lineItems(filter: WantedLineItems): UpstreamList<LineItem> {
    return getOrMake(this.#lineItems, JSON.stringify(filter), () => {
      // LTIAAS may treat any value of this filter as the launch's own link, so the gateway sends only that one.
      const ownLink = this.options.memory.idToken?.resourceLink?.id;
      const sent = { ...filter, resourceLinkId: filter.resourceLinkId === ownLink ? ownLink : undefined };
      return new UpstreamList<LineItem>({
        read: (query) => listLineItems(this.options.client, query.url === undefined ? { ...sent, ...query } : query),
        identify: (item) => item.id,
        matches: matcherOf(filter),
        onPage: (page) => {
          this.#spellAsLaunch(page);
          this.remember(page.items);
        },
        memory: this.options.memory,
      });
    });
  }

  /** The launch's own line item keeps its id from the id token, so that clients find it in the list. */
  #spellAsLaunch(page: Page<LineItem>): void {
    const id = this.options.memory.idToken?.services.lineItemId ?? undefined;
    if (id === undefined) return;
    const isSpelledOtherwise = (row: Row<LineItem>) =>
      !(row instanceof BadRow) &&
      !this.options.memory.lineItemIds.has(row.id) &&
      lineItemKey(row.id) === lineItemKey(id);
    page.items = page.items.map((row) =>
      isSpelledOtherwise(row) ? new LineItem({ ...(row as LineItem).json, id }) : row,
    );
  }

  scores(lineItemId: string): UpstreamList<Score> {
    return getOrMake(this.#scores, lineItemId, () => {
      return new UpstreamList<Score>({
        read: (query) => listScores(this.options.client, lineItemId, query),
        identify: (score) => score.userId,
        memory: this.options.memory,
        lineItemId,
      });
    });
  }

  /** What LTIAAS returns for one user: one row, or the whole list if the LMS ignores the filter. */
  scoresOf(lineItemId: string, userId: string): PageSource<Row<Score>> {
    const { client } = this.options;
    return {
      // Without a `limit`: an LMS that ignores the filter would apply it to the whole list, and could cut the user's row.
      start: () => listScores(client, lineItemId, { userId }),
      at: (url) => listScores(client, lineItemId, { url }),
    };
  }

  clear(): void {
    this.#lineItems.clear();
    this.#scores.clear();
    this.lineItemsRead.clear();
  }
}

/** The filter without absent members, in a fixed order, so that it identifies the list. Throws `ClientError` if a value is empty. */
export function readFilter(filter: LineItemFilter): WantedLineItems {
  const wanted: WantedLineItems = {};
  for (const name of ['resourceLinkId', 'resourceId', 'tag'] as const) {
    const value = filter[name] ?? undefined;
    if (value === '')
      throw new ClientError('BAD_USER_INPUT', `"filter.${name}" must not be empty. Omit it to get all line items.`);
    if (value !== undefined) wanted[name] = value;
  }
  return wanted;
}

function matcherOf(filter: WantedLineItems): ((item: LineItem) => boolean) | undefined {
  const names = Object.keys(filter) as (keyof WantedLineItems)[];
  return names.length === 0 ? undefined : (item) => names.every((name) => item[name] === filter[name]);
}
