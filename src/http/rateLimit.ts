import rateLimit, { type FastifyRateLimitStoreCtor, normalizeIP } from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ApiKey, type Caller, readCaller } from '../access/caller';
import type { Config } from '../config/config';
import type { Durations } from '../config/durations';
import type { Count, SharedStore } from '../redis/sharedStore';
import { Rejection } from './rejection';

/** How many credentials may use their whole limit from one address: an entire school may share one. */
const credentialsPerAddress = 50;
/** The most recent credentials and addresses, which are counted at the same time. */
const counted = 10_000;
export const retryAfterSeconds = 5;

/** Response headers that pages may read. */
export const throttleHeaders = ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];

export interface ThrottleOptions {
  config: Config;
  durations: Durations;
  /** Undefined without Redis: each replica counts for itself. */
  store: SharedStore | undefined;
}

/** Rejects requests to the routes of `app` before they cost anything: under overload, and from callers that send too many. */
export async function throttle(app: FastifyInstance, { config, durations, store }: ThrottleOptions): Promise<void> {
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

  const apiKey = new ApiKey(config.apiKey);
  // Stored first: a connection has no address after the client has disconnected.
  const senders = new WeakMap<FastifyRequest, { address: string; caller: Caller | undefined }>();
  app.addHook('onRequest', (request, _reply, done) => {
    const caller = readCaller(request.headers.authorization, apiKey);
    senders.set(request, { address: normalizeIP(request.ip), caller });
    done();
  });
  const limit = (max: number, options: object) =>
    app.register(rateLimit, {
      max,
      timeWindow: 60_000,
      cache: counted,
      // With Redis the body is read first: a body that is still unread is lost if the client disconnects while Redis counts.
      hook: store === undefined ? 'onRequest' : 'preValidation',
      ...(store !== undefined && { store: sharedCounts(store) }),
      enableDraftSpec: true,
      errorResponseBuilder: (_request, { ttl }) => {
        const message = `Too many requests; at most ${max} per minute are allowed.`;
        return new Rejection(429, 'RATE_LIMITED', message, Math.ceil(ttl / 1000));
      },
      ...options,
    });
  // Requests without a credential are counted by address. This limit comes first, so that a caller who exceeds it does not use up
  // the limit of the address, which others share.
  await limit(config.rateLimitPerMinute, {
    keyGenerator: (request: FastifyRequest) => {
      const { address, caller } = senders.get(request)!;
      return caller?.key ?? `from ${address}`;
    },
  });
  await limit(config.rateLimitPerMinute * credentialsPerAddress, {
    keyGenerator: (request: FastifyRequest) => senders.get(request)!.address,
    // A back end sends the requests of many courses from one address, and has proven that it holds the API key.
    allowList: (request: FastifyRequest) => senders.get(request)!.caller?.kind === 'backEnd',
    addHeadersOnExceeding: { 'ratelimit-limit': false, 'ratelimit-remaining': false, 'ratelimit-reset': false },
  });
}

/** A store for `@fastify/rate-limit` that counts for all replicas together, and in this process for when Redis is unreachable. */
function sharedCounts(store: SharedStore): FastifyRateLimitStoreCtor {
  return class SharedCounts {
    readonly #own = new LRUCache<string, { current: number; endsAt: number }>({ max: counted });

    incr(id: string, callback: (error: null, count: Count) => void, windowMs: number): void {
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
