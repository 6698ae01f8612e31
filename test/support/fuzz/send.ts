import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Pool } from 'undici';
import type { HttpInput } from './http';
import type { RawInput } from './raw';

/** The result of an input. */
export interface FuzzAnswer {
  /** Final responses only: none if the connection ended without one, several if requests were sent together. */
  statuses: number[];
  /** Undefined if there was not exactly one response. */
  contentType: string | undefined;
  /** The body; for raw bytes everything received, including headers. */
  text: string;
  /** Why there is no response. */
  failure?: string;
  /** The connection broke while the client was still sending, so a response may be lost. */
  wasCutOff?: boolean;
}

/** A mutated request may ask for a compressed response. */
const decoders: Record<string, (bytes: Buffer) => Buffer> = { gzip: gunzipSync, br: brotliDecompressSync };
/** Longer than the gateway's own upstream deadline. */
const patienceMs = 20_000;
/** The gateway reads no more of a body than this. */
const largestBody = 2 ** 20;

export class Sender {
  readonly #pool: Pool;
  readonly #port: number;

  constructor(url: string) {
    this.#pool = new Pool(url, { connections: 32, headersTimeout: patienceMs, bodyTimeout: patienceMs });
    this.#port = Number(new URL(url).port);
  }

  async http(input: HttpInput): Promise<FuzzAnswer> {
    try {
      const { statusCode, headers, body } = await this.#pool.request(input);
      const bytes = Buffer.from(await body.arrayBuffer());
      const text = (decoders[headers['content-encoding']?.toString() ?? '']?.(bytes) ?? bytes).toString();
      return { statuses: [statusCode], contentType: headers['content-type']?.toString(), text };
    } catch (error) {
      const nothing = { statuses: [], contentType: undefined, text: '' };
      const isTooLarge = input.body !== null && Buffer.byteLength(input.body) > largestBody;
      return isTooLarge ? { ...nothing, wasCutOff: true } : { ...nothing, failure: describe(error) };
    }
  }

  raw({ pieces, isWhole, end }: RawInput): Promise<FuzzAnswer> {
    return new Promise((resolve) => {
      const received: Buffer[] = [];
      const socket = connect(this.#port, '127.0.0.1');
      let wasCutOff = false;
      const finish = (failure?: string) => {
        clearTimeout(timer);
        socket.destroy();
        const text = Buffer.concat(received).toString('latin1');
        resolve({ ...readRaw(text), wasCutOff, ...(failure !== undefined && { failure }) });
      };
      const timer = setTimeout(() => finish(`the connection was still open after ${patienceMs} ms`), patienceMs);
      socket.on('data', (chunk) => received.push(chunk));
      socket.on('close', () => finish());
      // The gateway may answer and disconnect while the client is still sending, and then the response is lost.
      socket.on('error', () => (wasCutOff = pieces.length > 1));
      socket.on('connect', () => {
        void (async () => {
          for (const piece of pieces) {
            if (socket.destroyed) return;
            socket.write(piece);
            if (pieces.length > 1) await wait(1);
          }
          if (isWhole) return;
          if (end === 'fin') socket.end();
          else setTimeout(() => socket.resetAndDestroy(), 5);
        })();
      });
    });
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

function readRaw(text: string): Pick<FuzzAnswer, 'statuses' | 'contentType' | 'text'> {
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)]
    .map((match) => Number(match[1]))
    .filter((status) => status >= 200);
  return { statuses, contentType: undefined, text };
}

function describe(error: unknown): string {
  const { message, code = '' } = error as NodeJS.ErrnoException;
  return `${code} ${message}`;
}
