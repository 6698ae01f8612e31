import { ClientError } from '../../errors';
import { BadRow, type Row } from '../../ltiaas/page';
import type { Score } from '../../ltiaas/scores';
import { getOrMake } from '../getOrMake';
import type { LineItemReads } from './lineItems';
import { type LineItemFilter, readFilter } from './lists';
import type { ScoreReads } from './scores';

/** The maximum number of line items of one `Member.scores`. */
export const maxColumns = 100;

/** A requested column: its id as LTIAAS spells it, undefined if this launch has no such column, or why it cannot be read. */
type Column = string | undefined | BadRow;

/**
 * The gradebook by rows. All members of an operation request the same columns at the same time, so that `ScoreReads` can read each
 * column once.
 */
export class MemberScoreReads {
  readonly #lists = new Map<string, Promise<Column[]>>();

  constructor(
    private readonly lineItems: LineItemReads,
    private readonly scores: ScoreReads,
  ) {}

  /** Checks the arguments and returns the read itself. Throws `ClientError`. */
  prepare(lineItemIds: readonly string[] | null, filter: LineItemFilter | null) {
    if (lineItemIds !== null && filter !== null) {
      throw new ClientError('BAD_USER_INPUT', 'Give either "lineItemIds" or "filter", not both.');
    }
    if (lineItemIds !== null && lineItemIds.length > maxColumns) throw tooManyColumns(`${lineItemIds.length}`);
    const wanted = readFilter(filter ?? {});
    return async (userId: string): Promise<(Score | Error | null)[]> => {
      const columns = await (lineItemIds === null
        ? this.#list(wanted)
        : Promise.all(lineItemIds.map((id) => this.lineItems.find(id))));
      const read = async (column: Column): Promise<Score | null> => {
        if (column instanceof BadRow) throw column;
        return column === undefined ? null : this.scores.get(column, userId);
      };
      return Promise.all(columns.map((column) => read(column).catch((error: unknown) => error as Error)));
    };
  }

  /** Call this after a write: later reads make new calls. */
  clear(): void {
    this.#lists.clear();
  }

  /** The matching columns, read once for all members. */
  #list(filter: LineItemFilter): Promise<Column[]> {
    return getOrMake(this.#lists, JSON.stringify(filter), () => this.#readList(filter));
  }

  async #readList(filter: LineItemFilter): Promise<Column[]> {
    const list = await this.lineItems.prepare({ first: maxColumns }, filter)();
    if (await list.pageInfo.hasNextPage) throw tooManyColumns(`more than ${maxColumns}`);
    return list.nodes.map((row: Row<{ id: string }>) => (row instanceof BadRow ? row : row.id));
  }
}

function tooManyColumns(count: string): ClientError {
  return new ClientError(
    'OPERATION_TOO_EXPENSIVE',
    `"scores" has ${count} line items; at most ${maxColumns} are allowed. Request fewer by "lineItemIds" or "filter".`,
  );
}
