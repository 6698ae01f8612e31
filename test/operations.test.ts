import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestGateway, type TestGateway } from './support/gateway';
import { operations } from './support/operations';

const callers = ['learner', 'contentDeveloper', 'instructor'] as const;
type Caller = (typeof callers)[number];

/** The callers who may run an operation, as the headers name them. */
const allowed: Record<string, readonly Caller[]> = {
  everybody: callers,
  'everybody but content developers': ['learner', 'instructor'],
  'staff, content developers': ['contentDeveloper', 'instructor'],
  staff: ['instructor'],
};

test('examples/README.md lists exactly the existing operations', () => {
  const readme = readFileSync(join(__dirname, '../examples/README.md'), 'utf8');
  const named = [...readme.matchAll(/^\| \[\w+\]\(operations\/([\w.]+)\)/gm)].map(([, file]) => file);
  expect(named.sort()).toEqual(operations.map(({ file }) => file));
});

let gateway: TestGateway;
let as: Record<Caller, string>;

// The demo's course, whose ids the examples contain.
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

test.each(operations)('$file: the header has a description, the allowed callers and examples', (operation) => {
  expect(operation.description).toMatch(/^[A-Z].+\.$/s);
  expect(Object.keys(allowed)).toContain(operation.who);
  expect(operation.examples).not.toEqual([]);
  // One operation per file, named after it: clients and logs show the name.
  const names = [...operation.document.matchAll(/^(?:query|mutation) (\w+)/gm)].map(([, name]) => name);
  expect(names.map((name) => `${name![0]!.toLowerCase()}${name!.slice(1)}.graphql`)).toEqual([operation.file]);
});

test.each(cases)('$file, $title: runs unchanged, with the number of calls in the header', async (operation) => {
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
  '$file, $title: is FORBIDDEN to callers that the header does not list',
  async (operation) => {
    const admitted: Caller[] = [];
    for (const caller of callers) {
      const { errors } = await gateway.run(operation.document, operation.variables, as[caller]);
      if (!errors.some(({ extensions }) => extensions.code === 'FORBIDDEN')) admitted.push(caller);
    }
    expect(admitted).toEqual(allowed[operation.who]);
  },
);
