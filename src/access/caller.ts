import { hash, timingSafeEqual } from 'node:crypto';
import type { Credential } from '../ltiaas/credentials';

/**
 * Who is calling:
 * - `person`: somebody in a launch, who shows an ltik and may do what their role allows
 * - `backEnd`: the tool's own server, which shows the API key and may do what LTIAAS lets it do
 */
export interface Caller {
  kind: 'person' | 'backEnd';
  credential: Credential;
  /** A hash of the whole credential: names the launch wherever the credential itself must not stand. */
  key: string;
}

// An ltik is a JWT: three base64url parts with dots between.
const ltikShape = /^[\w.-]{1,4096}$/;
const serviceKeyShape = /^[\x21-\x7e]{1,4096}$/;

/** The account's API key, as callers' secrets are compared with it. */
export class ApiKey {
  readonly #digest: Buffer;

  constructor(readonly value: string) {
    this.#digest = digest(value);
  }

  /** Compares in constant time: hashes have one length, whatever was given. */
  is(given: string): boolean {
    return timingSafeEqual(digest(given), this.#digest);
  }
}

/** Reads an `Authorization` header; undefined where it is none of the three forms. Calls nobody. */
export function readCaller(header: string | undefined, apiKey: ApiKey): Caller | undefined {
  const [, scheme, value] = /^(\S+) +(\S+)$/.exec(header ?? '') ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  switch (scheme.toUpperCase()) {
    case 'BEARER':
      // The API key alone is no caller: LTIAAS has no grades for it, and a browser must never hold it.
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
  // The kind is part of the key: a back end and a person may show the same ltik, and may not do the same.
  const secret = credential.kind === 'ltik' ? credential.ltik : credential.serviceKey;
  const key = hash('sha256', `${kind}\n${credential.kind}\n${secret}`, 'base64url');
  return { kind, credential, key };
}

/** What follows `<API_KEY>:`, where the key is ours. The key may hold a colon itself. */
function afterApiKey(value: string, apiKey: ApiKey): string | undefined {
  const { length } = apiKey.value;
  return apiKey.is(value.slice(0, length)) && value[length] === ':' ? value.slice(length + 1) : undefined;
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
