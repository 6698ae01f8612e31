import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestGateway, type TestGateway } from './support/gateway';
import { operations } from './support/operations';

const callers = ['learner', 'contentDeveloper', 'instructor'] as const;
type Caller = (typeof callers)[number];

/** Who may run an operation, in the words of the headers. */
const allowed: Record<string, readonly Caller[]> = {
  everybody: callers,
  'everybody but content developers': ['learner', 'instructor'],
  'staff, content developers': ['contentDeveloper', 'instructor'],
  staff: ['instructor'],
};

test('examples/README.md lists every operation, and no other', () => {
  const readme = readFileSync(join(__dirname, '../examples/README.md'), 'utf8');
  const named = [...readme.matchAll(/^\| \[\w+\]\(operations\/([\w.]+)\)/gm)].map(([, file]) => file);
  expect(named.sort()).toEqual(operations.map(({ file }) => file));
});

let gateway: TestGateway;
let as: Record<Caller, string>;

// The demo's course, whose ids the examples name.
beforeEach(async () => {
  gateway = await startTestGateway();
  const { sandbox } = gateway;
  const roles = ['http://purl.imsglobal.org/vocab/lis/v2/membership#ContentDeveloper'];
  as = {
    learner: sandbox.seeded.learner.authorization.bearer,
    contentDeveloper: sandbox.launch({ roles }).authorization.bearer,
    instructor: sandbox.seeded.instructor.authorization.bearer,
  };
});
afterEach(() => gateway.close());

const cases = operations.flatMap(({ examples, ...operation }) =>
  examples.map(({ title, variables }) => ({ title, variables, ...operation })),
);

test.each(operations)('$file: the header says what it does, who may run it and gives examples', (operation) => {
  expect(operation.description).toMatch(/^[A-Z].+\.$/s);
  expect(Object.keys(allowed)).toContain(operation.who);
  expect(operation.examples).not.toEqual([]);
  // One operation a file, named after it: clients and logs show that name.
  const names = [...operation.document.matchAll(/^(?:query|mutation) (\w+)/gm)].map(([, name]) => name);
  expect(names.map((name) => `${name![0]!.toLowerCase()}${name!.slice(1)}.graphql`)).toEqual([operation.file]);
});

test.each(cases)('$file, $title: works as it stands, at the cost that it names', async (operation) => {
  const [caller] = allowed[operation.who]!;
  // Makes the launch and its line items known, and finds a cursor for the example that needs one.
  const first = '{ page: lineItems(first: 5) { pageInfo { endCursor } } all: lineItems { nodes { id } } }';
  const { data } = await gateway.run(first, {}, as[caller!]);
  const given = JSON.stringify(operation.variables).replace('<endCursor>', data.page.pageInfo.endCursor);
  gateway.takeCalls();
  const answer = await gateway.run(operation.document, JSON.parse(given), as[caller!]);
  expect(answer.errors).toEqual([]);
  const [payload] = Object.values<any>(answer.data);
  expect(payload).toBeTruthy();
  expect(payload.userErrors ?? []).toEqual([]);
  expect(gateway.takeCalls()).toHaveLength(operation.cost);
});

test.each(cases.filter(({ variables }) => !JSON.stringify(variables).includes('<')))(
  '$file, $title: refused to whom the header does not name',
  async (operation) => {
    const admitted: Caller[] = [];
    for (const caller of callers) {
      const { errors } = await gateway.run(operation.document, operation.variables, as[caller]);
      if (!errors.some(({ extensions }) => extensions.code === 'FORBIDDEN')) admitted.push(caller);
    }
    expect(admitted).toEqual(allowed[operation.who]);
  },
);
