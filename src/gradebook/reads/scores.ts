import DataLoader from 'dataloader';
import { ClientError } from '../../errors';
import { lineItemKey } from '../../ltiaas/lineItems';
import type { Row } from '../../ltiaas/page';
import type { Score } from '../../ltiaas/scores';
import { type Connection, prepareConnection, startHint } from '../../relay/connection';
import { CursorCodec } from '../../relay/cursor';
import { maxPageSize, type PageArgs } from '../../relay/pageArgs';
import { getOrMake } from '../getOrMake';
import type { GradebookOptions } from '../options';
import type { Lists } from './lists';
import { findScores } from './plan';
import { hasBounds, readScoreFilter, type ScoreFilter, scoreMatcher } from './statistics';

export const maxUserIds = 500;

/** Throws `ClientError`. */
export function checkUserIds(userIds: readonly string[], argument: string): void {
  if (userIds.length > maxUserIds) {
    const message = `"${argument}" has ${userIds.length} ids; at most ${maxUserIds} are allowed.`;
    throw new ClientError('BAD_USER_INPUT', message);
  }
  if (userIds.includes('')) throw new ClientError('BAD_USER_INPUT', `"${argument}" must not contain an empty id.`);
}

/** Scores of a line item: as a list, and by user. */
export class ScoreReads {
  /** One for each line item, by its id: finds the scores of its users together. */
  readonly #loaders = new Map<string, DataLoader<string, Score | null>>();

  constructor(
    private readonly options: GradebookOptions,
    private readonly lists: Lists,
  ) {}

  /**
   * Checks the arguments and returns the read itself, which asks for `scoreMaximum` only if the filter has bounds. Throws
   * `ClientError`.
   */
  prepare(lineItemId: string, args: PageArgs, filter: ScoreFilter = {}) {
    const wanted = readScoreFilter(filter);
    const { caller, cursorKeys, trace } = this.options;
    const name = ['scores', lineItemKey(lineItemId), ...(wanted === undefined ? [] : [wanted])];
    const read = prepareConnection(args, new CursorCodec(cursorKeys, JSON.stringify([caller.key, name]), lineItemId));
    return async (scoreMaximum: () => Promise<number>): Promise<Connection<Row<Score>>> => {
      const maximum = wanted !== undefined && hasBounds(wanted) ? await scoreMaximum() : undefined;
      const all = this.lists.scores(lineItemId);
      const list = wanted === undefined ? all : all.only(scoreMatcher(wanted, maximum));
      return trace('read scores', () => read<Row<Score>>(list));
    };
  }

  /** All rows of the list, read once per operation. */
  all(lineItemId: string): Promise<Row<Score>[]> {
    return this.options.trace('read scores', () => this.lists.scores(lineItemId).all());
  }

  /** Requests the start of the list, so that a later read of `count` scores finds it. */
  async readAhead(lineItemId: string, count: number): Promise<void> {
    if (count < 1 || count > maxPageSize) return;
    const list = this.lists.scores(lineItemId);
    // The rows that have been read may be enough.
    if (list.isStarted) return;
    await this.options.trace('read scores', () => list.start(startHint({}, count)));
  }

  /** Null if the user has no score. After a mutation the line item's id may have the client's own spelling. */
  get(lineItemId: string, userId: string): Promise<Score | null> {
    return this.#loader(this.options.memory.spellingOf(lineItemId) ?? lineItemId).load(userId);
  }

  async getMany(lineItemId: string, userIds: readonly string[]): Promise<(Score | Error | null)[]> {
    const scores = await this.#loader(lineItemId).loadMany(userIds);
    // If the list is not readable, report one error, not one per user.
    const [first] = scores;
    if (first instanceof Error && scores.every((score) => score === first)) throw first;
    return scores;
  }

  /** Call this after a write: later reads make new calls. */
  clear(): void {
    this.#loaders.clear();
  }

  #loader(lineItemId: string): DataLoader<string, Score | null> {
    return getOrMake(this.#loaders, lineItemId, () => {
      return new DataLoader((userIds) => this.options.trace('find scores', () => this.#find(lineItemId, userIds)));
    });
  }

  async #find(lineItemId: string, userIds: readonly string[]): Promise<(Score | Error | null)[]> {
    try {
      const found = await findScores(this.lists, this.options.memory, lineItemId, userIds);
      return userIds.map((userId) => found.get(userId) ?? null);
    } catch (error) {
      // DataLoader remembers only errors of single keys, and would read the scores again.
      return userIds.map(() => error as Error);
    }
  }
}
