import type { RememberedLaunch } from '../../launches/rememberedLaunch';
import { BadRow, type Row } from '../../ltiaas/page';
import { idOf, mayBeId } from '../../ltiaas/read';
import type { Score } from '../../ltiaas/scores';
import { largePage, PageReader } from '../../relay/linkedList';
import type { Lists } from './lists';

/**
 * The scores of some users of a line item, with as few calls as possible. Uses the rows that this operation has read already. For
 * the other users it makes one `?userId=` call each or reads the whole list, whichever needs fewer calls. Matches rows by their
 * `userId`, because some LMSs ignore the filter. The result omits users without a row. `orUncertain`: it also has unreadable
 * rows that may be those of a user, so that a missing entry proves that this user has no score.
 */
export async function findScores(
  lists: Lists,
  memory: RememberedLaunch,
  lineItemId: string,
  userIds: readonly string[],
  { orUncertain = false } = {},
): Promise<Map<string, Row<Score>>> {
  const list = lists.scores(lineItemId);
  const missing = new Set(userIds);
  const found = new Map<string, Row<Score>>();
  const take = (row: Row<Score>) => {
    const userId = userOf(row);
    if (userId !== null && missing.delete(userId)) found.set(userId, row);
    if (userId !== null || !orUncertain) return;
    for (const user of missing) if (mayBelongTo(row, user) && missing.delete(user)) found.set(user, row);
  };

  const { pages, isWhole } = await list.read();
  for (const page of pages) page.items.forEach(take);
  if (missing.size === 0 || isWhole) return found;

  let rows = 0;
  if (isWalkWorthIt(missing.size, 0, 0, memory)) {
    const reader = new PageReader(list);
    for (let page = await reader.start(largePage), walked = 1; ; page = await reader.at(page.next), walked += 1) {
      page.items.forEach(take);
      rows += page.items.length;
      if (page.next === undefined) {
        memory.scoreRows = rows;
        return found;
      }
      memory.scorePageSize = page.items.length;
      if (missing.size === 0) return found;
      if (!isWalkWorthIt(missing.size, walked, rows, memory)) break;
    }
  }

  await Promise.all(
    [...missing].map(async (userId) => {
      const row = await findScore(lists, lineItemId, userId, orUncertain);
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

async function findScore(
  lists: Lists,
  lineItemId: string,
  userId: string,
  orUncertain: boolean,
): Promise<Row<Score> | undefined> {
  const isTheirs = (row: Row<Score>) => userOf(row) === userId || (orUncertain && mayBelongTo(row, userId));
  const reader = new PageReader(lists.scoresOf(lineItemId, userId));
  for (let page = await reader.start(); ; page = await reader.at(page.next)) {
    const row = page.items.find(isTheirs);
    if (row !== undefined || page.next === undefined) return row;
  }
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

/** Whether the row is this user's, or unreadable with a number as its user that may stand for this one. */
function mayBelongTo(row: Row<Score>, userId: string): boolean {
  if (!(row instanceof BadRow)) return row.userId === userId;
  const { json } = row;
  return typeof json === 'object' && json !== null && 'userId' in json && mayBeId(json.userId, userId);
}
