import { STATUS_CODES, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { constants, gzipSync } from 'node:zlib';
import type { FaultRule, OutgoingAnswer } from './faults';

/** Bytes; for fewer, servers do not compress. */
const minCompressed = 256;

/**
 * Sends an answer, or as much of it as the fault lets through, compressed with `gzip`. `beforeEnd` is called before its last byte
 * leaves.
 */
export async function send(
  response: ServerResponse,
  answer: OutgoingAnswer,
  fault: FaultRule,
  beforeEnd: () => void = () => undefined,
  gzip = false,
): Promise<void> {
  let bytes = bytesOf(answer.body);
  const headers: Record<string, string | number> = { ...answer.headers };
  // What a fault says of the body holds for the body as it is.
  const isFree = !fault.drip && headers['content-encoding'] === undefined && headers['content-length'] === undefined;
  if (gzip && isFree && bytes && bytes.length >= minCompressed) {
    bytes = gzipSync(bytes, { level: constants.Z_BEST_SPEED });
    headers['content-encoding'] = 'gzip';
  }
  if (bytes) {
    const type = typeof answer.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
    headers['content-type'] ??= type;
    headers['content-length'] ??= bytes.length;
  }
  response.writeHead(answer.status, headers);
  if (fault.truncate) {
    response.flushHeaders();
    if (bytes) response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
    // The half must be on its way before the connection goes.
    await wait(20);
    response.destroy();
  } else if (fault.drip && bytes) {
    await drip(response, bytes, fault.drip.bytesPerSecond, beforeEnd);
  } else {
    beforeEnd();
    response.end(bytes);
  }
}

/** The answer that a rule with `status` or `body` puts in place of the real one. */
export function replacement(fault: FaultRule): OutgoingAnswer {
  const status = fault.status ?? 200;
  const body = fault.body ?? { status, error: STATUS_CODES[status] ?? 'Error' };
  return { status, headers: { ...fault.headers }, body };
}

function bytesOf(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

async function drip(
  response: ServerResponse,
  bytes: Buffer,
  bytesPerSecond: number,
  beforeEnd: () => void,
): Promise<void> {
  const share = Math.max(1, Math.round(bytesPerSecond / 20));
  for (let at = 0; at < bytes.length && !response.destroyed; at += share) {
    await wait((1000 * share) / bytesPerSecond);
    if (at + share >= bytes.length) beforeEnd();
    response.write(bytes.subarray(at, at + share));
  }
  response.end();
}
