import { hash, timingSafeEqual } from 'node:crypto';
import type { Credential } from '../ltiaas/credentials';

/**
 * Who is calling:
 * - `person`: the user of a launch, who sends an ltik and may do what their role allows
 * - `backEnd`: the tool's own server, which sends the API key and may do everything that LTIAAS allows
 */
export interface Caller {
  kind: 'person' | 'backEnd';
  credential: Credential;
  /** A hash of the whole credential: identifies the launch without revealing the credential. */
  key: string;
}

// An ltik is a JWT: three base64url parts, separated by dots.
const ltikShape = /^[\w.-]{1,4096}$/;
const serviceKeyShape = /^[\x21-\x7e]{1,4096}$/;

/** The account's API key, for comparison with callers' secrets. */
export class ApiKey {
  readonly #digest: Buffer;

  constructor(readonly value: string) {
    this.#digest = digest(value);
  }

  /** Compares in constant time: all hashes have the same length. */
  is(given: string): boolean {
    return timingSafeEqual(digest(given), this.#digest);
  }
}

/** Reads an `Authorization` header; undefined if it has none of the three forms. Makes no calls. */
export function readCaller(header: string | undefined, apiKey: ApiKey): Caller | undefined {
  const [, scheme, value] = /^(\S+) +(\S+)$/.exec(header ?? '') ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  switch (scheme.toUpperCase()) {
    case 'BEARER':
      // The API key alone is not a credential: LTIAAS returns no grades for it, and a browser must never hold it.
      if (!ltikShape.test(value) || apiKey.is(value)) return undefined;
      return caller('person', { kind: 'ltik', ltik: value });
    case 'LTIK-AUTH-V2': {
      const ltik = afterApiKey(value, apiKey);
      return ltik !== undefined && ltikShape.test(ltik) ? caller('backEnd', { kind: 'ltik', ltik }) : undefined;
    }
    case 'SERVICE-AUTH-V1': {
      const serviceKey = afterApiKey(value, apiKey);
      if (serviceKey === undefined || !serviceKeyShape.test(serviceKey)) return undefined;
      return caller('backEnd', { kind: 'serviceKey', serviceKey });
    }
    default:
      return undefined;
  }
}

function caller(kind: Caller['kind'], credential: Credential): Caller {
  // The kind is part of the key: a back end and a person may send the same ltik, but have different rights.
  const secret = credential.kind === 'ltik' ? credential.ltik : credential.serviceKey;
  const key = hash('sha256', `${kind}\n${credential.kind}\n${secret}`, 'base64url');
  return { kind, credential, key };
}

/** The text after `<API_KEY>:`, if the key is the account's. The key itself may contain a colon. */
function afterApiKey(value: string, apiKey: ApiKey): string | undefined {
  const { length } = apiKey.value;
  return apiKey.is(value.slice(0, length)) && value[length] === ':' ? value.slice(length + 1) : undefined;
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
