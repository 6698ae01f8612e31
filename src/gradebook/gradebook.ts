import { Access } from '../access/access';
import type { IdToken } from '../ltiaas/idToken';
import type { LineItem } from '../ltiaas/lineItems';
import type { Row } from '../ltiaas/page';
import type { Score } from '../ltiaas/scores';
import type { Connection } from '../relay/connection';
import type { PageArgs } from '../relay/pageArgs';
import type { GradebookOptions } from './options';
import { LaunchReads, type Permissions } from './reads/launch';
import { LineItemReads, type LineItemSelection } from './reads/lineItems';
import { type LineItemFilter, Lists } from './reads/lists';
import { ScoreReads } from './reads/scores';
import type { LineItemChanges } from './writes/lineItems';
import { clearedScore, type ScoreInput } from './writes/scores';
import type { Outcome } from './writes/userError';
import { Writes } from './writes/writes';

/**
 * The gradebook as one caller may see and change it, for one operation: the only way from resolvers to LTIAAS. Each method asks
 * `access/` first, so that no resolver can forget to.
 */
export class Gradebook {
  readonly #access: Access;
  readonly #launch: LaunchReads;
  readonly #lineItems: LineItemReads;
  readonly #scores: ScoreReads;
  readonly #writes: Writes;

  constructor(options: GradebookOptions) {
    this.#launch = new LaunchReads(options);
    this.#access = new Access(options.caller, () => this.#launch.token(), options.staffRoles);
    const lists = new Lists(options);
    this.#lineItems = new LineItemReads(options, lists);
    this.#scores = new ScoreReads(options, lists);
    this.#writes = new Writes(options, lists, this.#lineItems, this.#scores);
  }

  /** The caller's roles, for the log; empty before the launch is read. */
  get roles(): Iterable<string> {
    return this.#access.roles;
  }

  /** The launch and what its user may do; null for a service key, which has no launch. */
  async launch(): Promise<{ token: IdToken; permissions: Permissions } | null> {
    await this.#access.allow('launch');
    return this.#launch.describe(this.#access);
  }

  /** Null if this launch has no such line item. Only the id if that is all that `selection` needs of a known line item. */
  async lineItem(
    id: string,
    selection?: LineItemSelection,
    operation: 'lineItem' | 'node' = 'lineItem',
  ): Promise<LineItem | { id: string } | null> {
    await this.#access.allow(operation);
    const known = await this.#lineItems.find(id);
    if (known === undefined) return null;
    if (selection?.firstScores !== undefined) void this.#readAhead(known, selection.firstScores);
    return this.#lineItems.get(known, selection);
  }

  async lineItems(args: PageArgs, filter: LineItemFilter): Promise<Connection<Row<LineItem>>> {
    const read = this.#lineItems.prepare(args, filter);
    await this.#access.allow('lineItems');
    return read(() => this.#launch.token());
  }

  /** The scores of a line item that this gradebook has returned. */
  async scores(lineItemId: string, args: PageArgs): Promise<Connection<Row<Score>>> {
    const read = this.#scores.prepare(lineItemId, args);
    await this.#access.allow('scores');
    return read();
  }

  /** The score in a line item that this gradebook has returned or written to. Null if the user has none. */
  async score(lineItemId: string, userId: string): Promise<Score | null> {
    this.#scores.checkUserIds([userId], 'userId');
    await this.#access.allowUsers('score', [userId]);
    return this.#scores.get(lineItemId, userId);
  }

  /** In the order of `userIds`; null for a user without a score. */
  async scoresForUsers(lineItemId: string, userIds: readonly string[]): Promise<(Score | Error | null)[]> {
    this.#scores.checkUserIds(userIds, 'userIds');
    await this.#access.allowUsers('scoresForUsers', userIds);
    return this.#scores.getMany(lineItemId, userIds);
  }

  /** The score of the launch's own user; null for a service key, which has no user. */
  async myScore(lineItemId: string): Promise<Score | null> {
    await this.#access.allow('myScore');
    const token = await this.#launch.token();
    return token === null ? null : this.#scores.get(lineItemId, token.user.id);
  }

  async createLineItem(input: LineItemChanges): Promise<Outcome<LineItem>> {
    await this.#access.allow('createLineItem');
    return this.#writes.createLineItem(input);
  }

  /** The value is null if LTIAAS confirms without sending the item. */
  async updateLineItem(id: string, input: LineItemChanges): Promise<Outcome<LineItem | null>> {
    await this.#access.allow('updateLineItem');
    return this.#writes.updateLineItem(id, input);
  }

  async deleteLineItem(id: string): Promise<Outcome<string>> {
    await this.#access.allow('deleteLineItem');
    return this.#writes.deleteLineItem(id);
  }

  async submitScore(lineItemId: string, score: ScoreInput): Promise<Outcome<true>> {
    await this.#access.allow('submitScore');
    return this.#writes.submitScore('submitScore', lineItemId, score);
  }

  async clearScore(lineItemId: string, userId: string): Promise<Outcome<true>> {
    await this.#access.allow('clearScore');
    return this.#writes.submitScore('clearScore', lineItemId, clearedScore(userId));
  }

  /** One outcome per row, in the input's order. */
  async submitScores(lineItemId: string, scores: readonly ScoreInput[]): Promise<Outcome<Outcome<true>[]>> {
    await this.#access.allow('submitScores');
    return this.#writes.submitScores(lineItemId, scores);
  }

  /** Requests the first scores in parallel with their line item. The resolver of `scores` then uses that request. */
  async #readAhead(lineItemId: string, count: number): Promise<void> {
    try {
      await this.#access.allow('scores');
      await this.#scores.readAhead(lineItemId, count);
    } catch {
      // The resolver of `scores` reports the error.
    }
  }
}
