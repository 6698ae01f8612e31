import { randomBytes } from 'node:crypto';
import type { Lifetime } from '../../ltiaas/lifetime';
import type { SharedStore } from '../../redis/sharedStore';

/** How long a lock is valid after its write's deadline, in ms. */
const spareMs = 500;
/** The minimum wait before the next attempt to get a lock, in ms; the maximum is twice as long, chosen at random. */
const waitMs = 10;

/**
 * Acquires the lock on `key` across all replicas, and returns a function that releases it. Without a reachable Redis there is no
 * lock. Throws the error of `tooLate` if `lifetime` ends first.
 */
export async function acquireLock(
  store: SharedStore,
  key: string,
  lifetime: Lifetime,
  tooLate: () => Error,
): Promise<() => void> {
  const holder = randomBytes(16).toString('base64url');
  const release = () => void store.endLease(holder);
  try {
    for (;;) {
      const isMine = await store.tryLease(key, holder, lifetime.endsAt - performance.now() + spareMs);
      if (isMine !== false) return release;
      await lifetime.pause(waitMs * (1 + Math.random()), tooLate);
    }
  } catch (error) {
    release();
    throw error;
  }
}
