import type { Durations } from '../../config/durations';
import type { LtiaasClient } from '../../ltiaas/client';
import { LtiaasError } from '../../ltiaas/errors';
import type { Lifetime } from '../../ltiaas/lifetime';
import type { SharedStore } from '../../redis/sharedStore';
import { acquireLock } from './lock';

/** What a write needs: the LTIAAS client and a queue. */
export interface Writer {
  client: LtiaasClient;
  /** The deadline of the writes. */
  lifetime: Lifetime;
  durations: Durations;
  /** Joins the queue of the writes to the same key. */
  enqueue: (key: string) => QueueEntry;
}

/** An entry of the queue. Always run or leave it: later entries wait for it. */
export interface QueueEntry {
  /** Runs `write` after all earlier ones have ended, then leaves. Throws `LtiaasError` if the operation ends first. */
  run: <T>(write: () => Promise<T>) => Promise<T>;
  leave: () => void;
}

/**
 * Serializes writes per key, in the order of arrival. The later of two scores for one user stays, and no update reads a line item
 * that another update is about to replace. With Redis this holds across replicas, except for the order of writes that wait in
 * different replicas.
 */
export class WriteQueue {
  /** The last write of each queue; absent if the queue is empty. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(private readonly store: SharedStore | undefined) {}

  /** Joins the queue of `key`. */
  enqueue(key: string, lifetime: Lifetime): QueueEntry {
    const before = this.#last.get(key);
    let leave = () => {};
    const own = new Promise<void>((resolve) => (leave = resolve));
    // The next entry waits for all entries before it, even if this one gives up.
    const line = before === undefined ? own : before.then(() => own);
    this.#last.set(key, line);
    void line.then(() => {
      if (this.#last.get(key) === line) this.#last.delete(key);
    });
    const run = async <T>(write: () => Promise<T>): Promise<T> => {
      try {
        if (before !== undefined) await lifetime.limit(before, tooLate);
        return await (this.store === undefined ? write() : this.#writeLocked(this.store, key, lifetime, write));
      } finally {
        leave();
      }
    };
    return { run, leave };
  }

  async #writeLocked<T>(store: SharedStore, key: string, lifetime: Lifetime, write: () => Promise<T>): Promise<T> {
    const release = await acquireLock(store, key, lifetime, tooLate);
    try {
      return await write();
    } finally {
      release();
    }
  }
}

function tooLate(): LtiaasError {
  return new LtiaasError('timeout', 'The operation timed out while it waited for earlier writes to the same data.', {
    reached: false,
  });
}
