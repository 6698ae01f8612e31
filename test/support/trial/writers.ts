import { setTimeout as wait } from 'node:timers/promises';
import type { LmsName } from '../../../src/sandbox/lms/profile';
import type { SandboxCourse, SandboxLaunch } from '../../../src/sandbox/sandbox';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { randomOf } from '../../../src/sandbox/seed/random';
import type { Claim } from './claims';

export interface TrialOptions {
  /** The gateway in front of the sandbox. */
  url: string;
  /** The number of writes; each row of a bulk submission counts as one. */
  writes: number;
  /** The number of concurrent clients. */
  clients: number;
  /** The same seed makes the same writes, but with different timing. */
  seed: number;
  /** The gateway's deadline for an operation, in ms. */
  deadlineMs: number;
}

/** An operation, its writes, and where its response reports each. */
interface Write {
  query: string;
  input: object;
  authorization: string;
  writes: Pick<Claim, 'id' | 'thing'>[];
}

interface Told {
  accepted: boolean;
  userErrors: { code: string }[];
}

interface Answer {
  data?: { write: (Told & { results?: Told[] }) | null };
  errors?: { extensions: { code: string } }[];
}

interface Room {
  course: SandboxCourse;
  launches: SandboxLaunch[];
  lineItemIds: string[];
  /** Few, so that clients write the same objects. */
  learners: string[];
  /** Cells that may be cleared, each once. */
  clearable: { lineItemId: string; userId: string }[];
}

const lmsNames: LmsName[] = ['spec', 'canvas', 'moodle', 'd2l'];
const bulkRows = 8;
const progress = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED' };

/**
 * Writes through the gateway like many concurrent clients, some of whom disconnect. Returns the result of each write.
 */
export async function writeThrough(sandbox: Sandbox, options: TrialOptions): Promise<Claim[]> {
  const writers = new Writers(sandbox, options);
  await Promise.all(Array.from({ length: options.clients }, () => writers.work()));
  // Writes of disconnected clients end by then.
  await wait(options.deadlineMs + 500);
  return writers.claims;
}

class Writers {
  readonly claims: Claim[] = [];
  readonly #rooms: Room[];
  #drawn = 0;
  #begun = 0;

  constructor(
    sandbox: Sandbox,
    private readonly options: TrialOptions,
  ) {
    this.#rooms = lmsNames.map((lms) => openRoom(sandbox, lms, Math.ceil(options.writes / 100)));
  }

  async work(): Promise<void> {
    while (this.#begun < this.options.writes) {
      const write = this.#choose();
      this.#begun += write.writes.length;
      await this.#send(write);
    }
  }

  #random(below: number): number {
    return Math.floor(randomOf(this.options.seed, ++this.#drawn) * below);
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#random(values.length)]!;
  }

  #choose(): Write {
    const id = `write ${this.#begun}`;
    const room = this.#pick(this.#rooms);
    const { authorization } = this.#pick(room.launches);
    const lineItemId = this.#pick(room.lineItemIds);
    const backEnd = authorization.serviceKey;
    const anyone = this.#pick([authorization.bearer, authorization.ltik, backEnd]);
    const score = { ...progress, scoreGiven: this.#begun % 100, scoreMaximum: 100 };
    const draw = this.#random(100);
    if (draw < 5) return write('createLineItem', { label: id, scoreMaximum: 10 }, anyone, [{ id, thing: id }]);
    if (draw < 15) {
      return write('updateLineItem', { id: lineItemId, tag: id }, anyone, [{ id, thing: lineItemId }]);
    }
    if (draw < 18) {
      const doomed = room.course.addLineItem().id;
      return write('deleteLineItem', { id: doomed }, backEnd, [{ id: `delete ${doomed}`, thing: doomed }]);
    }
    const cell = draw < 23 ? room.clearable.pop() : undefined;
    if (cell !== undefined) {
      const cleared = `clear ${cell.lineItemId} ${cell.userId}`;
      return write('clearScore', cell, anyone, [{ id: cleared, thing: cleared }]);
    }
    if (draw < 30) {
      const from = this.#random(room.learners.length);
      const users = Array.from({ length: bulkRows }, (_, row) => room.learners[(from + row) % room.learners.length]!);
      const scores = users.map((userId, row) => ({ ...score, userId, comment: `${id}, row ${row}` }));
      const writes = users.map((userId, row) => ({ id: `${id}, row ${row}`, thing: `${lineItemId} ${userId}` }));
      return write('submitScores', { lineItemId, scores }, anyone, writes);
    }
    const userId = this.#pick(room.learners);
    const thing = `${lineItemId} ${userId}`;
    return write('submitScore', { ...score, lineItemId, userId, comment: id }, anyone, [{ id, thing }]);
  }

  async #send({ query, input, authorization, writes }: Write): Promise<void> {
    const leavesAfterMs = this.#random(100) < 3 ? this.#random(40) : undefined;
    const sentAt = performance.now();
    const answer = await this.#ask(query, input, authorization, leavesAfterMs);
    const overAt = answer === undefined ? sentAt + this.options.deadlineMs + 500 : performance.now();
    for (const [row, write] of writes.entries()) {
      this.claims.push({ ...write, ...readTold(answer, row), sentAt, overAt });
    }
  }

  /** Undefined if the client disconnected before the response. */
  async #ask(
    query: string,
    input: object,
    authorization: string,
    leavesAfterMs: number | undefined,
  ): Promise<Answer | undefined> {
    try {
      const response = await fetch(`${this.options.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query, variables: { input } }),
        ...(leavesAfterMs !== undefined && { signal: AbortSignal.timeout(leavesAfterMs) }),
      });
      return (await response.json()) as Answer;
    } catch (error) {
      if (leavesAfterMs === undefined) throw error;
      return undefined;
    }
  }
}

function readTold(answer: Answer | undefined, row: number): Pick<Claim, 'told' | 'code'> {
  if (answer === undefined) return { told: 'unknown', code: 'gone' };
  const payload = answer.data?.write;
  const told = payload?.results?.[row] ?? payload;
  const code = told?.userErrors[0]?.code ?? answer.errors?.[0]?.extensions.code ?? '';
  if (told && code === '') return { told: 'accepted', code };
  return { told: code === 'OUTCOME_UNKNOWN' ? 'unknown' : 'refused', code };
}

function write(mutation: string, input: object, authorization: string, writes: Write['writes']): Write {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const rows = mutation === 'submitScores' ? 'results { accepted userErrors { code } }' : '';
  const query = `mutation ($input: ${type}!) { write: ${mutation}(input: $input) { ${rows} userErrors { code } } }`;
  return { query, input, authorization, writes };
}

function openRoom(sandbox: Sandbox, lms: LmsName, clearable: number): Room {
  const course = sandbox.createCourse({ lms, lineItems: 3, learners: 12 + clearable });
  const lineItemIds = course.lineItems().map(({ id }) => id);
  const [learners, others] = [course.learnerIds().slice(0, 12), course.learnerIds().slice(12)];
  return {
    course,
    launches: Array.from({ length: 3 }, () => sandbox.launch({ course })),
    lineItemIds,
    learners,
    clearable: others.flatMap((userId) => lineItemIds.map((lineItemId) => ({ lineItemId, userId }))),
  };
}
