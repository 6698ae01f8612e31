import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that the gateway must never contact. */
export interface Decoy {
  port: number;
  /** The number of connections so far. */
  connections(): number;
  close(): Promise<void>;
}

export async function startDecoy(): Promise<Decoy> {
  let connections = 0;
  const server = createServer((_request, response) => response.end('{}'));
  server.on('connection', () => (connections += 1));
  // All addresses of this machine, including IPv6 if available.
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
