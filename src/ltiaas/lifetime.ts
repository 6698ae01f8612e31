/**
 * How long a piece of work may go on. It tells what an `AbortSignal` tells, at a fraction of its cost, which each call to LTIAAS
 * would pay several times over.
 */
export class Lifetime {
  readonly #listeners = new Set<() => void>();
  #isOver = false;

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
}
