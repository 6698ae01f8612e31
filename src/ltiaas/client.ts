import type { Breakers } from './breakers';
import { authorization, type Credential } from './credentials';
import { type Endpoint, endpoints } from './endpoints';
import { LtiaasError, type LtiaasErrorKind } from './errors';
import { parseJson } from './json';
import type { Lifetime } from './lifetime';
import type { Retries } from './retries';
import type { Schedule } from './schedule';
import type { SharedReads } from './sharedReads';
import type { Call, Transport } from './transport';

/** What all clients have in common. */
export interface Upstream {
  transport: Transport;
  schedule: Schedule;
  sharedReads: SharedReads;
  retries: Retries;
  breakers: Breakers;
  apiKey: string;
  /** Calls that one client may make; retries and the rows of a bulk submission are not counted. */
  maxCalls: number;
  /** Told of each call that was made; undefined: nobody counts them. */
  noteCall: ((call: CallReport) => void) | undefined;
}

export interface ClientOptions {
  credential: Credential;
  /** Names the launch: its calls share limits, and identical reads of it an answer. */
  launch: string;
  /** Names the platform, and says whether its LMS throttles by tool. Asked at each call, since it may come to be known. */
  platform: () => { name: string | undefined; throttlesByTool: boolean };
  /** Called when LTIAAS has answered to the credential, each time. */
  onAccepted: () => void;
  /** Called when LTIAAS does not accept the credential any more. */
  onRefused: () => void;
  /** How long writes of this client may go on. */
  lifetime: Lifetime;
  /** How long its reads may: no longer than somebody waits for them. */
  readLifetime: Lifetime;
  requestId: string;
  /** The operation's trace; undefined: tracing is off. */
  trace: CallTrace | undefined;
}

/** Starts a span for each call. */
export interface CallTrace {
  /** `resendCount`: how often the call was sent before. */
  startCall(endpoint: Endpoint, resendCount: number): CallSpan;
}

export interface CallSpan {
  /** `traceparent` and `tracestate`, where there is one. */
  readonly headers: Readonly<Record<string, string>>;
  end(report: Pick<CallReport, 'status' | 'failure'>): void;
}

export interface CallReport {
  endpoint: Endpoint;
  /** Of the answer. */
  status: number | undefined;
  /** What went wrong where nobody answered. */
  failure: LtiaasErrorKind | undefined;
  ms: number;
}

type Query = Record<string, string | number | undefined>;

/** What one operation cost upstream. */
export interface UpstreamUse {
  calls: number;
  /** The longest chain of calls each of which waited for the answer of the one before. */
  rounds: number;
  /** Rows of lists that LTIAAS sent. */
  rows: number;
  /** Time that calls took, those that ran side by side added up; in ms. */
  ms: number;
}

/** LTIAAS as one operation calls it: one credential, one deadline. */
export class LtiaasClient {
  readonly use: UpstreamUse = { calls: 0, rounds: 0, rows: 0, ms: 0 };
  readonly #authorization: string;
  #counted = 0;
  #roundsDone = 0;
  /** Whether LTIAAS still accepts the ltik: its rejection, or undefined. Asked at most once. */
  #ltikCheck: Promise<LtiaasError | undefined> | undefined;

  constructor(
    private readonly upstream: Upstream,
    private readonly options: ClientOptions,
  ) {
    this.#authorization = authorization(options.credential, upstream.apiKey);
  }

  /** The JSON of a GET; not to be changed, since others may hold it too. Throws `LtiaasError`. */
  async get(endpoint: Endpoint, path: string, query: Query = {}): Promise<unknown> {
    const { sharedReads, retries } = this.upstream;
    const { launch, readLifetime } = this.options;
    const whole = withQuery(path, query);
    // Counted here, not where calls are made: a read that others share must not end for want of this one's budget.
    this.#spend();
    try {
      return await sharedReads.get(launch, whole, readLifetime, (shared) =>
        retries.run(shared, async (retryCount) =>
          parse(await this.#send(endpoint, whole, undefined, shared, retryCount)),
        ),
      );
    } catch (error) {
      throw await this.#whose(error, readLifetime);
    }
  }

  /** The JSON of a write's answer, undefined where LTIAAS sends none. Throws `LtiaasError`. */
  async write(endpoint: Endpoint, path: string, body?: unknown): Promise<unknown> {
    const { sharedReads } = this.upstream;
    const { launch, lifetime } = this.options;
    // What is posted is not counted: a bulk submission has up to 250 rows.
    if (endpoint.method !== 'POST') this.#spend();
    try {
      const text = await this.#send(endpoint, path, body, lifetime);
      return text.trim() === '' ? undefined : parse(text);
    } catch (error) {
      throw await this.#whose(error, lifetime);
    } finally {
      sharedReads.forget(launch);
    }
  }

  /** Has reads made anew from here on: what is under way may have been answered before somebody else's write. */
  forgetReads(): void {
    this.upstream.sharedReads.forget(this.options.launch);
  }

  /**
   * Finds out whose a 401 without a code of LTIAAS's is: the LMS's, or LTIAAS's for an ltik that has expired. No LMS has a part in
   * the id token, so one look at it tells. A service key has none, and keeps the error as it is.
   */
  async #whose(error: unknown, lifetime: Lifetime): Promise<unknown> {
    const isUnclear = error instanceof LtiaasError && error.kind === 'toolRefused';
    if (!isUnclear || this.options.credential.kind !== 'ltik') return error;
    return (await (this.#ltikCheck ??= this.#checkLtik(lifetime))) ?? error;
  }

  async #checkLtik(lifetime: Lifetime): Promise<LtiaasError | undefined> {
    try {
      await this.#send(endpoints.getIdToken, '/api/idtoken', undefined, lifetime);
    } catch (error) {
      if (error instanceof LtiaasError && error.kind === 'unauthenticated') return error;
    }
    return undefined;
  }

  #spend(): void {
    const { maxCalls } = this.upstream;
    if (++this.#counted > maxCalls) throw overBudget(maxCalls);
  }

  /** Makes one call when it is its turn. Throws `LtiaasError`. */
  #send(endpoint: Endpoint, path: string, body: unknown, lifetime: Lifetime, retryCount = 0): Promise<string> {
    const { schedule, breakers } = this.upstream;
    const { name, throttlesByTool } = this.options.platform();
    const target = name ?? hostOfLineItem(path) ?? 'LTIAAS';
    const turn = { launch: this.options.launch, platform: throttlesByTool ? name : undefined, lifetime };
    const round = this.#roundsDone + 1;
    return schedule.run(turn, () =>
      breakers.run(target, () => this.#call(endpoint, { path, body, lifetime }, round, retryCount)),
    );
  }

  /** Makes one call, and reports it to whoever counts and traces calls. */
  async #call(
    endpoint: Endpoint,
    request: Pick<Call, 'path' | 'body' | 'lifetime'>,
    round: number,
    retryCount: number,
  ): Promise<string> {
    const { transport, noteCall } = this.upstream;
    const { requestId, trace, onAccepted, onRefused } = this.options;
    const { use } = this;
    use.calls += 1;
    use.rounds = Math.max(use.rounds, round);
    const span = trace?.startCall(endpoint, retryCount);
    const startedAt = performance.now();
    let status: number | undefined;
    let failure: LtiaasErrorKind | undefined;
    try {
      const { method, asksLms } = endpoint;
      const answer = await transport.send({
        ...request,
        method,
        asksLms,
        requestId,
        authorization: this.#authorization,
        traceHeaders: span?.headers,
      });
      ({ status } = answer);
      onAccepted();
      if (endpoint === endpoints.getIdToken) this.#ltikCheck = Promise.resolve(undefined);
      return answer.text;
    } catch (error) {
      if (error instanceof LtiaasError) ({ status, kind: failure } = error);
      if (failure === 'unauthenticated') onRefused();
      throw error;
    } finally {
      const ms = performance.now() - startedAt;
      use.ms += ms;
      this.#roundsDone = Math.max(this.#roundsDone, round);
      noteCall?.({ endpoint, status, failure, ms });
      span?.end({ status, failure });
    }
  }
}

/** Encodes a text for a path or a query, once. Half a surrogate pair, which no LMS can mean, would make this throw otherwise. */
export function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** The LMS that a path speaks of. A back end may write to line items of a launch of which nothing else is known. */
function hostOfLineItem(path: string): string | undefined {
  const host = /^\/api\/lineitems\/https?%3A%2F%2F(.+?)(?=%2F|%3F|%23|[/?]|$)/i.exec(path)?.[1];
  return host === undefined ? undefined : decodeURIComponent(host);
}

function withQuery(path: string, query: Query): string {
  let whole = path;
  for (const name in query) {
    const value = query[name];
    if (value !== undefined) whole += `${whole === path ? '?' : '&'}${name}=${encode(String(value))}`;
  }
  return whole;
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // An HTML page with status 200, or nothing, is an edge's word, not LTIAAS's: it confirms nothing.
    throw new LtiaasError('badAnswer', 'LTIAAS answered with something that is not JSON.', { isPassing: true });
  }
}

function overBudget(maxCalls: number): LtiaasError {
  const message = `The operation needs more than the ${maxCalls} calls to LTIAAS that are allowed: ask for less at once.`;
  return new LtiaasError('overBudget', message, { reached: false });
}
