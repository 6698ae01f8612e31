import type { Access } from '../../access/access';
import type { Operation } from '../../access/rules';
import type { LineItem } from '../../ltiaas/lineItems';
import type { GradebookOptions } from '../options';
import { isCanvas } from '../lmsQuirks';
import type { LaunchReads } from '../reads/launch';
import type { LineItemReads } from '../reads/lineItems';
import type { Lists } from '../reads/lists';
import { ensure, type EnsuredLineItem, type LineItemKeyInput } from './ensureLineItem';
import type { ScoreGuard } from './guard';
import { checkLineItem, create, type LineItemChanges, remove, update } from './lineItems';
import { checkRowCount, checkScore, type Grader, type ScoreInput, submit, submitAll } from './scores';
import { done, failed, type Outcome, type UserError, userErrorOf } from './userError';

/** The line item that a write changes or adds a score to, and the input field that names it. */
interface WrittenLineItem {
  id: string;
  field: 'id' | 'lineItemId';
}

/** The writes of one operation. They are never retried: the first attempt may have succeeded. Each method asks `access/` first. */
export class Writes {
  constructor(
    private readonly options: GradebookOptions,
    private readonly access: Access,
    private readonly launch: LaunchReads,
    private readonly lists: Lists,
    private readonly lineItems: LineItemReads,
    /** Each of them forgets what it has read when a write ends. */
    private readonly reads: readonly { clear(): void }[],
  ) {}

  async createLineItem(input: LineItemChanges): Promise<Outcome<LineItem>> {
    await this.access.allow('createLineItem');
    return this.#write(
      'createLineItem',
      checkLineItem(input),
      null,
      () => create(this.options.client, input),
      (item) => this.lists.remember([item]),
    );
  }

  /** The value is null if LTIAAS confirms without sending the item. */
  async updateLineItem(id: string, input: LineItemChanges): Promise<Outcome<LineItem | null>> {
    await this.access.allow('updateLineItem');
    return this.#write(
      'updateLineItem',
      checkLineItem(input),
      { id, field: 'id' },
      (known) => update(this.options, known, input),
      (item) => item !== null && this.lists.remember([item]),
    );
  }

  async deleteLineItem(id: string): Promise<Outcome<string>> {
    await this.access.allow('deleteLineItem');
    return this.#write(
      'deleteLineItem',
      [],
      { id, field: 'id' },
      (known) => remove(this.options, known),
      (known) => this.options.memory.forgetLineItem(known),
    );
  }

  /** Finds the line item by its key, or creates it. */
  async ensureLineItem(input: LineItemKeyInput): Promise<Outcome<EnsuredLineItem>> {
    await this.access.allow('ensureLineItem');
    // Also that of a back end with an ltik.
    const token = await this.launch.token();
    return this.#write(
      'ensureLineItem',
      checkLineItem(input),
      null,
      () => ensure(this.options, input, token),
      ({ lineItem, duplicates }) => this.lists.remember([lineItem, ...duplicates]),
    );
  }

  async submitScore(lineItemId: string, score: ScoreInput): Promise<Outcome<true>> {
    await this.access.allow('submitScore');
    return this.#submit('submitScore', lineItemId, score);
  }

  /** Sends the AGS equivalent of LTI 1.1's deleteResult: nothing started, graded, scored or commented. */
  async clearScore(lineItemId: string, userId: string, onlyIf?: ScoreGuard | null): Promise<Outcome<true>> {
    await this.access.allow('clearScore');
    // Clearing is not an attempt. Canvas counts every post as one unless told otherwise.
    const canvas = isCanvas(this.options.memory, lineItemId) ? { newSubmission: false } : undefined;
    const nothing = { activityProgress: 'Initialized', gradingProgress: 'NotReady' } as const;
    return this.#submit('clearScore', lineItemId, { userId, ...nothing, canvas, onlyIf });
  }

  /** One outcome per row, in the input's order. */
  async submitScores(lineItemId: string, scores: readonly ScoreInput[]): Promise<Outcome<Outcome<true>[]>> {
    await this.access.allow('submitScores');
    const grader = await this.#grader();
    const errors = checkRowCount(scores, this.options.maxBulkRows);
    return this.#write('submitScores', errors, { id: lineItemId, field: 'lineItemId' }, async (known) =>
      done(await submitAll(this.options, grader, known, scores)),
    );
  }

  async #submit(operation: Operation, lineItemId: string, score: ScoreInput): Promise<Outcome<true>> {
    const errors = checkScore(score, await this.#grader());
    return this.#write(operation, errors, { id: lineItemId, field: 'lineItemId' }, (known) =>
      submit(this.options, known, score),
    );
  }

  async #grader(): Promise<Grader> {
    // Only the LMS knows what a back end may read.
    if (this.options.caller.kind === 'backEnd') return { userId: undefined, mayReadScores: true };
    const token = await this.launch.token();
    return { userId: token?.user.id, mayReadScores: await this.access.isGranted('scores') };
  }

  async #write<T>(
    operation: Operation,
    errors: UserError[],
    lineItem: WrittenLineItem | null,
    write: (known: string) => Promise<Outcome<T>>,
    learn: (value: T) => void = () => {},
  ): Promise<Outcome<T>> {
    const outcome = await this.#tryToWrite(operation, errors, lineItem, write, learn);
    const { noteWrite } = this.options;
    if (noteWrite !== undefined) {
      const rows = Array.isArray(outcome.value) ? (outcome.value as Outcome<true>[]) : [outcome];
      for (const row of rows) noteWrite(operation, row.userErrors[0]?.code ?? 'ok');
    }
    return outcome;
  }

  /** Finds the line item, then writes. Calls `learn` with the value of an accepted write. */
  async #tryToWrite<T>(
    operation: Operation,
    errors: UserError[],
    lineItem: WrittenLineItem | null,
    write: (known: string) => Promise<Outcome<T>>,
    learn: (value: T) => void,
  ): Promise<Outcome<T>> {
    if (errors.length > 0) return failed(...errors);
    const id = lineItem === null ? '' : await this.#find(lineItem);
    if (typeof id !== 'string') return failed(id);
    let outcome: Outcome<T> | undefined;
    try {
      outcome = await this.options.trace(operation, () => write(id));
      return outcome;
    } finally {
      // Later reads must see the write.
      this.lists.clear();
      for (const reads of this.reads) reads.clear();
      const { memory } = this.options;
      if (outcome?.userErrors.length === 0) {
        // The LMS has accepted a score for the line item, so it exists.
        if (lineItem?.field === 'lineItemId') memory.learnLineItem(id);
        learn(outcome.value as T);
      } else if (lineItem?.field === 'id' && outcome?.userErrors[0]?.code === 'NOT_FOUND') {
        memory.forgetLineItem(id);
      }
    }
  }

  /** The line item's id as LTIAAS spells it, or why the write is not possible. */
  async #find({ id, field }: WrittenLineItem): Promise<string | UserError> {
    try {
      const known = await this.lineItems.find(id);
      return known ?? { code: 'NOT_FOUND', message: 'This launch has no such line item.', field: [field] };
    } catch (error) {
      // A 404 here is about the list: the line item may still exist.
      return userErrorOf(error, false);
    }
  }
}
