import type { Operation } from '../../access/rules';
import type { LineItem } from '../../ltiaas/lineItems';
import type { GradebookOptions } from '../options';
import type { IdToken } from '../../ltiaas/idToken';
import { isCanvas, isKnownLms } from '../lmsQuirks';
import type { LineItemReads } from '../reads/lineItems';
import { Lists } from '../reads/lists';
import { findScores } from '../reads/plan';
import { checkEnsuredLineItem, ensure, type EnsuredLineItem, type LineItemKeyInput } from './ensureLineItem';
import { checkLineItemChanges, checkNewLineItem, create, type LineItemChanges, remove, update } from './lineItems';
import type { Writer } from './queue';
import {
  bulkConcurrency,
  checkRowCount,
  checkScore,
  clearedScore,
  type Grader,
  type ScoreInput,
  type ScoreWriter,
  submit,
  submitAll,
} from './scores';
import type { ScoreGuard } from './guard';
import { done, failed, type Outcome, type UserError, userErrorOf } from './userError';

/** The line item that a write changes or adds a score to, and the input field that names it. */
interface WrittenLineItem {
  id: string;
  field: 'id' | 'lineItemId';
}

/** The writes of one operation. They are never retried: the first attempt may have succeeded. */
export class Writes {
  readonly #writer: Writer;

  constructor(
    private readonly options: GradebookOptions,
    private readonly lists: Lists,
    private readonly lineItems: LineItemReads,
    /** Each of them forgets what it has read when a write ends. */
    private readonly reads: readonly { clear(): void }[],
  ) {
    const { client, lifetime, durations, writeQueue } = options;
    this.#writer = { client, lifetime, durations, enqueue: (key) => writeQueue.enqueue(key, lifetime) };
  }

  createLineItem(input: LineItemChanges): Promise<Outcome<LineItem>> {
    return this.#write(
      'createLineItem',
      checkNewLineItem(input),
      null,
      ({ client }) => create(client, input),
      (item) => this.lists.remember([item]),
    );
  }

  updateLineItem(id: string, input: LineItemChanges): Promise<Outcome<LineItem | null>> {
    return this.#write(
      'updateLineItem',
      checkLineItemChanges(input),
      { id, field: 'id' },
      (writer, known) => update(writer, known, input),
      (item) => item !== null && this.lists.remember([item]),
    );
  }

  deleteLineItem(id: string): Promise<Outcome<string>> {
    return this.#write(
      'deleteLineItem',
      [],
      { id, field: 'id' },
      (writer, known) => remove(writer, known),
      (known) => this.options.memory.forgetLineItem(known),
    );
  }

  /** `token`: the launch of an ltik, also that of a back end; null for a service key. */
  ensureLineItem(input: LineItemKeyInput, token: IdToken | null): Promise<Outcome<EnsuredLineItem>> {
    const { options } = this;
    return this.#write(
      'ensureLineItem',
      checkEnsuredLineItem(input),
      null,
      (writer) => ensure(writer, new Lists(options), { input, token, memory: options.memory, caller: options.caller }),
      ({ lineItem, duplicates }) => this.lists.remember([lineItem, ...duplicates]),
    );
  }

  submitScore(lineItemId: string, score: ScoreInput, grader: Grader): Promise<Outcome<true>> {
    return this.#submitScore('submitScore', lineItemId, score, grader);
  }

  clearScore(
    lineItemId: string,
    userId: string,
    onlyIf: ScoreGuard | null | undefined,
    grader: Grader,
  ): Promise<Outcome<true>> {
    // Clearing is not an attempt. Canvas counts every post as one unless told otherwise.
    const canvas = isCanvas(this.options.memory, lineItemId) ? { newSubmission: false } : undefined;
    return this.#submitScore('clearScore', lineItemId, { ...clearedScore(userId), canvas, onlyIf }, grader);
  }

  submitScores(lineItemId: string, scores: readonly ScoreInput[], grader: Grader): Promise<Outcome<Outcome<true>[]>> {
    const errors = checkRowCount(scores, this.options.maxBulkRows);
    const concurrency = isCanvas(this.options.memory, lineItemId) ? 1 : bulkConcurrency;
    return this.#write('submitScores', errors, { id: lineItemId, field: 'lineItemId' }, async (writer, known) =>
      done(await submitAll(this.#scoreWriter(writer, grader), known, scores, concurrency)),
    );
  }

  #submitScore(operation: Operation, lineItemId: string, score: ScoreInput, grader: Grader): Promise<Outcome<true>> {
    const errors = checkScore(score, grader);
    return this.#write(operation, errors, { id: lineItemId, field: 'lineItemId' }, (writer, known) =>
      submit(this.#scoreWriter(writer, grader), known, score),
    );
  }

  #scoreWriter(writer: Writer, grader: Grader): ScoreWriter {
    const { client, memory, trace } = this.options;
    return {
      ...writer,
      grader,
      canvasExtension: (lineItemId) => {
        if (isCanvas(memory, lineItemId)) return 'always';
        return isKnownLms(memory, lineItemId) ? 'never' : 'ifGiven';
      },
      readScores: (lineItemId, userIds) => {
        // Reads that started before the lock was acquired may miss the write of another caller.
        client.forgetReads();
        const lists = new Lists(this.options);
        return trace('find scores', () => findScores(lists, memory, lineItemId, userIds, { orUncertain: true }));
      },
    };
  }

  async #write<T>(
    operation: Operation,
    errors: UserError[],
    lineItem: WrittenLineItem | null,
    write: (writer: Writer, known: string) => Promise<Outcome<T>>,
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
    write: (writer: Writer, known: string) => Promise<Outcome<T>>,
    learn: (value: T) => void,
  ): Promise<Outcome<T>> {
    if (errors.length > 0) return failed(...errors);
    const id = lineItem === null ? '' : await this.#find(lineItem);
    if (typeof id !== 'string') return failed(id);
    let outcome: Outcome<T> | undefined;
    try {
      outcome = await this.options.trace(operation, () => write(this.#writer, id));
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
