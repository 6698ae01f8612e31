import { LtiaasError } from './errors';
import { isNumber, LongNumber } from './json';

/** Each function reads one member of a JSON response in the forms that LMSs send. It throws `LtiaasError` if it cannot. */

export type Json = Record<string, unknown>;

export function readObject(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LongNumber)) {
    return value as Json;
  }
  throw new LtiaasError('badAnswer', `LTIAAS sent a response that is not ${what}.`);
}

/** A text for display; null if it is missing or "". Some LMSs send numbers. */
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
 * An id; null if there is none, or if it is not certain. Some LMSs send ids as numbers. Beyond the safe integers such an id may have
 * been rounded, and then belongs to another user.
 */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * Whether a value of the LMS is this id, or a number that may stand for it because it has lost digits. Null: the value is no id. Use
 * it to find out whether something exists: a row that may exist must not be created or overwritten.
 */
export function mayBeId(value: unknown, id: string | null): boolean {
  const written = value instanceof LongNumber ? value.digits : value;
  const isCertain = idOf(value) !== null || (typeof value !== 'number' && !(value instanceof LongNumber));
  return isCertain ? idOf(value) === id : id !== null && Number(written) === Number(id);
}

/** An id, or null if there is none. Throws if it is a number that may have been rounded. */
export function readId(value: unknown, name: string): string | null {
  const id = idOf(value);
  if (id === null && (typeof value === 'number' || value instanceof LongNumber)) {
    throw new LtiaasError('badAnswer', `The LMS sent a number as "${name}" that is not a safe integer.`);
  }
  return id;
}

export function readRequiredId(value: unknown, name: string, what: string): string {
  const id = readId(value, name);
  if (id === null) throw new LtiaasError('badAnswer', `The LMS sent ${what}.`);
  return id;
}

/** A finite number, or a text that is a JSON number; null if it is missing or blank. */
export function readNumber(value: unknown, what: string): number | null {
  if (value === undefined || value === null) return null;
  const text = value instanceof LongNumber ? value.digits : value;
  const trimmed = typeof text === 'string' ? text.trim() : text;
  if (trimmed === '') return null;
  const number = typeof trimmed === 'string' && isNumber(trimmed) ? Number(trimmed) : trimmed;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new LtiaasError('badAnswer', `The LMS sent ${what}.`);
}
