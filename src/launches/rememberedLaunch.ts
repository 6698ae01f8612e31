import type { IdToken } from '../ltiaas/idToken';
import { lineItemKey } from '../ltiaas/lineItems';
import type { Roster } from './roster';

/** In ms. Roles change and names are private, so frequent use does not extend it. */
export const lifetimeMs = 5 * 60 * 1000;
/** How many failed searches for a line item's id one launch may cause within `searchWindowMs`. */
const maxSearches = 5;
const searchWindowMs = 10_000;
/** The approximate size of an entry without its texts, in bytes. */
const ownBytes = 1024;

/**
 * What the gateway caches for a credential between requests: its id token, ids of line items, and the course's members. It never
 * caches grades.
 */
export class RememberedLaunch {
  readonly #endsAt = performance.now() + lifetimeMs;
  readonly #lineItemIds = new Set<string>();
  /** The same ids by `lineItemKey`, which is equal for all spellings of an id. */
  readonly #spellings = new Map<string, string>();
  #idTokenBytes = 0;
  #lineItemBytes = 0;
  #rosterBytes = 0;
  /** Undefined: not read yet, or a service key. */
  idToken: IdToken | undefined;
  /** The members of the course, read or being read; undefined if not requested yet. Rejects if the launch has no roster. */
  roster: Promise<Roster> | undefined;
  /** When searches read the whole list without finding their id, in ms since 1970. */
  #searches: number[] = [];
  /** The number of scores in the last list that was read to its end, and the LMS's page size. Both help to plan calls. */
  scoreRows?: number;
  scorePageSize?: number;
  /** The LMS cuts a list at `limit` without a link to the next page. */
  limitCutsSilently = false;
  /** Whether LTIAAS accepts the credential; undefined: no call with it has ended yet. */
  isAccepted: boolean | undefined;

  /** The rest of its lifetime, in ms. */
  get remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Ids of line items that LTIAAS has returned to this launch, in the LMS's spelling. */
  get lineItemIds(): ReadonlySet<string> {
    return this.#lineItemIds;
  }

  /** The approximate memory that it uses. */
  get bytes(): number {
    return ownBytes + this.#idTokenBytes + this.#lineItemBytes + this.#rosterBytes;
  }

  learnRoster(roster: Promise<Roster>, bytes = 0): void {
    this.roster = roster;
    this.#rosterBytes = bytes;
  }

  forgetRoster(): void {
    this.roster = undefined;
    this.#rosterBytes = 0;
  }

  learnIdToken(token: IdToken): void {
    this.idToken = token;
    this.#idTokenBytes = 2 * JSON.stringify(token).length;
    if (token.services.lineItemId !== null) this.learnLineItem(token.services.lineItemId);
  }

  learnLineItem(id: string): void {
    if (this.#lineItemIds.has(id)) return;
    // Two spellings of one id are one line item: requests use the latest that LTIAAS returned.
    this.forgetLineItem(id);
    this.#lineItemIds.add(id);
    this.#spellings.set(lineItemKey(id), id);
    this.#lineItemBytes += bytesOf(id);
  }

  /** The id as LTIAAS spells it. Undefined if LTIAAS has returned no spelling of this id. */
  spellingOf(id: string): string | undefined {
    return this.#lineItemIds.has(id) ? id : this.#spellings.get(lineItemKey(id));
  }

  /** Call this when the LMS does not have the line item, or has deleted it. */
  forgetLineItem(id: string): void {
    const known = this.spellingOf(id);
    if (known === undefined) return;
    this.#lineItemIds.delete(known);
    this.#spellings.delete(lineItemKey(known));
    this.#lineItemBytes -= bytesOf(known);
  }

  /** Whether an unknown id may cause another read of the whole list. The limit stops clients that guess ids. */
  maySearch(): boolean {
    const since = Date.now() - searchWindowMs;
    this.#searches = this.#searches.filter((at) => at > since);
    return this.#searches.length < maxSearches;
  }

  noteFailedSearch(): void {
    this.#searches.push(Date.now());
  }
}

function bytesOf(id: string): number {
  return 4 * id.length + 128;
}
