import { Pool, errors as undici } from 'undici';
import { LtiaasError, refusal } from './errors';

export interface TransportOptions {
  /** LTIAAS's origin, such as `https://example.ltiaas.com`. Nothing else is ever dialled. */
  origin: string;
  userAgent: string;
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, already encoded. */
  path: string;
  authorization: string;
  requestId: string;
  body?: unknown;
  signal: AbortSignal;
}

const maxResponseSize = 16 * 1024 * 1024;
/** Failures of which Node says that no connection came about: not a byte can have been sent. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The wire: one HTTP call to LTIAAS, its body in whole, every failure a {@link LtiaasError}. */
export class Transport {
  readonly #pool: Pool;
  readonly #userAgent: string;

  constructor(options: TransportOptions) {
    // The idle time-outs are off: each call is bounded by its own signal, which also ends a slow drip.
    this.#pool = new Pool(options.origin, {
      connections: 64,
      allowH2: false,
      maxResponseSize,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#userAgent = options.userAgent;
  }

  /** The answer's text; any 2xx is a success, and its body may be empty. Throws `LtiaasError`. */
  send(call: Call): Promise<string> {
    return new Promise((resolve, reject) => {
      let reached = false;
      let cancelled = false;
      let cancel = () => {};
      let status = 0;
      let retryAfter: string | undefined;
      const chunks: Buffer[] = [];

      const onAbort = () => {
        cancelled = true;
        reject(new LtiaasError('timeout', 'LTIAAS did not answer in time.', { reached }));
        cancel();
      };
      const settle = (finish: () => void) => {
        call.signal.removeEventListener('abort', onAbort);
        finish();
      };
      if (call.signal.aborted) return onAbort();
      call.signal.addEventListener('abort', onAbort, { once: true });

      // `dispatch`, not `request`: only its handler learns whether a call was ever put on the wire.
      this.#pool.dispatch(
        { method: call.method, path: call.path, headers: this.#headers(call), body: encodeBody(call.body) },
        {
          onRequestStart: (controller) => {
            if (cancelled) return controller.abort(new Error('cancelled'));
            reached = true;
            cancel = () => controller.abort(new Error('cancelled'));
          },
          onResponseStart: (_controller, statusCode, headers) => {
            status = statusCode;
            retryAfter = headers['retry-after']?.toString();
          },
          onResponseData: (_controller, chunk) => {
            chunks.push(chunk);
          },
          onResponseEnd: () => {
            const text = chunks.length === 1 ? chunks[0]!.toString('utf8') : Buffer.concat(chunks).toString('utf8');
            settle(() => (status >= 200 && status < 300 ? resolve(text) : reject(refusal(status, text, retryAfter))));
          },
          onResponseError: (_controller, error) => settle(() => reject(wireFailure(error, reached))),
        },
      );
    });
  }

  /** Ends what is in flight and closes the connections. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #headers(call: Call): Record<string, string> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      authorization: call.authorization,
      'user-agent': this.#userAgent,
      'x-request-id': call.requestId,
    };
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    return headers;
  }
}

function encodeBody(body: unknown): string | null {
  if (body === undefined) return null;
  try {
    return JSON.stringify(body);
  } catch {
    // What the LMS sent goes back in an update, and may be nested so deeply that it can be read, but not written.
    throw new LtiaasError('badAnswer', 'The LMS sent something that cannot be sent back.', { reached: false });
  }
}

function wireFailure(error: Error, reached: boolean): LtiaasError {
  if (error instanceof undici.ResponseExceededMaxSizeError) {
    return new LtiaasError('badAnswer', 'LTIAAS answered with more than 16 MiB.', { reached });
  }
  if (error instanceof undici.HTTPParserError) {
    return new LtiaasError('badAnswer', 'LTIAAS answered with something that is not HTTP.', { reached });
  }
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return new LtiaasError('unavailable', 'The connection to LTIAAS was refused or broke.', {
    reached: reached && !neverConnected.has(code),
  });
}
