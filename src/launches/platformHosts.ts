import { LRUCache } from 'lru-cache';

/** For a registration with several hosts, such as Canvas's cloud: its id does not identify the host. */
const several = Symbol('several hosts');

/**
 * The host of each platform's line items, by the platform's id. At the first call of a launch only the id is known, but the call must
 * share its limit with the calls of other launches, whose host is known. Only responses of LTIAAS add entries.
 */
export class PlatformHosts {
  readonly #hosts = new LRUCache<string, string | typeof several>({ max: 1000 });

  get(platformId: string): string | undefined {
    const host = this.#hosts.get(platformId);
    return host === several ? undefined : host;
  }

  learn(platformId: string, host: string): void {
    const known = this.#hosts.get(platformId);
    if (known !== host && known !== several) this.#hosts.set(platformId, known === undefined ? host : several);
  }
}
