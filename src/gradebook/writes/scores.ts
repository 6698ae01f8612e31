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

/** A score as the caller sends it. Absent and null mean the same: no value. */
export interface ScoreInput {
  userId: string;
  activityProgress: ActivityProgress;
  gradingProgress: GradingProgress;
  scoreGiven?: number | null | undefined;
  scoreMaximum?: number | null | undefined;
  comment?: string | null | undefined;
}

/** The default limit. */
export const maxBulkRows = 250;
/** Maximum number of scores that one bulk submission has in flight. */
export const bulkConcurrency = 4;

const advice: Advice = {
  outcomeUnknown:
    'The score may have been stored. Read it before you retry. A retry is safe if the LMS keeps only one attempt.',
  notFound: { message: 'The LMS has no such line item or no such user in this course.', field: null },
};

/** Checks a score before any call to LTIAAS (AGS 2.0, section 3.4). `at`: the path of the score within the input. */
export function checkScore(score: ScoreInput, at: string[] = []): UserError[] {
  const { scoreGiven, scoreMaximum } = score;
  const userErrors = checkText(score.userId, [...at, 'userId']);
  // A literal such as 1e999 becomes Infinity, which JSON sends as null: that would clear the score.
  if (typeof scoreGiven === 'number' && !(scoreGiven >= 0 && Number.isFinite(scoreGiven))) {
    const message = `"scoreGiven" must be a finite number of at least 0 (got ${scoreGiven}).`;
    userErrors.push({ code: 'INVALID', message, field: [...at, 'scoreGiven'] });
  }
  const needsMaximum = typeof scoreGiven === 'number' || typeof scoreMaximum === 'number';
  return needsMaximum ? [...userErrors, ...checkMaximum(scoreMaximum, [...at, 'scoreMaximum'])] : userErrors;
}

export function checkRowCount(scores: readonly ScoreInput[], maxRows: number): UserError[] {
  if (scores.length >= 1 && scores.length <= maxRows) return [];
  const message = `"scores" must have between 1 and ${maxRows} rows (got ${scores.length}).`;
  return [{ code: 'INVALID', message, field: ['scores'] }];
}

/** Checks each row on its own and against earlier rows: a call may contain each user only once. */
function checkRows(scores: readonly ScoreInput[]): UserError[][] {
  const seen = new Set<string>();
  return scores.map((score, index) => {
    const at = ['scores', String(index)];
    const userErrors = checkScore(score, at);
    if (seen.has(score.userId)) {
      const message = '"userId" must not occur twice: an earlier row has the same user.';
      userErrors.push({ code: 'INVALID', message, field: [...at, 'userId'] });
    }
    seen.add(score.userId);
    return userErrors;
  });
}

/** Submits the score. Succeeds only if LTIAAS accepts it. Never retries: the first attempt may have succeeded. */
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
 * Submits the rows in their order, `concurrency` at a time, and returns the outcome of each. Does not send invalid rows. When LTIAAS
 * throttles a row, that row fails, and the remaining rows wait and are then sent one at a time. Throws only if LTIAAS rejects the
 * caller before any row can have been stored.
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
  // All rows join the queue now, even those that are sent much later: a later write to the same score must run after them.
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
      // The first worker that is free continues. Another one may wait for its response until the deadline.
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
  message: 'The score was not stored: LTIAAS no longer accepts the credential, or the service became unavailable.',
  field: null,
};

/** The score that clears a score: the AGS equivalent of LTI 1.1's deleteResult. Nothing started, graded, scored or commented. */
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
