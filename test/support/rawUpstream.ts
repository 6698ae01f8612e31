import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that answers each request with arbitrary bytes, which may not be HTTP. */
export interface RawUpstream {
  url: string;
  close(): Promise<void>;
}

export async function startRawUpstream(answer: (socket: Socket, received: Buffer) => void): Promise<RawUpstream> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // The gateway may disconnect after such a response.
    socket.on('error', () => {});
    socket.on('data', (received) => answer(socket, received));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
