import type { IncomingHttpHeaders } from 'node:http';
import { buildConnector, type Dispatcher, Pool, errors as undici } from 'undici';
import { decodeText, decompress, maxBodySize, readEncodings } from './body';
import { LtiaasError, refusal, type RefusedCall } from './errors';
import { skipInterimResponses } from './interimResponses';
import { stringifyJson } from './json';
import type { Lifetime } from './lifetime';
import type { Endpoint } from './endpoints';

export interface TransportOptions {
  /** LTIAAS's origin, such as `https://example.ltiaas.com`. The gateway calls no other host. */
  origin: string;
  userAgent: string;
  /** The maximum number of calls in flight, so that no call waits here for another one. */
  connections: number;
  /** How long a single read may take, in ms. A write may take as long as its operation: it is not retried. */
  readTimeoutMs: number;
}

/** `path` is already encoded, with its query. */
export interface Call extends RefusedCall {
  method: Endpoint['method'];
  authorization: string;
  requestId: string;
  /** Headers with which LTIAAS can continue the trace; undefined: tracing is off. */
  traceHeaders?: Readonly<Record<string, string>> | undefined;
  /** Ends the call, even while its response is arriving. */
  lifetime: Lifetime;
}

/** A successful response. */
export interface Answer {
  status: number;
  text: string;
}

/** Timers may fire this much too early, in ms. */
const timerSlackMs = 2;
/** Error codes of connections that were never made: no byte was sent. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Makes HTTP calls to LTIAAS. Reads whole bodies; every failure is a {@link LtiaasError}. */
export class Transport {
  readonly #pool: Pool;

  constructor(private readonly options: TransportOptions) {
    const connect = buildConnector({ timeout: options.readTimeoutMs, allowH2: false });
    // The idle timeouts are off: the lifetime of each call limits it, even if the response arrives slowly but steadily.
    this.#pool = new Pool(options.origin, {
      connections: options.connections,
      connect: (target, callback) =>
        connect(target, (...result) => {
          // After an error there is no socket.
          if (result[0] === null) skipInterimResponses(result[1]);
          callback(...result);
        }),
      allowH2: false,
      maxResponseSize: maxBodySize,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Any 2xx but 207 is a success, and its body may be empty. Throws `LtiaasError`. */
  send(call: Call): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(call, this.options.readTimeoutMs, resolve, reject);
      if (call.lifetime.isOver) return exchange.cancel();
      call.lifetime.onEnd(exchange.cancel);
      // `dispatch`, not `request`: only its handler shows whether undici has begun to send the call.
      this.#pool.dispatch(
        { method: call.method, path: call.path, headers: this.#headers(call), body: encodeBody(call.body) },
        exchange,
      );
    });
  }

  /** Ends the calls in flight and closes the connections. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #headers(call: Call): Record<string, string> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      // gzip shrinks a page of scores to a tenth.
      'accept-encoding': 'gzip',
      authorization: call.authorization,
      'user-agent': this.options.userAgent,
      'x-request-id': call.requestId,
    };
    Object.assign(headers, call.traceHeaders);
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    return headers;
  }
}

/** One call in flight: undici's handler for it. */
class Exchange implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined;
  #isCancelled = false;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  readonly #chunks: Buffer[] = [];
  readonly #lifetime: Lifetime;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly call: Call,
    private readonly readTimeoutMs: number,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: LtiaasError) => void,
  ) {
    this.#lifetime = call.lifetime;
    if (call.method === 'GET') this.#timer = setTimeout(this.cancel, readTimeoutMs);
  }

  readonly cancel = (): void => {
    this.#settle();
    this.#isCancelled = true;
    // A call that ends earlier, because the client has left or has no time left, does not mean that LTIAAS is slow.
    const isPassing = performance.now() - this.#startedAt >= this.readTimeoutMs - timerSlackMs;
    this.reject(new LtiaasError('timeout', 'LTIAAS did not respond in time.', { reached: this.#reached, isPassing }));
    this.#controller?.abort(new Error('cancelled'));
  };

  #settle(): void {
    clearTimeout(this.#timer);
    this.#lifetime.forget(this.cancel);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isCancelled) controller.abort(new Error('cancelled'));
    else this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#settle();
    const [first] = this.#chunks;
    const body = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    const encodings = readEncodings(this.#headers['content-encoding']);
    if (encodings.length === 0) this.#answer(body);
    else decompress(body, encodings).then(this.#answer, this.#fail);
  }

  readonly #answer = (body: Buffer): void => {
    try {
      const text = decodeText(body, this.#headers['content-type']);
      if (isSuccess(this.#status)) this.resolve({ status: this.#status, text });
      else this.#refuse(text);
    } catch (error) {
      this.#fail(error as LtiaasError);
    }
  };

  readonly #fail = (error: LtiaasError): void => {
    if (isSuccess(this.#status)) this.reject(error);
    // The body is not readable, but the status shows what went wrong.
    else this.#refuse('');
  };

  #refuse(text: string): void {
    this.reject(refusal(this.#status, text, this.#headers['retry-after'], this.call));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle();
    this.reject(wireFailure(error, this.#reached));
  }

  /** Whether undici may have sent a byte of the call: it passes the controller just before it writes. */
  get #reached(): boolean {
    return this.#controller !== undefined;
  }
}

/** A 207 is not a success: each part of the response has its own status (RFC 4918, section 13). */
function isSuccess(status: number): boolean {
  return status >= 200 && status < 300 && status !== 207;
}

function encodeBody(body: unknown): string | null {
  if (body === undefined) return null;
  try {
    return stringifyJson(body);
  } catch {
    // An update sends back what the LMS sent. That may be nested too deeply for `JSON.stringify`, though `JSON.parse` can read it.
    throw new LtiaasError('badAnswer', 'The LMS sent data that is nested too deeply to be sent back.', {
      reached: false,
    });
  }
}

function wireFailure(error: Error, reached: boolean): LtiaasError {
  if (error instanceof undici.ResponseExceededMaxSizeError) {
    return new LtiaasError('badAnswer', 'LTIAAS sent a response larger than 16 MiB.', { reached });
  }
  if (error instanceof undici.HTTPParserError) {
    return new LtiaasError('badAnswer', 'LTIAAS sent a response that is not HTTP.', {
      reached,
      isPassing: true,
    });
  }
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return new LtiaasError('unavailable', 'The connection to LTIAAS failed.', {
    reached: reached && !neverConnected.has(code),
    isPassing: true,
  });
}
