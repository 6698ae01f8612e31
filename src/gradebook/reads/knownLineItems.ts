import type { RememberedLaunch } from '../../launches/rememberedLaunch';
import type { LineItem } from '../../ltiaas/lineItems';
import type { Row } from '../../ltiaas/page';
import type { LinkedList } from '../../relay/linkedList';
import { Walk } from '../../relay/walk';

/**
 * The line items of a person's launch. LTIAAS fetches any id with the LMS's token, so the gateway only requests ids that this
 * launch knows: from a list, from its id token, or because it created the line item.
 */
export class KnownLineItems {
  #search: { walk: Walk<Row<LineItem>>; isOver: boolean } | undefined;
  #searching: Promise<void> = Promise.resolve();

  constructor(
    private readonly memory: RememberedLaunch,
    private readonly openList: () => LinkedList<Row<LineItem>>,
  ) {}

  /**
   * The id as LTIAAS spells it, the only spelling that requests may use. Undefined if this launch has no such line item.
   * Reads the list until the id appears.
   */
  async find(id: string): Promise<string | undefined> {
    const known = this.memory.spellingOf(id);
    if (known !== undefined) return known;
    // One search at a time: the next one uses the pages that this one reads.
    const search = this.#searching.then(() => this.#lookFor(id));
    this.#searching = search.catch(() => {});
    await search;
    return this.memory.spellingOf(id);
  }

  /** Call this after a write: the next search reads the list again. */
  clear(): void {
    this.#search = undefined;
  }

  async #lookFor(id: string): Promise<void> {
    if (this.memory.spellingOf(id) !== undefined) return;
    if (this.#search === undefined) {
      if (!this.memory.maySearch()) return;
      this.#search = { walk: new Walk(this.openList()), isOver: false };
    }
    const search = this.#search;
    while (!search.isOver && this.memory.spellingOf(id) === undefined) {
      const [row] = await search.walk.take(1);
      if (row !== undefined) continue;
      search.isOver = true;
      this.memory.noteFailedSearch();
    }
  }
}
