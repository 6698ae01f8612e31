import { type LmsName, lmsNames } from '../src/sandbox/sandbox';
import { ScoresDocument, type ScoresQuery, type ScoresQueryVariables } from '../examples/generated/graphql';
import { type Answer, startTestGateway, type TestGateway } from './support/gateway';

/** The most rows that a page of scores can have on this LMS, whatever is asked for. */
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
const lengths = [30, 99, 100, 101, 250];
const asked = [10, 37, 50, 100, 500];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

/** Reads all scores in pages of `first`; what it cost upstream. */
async function readAll(lms: LmsName, length: number, first: number) {
  const course = gateway.sandbox.createCourse({ lms, lineItems: 1, learners: length, resultsPerLineItem: length });
  const [lineItem] = course.lineItems();
  const authorization = gateway.sandbox.launch({ course }).authorization.ltik;
  await gateway.run('query ($id: ID!) { lineItem(id: $id) { id } }', { id: lineItem!.id }, authorization);
  gateway.takeCalls();
  let [rows, after]: [number, string | null | undefined] = [0, null];
  do {
    const variables: ScoresQueryVariables = { lineItemId: lineItem!.id, first, after: after ?? null };
    const { data, errors }: Answer<ScoresQuery> = await gateway.run(ScoresDocument, variables, authorization);
    expect(errors).toEqual([]);
    const { edges, pageInfo } = data.lineItem!.scores!;
    rows += edges!.length;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after);
  const calls = gateway.takeCalls().filter((call) => call === 'GET scores').length;
  return { rows, calls, truth: course.results(lineItem!.id).length };
}

/** The pages of the LMS that the rows of each page asked for stand on: nobody can read fewer. */
function fewestCalls(lms: LmsName, length: number, first: number): number {
  const size = lms === 'blackboard' ? 25 : largestPage[lms] === Infinity ? length : Math.min(first, largestPage[lms]);
  let calls = 0;
  for (let from = 0; from < length; from += first) {
    const to = Math.min(from + first, length);
    calls += Math.floor((to - 1) / size) - Math.floor(from / size) + 1;
  }
  return calls;
}

/** What no reader can know without another call. */
function riddles(lms: LmsName, length: number, first: number): number {
  // Blackboard announces a page after its last one: what follows a page's end has to be read to be known.
  if (lms === 'blackboard') {
    const ends = Array.from({ length: Math.ceil(length / first) }, (_, page) => Math.min((page + 1) * first, length));
    return ends.filter((end) => end % 25 === 0 || end === length).length;
  }
  // Open edX cuts at the limit and shows no link: once a launch, a full page has to be read again without it.
  if (lms === 'openedx') return first <= length ? 1 : 0;
  // Moodle gets no limit; Canvas shows links on every page.
  if (lms === 'moodle' || lms === 'canvas') return 0;
  // Others show no link where nothing follows, as on a page that has just as many rows as the limit asked for.
  if (lms === 'd2l' || lms === 'sakai') return length % first === 0 ? 1 : 0;
  return length === first ? 1 : 0;
}

test.each(lmsNames)('%s: reading all scores costs as few calls as this LMS allows', async (lms) => {
  const table: object[] = [];
  for (const length of lengths) {
    for (const first of asked) {
      const { rows, calls, truth } = await readAll(lms, length, first);
      expect(rows).toBe(truth);
      const fewest = fewestCalls(lms, truth, first);
      const unknowable = riddles(lms, truth, first);
      table.push({ lms, rows, first, calls, fewest, unknowable });
    }
  }
  process.stdout.write(`${formatTable(table)}\n`);
  expect(table).toEqual(table.map((row: any) => ({ ...row, calls: row.fewest + row.unknowable })));
});

function formatTable(rows: object[]): string {
  const lines = [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row).map(String))];
  return lines.map((line) => line.map((cell: string) => cell.padEnd(11)).join('')).join('\n');
}
