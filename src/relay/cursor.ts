import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ClientError } from '../errors';

/** Where an item stands in a linked list. */
export interface Position {
  /** The link of the page that holds it; null: the list's start, which has no link. */
  page: string | null;
  index: number;
  /** A short hash of the item's identity: finds it again where rows before it came or went. */
  mark: string;
  /** Set on the last item of a page that has a next one, which is where a walk forward goes on. */
  next?: string | undefined;
  /** Set on the first item of a page that has one before it, which is where a walk backward goes on. */
  prev?: string | undefined;
  /** The page has a link, and names the page before it where there is one: if it names none, it is the first. */
  linksBack?: boolean | undefined;
}

const version = 1;
const macLength = 16;
const markLength = 4;
const headLength = 4 + markLength;
const maxCursorLength = 32_768;
const maxLinksLength = 32_768;
/** The lower half of the first byte; the upper half is the version. */
const flags = { linksBack: 1, hasPage: 2, hasNext: 4, hasPrev: 8 };

/**
 * Turns positions into cursors and back. A cursor is opaque to clients, the same for the same position, signed, and good for
 * one list of one caller only: `binding` is part of what is signed.
 *
 * Layout: version and flags (1 byte), index (3), mark (4), the deflated links, signature (16); as base64url.
 */
export class CursorCodec {
  /** Deflated links by their text: all items of a page share theirs. Lives as long as its list. */
  readonly #deflated = new Map<string, Buffer>();

  constructor(
    private readonly key: Buffer,
    private readonly binding: string,
    /** A text that links are likely to share, such as the list's own URL: shortens what is deflated. */
    private readonly likely: string,
  ) {}

  encode(position: Position): string {
    const links = [position.page, position.next, position.prev].filter((link) => typeof link === 'string');
    const deflated = this.#deflate(links.join('\n'));
    const head = Buffer.alloc(headLength);
    head[0] =
      (version << 4) |
      (position.linksBack ? flags.linksBack : 0) |
      (position.page !== null ? flags.hasPage : 0) |
      (position.next !== undefined ? flags.hasNext : 0) |
      (position.prev !== undefined ? flags.hasPrev : 0);
    head.writeUIntBE(position.index, 1, 3);
    head.write(position.mark, 4, markLength, 'latin1');
    const body = Buffer.concat([head, deflated]);
    return Buffer.concat([body, this.#sign(body)]).toString('base64url');
  }

  /** Throws `ClientError` for whatever this list did not hand out. */
  decode(cursor: string): Position {
    if (cursor.length > maxCursorLength || !/^[\w-]+$/.test(cursor)) throw notOfThisList();
    const bytes = Buffer.from(cursor, 'base64url');
    // Several texts decode to the same bytes; only the one that was handed out is taken.
    if (bytes.toString('base64url') !== cursor || bytes.length < headLength + macLength) throw notOfThisList();
    const body = bytes.subarray(0, -macLength);
    if (!timingSafeEqual(this.#sign(body), bytes.subarray(-macLength))) throw notOfThisList();
    const flag = body.readUInt8(0);
    if (flag >> 4 !== version) throw notOfThisList();
    const links = this.#inflate(body.subarray(headLength)).split('\n');
    return {
      linksBack: (flag & flags.linksBack) !== 0,
      page: flag & flags.hasPage ? links.shift()! : null,
      index: body.readUIntBE(1, 3),
      mark: body.toString('latin1', 4, headLength),
      next: flag & flags.hasNext ? links.shift() : undefined,
      prev: flag & flags.hasPrev ? links.shift() : undefined,
    };
  }

  #deflate(links: string): Buffer {
    if (links === '') return Buffer.alloc(0);
    let deflated = this.#deflated.get(links);
    if (deflated === undefined) {
      deflated = deflateRawSync(links, { level: 9, dictionary: Buffer.from(this.likely) });
      this.#deflated.set(links, deflated);
    }
    return deflated;
  }

  #inflate(deflated: Buffer): string {
    if (deflated.length === 0) return '';
    return inflateRawSync(deflated, {
      dictionary: Buffer.from(this.likely),
      maxOutputLength: maxLinksLength,
    }).toString();
  }

  #sign(body: Buffer): Buffer {
    return createHmac('sha256', this.key)
      .update(this.binding)
      .update('\0')
      .update(body)
      .digest()
      .subarray(0, macLength);
  }
}

/** The key that signs cursors, derived from the account's API key so that all replicas have the same one. */
export function deriveCursorKey(apiKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', apiKey, '', 'cursor', 32));
}

/** A short hash of an item's identity, as {@link Position} holds it. */
export function markOf(identity: string): string {
  return createHash('sha256').update(identity).digest().toString('latin1', 0, markLength);
}

function notOfThisList(): ClientError {
  return new ClientError(
    'BAD_USER_INPUT',
    'The cursor is not one of this list. Cursors are good for the list, filter, line item and launch that gave them.',
  );
}
