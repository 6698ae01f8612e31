import type { Logger } from 'pino';
import { ApiKey } from './access/caller';
import type { Config } from './config/config';
import { openContext, type Shared } from './graphql/context';
import { createGraphqlServer } from './graphql/server';
import { traceOf } from './errors';
import { defaultDurations, type Durations } from './config/durations';
import { WriteQueue } from './gradebook/writes/queue';
import { createServer } from './http/server';
import { LaunchMemory } from './launches/launchMemory';
import { Breakers } from './ltiaas/breakers';
import { Retries } from './ltiaas/retries';
import { Schedule } from './ltiaas/schedule';
import { SharedReads } from './ltiaas/sharedReads';
import { Transport } from './ltiaas/transport';
import { createLogger } from './observability/log';
import { Metrics } from './observability/metrics';
import { serveMetrics } from './observability/metricsServer';
import { startTracing } from './observability/traces';
import { deriveCursorKeys } from './relay/cursor';
import { SharedStore } from './redis/sharedStore';
import { version } from './config/version';

export interface Gateway {
  /** Its base URL, such as `http://127.0.0.1:4000`. */
  url: string;
  /** The base URL of `/metrics`, such as `http://127.0.0.1:9464`; undefined: metrics are off. */
  metricsUrl: string | undefined;
  /** Stops in stages: is no longer ready, stops listening, finishes the requests in flight, closes every connection. */
  close(): Promise<void>;
}

/** How long sending the last responses and closing sockets may take after the deadline of an operation, in ms. */
const closingMs = 1000;

export interface GatewayOptions {
  logger?: Logger;
  /** The use on which an operation is compiled. */
  compileOnUse?: number;
  /** Default: `defaultDurations`. */
  durations?: Partial<Durations>;
}

/** Creates all parts and starts listening. Rejects if an address is in use, and then leaves nothing open. */
export async function createGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const { logger = createLogger(config.logLevel) } = options;
  const opened: Opened = [];
  try {
    const urls = await start(config, logger, options, opened);
    logger.info(urls, 'listening');
    return {
      ...urls,
      close: async () => {
        logger.info('stopping');
        await closeAll(opened, config.stopDelayMs);
        logger.info('closed');
      },
    };
  } catch (error) {
    // Without delay: it has not served any requests, so no load balancer has to notice.
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

async function start(
  config: Config,
  logger: Logger,
  { compileOnUse = 2, durations: given }: GatewayOptions,
  opened: Opened,
): Promise<Pick<Gateway, 'url' | 'metricsUrl'>> {
  const durations = { ...defaultDurations, ...given };
  // Opened first, so closed last: calls that end at shutdown are still traced, and still release their leases in Redis.
  const tracing = config.traces
    ? await startTracing({
        serviceName: 'ltiaas-grades-gateway',
        version,
        ltiaasHost: new URL(config.ltiaasUrl).hostname,
        logger,
      })
    : undefined;
  if (tracing !== undefined) opened.push(() => tracing.close());
  const store = await openStore(config, logger);
  if (store !== undefined) opened.push(() => store.close());
  const state = {
    schedule: new Schedule(config.schedule),
    retries: new Retries(durations),
    breakers: new Breakers(config.breakerFailures, durations),
    launches: new LaunchMemory(),
    store,
  };
  const metrics =
    config.metricsPort === undefined ? undefined : new Metrics(await import('prom-client'), state, version);
  // Opened before the server, so closed after it: metrics show how the gateway stops.
  const metricsServer =
    metrics && (await serveMetrics(metrics.registry, { port: config.metricsPort!, host: config.host, logger }));
  if (metricsServer !== undefined) opened.push(() => metricsServer.close());
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
  const graphql = await createGraphqlServer({ config, logger, store, compileOnUse, metrics });
  opened.push(() => graphql.stop());
  const server = await createServer({
    config,
    logger,
    graphql,
    durations,
    noteRejection: metrics?.noteRejection,
    startTrace: tracing && ((headers) => tracing.start(headers)),
    apiKey: shared.apiKey,
    store,
    openContext: (requestId, authorization, trace) => openContext(requestId, authorization, trace, shared),
    openExportContext: (requestId, authorization, trace) => openContext(requestId, authorization, trace, forExports),
    noteOperation: metrics?.noteOperation,
  });
  opened.push((delayMs) => server.stop({ delayMs, graceMs: config.upstreamTimeoutMs + closingMs }));
  const url = await server.app.listen({ port: config.port, host: config.host });
  return { url, metricsUrl: metricsServer?.url };
}

async function openStore({ redisUrl, apiKey }: Config, logger: Logger): Promise<SharedStore | undefined> {
  return redisUrl === undefined ? undefined : SharedStore.open({ url: redisUrl, apiKey, logger });
}
