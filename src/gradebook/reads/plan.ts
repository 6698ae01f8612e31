import type { RememberedLaunch } from '../../launches/rememberedLaunch';
import { BadRow, type Row } from '../../ltiaas/page';
import { idOf } from '../../ltiaas/read';
import type { Score } from '../../ltiaas/scores';
import { largePage, PageReader } from '../../relay/linkedList';
import { Walk } from '../../relay/walk';
import type { Lists } from './lists';

/**
 * The scores of some users of a line item, with as few calls as possible. Uses the rows that this operation has read already. For
 * the other users it makes one `?userId=` call each or reads the whole list, whichever needs fewer calls. Matches rows by their
 * `userId`, because some LMSs ignore the filter. The result omits users without a row.
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
  if (isWalkWorthIt(missing.size, 0, 0, memory)) {
    const reader = new PageReader(list);
    for (let page = await reader.start(largePage), walked = 1; ; walked += 1) {
      page.items.forEach(take);
      rows += page.items.length;
      if (page.next === undefined) {
        memory.scoreRows = rows;
        return found;
      }
      memory.scorePageSize = page.items.length;
      if (missing.size === 0) return found;
      if (!isWalkWorthIt(missing.size, walked, rows, memory)) break;
      page = await reader.at(page.next);
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

/** Whether reading further pages needs fewer calls for the missing `users` than one call each. */
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
  // The length of the list is unknown: stop after as many calls as one per user would have needed.
  return walked < users;
}

async function findScore(lists: Lists, lineItemId: string, userId: string): Promise<Row<Score> | undefined> {
  const list = lists.scores(lineItemId, userId).only((item) => userOf(item) === userId);
  const [row] = await new Walk(list).take(1);
  return row?.item;
}

/**
 * The user of a row. An unreadable row has a user, too: that user must get an error, not "no score". Null if the user is not
 * certain: another user might see the row.
 */
export function userOf(row: Row<Score>): string | null {
  if (!(row instanceof BadRow)) return row.userId;
  const { json } = row;
  return typeof json === 'object' && json !== null && 'userId' in json ? idOf(json.userId) : null;
}
