import type { LtiaasClient } from './client';
import { encode, endpoints } from './endpoints';
import { type Page, readPage } from './page';
import { readDate } from './date';
import { type Json, readId, readNumber, readObject, readRequiredId, readRequiredText } from './read';
import { LtiaasError } from './errors';

/** A line item, a column of the gradebook (AGS 2.0, section 3.2). */
export class LineItem {
  readonly id: string;
  readonly label: string;
  readonly scoreMaximum: number;
  readonly resourceLinkId: string | null;
  readonly resourceId: string | null;
  readonly tag: string | null;
  readonly gradesReleased: boolean | null;

  /** `json` stays unchanged: a PUT replaces the whole item, and must not lose unknown members and raw dates. */
  constructor(readonly json: Json) {
    this.id = readRequiredId(json.id, 'id', 'a line item without an id');
    this.label = readRequiredText(json.label, 'a line item without a label');
    const scoreMaximum = readNumber(json.scoreMaximum, 'a line item whose scoreMaximum is not a number');
    if (scoreMaximum === null) throw new LtiaasError('badAnswer', 'The LMS sent a line item without a scoreMaximum.');
    this.scoreMaximum = scoreMaximum;
    this.resourceLinkId = readId(json.resourceLinkId, 'resourceLinkId');
    this.resourceId = readId(json.resourceId, 'resourceId');
    this.tag = readId(json.tag, 'tag');
    this.gradesReleased = typeof json.gradesReleased === 'boolean' ? json.gradesReleased : null;
  }

  // Parsed on demand: most operations select no dates.
  get startDateTime(): Date | null {
    return readDate(this.json.startDateTime);
  }

  get endDateTime(): Date | null {
    return readDate(this.json.endDateTime);
  }
}

export type LineItemQuery = {
  resourceLinkId?: string | undefined;
  resourceId?: string | undefined;
  tag?: string | undefined;
  limit?: number | undefined;
  /** A page's link; LTIAAS then ignores everything else. */
  url?: string | undefined;
};

/** `GET /api/lineitems`. Throws `LtiaasError`. */
export async function listLineItems(client: LtiaasClient, query: LineItemQuery): Promise<Page<LineItem>> {
  // The key is `lineItems` in LTIAAS's reference, and `lineitems` in its guide for asynchronous use.
  const answer = await client.get(endpoints.listLineItems, '/api/lineitems', query);
  const page = readPage(answer, ['lineItems', 'lineitems'], (row) => new LineItem(row));
  client.use.rows += page.items.length;
  return page;
}

/** `GET /api/lineitems/{id}`. Throws `LtiaasError`: `notFound` if there is no such line item. */
export async function getLineItem(client: LtiaasClient, id: string): Promise<LineItem> {
  const json = readObject(await client.get(endpoints.getLineItem, lineItemPath(id)), 'a line item');
  if (!isSameLineItem(readId(json.id, 'id'), id))
    throw new LtiaasError('badAnswer', 'LTIAAS returned a line item other than the requested one.');
  return new LineItem({ ...json, id });
}

/** `POST /api/lineitems`. Throws `LtiaasError`: `badAnswer` if the LMS made the item but the response is not readable. */
export async function createLineItem(client: LtiaasClient, body: Json): Promise<LineItem> {
  return new LineItem(readObject(await client.write(endpoints.createLineItem, '/api/lineitems', body), 'a line item'));
}

/**
 * `PUT /api/lineitems/{id}`: replaces the whole item, so the LMS removes members that `body` omits (AGS 2.0, section 3.2.10).
 * Null if LTIAAS confirms without sending the item. Throws `LtiaasError`.
 */
export async function replaceLineItem(client: LtiaasClient, id: string, body: Json): Promise<LineItem | null> {
  const answer = await client.write(endpoints.replaceLineItem, lineItemPath(id), body);
  try {
    const json = readObject(answer, 'a line item');
    return isSameLineItem(readId(json.id, 'id'), id) ? new LineItem({ ...json, id }) : null;
  } catch (error) {
    if (error instanceof LtiaasError) return null;
    throw error;
  }
}

/** `DELETE /api/lineitems/{id}`: most platforms delete its scores, too. Throws `LtiaasError`. */
export async function deleteLineItem(client: LtiaasClient, id: string): Promise<void> {
  await client.write(endpoints.deleteLineItem, lineItemPath(id));
}

/**
 * Whether the id in a response, `answered`, can be the requested one, `asked`. The LMS may omit the id, or the query that Moodle's
 * ids have.
 */
export function isSameLineItem(answered: string | null, asked: string): boolean {
  if (answered === null || answered === asked) return true;
  const [a, b] = [lineItemKey(answered), lineItemKey(asked)];
  if (a === b) return true;
  const [pathOfA, pathOfB] = [a, b].map((key) => key.split('?')[0]);
  return pathOfA === pathOfB && (pathOfA === a || pathOfB === b);
}

/**
 * A key that is equal for all spellings of one id, and only for them. It ignores the scheme, the default port, the letter case of the
 * host, the percent-encoding of unreserved characters and a trailing slash (most of these: RFC 3986, section 6.2.2).
 * For comparisons only: requests always use a spelling that LTIAAS returned.
 */
export function lineItemKey(id: string): string {
  const parts = /^https?:\/\/([^/?#]*)([^?#]*)(.*)$/is.exec(id);
  // User info is never part of a line item's id.
  if (parts === null || parts[1]!.includes('@')) return id;
  const [, host = '', path = '', rest = ''] = parts.map((part) => part.replace(/%([0-9a-f]{2})/gi, decodeUnreserved));
  return `${host.toLowerCase().replace(/:(?:80|443)?$/, '')}${path.replace(/\/$/, '')}${rest}`;
}

function decodeUnreserved(encoded: string, hex: string): string {
  const character = String.fromCharCode(parseInt(hex, 16));
  return /[\w.~-]/.test(character) ? character : encoded.toUpperCase();
}

/** The id is a URL: it is one path segment, encoded exactly once. */
export function lineItemPath(id: string): string {
  return `/api/lineitems/${encode(id)}`;
}
