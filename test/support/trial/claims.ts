import type { LedgerEntry } from '../../../src/sandbox/lms/rows';
import type { LoggedRequest } from '../../../src/sandbox/requestLog';

/** What a client was told of one write. */
export interface Claim {
  /** Stands in what is written, so that it is found again in the ledger; see {@link writtenBy}. */
  readonly id: string;
  /** What is written: the later of two writes of the same thing replaces the earlier. */
  readonly thing: string;
  /** refused: anything but yes and "may have been stored". */
  readonly told: 'accepted' | 'unknown' | 'refused';
  readonly code: string;
  /** In ms of `performance.now()`. A write whose client has gone may go on until its deadline. */
  readonly sentAt: number;
  readonly overAt: number;
}

/** What must be empty. */
export interface Lies {
  /** Accepted, and not stored. */
  lost: string[];
  /** Refused, and stored. */
  storedThoughRefused: string[];
  /** Stored twice. */
  doubled: string[];
  /** Sent to LTIAAS twice. */
  sentAgain: string[];
  /** What stays in the LMS, though something that was sent only after its end was accepted. */
  overtaken: string[];
}

/** Holds what clients were told against what the LMS stored and LTIAAS got. */
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
  // What stays is what came last.
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

/** Which write has left this: a score tells by its comment, a new line item by its label, a changed one by its tag. */
export function writtenBy({ kind, lineItemId, body }: Pick<LedgerEntry, 'kind' | 'lineItemId' | 'body'>): string {
  const { comment, userId, label, tag } = (body ?? {}) as Record<string, string | undefined>;
  if (kind === 'createLineItem') return label!;
  if (kind === 'replaceLineItem') return tag!;
  if (kind === 'deleteLineItem') return `delete ${lineItemId}`;
  // Of one user nothing is cleared twice.
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
