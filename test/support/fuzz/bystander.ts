import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Pool } from 'undici';

export interface Waits {
  count: number;
  /** In ms, from the planned time to the response. */
  median: number;
  p99: number;
  max: number;
  /** Wrong responses. */
  wrong: number;
  /** The longest delay of this process itself, in ms, which is caused by the machine rather than the gateway. */
  ownDelay: number;
}

const everyMs = 20;
const body = JSON.stringify({ query: 'query Bystander { lineItems(first: 2) { nodes { id label } } }' });

/** A well-behaved client: sends a simple query every 20 ms without waiting for earlier responses. */
export class Bystander {
  readonly #pool: Pool;
  readonly #timer: NodeJS.Timeout;
  readonly #running = new Set<Promise<void>>();
  readonly #delay = monitorEventLoopDelay({ resolution: 5 });
  #waits: number[] = [];
  #wrong = 0;
  #expected: string | undefined;

  constructor(
    url: string,
    private readonly authorization: string,
  ) {
    this.#pool = new Pool(url, { connections: 16 });
    this.#delay.enable();
    this.#timer = setInterval(() => {
      const run: Promise<void> = this.#ask(performance.now()).finally(() => this.#running.delete(run));
      this.#running.add(run);
    }, everyMs);
  }

  async #ask(startedAt: number): Promise<void> {
    try {
      const answer = await this.#pool.request({
        path: '/graphql',
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: this.authorization },
        body,
      });
      const text = await answer.body.text();
      this.#expected ??= text;
      if (answer.statusCode !== 200 || text !== this.#expected || !text.startsWith('{"data":{"lineItems":{"nodes":[{'))
        this.#wrong += 1;
    } catch {
      this.#wrong += 1;
    }
    this.#waits.push(performance.now() - startedAt);
  }

  /** The results since the last call, including requests in flight. */
  async report(): Promise<Waits> {
    await Promise.all(this.#running);
    const sorted = this.#waits.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
    const waits = {
      count: sorted.length,
      median: at(0.5),
      p99: at(0.99),
      max: at(1),
      wrong: this.#wrong,
      ownDelay: this.#delay.max / 1e6,
    };
    this.#waits = [];
    this.#wrong = 0;
    this.#delay.reset();
    return waits;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#running);
    this.#delay.disable();
    await this.#pool.destroy();
  }
}
