import type { FaultRule } from '../../../src/sandbox/faults';
import type { LoggedRequest } from '../../../src/sandbox/requestLog';
import { randomOf } from '../../../src/sandbox/seed/random';

const html = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const throttle: FaultRule = { status: 403, body: '403 Forbidden (Rate Limit Exceeded)' };

/** What befalls reads. All but the slow ones end the call. */
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
 * What befalls writes. None is a lie: an answer that says yes comes after the work, one that says no comes without it. None works
 * late: an LMS that does so after the connection is gone cannot be kept from undoing what came after.
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
    // A yes without a body would not drip; a no of the LMS stays one.
    rewrite: (answer) => (answer.status === 204 ? { ...answer, status: 200, body: { stored: true } } : answer),
    drip: { bytesPerSecond: 200 },
  },
];

/** For a rule's `choose`: as large a `share` of the requests meets one of `faults`, each as often as the others. */
export function mixedFaults(faults: readonly FaultRule[], share: number, seed: number): () => FaultRule | undefined {
  let drawn = 0;
  return () => faults[Math.floor((randomOf(seed, ++drawn) * faults.length) / share)];
}

/** For a rule's `choose`: every kind of fault, of reads and of writes. */
export function everyFault(share: number, seed: number): (request: LoggedRequest) => FaultRule | undefined {
  const [ofReads, ofWrites] = [mixedFaults(readFaults, share, seed), mixedFaults(writeFaults, share, seed + 1)];
  return ({ method }) => (method === 'GET' ? ofReads() : ofWrites());
}
