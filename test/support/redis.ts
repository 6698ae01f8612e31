import { type ChildProcess, spawn } from 'node:child_process';
import { createClient } from '@keyv/redis';
import { freePort } from './port';

export type RedisClient = ReturnType<typeof clientOf>;

export interface Redis {
  url: string;
  /** A client of its own for tests to look inside, and to put in what they like. */
  peek(): Promise<RedisClient>;
  /** Ends it at once, and with it all that it holds. */
  kill(): Promise<void>;
  /** Starts it again, empty, where it was. */
  start(): Promise<void>;
  /** Lets it hang: it takes connections and says nothing. */
  pause(): void;
  goOn(): void;
  close(): Promise<void>;
}

/** Starts a `redis-server` that keeps nothing on disk. `options`: more of its command line; `scheme`: of its address. */
export async function startRedis(options: string[] = [], scheme = 'redis'): Promise<Redis> {
  const port = await freePort();
  const where = scheme === 'rediss' ? ['--port', '0', '--tls-port', `${port}`] : ['--port', `${port}`];
  const peeking: RedisClient[] = [];
  let server: ChildProcess;
  const start = async () => {
    server = spawn('redis-server', [...where, '--bind', '127.0.0.1', '--save', '', ...options], { stdio: 'pipe' });
    await new Promise<void>((resolve, reject) => {
      let said = '';
      server.stdout!.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Ready to accept connections')) resolve();
      });
      server.once('error', reject);
      server.once('close', () => reject(new Error(`redis-server ended:\n${said}`)));
    });
  };
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('close', resolve));
    server.kill('SIGKILL');
    await ended;
  };
  await start();
  const url = `${scheme}://127.0.0.1:${port}`;
  return {
    url,
    start,
    kill,
    peek: async () => {
      const client = clientOf(url);
      peeking.push(client);
      await client.connect();
      return client;
    },
    pause: () => void server.kill('SIGSTOP'),
    goOn: () => void server.kill('SIGCONT'),
    close: async () => {
      for (const client of peeking) if (client.isOpen) client.destroy();
      await kill();
    },
  };
}

function clientOf(url: string) {
  const client = createClient({ url });
  // It connects again by itself.
  client.on('error', () => {});
  return client;
}
