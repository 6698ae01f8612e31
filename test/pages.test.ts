import fc from 'fast-check';
import { lmsNames, type LmsName, type SandboxCourse } from '../src/sandbox/sandbox';
import { type Answer, startTestGateway, type TestGateway } from './support/gateway';
import { runs } from './support/runs';
import { LineItemsDocument, ScoresDocument } from '../examples/generated/graphql';

type Direction = 'forward' | 'backward';

interface List {
  /** The identifying values of the rows in the LMS, in its order. */
  truth(): string[];
  page(size: number, direction: Direction, cursor: string | null): Promise<Page>;
}

interface Page {
  ids: string[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

function openList(kind: 'lineItems' | 'scores', lms: LmsName, length: number, pageSize: number): List {
  const { sandbox } = gateway;
  const course = sandbox.createCourse(
    kind === 'lineItems'
      ? { lms, lineItems: length, learners: 1, pageSize }
      : { lms, lineItems: 1, learners: length, resultsPerLineItem: length, pageSize },
  );
  const authorization = sandbox.launch({ course }).authorization.bearer;
  return kind === 'lineItems' ? lineItemList(course, authorization) : scoreList(course, authorization);
}

function lineItemList(course: SandboxCourse, authorization: string): List {
  return {
    truth: () => course.lineItems().map((item) => item.id),
    page: async (size, direction, cursor) => {
      const { data, errors } = await gateway.run(LineItemsDocument, slice(size, direction, cursor), authorization);
      expect(errors).toEqual([]);
      const { edges, pageInfo } = data.lineItems!;
      return { ids: edges!.map((edge) => edge!.node!.id), ...cursors(pageInfo) };
    },
  };
}

function scoreList(course: SandboxCourse, authorization: string): List {
  const lineItemId = course.lineItems()[0]!.id;
  return {
    truth: () => course.results(lineItemId).map((result) => String(result.userId)),
    page: async (size, direction, cursor) => {
      const variables = { lineItemId, ...slice(size, direction, cursor) };
      const { data, errors } = await gateway.run(ScoresDocument, variables, authorization);
      expect(errors).toEqual([]);
      const { edges, pageInfo } = data.lineItem!.scores!;
      return { ids: edges!.map((edge) => edge!.node!.userId), ...cursors(pageInfo) };
    },
  };
}

function slice(size: number, direction: Direction, cursor: string | null) {
  return direction === 'forward' ? { first: size, after: cursor } : { last: size, before: cursor };
}

function cursors(pageInfo: {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor?: string | null;
  endCursor?: string | null;
}) {
  const { hasNextPage, hasPreviousPage, startCursor = null, endCursor = null } = pageInfo;
  return { hasNextPage, hasPreviousPage, startCursor, endCursor };
}

/** Reads a list to its end, page by page. */
async function readAll(list: List, size: number, direction: Direction): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: Page = await list.page(size, direction, cursor);
    pages.push(page);
    const hasMore = direction === 'forward' ? page.hasNextPage : page.hasPreviousPage;
    cursor = direction === 'forward' ? page.endCursor : page.startCursor;
    if (!hasMore || cursor === null) return pages;
    expect(pages.length).toBeLessThan(200);
  }
}

function idsOf(pages: Page[], direction: Direction): string[] {
  return (direction === 'forward' ? pages : pages.toReversed()).flatMap((page) => page.ids);
}

/** Lengths at and around the LMS's page sizes, and the client's page sizes. */
const sizes = fc
  .record({ pageSize: fc.constantFrom(1, 2, 3, 7, 10), pages: fc.nat(4), beyond: fc.constantFrom(-1, 0, 1) })
  .map(({ pageSize, pages, beyond }) => ({ pageSize, length: Math.max(0, pageSize * pages + beyond) }));
const asked = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(25, 50, 500));
const direction = fc.constantFrom<Direction>('forward', 'backward');
const kind = fc.constantFrom('lineItems' as const, 'scores' as const);

describe.each(lmsNames)('on %s', (lms) => {
  test("the pages contain exactly the LMS's rows, and each has the requested size", async () => {
    await fc.assert(
      fc.asyncProperty(kind, sizes, asked, direction, async (of, { pageSize, length }, size, way) => {
        const list = openList(of, lms, length, pageSize);
        const pages = await readAll(list, size, way);
        expect(idsOf(pages, way)).toEqual(list.truth());
        const rest = pages.filter((page) => page.ids.length > 0).slice(0, -1);
        expect(rest.every((page) => page.ids.length === size)).toBe(true);
        // There is always a page on the side that the walk came from, except at its start.
        const before = pages.map((page) => (way === 'forward' ? page.hasPreviousPage : page.hasNextPage));
        expect(before).toEqual(pages.map((_, index) => index > 0));
      }),
      { numRuns: runs(12) },
    );
  });

  test('any page before or after any other contains the rows at its position', async () => {
    const moves = fc.array(fc.record({ way: direction, size: fc.integer({ min: 1, max: 12 }) }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(kind, sizes, direction, moves, async (of, { pageSize, length }, from, steps) => {
        const list = openList(of, lms, length, pageSize);
        const truth = list.truth();
        let page = await list.page(steps[0]!.size, from, null);
        const start = from === 'forward' ? 0 : Math.max(0, truth.length - steps[0]!.size);
        let [begin, end] = [start, start + page.ids.length];
        for (const { way, size } of steps) {
          expect(page.ids).toEqual(truth.slice(begin, end));
          if (page.ids.length === 0) return;
          [begin, end] =
            way === 'forward' ? [end, Math.min(truth.length, end + size)] : [Math.max(0, begin - size), begin];
          page = await list.page(size, way, way === 'forward' ? page.endCursor : page.startCursor);
        }
        expect(page.ids).toEqual(truth.slice(begin, end));
      }),
      // Fewer runs miss only faults of an LMS whose links change between reads.
      { numRuns: runs(40) },
    );
  });
});

describe.each(['given', 'launch'] as const)('a filter, if LTIAAS reads resourceLinkId as %s', (resourceLinkFilter) => {
  let filtering: TestGateway;
  beforeAll(async () => {
    filtering = await startTestGateway({ sandbox: { resourceLinkFilter } });
  });
  afterAll(() => filtering.close());

  test.each(lmsNames)('on %s returns exactly the matching line items, page by page', async (lms) => {
    const names = ['resourceId', 'tag', 'resourceLinkId'] as const;
    const members = fc.record({
      resourceId: fc.constantFrom('essay', 'quiz', undefined),
      tag: fc.constantFrom('grade', 'draft', undefined),
      isBound: fc.boolean(),
    });
    const wanted = fc.record({
      resourceId: fc.constantFrom('essay', 'missing', undefined),
      tag: fc.constantFrom('grade', 'draft', undefined),
      resourceLinkId: fc.constantFrom('own', 'other', undefined),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(members, { maxLength: 30 }),
        wanted,
        asked,
        direction,
        async (rows, want, size, way) => {
          const course = filtering.sandbox.createCourse({ lms, lineItems: 0, learners: 1, pageSize: 7 });
          const launch = filtering.sandbox.launch({ course });
          rows.forEach(({ isBound, ...row }, index) =>
            course.addLineItem({
              label: `Row ${index}`,
              ...(row.resourceId !== undefined && { resourceId: row.resourceId }),
              ...(row.tag !== undefined && { tag: row.tag }),
              ...(isBound && { resourceLinkId: course.resourceLinkId }),
            }),
          );
          const filter = {
            ...want,
            resourceLinkId: want.resourceLinkId === 'own' ? course.resourceLinkId : want.resourceLinkId,
          };
          const list: List = {
            truth: () =>
              course
                .lineItems()
                .filter((item) => names.every((name) => filter[name] === undefined || item[name] === filter[name]))
                .map((item) => item.id),
            page: async (count, to, cursor) => {
              const variables = { ...slice(count, to, cursor), filter };
              const { data, errors } = await filtering.run(LineItemsDocument, variables, launch.authorization.bearer);
              expect(errors).toEqual([]);
              const { edges, pageInfo } = data.lineItems!;
              return { ids: edges!.map((edge) => edge!.node!.id), ...cursors(pageInfo) };
            },
          };
          const pages = await readAll(list, size, way);
          expect(idsOf(pages, way)).toEqual(list.truth());
          // A page link is not proof of a match: with a filter, an announced page has rows.
          const isFiltered = names.some((name) => filter[name] !== undefined);
          if (isFiltered) expect(pages.slice(1).every((page) => page.ids.length > 0)).toBe(true);
        },
      ),
      { numRuns: runs(12) },
    );
  });
});

test.each(['lineItems', 'scores'] as const)(
  'a cursor of %s skips no row that the same launch has moved',
  async (of) => {
    // Its page links are row numbers.
    const course = gateway.sandbox.createCourse({ lms: 'blackboard', lineItems: 6, learners: 6, pageSize: 2 });
    const authorization = gateway.sandbox.launch({ course }).authorization.bearer;
    const list = of === 'lineItems' ? lineItemList(course, authorization) : scoreList(course, authorization);
    const before = list.truth();
    const { endCursor, ids } = await list.page(2, 'forward', null);
    const removed = await gateway.run(
      of === 'lineItems'
        ? 'mutation ($id: ID!) { done: deleteLineItem(input: { id: $id }) { userErrors { code } } }'
        : 'mutation ($id: ID!, $of: ID!) { done: clearScore(input: { lineItemId: $of, userId: $id }) { userErrors { code } } }',
      { id: ids[0], ...(of === 'scores' && { of: course.lineItems()[0]!.id }) },
      authorization,
    );
    expect(removed.data.done.userErrors).toEqual([]);
    expect(list.truth()).toEqual(before.slice(1));
    expect((await list.page(2, 'forward', endCursor)).ids).toEqual(before.slice(2, 4));
  },
);

test('10,000 scores in pages of 500 cost 100 upstream pages of 100, plus one call per page', async () => {
  const launch = gateway.sandbox.launch({ lms: 'large' });
  const lineItemId = launch.course.lineItems()[7]!.id;
  const authorization = launch.authorization.ltik;
  gateway.takeCalls();
  const users = new Set<string>();
  let after: string | null | undefined = null;
  do {
    const answer: Answer<any> = await gateway.run<any>(
      `query ($id: ID!, $after: String) {
        lineItem(id: $id) { scores(first: 500, after: $after) { nodes { userId } pageInfo { hasNextPage endCursor } } }
      }`,
      { id: lineItemId, after },
      authorization,
    );
    expect(answer.errors).toEqual([]);
    const { scores } = answer.data.lineItem;
    for (const { userId } of scores.nodes) users.add(userId as string);
    after = scores.pageInfo.hasNextPage ? (scores.pageInfo.endCursor as string) : null;
  } while (after);
  expect(users.size).toBe(10_000);
  expect(gateway.takeCalls().filter((call) => call === 'GET scores')).toHaveLength(100 + 19);
});
