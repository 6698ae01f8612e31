import { ClientError } from '../../errors';
import type { LineItem } from '../../ltiaas/lineItems';
import { BadRow, type Row } from '../../ltiaas/page';
import type { Roster } from '../../launches/roster';
import type { Score } from '../../ltiaas/scores';
import type { LineItemReads } from './lineItems';
import { type LineItemFilter, readFilter } from './lists';
import type { ScoreReads } from './scores';
import { isActiveLearner } from './statistics';

/** Which columns to export: those with these ids, or those that match the filter. */
export interface ExportRequest {
  lineItemIds: readonly string[];
  filter: LineItemFilter;
}

/** The gradebook as a table. */
export interface GradebookTable {
  columns: readonly LineItem[];
  /** Generated one by one, because a whole course is large. */
  rows: Iterable<TableRow>;
}

export interface TableRow {
  userId: string;
  /** Null if the LMS keeps it private, or there is no roster. */
  name: string | null;
  email: string | null;
  sourcedId: string | null;
  /** One per column; undefined where the LMS lists no row for this user. */
  scores: (Score | undefined)[];
}

/** The data of a member that the table needs. */
export interface ExportedMember extends Omit<TableRow, 'userId' | 'scores'> {
  id: string;
  /** Whether the member is an active learner, who has a row even without a score. */
  isExpected: boolean;
}

/** The number of columns that are read in parallel. More would wait for each other, because calls per launch are limited. */
const columnsAtOnce = 24;

/** Line items, scores and members together, as one table. */
export class ExportReads {
  constructor(
    private readonly lineItems: LineItemReads,
    private readonly scores: ScoreReads,
  ) {}

  /** Checks the request and returns the read itself. Throws `ClientError`. */
  prepare({ lineItemIds, filter }: ExportRequest) {
    const wanted = readFilter(filter);
    if (lineItemIds.length > 0 && Object.keys(wanted).length > 0) {
      throw new ClientError('BAD_USER_INPUT', 'Give either "lineItemId" or filters, not both.');
    }
    /**
     * `members`: undefined without a roster. Null if this launch has no line item with one of the ids. Throws if a row cannot be
     * read: without the row, the table would look complete.
     */
    return async (
      launch: () => Promise<unknown>,
      members: () => Promise<readonly ExportedMember[] | undefined>,
    ): Promise<GradebookTable | null> => {
      const columns =
        lineItemIds.length > 0
          ? await this.#find(lineItemIds, launch)
          : (await this.lineItems.all(wanted, launch)).map(readable);
      if (columns === null) return null;
      const [scores, people] = await Promise.all([this.#readColumns(columns), members()]);
      return { columns, rows: rowsOf(scores, people ?? []) };
    };
  }

  async #find(ids: readonly string[], launch: () => Promise<unknown>): Promise<LineItem[] | null> {
    // One list instead of one call per line item.
    if (ids.length > 1) await this.lineItems.all({}, launch);
    const found = new Map<string, LineItem>();
    for (const id of ids) {
      const known = await this.lineItems.find(id);
      const item = known === undefined ? null : await this.lineItems.get(known);
      if (item === null) return null;
      found.set(item.id, item as LineItem);
    }
    return [...found.values()];
  }

  /** The scores of each column by user, in the order of the columns. */
  async #readColumns(columns: readonly LineItem[]): Promise<Map<string, Score>[]> {
    const scores: Map<string, Score>[] = [];
    let next = 0;
    let hasFailed = false;
    const readNext = async () => {
      while (next < columns.length && !hasFailed) {
        const index = next++;
        scores[index] = byUser(await this.scores.all(columns[index]!.id));
      }
    };
    const readers = Array.from({ length: columnsAtOnce }, () =>
      readNext().catch((error: unknown) => {
        hasFailed = true;
        throw error;
      }),
    );
    await Promise.all(readers);
    return scores;
  }
}

/** Undefined without a roster. Throws if a member cannot be read, because their row would be missing. */
export function exportedMembers(roster: Roster | undefined): ExportedMember[] | undefined {
  return roster?.rows.map((row) => {
    const member = readable(row);
    return { ...member, isExpected: isActiveLearner(member) };
  });
}

function readable<T>(row: Row<T>): T {
  if (row instanceof BadRow) throw row;
  return row;
}

/** If a user has several rows, the first one counts, as for `LineItem.score`. */
function byUser(rows: readonly Row<Score>[]): Map<string, Score> {
  const scores = new Map<string, Score>();
  for (const score of rows.map(readable)) if (!scores.has(score.userId)) scores.set(score.userId, score);
  return scores;
}

/** The active learners in the order of the roster, then all other users with a score, by id. */
function* rowsOf(columns: readonly Map<string, Score>[], members: readonly ExportedMember[]): Generator<TableRow> {
  const others = new Set<string>();
  for (const scores of columns) {
    for (const { userId, resultScore } of scores.values()) if (resultScore !== null) others.add(userId);
  }
  const byId = new Map(members.map((member) => [member.id, member]));
  const unknown = { name: null, email: null, sourcedId: null };
  const rowOf = (userId: string): TableRow => {
    const { name, email, sourcedId } = byId.get(userId) ?? unknown;
    return { userId, name, email, sourcedId, scores: columns.map((scores) => scores.get(userId)) };
  };
  for (const { id, isExpected } of members) {
    if (!isExpected) continue;
    others.delete(id);
    yield rowOf(id);
  }
  for (const userId of [...others].sort()) yield rowOf(userId);
}
