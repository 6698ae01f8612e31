import rateLimit, { type FastifyRateLimitStoreCtor, normalizeIP } from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type ApiKey, readCaller } from '../access/caller';
import type { Config } from '../config/config';
import type { Durations } from '../config/durations';
import { Rejection } from './rejection';

/** How many credentials may spend all that is theirs from one address: a whole school may sit behind one. */
const credentialsPerAddress = 50;
/** Credentials and addresses that are counted at once, the latest seen. */
const counted = 10_000;
const retryAfterSeconds = 5;

/** Headers of the answers that pages may read. */
export const throttleHeaders = ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];

/** Counts for all replicas together. */
export interface SharedCounter {
  /** Counts one more within a time window; undefined if Redis does not answer. */
  count(id: string, windowMs: number): Promise<Count | undefined>;
}

export interface ThrottleOptions {
  config: Config;
  apiKey: ApiKey;
  durations: Durations;
  /** What replicas have in common; undefined: each counts for itself. */
  store: SharedCounter | undefined;
}

/** Refuses requests to the routes of `app` before any work is done: while the process is behind, or of who sends too many. */
export async function throttle(
  app: FastifyInstance,
  { config, apiKey, durations, store }: ThrottleOptions,
): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: config.maxEventLoopLagMs,
    sampleInterval: durations.loadCheckMs,
    pressureHandler: async () => {
      throw new Rejection(503, 'RATE_LIMITED', 'The gateway has too much to do at the moment.', retryAfterSeconds);
    },
  });
  if (config.rateLimitPerMinute === 0) return;

  // Noted first: a connection whose client has left meanwhile has no address any more.
  const addresses = new WeakMap<FastifyRequest, string>();
  app.addHook('onRequest', async (request) => void addresses.set(request, normalizeIP(request.ip)));
  const limit = (max: number, options: object) =>
    app.register(rateLimit, {
      max,
      timeWindow: 60_000,
      cache: counted,
      // Redis takes its time, and if the client leaves meanwhile, a body that is not read yet is lost: then it is read first.
      hook: store === undefined ? 'onRequest' : 'preValidation',
      ...(store !== undefined && { store: sharedCounts(store, counted) }),
      enableDraftSpec: true,
      errorResponseBuilder: (_request, { ttl }) => {
        const message = `More than the ${max} requests that are allowed in a minute.`;
        return new Rejection(429, 'RATE_LIMITED', message, Math.ceil(ttl / 1000));
      },
      ...options,
    });
  const callerOf = ({ headers }: FastifyRequest) => readCaller(headers.authorization, apiKey);
  // What comes without a credential is counted by its address. First, so that one caller who sends too many spends nothing of
  // what the others behind that address have.
  await limit(config.rateLimitPerMinute, {
    keyGenerator: (request: FastifyRequest) => callerOf(request)?.key ?? `from ${addresses.get(request)}`,
  });
  await limit(config.rateLimitPerMinute * credentialsPerAddress, {
    keyGenerator: (request: FastifyRequest) => addresses.get(request)!,
    // A back end speaks for any number of courses from one address, and is known by the API key.
    allowList: (request: FastifyRequest) => callerOf(request)?.kind === 'backEnd',
    addHeadersOnExceeding: { 'ratelimit-limit': false, 'ratelimit-remaining': false, 'ratelimit-reset': false },
  });
}

interface Count {
  current: number;
  /** The rest of its window, in ms. */
  ttl: number;
}

type Incremented = (error: Error | null, count?: Count) => void;

/** A store for `@fastify/rate-limit` that counts for all replicas together, and in this process for when Redis is unreachable. */
function sharedCounts(store: SharedCounter, counted: number): FastifyRateLimitStoreCtor {
  return class SharedCounts {
    readonly #own = new LRUCache<string, { current: number; endsAt: number }>({ max: counted });

    incr(id: string, callback: Incremented, windowMs: number): void {
      const own = this.#countOwn(id, windowMs);
      // A Redis that has restarted has counted less than this process.
      void store.count(id, windowMs).then((all) => callback(null, all && all.current >= own.current ? all : own));
    }

    child(): SharedCounts {
      return this;
    }

    #countOwn(id: string, windowMs: number): Count {
      const now = Date.now();
      let count = this.#own.get(id);
      if (count === undefined || count.endsAt <= now) count = { current: 0, endsAt: now + windowMs };
      count.current += 1;
      this.#own.set(id, count);
      return { current: count.current, ttl: count.endsAt - now };
    }
  };
}
