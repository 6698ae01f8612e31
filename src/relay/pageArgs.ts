import { ClientError } from '../errors';

/** Which part of a list is asked for, as the Relay connection specification puts it. */
export interface PageArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

export type Direction = 'forward' | 'backward';

/** What is asked for, with the defaults filled in: `count` rows from the cursor on, or from that end of the list. */
export interface Slice {
  direction: Direction;
  count: number;
  cursor: string | undefined;
}

export const maxPageSize = 500;
const defaultPageSize = 50;

/** Checks `first`, `after`, `last` and `before`. Throws `ClientError` with the argument's name and what is allowed. */
export function readPageArgs(args: PageArgs): Slice {
  const { first = null, after = null, last = null, before = null } = args;
  checkCount('first', first);
  checkCount('last', last);
  if (first !== null && last !== null) throw badArgs('Give either "first" or "last", not both.');
  if (first !== null && before !== null) throw badArgs('"first" goes with "after"; with "before" use "last".');
  if (last !== null && after !== null) throw badArgs('"last" goes with "before"; with "after" use "first".');
  if (after !== null && before !== null) throw badArgs('Give either "after" or "before", not both.');
  if (after === '') throw badArgs('"after" is empty; leave it out to start at the beginning.');
  if (before === '') throw badArgs('"before" is empty; leave it out to start at the end.');
  const direction = last !== null || before !== null ? 'backward' : 'forward';
  return { direction, count: first ?? last ?? defaultPageSize, cursor: after ?? before ?? undefined };
}

function checkCount(name: string, count: number | null): void {
  if (count !== null && (count < 0 || count > maxPageSize)) {
    throw badArgs(`"${name}" is ${count}; it must be from 0 to ${maxPageSize}.`);
  }
}

function badArgs(message: string): ClientError {
  return new ClientError('BAD_USER_INPUT', message);
}
