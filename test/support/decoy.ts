import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that nobody has any business with. */
export interface Decoy {
  port: number;
  /** How many connections it has seen. */
  connections(): number;
  close(): Promise<void>;
}

export async function startDecoy(): Promise<Decoy> {
  let connections = 0;
  const server = createServer((_request, response) => response.end('{}'));
  server.on('connection', () => (connections += 1));
  // All addresses of this machine, IPv6 where there is one.
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
