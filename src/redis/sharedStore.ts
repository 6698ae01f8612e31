import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Connection } from './connection';
import { RedisLink } from './redisLink';
import { countScript, leaseScript, releaseScript } from './scripts';
import { Seal } from './seal';

export interface StoreOptions {
  url: string;
  apiKey: string;
  logger: Logger;
}

/** For metrics. */
export interface StoreState {
  readonly isUp: boolean;
  readonly hits: number;
  readonly misses: number;
  /** How often Redis was lost, or not to be had when it was tried again. */
  readonly failures: number;
}

/** The longest that a lease can be, whatever the configuration says: one with more to go is none of ours. In ms. */
const longestLeaseMs = 700_000;
/** How long a write waits for Redis: longer than all else, since without an answer two may write at once. In ms. */
const leasePatienceMs = 1000;
/** How long the next turn stands for somebody who does not ask any more, in ms. */
const turnMs = 200;

/**
 * What the replicas of the gateway have in common, in Redis: values, counts, and leases. Names are keyed hashes, values are sealed.
 * Nothing here rejects: where Redis is not to be had, the answer is undefined, and everybody goes by what they know themselves.
 */
export class SharedStore {
  readonly #seal: Seal;
  readonly #link: RedisLink;
  /** Who has, or may have, which lease. */
  readonly #leases = new Map<string, string>();
  /** Leases that are over, which Redis could not be told yet. */
  readonly #owed = new Map<string, string>();
  #hits = 0;
  #misses = 0;

  private constructor({ url, apiKey, logger }: StoreOptions) {
    this.#seal = new Seal(apiKey);
    this.#link = new RedisLink(
      url,
      logger,
      (connection) => this.#check(connection),
      () => this.#payBack(),
    );
  }

  /** Resolves also where Redis is not there: it may come. */
  static async open(options: StoreOptions): Promise<SharedStore> {
    const store = new SharedStore(options);
    await store.#link.open();
    return store;
  }

  get state(): StoreState {
    return { isUp: this.#link.isUp, hits: this.#hits, misses: this.#misses, failures: this.#link.failures };
  }

  /** What stands there; undefined where it is not ours. */
  async get(kind: string, id: string): Promise<string | undefined> {
    if (!this.#link.isUp) return undefined;
    const name = this.#seal.name(kind, id);
    const sealed = await this.#link.ask(({ values }) => values.get(name));
    const text = sealed === undefined ? undefined : this.#seal.open(name, sealed);
    if (text === undefined) this.#misses += 1;
    else this.#hits += 1;
    return text;
  }

  async set(kind: string, id: string, text: string, lifetimeMs: number): Promise<void> {
    const name = this.#seal.name(kind, id);
    await this.#link.ask(({ values }) => values.set(name, this.#seal.close(name, text), lifetimeMs));
  }

  async delete(kind: string, id: string): Promise<void> {
    await this.#link.ask(({ values }) => values.delete(this.#seal.name(kind, id)));
  }

  /** Counts one more within a window of time: the count, and how many ms the window has left. */
  async count(id: string, windowMs: number): Promise<{ current: number; ttl: number } | undefined> {
    const reply = await this.#link.ask(({ run }) => run(countScript, [this.#seal.name('count', id)], [windowMs]));
    if (reply === undefined) return undefined;
    const [current, ttl] = reply as [number, number];
    return { current, ttl };
  }

  /** Tries to get the lease on `thing` for `holder`; false where it is taken: then to be asked again soon. */
  async tryLease(thing: string, holder: string, ms: number): Promise<boolean | undefined> {
    if (!this.#link.isUp) return undefined;
    // Also where the answer does not come, Redis may have given it.
    this.#leases.set(holder, thing);
    const reply = await this.#link.ask(({ run }) => this.#lease(run, thing, holder, ms), leasePatienceMs);
    return reply === undefined ? undefined : reply === 1;
  }

  /** Gives the lease back; Redis is told before anything that it is asked afterwards. */
  async endLease(holder: string): Promise<void> {
    const thing = this.#leases.get(holder);
    if (thing === undefined) return;
    this.#leases.delete(holder);
    const reply = await this.#link.ask(({ run }) => this.#release(run, thing, holder), leasePatienceMs);
    if (reply === undefined) this.#owed.set(holder, thing);
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  #lease(run: Connection['run'], thing: string, holder: string, ms: number): Promise<unknown> {
    return run(leaseScript, this.#leaseNames(thing), [holder, Math.ceil(ms), longestLeaseMs, turnMs]);
  }

  #release(run: Connection['run'], thing: string, holder: string): Promise<unknown> {
    return run(releaseScript, this.#leaseNames(thing), [holder]);
  }

  #leaseNames(thing: string): string[] {
    return [this.#seal.name('lease', thing), this.#seal.name('turn', thing)];
  }

  /** Does once all that is done: a Redis that is full, only a copy of another, or that forbids some of it is of no use. */
  async #check({ values, run }: Connection): Promise<void> {
    const holder = randomBytes(16).toString('base64url');
    const name = this.#seal.name('check', holder);
    await Promise.all([values.set(name, holder, 1000), this.#lease(run, holder, holder, 1000)]);
    await Promise.all([run(countScript, [name], [1000]), this.#release(run, holder, holder), values.get(name)]);
    await values.delete(name);
  }

  #payBack(): void {
    const owed = [...this.#owed];
    this.#owed.clear();
    for (const [holder, thing] of owed) {
      this.#leases.set(holder, thing);
      void this.endLease(holder);
    }
  }
}
