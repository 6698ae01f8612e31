import type { Roster, RosterMember } from '../../launches/roster';
import { BadRow, type Row } from '../../ltiaas/page';
import type { Score } from '../../ltiaas/scores';
import { userOf } from './plan';

/** Only scores that match every given member. Absent and null members match every score. */
export interface ScoreFilter {
  scored?: boolean | null | undefined;
  /** In points of the line item's `scoreMaximum`. */
  atLeast?: number | null | undefined;
  below?: number | null | undefined;
}

/**
 * The distribution of the scores, in points of the line item's `scoreMaximum`. The figures are null if there is no score. Ignores
 * unreadable rows and rows on a scale that cannot be converted.
 */
export function describeScores(rows: readonly Row<Score>[], scoreMaximum: number) {
  const points = rows
    .map((row) => (row instanceof BadRow ? null : pointsOf(row, scoreMaximum)))
    .filter((value) => value !== null)
    .sort((a, b) => a - b);
  return {
    scored: points.length,
    minimum: points[0] ?? null,
    lowerQuartile: quantileOf(points, 0.25),
    median: quantileOf(points, 0.5),
    mean: meanOf(points),
    upperQuartile: quantileOf(points, 0.75),
    maximum: points.at(-1) ?? null,
  };
}

/** Users with a score or an unreadable row: an unreadable row must not look like "no score". */
export function usersWithScore(rows: readonly (Score | Error)[]): ReadonlySet<string> {
  const users = new Set<string>();
  for (const row of rows) {
    if (row instanceof Error && !(row instanceof BadRow)) throw row;
    const userId = row instanceof BadRow || row.resultScore !== null ? userOf(row) : null;
    if (userId !== null) users.add(userId);
  }
  return users;
}

/** The number of active learners without a score. */
export function countUnscored({ rows }: Roster, scores: readonly Row<Score>[]): number {
  const scored = usersWithScore(scores);
  return rows.filter((row) => !(row instanceof BadRow) && isActiveLearner(row) && !scored.has(row.id)).length;
}

/** Whether the gradebook is expected to have a row for this member. */
export function isActiveLearner({ isLearner, status }: RosterMember): boolean {
  return isLearner && status === 'ACTIVE';
}

/**
 * A score in points of the column's `scoreMaximum`: an LMS may send it on another scale. Null without a score, and if only the row's
 * own maximum is 0, because such a score cannot be converted.
 */
export function pointsOf(
  { resultScore, resultMaximum }: Pick<Score, 'resultScore' | 'resultMaximum'>,
  scoreMaximum: number,
): number | null {
  if (resultScore === null || resultMaximum === scoreMaximum) return resultScore;
  if (resultMaximum === 0) return null;
  const points = (resultScore * scoreMaximum) / resultMaximum;
  // The product can overflow although the result does not.
  const finite = Number.isFinite(points) ? points : (resultScore / resultMaximum) * scoreMaximum;
  return Number.isFinite(finite) ? finite : null;
}

/** Linear interpolation between the closest ranks, as NumPy, R (type 7) and spreadsheets (QUARTILE.INC) do by default. */
function quantileOf(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const rank = (sorted.length - 1) * share;
  const lower = sorted[Math.floor(rank)]!;
  const upper = sorted[Math.ceil(rank)]!;
  const weight = rank - Math.floor(rank);
  const distance = upper - lower;
  return Number.isFinite(distance) ? lower + distance * weight : lower * (1 - weight) + upper * weight;
}

function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Number.isFinite(mean) ? mean : values.reduce((sum, value) => sum + value / values.length, 0);
}

/** The filter without absent members, in a canonical form that identifies the list. Undefined if every row matches. */
export function readScoreFilter({ scored, atLeast, below }: ScoreFilter) {
  const wanted: { scored?: boolean; atLeast?: number; below?: number } = {
    ...(typeof scored === 'boolean' && { scored }),
    ...(typeof atLeast === 'number' && { atLeast }),
    ...(typeof below === 'number' && { below }),
  };
  return Object.keys(wanted).length === 0 ? undefined : wanted;
}

/** Whether a filter needs the line item's `scoreMaximum`. */
export function hasBounds({ atLeast, below }: ScoreFilter): boolean {
  return typeof atLeast === 'number' || typeof below === 'number';
}

/** Decides whether a row matches. `scoreMaximum` is undefined only if the filter has no bounds. */
export function scoreMatcher({ scored, atLeast, below }: ScoreFilter, scoreMaximum: number | undefined) {
  return (row: Row<Score>): boolean => {
    if (row instanceof BadRow) return false;
    if (typeof scored === 'boolean' && (row.resultScore !== null) !== scored) return false;
    if (scoreMaximum === undefined) return true;
    const points = pointsOf(row, scoreMaximum);
    return points !== null && points >= (atLeast ?? -Infinity) && points < (below ?? Infinity);
  };
}
