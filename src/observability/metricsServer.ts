import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { traceOf } from '../errors';

export type MetricsServer = Awaited<ReturnType<typeof serveMetrics>>;

/** Only a few programs scrape metrics. */
const maxConnections = 20;
const requestTimeout = 5000;
const methods = ['GET', 'HEAD'];

/** Serves `/metrics` on its own port, which clients cannot reach. Throws if the address is in use. */
export async function serveMetrics(
  registry: Registry,
  { port, host, logger }: { port: number; host: string; logger: Logger },
) {
  const server = createServer({ requestTimeout, headersTimeout: requestTimeout }, (request, response) => {
    response.setHeader('cache-control', 'no-store');
    if (request.url?.split('?')[0] !== '/metrics') {
      return void response.writeHead(404).end('Not found. The metrics are at /metrics.\n');
    }
    if (!methods.includes(request.method!)) {
      const allow = methods.join(', ');
      return void response.writeHead(405, { allow }).end(`The method must be one of ${allow}.\n`);
    }
    registry.metrics().then(
      (text) => response.setHeader('content-type', registry.contentType).end(text),
      (error: unknown) => {
        logger.error(traceOf(error), 'unexpected error');
        response.writeHead(500).end();
      },
    );
  });
  server.maxConnections = maxConnections;
  server.listen(port, host);
  await once(server, 'listening');
  const { address, family, port: taken } = server.address() as AddressInfo;
  return {
    /** Its base URL, such as `http://127.0.0.1:9464`. */
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
