import type { Operation } from '../access/rules';
import type { LineItem } from '../ltiaas/lineItems';
import { checkLineItemChanges, checkNewLineItem, create, type LineItemChanges, remove, update } from './lineItemWrites';
import { isCanvas } from './lms';
import { done, failed, type Outcome, type Problem, problemOf } from './problem';
import { type GradebookOptions, ReadOnlyGradebook } from './readOnlyGradebook';
import {
  bulkConcurrency,
  checkRowCount,
  checkScore,
  clearedScore,
  type ScoreInput,
  submit,
  submitAll,
} from './scoreWrites';
import type { Writer } from './writeOrder';

/** Which line item is written, or written to, and the field of the input that names it. */
interface WrittenLineItem {
  id: string;
  field: string;
}

/** The gradebook as one caller may see and change it, for one operation: each method asks `access/` before it calls LTIAAS. */
export class Gradebook extends ReadOnlyGradebook {
  readonly #writer: Writer;

  constructor(options: GradebookOptions) {
    super(options);
    this.#writer = {
      client: options.client,
      lifetime: options.lifetime,
      durations: options.durations,
      standInLine: (thing) => options.writeOrder.standInLine(thing, options.lifetime),
    };
  }

  async createLineItem(input: LineItemChanges): Promise<Outcome<LineItem>> {
    return this.#write(
      'createLineItem',
      checkNewLineItem(input),
      null,
      ({ client }) => create(client, input),
      (item) => this.remember([item]),
    );
  }

  /** The value is null where LTIAAS confirms without sending the item. */
  async updateLineItem(id: string, input: LineItemChanges): Promise<Outcome<LineItem | null>> {
    return this.#write(
      'updateLineItem',
      checkLineItemChanges(input),
      { id, field: 'id' },
      (writer, known) => update(writer, known, input),
      (item) => item !== null && this.remember([item]),
    );
  }

  async deleteLineItem(id: string): Promise<Outcome<string>> {
    return this.#write(
      'deleteLineItem',
      [],
      { id, field: 'id' },
      (writer, known) => remove(writer, known),
      (known) => this.known.forget(known),
    );
  }

  async submitScore(lineItemId: string, score: ScoreInput): Promise<Outcome<true>> {
    return this.#submit('submitScore', lineItemId, score);
  }

  async clearScore(lineItemId: string, userId: string): Promise<Outcome<true>> {
    return this.#submit('clearScore', lineItemId, clearedScore(userId));
  }

  async #submit(operation: Operation, lineItemId: string, score: ScoreInput): Promise<Outcome<true>> {
    return this.#write(operation, checkScore(score), { id: lineItemId, field: 'lineItemId' }, (writer, known) =>
      submit(writer, known, score),
    );
  }

  /** One outcome a row, in the input's order: rows stand alone. */
  async submitScores(lineItemId: string, scores: readonly ScoreInput[]): Promise<Outcome<Outcome<true>[]>> {
    const problems = checkRowCount(scores, this.options.maxBulkRows);
    const concurrency = isCanvas(this.options.memory, lineItemId) ? 1 : bulkConcurrency;
    return this.#write('submitScores', problems, { id: lineItemId, field: 'lineItemId' }, async (writer, known) =>
      done(await submitAll(writer, known, scores, concurrency)),
    );
  }

  async #write<T>(
    operation: Operation,
    problems: Problem[],
    lineItem: WrittenLineItem | null,
    write: (writer: Writer, known: string) => Promise<Outcome<T>>,
    learn: (value: T) => void = () => {},
  ): Promise<Outcome<T>> {
    const outcome = await this.#tryToWrite(operation, problems, lineItem, write, learn);
    const { noteWrite } = this.options;
    if (noteWrite !== undefined) {
      const rows = Array.isArray(outcome.value) ? (outcome.value as Outcome<true>[]) : [outcome];
      for (const row of rows) noteWrite(operation, row.problems[0]?.code ?? 'ok');
    }
    return outcome;
  }

  /**
   * What every write goes through: the caller's right, the input, whose line item it is; then the write itself, once. `learn` is
   * told what it came to, where it was accepted.
   */
  async #tryToWrite<T>(
    operation: Operation,
    problems: Problem[],
    lineItem: WrittenLineItem | null,
    write: (writer: Writer, known: string) => Promise<Outcome<T>>,
    learn: (value: T) => void,
  ): Promise<Outcome<T>> {
    await this.access.allow(operation);
    if (problems.length > 0) return failed(...problems);
    let id = '';
    if (lineItem !== null) {
      const known = await this.#find(lineItem);
      if (typeof known !== 'string') return failed(known);
      id = known;
    }
    let outcome: Outcome<T> | undefined;
    try {
      outcome = await this.options.trace(operation, () => write(this.#writer, id));
      return outcome;
    } finally {
      // Whatever is read from here on is read anew.
      this.lineItemLoader.clearAll();
      this.scoreLoader.clearAll();
      this.lists.clear();
      this.known.startAfresh();
      const { memory } = this.options;
      if (outcome?.problems.length === 0) {
        // The LMS has accepted a write to it: it is there.
        if (lineItem?.field === 'lineItemId') memory.learnLineItem(id);
        learn(outcome.value as T);
      } else if (lineItem?.field === 'id' && outcome?.problems[0]?.code === 'NOT_FOUND') {
        this.known.forget(id);
      }
    }
  }

  /** The line item's id as LTIAAS spells it, or why there is none to write to. */
  async #find({ id, field }: WrittenLineItem): Promise<string | Problem> {
    try {
      const known = await this.findId(id);
      return known ?? { code: 'NOT_FOUND', message: 'This launch has no such line item.', field: [field] };
    } catch (error) {
      // It is the list that is missing here, if anything: the line item may well be there.
      return problemOf(error, false);
    }
  }
}
