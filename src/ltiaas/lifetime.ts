/**
 * How long a piece of work may go on. It tells what an `AbortSignal` tells, at a fraction of its cost, which each call to LTIAAS
 * would pay several times over.
 */
export class Lifetime {
  readonly #listeners = new Set<() => void>();
  #isOver = false;

  constructor(
    /** When it is going to end at the latest, in ms of `performance.now()`. Whoever made it sees to that. */
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

  /** `listener` is called when it ends; not where it has ended before. */
  onEnd(listener: () => void): void {
    this.#listeners.add(listener);
  }

  forget(listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** What `work` comes to, or the failure that `tooLate` makes where this ends first. */
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

  /** Whether there are as many ms left. */
  lasts(ms: number): boolean {
    return !this.#isOver && performance.now() + ms < this.endsAt;
  }

  /** Waits. Throws what `tooLate` makes where this ends first. */
  async pause(ms: number, tooLate: () => Error): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.limit(new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))), tooLate);
    } finally {
      clearTimeout(timer);
    }
  }
}
