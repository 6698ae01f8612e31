import fc from 'fast-check';

/** Draws values of arbitraries, one after the other. */
export type Draw = fc.GeneratorValue;

/** The draw for one input of a run: always the same for the same seed. */
export function createDraw(seed: number, input: number): Draw {
  return fc.sample(fc.gen(), { seed: fc.hash(`${seed} ${input}`), numRuns: 1, unbiased: true })[0]!;
}

export function upTo(draw: Draw, max: number): number {
  return draw(fc.nat, { max });
}

export function pick<T>(draw: Draw, values: readonly T[]): T {
  return values[upTo(draw, values.length - 1)]!;
}

/** True in this percentage of cases. */
export function chance(draw: Draw, percent: number): boolean {
  return upTo(draw, 99) < percent;
}

/** This many values. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/**
 * Any character of Unicode, for `fc.string`. Draws the same characters as `unit: 'binary'`, which first builds a map of a million
 * entries.
 */
export const anyCharacter = fc.nat({ max: 0x10_f7ff }).map(
  // Surrogates are no characters.
  (n) => String.fromCodePoint(n < 0xd800 ? n : n + 0x800),
  (text) => {
    if (!/^\P{Surrogate}$/su.test(text as string)) throw new Error('Not one character.');
    const code = (text as string).codePointAt(0)!;
    return code < 0xd800 ? code : code - 0x800;
  },
);

/** Strings that have caused errors in other programs. */
// prettier-ignore
const oddTexts = [
  '', ' ', '\0', '\n', '\r\n', '\t', '"', "'", '\\', '\\u0000', '"""', '{}', '[]', '$', '#', '%00', '%', '${1}', '<script>', '../../etc/passwd',
  'null', 'undefined', 'NaN', '-1', '1e999', 'true', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '__typename', '__schema',
  '\ud800', '\udfff\ud800', '\u{1f600}', '\u{1f468}\u200d\u{1f469}', '\u202e', '\ufeff', '\u2028', '\u0130', 'e\u0301', '\x7f', '\x1b[2J', '\uffff',
  'x'.repeat(300), '\u00e9'.repeat(1000), '\u{1f600}'.repeat(500), "' or 1=1 --", '{{7*7}}', '; ls', 'http://127.0.0.1:1/', 'https://lms.example.edu/lti/courses/1/lineitems/1',
] as const;
const anyText = () => fc.oneof(fc.constantFrom(...oddTexts), fc.string({ unit: anyCharacter, maxLength: 30 }));
export const oddText = (draw: Draw): string => draw(anyText);

// prettier-ignore
const oddNumbers = [
  0, -0, -1, 1, 0.1, 501, 500, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e21, 1e308, 5e-324, -1e308,
] as const;
const anyValue = () =>
  fc.oneof(
    fc.constantFrom(...oddNumbers),
    fc.constantFrom(...oddTexts),
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      [],
      {},
      [null],
      [[]],
      { toString: null },
      { length: 3 },
      { id: { id: {} } },
    ),
    fc.jsonValue({ maxDepth: 3 }),
  );
/** A random JSON value. */
export const oddValue = (draw: Draw): unknown => draw(anyValue);
export const oddNumber = (draw: Draw): number => pick(draw, oddNumbers);
