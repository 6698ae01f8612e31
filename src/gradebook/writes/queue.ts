import type { Durations } from '../../config/durations';
import type { LtiaasClient } from '../../ltiaas/client';
import { LtiaasError } from '../../ltiaas/errors';
import type { Lifetime } from '../../ltiaas/lifetime';
import type { SharedStore } from '../../redis/sharedStore';
import { acquireLock, type Lock } from './lock';

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
  run: <T>(write: (lock: Pick<Lock, 'isShared'>) => Promise<T>) => Promise<T>;
  /** Waits until all earlier writes of this process have ended. Throws `LtiaasError` if the operation ends first. */
  wait: () => Promise<void>;
  /**
   * Acquires the lock across replicas, after {@link wait}. A caller that needs several locks first waits for all of its entries. Then
   * it acquires the locks in the order of their keys, so that two replicas never wait for each other. Throws `LtiaasError` if the
   * operation ends first.
   */
  lock: () => Promise<Pick<Lock, 'isShared'>>;
  /** Releases the lock, and starts the next entry. */
  leave: () => void;
}

/** Throws `LtiaasError` if replicas do not share the lock. A write that depends on a read must not be sent then. */
export function requireShared({ isShared }: Pick<Lock, 'isShared'>): void {
  if (!isShared)
    throw new LtiaasError('unavailable', 'Redis cannot be reached, so replicas cannot share a lock.', {
      reached: false,
    });
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
    let lock: Lock | undefined;
    const entry: QueueEntry = {
      wait: async () => {
        if (before !== undefined) await lifetime.limit(before, tooLate);
      },
      lock: async () => {
        // One process alone needs no more than its queue.
        if (this.store === undefined) return { isShared: true };
        return (lock = await acquireLock(this.store, key, lifetime, tooLate));
      },
      run: async (write) => {
        try {
          await entry.wait();
          return await write(await entry.lock());
        } finally {
          entry.leave();
        }
      },
      leave: () => {
        lock?.release();
        leave();
      },
    };
    return entry;
  }
}

function tooLate(): LtiaasError {
  return new LtiaasError('timeout', 'The operation timed out while it waited for earlier writes to the same data.', {
    reached: false,
  });
}
