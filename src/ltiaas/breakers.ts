import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import { LRUCache } from 'lru-cache';
import { LtiaasError } from './errors';

interface BreakerDurations {
  /** How long calls to a target are paused before one of them tests whether it has recovered, in ms. */
  breakerProbeMs: number;
}

/** Open breakers without calls for this long are not reported: their targets may have recovered since. */
const reportedMs = 60_000;

/** One circuit breaker per target, an LMS or LTIAAS itself: an LMS that does not respond must not slow down the others. */
export class Breakers {
  readonly #breakers = new LRUCache<string, Breaker>({ max: 1000 });
  /** Calls rejected by an open breaker since the start. */
  refusals = 0;

  constructor(
    /** Consecutive failures that open a breaker. */
    private readonly failuresToOpen: number,
    private readonly durations: BreakerDurations,
  ) {}

  /** Open breakers that calls have recently gone to. */
  get open(): number {
    const since = performance.now() - reportedMs;
    return [...this.#breakers.values()].filter(({ isOpen, nextProbeAt }) => isOpen && nextProbeAt > since).length;
  }

  /** Makes the call. Throws `LtiaasError` without making it while the breaker of `target` is open. */
  async run<T>(target: string, call: () => Promise<T>): Promise<T> {
    let breaker = this.#breakers.get(target);
    if (breaker === undefined) {
      breaker = new Breaker(this.failuresToOpen, this.durations.breakerProbeMs);
      this.#breakers.set(target, breaker);
    }
    // cockatiel would make this call wait for the probe, beyond its own deadline.
    if (breaker.isProbing) throw this.#reject(breaker);
    try {
      return await breaker.policy.execute(call);
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw this.#reject(breaker);
      // For cockatiel only a success ends a series of failures. A rejection such as a 404 is a response, too.
      if (isResponse(error)) breaker.success();
      throw error;
    }
  }

  #reject({ nextProbeAt }: Breaker): LtiaasError {
    this.refusals += 1;
    return new LtiaasError('unavailable', 'LTIAAS or the LMS is not responding. Calls are paused until it recovers.', {
      reached: false,
      retryAfterSeconds: Math.max(1, Math.ceil((nextProbeAt - performance.now()) / 1000)),
    });
  }
}

/** cockatiel's circuit breaker, adapted to calls that overlap and to calls without a result. */
class Breaker extends ConsecutiveBreaker {
  readonly policy: CircuitBreakerPolicy;
  /** In ms of `performance.now()`. */
  nextProbeAt = 0;

  constructor(failuresToOpen: number, probeMs: number) {
    super(failuresToOpen);
    const counted = handleWhen((error) => this.#counts(error));
    this.policy = circuitBreaker(counted, { halfOpenAfter: probeMs, breaker: this });
    this.policy.onStateChange(() => (this.nextProbeAt = performance.now() + probeMs));
  }

  get isOpen(): boolean {
    return this.policy.state !== CircuitState.Closed;
  }

  get isProbing(): boolean {
    return this.policy.state === CircuitState.HalfOpen;
  }

  /** cockatiel asks after each counted failure whether to open. */
  override failure(): boolean {
    // A call from before the breaker opened may fail during the probe. To open again would discard the probe's result.
    return super.failure() && !this.isOpen;
  }

  #counts(error: unknown): boolean {
    // A probe that ended without a result must not close the breaker.
    return isFailure(error) || (this.isProbing && !isResponse(error));
  }
}

/** No response, or a proxy's report that there was none. Any other response shows that the target works, even a 408 or 425. */
function isFailure(error: unknown): boolean {
  if (!(error instanceof LtiaasError) || !error.isPassing) return false;
  const { kind, status } = error;
  return (kind === 'timeout' || kind === 'unavailable') && (status === undefined || status >= 500);
}

/** A timeout is not a response. If it does not count as a failure either, the client did not wait long enough to know. */
function isResponse(error: unknown): boolean {
  return error instanceof LtiaasError && error.kind !== 'timeout' && !isFailure(error);
}
