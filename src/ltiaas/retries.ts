import type { Durations } from '../config/durations';
import { LtiaasError } from './errors';
import type { Lifetime } from './lifetime';

const maxRetries = 2;

const windowSeconds = 10;
/** Retries that the calls of the window pay for, and those that are always granted. */
const share = 0.35;
const leastRetries = 10;

/** Reads again what may well be answered the next time. For reads alone: a write is sent once. */
export class Retries {
  readonly #budget = new RetryBudget();
  /** Reads that were sent again, and those that were not for want of budget, since the start. */
  granted = 0;
  denied = 0;

  constructor(private readonly durations: Durations) {}

  /** Runs `read`, up to three times while `lifetime` lasts. Throws its last error. */
  async run<T>(lifetime: Lifetime, read: () => Promise<T>): Promise<T> {
    this.#budget.noteCall();
    for (let retries = 0; ; retries += 1) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof LtiaasError && error.isPassing) || retries === maxRetries) throw error;
        const delay = delayOf(error, retries, this.durations);
        if (!lifetime.lasts(delay) || !this.#mayRetry()) throw error;
        await lifetime.pause(delay, () => error);
      }
    }
  }

  #mayRetry(): boolean {
    const isGranted = this.#budget.takeRetry();
    if (isGranted) this.granted += 1;
    else this.denied += 1;
    return isGranted;
  }
}

/** Full jitter: whoever failed together does not come back together. */
function delayOf(
  { retryAfterSeconds = 0 }: LtiaasError,
  retries: number,
  { retryAfterSecondMs, retryBackoffMs }: Durations,
): number {
  return retryAfterSeconds * retryAfterSecondMs + Math.random() * retryBackoffMs * 2 ** retries;
}

/** Bounds what retries add to the calls of the last seconds: whatever is down must see no storm. */
class RetryBudget {
  readonly #seconds = Array.from({ length: windowSeconds }, () => ({ second: -1, calls: 0, retries: 0 }));

  noteCall(): void {
    this.#now().calls += 1;
  }

  /** Whether there may be one more retry; it is counted. */
  takeRetry(): boolean {
    const now = this.#now();
    const recent = this.#seconds.filter(({ second }) => second > now.second - windowSeconds);
    const calls = recent.reduce((sum, second) => sum + second.calls, 0);
    const retries = recent.reduce((sum, second) => sum + second.retries, 0);
    if (retries >= Math.max(leastRetries, calls * share)) return false;
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
