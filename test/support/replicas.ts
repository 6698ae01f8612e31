import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { type Program, startWith } from './build';
import { type Nginx, startNginx } from './nginx';
import { freePort } from './port';

export interface Replica {
  url: string;
  program: Program;
}

export interface Told {
  status: number;
  body: any;
}

/** Replicas of the compiled gateway behind nginx, which distributes requests round-robin. */
export class Replicas {
  readonly #folder = mkdtempSync(join(tmpdir(), 'replicas-'));
  readonly #agent = new Agent({ connect: { rejectUnauthorized: false }, connections: 100 });

  private constructor(
    readonly all: readonly Replica[],
    private nginx: Nginx | undefined,
  ) {}

  static async start(sandbox: Sandbox, redisUrl: string, env: Record<string, string> = {}): Promise<Replicas> {
    const all = await Promise.all([startReplica(sandbox, redisUrl, env), startReplica(sandbox, redisUrl, env)]);
    const replicas = new Replicas(all, undefined);
    const urls = all.map(({ url }) => url);
    replicas.nginx = await startNginx(replicas.#folder, urls, await freePort(), true);
    return replicas;
  }

  /** Sends an operation to one replica, or through nginx if none is given. */
  async send(
    authorization: string,
    operation: { query?: string; variables?: object; extensions?: object },
    replica?: Replica,
  ): Promise<Told> {
    return this.#ask(replica, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(operation),
    });
  }

  /** The same as a GET, which nginx retries on another replica if one disconnects. */
  async read(authorization: string, query: string): Promise<Told> {
    const headers = { authorization, 'apollo-require-preflight': 'true' };
    return this.#ask(undefined, `/graphql?query=${encodeURIComponent(query)}`, { method: 'GET', headers });
  }

  async close(): Promise<void> {
    await this.#agent.close();
    await this.nginx?.stop();
    for (const { program } of this.all) program.process.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ask(replica: Replica | undefined, path: string, options: object): Promise<Told> {
    const answer = await request(`${replica?.url ?? this.nginx!.url}${path}`, { dispatcher: this.#agent, ...options });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text.startsWith('{') ? JSON.parse(text) : undefined };
  }
}

export async function startReplica(sandbox: Sandbox, redisUrl: string, env: Record<string, string>): Promise<Replica> {
  const program = startWith({ limits: { maxEventLoopLagMs: 0 } }, 'main.js', {
    LTIAAS_URL: sandbox.url,
    LTIAAS_API_KEY: sandbox.apiKey,
    REDIS_URL: redisUrl,
    PORT: '0',
    STOP_DELAY_MS: '0',
    ...env,
  });
  return { program, url: await program.url() };
}
