import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy to Redis that delays each packet. */
export async function startFarAway(redisUrl: string) {
  const away = { url: '', delayMs: 80, isDeaf: false, close: () => {} };
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(new URL(redisUrl).port), '127.0.0.1');
    sockets.push(near, far);
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (bytes) => away.isDeaf || setTimeout(() => to.write(bytes), away.delayMs / 2));
      from.on('error', () => {});
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  away.url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  away.close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return away;
}
