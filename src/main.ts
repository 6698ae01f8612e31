import type { Logger } from 'pino';
import { type Config, readConfig } from './config/config';
import { warnOfUnknownNames } from './config/unknownNames';
import { createGateway, type Gateway } from './gateway';
import { createLogger, traceOf } from './observability/log';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  for (const warning of warnOfUnknownNames(process.env)) logger.warn(warning);
  const starting = createGateway(config, { logger });
  ownTheEnd(starting, config, logger);
  await starting;
}

/**
 * Beyond the delay and the deadline of an operation, in ms: what closing the gateway takes at most, and less than the two seconds
 * that docs/deployment.md promises.
 */
const lastMs = 1900;

/** Ends the process: on a signal, or where an exception went past everybody, in which case its state is not to be relied on. */
function ownTheEnd(starting: Promise<Gateway>, { stopDelayMs, upstreamTimeoutMs }: Config, logger: Logger): void {
  let isStopping = false;
  const stop = async (exitCode: number) => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), stopDelayMs + upstreamTimeoutMs + lastMs).unref();
    const gateway = await starting;
    await gateway.close();
    process.exit(exitCode);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // A second signal is somebody who does not want to wait.
      if (isStopping) process.exit(1);
      void stop(0);
    });
  }
  // Rejections that nobody handles come here, too.
  process.on('uncaughtException', (error, origin) => {
    logger.fatal({ origin, ...traceOf(error) }, 'uncaught exception');
    void stop(1);
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
