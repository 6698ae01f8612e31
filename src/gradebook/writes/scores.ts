import { lineItemKey } from '../../ltiaas/lineItems';
import { type ActivityProgress, type GradingProgress, submitScore } from '../../ltiaas/scores';
import { isCanvas } from '../lmsQuirks';
import type { GradebookOptions } from '../options';
import { checkGuard, conflictOf, lockAndRead, readErrorOf, type ScoreGuard } from './guard';
import { checkSubmission, type SubmissionInput, submissionMembers } from './submission';
import { Throttle } from './throttle';
import {
  type Advice,
  checkMaximum,
  checkOptionalText,
  checkText,
  checkUnicode,
  done,
  failed,
  type Outcome,
  type UserError,
  userErrorOf,
} from './userError';
import type { QueueEntry } from './queue';

/** A score as the caller sends it. Absent and null mean the same: no value. */
export interface ScoreInput extends SubmissionInput {
  userId: string;
  activityProgress: ActivityProgress;
  gradingProgress: GradingProgress;
  scoreGiven?: number | null | undefined;
  scoreMaximum?: number | null | undefined;
  comment?: string | null | undefined;
  scoringUserId?: string | null | undefined;
  onlyIf?: ScoreGuard | null | undefined;
}

/** The caller who grades. */
export interface Grader {
  /** The person's own id, the only one that they may send as `scoringUserId`; undefined for a back end. */
  userId: string | undefined;
  mayReadScores: boolean;
}

/** The default limit. */
export const maxBulkRows = 250;
/** Maximum number of scores that one bulk submission has in flight. */
const bulkConcurrency = 8;

const advice: Advice = {
  outcomeUnknown:
    'The score may have been stored. Read it before you retry. A retry is safe if the LMS keeps only one attempt.',
  notFound: { message: 'The LMS has no such line item or no such user in this course.', field: null },
};

/** Checks a score before any call to LTIAAS (AGS 2.0, section 3.4). `at`: the path of the score within the input. */
export function checkScore(score: ScoreInput, grader: Grader, at: string[] = []): UserError[] {
  const { scoreGiven, scoreMaximum, scoringUserId } = score;
  const userErrors = [
    ...checkText(score.userId, [...at, 'userId']),
    ...checkUnicode(score.comment, [...at, 'comment']),
    ...checkOptionalText(scoringUserId, [...at, 'scoringUserId']),
    ...checkSubmission(score, at),
    ...checkGuard(score.onlyIf, grader.mayReadScores, [...at, 'onlyIf']),
  ];
  if (scoringUserId?.trim() && grader.userId !== undefined && scoringUserId !== grader.userId) {
    const message = '"scoringUserId" must be your own user id.';
    userErrors.push({ code: 'INVALID', message, field: [...at, 'scoringUserId'] });
  }
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
function checkRows(scores: readonly ScoreInput[], grader: Grader): UserError[][] {
  const seen = new Set<string>();
  return scores.map((score, index) => {
    const at = ['scores', String(index)];
    const userErrors = checkScore(score, grader, at);
    if (seen.has(score.userId)) {
      const message = '"userId" must not occur twice: an earlier row has the same user.';
      userErrors.push({ code: 'INVALID', message, field: [...at, 'userId'] });
    }
    seen.add(score.userId);
    return userErrors;
  });
}

/** Submits the score. Succeeds only if LTIAAS accepts it. Never retries: the first attempt may have succeeded. */
export async function submit(options: GradebookOptions, lineItemId: string, score: ScoreInput): Promise<Outcome<true>> {
  const entry = enqueue(options, lineItemId, score);
  const { onlyIf, userId } = score;
  if (onlyIf == null) return attempt(() => entry.run(() => send(options, lineItemId, score)));
  try {
    const rows = await lockAndRead([{ userId, entry }], lineItemId, options);
    const conflict = conflictOf(onlyIf, rows.get(userId), ['onlyIf']);
    return conflict ?? (await attempt(() => send(options, lineItemId, score)));
  } catch (error) {
    return failed(readErrorOf(error, ['onlyIf']));
  } finally {
    entry.leave();
  }
}

function enqueue({ writeQueue, lifetime }: GradebookOptions, lineItemId: string, { userId }: ScoreInput): QueueEntry {
  return writeQueue.enqueue(JSON.stringify([lineItemKey(lineItemId), userId]), lifetime);
}

function send({ client, memory }: GradebookOptions, lineItemId: string, score: ScoreInput): Promise<void> {
  const { userId, activityProgress, gradingProgress } = score;
  return submitScore(client, lineItemId, {
    userId,
    activityProgress,
    gradingProgress,
    scoreGiven: score.scoreGiven ?? undefined,
    scoreMaximum: score.scoreMaximum ?? undefined,
    comment: score.comment ?? undefined,
    scoringUserId: score.scoringUserId ?? undefined,
    ...submissionMembers(score, memory, lineItemId),
  });
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
 * Submits the rows in their order, some at a time, and returns the outcome of each. Does not send invalid rows. When LTIAAS
 * throttles a row, that row fails, and the remaining rows wait and are then sent one at a time. Throws only if LTIAAS rejects the
 * caller before any row can have been stored.
 *
 * Guarded rows come last. They need all their locks and one read of the column before the first of them is sent. If unguarded rows with
 * locks of their own were sent meanwhile, two bulk calls in two replicas could wait for each other.
 */
export async function submitAll(
  options: GradebookOptions,
  grader: Grader,
  lineItemId: string,
  scores: readonly ScoreInput[],
): Promise<Outcome<true>[]> {
  const outcomes = checkRows(scores, grader).map((userErrors): Outcome<true> | undefined =>
    userErrors.length > 0 ? failed(...userErrors) : undefined,
  );
  // All rows join the queue now, even those that are sent much later: a later write to the same score must run after them.
  const rows = [...scores.entries()]
    .filter(([index]) => outcomes[index] === undefined)
    .map(([index, score]) => ({ index, score, userId: score.userId, entry: enqueue(options, lineItemId, score) }));
  type ValidRow = (typeof rows)[number];
  const throttle = new Throttle(options.lifetime, options.durations);
  const throttled = ({ score }: ValidRow) => attempt(() => throttle.run(() => send(options, lineItemId, score)));
  let refusal: Error | undefined;

  const sendRows = async (some: readonly ValidRow[], sendRow: (row: ValidRow) => Promise<Outcome<true>>) => {
    const left = some.values();
    let worksAlone: number | undefined;
    const work = async (worker: number) => {
      for (const row of left) {
        try {
          if (refusal === undefined) outcomes[row.index] = await sendRow(row);
        } catch (error) {
          refusal = error as Error;
        }
        row.entry.leave();
        // The first worker that returns continues: the others may wait for a response until the deadline.
        if (throttle.isActive && worker !== (worksAlone ??= worker)) return;
      }
    };
    const workers = throttle.isActive || isCanvas(options.memory, lineItemId) ? 1 : bulkConcurrency;
    await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  };

  const isGuarded = ({ score }: ValidRow) => score.onlyIf != null;
  await sendRows(
    rows.filter((row) => !isGuarded(row)),
    ({ score, entry }) => attempt(() => entry.run(() => throttle.run(() => send(options, lineItemId, score)))),
  );
  const guarded = rows.filter(isGuarded);
  if (guarded.length > 0) {
    const at = ({ index }: ValidRow) => ['scores', String(index), 'onlyIf'];
    const found = await lockAndRead(guarded, lineItemId, options).catch((error: Error) => error);
    await sendRows(guarded, async (row) => {
      if (found instanceof Error) return failed(readErrorOf(found, at(row)));
      return conflictOf(row.score.onlyIf!, found.get(row.userId), at(row)) ?? (await throttled(row));
    });
  }

  const mayBeStored = outcomes.some((outcome) => outcome?.value || outcome?.userErrors[0]?.code === 'OUTCOME_UNKNOWN');
  if (refusal !== undefined && !mayBeStored) throw refusal;
  return outcomes.map((outcome) => outcome ?? failed(notSent));
}

const notSent: UserError = {
  code: 'UNAVAILABLE',
  message: 'The score was not stored: LTIAAS no longer accepts the credential, or the service became unavailable.',
  field: null,
};
