import type { IdToken } from '../ltiaas/idToken';
import { lineItemKey } from '../ltiaas/lineItems';
import type { Roster } from './roster';

/** Roles change and names are private: nothing is kept for longer, however often it is used. In ms. */
export const lifetimeMs = 5 * 60 * 1000;
/** How many fruitless searches for a line item's id one launch may cost the LMS within `searchWindowMs`. */
const maxSearches = 5;
const searchWindowMs = 10_000;
/** What an entry takes beside its texts, in bytes, about. */
const ownBytes = 1024;

/** What is remembered of one credential between its requests: who it is, which line items it was shown and who is in the course, never a grade. */
export class RememberedLaunch {
  readonly #endsAt = performance.now() + lifetimeMs;
  readonly #lineItemIds = new Set<string>();
  /** The same by what all spellings of an id have in common. */
  readonly #spellings = new Map<string, string>();
  #idToken: IdToken | undefined;
  #idTokenBytes = 0;
  #lineItemBytes = 0;
  #roster: Promise<Roster> | undefined;
  #rosterBytes = 0;
  /** When whole lists were read for an id that they did not hold, in ms since 1970. */
  #searches: number[] = [];
  /** How many scores the line item had that was last read to its end, and how many the LMS gives a page; for planning. */
  scoreRows?: number;
  scorePageSize?: number;
  /** This LMS cuts a list at `limit` without saying so. */
  limitCutsSilently = false;
  /** Whether LTIAAS accepts the credential; undefined: it has not answered to it yet. */
  isAccepted: boolean | undefined;

  /** How long it may still be kept, in ms. */
  get msLeft(): number {
    return this.#endsAt - performance.now();
  }

  /** All that LTIAAS told of the launch; undefined: not asked yet, or a service key. */
  get idToken(): IdToken | undefined {
    return this.#idToken;
  }

  /** Ids of line items that LTIAAS has shown to this launch, in the LMS's spelling. */
  get lineItemIds(): ReadonlySet<string> {
    return this.#lineItemIds;
  }

  /** How much memory it takes, about. */
  get bytes(): number {
    return ownBytes + this.#idTokenBytes + this.#lineItemBytes + this.#rosterBytes;
  }

  /** The members of the course, read or being read; undefined: not asked for yet. Rejects if the launch has no roster. */
  get roster(): Promise<Roster> | undefined {
    return this.#roster;
  }

  learnRoster(roster: Promise<Roster>, bytes = 0): void {
    this.#roster = roster;
    this.#rosterBytes = bytes;
  }

  forgetRoster(): void {
    this.#roster = undefined;
    this.#rosterBytes = 0;
  }

  learnIdToken(token: IdToken): void {
    this.#idToken = token;
    this.#idTokenBytes = 2 * JSON.stringify(token).length;
    if (token.services.lineItemId !== null) this.learnLineItem(token.services.lineItemId);
  }

  learnLineItem(id: string): void {
    if (this.#lineItemIds.has(id)) return;
    // Two spellings of one id are one line item: the latest that LTIAAS gave is the one that goes upstream.
    this.forgetLineItem(id);
    this.#lineItemIds.add(id);
    this.#spellings.set(lineItemKey(id), id);
    this.#lineItemBytes += bytesOf(id);
  }

  /** How LTIAAS spells this id, of which the host's letter case and the like do not matter; undefined: it gave no such id. */
  spellingOf(id: string): string | undefined {
    return this.#lineItemIds.has(id) ? id : this.#spellings.get(lineItemKey(id));
  }

  /** To be called when the LMS says that it has no such line item (any more). */
  forgetLineItem(id: string): void {
    const known = this.spellingOf(id);
    if (known === undefined) return;
    this.#lineItemIds.delete(known);
    this.#spellings.delete(lineItemKey(known));
    this.#lineItemBytes -= bytesOf(known);
  }

  /** Whether an unknown id is worth another look at the whole list: guessing ids must not cost the LMS a list each. */
  maySearch(): boolean {
    const since = Date.now() - searchWindowMs;
    this.#searches = this.#searches.filter((at) => at > since);
    return this.#searches.length < maxSearches;
  }

  noteFruitlessSearch(): void {
    this.#searches.push(Date.now());
  }
}

function bytesOf(id: string): number {
  return 4 * id.length + 128;
}
