import { InMemoryLRUCache, type KeyValueCache, PrefixingKeyValueCache } from '@apollo/utils.keyvaluecache';

const maxQueries = 1000;
const maxBytes = 4 * 2 ** 20;
/** Prevents one client from evicting all other texts with a few large ones. */
const maxBytesOfOne = 64 * 2 ** 10;
/** How long replicas share a text, in ms. After that a client has to send it again. */
const sharedForMs = 60 * 60 * 1000;

/** The texts that replicas share, in Redis. */
export interface SharedTexts {
  get(kind: 'query', id: string): Promise<string | undefined>;
  set(kind: 'query', id: string, text: string, lifetimeMs: number): Promise<void>;
  delete(kind: 'query', id: string): Promise<void>;
}

/**
 * Stores the texts of automatic persisted queries by hash. A new text evicts the least recently used one, so only the texts of
 * accepted callers are stored: see `usePersistedQueries`.
 */
export function persistedQueryStore(store: SharedTexts | undefined): KeyValueCache {
  const own = new InMemoryLRUCache({
    max: maxQueries,
    maxSize: maxBytes,
    maxEntrySize: maxBytesOfOne,
    sizeCalculation,
  });
  return store === undefined ? own : new SharedQueries(own, store);
}

function sizeCalculation(text: string, hash: string): number {
  return Buffer.byteLength(text) + Buffer.byteLength(hash);
}

/** A replica looks up texts that it does not know in Redis. */
class SharedQueries implements KeyValueCache {
  #sharedBytes = 0;
  #sharedSince = Date.now();

  constructor(
    private readonly own: KeyValueCache,
    private readonly store: SharedTexts,
  ) {}

  async get(hash: string): Promise<string | undefined> {
    const known = await this.own.get(hash);
    if (known !== undefined) return known;
    const text = await this.store.get('query', hash);
    if (text !== undefined) await this.own.set(hash, text);
    return text;
  }

  async set(hash: string, text: string): Promise<void> {
    await this.own.set(hash, text);
    if (this.#mayShare(sizeCalculation(text, hash))) await this.store.set('query', hash, text, sharedForMs);
  }

  async delete(hash: string): Promise<boolean> {
    await this.store.delete('query', hash);
    return (await this.own.delete(hash)) === true;
  }

  /** Each replica may store as much in Redis as in its own memory. */
  #mayShare(bytes: number): boolean {
    const now = Date.now();
    if (now - this.#sharedSince >= sharedForMs) [this.#sharedSince, this.#sharedBytes] = [now, 0];
    if (bytes > maxBytesOfOne || this.#sharedBytes + bytes > maxBytes) return false;
    this.#sharedBytes += bytes;
    return true;
  }
}

/** For Apollo Server, which would store a text before the operation runs, when the credential has not been checked yet. */
export function readOnly(store: KeyValueCache): KeyValueCache {
  return PrefixingKeyValueCache.cacheDangerouslyDoesNotNeedPrefixesForIsolation<string>({
    get: (hash) => store.get(hash),
    set: async () => {},
    delete: (hash) => store.delete(hash),
  });
}
