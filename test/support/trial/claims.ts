import type { LedgerEntry } from '../../../src/sandbox/lms/rows';
import type { LoggedRequest } from '../../../src/sandbox/requestLog';

/** The result of one write as its client sees it. */
export interface Claim {
  /** Part of the written value, so that the ledger entry can be matched; see {@link writtenBy}. */
  readonly id: string;
  /** The written object: of two writes of the same object the later one replaces the earlier. */
  readonly thing: string;
  /** refused: anything except success and "may have been stored". */
  readonly told: 'accepted' | 'unknown' | 'refused';
  readonly code: string;
  /** In ms of `performance.now()`. A write whose client has disconnected may continue until its deadline. */
  readonly sentAt: number;
  readonly overAt: number;
}

/** Violations; every list must be empty. */
export interface Lies {
  /** Accepted but not stored. */
  lost: string[];
  /** Refused but stored. */
  storedThoughRefused: string[];
  /** Stored twice. */
  doubled: string[];
  /** Sent to LTIAAS twice. */
  sentAgain: string[];
  /** The final state in the LMS, although a write sent after its end was accepted. */
  overtaken: string[];
}

/** Compares the clients' results with what the LMS stored and LTIAAS received. */
export function findLies(
  claims: readonly Claim[],
  ledger: readonly LedgerEntry[],
  requests: readonly LoggedRequest[],
): Lies {
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  const stored = ledger.map(writtenBy).filter((id) => byId.has(id));
  const sent = requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, route, lineItemId = '', body }) => writtenBy({ kind: kindOf(method, route), lineItemId, body }));
  const storedIds = new Set(stored);
  // The last write determines the final state.
  const last = new Map(stored.map((id) => [byId.get(id)!.thing, byId.get(id)!]));
  const isOvertaken = (staying: Claim) =>
    claims.some(({ thing, told, sentAt }) => thing === staying.thing && told === 'accepted' && sentAt > staying.overAt);
  return {
    lost: idsOf(claims.filter(({ id, told }) => told === 'accepted' && !storedIds.has(id))),
    storedThoughRefused: idsOf(claims.filter(({ id, told }) => told === 'refused' && storedIds.has(id))),
    doubled: repeated(stored),
    sentAgain: repeated(sent),
    overtaken: idsOf([...last.values()].filter(isOvertaken)),
  };
}

/**
 * The id of the write behind a ledger entry: the comment of a score, the label of a new line item, the tag of a changed
 * one.
 */
export function writtenBy({ kind, lineItemId, body }: Pick<LedgerEntry, 'kind' | 'lineItemId' | 'body'>): string {
  const { comment, userId, label, tag } = (body ?? {}) as Record<string, string | undefined>;
  if (kind === 'createLineItem') return label!;
  if (kind === 'replaceLineItem') return tag!;
  if (kind === 'deleteLineItem') return `delete ${lineItemId}`;
  // Each user's score is cleared at most once.
  return comment ?? `clear ${lineItemId} ${userId}`;
}

function kindOf(method: string, route: LoggedRequest['route']): LedgerEntry['kind'] {
  if (method === 'PUT') return 'replaceLineItem';
  if (method === 'DELETE') return 'deleteLineItem';
  return route === 'scores' ? 'score' : 'createLineItem';
}

function idsOf(claims: readonly Claim[]): string[] {
  return claims.map(({ id, told, code }) => `${id} (${told} ${code})`);
}

function repeated(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.size === seen.add(id).size);
}
