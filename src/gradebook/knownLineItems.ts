import type { RememberedLaunch } from '../access/rememberedLaunch';
import { findSpelling, type LineItem } from '../ltiaas/lineItems';
import { BadRow, type Row } from '../ltiaas/page';
import { ForwardWalk } from '../relay/forwardWalk';
import { largePage, type LinkedList } from '../relay/linkedList';

/** How long an id that a whole list did not hold counts as unknown: guessing ids must not cost the LMS a list each. */
const unknownForMs = 10_000;

/**
 * Which line items belong to a person's launch. LTIAAS fetches an id with the LMS's token, so none is dialled that this launch
 * has not been shown: by a list, by its id token, or because it made the item itself.
 */
export class KnownLineItems {
  #search: ForwardWalk<Row<LineItem>> | undefined;
  #searching: Promise<void> = Promise.resolve();

  constructor(
    private readonly memory: RememberedLaunch,
    private readonly openList: () => LinkedList<Row<LineItem>>,
  ) {}

  add(rows: readonly Row<LineItem>[]): void {
    for (const row of rows) if (!(row instanceof BadRow)) this.memory.lineItemIds.add(row.id);
  }

  forget(id: string): void {
    const { lineItemIds, deletedLineItemIds } = this.memory;
    for (let given: string | undefined = id; given !== undefined; given = findSpelling(lineItemIds, id)) {
      lineItemIds.delete(given);
      deletedLineItemIds.add(given);
    }
  }

  /**
   * The spelling of the id that LTIAAS gave, which alone may go upstream; undefined where this launch has no such line item.
   * Reads the list as far as it takes to meet it.
   */
  async find(id: string): Promise<string | undefined> {
    const given = findSpelling(this.memory.lineItemIds, id);
    if (given !== undefined) return given;
    // One search at a time: what one of them reads, the next need not.
    const search = this.#searching.then(() => this.#lookFor(id));
    this.#searching = search.catch(() => {});
    await search;
    return findSpelling(this.memory.lineItemIds, id);
  }

  async #lookFor(id: string): Promise<void> {
    if (Date.now() - this.memory.lineItemMissedAt < unknownForMs) return;
    this.#search ??= new ForwardWalk(this.openList(), undefined, largePage);
    while (findSpelling(this.memory.lineItemIds, id) === undefined) {
      const [row] = await this.#search.take(1);
      if (row === undefined) {
        this.memory.lineItemMissedAt = Date.now();
        return;
      }
    }
  }
}
