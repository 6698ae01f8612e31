import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../src/config/config';
import { startGateway } from '../src/gateway';

let occupied: Server;
let port: number;
beforeAll(async () => {
  occupied = createServer();
  await new Promise<void>((resolve) => occupied.listen(0, '127.0.0.1', resolve));
  ({ port } = occupied.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => occupied.close(resolve)));

/**
 * Enables every feature, so that there is something to close. Nothing answers at the Redis address, so the gateway
 * keeps connecting.
 */
function start(config: Partial<Config>) {
  return startGateway({
    ...readConfig({
      LTIAAS_URL: 'https://example.ltiaas.com',
      LTIAAS_API_KEY: 'secret-api-key',
      PORT: '0',
      METRICS_PORT: '0',
      LOG_LEVEL: 'silent',
      STOP_DELAY_MS: '600000',
      REDIS_URL: 'redis://127.0.0.1:9',
      RATE_LIMIT_PER_MINUTE: '10',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    }),
    ...config,
  });
}

/** The open sockets and timers. */
function countOpen(): Record<string, number> {
  const counts: Record<string, number> = { TCPServerWrap: 0, TCPSocketWrap: 0, Timeout: 0 };
  for (const name of process.getActiveResourcesInfo()) if (name in counts) counts[name]! += 1;
  return counts;
}

/**
 * What is still open after closing, compared with `before`. Waits some turns of the event loop for the rest to close.
 */
async function leftOpen(before: Record<string, number>): Promise<string[]> {
  const more = () => Object.entries(countOpen()).flatMap(([name, count]) => (count > before[name]! ? [name] : []));
  for (let turn = 0; turn < 1000 && more().length > 0; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return more();
}

describe('a gateway that cannot start leaves nothing open', () => {
  const manifest = join(tmpdir(), 'there-is-no-such-manifest.json');

  test.each<[string, () => Partial<Config>, object]>([
    ['its port is taken', () => ({ port }), { code: 'EADDRINUSE' }],
    ['its metrics port is taken', () => ({ metricsPort: port }), { code: 'EADDRINUSE' }],
    [
      'its manifest cannot be read',
      () => ({ trustedDocuments: manifest }),
      { message: expect.stringContaining('ENOENT') },
    ],
  ])('if %s', async (_what, config, error) => {
    // Loads lazy modules first.
    await expect(start(config())).rejects.toMatchObject(error);
    const before = countOpen();
    for (let time = 0; time < 5; time += 1) await expect(start(config())).rejects.toMatchObject(error);
    expect(await leftOpen(before)).toEqual([]);
  });

  test('and its metrics port can be used for the next attempt', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const metricsPort = (probe.address() as AddressInfo).port;
    await new Promise((resolve) => probe.close(resolve));
    await expect(start({ port, metricsPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const gateway = await start({ metricsPort, stopDelayMs: 0 });
    expect((await fetch(`${gateway.metricsUrl}/metrics`)).status).toBe(200);
    await gateway.close();
  });
});
