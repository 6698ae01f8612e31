import fc from 'fast-check';
import { readConfig } from '../src/config/config';
import { type RunningGateway, startGateway as start } from '../src/gateway';
import { lmsNames, type LmsName, type Sandbox, type SandboxLaunch, startSandbox } from '../src/sandbox/sandbox';
import { shortDurations } from './support/gateway';
import { runs } from './support/runs';

type Direction = 'forward' | 'backward';

/** The number of checks for each guarantee, printed at the end. */
const figures = { lists: 0, operations: 0, changes: 0, lost: 0 };

let sandbox: Sandbox;
let gateway: RunningGateway;
beforeAll(async () => {
  sandbox = await startSandbox({ compress: false });
  gateway = await startGateway();
});
afterAll(async () => {
  await gateway.close();
  await sandbox.close();
  process.stdout.write(`${JSON.stringify(figures)}\n`);
});
afterEach(() => sandbox.clearFaults());

function startGateway(): Promise<RunningGateway> {
  const config = readConfig({
    LTIAAS_URL: sandbox.url,
    LTIAAS_API_KEY: sandbox.apiKey,
    PORT: '0',
    LOG_LEVEL: 'silent',
  });
  return start({ ...config, maxEventLoopLagMs: 0, stopDelayMs: 0 }, { compileOnUse: 1, durations: shortDurations });
}

/** Advances the gateway's clocks, so that no test waits. */
const [performanceNow, dateNow] = [performance.now.bind(performance), Date.now.bind(Date)];
let passedMs = 0;
beforeAll(() => {
  jest.spyOn(performance, 'now').mockImplementation(() => performanceNow() + passedMs);
  jest.spyOn(Date, 'now').mockImplementation(() => dateNow() + passedMs);
});
afterAll(() => jest.restoreAllMocks());

async function run(query: string, variables: object, authorization: string): Promise<any> {
  figures.operations += 1;
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

interface Page {
  /** Null for a row that cannot be read. */
  ids: (string | null)[];
  goesOn: boolean;
  cursor: string | null;
  code: string | undefined;
}

interface List {
  /** The rows in the LMS, in its order. */
  truth(): string[];
  page(size: number, direction: Direction, cursor: string | null): Promise<Page>;
  /** Rows to add, each with its own position between the others. */
  spare: string[];
  add(id: string): void;
  /**
   * Moves through this launch, another launch of the course, or the LMS itself, also if the LMS forbids it to tools.
   */
  remove(id: string, by: Actor): Promise<void>;
}

type Actor = 'own' | 'another' | 'lms';

const selection = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

function read(data: any, errors: any[] | undefined, direction: Direction, id: (node: any) => string): Page {
  const failed = errors?.find((error) => error.path?.at(-1) !== 'node');
  if (failed !== undefined) return { ids: [], goesOn: false, cursor: null, code: failed.extensions.code };
  const { edges, pageInfo } = data;
  return {
    ids: edges.map((edge: any) => (edge.node === null ? null : id(edge.node))),
    goesOn: direction === 'forward' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage,
    cursor: direction === 'forward' ? pageInfo.endCursor : pageInfo.startCursor,
    code: undefined,
  };
}

const args = (direction: Direction) =>
  direction === 'forward' ? 'first: $size, after: $cursor' : 'last: $size, before: $cursor';

function lineItems(
  lms: LmsName,
  length: number,
  pageSize: number,
  filtered: boolean,
  broken: ReadonlySet<number>,
): List {
  const course = sandbox.createCourse({ lms, lineItems: 0, learners: 1, pageSize });
  const ids = Array.from({ length: 2 * length }, (_, place) => {
    // In a filtered list every other remaining row does not match.
    const isWanted = !filtered || place % 4 !== 2;
    return { isWanted, id: course.addLineItem({ label: `Row ${place}`, ...(isWanted && { tag: 'wanted' }) }).id };
  });
  // Every other row is added later.
  const spare = ids.filter((_, place) => place % 2 === 1).map(({ id }) => id);
  for (const id of spare) course.deleteLineItem(id);
  const unreadable = new Set(ids.filter((_, place) => broken.has(place)).map(({ id }) => id));
  const wanted = new Set(ids.filter(({ isWanted }) => isWanted).map(({ id }) => id));
  const launches = { own: sandbox.launch({ course }), another: sandbox.launch({ course }) };
  breakRows(launches.own, 'lineItems', (row) => unreadable.has(row.id) && delete row.label);
  const filter = filtered ? ', filter: { tag: "wanted" }' : '';
  return {
    truth: () =>
      course
        .lineItems()
        .map(({ id }) => id)
        .filter((id) => wanted.has(id) && !unreadable.has(id)),
    page: async (size, direction, cursor) => {
      const query = `query ($size: Int, $cursor: String) {
        lineItems(${args(direction)}${filter}) { edges { node { id label } } ${selection} } }`;
      const { data, errors } = await run(query, { size, cursor }, launches.own.authorization.bearer);
      return read(data?.lineItems, errors, direction, (node) => node.id);
    },
    spare,
    add: (id) => course.restoreLineItem(id),
    remove: async (id, by) => {
      const query = 'mutation ($id: ID!) { deleteLineItem(input: { id: $id }) { deletedLineItemId } }';
      if (by !== 'lms') await run(query, { id }, launches[by].authorization.ltik);
      if (course.lineItems().some((item) => item.id === id)) course.deleteLineItem(id);
    },
  };
}

function scores(lms: LmsName, length: number, pageSize: number, broken: ReadonlySet<number>): List {
  const course = sandbox.createCourse({ lms, lineItems: 1, learners: 2 * length, resultsPerLineItem: 0, pageSize });
  const lineItemId = course.lineItems()[0]!.id;
  const learners = course.learnerIds();
  const spare = learners.filter((_, place) => place % 2 === 1);
  // Added in the order of position, oldest first, for an LMS that sorts by time.
  learners.forEach((id, place) => place % 2 === 0 && course.setResult(lineItemId, id, { score: place }));
  const unreadable = new Set(learners.filter((_, place) => broken.has(place)));
  const launches = { own: sandbox.launch({ course }), another: sandbox.launch({ course }) };
  breakRows(launches.own, 'scores', (row) => unreadable.has(String(row.userId)) && (row.resultScore = 'much'));
  return {
    truth: () =>
      course
        .results(lineItemId)
        .map(({ userId }) => String(userId))
        .filter((id) => !unreadable.has(id)),
    page: async (size, direction, cursor) => {
      const query = `query ($id: ID!, $size: Int, $cursor: String) {
        lineItem(id: $id) { scores(${args(direction)}) { edges { node { userId } } ${selection} } } }`;
      const { data, errors } = await run(query, { id: lineItemId, size, cursor }, launches.own.authorization.bearer);
      return read(data?.lineItem?.scores, errors, direction, (node) => node.userId);
    },
    // If the newest result is first, a new result moves no other row, but results of the same moment can move.
    spare: lms === 'openedx' ? [] : spare,
    add: (id) => course.setResult(lineItemId, id, { score: 1 }),
    remove: async (userId, by) => {
      const query = `mutation ($lineItemId: ID!, $userId: ID!) {
        clearScore(input: { lineItemId: $lineItemId, userId: $userId }) { accepted } }`;
      // Sakai also lists staff, who have no result to lose.
      if (!learners.includes(userId)) return;
      if (by !== 'lms') await run(query, { lineItemId, userId }, launches[by].authorization.bearer);
      course.setResult(lineItemId, userId, null);
    },
  };
}

/** Makes rows unreadable in the response. */
function breakRows(launch: SandboxLaunch, key: 'lineItems' | 'scores', breakRow: (row: any) => void): void {
  sandbox.fault({
    launch,
    method: 'GET',
    rewrite: (answer) => {
      if (!Array.isArray(answer.body?.[key])) return answer;
      const rows = structuredClone(answer.body[key]);
      rows.forEach(breakRow);
      return { ...answer, body: { ...answer.body, [key]: rows } };
    },
  });
}

type Change =
  | { kind: 'add' | 'remove'; by: Actor; place: number }
  | { kind: 'removeTenBefore' }
  | { kind: 'pass'; minutes: number }
  | { kind: 'restart' };

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      kind: fc.constantFrom('add' as const, 'remove' as const),
      by: fc.constantFrom<Actor>('own', 'another', 'lms'),
      place: fc.nat(1000),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'removeTenBefore' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

const scenario = fc.record({
  of: fc.constantFrom('lineItems' as const, 'filtered' as const, 'scores' as const),
  length: fc.integer({ min: 1, max: 40 }),
  pageSize: fc.constantFrom(1, 2, 3, 7, 10, 25),
  size: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(25, 50)),
  direction: fc.constantFrom<Direction>('forward', 'backward'),
  broken: fc.oneof(
    fc.constant([]),
    fc.array(fc.nat(79), { maxLength: 4 }),
    fc.nat(60).map((from) => [from, from + 1, from + 2, from + 3, from + 4]),
  ),
  /** What happens between one page and the next. */
  between: fc.array(fc.array(change, { maxLength: 4 }), { minLength: 1, maxLength: 8 }),
});

async function apply(list: List, change: Change, given: readonly string[]): Promise<void> {
  figures.changes += 1;
  switch (change.kind) {
    case 'pass':
      passedMs += change.minutes * 60_000;
      return;
    case 'restart':
      await gateway.close();
      gateway = await startGateway();
      return;
    case 'removeTenBefore': {
      // On earlier pages, except for the rows that the cursor contains.
      const there = new Set(list.truth());
      const earlier = given.slice(0, -4).filter((id) => there.has(id));
      for (const id of earlier.slice(0, 10)) await list.remove(id, 'lms');
      return;
    }
    case 'add': {
      const [id] = list.spare.splice(change.place % Math.max(1, list.spare.length), 1);
      if (id !== undefined) list.add(id);
      return;
    }
    case 'remove': {
      const truth = list.truth();
      if (truth.length > 0) await list.remove(truth[change.place % truth.length]!, change.by);
    }
  }
}

describe.each(lmsNames)('on %s', (lms) => {
  test('returns every row that exists throughout exactly once, whatever changes between two pages', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ of, length, pageSize, size, direction, broken, between }) => {
        figures.lists += 1;
        const unreadable = new Set(of === 'filtered' ? [] : broken);
        const list =
          of === 'scores'
            ? scores(lms, length, pageSize, unreadable)
            : lineItems(lms, length, pageSize, of === 'filtered', unreadable);
        const always = new Set(list.truth());
        const given: string[] = [];
        let cursor: string | null = null;
        for (let turn = 0; ; turn += 1) {
          const page: Page = await list.page(size, direction, cursor);
          if (page.code !== undefined) {
            // Allowed only if none of the last four returned rows is left.
            expect(page.code).toBe('BAD_USER_INPUT');
            const truth = list.truth();
            expect(given.slice(-4).filter((id) => truth.includes(id))).toEqual([]);
            figures.lost += 1;
            break;
          }
          const readable = page.ids.filter((id) => id !== null);
          expect(new Set(readable).size).toBe(readable.length);
          given.push(...(direction === 'forward' ? readable : readable.reverse()));
          if (!page.goesOn || page.cursor === null) {
            expect(given.filter((id) => always.has(id))).toEqual(
              direction === 'forward'
                ? list.truth().filter((id) => always.has(id))
                : list
                    .truth()
                    .filter((id) => always.has(id))
                    .reverse(),
            );
            break;
          }
          cursor = page.cursor;
          for (const one of between[turn] ?? []) await apply(list, one, given);
          const truth = new Set(list.truth());
          for (const id of always) if (!truth.has(id)) always.delete(id);
          expect(turn).toBeLessThan(200);
        }
      }),
      { numRuns: runs(15) },
    );
  });
});
