import { createCipheriv, createDecipheriv, createHmac, hash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ClientError } from '../errors';
import type { Direction } from './pageArgs';

/** A row that was returned: a hash of its identity, and the number of unreadable rows directly after it. */
export interface Mark {
  hash: string;
  unreadable: number;
}

/** The position of a row in a linked list when it was returned, with what is needed to find the row again. */
export interface Position {
  /** The direction in which the list was read. */
  direction: Direction;
  /** The link of the row's page; null: the list's start, which has no link. */
  page: string | null;
  next?: string | undefined;
  prev?: string | undefined;
  /** The page has a link, and a `prev` link unless it is the first. */
  linksBack: boolean;
  /** The `limit` with which the start was read. Another limit would lead to other links. 0: the page has a link. */
  limit: number;
  index: number;
  /** The number of rows on the page. */
  size: number;
  /** The last rows that were returned, starting with this one. Marks stay valid when changes make offsets wrong. */
  marks: readonly Mark[];
}

/** How many rows a cursor remembers. It stays valid while the list contains at least one of them. */
export const marksPerCursor = 4;

const version = 2;
const ivLength = 16;
const markLength = 8;
const headLength = 10;
const maxCursorLength = 32_768;
const maxLinksLength = 32_768;
const maxUnreadable = 255;
const flags = { backward: 1, linksBack: 2, hasPage: 4, hasNext: 8, hasPrev: 16 };

/**
 * Encodes positions as cursors and decodes them. A cursor is opaque to clients and valid for one list of one caller only, which
 * `binding` identifies. It is encrypted, because page links may contain an LMS's tokens, and deterministic, so that client caches
 * recognize it. A synthetic initialization vector provides both (RFC 5297): `iv` is a MAC of the binding and the text, so equal
 * texts give equal cursors, and decoding verifies the MAC. Node 20's OpenSSL does not offer RFC 5297's AES-SIV, so this class
 * combines HMAC-SHA256 and AES-CTR.
 *
 * Text: version, flags (1 byte each), marks (1), index (3), size and limit (2 each), the marks (9 each), deflated links.
 */
export class CursorCodec {
  /** Deflated links by their text: all rows of a page have the same links. */
  readonly #deflated = new Map<string, Buffer>();

  constructor(
    private readonly keys: CursorKeys,
    private readonly binding: string,
    /** A text that links probably contain, such as the list's own URL: improves the compression. */
    private readonly likely = '',
  ) {}

  encode(position: Position): string {
    const { page, next, prev, marks } = position;
    const links = this.#deflate([page ?? undefined, next, prev].filter((link) => link !== undefined).join('\n'));
    const head = Buffer.alloc(headLength + marks.length * (markLength + 1));
    head[0] = version;
    head[1] =
      (position.direction === 'backward' ? flags.backward : 0) |
      (position.linksBack ? flags.linksBack : 0) |
      (page !== null ? flags.hasPage : 0) |
      (next !== undefined ? flags.hasNext : 0) |
      (prev !== undefined ? flags.hasPrev : 0);
    head[2] = marks.length;
    head.writeUIntBE(position.index, 3, 3);
    head.writeUInt16BE(Math.min(position.size, 0xffff), 6);
    head.writeUInt16BE(position.limit, 8);
    marks.forEach((mark, index) => {
      const at = headLength + index * (markLength + 1);
      head.write(mark.hash, at, markLength, 'latin1');
      head[at + markLength] = Math.min(mark.unreadable, maxUnreadable);
    });
    const text = Buffer.concat([head, links]);
    const iv = this.#ivOf(text);
    const cipher = createCipheriv('aes-256-ctr', this.keys.cipher, iv);
    return Buffer.concat([iv, cipher.update(text)]).toString('base64url');
  }

  /** Throws `ClientError` unless this list has returned the cursor. */
  decode(cursor: string): Position {
    if (cursor.length > maxCursorLength || !/^[\w-]+$/.test(cursor)) throw notOfThisList();
    const bytes = Buffer.from(cursor, 'base64url');
    // Several texts decode to the same bytes: accept only the one that the list has returned.
    if (bytes.toString('base64url') !== cursor || bytes.length < ivLength + headLength) throw notOfThisList();
    const iv = bytes.subarray(0, ivLength);
    const text = createDecipheriv('aes-256-ctr', this.keys.cipher, iv).update(bytes.subarray(ivLength));
    if (!timingSafeEqual(this.#ivOf(text), iv) || text[0] !== version) throw notOfThisList();
    const flag = text[1]!;
    const marks = Array.from({ length: text[2]! }, (_, index) => {
      const at = headLength + index * (markLength + 1);
      return { hash: text.toString('latin1', at, at + markLength), unreadable: text[at + markLength]! };
    });
    const links = this.#inflate(text.subarray(headLength + marks.length * (markLength + 1))).split('\n');
    return {
      direction: flag & flags.backward ? 'backward' : 'forward',
      linksBack: (flag & flags.linksBack) !== 0,
      page: flag & flags.hasPage ? links.shift()! : null,
      next: flag & flags.hasNext ? links.shift() : undefined,
      prev: flag & flags.hasPrev ? links.shift() : undefined,
      index: text.readUIntBE(3, 3),
      size: text.readUInt16BE(6),
      limit: text.readUInt16BE(8),
      marks,
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

  #ivOf(text: Buffer): Buffer {
    return createHmac('sha256', this.keys.iv)
      .update(this.binding)
      .update('\0')
      .update(text)
      .digest()
      .subarray(0, ivLength);
  }
}

export type CursorKeys = ReturnType<typeof deriveCursorKeys>;

/** The keys of cursors, derived from the account's API key so that all replicas have the same ones. */
export function deriveCursorKeys(apiKey: string) {
  const derive = (label: string) => Buffer.from(hkdfSync('sha256', apiKey, '', label, 32));
  return { iv: derive('cursor iv'), cipher: derive('cursor cipher') };
}

/** A short hash of an item's identity, as {@link Mark} holds it. */
export function hashOf(identity: string): string {
  return hash('sha256', identity, 'buffer').toString('latin1', 0, markLength);
}

function notOfThisList(): ClientError {
  return new ClientError(
    'BAD_USER_INPUT',
    'The cursor does not belong to this list. A cursor is valid for the list, filter, line item and launch that returned it.',
  );
}
