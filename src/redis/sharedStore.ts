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

/** The count of a time window. */
export interface Count {
  current: number;
  /** The rest of the window, in ms. */
  ttl: number;
}

/** Longer than any configuration allows: a lease that expires later is not ours. In ms. */
const longestLeaseMs = 700_000;
/** The timeout for leases, in ms. Longer than for other commands: without a response, two replicas may write at the same time. */
const leaseTimeoutMs = 1000;
/** How long the next turn stays reserved for a replica that has stopped asking, in ms. */
const turnMs = 200;

/**
 * What the replicas of the gateway share in Redis: values, counts and leases. Names are keyed hashes, values are encrypted.
 * No method rejects: while Redis is unavailable they return undefined, and each replica uses its own memory.
 */
export class SharedStore {
  readonly #seal: Seal;
  readonly #link: RedisLink;
  /** The leases that this replica has, or may have, by holder. */
  readonly #leases = new Map<string, string>();
  /** Leases that have ended, but that Redis could not release yet. */
  readonly #unreleased = new Map<string, string>();
  #hits = 0;
  #misses = 0;

  private constructor({ url, apiKey, logger }: StoreOptions) {
    this.#seal = new Seal(apiKey);
    this.#link = new RedisLink(
      url,
      logger,
      (connection) => this.#check(connection),
      () => this.#releaseEnded(),
    );
  }

  /** Resolves even if Redis is unavailable: it may start later. */
  static async open(options: StoreOptions): Promise<SharedStore> {
    const store = new SharedStore(options);
    await store.#link.open();
    return store;
  }

  /** For metrics. `failures`: how often Redis failed or could not be reached. */
  get state() {
    return { isUp: this.#link.isUp, hits: this.#hits, misses: this.#misses, failures: this.#link.failures };
  }

  /** The value; undefined if there is none, or if it is not ours. */
  async get(kind: string, id: string): Promise<string | undefined> {
    if (!this.#link.isUp) return undefined;
    const name = this.#seal.name(kind, id);
    const sealed = await this.#link.ask(({ client }) => client.get(name));
    const text = sealed == null ? undefined : this.#seal.open(name, sealed);
    if (text === undefined) this.#misses += 1;
    else this.#hits += 1;
    return text;
  }

  async set(kind: string, id: string, text: string, lifetimeMs: number): Promise<void> {
    const name = this.#seal.name(kind, id);
    await this.#link.ask(({ client }) => client.set(name, this.#seal.close(name, text), { PX: lifetimeMs }));
  }

  async delete(kind: string, id: string): Promise<void> {
    await this.#link.ask(({ client }) => client.unlink(this.#seal.name(kind, id)));
  }

  /** Adds one to the count of a time window. */
  async count(id: string, windowMs: number): Promise<Count | undefined> {
    const reply = await this.#link.ask(({ run }) => run(countScript, [this.#seal.name('count', id)], [windowMs]));
    if (reply === undefined) return undefined;
    const [current, ttl] = reply as [number, number];
    return { current, ttl };
  }

  /** Tries to acquire the lease on `thing` for `holder`. False if it is taken: try again soon. */
  async tryLease(thing: string, holder: string, ms: number): Promise<boolean | undefined> {
    if (!this.#link.isUp) return undefined;
    // Redis may have granted it even if there is no response.
    this.#leases.set(holder, thing);
    const reply = await this.#link.ask(({ run }) => this.#lease(run, thing, holder, ms), leaseTimeoutMs);
    return reply === undefined ? undefined : reply === 1;
  }

  /** Releases the lease. Redis receives this before any later command. */
  async endLease(holder: string): Promise<void> {
    const thing = this.#leases.get(holder);
    if (thing === undefined) return;
    this.#leases.delete(holder);
    const reply = await this.#link.ask(({ run }) => this.#release(run, thing, holder), leaseTimeoutMs);
    if (reply === undefined) this.#unreleased.set(holder, thing);
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

  /** Runs each command once. Fails for a Redis that is full, a read-only replica, or without the required permissions. */
  async #check({ client, run }: Connection): Promise<void> {
    const holder = randomBytes(16).toString('base64url');
    const name = this.#seal.name('check', holder);
    await Promise.all([client.set(name, holder, { PX: 1000 }), this.#lease(run, holder, holder, 1000)]);
    await Promise.all([run(countScript, [name], [1000]), this.#release(run, holder, holder), client.get(name)]);
    await client.unlink(name);
  }

  #releaseEnded(): void {
    const ended = [...this.#unreleased];
    this.#unreleased.clear();
    for (const [holder, thing] of ended) {
      this.#leases.set(holder, thing);
      void this.endLease(holder);
    }
  }
}
