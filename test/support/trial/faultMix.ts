import type { FaultRule } from '../../../src/sandbox/faults';
import type { LoggedRequest } from '../../../src/sandbox/requestLog';
import { randomOf } from '../../../src/sandbox/seed/random';

const html = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const throttle: FaultRule = { status: 403, body: '403 Forbidden (Rate Limit Exceeded)' };

/** Faults for reads. All except the slow ones end the call. */
export const readFaults: readonly FaultRule[] = [
  { reset: 'before' },
  { reset: 'after' },
  { truncate: true },
  { body: html },
  { status: 429 },
  { status: 502, body: html },
  { status: 503 },
  { status: 504, body: '' },
  throttle,
  { hang: true },
  { delayMs: 100 },
  { drip: { bytesPerSecond: 20_000 } },
];

/**
 * Faults for writes. None is inconsistent: a success follows the work, and a rejection means no work. None works late:
 * the gateway
 * cannot prevent an LMS that does so after the connection is gone from undoing later writes.
 */
export const writeFaults: readonly FaultRule[] = [
  { reset: 'before' },
  { reset: 'after' },
  { status: 200, body: { stored: true }, truncate: true, workFirst: true },
  { body: html },
  { body: html, workFirst: true },
  { status: 400, body: { status: 400, details: { externalError: 'Incorrect score received' } } },
  { status: 401, body: '' },
  { status: 403 },
  { status: 404, body: 'Not found' },
  { status: 409 },
  { status: 429, headers: { 'retry-after': '1' } },
  throttle,
  { status: 500 },
  { status: 500, workFirst: true },
  { status: 502, body: html, workFirst: true },
  { status: 503 },
  { status: 504, body: '', workFirst: true },
  { status: 302, headers: { location: 'https://login.example.com/' }, body: '' },
  { hang: true },
  { hangAfterWork: true },
  {
    // A success without a body would not drip. A rejection of the LMS stays one.
    rewrite: (answer) => (answer.status === 204 ? { ...answer, status: 200, body: { stored: true } } : answer),
    drip: { bytesPerSecond: 200 },
  },
];

/** For a rule's `choose`: this `share` of the requests fails, with each of `faults` equally often. */
export function mixedFaults(faults: readonly FaultRule[], share: number, seed: number): () => FaultRule | undefined {
  let drawn = 0;
  return () => faults[Math.floor((randomOf(seed, ++drawn) * faults.length) / share)];
}

/** For a rule's `choose`: every fault, for reads and for writes. */
export function everyFault(share: number, seed: number): (request: LoggedRequest) => FaultRule | undefined {
  const [ofReads, ofWrites] = [mixedFaults(readFaults, share, seed), mixedFaults(writeFaults, share, seed + 1)];
  return ({ method }) => (method === 'GET' ? ofReads() : ofWrites());
}
