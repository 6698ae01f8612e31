import type { Durations } from '../config/durations';
import { LtiaasError } from '../ltiaas/errors';
import type { Lifetime } from '../ltiaas/lifetime';

/** Makes the rows of one bulk submission wait where LTIAAS or the LMS throttles. */
export class Brake {
  #goOnAt = 0;
  #throttledInARow = 0;
  #isOn = false;

  constructor(
    private readonly lifetime: Lifetime,
    private readonly durations: Durations,
  ) {}

  /** Whether there has been a throttle at all. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Runs `send` when it may go out. Throws `LtiaasError` where the operation would end before. */
  async drive(send: () => Promise<void>): Promise<void> {
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
    return this.#goOnAt - performance.now();
  }

  #note(retryAfterSeconds: number | undefined, throttledBefore: number): void {
    // "0" says no more than nothing: the next row would be throttled too.
    const { retryAfterSecondMs, throttleWaitMs } = this.durations;
    const wait = retryAfterSeconds ? retryAfterSeconds * retryAfterSecondMs : throttleWaitMs * 2 ** throttledBefore;
    this.#isOn = true;
    // Rows that were throttled side by side count once.
    this.#throttledInARow = throttledBefore + 1;
    this.#goOnAt = Math.max(this.#goOnAt, performance.now() + wait);
  }
}

function tooLate(): LtiaasError {
  return new LtiaasError('timeout', 'LTIAAS throttles, and the operation ends before this row may be sent.', {
    reached: false,
  });
}
