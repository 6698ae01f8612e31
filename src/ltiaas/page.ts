import { LtiaasError } from './errors';
import { type Json, readObject } from './read';

/** A row, or what is wrong with it: one bad row never costs its page. */
export type Row<T> = T | BadRow;

/** A row that makes no sense. */
export class BadRow extends LtiaasError {
  constructor(
    message: string,
    /** The row as it came, to tell whose it is; not for any eyes outside. */
    readonly json: unknown,
  ) {
    super('badAnswer', message);
  }
}

/** One page of a list. The links are URLs of the LMS, to be handed back unchanged in `url`. */
export interface Page<T> {
  items: Row<T>[];
  next?: string | undefined;
  prev?: string | undefined;
  first?: string | undefined;
  last?: string | undefined;
  /** The `limit` that was asked for; undefined: none, or a page with a link. */
  limit?: number | undefined;
}

/** Reads a page whose rows are under the first of `keys` that is there. */
export function readPage<T>(answer: unknown, keys: readonly string[], readRow: (row: Json) => T): Page<T> {
  const page = readObject(answer, 'a page');
  const rows = keys.map((key) => page[key]).find((value) => value !== undefined);
  if (!Array.isArray(rows)) throw new LtiaasError('badAnswer', 'LTIAAS answered with a page that has no rows.');
  const next = readLink(page.next);
  if (next === undefined && typeof page.next === 'string' && page.next !== '') {
    // To drop it would end the list early without anyone noticing.
    throw new LtiaasError('badAnswer', 'The LMS sent a link to a next page that is no http(s) URL of a usable length.');
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
