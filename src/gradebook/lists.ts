import type { RememberedLaunch } from '../launches/rememberedLaunch';
import { ClientError } from '../errors';
import type { LtiaasClient } from '../ltiaas/client';
import { LineItem, lineItemKey, listLineItems } from '../ltiaas/lineItems';
import { BadRow, type Page, type Row } from '../ltiaas/page';
import { listScores, type Score } from '../ltiaas/scores';
import { ListHabits } from './lms';
import { scoreKey } from './scoreLoader';
import { UpstreamList } from './upstreamList';

export interface LineItemFilter {
  resourceLinkId?: string | null | undefined;
  resourceId?: string | null | undefined;
  tag?: string | null | undefined;
}

type WantedLineItems = { [name in keyof LineItemFilter]: string };

/** The lists that one operation reads, each of them once. */
export class Lists {
  readonly #lineItems = new Map<string, UpstreamList<LineItem>>();
  readonly #scores = new Map<string, UpstreamList<Score>>();

  constructor(
    private readonly client: LtiaasClient,
    private readonly memory: RememberedLaunch,
    private readonly onLineItems: (rows: readonly Row<LineItem>[]) => void,
  ) {}

  lineItems(filter: WantedLineItems): UpstreamList<LineItem> {
    return get(this.#lineItems, JSON.stringify(filter), () => {
      // LTIAAS may read any value of this filter as "the launch's own link": only that one is sent.
      const ownLink = this.memory.idToken?.resourceLink?.id;
      const sent = { ...filter, resourceLinkId: filter.resourceLinkId === ownLink ? ownLink : undefined };
      return new UpstreamList<LineItem>({
        read: (query) => listLineItems(this.client, query.url === undefined ? { ...sent, ...query } : query),
        identify: (item) => item.id,
        matches: matcherOf(filter),
        onPage: (page) => {
          this.#spellAsLaunch(page);
          this.onLineItems(page.items);
        },
        habits: new ListHabits(this.memory, undefined),
        isShort: false,
      });
    });
  }

  /** The launch's own line item keeps the id that the id token gave, so that clients find it in the list. */
  #spellAsLaunch(page: Page<LineItem>): void {
    const id = this.memory.idToken?.services.lineItemId ?? undefined;
    if (id === undefined) return;
    const isSpelledOtherwise = (row: Row<LineItem>) =>
      !(row instanceof BadRow) && !this.memory.lineItemIds.has(row.id) && lineItemKey(row.id) === lineItemKey(id);
    page.items = page.items.map((row) =>
      isSpelledOtherwise(row) ? new LineItem({ ...(row as LineItem).json, id }) : row,
    );
  }

  /** All scores of a line item, or with `userId` those that LTIAAS gives for this user. */
  scores(lineItemId: string, userId?: string): UpstreamList<Score> {
    const key = userId === undefined ? `all ${lineItemId}` : scoreKey(lineItemId, userId);
    return get(this.#scores, key, () => {
      return new UpstreamList<Score>({
        read: ({ limit, url }) => listScores(this.client, lineItemId, url === undefined ? { userId, limit } : { url }),
        identify: (score) => score.userId,
        habits: new ListHabits(this.memory, lineItemId),
        // One user has one row: a limit would only give an LMS that ignores the filter something to cut.
        isShort: userId !== undefined,
      });
    });
  }

  clear(): void {
    this.#lineItems.clear();
    this.#scores.clear();
  }
}

function get<T>(lists: Map<string, UpstreamList<T>>, key: string, make: () => UpstreamList<T>): UpstreamList<T> {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = make()));
  return list;
}

/** The filter without what is absent, in one order: it names the list. Throws `ClientError` for an empty value. */
export function readFilter(filter: LineItemFilter): WantedLineItems {
  const wanted: WantedLineItems = {};
  for (const name of ['resourceLinkId', 'resourceId', 'tag'] as const) {
    const value = filter[name] ?? undefined;
    if (value === '') throw new ClientError('BAD_USER_INPUT', `"filter.${name}" is empty; leave it out to get all.`);
    if (value !== undefined) wanted[name] = value;
  }
  return wanted;
}

function matcherOf(filter: WantedLineItems): ((item: LineItem) => boolean) | undefined {
  const names = Object.keys(filter) as (keyof WantedLineItems)[];
  return names.length === 0 ? undefined : (item) => names.every((name) => item[name] === filter[name]);
}
