import { isIP } from 'node:net';
import { z } from 'zod';

/** What a variable of the environment may hold, for `config.ts`. */

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Texts with commas between, each of which must pass. */
export function list(isGood: (text: string) => boolean, allowed: string) {
  return z
    .string()
    .default('')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ''))
    .refine((parts) => parts.every((part) => isGood(part)), allowed);
}

export function trueOrFalse() {
  return z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => text === 'true')
    .optional();
}

export function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((number) => number >= least && number <= most, `must be from ${least} to ${most}`);
}

export function httpUrl() {
  return z
    .string()
    .refine((text) => URL.canParse(text) && /^https?:/.test(text), 'must be an address, such as http://collector:4318')
    .optional();
}

export function overHttp() {
  return z.literal('http/protobuf', { error: 'must be http/protobuf' }).optional();
}

export function isLtiaasUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isBare =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return isBare && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname)));
}

/** With user, password and the number of a database, or without. */
export function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  return /^rediss?:$/.test(protocol) && hostname !== '' && /^(\/\d*)?$/.test(pathname) && search === '' && hash === '';
}

export function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}

export function isUri(text: string): boolean {
  return URL.canParse(text);
}

export function isAddressRange(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits ?? 0) <= (family === 4 ? 32 : 128);
}
