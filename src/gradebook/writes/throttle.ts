import type { Durations } from '../../config/durations';
import { LtiaasError } from '../../ltiaas/errors';
import type { Lifetime } from '../../ltiaas/lifetime';

/** Delays the rows of one bulk submission while LTIAAS or the LMS throttles. */
export class Throttle {
  #resumeAt = 0;
  #throttledInARow = 0;

  constructor(
    private readonly lifetime: Lifetime,
    private readonly durations: Durations,
  ) {}

  /** Whether any row was throttled. */
  get isActive(): boolean {
    return this.#resumeAt > 0;
  }

  /** Runs `send` after the wait, if any. Throws `LtiaasError` if the operation would time out first. */
  async run(send: () => Promise<void>): Promise<void> {
    for (let wait = this.#wait(); wait > 0; wait = this.#wait()) {
      if (!this.lifetime.lasts(wait)) throw tooLate();
      await this.lifetime.pause(wait, tooLate);
    }
    const throttledBefore = this.#throttledInARow;
    try {
      await send();
      this.#throttledInARow = 0;
    } catch (error) {
      if (error instanceof LtiaasError && error.kind === 'rateLimited')
        this.#note(error.retryAfterSeconds, throttledBefore);
      throw error;
    }
  }

  #wait(): number {
    return this.#resumeAt - performance.now();
  }

  #note(retryAfterSeconds: number | undefined, throttledBefore: number): void {
    // A `Retry-After` of 0 counts as missing: the next row would be throttled, too.
    const { retryAfterSecondMs, throttleWaitMs } = this.durations;
    const wait = retryAfterSeconds ? retryAfterSeconds * retryAfterSecondMs : throttleWaitMs * 2 ** throttledBefore;
    // Rows that were throttled in parallel count once.
    this.#throttledInARow = throttledBefore + 1;
    this.#resumeAt = Math.max(this.#resumeAt, performance.now() + wait);
  }
}

function tooLate(): LtiaasError {
  return new LtiaasError(
    'timeout',
    'LTIAAS is throttling requests, and the operation would time out before it may send this row.',
    {
      reached: false,
    },
  );
}
