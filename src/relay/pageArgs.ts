import { ClientError } from '../errors';

/** The arguments of the Relay connection specification, which select a part of a list. */
export interface PageArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

export type Direction = 'forward' | 'backward';

export const maxPageSize = 500;
const defaultPageSize = 50;

/**
 * The requested part, with defaults: `count` rows from the cursor, or from the start or the end of the list. Throws `ClientError` with
 * the argument's name and what is allowed.
 */
export function readPageArgs(args: PageArgs) {
  const { first = null, after = null, last = null, before = null } = args;
  checkCount('first', first);
  checkCount('last', last);
  if (first !== null && last !== null) throw badArgs('"first" and "last" must not be used together.');
  if (first !== null && before !== null)
    throw badArgs('"first" must not be used with "before". Use "first" with "after", or "last" with "before".');
  if (last !== null && after !== null)
    throw badArgs('"last" must not be used with "after". Use "last" with "before", or "first" with "after".');
  if (after !== null && before !== null) throw badArgs('"after" and "before" must not be used together.');
  if (after === '') throw badArgs('"after" must not be empty. Omit it to start at the beginning.');
  if (before === '') throw badArgs('"before" must not be empty. Omit it to start at the end.');
  const direction: Direction = last !== null || before !== null ? 'backward' : 'forward';
  return { direction, count: first ?? last ?? defaultPageSize, cursor: after ?? before ?? undefined };
}

function checkCount(name: string, count: number | null): void {
  if (count !== null && (count < 0 || count > maxPageSize)) {
    throw badArgs(`"${name}" must be between 0 and ${maxPageSize} (got ${count}).`);
  }
}

function badArgs(message: string): ClientError {
  return new ClientError('BAD_USER_INPUT', message);
}
