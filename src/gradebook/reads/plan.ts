import type { RememberedLaunch } from '../../launches/rememberedLaunch';
import { ClientError } from '../../errors';
import { BadRow, type Page, type Row } from '../../ltiaas/page';
import { idOf } from '../../ltiaas/read';
import type { Score } from '../../ltiaas/scores';
import { ForwardWalk } from '../../relay/forwardWalk';
import { largePage } from '../../relay/linkedList';
import type { Lists } from './lists';

/**
 * The scores of some users of a line item, from the fewest calls that what is known allows: rows that this operation has read
 * already cost nothing; then one `?userId=` call a user, or a walk of the whole list, whichever is shorter. Rows are matched
 * by their `userId`, since some LMSs ignore the filter. Users without a row are left out.
 */
export async function findScores(
  lists: Lists,
  memory: RememberedLaunch,
  lineItemId: string,
  userIds: readonly string[],
): Promise<Map<string, Row<Score>>> {
  const list = lists.scores(lineItemId);
  const missing = new Set(userIds);
  const found = new Map<string, Row<Score>>();
  const take = (row: Row<Score>) => {
    const userId = userOf(row);
    if (userId !== null && missing.delete(userId)) found.set(userId, row);
  };

  const { pages, isWhole } = await list.read();
  for (const page of pages) page.items.forEach(take);
  if (missing.size === 0 || isWhole) return found;

  let rows = 0;
  const seen = new Set<string>();
  if (isWalkWorthIt(missing.size, 0, 0, memory)) {
    for (let page: Page<Score> = await list.start(largePage), walked = 1; ; walked += 1) {
      page.items.forEach(take);
      rows += page.items.length;
      if (page.next === undefined) {
        memory.scoreRows = rows;
        return found;
      }
      memory.scorePageSize = page.items.length;
      if (missing.size === 0) return found;
      if (!isWalkWorthIt(missing.size, walked, rows, memory)) break;
      if (seen.has(page.next))
        throw new ClientError('UPSTREAM_ERROR', 'The LMS sent a page link that it had sent before.');
      seen.add(page.next);
      page = await list.at(page.next);
    }
  }

  await Promise.all(
    [...missing].map(async (userId) => {
      const row = await findScore(lists, lineItemId, userId);
      if (row !== undefined) found.set(userId, row);
    }),
  );
  return found;
}

/** Whether `users` that are still missing are better looked for on the next pages than one by one. */
function isWalkWorthIt(
  users: number,
  walked: number,
  rows: number,
  { scoreRows, scorePageSize }: RememberedLaunch,
): boolean {
  if (users < 2) return false;
  if (scoreRows !== undefined && scorePageSize !== undefined) {
    // Line items of a course have about as many scores as the course has learners.
    return Math.ceil((scoreRows - rows) / scorePageSize) <= users;
  }
  // Nothing is known of the length: a walk that has cost as much as asking one by one would have gone far enough.
  return walked < users;
}

async function findScore(lists: Lists, lineItemId: string, userId: string): Promise<Row<Score> | undefined> {
  const list = lists.scores(lineItemId, userId);
  const rows = list.only((item) => userOf(item) === userId);
  const [row] = await new ForwardWalk<Row<Score>>(rows, undefined, largePage).take(1);
  return row?.page.items[row.index];
}

/**
 * Whose row it is; a row that cannot be read otherwise is still somebody's, and must not look like "no score". One whose user
 * is not certain is nobody's: it might be shown to somebody else.
 */
export function userOf(row: Row<Score>): string | null {
  if (!(row instanceof BadRow)) return row.userId;
  const { json } = row;
  return typeof json === 'object' && json !== null && 'userId' in json ? idOf(json.userId) : null;
}
