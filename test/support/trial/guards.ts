import type { Sandbox } from '../../../src/sandbox/sandbox';
import { randomOf } from '../../../src/sandbox/seed/random';

export interface GuardTrialOptions {
  /** The gateways in front of the sandbox. */
  urls: readonly string[];
  writes: number;
  clients: number;
  learners: number;
  /** The same seed produces the same writes, but not at the same times. */
  seed: number;
}

interface GuardClaim {
  id: string;
  userId: string;
  /** The score that the write names; undefined: it has no guard. */
  named: number | null | undefined;
  told: 'accepted' | 'unknown' | 'changed' | 'refused';
  sentAt: number;
}

export interface GuardTrial {
  guarded: number;
  unguarded: number;
  told: Record<GuardClaim['told'], number>;
  /** Accepted guarded writes that replaced a score other than the one that they name. */
  broken: string[];
  /** Like `broken`, but an earlier write of the same score had an unknown outcome and may have been applied late. */
  excused: string[];
}

const query = `mutation ($input: SubmitScoreInput!) { write: submitScore(input: $input) {
  accepted score { resultScore } userErrors { code reason } } }`;

interface Answer {
  data?: {
    write: {
      accepted: boolean;
      score: { resultScore: number | null } | null;
      userErrors: { code: string; reason: string | null }[];
    } | null;
  };
}

/**
 * Many clients write few scores. Two of three writes have a guard with the score that the client saw last. The ledger records which
 * score each write replaced.
 */
export async function writeGuarded(sandbox: Sandbox, options: GuardTrialOptions): Promise<GuardTrial> {
  const { urls, writes, clients, learners, seed } = options;
  const course = sandbox.createCourse({ lineItems: 0, learners });
  const lineItemId = course.addLineItem({ scoreMaximum: 1_000_000 }).id;
  const users = course.learnerIds();
  const { serviceKey, ltik, bearer } = sandbox.launch({ course }).authorization;
  const claims: GuardClaim[] = [];
  const lastSeen = new Map<string, number | null>();
  let [drawn, begun] = [0, 0];
  const random = (below: number) => Math.floor(randomOf(seed, ++drawn) * below);

  const write = async (turn: number): Promise<void> => {
    const userId = users[random(users.length)]!;
    const named = random(3) < 2 ? (lastSeen.get(userId) ?? null) : undefined;
    const id = `guarded write ${turn}`;
    const input = {
      lineItemId,
      userId,
      activityProgress: 'COMPLETED',
      gradingProgress: 'FULLY_GRADED',
      scoreGiven: turn,
      scoreMaximum: 1_000_000,
      comment: id,
      ...(named !== undefined && { onlyIf: { resultScore: named } }),
    };
    const sentAt = performance.now();
    const response = await fetch(`${urls[turn % urls.length]}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: [serviceKey, ltik, bearer][random(3)]! },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const payload = ((await response.json()) as Answer).data?.write;
    const problem = payload?.userErrors[0];
    if (payload?.accepted) lastSeen.set(userId, turn);
    if (problem?.reason === 'SCORE_HAS_CHANGED') lastSeen.set(userId, payload?.score?.resultScore ?? null);
    const told = payload?.accepted
      ? 'accepted'
      : problem?.code === 'OUTCOME_UNKNOWN'
        ? 'unknown'
        : problem?.reason === 'SCORE_HAS_CHANGED'
          ? 'changed'
          : 'refused';
    claims.push({ id, userId, named, told, sentAt });
  };
  const work = async () => {
    while (begun < writes) await write(++begun);
  };
  await Promise.all(Array.from({ length: clients }, work));
  return judge(sandbox, lineItemId, claims);
}

function judge(sandbox: Sandbox, lineItemId: string, claims: readonly GuardClaim[]): GuardTrial {
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  const unknown = claims.filter(({ told }) => told === 'unknown');
  const scores = new Map<string, number>();
  const [broken, excused]: [string[], string[]] = [[], []];
  for (const { kind, lineItemId: of, userId = '', body } of sandbox.ledger) {
    if (kind !== 'score' || of !== lineItemId) continue;
    const { comment, scoreGiven } = body as { comment: string; scoreGiven: number };
    const claim = byId.get(comment)!;
    const replaced = scores.get(userId) ?? null;
    scores.set(userId, scoreGiven);
    if (claim.told !== 'accepted' || claim.named === undefined || claim.named === replaced) continue;
    const isExcused = unknown.some((other) => other.userId === userId && other.sentAt < claim.sentAt);
    (isExcused ? excused : broken).push(`${claim.id} names ${claim.named} and replaced ${replaced}`);
  }
  const told = { accepted: 0, unknown: 0, changed: 0, refused: 0 };
  for (const claim of claims) told[claim.told] += 1;
  const guarded = claims.filter(({ named }) => named !== undefined).length;
  return { guarded, unguarded: claims.length - guarded, told, broken, excused };
}
