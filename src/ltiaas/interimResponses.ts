import type { Socket } from 'node:net';

/** Bytes of one interim response. A longer one goes to the parser, which rejects it. */
const maxLength = 16 * 1024;
const beginning = 'HTTP/1.1 1';
/** A 101 changes the protocol, which the gateway never requests: the parser rejects it. */
const interim = /^HTTP\/1\.[01] 1(?!01)\d\d/;
const statusLength = 'HTTP/1.1 100'.length;
const end = Buffer.from('\r\n\r\n');

/**
 * Skips interim responses such as `100 Continue`. A client must accept them even if it did not ask for one (RFC 9110, section
 * 15.2), but undici closes the connection on a 100. The socket must be new and carry one exchange at a time: each write is a
 * request, and the next bytes read begin its response.
 */
export function skipInterimResponses(socket: Socket): void {
  let isAnswerDue = false;
  let held: Buffer = Buffer.alloc(0);
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
  socket.write = (...args: unknown[]) => {
    isAnswerDue = true;
    return write(...args);
  };
  socket.read = (size?: number) => {
    for (;;) {
      const chunk = read(size);
      if (chunk === null || !isAnswerDue) return chunk;
      const rest = afterInterim(held.length === 0 ? chunk : Buffer.concat([held, chunk]));
      isAnswerDue = mayBeInterim(rest);
      held = isAnswerDue ? rest : Buffer.alloc(0);
      if (!isAnswerDue) return rest;
    }
  };
}

function afterInterim(bytes: Buffer): Buffer {
  let rest = bytes;
  while (mayBeInterim(rest)) {
    const at = rest.indexOf(end);
    if (at === -1) break;
    rest = rest.subarray(at + end.length);
  }
  return rest;
}

/** Whether these bytes can be the beginning of an interim response. */
function mayBeInterim(bytes: Buffer): boolean {
  if (bytes.length > maxLength) return false;
  const status = bytes.toString('latin1', 0, statusLength);
  return status.length === statusLength
    ? interim.test(status)
    : beginning.startsWith(status.slice(0, beginning.length));
}
