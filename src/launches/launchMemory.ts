import { LRUCache } from 'lru-cache';
import { lifetimeMs, RememberedLaunch } from './rememberedLaunch';

const maxLaunches = 10_000;
const maxBytes = 64 * 2 ** 20;
/** A launch that takes more is not remembered: it must not push out all others. */
const maxBytesOfOne = 4 * 2 ** 20;

/**
 * The launches that this process has met lately, by `Caller.key`. One is remembered only once LTIAAS has accepted its
 * credential, so that strangers can neither fill this memory nor push anything out of it.
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
  /** Launches with requests under way, remembered or not: requests of one launch share what they learn. */
  readonly #inUse = new Map<string, { launch: RememberedLaunch; requests: number }>();
  /** How often a launch was remembered, and was not, since the start. */
  hits = 0;
  misses = 0;

  get size(): number {
    return this.#remembered.size;
  }

  /** The launch for one more request; to be given back with {@link close}. */
  open(key: string): RememberedLaunch {
    const remembered = this.#remembered.get(key)?.launch;
    if (remembered === undefined) this.misses += 1;
    else this.hits += 1;
    let use = this.#inUse.get(key);
    // Requests that overlap for ever must not keep it for ever.
    if (use === undefined || use.launch.msLeft <= 0) {
      use = { launch: remembered ?? new RememberedLaunch(), requests: 0 };
      this.#inUse.set(key, use);
    }
    use.requests += 1;
    return use.launch;
  }

  /** To be called when LTIAAS has answered to the credential. */
  accept(key: string, launch: RememberedLaunch): void {
    if (launch.isAccepted !== undefined) return;
    launch.isAccepted = true;
    this.#remember(key, launch);
  }

  /** To be called at the end of a request. */
  close(key: string, launch: RememberedLaunch): void {
    const use = this.#inUse.get(key);
    if (use?.launch === launch && --use.requests === 0) this.#inUse.delete(key);
    const entry = this.#remembered.get(key);
    if (entry?.launch !== launch || entry.bytes === launch.bytes) return;
    // It has grown.
    this.#remember(key, launch);
  }

  #remember(key: string, launch: RememberedLaunch): void {
    const ttl = Math.floor(launch.msLeft);
    if (ttl > 0) this.#remembered.set(key, new Entry(launch), { ttl });
  }

  /** To be called when LTIAAS does not accept the credential any more. */
  forget(key: string): void {
    const launch = this.#inUse.get(key)?.launch ?? this.#remembered.get(key)?.launch;
    if (launch !== undefined) launch.isAccepted = false;
    this.#inUse.delete(key);
    this.#remembered.delete(key);
  }
}

/** As it was when it was measured. */
class Entry {
  readonly bytes: number;

  constructor(readonly launch: RememberedLaunch) {
    this.bytes = launch.bytes;
  }
}
