import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ApiKey, readCaller } from '../access/caller';
import type { Config } from '../config/config';
import type { Durations } from '../config/durations';
import { Refusal } from './problem';
import { sharedCounts, type SharedCounter } from './sharedCounts';

/** How many credentials may spend all that is theirs from one address: a whole school may sit behind one. */
const credentialsPerAddress = 50;
/** Credentials and addresses that are counted at once, the latest seen. */
const counted = 10_000;
const retryAfterSeconds = 5;

/** Headers of the answers that pages may read. */
export const throttleHeaders = ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];

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
      throw new Refusal(503, 'RATE_LIMITED', 'The gateway has too much to do at the moment.', retryAfterSeconds);
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
        return new Refusal(429, 'RATE_LIMITED', message, Math.ceil(ttl / 1000));
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
