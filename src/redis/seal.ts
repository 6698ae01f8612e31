import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

/**
 * Hashes names and encrypts values for a store that others may read and write. A name reveals nothing. Reading or making a value
 * requires the account's API key, and a value is valid only under its own name.
 */
export class Seal {
  readonly #nameKey: Buffer;
  readonly #valueKey: Buffer;

  constructor(apiKey: string) {
    this.#nameKey = Buffer.from(hkdfSync('sha256', apiKey, '', 'store name', 32));
    this.#valueKey = Buffer.from(hkdfSync('sha256', apiKey, '', 'store value', 32));
  }

  name(kind: string, id: string): string {
    return `grades:${kind}:${createHmac('sha256', this.#nameKey).update(`${kind}\n${id}`).digest('base64url')}`;
  }

  close(name: string, text: string): string {
    const iv = randomBytes(ivLength);
    const sealing = createCipheriv(cipher, this.#valueKey, iv).setAAD(Buffer.from(name));
    return Buffer.concat([iv, sealing.update(text, 'utf8'), sealing.final(), sealing.getAuthTag()]).toString('base64');
  }

  /** Undefined unless {@link close} has made `sealed` for this name. */
  open(name: string, sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64');
    if (bytes.length < ivLength + tagLength) return undefined;
    const opening = createDecipheriv(cipher, this.#valueKey, bytes.subarray(0, ivLength), { authTagLength: tagLength });
    opening.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-tagLength));
    try {
      return opening.update(bytes.subarray(ivLength, -tagLength), undefined, 'utf8') + opening.final('utf8');
    } catch {
      return undefined;
    }
  }
}
