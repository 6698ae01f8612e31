/** How long work may take. Like an `AbortSignal` with a deadline, which would cost each call to LTIAAS several times as much CPU. */
export class Lifetime {
  readonly #listeners = new Set<() => void>();
  #isOver = false;
  /** The error that has delayed the work. If time runs out, it is more useful for the client than a timeout. */
  delayedBy: Error | undefined;

  constructor(
    /** The deadline, in ms of `performance.now()`. Its creator must call `end` by then. */
    readonly endsAt: number,
  ) {}

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends it, once. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  /** Calls `listener` when it ends; never if it is over already. */
  onEnd(listener: () => void): void {
    this.#listeners.add(listener);
  }

  forget(listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** The result of `work`. Throws what `tooLate` returns if the lifetime ends first. */
  limit<T>(work: Promise<T>, tooLate: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(tooLate());
      if (this.#isOver) return giveUp();
      this.#listeners.add(giveUp);
      work.then(
        (value) => {
          this.#listeners.delete(giveUp);
          resolve(value);
        },
        (error: Error) => {
          this.#listeners.delete(giveUp);
          reject(error);
        },
      );
    });
  }

  /** Whether more than `ms` are left. */
  lasts(ms: number): boolean {
    return !this.#isOver && performance.now() + ms < this.endsAt;
  }

  /** Waits `ms`. Throws what `tooLate` returns if the lifetime ends first. */
  async pause(ms: number, tooLate: () => Error): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.limit(new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))), tooLate);
    } finally {
      clearTimeout(timer);
    }
  }
}
