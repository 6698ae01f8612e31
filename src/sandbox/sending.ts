import { STATUS_CODES, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { constants, gzipSync } from 'node:zlib';
import type { FaultRule } from './faults';
import type { Answer } from './ltiaas/errors';

/** Bytes: servers do not compress smaller bodies. */
const minCompressed = 256;

/**
 * Sends a response, or the part of it that the fault allows; compressed if `gzip` is set. Calls `beforeEnd` before it sends the last
 * byte.
 */
export async function send(
  response: ServerResponse,
  answer: Answer,
  fault: FaultRule,
  beforeEnd: () => void = () => undefined,
  gzip = false,
): Promise<void> {
  let bytes = bytesOf(answer.body);
  const headers: Record<string, string | number> = { ...answer.headers };
  // A fault that concerns the body applies to the uncompressed body.
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
    // The first half must be sent before the connection closes.
    await wait(20);
    response.destroy();
  } else if (fault.drip && bytes) {
    await drip(response, bytes, fault.drip.bytesPerSecond, beforeEnd);
  } else {
    beforeEnd();
    response.end(bytes);
  }
}

/** The response with which a rule with `status` or `body` replaces the real one. */
export function replacement(fault: FaultRule): Answer {
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
