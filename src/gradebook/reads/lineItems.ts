import { LtiaasError } from '../../ltiaas/errors';
import { getLineItem, type LineItem } from '../../ltiaas/lineItems';
import type { Row } from '../../ltiaas/page';
import { type Connection, prepareConnection } from '../../relay/connection';
import { CursorCodec } from '../../relay/cursor';
import type { PageArgs } from '../../relay/pageArgs';
import { getOrMake } from '../getOrMake';
import type { GradebookOptions } from '../options';
import { KnownLineItems } from './knownLineItems';
import type { LaunchReads } from './launch';
import { isLineItemId } from './lineItemId';
import { type LineItemFilter, type Lists, readFilter, type WantedLineItems } from './lists';
import type { UpstreamList } from './upstreamList';

/** What an operation selects of a line item that it requests by id. */
export interface LineItemSelection {
  /** Whether it selects a member that requires reading the line item. */
  members: boolean;
  /** How many scores it selects from the start of the list; undefined: none. */
  firstScores?: number | undefined;
  /** Users whose scores it selects. */
  userIds: string[];
  /** Whether it selects the score of the launch's own user. */
  ownScore?: boolean;
}

/** Line items, by id and as a list. */
export class LineItemReads {
  readonly #known: KnownLineItems;
  /** Line items that were requested by id, or why they cannot be read. */
  readonly #requested = new Map<string, Promise<LineItem | Error>>();

  constructor(
    private readonly options: GradebookOptions,
    private readonly lists: Lists,
    private readonly launch: LaunchReads,
  ) {
    this.#known = new KnownLineItems(options.memory, () => lists.lineItems({}));
  }

  /** The id as LTIAAS spells it, if known; otherwise as given. Undefined if this launch has no such line item. */
  async find(id: string): Promise<string | undefined> {
    const { caller, memory } = this.options;
    if (caller.kind === 'person') return this.#known.find(id);
    return isLineItemId(id) ? (memory.spellingOf(id) ?? id) : undefined;
  }

  /** The line item with an id from {@link find}. */
  async get(
    id: string,
    { members }: Pick<LineItemSelection, 'members'> = { members: true },
  ): Promise<LineItem | { id: string } | null> {
    const { client, memory, trace } = this.options;
    if (!members && memory.lineItemIds.has(id)) return { id };
    const request = () => trace('find line items', () => getLineItem(client, id).catch((error: Error) => error));
    const item = this.lists.lineItemsRead.get(id) ?? (await getOrMake(this.#requested, id, request));
    if (item instanceof LtiaasError && item.kind === 'notFound') {
      memory.forgetLineItem(id);
      return null;
    }
    if (item instanceof Error) throw item;
    memory.learnLineItem(id);
    return item;
  }

  /** Checks the arguments and returns the read itself. Throws `ClientError`. */
  prepare(args: PageArgs, filter: LineItemFilter) {
    const wanted = readFilter(filter);
    const { caller, cursorKeys, trace } = this.options;
    const read = prepareConnection(
      args,
      new CursorCodec(cursorKeys, JSON.stringify([caller.key, ['lineItems', wanted]])),
    );
    return async (): Promise<Connection<Row<LineItem>>> => {
      const list = await this.#open(wanted);
      return trace('read line items', () => read(list));
    };
  }

  /** All line items that match, read once an operation. Throws `ClientError`. */
  async all(filter: LineItemFilter): Promise<Row<LineItem>[]> {
    const list = await this.#open(readFilter(filter));
    return this.options.trace('read line items', () => list.all());
  }

  async #open(filter: WantedLineItems): Promise<UpstreamList<LineItem>> {
    // Only the launch shows whether LTIAAS may receive a link filter.
    if (filter.resourceLinkId !== undefined) await this.launch.tokenOfPerson();
    return this.lists.lineItems(filter);
  }

  /** Call this after a write: later reads make new calls. */
  clear(): void {
    this.#requested.clear();
    this.#known.clear();
  }
}
