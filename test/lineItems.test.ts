import { lmsNames, type LineItemRow, type SandboxCourse } from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway } from './support/gateway';
import { walk, type Direction } from './support/walk';

const everyField =
  '__typename id label scoreMaximum resourceLinkId resourceId tag startDateTime endDateTime gradesReleased';

describe('line items', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());
  beforeEach(() => gateway.sandbox.clearFaults());

  /** The Authorization header of an instructor whose launch the gateway already knows. Resets the recorded calls. */
  async function enter(course: SandboxCourse): Promise<string> {
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    await gateway.run('{ launch { user { id } } }', {}, bearer);
    gateway.takeCalls();
    return bearer;
  }

  const ids = (rows: LineItemRow[]) => rows.map(({ id }) => id);

  describe('fields', () => {
    test('returns every field, and null for absent or empty values', async () => {
      const course = gateway.sandbox.createCourse({ lineItems: 0 });
      const full = course.addLineItem({
        label: 'Essay',
        scoreMaximum: 12.5,
        resourceLinkId: 'essay-link',
        resourceId: 'essay',
        tag: 'grade',
        startDateTime: '2025-10-01T08:00:00+02:00',
        endDateTime: '2025-10-20T23:59:00.5Z',
        gradesReleased: false,
      });
      const bare = course.addLineItem({ label: 'Quiz', scoreMaximum: 1, resourceLinkId: '', resourceId: '', tag: '' });
      const { data, errors } = await gateway.run(
        `{ lineItems { nodes { ${everyField} } edges { node { ${everyField} } } } }`,
        {},
        await enter(course),
      );
      expect(errors).toEqual([]);
      const nodes = [
        {
          __typename: 'LineItem',
          id: full.id,
          label: 'Essay',
          scoreMaximum: 12.5,
          resourceLinkId: 'essay-link',
          resourceId: 'essay',
          tag: 'grade',
          startDateTime: '2025-10-01T06:00:00.000Z',
          endDateTime: '2025-10-20T23:59:00.500Z',
          gradesReleased: false,
        },
        {
          __typename: 'LineItem',
          id: bare.id,
          label: 'Quiz',
          scoreMaximum: 1,
          resourceLinkId: null,
          resourceId: null,
          tag: null,
          startDateTime: null,
          endDateTime: null,
          gradesReleased: null,
        },
      ];
      expect(data.lineItems).toEqual({ nodes, edges: nodes.map((node) => ({ node })) });
    });

    test.each([
      ['2025-10-01T08:00:00-05:00', '2025-10-01T13:00:00.000Z'],
      ['2025-10-01T08:00:00.123456Z', '2025-10-01T08:00:00.123Z'],
      ['2025-10-01T08:00:00', '2025-10-01T08:00:00.000Z'],
      ['2025-10-01 08:00:00', '2025-10-01T08:00:00.000Z'],
      ['2025-10-01', '2025-10-01T00:00:00.000Z'],
      ['Wed, 01 Oct 2025 08:00:00 GMT', '2025-10-01T08:00:00.000Z'],
      ['+012025-10-01T08:00:00Z', null],
      ['soon', null],
      ['', null],
      [null, null],
      [false, null],
    ])('reads the LMS date %p as %p', async (date, shown) => {
      const launch = gateway.sandbox.launch({ course: gateway.sandbox.createCourse({ lineItems: 1 }) });
      gateway.sandbox.fault({
        launch,
        route: 'lineItems',
        rewrite(answer) {
          Object.assign(answer.body.lineItems[0], { startDateTime: date, endDateTime: date });
          return answer;
        },
      });
      const { data, errors } = await gateway.run(
        '{ lineItems { nodes { startDateTime endDateTime } } }',
        {},
        launch.authorization.bearer,
      );
      expect(errors).toEqual([]);
      expect(data.lineItems.nodes).toEqual([{ startDateTime: shown, endDateTime: shown }]);
    });

    test("accepts numeric ids and both spellings of LTIAAS's key", async () => {
      const launch = gateway.sandbox.launch({ course: gateway.sandbox.createCourse({ lineItems: 1 }) });
      gateway.sandbox.fault({
        launch,
        route: 'lineItems',
        rewrite: (answer) => ({
          ...answer,
          body: { lineitems: [{ ...answer.body.lineItems[0], resourceLinkId: 42, resourceId: 7, tag: 0 }] },
        }),
      });
      const { data, errors } = await gateway.run(
        '{ lineItems { nodes { resourceLinkId resourceId tag } } }',
        {},
        launch.authorization.bearer,
      );
      expect(errors).toEqual([]);
      expect(data.lineItems.nodes).toEqual([{ resourceLinkId: '42', resourceId: '7', tag: '0' }]);
    });

    test.each([
      ['without a label', (row: any) => delete row.label],
      ['with an empty label', (row: any) => (row.label = '')],
      ['without an id', (row: any) => delete row.id],
      ['without a maximum', (row: any) => (row.scoreMaximum = null)],
      ['with a non-numeric maximum', (row: any) => (row.scoreMaximum = 'ten')],
    ])('returns null with an error for a row %s, and the other rows unchanged', async (_name, spoil) => {
      const course = gateway.sandbox.createCourse({ lineItems: 3 });
      const launch = gateway.sandbox.launch({ course });
      gateway.sandbox.fault({
        launch,
        route: 'lineItems',
        rewrite(answer) {
          answer.body = structuredClone(answer.body);
          spoil(answer.body.lineItems[1]);
          return answer;
        },
      });
      const query = (selection: string, args = '') => `{ lineItems${args} { ${selection} } }`;
      const { bearer } = launch.authorization;
      const { data, errors } = await gateway.run(
        query('nodes { label } edges { cursor node { label } } pageInfo { hasNextPage endCursor }'),
        {},
        bearer,
      );
      const [first, , third] = course.lineItems().map(({ label }) => ({ label }));
      expect(data.lineItems.nodes).toEqual([first, null, third]);
      expect(data.lineItems.edges.map((edge: any) => edge.node)).toEqual([first, null, third]);
      expect(errors.map(({ path, extensions }) => [path?.join('.'), extensions.code]).sort()).toEqual([
        ['lineItems.edges.1.node', 'UPSTREAM_ERROR'],
        ['lineItems.nodes.1', 'UPSTREAM_ERROR'],
      ]);
      // An unreadable row still occupies its position.
      const after = `(after: ${JSON.stringify(data.lineItems.edges[1].cursor)})`;
      const onwards = await gateway.run(query('nodes { label }', after), {}, bearer);
      expect([onwards.data.lineItems.nodes, onwards.errors]).toEqual([[third], []]);
    });
  });

  describe('pagination', () => {
    let course: SandboxCourse;
    let authorization: string;
    const cursors: string[] = [];

    beforeAll(async () => {
      course = gateway.sandbox.createCourse({ lineItems: 120, pageSize: 30 });
      authorization = await enter(course);
      const { data } = await gateway.run('{ lineItems(first: 120) { edges { cursor } } }', {}, authorization);
      cursors.push(...data.lineItems.edges.map((edge: any) => edge.cursor));
      gateway.takeCalls();
    });

    test.each([
      ['nothing', {}, [0, 50], true, false],
      ['nulls', { first: null, after: null, last: null, before: null }, [0, 50], true, false],
      ['first', { first: 7 }, [0, 7], true, false],
      ['first of all there are', { first: 120 }, [0, 120], false, false],
      ['first of more than there are', { first: 500 }, [0, 120], false, false],
      ['first and after', { first: 7, after: 40 }, [41, 48], true, true],
      ['first and after, up to the end', { first: 10, after: 109 }, [110, 120], false, true],
      ['after alone', { after: 10 }, [11, 61], true, true],
      ['after the last', { after: 119 }, [120, 120], false, true],
      ['last', { last: 7 }, [113, 120], false, true],
      ['last of more than there are', { last: 500 }, [0, 120], false, false],
      ['last and before', { last: 7, before: 40 }, [33, 40], true, true],
      ['last and before, down to the start', { last: 10, before: 10 }, [0, 10], true, false],
      ['before alone', { before: 100 }, [50, 100], true, true],
      ['before the first', { before: 0 }, [0, 0], true, false],
    ] as const)('works with %s', async (_name, args, [from, to], hasNextPage, hasPreviousPage) => {
      const variables: Record<string, unknown> = { ...args };
      for (const name of ['after', 'before'])
        if (typeof variables[name] === 'number') variables[name] = cursors[variables[name]];
      const { data, errors } = await gateway.run(
        `query ($first: Int, $after: String, $last: Int, $before: String) {
          lineItems(first: $first, after: $after, last: $last, before: $before) {
            edges { cursor node { id } }
            nodes { id }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          }
        }`,
        variables,
        authorization,
      );
      expect(errors).toEqual([]);
      const expected = ids(course.lineItems()).slice(from, to);
      expect(data.lineItems.nodes.map((node: any) => node.id)).toEqual(expected);
      expect(data.lineItems.edges.map((edge: any) => edge.node.id)).toEqual(expected);
      const { edges, pageInfo } = data.lineItems;
      expect(pageInfo).toEqual({
        hasNextPage,
        hasPreviousPage,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      });
    });

    test.each([
      ['first below 0', 'first: -1'],
      ['first above 500', 'first: 501'],
      ['last below 0', 'last: -1'],
      ['last above 500', 'last: 501'],
      ['first together with last', 'first: 1, last: 1'],
      ['first: 0 together with last: 0', 'first: 0, last: 0'],
      ['first together with before', 'first: 1, before: $cursor'],
      ['last together with after', 'last: 1, after: $cursor'],
      ['after together with before', 'after: $cursor, before: $cursor'],
      ['an empty after', 'first: 1, after: ""'],
      ['an empty before', 'last: 1, before: ""'],
    ])('rejects %s without a call', async (_name, args) => {
      gateway.takeCalls();
      const { status, data, errors } = await gateway.run(
        `{ lineItems(${args.replaceAll('$cursor', JSON.stringify(cursors[3]))}) { nodes { id } } also: __typename }`,
        {},
        authorization,
      );
      // A wrong argument fails only its own field, so the status is 200.
      expect([status, data]).toEqual([200, { lineItems: null, also: 'Query' }]);
      expect(errors).toMatchObject([{ path: ['lineItems'], extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(gateway.takeCalls()).toEqual([]);
    });

    test.each(['first', 'last'])('with %s: 0 returns an empty page without a call', async (name) => {
      gateway.takeCalls();
      const { data, errors } = await gateway.run(
        `{ lineItems(${name}: 0) { nodes { id } edges { cursor } } }`,
        {},
        authorization,
      );
      expect([data, errors]).toEqual([{ lineItems: { nodes: [], edges: [] } }, []]);
      expect(gateway.takeCalls()).toEqual([]);
      const { data: more } = await gateway.run(
        `{ lineItems(${name}: 0) { pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        {},
        authorization,
      );
      expect(more.lineItems.pageInfo).toEqual({
        hasNextPage: name === 'first',
        hasPreviousPage: name === 'last',
        startCursor: null,
        endCursor: null,
      });
    });

    test('returns the same opaque cursors for the same request', async () => {
      const query = '{ lineItems(first: 70) { edges { cursor } } }';
      const [one, two] = [await gateway.run(query, {}, authorization), await gateway.run(query, {}, authorization)];
      expect(one.text).toBe(two.text);
      const read = one.data.lineItems.edges.map((edge: any) => edge.cursor);
      expect(new Set(read).size).toBe(70);
      for (const cursor of read) {
        expect(cursor).not.toContain('lms.example.edu');
        expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('lms.example.edu');
      }
    });

    describe('rejects a cursor without a call if it is', () => {
      const ask = (cursor: string, as: string = authorization, filter = '') =>
        gateway.run(
          `query ($cursor: String) { lineItems(first: 1, after: $cursor ${filter}) { nodes { id } } }`,
          { cursor },
          as,
        );
      const expectRefusal = ({ data, errors }: Awaited<ReturnType<typeof ask>>) => {
        expect(data).toEqual({ lineItems: null });
        expect(errors).toMatchObject([{ path: ['lineItems'], extensions: { code: 'BAD_USER_INPUT' } }]);
        expect(gateway.takeCalls()).toEqual([]);
      };

      test('from a list with another filter', async () => {
        gateway.takeCalls();
        expectRefusal(await ask(cursors[3]!, authorization, ', filter: { tag: "grade" }'));
        const { data } = await gateway.run(
          '{ lineItems(first: 2, filter: { tag: "grade" }) { edges { cursor } } }',
          {},
          authorization,
        );
        gateway.takeCalls();
        expectRefusal(await ask(data.lineItems.edges[0].cursor));
        expectRefusal(await ask(data.lineItems.edges[0].cursor, authorization, ', filter: { resourceId: "grade" }'));
      });

      test('from a list of scores', async () => {
        const { data } = await gateway.run(
          '{ lineItems(first: 1) { nodes { scores(first: 1) { edges { cursor } } } } }',
          {},
          authorization,
        );
        gateway.takeCalls();
        expectRefusal(await ask(data.lineItems.nodes[0].scores.edges[0].cursor));
      });

      test('from another launch of the same user, or from another credential of the same launch', async () => {
        expectRefusal(await ask(cursors[3]!, await enter(course)));
        const launch = gateway.sandbox.launch({ course });
        const { data } = await gateway.run(
          '{ lineItems(first: 1) { edges { cursor } } }',
          {},
          launch.authorization.bearer,
        );
        gateway.takeCalls();
        const [{ cursor }] = data.lineItems.edges;
        expectRefusal(await ask(cursor, launch.authorization.ltik));
        expectRefusal(await ask(cursor, launch.authorization.serviceKey));
        expect((await ask(cursor, launch.authorization.bearer)).errors).toEqual([]);
      });

      test('changed in any one character', async () => {
        const cursor = cursors[45]!;
        gateway.takeCalls();
        for (let at = 0; at < cursor.length; at++) {
          const other = cursor[at] === 'A' ? 'B' : 'A';
          expectRefusal(await ask(cursor.slice(0, at) + other + cursor.slice(at + 1)));
        }
      });

      test('not issued by the gateway', async () => {
        gateway.takeCalls();
        const cursor = cursors[45]!;
        const lmsUrl = 'https://lms.example.edu/lti/courses/1/lineitems?after=3';
        for (const made of [
          'x',
          '0',
          ' ',
          'null',
          lmsUrl,
          Buffer.from(lmsUrl).toString('base64url'),
          Buffer.alloc(200).toString('base64url'),
          'A'.repeat(100_000),
          cursor.slice(0, -1),
          cursor.slice(1),
          `${cursor}A`,
          `${cursor}=`,
          ` ${cursor}`,
          cursor + cursor,
        ])
          expectRefusal(await ask(made));
      });
    });

    describe.each(lmsNames)('of %s', (lms) => {
      let small: SandboxCourse;
      let authorization: string;

      beforeAll(async () => {
        small = gateway.sandbox.createCourse({ lms, lineItems: 23, pageSize: 5 });
        authorization = await enter(small);
      });

      test.each<[Direction, number]>([
        ['forward', 1],
        ['forward', 7],
        ['forward', 23],
        ['backward', 1],
        ['backward', 7],
        ['backward', 23],
      ])('returns every line item exactly once, %s by %d', async (direction, count) => {
        const pages = await walk(gateway, authorization, direction, {
          count,
          field: (args, selection) => `lineItems(${args}) { ${selection} }`,
          select: 'id',
          pick: (data) => data.lineItems,
        });
        if (direction === 'backward') pages.reverse();
        expect(pages.flat().map(({ id }) => id)).toEqual(ids(small.lineItems()));
        // Every page is full except at the end of the list.
        const full = pages.filter((page) => page.length === count);
        expect(full).toHaveLength(Math.floor(23 / count));
      });
    });

    test('joins LMS pages into one page of up to 500', async () => {
      const large = gateway.sandbox.createCourse({ lineItems: 520 });
      const { data } = await gateway.run(
        '{ lineItems(first: 500) { nodes { id } pageInfo { hasNextPage } } }',
        {},
        await enter(large),
      );
      expect(data.lineItems.nodes.map((node: any) => node.id)).toEqual(ids(large.lineItems()).slice(0, 500));
      expect(data.lineItems.pageInfo.hasNextPage).toBe(true);
    });
  });

  describe('filter', () => {
    const other = 'link-of-another-activity';

    function mixedCourse(of: TestGateway, lms: SandboxCourse['lms']): SandboxCourse {
      const course = of.sandbox.createCourse({ lms, lineItems: 0, pageSize: 3 });
      const own = course.resourceLinkId;
      for (let index = 0; index < 18; index++) {
        course.addLineItem({
          label: `Activity ${index}`,
          resourceId: `res ${index % 3}`,
          tag: index % 2 ? 'grade' : 'a&b=c',
          ...(index % 4 === 0 && { resourceLinkId: own }),
          ...((index === 1 || index === 17) && { resourceLinkId: other }),
        });
      }
      return course;
    }

    const filters = (course: SandboxCourse): Record<string, string>[] => [
      { tag: 'grade' },
      { tag: 'a&b=c' },
      { resourceId: 'res 1' },
      { resourceLinkId: course.resourceLinkId },
      { resourceLinkId: other },
      { tag: 'a&b=c', resourceId: 'res 0' },
      { tag: 'a&b=c', resourceId: 'res 1', resourceLinkId: course.resourceLinkId },
      { tag: 'grade', resourceLinkId: other },
      { tag: 'Grade' },
      { resourceLinkId: 'nowhere' },
    ];

    async function expectFilters(of: TestGateway, course: SandboxCourse, authorization: string) {
      for (const filter of filters(course)) {
        const matching = course
          .lineItems()
          .filter((row) => Object.entries(filter).every(([name, value]) => row[name as 'tag'] === value));
        for (const direction of ['forward', 'backward'] as const) {
          const pages = await walk(of, authorization, direction, {
            count: 2,
            field: (args, selection) => `lineItems(${args}, filter: $filter) { ${selection} }`,
            select: 'id',
            pick: (data) => data.lineItems,
            variables: { filter },
            declare: ', $filter: LineItemFilter',
          });
          if (direction === 'backward') pages.reverse();
          const found = pages.flat().map(({ id }) => id);
          expect({ filter, direction, found }).toEqual({ filter, direction, found: ids(matching) });
          // In a filtered list a page link proves nothing. Only an empty list may have an empty page.
          expect(pages).toHaveLength(Math.max(1, Math.ceil(matching.length / 2)));
        }
      }
    }

    test.each(lmsNames)('matches each member and combinations of them on %s', async (lms) => {
      const course = mixedCourse(gateway, lms);
      // The filters need different values to distinguish.
      expect(new Set(course.lineItems().map(({ resourceLinkId }) => resourceLinkId)).size).toBe(3);
      await expectFilters(gateway, course, await enter(course));
    });

    test('works for a back end with either credential', async () => {
      const course = mixedCourse(gateway, 'spec');
      const { ltik, serviceKey } = gateway.sandbox.launch({ course }).authorization;
      await expectFilters(gateway, course, ltik);
      await expectFilters(gateway, course, serviceKey);
    });

    test("matches resourceLinkId even if LTIAAS ignores the value and filters by the launch's own link", async () => {
      const own = await startTestGateway({ sandbox: { resourceLinkFilter: 'launch' } });
      try {
        const course = mixedCourse(own, 'spec');
        const { bearer, serviceKey } = own.sandbox.launch({ course }).authorization;
        await expectFilters(own, course, bearer);
        await expectFilters(own, course, serviceKey);
      } finally {
        await own.close();
      }
    });

    test.each(['resourceLinkId', 'resourceId', 'tag'])('rejects an empty %s without a call', async (name) => {
      const authorization = await enter(gateway.sandbox.createCourse());
      const { data, errors } = await gateway.run(
        `{ lineItems(filter: { ${name}: "" }) { nodes { id } } }`,
        {},
        authorization,
      );
      expect(data).toEqual({ lineItems: null });
      expect(errors).toMatchObject([{ path: ['lineItems'], extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(gateway.takeCalls()).toEqual([]);
    });

    test('without members returns every line item', async () => {
      const course = gateway.sandbox.createCourse();
      const { data } = await gateway.run(
        `{ a: lineItems(filter: {}) { nodes { id } }
           b: lineItems(filter: { tag: null, resourceId: null, resourceLinkId: null }) { nodes { id } }
           c: lineItems(filter: null) { nodes { id } } }`,
        {},
        await enter(course),
      );
      for (const list of Object.values<any>(data))
        expect(list.nodes.map((node: any) => node.id)).toEqual(ids(course.lineItems()));
    });
  });

  describe('by id', () => {
    const query = `query ($id: ID!) {
      node(id: $id) { __typename id ... on LineItem { label } ...More }
      lineItem(id: $id) { id label tag }
    }
    fragment More on LineItem { tag }`;

    test.each(lmsNames)('returns each line item on %s to users and back ends', async (lms) => {
      const course = gateway.sandbox.createCourse({ lms, lineItems: 4 });
      const { authorization } = gateway.sandbox.launch({ course });
      for (const caller of Object.values(authorization)) {
        for (const { id, label, tag } of course.lineItems()) {
          const { data, errors } = await gateway.run(query, { id }, caller);
          expect(errors).toEqual([]);
          expect(data).toEqual({
            node: { __typename: 'LineItem', id, label, tag },
            lineItem: { id, label, tag },
          });
        }
      }
    });

    test.each<[string, (known: string) => string]>([
      ['a deleted line item', (known) => `${known}000`],
      ["another course's line item", () => gateway.sandbox.course('first').lineItems()[0]!.id],
      ['another server', () => 'https://attacker.example/lti/courses/1/lineitems/1'],
      ['this machine', () => `${gateway.sandbox.url}/api/lineitems`],
      ['two extra slashes', (known) => `${known}//`],
      ['an extra query', (known) => `${known}?type_id=3`],
      ['a fragment', (known) => `${known}#scores`],
      ['capital letters', (known) => known.toUpperCase()],
      ['URL encoding', (known) => encodeURIComponent(known)],
      ['dot segments', (known) => known.replace(/(\/[^/]+)$/, '/x/..$1')],
      ['user info', (known) => known.replace('://', '://teacher@')],
      ['no URL', () => 'nonsense'],
      ['another scheme', () => 'ftp://lms.example.edu/lti/courses/1/lineitems/1'],
      ['an empty id', () => ''],
    ])('returns null to a user for the id of %s and never sends it to LTIAAS', async (_name, make) => {
      const course = gateway.sandbox.createCourse({ lineItems: 3 });
      const id = make(course.lineItems()[0]!.id);
      const { bearer } = gateway.sandbox.launch({ course }).authorization;
      const before = gateway.sandbox.requests.length;
      for (const time of ['first', 'second']) {
        const { data, errors } = await gateway.run(query, { id }, bearer);
        expect([time, data, errors]).toEqual([time, { node: null, lineItem: null }, []]);
      }
      const asked = gateway.sandbox.requests.slice(before);
      expect(new Set(asked.map(({ route }) => route))).toEqual(new Set(['idtoken', 'lineItems']));
    });

    test('returns null after deletion', async () => {
      const course = gateway.sandbox.createCourse({ lineItems: 2 });
      const [{ id }] = course.lineItems() as [LineItemRow];
      const authorization = await enter(course);
      expect((await gateway.run(query, { id }, authorization)).data.lineItem.id).toBe(id);
      course.deleteLineItem(id);
      const { data, errors } = await gateway.run(query, { id }, authorization);
      expect([data, errors]).toEqual([{ node: null, lineItem: null }, []]);
    });

    test('returns a new line item even if an earlier query for another id found nothing', async () => {
      const course = gateway.sandbox.createCourse({ lineItems: 2 });
      const authorization = await enter(course);
      const gone = `${course.lineItems()[0]!.id}0`;
      expect((await gateway.run(query, { id: gone }, authorization)).data.lineItem).toBeNull();
      const { id, label } = course.addLineItem();
      await gateway.run('{ lineItems { nodes { id } } }', {}, authorization);
      expect((await gateway.run(query, { id }, authorization)).data.lineItem).toMatchObject({ id, label });
    });

    test('returns null for a line item that only a launch of another course has listed', async () => {
      const theirs = gateway.sandbox.createCourse();
      await gateway.run('{ lineItems { nodes { id } } }', {}, await enter(theirs));
      const authorization = await enter(gateway.sandbox.createCourse());
      const [{ id }] = theirs.lineItems() as [LineItemRow];
      const { data, errors } = await gateway.run(query, { id }, authorization);
      expect([data, errors]).toEqual([{ node: null, lineItem: null }, []]);
      expect(gateway.takeCalls()).toEqual(['GET lineItems']);
    });

    test('returns null to a back end if LTIAAS does not know the id', async () => {
      const theirs = gateway.sandbox.createCourse();
      const [{ id }] = theirs.lineItems() as [LineItemRow];
      const { serviceKey } = gateway.sandbox.launch({ course: gateway.sandbox.createCourse() }).authorization;
      const { data, errors } = await gateway.run(query, { id }, serviceKey);
      expect([data, errors]).toEqual([{ node: null, lineItem: null }, []]);
    });
  });

  test.each(['learner', 'mentor', 'content developer'])('lets a %s read line items', async (who) => {
    const course = gateway.sandbox.createCourse();
    const role = { learner: 'Learner', mentor: 'Mentor', 'content developer': 'ContentDeveloper' }[who]!;
    const { bearer } = gateway.sandbox.launch({ course, roles: [role] }).authorization;
    const { data, errors } = await gateway.run('{ lineItems { nodes { id } } }', {}, bearer);
    expect(errors).toEqual([]);
    expect(data.lineItems.nodes.map((node: any) => node.id)).toEqual(ids(course.lineItems()));
  });
});
