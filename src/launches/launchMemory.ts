import { LRUCache } from 'lru-cache';
import { LtiaasError } from '../ltiaas/errors';
import { Lifetime } from '../ltiaas/lifetime';
import { lifetimeMs, RememberedLaunch } from './rememberedLaunch';
import type { Roster } from './roster';

const maxLaunches = 10_000;
const maxBytes = 128 * 2 ** 20;
/** A launch that takes more is not remembered: it must not push out all others. Enough for about 10,000 members of a course. */
const maxBytesOfOne = 8 * 2 ** 20;

/** How the roster of a launch is read. */
export interface RosterReading {
  /** How long it may take, in ms. */
  ms: number;
  /** The time of the operation that asks. The reading ends with it if LTIAAS has not accepted the credential by then. */
  asking: Lifetime;
  /** Settles when `lifetime` ends, at the latest. */
  read: (lifetime: Lifetime) => Promise<Roster>;
}

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
  /** Readings of rosters, which belong to no request. */
  readonly #readings = new Set<Lifetime>();
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
    if (launch.bytes > maxBytesOfOne) {
      // Requests that overlap share a roster that is too large to be remembered. The rest of the launch is kept.
      if (this.#inUse.get(key)?.launch === launch) return;
      launch.forgetRoster();
    }
    const entry = this.#remembered.get(key);
    if (entry?.launch !== launch || entry.bytes === launch.bytes) return;
    // It has grown.
    this.#remember(key, launch);
  }

  /**
   * The roster of a launch: the one that is remembered or under way, or else a new reading. The launch is in use until that ends,
   * so that requests that come meanwhile share it. A refusal of the service is remembered, too; any other failure is not.
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

  /** Ends the readings of rosters that are under way. To be called when the process stops. */
  endReadings(): void {
    for (const lifetime of this.#readings) lifetime.end();
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
