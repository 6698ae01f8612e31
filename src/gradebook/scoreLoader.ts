import DataLoader from 'dataloader';
import type { Row } from '../ltiaas/page';
import type { Score } from '../ltiaas/scores';
import type { TraceStep } from '../observability/traces';

export interface ScoreKey {
  lineItemId: string;
  userId: string;
}

/** Another one for each pair, whatever the ids hold: what JSON would do at a higher price. */
export function scoreKey(lineItemId: string, userId: string): string {
  return `${lineItemId.length} ${lineItemId} ${userId}`;
}

/** Finds the scores of some users of one line item; users without one are left out. */
export type FindScores = (lineItemId: string, userIds: readonly string[]) => Promise<Map<string, Row<Score>>>;

/** Scores by line item and user, those of a line item looked for together. One line item's failure leaves the others whole. */
export function createScoreLoader(
  trace: TraceStep,
  findScores: FindScores,
): DataLoader<ScoreKey, Score | null, string> {
  return new DataLoader<ScoreKey, Score | null, string>(
    async (keys) => {
      const users = new Map<string, string[]>();
      for (const { lineItemId, userId } of keys) {
        const ofLineItem = users.get(lineItemId);
        if (ofLineItem) ofLineItem.push(userId);
        else users.set(lineItemId, [userId]);
      }
      const found = new Map<string, Map<string, Row<Score>> | Error>();
      await trace('find scores', () =>
        Promise.all(
          [...users].map(async ([lineItemId, userIds]) => {
            try {
              found.set(lineItemId, await findScores(lineItemId, userIds));
            } catch (error) {
              found.set(lineItemId, error as Error);
            }
          }),
        ),
      );
      return keys.map(({ lineItemId, userId }) => {
        const scores = found.get(lineItemId)!;
        return scores instanceof Error ? scores : (scores.get(userId) ?? null);
      });
    },
    { cacheKeyFn: ({ lineItemId, userId }) => scoreKey(lineItemId, userId) },
  );
}
