import { LRUCache } from 'lru-cache';
import { LtiaasError } from '../ltiaas/errors';
import { Lifetime } from '../ltiaas/lifetime';
import { lifetimeMs, RememberedLaunch } from './rememberedLaunch';
import type { Roster } from './roster';

const maxLaunches = 10_000;
const maxBytes = 128 * 2 ** 20;
/** A larger launch is not cached: it must not evict all others. This is enough for about 10,000 members of a course. */
const maxBytesOfOne = 8 * 2 ** 20;

/** How the roster of a launch is read. */
export interface RosterReading {
  /** The time limit, in ms. */
  ms: number;
  /** The lifetime of the operation that needs the roster. Reading ends with it if LTIAAS has not accepted the credential by then. */
  asking: Lifetime;
  /** Settles when `lifetime` ends, at the latest. */
  read: (lifetime: Lifetime) => Promise<Roster>;
}

/**
 * A cache of recent launches, by `Caller.key`. Stores a launch only after LTIAAS has accepted its credential, so that requests with
 * invented credentials can neither fill the cache nor evict anything.
 */
export class LaunchMemory {
  /** Launches, and their sizes when they were stored. */
  readonly #remembered = new LRUCache<string, { launch: RememberedLaunch; bytes: number }>({
    max: maxLaunches,
    maxSize: maxBytes,
    maxEntrySize: maxBytesOfOne,
    sizeCalculation: ({ bytes }) => bytes,
    ttl: lifetimeMs,
    ttlAutopurge: true,
  });
  /** Launches with requests in flight, cached or not: requests of one launch share what they read. */
  readonly #inUse = new Map<string, { launch: RememberedLaunch; requests: number }>();
  /** Reads of rosters in progress. They can outlast the requests that started them. */
  readonly #readings = new Set<Lifetime>();
  /** Cache hits and misses since the start. */
  hits = 0;
  misses = 0;

  get size(): number {
    return this.#remembered.size;
  }

  /** The launch for one more request. Call {@link close} at the end of the request. */
  open(key: string): RememberedLaunch {
    const remembered = this.#remembered.get(key)?.launch;
    if (remembered === undefined) this.misses += 1;
    else this.hits += 1;
    let use = this.#inUse.get(key);
    // Requests that always overlap must not keep a launch beyond its lifetime.
    if (use === undefined || use.launch.remainingMs <= 0) {
      use = { launch: remembered ?? new RememberedLaunch(), requests: 0 };
      this.#inUse.set(key, use);
    }
    use.requests += 1;
    return use.launch;
  }

  /** Call this when LTIAAS has accepted the credential. */
  accept(key: string, launch: RememberedLaunch): void {
    if (launch.isAccepted !== undefined) return;
    launch.isAccepted = true;
    this.#remember(key, launch);
  }

  /** Call this at the end of a request. */
  close(key: string, launch: RememberedLaunch): void {
    const use = this.#inUse.get(key);
    if (use?.launch === launch && --use.requests === 0) this.#inUse.delete(key);
    if (launch.bytes > maxBytesOfOne) {
      // Requests that overlap share a roster that is too large to be remembered. The rest of the launch is kept.
      if (this.#inUse.get(key)?.launch === launch) return;
      launch.forgetRoster();
    }
    const entry = this.#remembered.get(key);
    if (entry?.launch !== launch || entry.bytes === launch.bytes) return;
    // The cache counts the size of an entry only when it is set.
    this.#remember(key, launch);
  }

  /**
   * The roster of a launch: the remembered one, the one being read, or a new read. The launch stays in use until the read ends, so that
   * later requests share it. The error that there is no such service is remembered too; other errors are not.
   */
  readRoster(key: string, launch: RememberedLaunch, { ms, asking, read }: RosterReading): Promise<Roster> {
    if (launch.roster !== undefined) return launch.roster;
    const lifetime = new Lifetime(performance.now() + ms);
    const timer = setTimeout(() => lifetime.end(), ms);
    asking.onEnd(() => {
      if (launch.isAccepted !== true) lifetime.end();
    });
    this.#readings.add(lifetime);
    const use = this.#inUse.get(key);
    if (use?.launch === launch) use.requests += 1;
    const roster = read(lifetime);
    const end = () => {
      clearTimeout(timer);
      this.#readings.delete(lifetime);
      this.close(key, launch);
    };
    launch.learnRoster(roster);
    roster.then(
      ({ bytes }) => {
        launch.learnRoster(roster, bytes);
        end();
      },
      (error: unknown) => {
        if (!(error instanceof LtiaasError) || error.kind !== 'serviceNotAvailable') launch.forgetRoster();
        end();
      },
    );
    return roster;
  }

  /** Ends the reads of rosters in progress. Call this when the process stops. */
  endReadings(): void {
    for (const lifetime of this.#readings) lifetime.end();
  }

  #remember(key: string, launch: RememberedLaunch): void {
    const ttl = Math.floor(launch.remainingMs);
    if (ttl > 0) this.#remembered.set(key, { launch, bytes: launch.bytes }, { ttl });
  }

  /** Call this when LTIAAS no longer accepts the credential. */
  forget(key: string): void {
    const launch = this.#inUse.get(key)?.launch ?? this.#remembered.get(key)?.launch;
    if (launch !== undefined) launch.isAccepted = false;
    this.#inUse.delete(key);
    this.#remembered.delete(key);
  }
}
