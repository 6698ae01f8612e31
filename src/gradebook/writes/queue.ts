import { randomBytes } from 'node:crypto';
import { LtiaasError } from '../../ltiaas/errors';
import type { Lifetime } from '../../ltiaas/lifetime';
import type { SharedStore } from '../../redis/sharedStore';

/** How long a lock is valid after its write's deadline, in ms. */
const spareMs = 500;
/** The minimum wait before the next attempt to get a lock, in ms; the maximum is twice as long, chosen at random. */
const waitMs = 10;

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
    let end = () => {};
    const own = new Promise<void>((resolve) => (end = resolve));
    // The next entry waits for all entries before it, even if this one gives up.
    const line = before === undefined ? own : before.then(() => own);
    this.#last.set(key, line);
    void line.then(() => {
      if (this.#last.get(key) === line) this.#last.delete(key);
    });
    return new QueueEntry(key, lifetime, this.store, before, end);
  }
}

/** An entry of the queue. Always run or leave it: later entries wait for it. */
export class QueueEntry {
  /** Identifies the holder of the lock; undefined: the lock was not requested. */
  #holder: string | undefined;

  constructor(
    private readonly key: string,
    private readonly lifetime: Lifetime,
    private readonly store: SharedStore | undefined,
    /** The entries before this one; undefined if there are none. */
    private readonly before: Promise<void> | undefined,
    private readonly end: () => void,
  ) {}

  /** Runs `write` after all earlier ones have ended, then leaves. Throws `LtiaasError` if the operation ends first. */
  async run<T>(write: () => Promise<T>): Promise<T> {
    try {
      await this.wait();
      await this.lock();
      return await write();
    } finally {
      this.leave();
    }
  }

  /** Waits until all earlier writes of this process have ended. Throws `LtiaasError` if the operation ends first. */
  async wait(): Promise<void> {
    if (this.before !== undefined) await this.lifetime.limit(this.before, tooLate);
  }

  /**
   * Acquires the lock across replicas, after {@link wait}. A caller that needs several locks first waits for all of its entries. Then
   * it acquires the locks in the order of their keys, so that two replicas never wait for each other. False: Redis cannot be reached,
   * so another replica may hold the same lock. Throws `LtiaasError` if the operation ends first.
   */
  async lock(): Promise<boolean> {
    // One process alone needs no more than its queue.
    if (this.store === undefined) return true;
    this.#holder = randomBytes(16).toString('base64url');
    for (;;) {
      const ms = this.lifetime.endsAt - performance.now() + spareMs;
      const isMine = await this.store.tryLease(this.key, this.#holder, ms);
      if (isMine !== false) return isMine === true;
      await this.lifetime.pause(waitMs * (1 + Math.random()), tooLate);
    }
  }

  /** Releases the lock, and starts the next entry. */
  leave(): void {
    if (this.#holder !== undefined) void this.store?.endLease(this.#holder);
    this.end();
  }
}

/** Throws `LtiaasError` if replicas do not share the lock. A write that depends on a read must not be sent then. */
export function requireShared(isShared: boolean): void {
  if (!isShared)
    throw new LtiaasError('unavailable', 'Redis cannot be reached, so replicas cannot share a lock.', {
      reached: false,
    });
}

function tooLate(): LtiaasError {
  return new LtiaasError('timeout', 'The operation timed out while it waited for earlier writes to the same data.', {
    reached: false,
  });
}
