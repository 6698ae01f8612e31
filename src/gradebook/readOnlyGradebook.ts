import { Access } from '../access/access';
import type { Caller } from '../access/caller';
import type { RememberedLaunch } from '../launches/rememberedLaunch';
import type { Operation } from '../access/rules';
import type { Durations } from '../config/durations';
import { ClientError, type UserErrorCode } from '../errors';
import type { LtiaasClient } from '../ltiaas/client';
import { getIdToken, type IdToken } from '../ltiaas/idToken';
import type { Lifetime } from '../ltiaas/lifetime';
import { type LineItem, lineItemKey } from '../ltiaas/lineItems';
import { BadRow, type Row } from '../ltiaas/page';
import type { Score } from '../ltiaas/scores';
import type { TraceStep } from '../observability/traces';
import { Connection } from '../relay/connection';
import { CursorCodec, type CursorKeys } from '../relay/cursor';
import { maxPageSize, type PageArgs, readPageArgs } from '../relay/pageArgs';
import { readSlice, startHint } from '../relay/paginate';
import { type LineItemFilter, Lists, readFilter } from './lists';
import { KnownLineItems } from './knownLineItems';
import { isLineItemId } from './lineItemId';
import { createLineItemLoader } from './lineItemLoader';
import { findScores } from './plan';
import { createScoreLoader } from './scoreLoader';
import type { WriteOrder } from './writeOrder';

/** What a launch may do, for a front end to know what it may offer. */
export interface Permissions {
  manageLineItems: boolean;
  readAllScores: boolean;
  gradeLearners: boolean;
}

export interface GradebookOptions {
  client: LtiaasClient;
  trace: TraceStep;
  caller: Caller;
  memory: RememberedLaunch;
  cursorKeys: CursorKeys;
  /** Role URIs that make staff of a person beside those of the context vocabulary. */
  staffRoles: readonly string[];
  writeOrder: WriteOrder;
  /** Rows of one bulk submission. */
  maxBulkRows: number;
  /** Told what came of each write, of a bulk submission's rows one by one. */
  noteWrite?: ((mutation: Operation, outcome: UserErrorCode | 'ok') => void) | undefined;
  /** How long the operation may go on. */
  lifetime: Lifetime;
  durations: Durations;
}

/** What is wanted of a line item that is asked for by id. */
export interface LineItemWish {
  /** Whether anything is wanted that only the line item itself can tell. */
  members: boolean;
  /** How many scores are wanted from the start of the list; undefined: none. */
  firstScores?: number | undefined;
}

export const maxUserIds = 500;

/** The gradebook as one caller may read it, for one operation: each method asks `access/` before it calls LTIAAS. */
export class ReadOnlyGradebook {
  protected readonly access: Access;
  protected readonly known: KnownLineItems;
  protected readonly lineItemLoader: ReturnType<typeof createLineItemLoader>;
  protected readonly scoreLoader: ReturnType<typeof createScoreLoader>;
  protected readonly lists: Lists;
  #token: Promise<IdToken | null> | undefined;

  constructor(protected readonly options: GradebookOptions) {
    this.access = new Access(options.caller, () => this.#launch(), options.staffRoles);
    this.lists = new Lists(options.client, options.memory, (rows) => this.remember(rows));
    this.known = new KnownLineItems(options.memory, () => this.lists.lineItems({}));
    this.lineItemLoader = createLineItemLoader(options.client, options.trace);
    this.scoreLoader = createScoreLoader(options.trace, (lineItemId, userIds) =>
      findScores(this.lists, options.memory, lineItemId, userIds),
    );
  }

  /** Who launched the tool, and from where; null for a service key. */
  async launch(): Promise<{ token: IdToken; permissions: Permissions } | null> {
    await this.access.allow('launch');
    const token = await this.#launch();
    if (token === null) return null;
    const may = (operation: Operation) =>
      token.services.gradesAvailable && this.access.reach(operation, token).has('all');
    const permissions = {
      manageLineItems: may('updateLineItem'),
      readAllScores: may('scores'),
      gradeLearners: may('submitScore'),
    };
    return { token, permissions };
  }

  /** The caller's roles, as far as they are known by now: for the log. */
  get roles(): Iterable<string> {
    return this.access.roles;
  }

  /** Null where this launch has no such line item. Of one that is known to be there, `wish` may need no more than the id. */
  async lineItem(
    asked: string,
    wish: LineItemWish = { members: true },
    operation: 'lineItem' | 'node' = 'lineItem',
  ): Promise<LineItem | { id: string } | null> {
    await this.access.allow(operation);
    const id = await this.findId(asked);
    if (id === undefined) return null;
    if (!wish.members && this.options.memory.lineItemIds.has(id)) return { id };
    if (wish.firstScores !== undefined) void this.#readAhead(id, wish.firstScores);
    const item = await this.lineItemLoader.load(id);
    if (item === null) this.known.forget(id);
    else this.known.add([item]);
    return item;
  }

  /** Sends for the first scores beside their line item. Whoever needs them finds them under way, or what went wrong. */
  async #readAhead(lineItemId: string, count: number): Promise<void> {
    try {
      await this.access.allow('scores');
      if (count < 1 || count > maxPageSize) return;
      await this.options.trace('read scores', () => this.lists.scores(lineItemId).start(startHint({}, count)));
    } catch {
      // Told where the scores are resolved.
    }
  }

  async lineItems(args: PageArgs, filter: LineItemFilter): Promise<Connection<Row<LineItem>>> {
    const wanted = readFilter(filter);
    const slice = readPageArgs(args);
    const cursors = this.#cursors(['lineItems', wanted], '');
    const cursor = slice.cursor === undefined ? undefined : cursors.decode(slice.cursor);
    await this.access.allow('lineItems');
    // Whether a link filter may be sent depends on the launch.
    if (wanted.resourceLinkId !== undefined && this.options.caller.kind === 'person') await this.#launch();
    const rows = await this.options.trace('read line items', () =>
      readSlice(this.lists.lineItems(wanted), slice, cursor),
    );
    return new Connection(rows, cursors);
  }

  /** The scores of a line item that came from here. */
  async scores(lineItemId: string, args: PageArgs): Promise<Connection<Row<Score>>> {
    const slice = readPageArgs(args);
    const cursors = this.#cursors(['scores', lineItemKey(lineItemId)], lineItemId);
    const cursor = slice.cursor === undefined ? undefined : cursors.decode(slice.cursor);
    await this.access.allow('scores');
    const rows = await this.options.trace('read scores', () => readSlice(this.lists.scores(lineItemId), slice, cursor));
    return new Connection(rows, cursors);
  }

  /** The score in a line item that came from here, or that was just written to. Null where the user has none. */
  async score(lineItemId: string, userId: string): Promise<Score | null> {
    checkUserIds([userId], 'userId');
    await this.access.allowUsers('score', [userId]);
    // A mutation has the client's spelling of it.
    const given = this.options.memory.spellingOf(lineItemId) ?? lineItemId;
    return await this.scoreLoader.load({ lineItemId: given, userId });
  }

  /** In the order asked for; null where a user has no score. */
  async scoresForUsers(lineItemId: string, userIds: readonly string[]): Promise<(Score | Error | null)[]> {
    checkUserIds(userIds, 'userIds');
    await this.access.allowUsers('scoresForUsers', userIds);
    const scores = await this.scoreLoader.loadMany(userIds.map((userId) => ({ lineItemId, userId })));
    // A list that could not be read is one failure, not one a user.
    const [first] = scores;
    if (first instanceof Error && scores.every((score) => score === first)) throw first;
    return scores;
  }

  /** The score of whoever launched the tool; null for a service key, behind which there is nobody. */
  async myScore(lineItemId: string): Promise<Score | null> {
    await this.access.allow('myScore');
    const token = await this.#launch();
    return token === null ? null : this.scoreLoader.load({ lineItemId, userId: token.user.id });
  }

  /** The line item's id as LTIAAS spells it, as far as that is known; undefined where this launch has no such line item. */
  protected async findId(id: string): Promise<string | undefined> {
    if (this.options.caller.kind === 'person') return this.known.find(id);
    return isLineItemId(id) ? (this.options.memory.spellingOf(id) ?? id) : undefined;
  }

  #launch(): Promise<IdToken | null> {
    return (this.#token ??= this.#readLaunch());
  }

  async #readLaunch(): Promise<IdToken | null> {
    const { caller, client, trace, memory } = this.options;
    if (caller.credential.kind === 'serviceKey') return null;
    if (memory.idToken !== undefined) return memory.idToken;
    const token = await trace('read the launch', () => getIdToken(client));
    memory.learnIdToken(token);
    return token;
  }

  protected remember(rows: readonly Row<LineItem>[]): void {
    this.known.add(rows);
    for (const row of rows) if (!(row instanceof BadRow)) this.lineItemLoader.prime(row.id, row);
  }

  #cursors(list: unknown, likely: string): CursorCodec {
    const { cursorKeys, caller } = this.options;
    return new CursorCodec(cursorKeys, JSON.stringify([caller.key, list]), likely);
  }
}

function checkUserIds(userIds: readonly string[], argument: string): void {
  if (userIds.length > maxUserIds) {
    throw new ClientError(
      'BAD_USER_INPUT',
      `"${argument}" holds ${userIds.length} ids; at most ${maxUserIds} are allowed.`,
    );
  }
  if (userIds.includes('')) throw new ClientError('BAD_USER_INPUT', `"${argument}" holds an empty id.`);
}
