import type { Logger } from 'pino';
import { ApiKey } from './access/caller';
import { LaunchMemory } from './access/launchMemory';
import type { Config } from './config';
import { openContext, type Shared } from './context';
import { WriteOrder } from './gradebook/writeOrder';
import { createServer } from './http/server';
import { Breakers } from './ltiaas/breakers';
import { Retries } from './ltiaas/retries';
import { Schedule } from './ltiaas/schedule';
import { SharedReads } from './ltiaas/sharedReads';
import { Transport } from './ltiaas/transport';
import { createLogger } from './observability/log';
import { Metrics } from './observability/metrics';
import { serveMetrics } from './observability/metricsServer';
import { startTracing } from './observability/traces';
import { deriveCursorKey } from './relay/cursor';
import { SharedStore } from './store/sharedStore';
import { version } from './version';

export interface Gateway {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  url: string;
  /** Where `/metrics` is, such as `http://127.0.0.1:9464`; undefined: nowhere. */
  metricsUrl: string | undefined;
  /** Stops in stages: is no longer ready, stops listening, finishes the requests in flight, closes every connection. */
  close(): Promise<void>;
}

/** What the sockets, timers and bytes of the last answers may take beyond the deadline of an operation. */
const closingMs = 1000;

export interface GatewayOptions {
  logger?: Logger;
  /** On which use an operation is compiled. */
  compileOnUse?: number;
}

/** Puts the parts together and starts listening. Throws where the address cannot be had. */
export async function createGateway(
  config: Config,
  { logger = createLogger(config.logLevel), compileOnUse = 2 }: GatewayOptions = {},
): Promise<Gateway> {
  const transport = new Transport({
    origin: config.ltiaasUrl,
    userAgent: `ltiaas-grades-gateway/${version}`,
    connections: config.schedule.perProcess,
    readTimeoutMs: config.upstreamTimeoutMs / 2,
  });
  const store = await openStore(config, logger);
  const state = {
    schedule: new Schedule(config.schedule),
    retries: new Retries(),
    breakers: new Breakers(config.breakerFailures),
    launches: new LaunchMemory(store),
    store,
  };
  const metrics = config.metricsPort === undefined ? undefined : new Metrics(await import('prom-client'), state);
  const tracing = config.traces
    ? await startTracing({
        serviceName: 'ltiaas-grades-gateway',
        version,
        ltiaasHost: new URL(config.ltiaasUrl).hostname,
        logger,
      })
    : undefined;
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
    writeOrder: new WriteOrder(store),
    cursorKey: deriveCursorKey(config.apiKey),
    upstreamTimeoutMs: config.upstreamTimeoutMs,
    staffRoles: config.staffRoles,
    maxBulkRows: config.limits.bulkRows,
    noteWrite: metrics?.noteWrite,
  };
  const server = await createServer({
    config,
    logger,
    compileOnUse,
    metrics,
    tracing,
    apiKey: shared.apiKey,
    store,
    openContext: (requestId, authorization, trace) => openContext(requestId, authorization, trace, shared),
  });
  const metricsServer =
    metrics && (await serveMetrics(metrics.registry, { port: config.metricsPort!, host: config.host, logger }));
  const url = await server.app.listen({ port: config.port, host: config.host });
  const metricsUrl = metricsServer?.url;
  logger.info({ url, metricsUrl }, 'listening');
  return {
    url,
    metricsUrl,
    close: async () => {
      logger.info('stopping');
      await server.stop({ delayMs: config.stopDelayMs, graceMs: config.upstreamTimeoutMs + closingMs });
      await transport.close();
      await store?.close();
      await tracing?.close();
      // Last: how it stops can be watched.
      await metricsServer?.close();
      logger.info('closed');
    },
  };
}

async function openStore({ redisUrl, apiKey }: Config, logger: Logger): Promise<SharedStore | undefined> {
  return redisUrl === undefined ? undefined : SharedStore.open({ url: redisUrl, apiKey, logger });
}
