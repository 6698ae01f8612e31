export interface ThrottleDurations {
  /** The longest first back-off, in ms. */
  retryBackoffMs: number;
  /** One second of a `Retry-After` header, in ms. */
  retryAfterSecondMs: number;
  /** How long a limit stays reduced without further throttling, in ms. */
  reducedLimitMs: number;
}

/** Responses without throttling after which a reduced limit rises by one. */
const responsesPerStep = 10;
/** A longer `Retry-After` may concern a single course or user, so calls to the platform resume after this time, in seconds. */
const maxPauseSeconds = 5;
const maxDoublings = 3;

/**
 * The limit of concurrent calls to one platform. Throttling halves it, so that the platform recovers, and good responses raise it
 * step by step. Calls pause if the platform sends `Retry-After`, or if it also throttles the reduced number.
 */
export class PlatformLimit {
  inFlight = 0;
  #allowed = Infinity;
  #responses = 0;
  #throttledInARow = 0;
  /** In ms of `performance.now()`. */
  #reducedAt = -Infinity;
  #pauses = 0;

  constructor(
    private max: number,
    private readonly durations: ThrottleDurations,
  ) {}

  get allowed(): number {
    // The clock is read only for a reduced limit: each waiting call asks.
    if (this.#allowed < this.max && performance.now() - this.#reducedAt > this.durations.reducedLimitMs) {
      this.#allowed = Infinity;
    }
    return Math.min(this.#allowed, this.max);
  }

  get isReduced(): boolean {
    return this.allowed < this.max;
  }

  get hasRoom(): boolean {
    return this.#pauses === 0 && this.inFlight < this.allowed;
  }

  /** Call this when it becomes known that the platform throttles by tool. */
  lower(max: number): void {
    this.max = Math.min(this.max, max);
  }

  /** Returns how long calls must pause, in ms. `sentAt`: when the call was sent, in ms of `performance.now()`. */
  noteThrottling(sentAt: number, retryAfterSeconds = 0): number {
    // Calls sent before the last reduction were sent under the higher limit.
    const isNews = sentAt >= this.#reducedAt;
    if (isNews) this.#reduce();
    const { retryAfterSecondMs, retryBackoffMs } = this.durations;
    // A `Retry-After` of 0 counts as missing: the next call would be throttled, too.
    if (retryAfterSeconds > 0) return Math.min(retryAfterSeconds, maxPauseSeconds) * retryAfterSecondMs;
    const doublings = Math.min(this.#throttledInARow - 2, maxDoublings);
    return isNews && doublings >= 0 ? Math.random() * retryBackoffMs * 2 ** doublings : 0;
  }

  #reduce(): void {
    this.#allowed = Math.ceil(this.allowed / 2);
    this.#responses = 0;
    this.#reducedAt = performance.now();
    this.#throttledInARow += 1;
  }

  /** A response that shows that the call was not throttled. */
  noteResponse(sentAt: number): void {
    if (sentAt < this.#reducedAt) return;
    this.#throttledInARow = 0;
    if (!this.isReduced || ++this.#responses < responsesPerStep) return;
    this.#allowed += 1;
    this.#responses = 0;
  }

  /** Starts no call for `ms`, then calls `resume`. Pauses may overlap. */
  pause(ms: number, resume: () => void): void {
    this.#pauses += 1;
    const end = () => {
      this.#pauses -= 1;
      resume();
    };
    // The timer need not keep the process alive: the waiting calls have timers.
    setTimeout(end, ms).unref();
  }
}
