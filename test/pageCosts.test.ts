import { type LmsName, lmsNames } from '../src/sandbox/sandbox';
import { ScoresDocument, type ScoresQuery, type ScoresQueryVariables } from '../examples/generated/graphql';
import { type Answer, startTestGateway, type TestGateway } from './support/gateway';

/** The largest page of scores on this LMS, for any limit. */
const largestPage: Record<LmsName, number> = {
  spec: 100,
  moodle: Infinity,
  canvas: 100,
  blackboard: 25,
  d2l: Infinity,
  sakai: Infinity,
  openedx: Infinity,
  large: 100,
};
const lengths = [30, 100, 101, 250];
const asked = [10, 37, 100, 500];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ config: { explain: true } });
});
afterAll(() => gateway.close());

/** Reads all scores in pages of `first` and returns the upstream calls. */
async function readAll(lms: LmsName, length: number, first: number) {
  const course = gateway.sandbox.createCourse({ lms, lineItems: 1, learners: length, resultsPerLineItem: length });
  const [lineItem] = course.lineItems();
  const authorization = gateway.sandbox.launch({ course }).authorization.ltik;
  await gateway.run('query ($id: ID!) { lineItem(id: $id) { id } }', { id: lineItem!.id }, authorization);
  gateway.takeCalls();
  let [rows, rounds, after]: [number, number, string | null | undefined] = [0, 0, null];
  do {
    const variables: ScoresQueryVariables = { lineItemId: lineItem!.id, first, after: after ?? null };
    const { data, errors, text }: Answer<ScoresQuery> = await gateway.run(ScoresDocument, variables, authorization);
    expect(errors).toEqual([]);
    const { edges, pageInfo } = data.lineItem!.scores!;
    rows += edges!.length;
    rounds += JSON.parse(text).extensions.upstream.rounds;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after);
  const calls = gateway.takeCalls().filter((call) => call === 'GET scores').length;
  return { rows, calls, rounds, truth: course.results(lineItem!.id).length };
}

/** The LMS's page size when scores are read in pages of `first`. */
function pageSize(lms: LmsName, first: number): number {
  if (lms === 'blackboard') return 25;
  if (largestPage[lms] === Infinity) return Infinity;
  // The first page is read with a growing limit, up to 100 rows, and one row more than needed.
  const grown = Math.floor(99 / first) * first + 1;
  return Math.min(Math.max(grown, first + 1), largestPage[lms]);
}

/** The calls that each page needs: the LMS's pages with its rows, and the cursor's own row. */
function fewest(lms: LmsName, length: number, first: number): { calls: number; rounds: number } {
  const size = pageSize(lms, first);
  let [calls, rounds] = [0, 0];
  for (let from = 0; from < length; from += first) {
    const to = Math.min(from + first, length);
    const pages = Math.floor((to - 1) / size) - Math.floor(Math.max(0, from - 1) / size) + 1;
    calls += pages;
    // The cursor's own page and the next one are read in parallel.
    rounds += from === 0 ? pages : Math.max(1, pages - 1);
  }
  return { calls, rounds };
}

/** Calls that are needed only to find out whether more rows exist. */
function riddles(lms: LmsName, length: number, first: number): number {
  // Blackboard announces a page after its last one, so the end of a page is known only after reading what follows.
  if (lms === 'blackboard') {
    const ends = Array.from({ length: Math.ceil(length / first) }, (_, page) => Math.min((page + 1) * first, length));
    return ends.filter((end) => end % 25 === 0 || end === length).length;
  }
  // Open edX truncates at the limit and sends no link: once per launch, a full page must be read again without a limit.
  if (lms === 'openedx') return first < length ? 1 : 0;
  // A page with exactly the requested number of rows and no link may have been truncated.
  if (lms === 'd2l' || lms === 'sakai') return length === first + 1 ? 1 : 0;
  return 0;
}

test.each(lmsNames)('%s: reads all scores with as few calls as this LMS allows', async (lms) => {
  const table: object[] = [];
  for (const length of lengths) {
    for (const first of asked) {
      const { rows, calls, rounds, truth } = await readAll(lms, length, first);
      expect(rows).toBe(truth);
      const least = fewest(lms, truth, first);
      const unknowable = riddles(lms, truth, first);
      // These calls may run in parallel with others.
      expect(least.rounds <= rounds && rounds <= least.rounds + unknowable).toBe(true);
      table.push({ lms, rows, first, calls, rounds, fewest: least.calls, unknowable });
    }
  }
  process.stdout.write(`${formatTable(table)}\n`);
  expect(table).toEqual(table.map((row: any) => ({ ...row, calls: row.fewest + row.unknowable })));
});

function formatTable(rows: object[]): string {
  const lines = [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row).map(String))];
  return lines.map((line) => line.map((cell: string) => cell.padEnd(11)).join('')).join('\n');
}
