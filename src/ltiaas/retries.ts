import { DelegateBackoff, handleWhen, type IRetryBackoffContext, retry } from 'cockatiel';
import { LtiaasError } from './errors';
import type { Lifetime } from './lifetime';

interface RetryDurations {
  /** The longest first back-off, in ms; the second may take twice as long. */
  retryBackoffMs: number;
  /** One second of a `Retry-After` header, in ms. */
  retryAfterSecondMs: number;
}

const maxRetries = 2;
/** Throttled reads may be retried more often: they were not processed, and the schedule limits their number. */
const maxRetriesOfThrottled = 6;
const temporaryFailures = handleWhen((error) => error instanceof LtiaasError && error.isPassing);

/** Retries reads that failed temporarily. Writes are never retried: the first attempt may have succeeded. */
export class Retries {
  readonly #budget = new RetryBudget();
  /** Since the start: reads that were retried, and reads that were not because the budget was spent. */
  granted = 0;
  denied = 0;

  constructor(private readonly durations: RetryDurations) {}

  /**
   * Runs `read` while `lifetime` lasts: up to three times if it fails, and six times more if it is throttled. Throws its last error.
   */
  run<T>(lifetime: Lifetime, read: (retryCount: number) => Promise<T>): Promise<T> {
    this.#budget.noteCall();
    const retries = { failed: 0, throttled: 0 };
    const backoff = new DelegateBackoff(({ result }: IRetryBackoffContext<unknown>) =>
      this.#delay((result as { error: LtiaasError }).error, retries, lifetime),
    );
    const policy = retry(temporaryFailures, { maxAttempts: maxRetries + maxRetriesOfThrottled, backoff });
    return policy.execute(({ attempt }) => read(attempt));
  }

  /** How long to wait before the next attempt, in ms. Throws `error`, the last attempt's, if the read must not be retried. */
  #delay(error: LtiaasError, retries: { failed: number; throttled: number }, lifetime: Lifetime): number {
    const { retryAfterSecondMs, retryBackoffMs } = this.durations;
    const isThrottled = error.kind === 'rateLimited';
    const count = isThrottled ? ++retries.throttled : ++retries.failed;
    if (count > (isThrottled ? maxRetriesOfThrottled : maxRetries)) throw error;
    let delay = (error.retryAfterSeconds ?? 0) * retryAfterSecondMs;
    // Full jitter: reads that failed together must not all be retried at the same moment. Throttled ones wait for their turn.
    if (!isThrottled) delay += Math.random() * retryBackoffMs * count;
    if (!lifetime.lasts(delay)) throw error;
    if (isThrottled) lifetime.delayedBy = error;
    else if (!this.#budget.spendRetry()) {
      this.denied += 1;
      throw error;
    }
    this.granted += 1;
    return delay;
  }
}

const windowSeconds = 10;
/** Retries allowed per call of the window, and the number that is always allowed. */
const retriesPerCall = 0.35;
const minRetries = 10;

/** Limits retries to a share of the calls of the last seconds, so that they cannot multiply the load on a failing LMS. */
class RetryBudget {
  readonly #seconds = Array.from({ length: windowSeconds }, () => ({ second: -1, calls: 0, retries: 0 }));

  noteCall(): void {
    this.#now().calls += 1;
  }

  /** Counts one more retry, if the budget allows it. */
  spendRetry(): boolean {
    const now = this.#now();
    const recent = this.#seconds.filter(({ second }) => second > now.second - windowSeconds);
    const calls = recent.reduce((sum, second) => sum + second.calls, 0);
    const retries = recent.reduce((sum, second) => sum + second.retries, 0);
    if (retries >= Math.max(minRetries, calls * retriesPerCall)) return false;
    now.retries += 1;
    return true;
  }

  #now() {
    const second = Math.floor(performance.now() / 1000);
    const now = this.#seconds[second % windowSeconds]!;
    if (now.second !== second) Object.assign(now, { second, calls: 0, retries: 0 });
    return now;
  }
}
