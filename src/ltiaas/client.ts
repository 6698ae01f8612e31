import { authorization, type Credential } from './credentials';
import { LtiaasError } from './errors';
import type { Schedule } from './schedule';
import type { Call, Transport } from './transport';

export interface ClientOptions {
  transport: Transport;
  schedule: Schedule;
  apiKey: string;
  credential: Credential;
  /** Names the launch to the schedule: calls with the same lane share its limits. */
  lane: string;
  /** Calls that this client may make; the rows of a bulk submission are not counted. */
  maxCalls: number;
  /** Ends every call of this client. */
  signal: AbortSignal;
  requestId: string;
}

type Query = Record<string, string | number | undefined>;

/** What one operation cost upstream. */
export interface UpstreamUse {
  calls: number;
  /** Time that calls took, those that ran side by side added up; in ms. */
  ms: number;
}

/** LTIAAS as one operation calls it: one credential, one deadline. */
export class LtiaasClient {
  readonly use: UpstreamUse = { calls: 0, ms: 0 };
  readonly #authorization: string;
  #counted = 0;

  constructor(private readonly options: ClientOptions) {
    this.#authorization = authorization(options.credential, options.apiKey);
  }

  /** The JSON of a GET. Throws `LtiaasError`. */
  async get(path: string, query: Query = {}): Promise<unknown> {
    const text = await this.#send('GET', withQuery(path, query));
    if (text === '') throw new LtiaasError('badAnswer', 'LTIAAS answered a read with an empty body.');
    return parse(text);
  }

  /** The JSON of a write's answer, undefined where LTIAAS sends none. Throws `LtiaasError`. */
  async write(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const text = await this.#send(method, path, body);
    return text.trim() === '' ? undefined : parse(text);
  }

  async #send(method: Call['method'], path: string, body?: unknown): Promise<string> {
    const { transport, schedule, lane, signal, maxCalls, requestId } = this.options;
    if (method !== 'POST' && ++this.#counted > maxCalls) throw overBudget(maxCalls);
    return schedule.run(lane, signal, async () => {
      this.use.calls += 1;
      const startedAt = performance.now();
      try {
        return await transport.send({ method, path, body, signal, requestId, authorization: this.#authorization });
      } finally {
        this.use.ms += performance.now() - startedAt;
      }
    });
  }
}

function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // An HTML page with status 200 is an edge's word, not LTIAAS's: it confirms nothing.
    throw new LtiaasError('badAnswer', 'LTIAAS answered with something that is not JSON.');
  }
}

function overBudget(maxCalls: number): LtiaasError {
  const message = `The operation needs more than the ${maxCalls} calls to LTIAAS that are allowed: ask for less at once.`;
  return new LtiaasError('overBudget', message, { reached: false });
}
