import { LRUCache } from 'lru-cache';

/** Such as a registration for the whole of Canvas's cloud: the id says nothing about the host. */
const several = Symbol('several hosts');

/**
 * The host of each platform's line items, by the platform's id. The first call of a launch knows only the id, and shares its limits with
 * the calls of other launches, which know the host. Filled from responses of LTIAAS only.
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
