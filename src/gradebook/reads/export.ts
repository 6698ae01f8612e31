import { ClientError } from '../../errors';
import type { LineItem } from '../../ltiaas/lineItems';
import { BadRow, type Row } from '../../ltiaas/page';
import type { Roster, RosterMember } from '../../launches/roster';
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

/** The number of columns that are read in parallel. More would wait for each other, because calls per launch are limited. */
const columnsAtOnce = 24;

/**
 * Checks the request and returns the read of line items, scores and members together. `members`: undefined without a roster. Null if
 * this launch has no line item with one of the ids. Throws `ClientError`, and if a row cannot be read: without the row, the table
 * would look complete.
 */
export function prepareExport({ lineItemIds, filter }: ExportRequest, lineItems: LineItemReads, scores: ScoreReads) {
  const wanted = readFilter(filter);
  if (lineItemIds.length > 0 && Object.keys(wanted).length > 0) {
    throw new ClientError('BAD_USER_INPUT', 'Give either "lineItemId" or filters, not both.');
  }
  return async (members: () => Promise<Roster | undefined>): Promise<GradebookTable | null> => {
    const columns =
      lineItemIds.length > 0 ? await findColumns(lineItemIds, lineItems) : (await lineItems.all(wanted)).map(readable);
    if (columns === null) return null;
    const [byColumn, roster] = await Promise.all([readColumns(columns, scores), members()]);
    return { columns, rows: rowsOf(byColumn, (roster?.rows ?? []).map(readable)) };
  };
}

async function findColumns(ids: readonly string[], lineItems: LineItemReads): Promise<LineItem[] | null> {
  // One list instead of one call per line item.
  if (ids.length > 1) await lineItems.all({});
  const found = new Map<string, LineItem>();
  for (const id of ids) {
    const known = await lineItems.find(id);
    const item = known === undefined ? null : await lineItems.get(known);
    if (item === null) return null;
    found.set(item.id, item as LineItem);
  }
  return [...found.values()];
}

/** The scores of each column by user, in the order of the columns. */
async function readColumns(columns: readonly LineItem[], reads: ScoreReads): Promise<Map<string, Score>[]> {
  const scores: Map<string, Score>[] = [];
  const left = columns.entries();
  let hasFailed = false;
  const readNext = async () => {
    try {
      for (const [index, { id }] of left) {
        if (hasFailed) return;
        scores[index] = byUser(await reads.all(id));
      }
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: columnsAtOnce }, readNext));
  return scores;
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
function* rowsOf(columns: readonly Map<string, Score>[], members: readonly RosterMember[]): Generator<TableRow> {
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
  for (const member of members) {
    if (!isActiveLearner(member)) continue;
    others.delete(member.id);
    yield rowOf(member.id);
  }
  for (const userId of [...others].sort()) yield rowOf(userId);
}
