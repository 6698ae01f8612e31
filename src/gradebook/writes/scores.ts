import { lineItemKey } from '../../ltiaas/lineItems';
import { type ActivityProgress, type GradingProgress, type NewScore, submitScore } from '../../ltiaas/scores';
import { Throttle } from './throttle';
import {
  type Advice,
  checkMaximum,
  checkText,
  done,
  failed,
  type Outcome,
  type UserError,
  userErrorOf,
} from './userError';
import type { QueueEntry, Writer } from './queue';

/** A score as a caller gives it. Absent and null mean the same: there is none. */
export interface ScoreInput {
  userId: string;
  activityProgress: ActivityProgress;
  gradingProgress: GradingProgress;
  scoreGiven?: number | null | undefined;
  scoreMaximum?: number | null | undefined;
  comment?: string | null | undefined;
}

/** Unless the configuration says otherwise. */
export const maxBulkRows = 250;
/** Scores that one bulk submission has in flight at once. */
export const bulkConcurrency = 8;

const advice: Advice = {
  outcomeUnknown:
    'The score may have been stored: read it back. To submit the same score again is safe where the LMS keeps one attempt.',
  notFound: { message: 'The LMS has no such line item or no such user in this course.', field: null },
};

/** What must hold of a score before LTIAAS is called (AGS 2.0, section 3.4). `at`: where the score stands within the input. */
export function checkScore(score: ScoreInput, at: string[] = []): UserError[] {
  const { scoreGiven, scoreMaximum } = score;
  const userErrors = checkText(score.userId, [...at, 'userId']);
  // Infinity, which a literal such as 1e999 is, would go out as null and clear the score.
  if (typeof scoreGiven === 'number' && !(scoreGiven >= 0 && Number.isFinite(scoreGiven))) {
    const message = `"scoreGiven" is ${scoreGiven}; it must be a finite number, 0 or more.`;
    userErrors.push({ code: 'INVALID', message, field: [...at, 'scoreGiven'] });
  }
  const needsMaximum = typeof scoreGiven === 'number' || typeof scoreMaximum === 'number';
  return needsMaximum ? [...userErrors, ...checkMaximum(scoreMaximum, [...at, 'scoreMaximum'])] : userErrors;
}

export function checkRowCount(scores: readonly ScoreInput[], maxRows: number): UserError[] {
  if (scores.length >= 1 && scores.length <= maxRows) return [];
  const message = `"scores" holds ${scores.length} rows; it must be from 1 to ${maxRows}.`;
  return [{ code: 'INVALID', message, field: ['scores'] }];
}

/** Checks each row alone and against the rows before it: a call grades a user once. */
function checkRows(scores: readonly ScoreInput[]): UserError[][] {
  const seen = new Set<string>();
  return scores.map((score, index) => {
    const at = ['scores', String(index)];
    const userErrors = checkScore(score, at);
    if (seen.has(score.userId)) {
      const message = 'This user stands in an earlier row already; give each user once.';
      userErrors.push({ code: 'INVALID', message, field: [...at, 'userId'] });
    }
    seen.add(score.userId);
    return userErrors;
  });
}

/** Submits the score; the outcome is good only once LTIAAS has said yes. It is sent once, never again. */
export async function submit(writer: Writer, lineItemId: string, score: ScoreInput): Promise<Outcome<true>> {
  return attempt(() => enqueue(writer, lineItemId, score).run(() => send(writer, lineItemId, score)));
}

function enqueue(writer: Writer, lineItemId: string, { userId }: ScoreInput): QueueEntry {
  return writer.enqueue(JSON.stringify([lineItemKey(lineItemId), userId]));
}

function send(writer: Writer, lineItemId: string, score: ScoreInput): Promise<void> {
  return submitScore(writer.client, lineItemId, withoutNulls(score));
}

async function attempt(work: () => Promise<void>): Promise<Outcome<true>> {
  try {
    await work();
    return done(true);
  } catch (error) {
    return failed(userErrorOf(error, true, advice));
  }
}

/**
 * Submits the rows in their order, `concurrency` at once, and tells of each what came of it. A row that is wrong is not sent.
 * Where LTIAAS throttles, that row has failed, and those not yet sent wait and then go one by one. Throws only where LTIAAS
 * refuses the caller before any row was taken.
 */
export async function submitAll(
  writer: Writer,
  lineItemId: string,
  scores: readonly ScoreInput[],
  concurrency: number,
): Promise<Outcome<true>[]> {
  const outcomes = checkRows(scores).map((userErrors): Outcome<true> | undefined =>
    userErrors.length > 0 ? failed(...userErrors) : undefined,
  );
  // All rows come now, also those that are sent much later: who writes the same score meanwhile comes after them.
  const entries = scores.map((score, index) =>
    outcomes[index] === undefined ? enqueue(writer, lineItemId, score) : undefined,
  );
  const throttle = new Throttle(writer.lifetime, writer.durations);
  let refusal: Error | undefined;
  let worksAlone: number | undefined;
  const rows = scores.entries();
  const work = async (worker: number) => {
    for (const [index, score] of rows) {
      const entry = entries[index];
      if (entry === undefined) continue;
      try {
        if (refusal === undefined) {
          outcomes[index] = await attempt(() => entry.run(() => throttle.run(() => send(writer, lineItemId, score))));
        }
      } catch (error) {
        refusal = error as Error;
      }
      entry.leave();
      // Whoever comes back first goes on: another one may be waiting for an answer until the end.
      if (throttle.isActive && worker !== (worksAlone ??= worker)) return;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, worker) => work(worker)));
  const mayBeStored = outcomes.some((outcome) => outcome?.value || outcome?.userErrors[0]?.code === 'OUTCOME_UNKNOWN');
  if (refusal !== undefined && !mayBeStored) throw refusal;
  return outcomes.map((outcome) => outcome ?? failed(notSent));
}

const notSent: UserError = {
  code: 'UNAVAILABLE',
  message: 'LTIAAS stopped taking this credential or this service: the score was not stored.',
  field: null,
};

/** Says "no score" as LTI 1.1's deleteResult maps to AGS: nothing begun, nothing graded, no score, no comment. */
export function clearedScore(userId: string): ScoreInput {
  return { userId, activityProgress: 'Initialized', gradingProgress: 'NotReady' };
}

function withoutNulls(score: ScoreInput): NewScore {
  const { userId, activityProgress, gradingProgress } = score;
  return {
    userId,
    activityProgress,
    gradingProgress,
    scoreGiven: score.scoreGiven ?? undefined,
    scoreMaximum: score.scoreMaximum ?? undefined,
    comment: score.comment ?? undefined,
  };
}
