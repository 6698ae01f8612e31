import { randomUUID } from 'node:crypto';

/** Prefix of the digits of a `LongNumber` in a JSON text. It is random, so that no other text can contain it. */
const marker = randomUUID();
const marked = new RegExp(`"${marker}([^"]*)"`, 'g');

/** A number with more digits than a double holds. It keeps all of them, so that a PUT sends back what the LMS sent. */
export class LongNumber {
  constructor(readonly digits: string) {}

  toJSON(): string {
    return marker + this.digits;
  }
}

/** Like `JSON.parse`, but a number that would lose digits becomes a `LongNumber`. Throws if the text is not JSON. */
export function parseJson(text: string): unknown {
  return hasLongNumber(text) ? (JSON.parse(markLongNumbers(text), readMarked) as unknown) : JSON.parse(text);
}

/**
 * Like {@link parseJson} for a response that is never written back: its scores and maxima become doubles. Looking at every number of
 * a large page would cost a quarter of its parsing, and few LMSs send other numbers.
 */
export function parseReadOnly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return holdsOtherNumber(value, maxDepth) ? parseJson(text) : value;
}

/** The depth of a member of a row. */
const maxDepth = 3;

/** Whether a number may stand for something else than a score, such as an id. True below `depth`. */
function holdsOtherNumber(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  let numbers = 0;
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof member === 'number') numbers += 1;
    else if (holdsOtherNumber(member, depth - 1)) return true;
  }
  if (numbers === 0) return false;
  const { resultScore, resultMaximum, scoreMaximum } = value as Record<string, unknown>;
  return [resultScore, resultMaximum, scoreMaximum].filter((score) => typeof score === 'number').length < numbers;
}

/** Like `JSON.stringify`, with the digits of each `LongNumber`. */
export function stringifyJson(value: unknown): string {
  return JSON.stringify(value).replace(marked, '$1');
}

/** Numbers that a double may not hold: of 16 characters or more, or with an exponent. It may also match inside a string. */
const candidate = /[\s:[,](-?\d(?:[\d.]{15,}(?:[eE][+-]?\d+)?|[\d.]*[eE][+-]?\d+))/;
const candidates = new RegExp(candidate, 'g');

/** A cheap check before `JSON.parse`: few texts need the expensive way. */
function hasLongNumber(text: string): boolean {
  if (!candidate.test(text)) return false;
  for (const [, number] of text.matchAll(candidates)) if (!isExact(number!)) return true;
  return false;
}

function markLongNumbers(text: string): string {
  let isInString = false;
  return text.replace(/\\.|"|-?\d[\d.eE+-]*/gs, (token) => {
    if (token === '"') isInString = !isInString;
    else if (!isInString && !isExact(token)) return `"${marker}${token}"`;
    return token;
  });
}

function readMarked(_name: string, value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(marker) ? new LongNumber(value.slice(marker.length)) : value;
}

/** Characters of a number. A longer one becomes a `LongNumber` without a comparison. */
const maxLength = 400;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether the text is a JSON number (RFC 8259, section 6). */
export function isNumber(text: string): boolean {
  return number.test(text);
}

/** Whether a double holds the number exactly. True if the token is not a number: `JSON.parse` rejects it. */
function isExact(token: string): boolean {
  if (!isNumber(token)) return true;
  return token.length <= maxLength && normalize(token) === normalize(String(Number(token)));
}

/** Equal for equal numbers, without the sign. */
function normalize(token: string): string {
  const parts = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token);
  // Infinity, which no JSON number equals.
  if (parts === null) return token;
  const [, whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${significant} ${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
