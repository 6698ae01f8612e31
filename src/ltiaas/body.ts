import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { LtiaasError } from './errors';

/** The size limit of a response in bytes, before and after each step of decompression. */
export const maxBodySize = 16 * 1024 * 1024;
/** Servers apply one. Each further encoding multiplies the work that a few bytes can cause. */
const maxEncodings = 4;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const decoders: Record<string, (body: Buffer) => Promise<Buffer>> = {
  gzip: limited(gunzip),
  'x-gzip': limited(gunzip),
  br: limited(brotliDecompress),
  deflate: (body) => (hasZlibHeader(body) ? inflateZlib : inflateBare)(body),
};
const inflateZlib = limited(inflate);
const inflateBare = limited(inflateRaw);

type Decompress = typeof gunzip | typeof brotliDecompress;

/** Decompresses outside the event loop, and stops at the limit, so that memory is bounded. */
function limited(decompress: Decompress): (body: Buffer) => Promise<Buffer> {
  const run = promisify<Buffer, { maxOutputLength: number }, Buffer>(decompress);
  return (body) => run(body, { maxOutputLength: maxBodySize });
}

/** HTTP's `deflate` has a zlib header, a multiple of 31 (RFC 9110, section 8.4.1.2; RFC 1950). Some servers omit it. */
function hasZlibHeader(body: Buffer): boolean {
  return body.length >= 2 && (body[0]! & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}

/** The encodings of the body, in the order in which the server applied them (RFC 9110, section 8.4). */
export function readEncodings(header: string | string[] | undefined): string[] {
  if (header === undefined) return [];
  const names = header.toString().toLowerCase().split(',');
  return names.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
}

/** Throws `LtiaasError` if the body is truncated, corrupt or too large, or if an encoding is unknown. */
export async function decompress(body: Buffer, encodings: readonly string[]): Promise<Buffer> {
  // A 204 has no body, even if its headers name an encoding.
  if (body.length === 0) return body;
  if (encodings.length > maxEncodings) throw unreadable(`with more than ${maxEncodings} content encodings`);
  let decoded = body;
  for (const encoding of encodings.toReversed()) {
    const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
    if (decode === undefined) throw unreadable('with an unsupported content encoding');
    try {
      decoded = await decode(decoded);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw unreadable('larger than 16 MiB');
      throw unreadable('with truncated or corrupt compressed data', true);
    }
  }
  return decoded;
}

/**
 * The text of a body. JSON is UTF-8 (RFC 8259, section 8.1); if the bytes are not, the charset in `Content-Type` decides.
 * Throws `LtiaasError` if neither fits: an update would write replacement characters in ids and labels back to the LMS.
 */
export function decodeText(body: Buffer, contentType: string | undefined): string {
  if (isUtf8(body)) return body.toString('utf8', body.subarray(0, 3).equals(byteOrderMark) ? 3 : 0);
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1];
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    throw unreadable('that is not valid UTF-8');
  }
}

function unreadable(how: string, isPassing = false): LtiaasError {
  return new LtiaasError('badAnswer', `LTIAAS sent a response ${how}.`, { isPassing });
}
