import { Access } from '../access/access';
import { ClientError } from '../errors';
import type { Roster, RosterMember } from '../launches/roster';
import { LtiaasError } from '../ltiaas/errors';
import { LineItem } from '../ltiaas/lineItems';
import type { Row } from '../ltiaas/page';
import type { Score } from '../ltiaas/scores';
import type { Connection } from '../relay/connection';
import type { PageArgs } from '../relay/pageArgs';
import type { GradebookOptions } from './options';
import { checkServices, type ServiceCheck } from './reads/checks';
import { type ExportRequest, type GradebookTable, prepareExport } from './reads/export';
import { LaunchReads } from './reads/launch';
import { LineItemReads, type LineItemSelection } from './reads/lineItems';
import { type LineItemFilter, Lists } from './reads/lists';
import { countUnscored, describeScores, type ScoreFilter, usersWithScore } from './reads/statistics';
import { type MemberFilter, MemberReads } from './reads/members';
import { MemberScoreReads } from './reads/memberScores';
import { checkUserIds, ScoreReads } from './reads/scores';
import { Writes } from './writes/writes';

/** A line item that this gradebook has returned: all of it, or its id alone. */
type ReadLineItem = Pick<LineItem, 'id'> & Partial<Pick<LineItem, 'scoreMaximum'>>;

/**
 * The gradebook as one caller may see and change it, for one operation: the only way from resolvers to LTIAAS. Each method, also of
 * `writes`, asks `access/` first, so that no resolver can forget to.
 */
export class Gradebook {
  readonly #access: Access;
  readonly #launch: LaunchReads;
  readonly #lists: Lists;
  readonly #lineItems: LineItemReads;
  readonly #scores: ScoreReads;
  readonly #members: MemberReads;
  readonly #memberScores: MemberScoreReads;
  readonly writes: Writes;
  #checks: Promise<ServiceCheck[]> | undefined;

  constructor(private readonly options: GradebookOptions) {
    this.#launch = new LaunchReads(options);
    this.#access = new Access(options.caller, () => this.#launch.token(), options.staffRoles);
    this.#lists = new Lists(options);
    this.#lineItems = new LineItemReads(options, this.#lists, this.#launch);
    this.#scores = new ScoreReads(options, this.#lists);
    this.#members = new MemberReads(options);
    this.#memberScores = new MemberScoreReads(this.#lineItems, this.#scores);
    const reads = [this.#lineItems, this.#scores, this.#memberScores];
    this.writes = new Writes(options, this.#access, this.#launch, this.#lists, this.#lineItems, reads);
  }

  /** The caller's roles, for the log; empty before the launch is read. */
  get roles(): Iterable<string> {
    return this.#access.roles;
  }

  /** The launch and what its user may do; null for a service key, which has no launch. */
  async launch() {
    await this.#access.allow('launch');
    return this.#launch.describe(this.#access);
  }

  /** Whether each service works in this launch, and who can fix those that do not. Null for a service key. */
  async checks(): Promise<ServiceCheck[] | null> {
    await this.#access.allow('checks');
    const token = await this.#launch.token();
    if (token === null) return null;
    const { client, trace } = this.options;
    return (this.#checks ??= trace('check the services', () =>
      checkServices(token, this.#launch.isFresh, client, this.#lists, this.#members),
    ));
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
    if (selection !== undefined) void this.#readAhead(known, selection);
    return this.#lineItems.get(known, selection);
  }

  async lineItems(args: PageArgs, filter: LineItemFilter): Promise<Connection<Row<LineItem>>> {
    const read = this.#lineItems.prepare(args, filter);
    await this.#access.allow('lineItems');
    return read();
  }

  /** The scores of a line item that this gradebook has returned. */
  async scores(lineItem: ReadLineItem, args: PageArgs, filter?: ScoreFilter): Promise<Connection<Row<Score>>> {
    const read = this.#scores.prepare(lineItem.id, args, filter);
    await this.#access.allow('scores');
    return read(() => this.#scoreMaximumOf(lineItem));
  }

  /** The distribution of the scores of a line item that this gradebook has returned. */
  async statistics(lineItem: ReadLineItem) {
    await this.#access.allow('statistics');
    const [maximum, rows] = await Promise.all([this.#scoreMaximumOf(lineItem), this.#scores.all(lineItem.id)]);
    const roster = () => this.#roster();
    return {
      ...describeScores(rows, maximum),
      // The roster is read only if this is selected.
      get unscored() {
        return roster().then((members) => (members === undefined ? null : countUnscored(members, rows)));
      },
    };
  }

  /** The score in a line item that this gradebook has returned or written to. Null if the user has none. */
  async score(lineItemId: string, userId: string): Promise<Score | null> {
    checkUserIds([userId], 'userId');
    await this.#access.allowUsers('score', [userId]);
    return this.#scores.get(lineItemId, userId);
  }

  /** In the order of `userIds`; null for a user without a score. */
  async scoresForUsers(lineItemId: string, userIds: readonly string[]): Promise<(Score | Error | null)[]> {
    checkUserIds(userIds, 'userIds');
    await this.#access.allowUsers('scoresForUsers', userIds);
    return this.#scores.getMany(lineItemId, userIds);
  }

  /** The score of the launch's own user; null for a service key, which has no user. */
  async myScore(lineItemId: string): Promise<Score | null> {
    await this.#access.allow('myScore');
    const token = await this.#launch.token();
    return token === null ? null : this.#scores.get(lineItemId, token.user.id);
  }

  /**
   * The columns and everyone's scores as one table. All calls to LTIAAS precede the first row. Null if this launch has no line item
   * with one of the ids.
   */
  async export(request: ExportRequest): Promise<GradebookTable | null> {
    const read = prepareExport(request, this.#lineItems, this.#scores);
    await this.#access.allow('scores');
    await this.#access.allow('lineItems');
    return read(() => this.#roster());
  }

  /** The members of the course that the caller may see. */
  async members(args: PageArgs, filter: MemberFilter): Promise<Connection<Row<RosterMember>>> {
    const read = this.#members.prepare(args, filter);
    const visible = await this.#access.usersFor('members');
    const { withoutScoreIn } = filter;
    if (withoutScoreIn == null) return read(visible, undefined);
    await this.#access.allow('score');
    return read(visible, await this.#usersScoredIn(withoutScoreIn, visible));
  }

  /** The users with a score in the line item of a filter. `visible`: users whose scores the caller may read; undefined: all. */
  async #usersScoredIn(id: string, visible: ReadonlySet<string> | undefined): Promise<ReadonlySet<string>> {
    try {
      const known = await this.#lineItems.find(id);
      if (known === undefined) throw unknownLineItem();
      return usersWithScore(
        visible === undefined
          ? await this.#scores.all(known)
          : (await this.#scores.getMany(known, [...visible])).filter((score) => score !== null),
      );
    } catch (error) {
      if (error instanceof LtiaasError && error.kind === 'notFound') throw unknownLineItem();
      throw error;
    }
  }

  /** Undefined if the launch has no roster. */
  async #roster(): Promise<Roster | undefined> {
    const token = await this.#launch.tokenOfPerson();
    return token?.services.rosterAvailable === false ? undefined : this.#members.roster();
  }

  /** The person with a score that this gradebook has returned. Null if the roster does not have this user, or there is no roster. */
  async user(userId: string): Promise<RosterMember | null> {
    const visible = await this.#access.usersFor('user');
    const token = await this.#launch.tokenOfPerson();
    const own = token?.user.id === userId ? this.#members.fromToken(token) : null;
    if (visible?.has(userId) === false) return null;
    if (token !== null && !(token.services.rosterAvailable && this.#access.reach('members', token).size > 0))
      return own;
    const member = await this.#members.find(userId);
    return member === undefined ? own : member;
  }

  /** The score of a member in one line item. Null if there is no such score, or no such line item. */
  async memberScore(userId: string, lineItemId: string): Promise<Score | null> {
    const [score] = await this.memberScores(userId, [lineItemId], null);
    if (score instanceof Error) throw score;
    return score!;
  }

  /** The scores of a member: one per line item, in the order of the ids or of the list. Null if there is no score. */
  async memberScores(
    userId: string,
    lineItemIds: readonly string[] | null,
    filter: LineItemFilter | null,
  ): Promise<(Score | Error | null)[]> {
    const read = this.#memberScores.prepare(lineItemIds, filter);
    await this.#access.allowUsers('score', [userId]);
    await this.#access.allow(lineItemIds === null ? 'lineItems' : 'lineItem');
    return read(userId);
  }

  async #scoreMaximumOf({ id, scoreMaximum }: ReadLineItem): Promise<number> {
    if (scoreMaximum !== undefined) return scoreMaximum;
    const item = await this.#lineItems.get(id);
    if (!(item instanceof LineItem)) throw new ClientError('UPSTREAM_ERROR', 'The LMS did not find the line item.');
    return item.scoreMaximum;
  }

  /** Requests the scores in parallel with their line item. The resolvers of the scores use these requests, and report their errors. */
  async #readAhead(lineItemId: string, { firstScores, userIds, ownScore }: LineItemSelection): Promise<void> {
    const reads: Promise<unknown>[] = [];
    // The list comes first, since single scores may be on its first page.
    if (firstScores !== undefined) {
      const read = () => reads.push(this.#scores.readAhead(lineItemId, firstScores));
      await this.#access.allow('scores').then(read, () => {});
    }
    if (userIds.length > 0) reads.push(this.scoresForUsers(lineItemId, userIds));
    if (ownScore) reads.push(this.myScore(lineItemId));
    await Promise.allSettled(reads);
  }
}

function unknownLineItem(): ClientError {
  return new ClientError('BAD_USER_INPUT', '"filter.withoutScoreIn" must be the id of a line item of this launch.');
}
