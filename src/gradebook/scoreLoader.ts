import DataLoader from 'dataloader';
import { BadRow, type Row } from '../ltiaas/page';
import { readText } from '../ltiaas/read';
import { Score } from '../ltiaas/scores';
import { ForwardWalk } from '../relay/forwardWalk';
import { largePage, type LinkedList } from '../relay/linkedList';

export interface ScoreKey {
  lineItemId: string;
  userId: string;
}

/** A line item's scores: all, or with `userId` those that LTIAAS gives for this user. */
export type OpenScores = (lineItemId: string, userId?: string) => LinkedList<Row<Score>>;

/**
 * Scores by line item and user. One user of a line item is one `?userId=` call, several are one walk of its scores; rows are
 * matched by their `userId`, since some LMSs ignore the filter. One line item's failure leaves the others whole.
 */
export function createScoreLoader(open: OpenScores): DataLoader<ScoreKey, Score | null, string> {
  return new DataLoader<ScoreKey, Score | null, string>(
    async (keys) => {
      const users = new Map<string, string[]>();
      for (const { lineItemId, userId } of keys) {
        const ofLineItem = users.get(lineItemId);
        if (ofLineItem) ofLineItem.push(userId);
        else users.set(lineItemId, [userId]);
      }
      const found = new Map<string, Map<string, Row<Score>> | Error>();
      await Promise.all(
        [...users].map(async ([lineItemId, userIds]) => {
          try {
            found.set(lineItemId, await findScores(open, lineItemId, userIds));
          } catch (error) {
            found.set(lineItemId, error as Error);
          }
        }),
      );
      return keys.map(({ lineItemId, userId }) => {
        const scores = found.get(lineItemId)!;
        return scores instanceof Error ? scores : (scores.get(userId) ?? null);
      });
    },
    { cacheKeyFn: ({ lineItemId, userId }) => JSON.stringify([lineItemId, userId]) },
  );
}

async function findScores(open: OpenScores, lineItemId: string, userIds: string[]): Promise<Map<string, Row<Score>>> {
  const list = userIds.length === 1 ? open(lineItemId, userIds[0]) : open(lineItemId);
  const missing = new Set(userIds);
  const found = new Map<string, Row<Score>>();
  const walk = new ForwardWalk<Row<Score>>(
    {
      start: (limit) => list.start(limit),
      at: (link) => list.at(link),
      identify: (row) => list.identify(row),
      matches: (row) => missing.has(userOf(row) ?? ''),
    },
    undefined,
    largePage,
  );
  while (missing.size > 0) {
    const [row] = await walk.take(1);
    if (row === undefined) break;
    const userId = userOf(row.item)!;
    missing.delete(userId);
    found.set(userId, row.item);
  }
  return found;
}

/** Whose row it is; a row that cannot be read otherwise is still somebody's, and must not look like "no score". */
function userOf(row: Row<Score>): string | null {
  if (!(row instanceof BadRow)) return row.userId;
  const { json } = row;
  return typeof json === 'object' && json !== null && 'userId' in json ? readText(json.userId) : null;
}
