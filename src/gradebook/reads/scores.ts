import DataLoader from 'dataloader';
import { ClientError } from '../../errors';
import { lineItemKey } from '../../ltiaas/lineItems';
import type { Row } from '../../ltiaas/page';
import type { Score } from '../../ltiaas/scores';
import { type Connection, prepareConnection, startHint } from '../../relay/connection';
import { CursorCodec } from '../../relay/cursor';
import { maxPageSize, type PageArgs } from '../../relay/pageArgs';
import type { GradebookOptions } from '../options';
import { type Lists, scoreKey } from './lists';
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

interface ScoreKey {
  lineItemId: string;
  userId: string;
}

type Options = Pick<GradebookOptions, 'caller' | 'trace' | 'memory' | 'cursorKeys'>;

/** Scores of a line item: as a list, and by user. */
export class ScoreReads {
  readonly #loader: DataLoader<ScoreKey, Score | null, string>;

  constructor(
    private readonly options: Options,
    private readonly lists: Lists,
  ) {
    this.#loader = new DataLoader<ScoreKey, Score | null, string>((keys) => this.#load(keys), {
      cacheKeyFn: ({ lineItemId, userId }) => scoreKey(lineItemId, userId),
    });
  }

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
    return this.#loader.load({ lineItemId: this.options.memory.spellingOf(lineItemId) ?? lineItemId, userId });
  }

  async getMany(lineItemId: string, userIds: readonly string[]): Promise<(Score | Error | null)[]> {
    const scores = await this.#loader.loadMany(userIds.map((userId) => ({ lineItemId, userId })));
    // If the list is not readable, report one error, not one per user.
    const [first] = scores;
    if (first instanceof Error && scores.every((score) => score === first)) throw first;
    return scores;
  }

  /** Call this after a write: later reads make new calls. */
  clear(): void {
    this.#loader.clearAll();
  }

  /** Finds the scores of each line item together. If one line item fails, the others still return their scores. */
  async #load(keys: readonly ScoreKey[]): Promise<(Score | Error | null)[]> {
    const users = new Map<string, string[]>();
    for (const { lineItemId, userId } of keys) {
      const ofLineItem = users.get(lineItemId);
      if (ofLineItem) ofLineItem.push(userId);
      else users.set(lineItemId, [userId]);
    }
    const found = new Map<string, Map<string, Row<Score>> | Error>();
    const find = async ([lineItemId, userIds]: [string, string[]]) => {
      try {
        found.set(lineItemId, await findScores(this.lists, this.options.memory, lineItemId, userIds));
      } catch (error) {
        found.set(lineItemId, error as Error);
      }
    };
    await this.options.trace('find scores', () => Promise.all([...users].map(find)));
    return keys.map(({ lineItemId, userId }) => {
      const scores = found.get(lineItemId)!;
      return scores instanceof Error ? scores : (scores.get(userId) ?? null);
    });
  }
}
