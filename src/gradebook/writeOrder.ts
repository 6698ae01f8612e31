import type { LtiaasClient } from '../ltiaas/client';
import { LtiaasError } from '../ltiaas/errors';
import type { Lifetime } from '../ltiaas/lifetime';

/** What a write needs: LTIAAS, and a place in line. */
export interface Writer {
  client: LtiaasClient;
  /** How long writes may go on. */
  lifetime: Lifetime;
  /** Runs `write` when those before it of the same thing have ended. Throws `LtiaasError` where the operation ends first. */
  inOrder: <T>(thing: string, write: () => Promise<T>) => Promise<T>;
}

/**
 * One write at a time per thing written, in the order in which they came: of two scores for one user the later one stays, and
 * no update of a line item reads it while another is about to replace it.
 */
export class WriteOrder {
  /** By what is written, the last write in line; gone when the line is empty. */
  readonly #last = new Map<string, Promise<void>>();

  /** Runs `write` when those before it have ended, however they did. Throws `LtiaasError` where `lifetime` ends the wait. */
  async run<T>(thing: string, lifetime: Lifetime, write: () => Promise<T>): Promise<T> {
    const before = this.#last.get(thing);
    let leave = () => {};
    const own = new Promise<void>((resolve) => (leave = resolve));
    // Whoever comes next waits for all before it, also where this one gives up.
    const line = before === undefined ? own : before.then(() => own);
    this.#last.set(thing, line);
    void line.then(() => {
      if (this.#last.get(thing) === line) this.#last.delete(thing);
    });
    try {
      if (before !== undefined) await lifetime.limit(before, tooLate);
      return await write();
    } finally {
      leave();
    }
  }
}

function tooLate(): LtiaasError {
  return new LtiaasError('timeout', 'The operation ended before its turn to write came.', { reached: false });
}
