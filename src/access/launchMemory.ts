import { LRUCache } from 'lru-cache';
import type { IdToken } from '../ltiaas/idToken';

/** What is remembered of one credential between its requests: who it is and what may be dialled, never a value. */
export interface RememberedLaunch {
  idToken?: IdToken;
  /** Ids of line items that LTIAAS has shown to this launch. */
  readonly lineItemIds: Set<string>;
  /** When a search through all line items last found nothing, in ms since 1970; 0: never. */
  lineItemMissedAt: number;
  /** Lists in which this launch has written since, by the line item whose scores they are: rows may have moved. */
  readonly movedLists: Set<string>;
  /** How many scores the line item had that was last read to its end, and how many the LMS gives a page; for planning. */
  scoreRows?: number;
  scorePageSize?: number;
  /** This LMS cuts a list at `limit` without saying so. */
  limitCutsSilently: boolean;
}

const maxLaunches = 10_000;
const lifetimeMs = 5 * 60 * 1000;

/** The launches that this process has met lately, by `Caller.key`. */
export class LaunchMemory {
  readonly #launches = new LRUCache<string, RememberedLaunch>({ max: maxLaunches, ttl: lifetimeMs });
  /** How often a launch was remembered, and was not, since the start. */
  hits = 0;
  misses = 0;

  get size(): number {
    return this.#launches.size;
  }

  of(key: string): RememberedLaunch {
    let launch = this.#launches.get(key);
    if (launch !== undefined) this.hits += 1;
    else {
      this.misses += 1;
      launch = { lineItemIds: new Set(), movedLists: new Set(), lineItemMissedAt: 0, limitCutsSilently: false };
      this.#launches.set(key, launch);
    }
    return launch;
  }

  forget(key: string): void {
    this.#launches.delete(key);
  }
}
