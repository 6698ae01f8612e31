import { LtiaasError } from './errors';
import { type Json, readObject } from './read';

/** A row, or its error: one bad row does not fail its page. */
export type Row<T> = T | BadRow;

/** A row that the gateway cannot read. */
export class BadRow extends LtiaasError {
  constructor(
    message: string,
    /** The row as LTIAAS sent it, to find its user. Never log or return it. */
    readonly json: unknown,
  ) {
    super('badAnswer', message);
  }
}

/** One page of a list. The links are URLs of the LMS: send them unchanged in `url`. */
export interface Page<T> {
  items: Row<T>[];
  next?: string | undefined;
  prev?: string | undefined;
  first?: string | undefined;
  last?: string | undefined;
  /** The requested `limit`; undefined if there was none, or if the page was read by its link. */
  limit?: number | undefined;
}

/** Reads a page whose rows are under the first of `keys` that it contains. */
export function readPage<T>(answer: unknown, keys: readonly string[], readRow: (row: Json) => T): Page<T> {
  const page = readObject(answer, 'a page');
  const rows = keys.map((key) => page[key]).find((value) => value !== undefined);
  if (!Array.isArray(rows)) throw new LtiaasError('badAnswer', 'LTIAAS sent a page without a list of rows.');
  const next = readLink(page.next);
  if (next === undefined && typeof page.next === 'string' && page.next !== '') {
    // Without this error the list would silently end early.
    throw new LtiaasError(
      'badAnswer',
      `The LMS sent an unusable link to the next page. It must be an http(s) URL of at most ${maxLinkLength} characters.`,
    );
  }
  return {
    items: rows.map((row) => readOrError(row, readRow)),
    next,
    prev: readLink(page.prev),
    first: readLink(page.first),
    last: readLink(page.last),
  };
}

function readOrError<T>(row: unknown, readRow: (row: Json) => T): Row<T> {
  try {
    return readRow(readObject(row, 'a row'));
  } catch (error) {
    if (error instanceof LtiaasError) return new BadRow(error.message, row);
    throw error;
  }
}

const maxLinkLength = 8192;

function readLink(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > maxLinkLength) return undefined;
  return /^https?:\/\/[^\s]+$/i.test(value) ? value : undefined;
}
