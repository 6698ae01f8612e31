import type { RememberedLaunch } from '../../launches/rememberedLaunch';
import type { LineItem } from '../../ltiaas/lineItems';
import type { Row } from '../../ltiaas/page';
import { ForwardWalk } from '../../relay/forwardWalk';
import { largePage, type LinkedList } from '../../relay/linkedList';

/**
 * Which line items belong to a person's launch. LTIAAS fetches an id with the LMS's token, so none is dialled that this launch
 * has not been shown: by a list, by its id token, or because it made the item itself.
 */
export class KnownLineItems {
  #search: { walk: ForwardWalk<Row<LineItem>>; isOver: boolean } | undefined;
  #searching: Promise<void> = Promise.resolve();

  constructor(
    private readonly memory: RememberedLaunch,
    private readonly openList: () => LinkedList<Row<LineItem>>,
  ) {}

  /**
   * The spelling of the id that LTIAAS gave, which alone may go upstream; undefined where this launch has no such line item.
   * Reads the list as far as it takes to meet it.
   */
  async find(id: string): Promise<string | undefined> {
    const known = this.memory.spellingOf(id);
    if (known !== undefined) return known;
    // One search at a time: what one of them reads, the next need not.
    const search = this.#searching.then(() => this.#lookFor(id));
    this.#searching = search.catch(() => {});
    await search;
    return this.memory.spellingOf(id);
  }

  /** To be called after a write: lists are read anew from here on. */
  startAfresh(): void {
    this.#search = undefined;
  }

  async #lookFor(id: string): Promise<void> {
    if (this.memory.spellingOf(id) !== undefined) return;
    if (this.#search === undefined) {
      if (!this.memory.maySearch()) return;
      this.#search = { walk: new ForwardWalk(this.openList(), undefined, largePage), isOver: false };
    }
    const search = this.#search;
    while (!search.isOver && this.memory.spellingOf(id) === undefined) {
      const [row] = await search.walk.take(1);
      if (row !== undefined) continue;
      search.isOver = true;
      this.memory.noteFruitlessSearch();
    }
  }
}
