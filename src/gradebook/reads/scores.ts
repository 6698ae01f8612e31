import DataLoader from 'dataloader';
import { ClientError } from '../../errors';
import { lineItemKey } from '../../ltiaas/lineItems';
import type { Row } from '../../ltiaas/page';
import type { Score } from '../../ltiaas/scores';
import { Connection } from '../../relay/connection';
import { CursorCodec } from '../../relay/cursor';
import { maxPageSize, type PageArgs, readPageArgs } from '../../relay/pageArgs';
import { readSlice, startHint } from '../../relay/paginate';
import type { GradebookOptions } from '../options';
import { type Lists, scoreKey } from './lists';
import { findScores } from './plan';

export const maxUserIds = 500;

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

  /** Checks the arguments and returns the read itself. Throws `ClientError`. */
  prepare(lineItemId: string, args: PageArgs) {
    const slice = readPageArgs(args);
    const { caller, cursorKeys, trace } = this.options;
    const binding = JSON.stringify([caller.key, ['scores', lineItemKey(lineItemId)]]);
    const cursors = new CursorCodec(cursorKeys, binding, lineItemId);
    const cursor = slice.cursor === undefined ? undefined : cursors.decode(slice.cursor);
    return async (): Promise<Connection<Row<Score>>> => {
      const list = this.lists.scores(lineItemId);
      return new Connection(await trace('read scores', () => readSlice(list, slice, cursor)), cursors);
    };
  }

  /** Requests the start of the list, so that a later read of `count` scores finds it. */
  async readAhead(lineItemId: string, count: number): Promise<void> {
    if (count < 1 || count > maxPageSize) return;
    await this.options.trace('read scores', () => this.lists.scores(lineItemId).start(startHint({}, count)));
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

  /** Throws `ClientError`. */
  checkUserIds(userIds: readonly string[], argument: string): void {
    if (userIds.length > maxUserIds) {
      const message = `"${argument}" must have at most ${maxUserIds} ids (got ${userIds.length}).`;
      throw new ClientError('BAD_USER_INPUT', message);
    }
    if (userIds.includes('')) throw new ClientError('BAD_USER_INPUT', `"${argument}" must not contain an empty id.`);
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
