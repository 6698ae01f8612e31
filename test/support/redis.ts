import { type ChildProcess, spawn } from 'node:child_process';
import { createClient } from '@keyv/redis';
import { freePort } from './port';

export type RedisClient = ReturnType<typeof clientOf>;

export interface Redis {
  url: string;
  /** A separate client, with which tests read and write Redis directly. */
  peek(): Promise<RedisClient>;
  /** Kills it immediately, with all its data. */
  kill(): Promise<void>;
  /** Restarts it at the same address, without data. */
  start(): Promise<void>;
  /** Makes it hang: it accepts connections and never answers. */
  pause(): void;
  goOn(): void;
  close(): Promise<void>;
}

/** Starts a `redis-server` without persistence. `options`: further command-line options; `scheme`: of its URL. */
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
  // It reconnects automatically.
  client.on('error', () => {});
  return client;
}
