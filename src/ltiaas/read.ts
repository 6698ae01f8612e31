import { LtiaasError } from './errors';

/** Reads one member of a JSON answer as LMSs really send it. Each throws `LtiaasError` where nothing sensible is there. */

export type Json = Record<string, unknown>;

export function readObject(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new LtiaasError('badAnswer', `LTIAAS answered with something else than ${what}.`);
}

/** A text, or null where the LMS gives none: "" counts as none. Some LMSs send ids as numbers. */
export function readText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' ? String(value) : null;
}

export function readRequiredText(value: unknown, what: string): string {
  const text = readText(value);
  if (text === null) throw new LtiaasError('badAnswer', `The LMS sent ${what}.`);
  return text;
}

/** A finite number, also where it comes as a text; null where there is none. */
export function readNumber(value: unknown, what: string): number | null {
  if (value === undefined || value === null || value === '') return null;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new LtiaasError('badAnswer', `The LMS sent ${what}.`);
}

const withoutZone = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?$/;

/** A point in time in UTC; null where there is none or it does not parse. Without a zone it is read as UTC. */
export function readDate(value: unknown): Date | null {
  let date: Date;
  if (typeof value === 'number') {
    // Seconds and milliseconds since 1970 are told apart by size: 1e11 s is the year 5138.
    date = new Date(Math.abs(value) < 1e11 ? value * 1000 : value);
  } else if (typeof value === 'string') {
    const zoneless = withoutZone.exec(value.trim());
    date = new Date(zoneless ? `${zoneless[1]}T${zoneless[2] ?? '00:00'}Z` : value);
  } else {
    return null;
  }
  const year = date.getUTCFullYear();
  // RFC 3339 knows years of four digits only. NaN compares false.
  return year >= 0 && year <= 9999 ? date : null;
}
