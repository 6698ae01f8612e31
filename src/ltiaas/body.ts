import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { LtiaasError } from './errors';

/** Bytes of an answer, as sent and after each step of decompression. */
export const maxBodySize = 16 * 1024 * 1024;
/** Servers apply one. More only multiply the work that a few bytes can cause. */
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

/** Off the event loop, and never more than the limit in memory. */
function limited(decompress: Decompress): (body: Buffer) => Promise<Buffer> {
  const run = promisify<Buffer, { maxOutputLength: number }, Buffer>(decompress);
  return (body) => run(body, { maxOutputLength: maxBodySize });
}

/** HTTP means zlib's format (RFC 9110, section 8.4.1.2), but some servers send the bare one: a multiple of 31 tells (RFC 1950). */
function hasZlibHeader(body: Buffer): boolean {
  return body.length >= 2 && (body[0]! & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}

/** The codings that were applied to the body, in this order (RFC 9110, section 8.4); empty for most answers. */
export function readEncodings(header: string | string[] | undefined): string[] {
  if (header === undefined) return [];
  const names = header.toString().toLowerCase().split(',');
  return names.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
}

/** Throws `LtiaasError` where the body is cut short, corrupt or too large, or the coding unknown. */
export async function decompress(body: Buffer, encodings: readonly string[]): Promise<Buffer> {
  // The answer to a HEAD has none, nor has a 204, whatever their headers say.
  if (body.length === 0) return body;
  if (encodings.length > maxEncodings) throw unreadable('with more content codings than the gateway reads');
  let decoded = body;
  for (const encoding of encodings.toReversed()) {
    const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
    if (decode === undefined)
      throw unreadable('in a content coding that the gateway did not ask for and does not know');
    try {
      decoded = await decode(decoded);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw unreadable('with more than 16 MiB');
      throw unreadable('with compressed data that is cut short or corrupt', true);
    }
  }
  return decoded;
}

/**
 * The text of a body. JSON is UTF-8 (RFC 8259, section 8.1); where the bytes are not, the charset that the server names counts.
 * Throws `LtiaasError` rather than let replacement characters into ids and labels, which an update would write back.
 */
export function decodeText(body: Buffer, contentType: string | undefined): string {
  if (isUtf8(body)) return body.toString('utf8', body.subarray(0, 3).equals(byteOrderMark) ? 3 : 0);
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1];
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    throw unreadable('with text that is not UTF-8');
  }
}

function unreadable(how: string, isPassing = false): LtiaasError {
  return new LtiaasError('badAnswer', `LTIAAS answered ${how}.`, { isPassing });
}
