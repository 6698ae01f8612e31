import { LtiaasError } from './errors';
import { isNumber, LongNumber } from './json';

/** Reads one member of a JSON answer as LMSs really send it. Each throws `LtiaasError` where nothing sensible is there. */

export type Json = Record<string, unknown>;

export function readObject(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LongNumber)) {
    return value as Json;
  }
  throw new LtiaasError('badAnswer', `LTIAAS answered with something else than ${what}.`);
}

/** A text for people, or null where the LMS gives none: "" counts as none. Numbers occur. */
export function readText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (value instanceof LongNumber) return value.digits;
  return typeof value === 'number' ? String(value) : null;
}

export function readRequiredText(value: unknown, what: string): string {
  const text = readText(value);
  if (text === null) throw new LtiaasError('badAnswer', `The LMS sent ${what}.`);
  return text;
}

/**
 * An id, or null where there is none that is certain. Some LMSs send ids as numbers: beyond the safe integers another program
 * has rounded them already, or reads them as those of somebody else.
 */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An id, or null where the LMS gives none. Throws where it gives a number that might be another one. */
export function readId(value: unknown, name: string): string | null {
  const id = idOf(value);
  if (id === null && (typeof value === 'number' || value instanceof LongNumber)) {
    throw new LtiaasError('badAnswer', `The LMS sent a "${name}" that is a number, but not a safe integer.`);
  }
  return id;
}

export function readRequiredId(value: unknown, name: string, what: string): string {
  const id = readId(value, name);
  if (id === null) throw new LtiaasError('badAnswer', `The LMS sent ${what}.`);
  return id;
}

/** A finite number, also where it comes as a text that JSON would read as one; null where there is none, blank text included. */
export function readNumber(value: unknown, what: string): number | null {
  if (value === undefined || value === null) return null;
  const text = value instanceof LongNumber ? value.digits : value;
  const trimmed = typeof text === 'string' ? text.trim() : text;
  if (trimmed === '') return null;
  const number = typeof trimmed === 'string' && isNumber(trimmed) ? Number(trimmed) : trimmed;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new LtiaasError('badAnswer', `The LMS sent ${what}.`);
}
