import { once } from 'node:events';
import { connect } from 'node:net';

/** A connection on which a test writes raw bytes. */
export interface Wire {
  send(text: string): void;
  /** Stops reading. */
  pause(): void;
  /** Resolves with everything received once it contains the text; rejects if the connection ends before. */
  says(text: string | RegExp): Promise<string>;
  /** Resolves with everything received when the other side ends the connection. */
  ends(): Promise<string>;
  close(): void;
}

/** Rejects if nothing listens. */
export async function openWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  let look = () => {};
  socket.on('data', (chunk) => {
    received += chunk.toString();
    look();
  });
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(received)));
  await once(socket, 'connect');
  // A reset counts as the end.
  socket.on('error', () => {});
  return {
    send: (text) => void socket.write(text),
    pause: () => void socket.pause(),
    says: (text) =>
      new Promise((resolve, reject) => {
        look = () => {
          if (typeof text === 'string' ? received.includes(text) : text.test(received)) resolve(received);
        };
        void ended.then(() => reject(new Error(`It ended without saying ${String(text)}: ${received}`)));
        look();
      }),
    ends: () => ended,
    close: () => void socket.destroy(),
  };
}

/** The text of a POST to `/graphql`. */
export function postText(query: string, authorization?: string, contentLength?: number): string {
  const body = JSON.stringify({ query });
  return [
    'POST /graphql HTTP/1.1',
    'host: gateway',
    'content-type: application/json',
    ...(authorization === undefined ? [] : [`authorization: ${authorization}`]),
    `content-length: ${contentLength ?? Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
