import { encode, type LtiaasClient } from './client';
import { endpoints } from './endpoints';
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

  /** `json` is kept as it came: a PUT replaces the whole item, so unknown members and raw dates must survive it. */
  constructor(readonly json: Json) {
    this.id = readRequiredId(json.id, 'id', 'a line item without an id');
    this.label = readRequiredText(json.label, 'a line item without a label');
    const scoreMaximum = readNumber(json.scoreMaximum, 'a line item whose scoreMaximum is no number');
    if (scoreMaximum === null) throw new LtiaasError('badAnswer', 'The LMS sent a line item without a scoreMaximum.');
    this.scoreMaximum = scoreMaximum;
    this.resourceLinkId = readId(json.resourceLinkId, 'resourceLinkId');
    this.resourceId = readId(json.resourceId, 'resourceId');
    this.tag = readId(json.tag, 'tag');
    this.gradesReleased = typeof json.gradesReleased === 'boolean' ? json.gradesReleased : null;
  }

  // Parsed when asked for: most operations select no dates.
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
  // LTIAAS's reference spells the key `lineItems`, its guide for asynchronous use `lineitems`.
  const answer = await client.get(endpoints.listLineItems, '/api/lineitems', query);
  const page = readPage(answer, ['lineItems', 'lineitems'], (row) => new LineItem(row));
  client.use.rows += page.items.length;
  return page;
}

/** `GET /api/lineitems/{id}`. Throws `LtiaasError`, `notFound` where there is none. */
export async function getLineItem(client: LtiaasClient, id: string): Promise<LineItem> {
  const json = readObject(await client.get(endpoints.getLineItem, lineItemPath(id)), 'a line item');
  if (!isSameLineItem(readId(json.id, 'id'), id))
    throw new LtiaasError('badAnswer', 'LTIAAS answered with another line item.');
  return new LineItem({ ...json, id });
}

/** `POST /api/lineitems`. Throws `LtiaasError`; `badAnswer` where the item was made but its answer cannot be read. */
export async function createLineItem(client: LtiaasClient, body: Json): Promise<LineItem> {
  return new LineItem(readObject(await client.write(endpoints.createLineItem, '/api/lineitems', body), 'a line item'));
}

/**
 * `PUT /api/lineitems/{id}`: replaces the whole item, what is left out of `body` is removed (AGS 2.0, section 3.2.10).
 * Null where LTIAAS confirms without sending the item. Throws `LtiaasError`.
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

/** `DELETE /api/lineitems/{id}`: on most platforms its scores go with it. Throws `LtiaasError`. */
export async function deleteLineItem(client: LtiaasClient, id: string): Promise<void> {
  await client.write(endpoints.deleteLineItem, lineItemPath(id));
}

/**
 * Whether `answered`, an id that came back, is no other than the `asked` one. One that the LMS left out is no contradiction,
 * nor is one without the query that Moodle's ids have.
 */
export function isSameLineItem(answered: string | null, asked: string): boolean {
  if (answered === null || answered === asked) return true;
  const [a, b] = [lineItemKey(answered), lineItemKey(asked)];
  if (a === b) return true;
  const [pathOfA, pathOfB] = [a, b].map((key) => key.split('?')[0]);
  return pathOfA === pathOfB && (pathOfA === a || pathOfB === b);
}

/**
 * The same for all spellings of one id, and only for them: scheme, default port, letter case of the host, percent-encoding of
 * unreserved characters and a slash at the path's end do not count (RFC 3986, section 6.2.2, says why most of them cannot).
 * For comparisons only: what goes upstream is always a spelling that LTIAAS gave.
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

/** The id is a URL and goes out as one path segment, encoded exactly once. */
export function lineItemPath(id: string): string {
  return `/api/lineitems/${encode(id)}`;
}
