import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ApiKey } from './access/caller';
import { type Config, readMembers } from './config/config';
import { type GatewayConfig, withMemberNames } from './config/members';
import { openContext, type Shared } from './graphql/context';
import { createGraphqlServer } from './graphql/server';
import { traceOf } from './errors';
import { defaultDurations, type Durations } from './config/durations';
import { WriteQueue } from './gradebook/writes/queue';
import type { HostRequest } from './http/embedding';
import { createServer } from './http/server';
import { LaunchMemory } from './launches/launchMemory';
import { PlatformHosts } from './launches/platformHosts';
import { Breakers } from './ltiaas/breakers';
import { Retries } from './ltiaas/retries';
import { Schedule } from './ltiaas/schedule';
import { SharedReads } from './ltiaas/sharedReads';
import { Transport } from './ltiaas/transport';
import { createLogger } from './observability/log';
import { createMetrics } from './observability/metrics';
import { type MetricsServer, serveMetrics } from './observability/metricsServer';
import { startTracing } from './observability/traces';
import { deriveCursorKeys } from './relay/cursor';
import { SharedStore } from './redis/sharedStore';
import { version } from './config/version';

export type { GatewayConfig };

/** A gateway that opens no port until {@link Gateway.listen} is called. */
export interface Gateway {
  /** A request listener of Node.js, for Express, Google Cloud Functions and others. Needs no `this`. */
  handler(this: void, request: HostRequest, response: ServerResponse): void;
  /** Answers a web request, for the route handlers of Next.js and others. Needs no `this`. */
  fetch(this: void, request: Request): Promise<Response>;
  /** For adapters such as `@fastify/aws-lambda`. */
  fastify: FastifyInstance;
  /** Listens on `port` and `host`, and serves metrics on `metricsPort`. Resolves to the URL, such as `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /**
   * Stops in stages: is no longer ready, stops listening, finishes the requests in flight, closes every connection. A gateway that
   * does not listen rejects new requests at once.
   */
  close(): Promise<void>;
}

/**
 * Creates a gateway for a program that has its own server, or none. Reads no environment variables. Rejects with one error that names
 * every missing or wrong member.
 */
export async function createGateway(config: GatewayConfig): Promise<Gateway> {
  const read = readMembers(config);
  try {
    return await openGateway(read);
  } catch (error) {
    if (error instanceof Error) error.message = withMemberNames(error.message);
    throw error;
  }
}

/** How long sending the last responses and closing sockets may take after the deadline of an operation, in ms. */
const closingMs = 1000;

/** @internal */
export interface GatewayOptions {
  logger?: Logger;
  /** The use on which an operation is compiled. */
  compileOnUse?: number;
  /** Default: `defaultDurations`. */
  durations?: Partial<Durations>;
}

/** @internal */
export type RunningGateway = Awaited<ReturnType<typeof startGateway>>;

/**
 * Puts the parts together and starts listening. Rejects if an address is taken, and then leaves nothing open.
 *
 * @internal
 */
export async function startGateway(config: Config, options: GatewayOptions = {}) {
  const gateway = await openGateway(config, options);
  try {
    const url = await gateway.listen();
    return {
      /** Where it listens, such as `http://127.0.0.1:4000`. */
      url,
      /** Where `/metrics` is, such as `http://127.0.0.1:9464`; undefined: nowhere. */
      metricsUrl: gateway.metricsUrl(),
      close: gateway.close,
    };
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

/**
 * Puts the parts together. Where that fails, it leaves nothing open.
 *
 * @internal
 */
export async function openGateway(config: Config, options: GatewayOptions = {}) {
  const { logger = createLogger(config.logLevel) } = options;
  const opened: Opened = [];
  try {
    return await open(config, logger, options, opened);
  } catch (error) {
    await closeAll(opened, 0).catch((failure: unknown) => logger.error(traceOf(failure), 'unexpected error'));
    throw error;
  }
}

/** Functions that close the parts, in the order in which the parts were opened. */
type Opened = ((delayMs: number) => Promise<void>)[];

/** Closes the last opened first, since it may use the others. Closes all of them even if one fails, then throws the first error. */
async function closeAll(opened: Opened, delayMs: number): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.splice(0).reverse()) await close(delayMs).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function open(
  config: Config,
  logger: Logger,
  { compileOnUse = 2, durations: given }: GatewayOptions,
  opened: Opened,
) {
  const durations = { ...defaultDurations, ...given };
  // Opened first, so closed last: calls that end at shutdown are still traced, and still release their leases in Redis.
  const tracing = config.traces ? await startTracing(version, new URL(config.ltiaasUrl).hostname, logger) : undefined;
  if (tracing !== undefined) opened.push(() => tracing.close());
  const { redisUrl, apiKey } = config;
  const store = redisUrl === undefined ? undefined : await SharedStore.open({ url: redisUrl, apiKey, logger });
  if (store !== undefined) opened.push(() => store.close());
  const state = {
    schedule: new Schedule(config.schedule, durations),
    retries: new Retries(durations),
    breakers: new Breakers(config.breakerFailures, durations),
    launches: new LaunchMemory(),
    store,
  };
  const metrics =
    config.metricsPort === undefined ? undefined : createMetrics(await import('prom-client'), state, version);
  let metricsServer: MetricsServer | undefined;
  // Opened before the server, so closed after it: metrics show how the gateway stops.
  opened.push(async () => metricsServer?.close());
  const transport = new Transport({
    origin: config.ltiaasUrl,
    userAgent: `ltiaas-grades-gateway/${version}`,
    connections: config.schedule.perProcess,
    readTimeoutMs: config.upstreamTimeoutMs / 2,
  });
  opened.push(() => transport.close());
  opened.push(async () => state.launches.endReadings());
  const shared: Shared = {
    upstream: {
      transport,
      schedule: state.schedule,
      sharedReads: new SharedReads(),
      retries: state.retries,
      breakers: state.breakers,
      apiKey: config.apiKey,
      maxCalls: config.maxUpstreamCalls,
      noteCall: metrics?.noteCall,
    },
    apiKey: new ApiKey(config.apiKey),
    launches: state.launches,
    platformHosts: new PlatformHosts(),
    writeQueue: new WriteQueue(store),
    cursorKeys: deriveCursorKeys(config.apiKey),
    upstreamTimeoutMs: config.upstreamTimeoutMs,
    staffRoles: config.staffRoles,
    maxBulkRows: config.limits.bulkRows,
    durations,
    noteWrite: metrics?.noteWrite,
  };
  const forExports: Shared = {
    ...shared,
    upstream: { ...shared.upstream, maxCalls: config.maxExportCalls },
    upstreamTimeoutMs: durations.exportMs,
  };
  const contextOf = ({ id, headers }: FastifyRequest, use: Shared) =>
    openContext(id, headers.authorization, tracing?.start(headers), use);
  const graphql = await createGraphqlServer({ config, logger, store, compileOnUse, durations, metrics });
  opened.push(() => graphql.stop());
  const server = await createServer({
    config,
    logger,
    graphql,
    durations,
    metrics,
    store,
    openContext: (request) => contextOf(request, shared),
    openExportContext: (request) => contextOf(request, forExports),
  });
  opened.push((delayMs) => server.stop(delayMs, config.upstreamTimeoutMs + closingMs));
  let hasListened = false;
  return {
    handler: server.handler,
    fetch: server.fetch,
    fastify: server.app,
    metricsUrl: () => metricsServer?.url,
    listen: async () => {
      const { host, port, metricsPort } = config;
      if (metrics !== undefined) {
        metricsServer = await serveMetrics(metrics.registry, { port: metricsPort!, host, logger });
      }
      const url = await server.app.listen({ port, host });
      hasListened = true;
      logger.info({ url, metricsUrl: metricsServer?.url }, 'listening');
      return url;
    },
    close: async () => {
      logger.info('stopping');
      // Without a port of its own no load balancer has to notice first that it is leaving.
      await closeAll(opened, hasListened ? config.stopDelayMs : 0);
      logger.info('closed');
    },
  };
}
