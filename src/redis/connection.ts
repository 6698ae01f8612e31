/** How long it may take to connect, in ms. */
const connectMs = 1000;

/** A connection to Redis. It ends for good where it breaks: who wants another makes one. */
export type Connection = Awaited<ReturnType<typeof connect>>;

/** Connects. `onEnd` is told what broke the connection, once or several times. Rejects where there is none to be had. */
export async function connect(url: string, onEnd: (error: Error) => void) {
  // 18 MB that only those need who have Redis.
  const { createClient, default: KeyvRedis, Keyv } = await import('@keyv/redis');
  const client = createClient({
    url,
    disableClientInfo: true,
    disableOfflineQueue: true,
    socket: { connectTimeout: connectMs, reconnectStrategy: false },
  });
  client.on('error', onEnd);
  const values = new Keyv<string>({
    store: new KeyvRedis<string>(client, { throwOnErrors: true }),
    throwOnErrors: true,
    useKeyPrefix: false,
    // What is stored is sealed, and its lifetime is Redis' business.
    serialize: ({ value }) => value as string,
    deserialize: (value) => ({ value: value as never }),
  });
  // Names are given whole.
  values.namespace = undefined;
  // It throws as well.
  values.on('error', () => {});
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
    values,
    run: (script: string, keys: string[], args: (string | number)[]): Promise<unknown> =>
      client.eval(script, { keys, arguments: args.map(String) }),
    end,
    /** Ends it when what is under way has ended. */
    close: () => client.close(),
  };
}

/** What `work` comes to. Rejects where that takes longer. */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    // Where the process itself was busy for so long, the answer is there already, and read before the next `setImmediate`.
    const timer = setTimeout(() => setImmediate(() => reject(new SlowRedis())), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Redis has not answered in time. */
export class SlowRedis extends Error {
  readonly code = 'SLOW';
}
