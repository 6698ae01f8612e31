/** The connection timeout in ms. */
const connectMs = 1000;

/** A connection to Redis. It does not reconnect after an error: create a new one. */
export type Connection = Awaited<ReturnType<typeof connect>>;

/** Connects. Calls `onEnd` with the error when the connection breaks, maybe several times. Rejects if it cannot connect. */
export async function connect(url: string, onEnd: (error: Error) => void) {
  // Loaded on demand: it needs 18 MB, which a gateway without Redis saves.
  const { createClient } = await import('@keyv/redis');
  const client = createClient({
    url,
    disableClientInfo: true,
    disableOfflineQueue: true,
    socket: { connectTimeout: connectMs, reconnectStrategy: false },
  });
  client.on('error', onEnd);
  const end = () => {
    if (client.isOpen) client.destroy();
  };
  try {
    await within(connectMs, client.connect());
  } catch (error) {
    end();
    throw error;
  }
  return {
    client,
    run: (script: string, keys: string[], args: (string | number)[]): Promise<unknown> =>
      client.eval(script, { keys, arguments: args.map(String) }),
    end,
  };
}

/** The result of `work`. Rejects with {@link SlowRedis} if it takes longer than `ms`. */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    // If the process itself was busy, the response may have arrived already: Node reads it before `setImmediate` callbacks.
    const timer = setTimeout(() => setImmediate(() => reject(new SlowRedis())), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Redis did not respond in time. */
export class SlowRedis extends Error {
  readonly code = 'SLOW';
}
