import { isIP } from 'node:net';
import { domainToUnicode } from 'node:url';
import { z } from 'zod';

/** Parsers for the variables in `settings.ts`. The description of a parser is for the documentation. */

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Comma-separated texts, each of which must pass `isGood`. */
export function list(isGood: (text: string) => boolean, allowed: string) {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ''))
    .refine((parts) => parts.every((part) => isGood(part)), allowed);
}

export function optional<Form extends z.ZodType>(form: Form) {
  return form.optional().describe(form.description ?? '');
}

export function trueOrFalse() {
  return z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => text === 'true')
    .describe('`true` or `false`');
}

export function wholeNumber(least: number, most: number) {
  const allowed = `must be a whole number between ${least} and ${most}`;
  return z
    .string()
    .regex(/^\d+$/, allowed)
    .transform(Number)
    .refine((number) => number >= least && number <= most, allowed)
    .describe(`${least} to ${most}`);
}

export function httpUrl() {
  return z
    .string()
    .refine((text) => URL.canParse(text) && /^https?:/.test(text), 'must be an HTTP URL, such as http://collector:4318')
    .describe('an HTTP URL');
}

export function oneOf<const Texts extends readonly [string, ...string[]]>(texts: Texts) {
  const separator = texts.length === 2 ? ' or ' : ', ';
  const error = `must be ${texts.length > 2 ? 'one of ' : ''}${texts.join(separator)}`;
  return z.enum(texts, { error }).describe(texts.map((text) => `\`${text}\``).join(', '));
}

export function isLtiaasUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isBare =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return isBare && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname)));
}

/** User, password and the number of a database are optional. */
export function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  return /^rediss?:$/.test(protocol) && hostname !== '' && /^(\/\d*)?$/.test(pathname) && search === '' && hash === '';
}

const allowedOrigins =
  'must be origins, comma-separated, exactly as browsers send them: scheme://host or scheme://host:port in lower case, ' +
  'without a path, a trailing slash or the default port, such as https://app.example.com or capacitor://localhost; ' +
  '"*." may replace the first label, as in https://*.example.com';

/**
 * Origins as browsers send them, each a text or, with a wildcard, a pattern. An origin that no browser sends is an error, because
 * it would never match.
 */
export function origins() {
  return list((text) => readOrigin(text) !== undefined, allowedOrigins).transform((texts) =>
    texts.map((text) => readOrigin(text)!),
  );
}

/** Scheme, wildcard, and the rest. The wildcard is a whole label, so that `*.school.edu` does not match `evil-school.edu`. */
const originShape = /^([a-z][a-z0-9+.-]*):\/\/(\*\.)?([^*]+)$/;
/** Schemes without pages, or whose pages have the origin `null`. */
const schemesWithoutOrigin = ['about', 'blob', 'data', 'ftp', 'javascript', 'ws', 'wss'];

/** Undefined if no browser sends it. */
function readOrigin(text: string): string | RegExp | undefined {
  // Sent by WebViews on Android for a page from the app's own files.
  if (text === 'file://') return text;
  const [, scheme = '', wildcard, rest = ''] = originShape.exec(text) ?? [];
  if (schemesWithoutOrigin.includes(scheme) || !URL.canParse(`${scheme}://${rest}`)) return undefined;
  const { host, hostname, port, href, protocol } = new URL(`${scheme}://${rest}`);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  const serialized = `${scheme}://${host}`;
  if (host === '' || href !== (isWeb ? `${serialized}/` : serialized)) return undefined;
  // Browsers send a Unicode host as Punycode, which is what the URL parser returns.
  const unicodeHost = domainToUnicode(hostname) + (port === '' ? '' : `:${port}`);
  if (rest !== host && !(isWeb && rest === unicodeHost)) return undefined;
  if (wildcard === undefined) return serialized;
  // As in certificates, no wildcard directly below a top-level domain, where anyone can register a name. `localhost` is this machine.
  const mayHaveWildcard = hostname === 'localhost' || (/^[^.]+(\.[^.]+)+$/.test(hostname) && isIP(hostname) === 0);
  return mayHaveWildcard ? new RegExp(`^${literal(scheme)}://[\\w-]+\\.${literal(host)}$`) : undefined;
}

function literal(text: string): string {
  return text.replace(/[^\w-]/g, '\\$&');
}

/** A token of RFC 9110, section 5.6.2. */
export function isHeaderName(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(text);
}

export function isAddressRange(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits ?? 0) <= (family === 4 ? 32 : 128);
}
