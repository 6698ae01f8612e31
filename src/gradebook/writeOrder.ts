import type { Durations } from '../config/durations';
import type { LtiaasClient } from '../ltiaas/client';
import { LtiaasError } from '../ltiaas/errors';
import type { Lifetime } from '../ltiaas/lifetime';
import type { SharedStore } from '../redis/sharedStore';
import { takeLease } from './writeLease';

/** What a write needs: LTIAAS, and a place in line. */
export interface Writer {
  client: LtiaasClient;
  /** How long writes may go on. */
  lifetime: Lifetime;
  durations: Durations;
  /** Takes the next place in line of those who write the same thing. */
  standInLine: (thing: string) => Place;
}

/** A place in line, to be left in any case: those behind wait for it. */
export interface Place {
  /** Runs `write` when those before it have ended, however they did, and leaves. Throws `LtiaasError` where the operation ends first. */
  run: <T>(write: () => Promise<T>) => Promise<T>;
  leave: () => void;
}

/**
 * One write at a time per thing written, in the order in which they came: of two scores for one user the later one stays, and
 * no update of a line item reads it while another is about to replace it. With a store that holds for all replicas together, but
 * for the order of those who wait in several of them.
 */
export class WriteOrder {
  /** By what is written, the last write in line; gone when the line is empty. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(private readonly store: SharedStore | undefined) {}

  /** The next place in line; its turn comes while `lifetime` lasts. */
  standInLine(thing: string, lifetime: Lifetime): Place {
    const before = this.#last.get(thing);
    let leave = () => {};
    const own = new Promise<void>((resolve) => (leave = resolve));
    // Whoever comes next waits for all before it, also where this one gives up.
    const line = before === undefined ? own : before.then(() => own);
    this.#last.set(thing, line);
    void line.then(() => {
      if (this.#last.get(thing) === line) this.#last.delete(thing);
    });
    const run = async <T>(write: () => Promise<T>): Promise<T> => {
      try {
        if (before !== undefined) await lifetime.limit(before, tooLate);
        return await (this.store === undefined ? write() : this.#writeAlone(this.store, thing, lifetime, write));
      } finally {
        leave();
      }
    };
    return { run, leave };
  }

  async #writeAlone<T>(store: SharedStore, thing: string, lifetime: Lifetime, write: () => Promise<T>): Promise<T> {
    const giveBack = await takeLease(store, thing, lifetime, tooLate);
    try {
      return await write();
    } finally {
      giveBack();
    }
  }
}

function tooLate(): LtiaasError {
  return new LtiaasError('timeout', 'The operation ended before its turn to write came.', { reached: false });
}
