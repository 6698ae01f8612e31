import { LRUCache } from 'lru-cache';
import type { SharedStore } from '../store/sharedStore';
import { digestOf, merge, readRecord, writeRecord } from './launchRecord';
import type { RememberedLaunch } from './rememberedLaunch';

const maxLaunches = 10_000;
const lifetimeMs = 5 * 60 * 1000;
/** How often a record is written that others write at the same time. */
const maxAttempts = 4;

/** The launches that this process, and with a store all of them, have met lately, by `Caller.key`. */
export class LaunchMemory {
  readonly #launches = new LRUCache<string, RememberedLaunch>({ max: maxLaunches, ttl: lifetimeMs });
  /** How often a launch was remembered, and was not, since the start. */
  hits = 0;
  misses = 0;

  get size(): number {
    return this.#launches.size;
  }

  constructor(private readonly store: SharedStore | undefined) {}

  of(key: string): RememberedLaunch {
    let launch = this.#launches.get(key);
    if (launch !== undefined) this.hits += 1;
    else {
      this.misses += 1;
      launch = {
        lineItemIds: new Set(),
        deletedLineItemIds: new Set(),
        movedLists: new Set(),
        lineItemMissedAt: 0,
        limitCutsSilently: false,
        endsAt: Date.now() + lifetimeMs,
        isRefused: false,
      };
      this.#launches.set(key, launch);
    }
    return launch;
  }

  async forget(key: string): Promise<void> {
    const launch = this.#launches.get(key);
    if (launch !== undefined) launch.isRefused = true;
    this.#launches.delete(key);
    await this.store?.delete('launch', key);
  }

  /** Takes in what other replicas have learnt of the launch; undefined where there is nobody to ask. */
  refresh(key: string, launch: RememberedLaunch): Promise<void> | undefined {
    return this.store?.state.isUp ? this.#refresh(this.store, key, launch) : undefined;
  }

  /** Lets other replicas know what is new; undefined where there is nobody to tell. */
  share(key: string, launch: RememberedLaunch): Promise<void> | undefined {
    return this.store?.state.isUp ? this.#share(this.store, key, launch) : undefined;
  }

  async #share(store: SharedStore, key: string, launch: RememberedLaunch): Promise<void> {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const digest = digestOf(launch);
      const leftMs = launch.endsAt - Date.now();
      if (digest === launch.shared?.digest || digest === undefined || launch.isRefused || leftMs <= 0) return;
      const text = writeRecord(launch);
      const reply = await store.replace('launch', key, launch.shared?.version, text, leftMs);
      if (reply === undefined) return;
      if ('version' in reply) {
        launch.shared = { version: reply.version, digest };
        return;
      }
      // Another replica was faster: what it knows, too, is to stay.
      this.#takeIn(key, launch, reply.other);
    }
  }

  async #refresh(store: SharedStore, key: string, launch: RememberedLaunch): Promise<void> {
    const stored = await store.get('launch', key, launch.shared?.version);
    if (stored === undefined) launch.shared = undefined;
    else if (stored.version !== launch.shared?.version) this.#takeIn(key, launch, stored);
  }

  #takeIn(
    key: string,
    launch: RememberedLaunch,
    { version, text }: { version: string; text: string | undefined },
  ): void {
    const record = readRecord(text, Date.now() + lifetimeMs);
    launch.shared = { version, digest: record === undefined ? '' : (digestOf(record) ?? '') };
    if (record === undefined || !merge(launch, record)) return;
    // It is as old as what was taken from it; unless it was forgotten meanwhile.
    if (this.#launches.peek(key) !== launch) return;
    this.#launches.set(key, launch, { ttl: Math.max(1, launch.endsAt - Date.now()) });
  }
}
