import { readStanding } from '../../access/roles';
import { ClientError } from '../../errors';
import { Roster, type RosterMember } from '../../launches/roster';
import type { IdToken } from '../../ltiaas/idToken';
import { LtiaasError } from '../../ltiaas/errors';
import type { Lifetime } from '../../ltiaas/lifetime';
import { lineItemKey } from '../../ltiaas/lineItems';
import { type MemberStatus, readRoster } from '../../ltiaas/members';
import { BadRow, type Row } from '../../ltiaas/page';
import { type Connection, prepareConnection } from '../../relay/connection';
import { CursorCodec } from '../../relay/cursor';
import type { LinkedList } from '../../relay/linkedList';
import type { PageArgs } from '../../relay/pageArgs';
import type { GradebookOptions } from '../options';
import { checkUserIds } from './scores';

export type { MemberStatus };
export type MemberRole = 'LEARNER' | 'STAFF';

export interface MemberFilter {
  role?: MemberRole | null | undefined;
  /** Undefined: active; null: any. */
  status?: MemberStatus | null | undefined;
  userIds?: readonly string[] | null | undefined;
  /** The id of a line item. */
  withoutScoreIn?: string | null | undefined;
}

/** The members of the course, as a list and by id. */
export class MemberReads {
  #roster: Promise<Roster> | undefined;
  #hasReported = false;

  constructor(private readonly options: GradebookOptions) {}

  /** Checks the arguments and returns the read itself. Throws `ClientError`. */
  prepare(args: PageArgs, filter: MemberFilter) {
    const wanted = readFilter(filter);
    const { caller, cursorKeys, trace } = this.options;
    const read = prepareConnection(
      args,
      new CursorCodec(cursorKeys, JSON.stringify([caller.key, ['members', wanted]])),
    );
    /** `visible`: users that the caller may see; undefined: all. `scored`: users that `withoutScoreIn` excludes. */
    return async (
      visible: ReadonlySet<string> | undefined,
      scored: ReadonlySet<string> | undefined,
    ): Promise<Connection<Row<RosterMember>>> => {
      const list = listOf(await this.read(), matcherOf(wanted, visible, scored));
      return trace('read members', () => read(list));
    };
  }

  /**
   * Null if the roster does not have this user, undefined if the launch has no roster. If the roster cannot be read, the first call of
   * the operation throws, and the others return null.
   */
  async find(userId: string): Promise<RosterMember | null | undefined> {
    try {
      return (await this.read()).find(userId) ?? null;
    } catch (error) {
      if (isWithoutRoster(error)) return undefined;
      if (this.#hasReported) return null;
      this.#hasReported = true;
      throw error;
    }
  }

  /** Undefined if the launch has no roster. Throws if it cannot be read. */
  async roster(): Promise<Roster | undefined> {
    try {
      return await this.read();
    } catch (error) {
      if (isWithoutRoster(error)) return undefined;
      throw error;
    }
  }

  /** The roster, requested once per operation. Throws if the launch has none, or if it cannot be read. */
  read(): Promise<Roster> {
    return (this.#roster ??= this.options.trace('read the roster', () => this.#open()));
  }

  /** The launch's own user, as the id token describes them. */
  fromToken({ user: { roleScopeMentor: _, ...user } }: IdToken): RosterMember {
    const { staffRoles } = this.options;
    const unknown = { middleName: null, picture: null, sourcedId: null };
    return { ...user, ...unknown, status: 'ACTIVE', ...readStanding(user.roles, staffRoles) };
  }

  #open(): Promise<Roster> {
    const { client, openRoster, staffRoles } = this.options;
    const read = async (lifetime: Lifetime) => {
      const rows = await readRoster(client.forLaunch(lifetime));
      return new Roster(
        rows.map((row) => (row instanceof BadRow ? row : { ...row, ...readStanding(row.roles, staffRoles) })),
      );
    };
    return client.waitFor(() => openRoster(read));
  }
}

/** Whether this launch has no roster: the LMS or the account does not offer it, or the tool has no access. */
function isWithoutRoster(error: unknown): boolean {
  return error instanceof LtiaasError && ['serviceNotAvailable', 'forbidden', 'toolRefused'].includes(error.kind);
}

/** The list has a single page, because the roster is read whole. Cursors therefore stay the same when the roster is read again. */
function listOf(
  { rows: items }: Roster,
  matches: ((row: Row<RosterMember>) => boolean) | undefined,
): LinkedList<Row<RosterMember>> {
  return {
    start: async () => ({ items, limit: 0 }),
    at: async () => {
      throw new ClientError('BAD_USER_INPUT', 'The cursor does not belong to this list.');
    },
    identify: (row) => (row instanceof BadRow ? undefined : row.id),
    matches,
  };
}

type WantedMembers = ReturnType<typeof readFilter>;

/** The filter with its defaults, in a canonical form that identifies the list. Throws `ClientError`. */
function readFilter({ role = null, status = 'ACTIVE', userIds, withoutScoreIn }: MemberFilter) {
  if (userIds) checkUserIds(userIds, 'filter.userIds');
  const wanted = { role, status, userIds: userIds ? [...new Set(userIds)].sort() : null };
  return withoutScoreIn == null ? wanted : { ...wanted, withoutScoreIn: lineItemKey(withoutScoreIn) };
}

/** Undefined if every row matches. */
function matcherOf(
  { role, status, userIds }: WantedMembers,
  visible: ReadonlySet<string> | undefined,
  scored: ReadonlySet<string> | undefined,
) {
  const isAboutUsers = role !== null || userIds !== null || visible !== undefined || scored !== undefined;
  if (!isAboutUsers && status === null) return undefined;
  const ids = userIds && new Set(userIds);
  return (row: Row<RosterMember>): boolean => {
    // It can be an active member. Whether it is a learner or a given user is unknown.
    if (row instanceof BadRow) return !isAboutUsers && status === 'ACTIVE';
    if (visible?.has(row.id) === false || ids?.has(row.id) === false) return false;
    if (scored?.has(row.id)) return false;
    if (role !== null && !(role === 'STAFF' ? row.isStaff : row.isLearner)) return false;
    return status === null || row.status === status;
  };
}
