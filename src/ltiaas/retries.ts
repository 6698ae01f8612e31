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
/** Throttled reads are certain not to have been processed, and the schedule reduces their number: they may be retried more often. */
const maxRetriesOfThrottled = 6;
/** The longest back-off is eight times the first one. */
const maxDoublings = 3;
const temporaryFailures = handleWhen((error) => error instanceof LtiaasError && error.isPassing);

/** Retries reads that failed temporarily. Writes are never retried: the first attempt may have succeeded. */
export class Retries {
  readonly #budget = new RetryBudget();
  /** Since the start: reads that were retried, and reads that were not because the budget was spent. */
  granted = 0;
  denied = 0;

  constructor(private readonly durations: RetryDurations) {}

  /** Runs `read`, up to three times, a throttled one up to seven times, while `lifetime` lasts. Throws its last error. */
  run<T>(lifetime: Lifetime, read: (retryCount: number) => Promise<T>): Promise<T> {
    this.#budget.noteCall();
    let sentAt = 0;
    const backoff = new DelegateBackoff((failed: IRetryBackoffContext<unknown>) =>
      this.#delay(failed, lifetime, performance.now() - sentAt),
    );
    return retry(temporaryFailures, { maxAttempts: maxRetriesOfThrottled, backoff }).execute(({ attempt }) => {
      sentAt = performance.now();
      return read(attempt);
    });
  }

  /**
   * How long to wait before the next attempt, in ms. Throws the error of the failed one if there must be none. `attemptMs`: how long
   * the failed attempt took.
   */
  #delay({ result, attempt }: IRetryBackoffContext<unknown>, lifetime: Lifetime, attemptMs: number): number {
    const { error } = result as { error: LtiaasError };
    const { retryAfterSecondMs, retryBackoffMs } = this.durations;
    // Full jitter: reads that failed together must not all be retried at the same moment.
    const jitter = Math.random() * retryBackoffMs * 2 ** Math.min(attempt - 1, maxDoublings);
    const delay = (error.retryAfterSeconds ?? 0) * retryAfterSecondMs + jitter;
    const isThrottled = error.kind === 'rateLimited';
    // "Throttled" tells the client more than the timeout of an attempt that comes too late.
    if (!lifetime.lasts(isThrottled ? delay + 2 * attemptMs : delay)) throw error;
    if (!isThrottled && attempt > maxRetries) throw error;
    if (!isThrottled && !this.#budget.spendRetry()) {
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
