import type { FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import { LRUCache } from 'lru-cache';

interface Count {
  current: number;
  /** What its window has left, in ms. */
  ttl: number;
}

/** Counts for all replicas together. */
export interface SharedCounter {
  /** Undefined if Redis does not answer. */
  count(id: string, windowMs: number): Promise<Count | undefined>;
}

type Incremented = (error: Error | null, count?: Count) => void;

/** For `@fastify/rate-limit`: counts for all replicas together, and here as well, which is what holds where Redis is gone. */
export function sharedCounts(store: SharedCounter, counted: number): FastifyRateLimitStoreCtor {
  return class SharedCounts {
    readonly #here = new LRUCache<string, { current: number; endsAt: number }>({ max: counted });

    incr(id: string, callback: Incremented, windowMs: number): void {
      const here = this.#countHere(id, windowMs);
      // After a restart Redis knows less.
      void store.count(id, windowMs).then((all) => callback(null, all && all.current >= here.current ? all : here));
    }

    child(): SharedCounts {
      return this;
    }

    #countHere(id: string, windowMs: number): Count {
      const now = Date.now();
      let count = this.#here.get(id);
      if (count === undefined || count.endsAt <= now) count = { current: 0, endsAt: now + windowMs };
      count.current += 1;
      this.#here.set(id, count);
      return { current: count.current, ttl: count.endsAt - now };
    }
  };
}
