import rateLimit, { type FastifyRateLimitStoreCtor, normalizeIP } from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type ApiKey, readCaller } from '../access/caller';
import type { Config } from '../config/config';
import type { Durations } from '../config/durations';
import { Rejection } from './rejection';

/** How many credentials may use their whole limit from one address: an entire school may share one. */
const credentialsPerAddress = 50;
/** The most recent credentials and addresses, which are counted at the same time. */
const counted = 10_000;
export const retryAfterSeconds = 5;

/** Response headers that pages may read. */
export const throttleHeaders = ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];

/** Counts for all replicas together. */
export interface SharedCounter {
  /** Adds one to the count of a time window; undefined if Redis does not respond. */
  count(id: string, windowMs: number): Promise<Count | undefined>;
}

export interface ThrottleOptions {
  config: Config;
  apiKey: ApiKey;
  durations: Durations;
  /** Undefined without Redis: each replica counts for itself. */
  store: SharedCounter | undefined;
}

/** Rejects requests to the routes of `app` before they cost anything: under overload, and from callers that send too many. */
export async function throttle(
  app: FastifyInstance,
  { config, apiKey, durations, store }: ThrottleOptions,
): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: config.maxEventLoopLagMs,
    sampleInterval: durations.loadCheckMs,
    pressureHandler: async () => {
      // A host sheds its load itself. A function that was frozen between two requests only looks overloaded when it wakes up.
      if (!app.server.listening) return;
      throw new Rejection(503, 'RATE_LIMITED', 'The gateway is overloaded.', retryAfterSeconds);
    },
  });
  if (config.rateLimitPerMinute === 0) return;

  // Stored first: a connection has no address after the client has disconnected.
  const addresses = new WeakMap<FastifyRequest, string>();
  app.addHook('onRequest', async (request) => void addresses.set(request, normalizeIP(request.ip)));
  const limit = (max: number, options: object) =>
    app.register(rateLimit, {
      max,
      timeWindow: 60_000,
      cache: counted,
      // With Redis the body is read first: a body that is still unread is lost if the client disconnects while Redis counts.
      hook: store === undefined ? 'onRequest' : 'preValidation',
      ...(store !== undefined && { store: sharedCounts(store, counted) }),
      enableDraftSpec: true,
      errorResponseBuilder: (_request, { ttl }) => {
        const message = `Too many requests; at most ${max} per minute are allowed.`;
        return new Rejection(429, 'RATE_LIMITED', message, Math.ceil(ttl / 1000));
      },
      ...options,
    });
  const callerOf = ({ headers }: FastifyRequest) => readCaller(headers.authorization, apiKey);
  // Requests without a credential are counted by address. This limit comes first, so that a caller who exceeds it does not use up
  // the limit of the address, which others share.
  await limit(config.rateLimitPerMinute, {
    keyGenerator: (request: FastifyRequest) => callerOf(request)?.key ?? `from ${addresses.get(request)}`,
  });
  await limit(config.rateLimitPerMinute * credentialsPerAddress, {
    keyGenerator: (request: FastifyRequest) => addresses.get(request)!,
    // A back end sends the requests of many courses from one address, and has proven that it holds the API key.
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
