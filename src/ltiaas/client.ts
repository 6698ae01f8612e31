import type { Breakers } from './breakers';
import { authorization, type Credential } from './credentials';
import { type Endpoint, endpoints, lineItemIdOf, type Query, withQuery } from './endpoints';
import { LtiaasError, type LtiaasErrorKind } from './errors';
import { parseJson, parseReadOnly } from './json';
import type { Lifetime } from './lifetime';
import type { Retries } from './retries';
import type { Schedule } from './schedule';
import type { SharedReads } from './sharedReads';
import type { Call, Transport } from './transport';

/** What all clients share. */
export interface Upstream {
  transport: Transport;
  schedule: Schedule;
  sharedReads: SharedReads;
  retries: Retries;
  breakers: Breakers;
  apiKey: string;
  /** Calls that one client may make; retries and the rows of a bulk submission are not counted. */
  maxCalls: number;
  /** Called after each call; undefined: metrics are off. */
  noteCall: ((call: CallReport) => void) | undefined;
}

export interface ClientOptions {
  credential: Credential;
  /** Identifies the launch: its calls share limits, and its identical reads share a response. */
  launch: string;
  /** Read at each call, because it can become known later. With a service key, often only the call's line item identifies it. */
  platform: (lineItemId?: () => string | undefined) => { name: string | undefined; throttlesByTool: boolean };
  /** Called after each call whose credential LTIAAS accepts. */
  onAccepted: () => void;
  /** Called when LTIAAS rejects the credential. */
  onRefused: () => void;
  /** How long this client's writes may take. */
  lifetime: Lifetime;
  /** How long its reads may take: they end when the client has left. */
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
  /** `traceparent`, and `tracestate` if there is one. */
  readonly headers: Readonly<Record<string, string>>;
  end(report: Pick<CallReport, 'status' | 'failure'>): void;
}

export interface CallReport {
  endpoint: Endpoint;
  /** Of the response. */
  status: number | undefined;
  /** Set if the call failed. */
  failure: LtiaasErrorKind | undefined;
  ms: number;
}

/** What one operation cost upstream. */
export interface UpstreamUse {
  calls: number;
  /** The longest chain of calls that each waited for the one before. */
  rounds: number;
  /** Rows of lists that LTIAAS sent. */
  rows: number;
  /** Total duration of all calls, parallel ones added up; in ms. */
  ms: number;
}

/** The platform of calls that do not reach an LMS. */
const ofLtiaas = { name: 'LTIAAS', throttlesByTool: false };
/** The cost so far of an operation, including the reads that it has started for its launch. */
interface Tally {
  readonly use: UpstreamUse;
  roundsDone: number;
}

/** LTIAAS as one operation calls it: one credential, one deadline. */
export class LtiaasClient {
  readonly #authorization: string;
  #counted = 0;
  /** LTIAAS's rejection of the ltik, or undefined if it accepts it. Checked at most once. */
  #ltikCheck: Promise<LtiaasError | undefined> | undefined;

  constructor(
    private readonly upstream: Upstream,
    private readonly options: ClientOptions,
    private readonly tally: Tally = { use: { calls: 0, rounds: 0, rows: 0, ms: 0 }, roundsDone: 0 },
  ) {
    this.#authorization = authorization(options.credential, upstream.apiKey);
  }

  get use(): UpstreamUse {
    return this.tally.use;
  }

  /**
   * The client for a reading that this operation starts, that belongs to its launch and that may outlive it. The operation reports
   * the calls as its own. They do not count against its budget: whether an operation succeeds must not depend on who came first.
   */
  forLaunch(lifetime: Lifetime): LtiaasClient {
    const upstream = { ...this.upstream, maxCalls: Infinity };
    return new LtiaasClient(upstream, { ...this.options, lifetime, readLifetime: lifetime }, this.tally);
  }

  /**
   * Waits for a read that belongs to the launch, for as long as this operation's own reads may take. Counts as one call against the
   * budget, even if another operation started the read. Throws `LtiaasError`.
   */
  async waitFor<T>(reading: () => Promise<T>): Promise<T> {
    const { readLifetime } = this.options;
    this.#spend();
    if (readLifetime.isOver) throw tooLate();
    return readLifetime.limit(reading(), tooLate);
  }

  /** The JSON of a GET. Do not change it: other readers may share it. Throws `LtiaasError`. */
  async get(endpoint: Endpoint, path: string, query: Query = {}): Promise<unknown> {
    const { sharedReads, retries } = this.upstream;
    const { launch, readLifetime } = this.options;
    const whole = withQuery(path, query);
    const isWrittenBack = endpoint === endpoints.getLineItem;
    // Counted here and not in `#call`: a shared read must not fail because one of its readers has no calls left.
    this.#spend();
    try {
      return await sharedReads.get(launch, whole, readLifetime, (shared) =>
        retries.run(shared, async (retryCount) =>
          parse(await this.#send(endpoint, whole, undefined, shared, retryCount), isWrittenBack),
        ),
      );
    } catch (error) {
      throw await this.#explain401(error, readLifetime);
    }
  }

  /** The JSON of the response to a write, or undefined if it has no body. Throws `LtiaasError`. */
  async write(endpoint: Endpoint, path: string, body?: unknown): Promise<unknown> {
    const { sharedReads } = this.upstream;
    const { launch, lifetime } = this.options;
    // POSTs are not counted: a bulk submission has up to 250 rows.
    if (endpoint.method !== 'POST') this.#spend();
    try {
      const text = await this.#send(endpoint, path, body, lifetime);
      const answer = text.trim() === '' ? undefined : parse(text);
      if (isError(answer)) throw new LtiaasError('badAnswer', 'LTIAAS sent an error with the status of a success.');
      return answer;
    } catch (error) {
      throw await this.#explain401(error, lifetime);
    } finally {
      sharedReads.forget(launch);
    }
  }

  /** Later reads do not join those in flight, which may miss another client's write. */
  forgetReads(): void {
    this.upstream.sharedReads.forget(this.options.launch);
  }

  /**
   * A 401 without one of LTIAAS's codes comes from the LMS, or from LTIAAS because the ltik has expired. LTIAAS serves the id token
   * without the LMS, so reading it shows which. A service key has no id token and keeps the error as it is.
   */
  async #explain401(error: unknown, lifetime: Lifetime): Promise<unknown> {
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

  /** How many calls this launch may have in flight now. */
  get concurrency(): number {
    const { name: platform = this.options.launch, throttlesByTool } = this.options.platform();
    return this.upstream.schedule.allowed({ platform, throttlesByTool });
  }

  #spend(): void {
    const { maxCalls } = this.upstream;
    if (++this.#counted > maxCalls) throw overBudget(maxCalls);
  }

  /** Makes one call when it is its turn. Throws `LtiaasError`. */
  #send(endpoint: Endpoint, path: string, body: unknown, lifetime: Lifetime, retryCount = 0): Promise<string> {
    const { schedule, breakers } = this.upstream;
    const { launch, platform } = this.options;
    const { name, throttlesByTool } = endpoint.asksLms ? platform(() => lineItemIdOf(path)) : ofLtiaas;
    // A throttle of an LMS that is not known yet must not slow down other launches, which may have another LMS.
    const turn = { launch, platform: name ?? launch, throttlesByTool, lifetime };
    const round = this.tally.roundsDone + 1;
    return schedule.run(turn, () =>
      breakers.run(name ?? ofLtiaas.name, () => this.#call(endpoint, { path, body, lifetime }, round, retryCount)),
    );
  }

  /** Makes one call, and reports it to metrics and traces. */
  async #call(
    endpoint: Endpoint,
    request: Pick<Call, 'path' | 'body' | 'lifetime'>,
    round: number,
    retryCount: number,
  ): Promise<string> {
    const { transport, noteCall } = this.upstream;
    const { requestId, trace, onAccepted, onRefused } = this.options;
    const { use } = this.tally;
    use.calls += 1;
    use.rounds = Math.max(use.rounds, round);
    const span = trace?.startCall(endpoint, retryCount);
    const startedAt = performance.now();
    let status: number | undefined;
    let failure: LtiaasErrorKind | undefined;
    try {
      const { path, body, lifetime } = request;
      const { method, asksLms } = endpoint;
      const authorization = this.#authorization;
      const traceHeaders = span?.headers;
      // Spreading `request` here would cost 8 µs a call on Node 20.
      const call = { method, asksLms, path, body, lifetime, requestId, authorization, traceHeaders };
      const answer = await transport.send(call);
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
      this.tally.roundsDone = Math.max(this.tally.roundsDone, round);
      noteCall?.({ endpoint, status, failure, ms });
      span?.end({ status, failure });
    }
  }
}

function parse(text: string, isWrittenBack = true): unknown {
  try {
    return isWrittenBack ? parseJson(text) : parseReadOnly(text);
  } catch {
    // An HTML page or an empty body with status 200 comes from a proxy, not from LTIAAS: it confirms nothing.
    throw new LtiaasError('badAnswer', 'LTIAAS sent a response that is not JSON.', { isPassing: true });
  }
}

/** Whether the answer has the form of LTIAAS's errors. Some proxies replace the status of the response. */
function isError(answer: unknown): boolean {
  const { status } = (answer ?? {}) as { status?: unknown };
  return typeof status === 'number' && status >= 400;
}

function tooLate(): LtiaasError {
  return new LtiaasError('timeout', 'LTIAAS did not answer in time.');
}

function overBudget(maxCalls: number): LtiaasError {
  const message = `The operation needs more than the ${maxCalls} calls to LTIAAS that are allowed. Request fewer rows at once.`;
  return new LtiaasError('overBudget', message, { reached: false });
}
