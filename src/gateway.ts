import pino from 'pino';
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
import { deriveCursorKey } from './relay/cursor';
import { version } from './version';

export interface Gateway {
  /** Where it listens, such as `http://127.0.0.1:4000`. */
  url: string;
  /** Finishes the requests in flight and closes every connection. */
  close(): Promise<void>;
}

/** Log lines are built from members that are named, and none of these is; should one ever be logged, it is blotted out. */
const secrets = ['authorization', 'apiKey', 'ltik', 'serviceKey', 'bodySent', 'bodyReceived', 'externalUrl'].flatMap(
  (name) => [name, `*.${name}`],
);

/** Puts the parts together and starts listening. Throws where the address cannot be had. */
export async function createGateway(config: Config, { compileOnUse = 2 } = {}): Promise<Gateway> {
  const logger = pino({ level: config.logLevel, redact: secrets });
  const transport = new Transport({
    origin: config.ltiaasUrl,
    userAgent: `ltiaas-grades-gateway/${version}`,
    readTimeoutMs: config.upstreamTimeoutMs / 2,
  });
  const shared: Shared = {
    apiKey: new ApiKey(config.apiKey),
    transport,
    schedule: new Schedule(config.schedule),
    sharedReads: new SharedReads(),
    retries: new Retries(),
    breakers: new Breakers(config.breakerFailures),
    launches: new LaunchMemory(),
    writeOrder: new WriteOrder(),
    cursorKey: deriveCursorKey(config.apiKey),
    upstreamTimeoutMs: config.upstreamTimeoutMs,
    staffRoles: config.staffRoles,
    maxUpstreamCalls: config.maxUpstreamCalls,
  };
  const server = await createServer({
    config,
    logger,
    compileOnUse,
    openContext: (requestId, authorization) => openContext(requestId, authorization, shared),
  });
  const url = await server.listen({ port: config.port, host: config.host });
  logger.info({ url }, 'listening');
  return {
    url,
    close: async () => {
      await server.close();
      await transport.close();
      logger.info('closed');
    },
  };
}
