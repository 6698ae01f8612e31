import { InMemoryLRUCache, type KeyValueCache, PrefixingKeyValueCache } from '@apollo/utils.keyvaluecache';

const maxQueries = 1000;
const maxBytes = 4 * 2 ** 20;
/** One client cannot push out all the others' with a few huge ones. */
const maxBytesOfOne = 64 * 2 ** 10;
/** How long replicas share a text, in ms. One that is used after that is sent again. */
const sharedForMs = 60 * 60 * 1000;

/** What replicas share. */
export interface SharedTexts {
  get(kind: 'query', id: string): Promise<string | undefined>;
  set(kind: 'query', id: string, text: string, lifetimeMs: number): Promise<void>;
  delete(kind: 'query', id: string): Promise<void>;
}

/**
 * Where the texts of automatic persisted queries are kept, by their hashes; what was used longest ago goes first. Others' texts
 * make room for new ones, so only those of accepted callers are stored: see `usePersistedQueries`.
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

/** What one replica does not know it asks the others for. */
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

  /** Each replica may have as much in Redis as it keeps itself. */
  #mayShare(bytes: number): boolean {
    const now = Date.now();
    if (now - this.#sharedSince >= sharedForMs) [this.#sharedSince, this.#sharedBytes] = [now, 0];
    if (bytes > maxBytesOfOne || this.#sharedBytes + bytes > maxBytes) return false;
    this.#sharedBytes += bytes;
    return true;
  }
}

/** For Apollo Server, which would store a text before it runs, when nobody knows yet what the credential is worth. */
export function readOnly(store: KeyValueCache): KeyValueCache {
  return PrefixingKeyValueCache.cacheDangerouslyDoesNotNeedPrefixesForIsolation<string>({
    get: (hash) => store.get(hash),
    set: async () => {},
    delete: (hash) => store.delete(hash),
  });
}
