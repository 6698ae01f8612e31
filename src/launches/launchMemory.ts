import { LRUCache } from 'lru-cache';
import { lifetimeMs, RememberedLaunch } from './rememberedLaunch';

const maxLaunches = 10_000;
const maxBytes = 64 * 2 ** 20;
/** A larger launch is not cached: it must not evict all others. */
const maxBytesOfOne = 4 * 2 ** 20;

/**
 * A cache of recent launches, by `Caller.key`. Stores a launch only after LTIAAS has accepted its credential, so that requests with
 * invented credentials can neither fill the cache nor evict anything.
 */
export class LaunchMemory {
  readonly #remembered = new LRUCache<string, Entry>({
    max: maxLaunches,
    maxSize: maxBytes,
    maxEntrySize: maxBytesOfOne,
    sizeCalculation: ({ bytes }) => bytes,
    ttl: lifetimeMs,
    ttlAutopurge: true,
  });
  /** Launches with requests in flight, cached or not: requests of one launch share what they read. */
  readonly #inUse = new Map<string, { launch: RememberedLaunch; requests: number }>();
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
    const entry = this.#remembered.get(key);
    if (entry?.launch !== launch || entry.bytes === launch.bytes) return;
    // The cache counts the size of an entry only when it is set.
    this.#remember(key, launch);
  }

  #remember(key: string, launch: RememberedLaunch): void {
    const ttl = Math.floor(launch.remainingMs);
    if (ttl > 0) this.#remembered.set(key, new Entry(launch), { ttl });
  }

  /** Call this when LTIAAS no longer accepts the credential. */
  forget(key: string): void {
    const launch = this.#inUse.get(key)?.launch ?? this.#remembered.get(key)?.launch;
    if (launch !== undefined) launch.isAccepted = false;
    this.#inUse.delete(key);
    this.#remembered.delete(key);
  }
}

/** A launch and its size when it was stored. */
class Entry {
  readonly bytes: number;

  constructor(readonly launch: RememberedLaunch) {
    this.bytes = launch.bytes;
  }
}
