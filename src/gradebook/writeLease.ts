import { randomBytes } from 'node:crypto';
import type { Lifetime } from '../ltiaas/lifetime';
import type { SharedStore } from '../redis/sharedStore';

/** Beyond the write's own deadline, in ms: it is over before the lease is. */
const spareMs = 500;
/** How long whoever finds the lease taken waits, and by how much longer at random, in ms. */
const waitMs = 10;

/**
 * Takes the lease on what is written, of which there is one for all replicas, and says how to give it back. Where Redis is not to be
 * had, there is none. Throws what `tooLate` makes where `lifetime` ends first.
 */
export async function takeLease(
  store: SharedStore,
  thing: string,
  lifetime: Lifetime,
  tooLate: () => Error,
): Promise<() => void> {
  const holder = randomBytes(16).toString('base64url');
  const giveBack = () => void store.endLease(holder);
  try {
    for (;;) {
      const isMine = await store.tryLease(thing, holder, lifetime.endsAt - performance.now() + spareMs);
      if (isMine !== false) return giveBack;
      await lifetime.pause(waitMs * (1 + Math.random()), tooLate);
    }
  } catch (error) {
    giveBack();
    throw error;
  }
}
