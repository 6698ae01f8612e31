import fc from 'fast-check';
import { type FaultRule, type LmsName, lmsNames, type SandboxCourse } from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway } from './support/gateway';
import { answerRoster } from './support/roster';
import { runs } from './support/runs';
import { walk } from './support/walk';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ config: { explain: true } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.sandbox.clearFaults();
  gateway.takeCalls();
});

const statistics = 'statistics { scored minimum lowerQuartile median mean upperQuartile maximum }';
const ofLineItem = `query ($id: ID!) { lineItem(id: $id) { ${statistics} } }`;

/** A row as the LMS lists it. */
interface Row {
  userId?: unknown;
  resultScore?: unknown;
  resultMaximum?: unknown;
}

/** A row's score in points of the column, computed independently of the gateway. */
function toPoints({ resultScore, resultMaximum = 1 }: Row, scoreMaximum: number): number | null {
  if (typeof resultScore !== 'number') return null;
  if (resultMaximum === 0) return scoreMaximum === 0 ? resultScore : null;
  return (resultScore / (resultMaximum as number)) * scoreMaximum;
}

/** Quartiles by their definition: the value at this fraction of the distance from the first to the last. */
function expected(rows: readonly Row[], scoreMaximum: number) {
  const points = rows.map((row) => toPoints(row, scoreMaximum)).filter((value) => value !== null);
  points.sort((a, b) => a - b);
  const at = (quarters: number) => {
    const steps = (points.length - 1) * quarters;
    const [index, rest] = [Math.trunc(steps / 4), steps % 4];
    return rest === 0 ? points[index]! : (points[index]! * (4 - rest) + points[index + 1]! * rest) / 4;
  };
  const isEmpty = points.length === 0;
  const close = (value: number) => (isEmpty ? null : expect.closeTo(value, 6));
  return {
    scored: points.length,
    minimum: close(points[0]!),
    lowerQuartile: isEmpty ? null : close(at(1)),
    median: isEmpty ? null : close(at(2)),
    mean: close(points.reduce((sum, value) => sum + value, 0) / points.length),
    upperQuartile: isEmpty ? null : close(at(3)),
    maximum: close(points.at(-1)!),
  };
}

/** A course with one column that holds exactly these rows, on one page. */
function courseWith(rows: readonly object[], scoreMaximum = 100) {
  const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 1 });
  const launch = gateway.sandbox.launch({ course });
  const { id } = firstOf(course);
  const setMaximum = (item: object) => ({ ...item, scoreMaximum });
  gateway.sandbox.fault({ launch, route: 'scores', rewrite: (answer) => ({ ...answer, body: { scores: rows } }) });
  gateway.sandbox.fault({
    launch,
    route: 'lineItems',
    rewrite: (answer) => ({ ...answer, body: { lineItems: answer.body.lineItems.map(setMaximum) } }),
  });
  gateway.sandbox.fault({
    launch,
    route: 'lineItem',
    rewrite: (answer) => ({ ...answer, body: setMaximum(answer.body) }),
  });
  return { course, launch, id, authorization: launch.authorization.bearer };
}

const firstOf = (course: SandboxCourse) => course.lineItems()[0]!;
const rowsOf = (course: SandboxCourse, id: string) => course.results(id) as Row[];

describe('statistics', () => {
  test.each(lmsNames.filter((lms) => lms !== 'large'))('of every column of %s describe its rows', async (lms) => {
    const course = gateway.sandbox.course('first', lms);
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const { data, errors } = await gateway.run(
      `{ lineItems(first: 100) { nodes { id scoreMaximum ${statistics} } } }`,
      {},
      bearer,
    );
    expect(errors).toEqual([]);
    const { nodes } = data.lineItems;
    expect(nodes.length).toBe(course.lineItems().length);
    for (const { id, scoreMaximum, statistics } of nodes) {
      expect(statistics).toEqual(expected(rowsOf(course, id), scoreMaximum));
    }
    expect(nodes.some((node: any) => node.statistics.scored > 20)).toBe(true);
  });

  test('of rows on any scale, zero maxima and missing scores included', async () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 120 }), fc.double({ min: 0, max: 1000, noNaN: true }));
    const maximum = fc.oneof(fc.constant(0), fc.constant(1), fc.constantFrom(10, 20.5, 100), fc.constant(undefined));
    const row = fc.record({ resultScore: fc.option(number, { nil: null }), resultMaximum: maximum });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 40 }),
        fc.constantFrom(0, 0.5, 1, 10, 100),
        async (scores, scoreMaximum) => {
          const rows = scores.map((score, index) => ({ userId: `user-${index}`, ...score }));
          const { id, authorization } = courseWith(rows, scoreMaximum);
          const { data, errors } = await gateway.run(ofLineItem, { id }, authorization);
          expect(errors).toEqual([]);
          expect(data.lineItem.statistics).toEqual(expected(rows, scoreMaximum));
          gateway.sandbox.clearFaults();
        },
      ),
      { numRuns: runs(15) },
    );
  });

  test.each([
    ['no rows', [], 100, [0, null, null, null, null, null, null]],
    ['rows without a score', [{ userId: 'a' }, { userId: 'b', resultScore: null }], 100, [0, ...Array(6).fill(null)]],
    ['one score of 0', [{ userId: 'a', resultScore: 0, resultMaximum: 100 }], 100, [1, 0, 0, 0, 0, 0, 0]],
    [
      'four scores',
      [1, 2, 3, 4].map((resultScore) => ({ userId: `u${resultScore}`, resultScore, resultMaximum: 4 })),
      4,
      [4, 1, 1.75, 2.5, 2.5, 3.25, 4],
    ],
    [
      'extra credit and another scale',
      [
        { userId: 'a', resultScore: 12, resultMaximum: 10 },
        { userId: 'b', resultScore: 0.5 },
      ],
      20,
      [2, 10, 13.5, 17, 17, 20.5, 24],
    ],
    ['a scale of 0 in a column of 0', [{ userId: 'a', resultScore: 3, resultMaximum: 0 }], 0, [1, 3, 3, 3, 3, 3, 3]],
    [
      'a scale of 0 in a column of 10',
      [
        { userId: 'a', resultScore: 3, resultMaximum: 0 },
        { userId: 'b', resultScore: 4, resultMaximum: 10 },
      ],
      10,
      [1, 4, 4, 4, 4, 4, 4],
    ],
    [
      'unreadable rows',
      [{ resultScore: 3 }, { userId: 'a', resultScore: 'A' }, { userId: 'b', resultScore: 4, resultMaximum: 10 }],
      10,
      [1, 4, 4, 4, 4, 4, 4],
    ],
    [
      'the largest numbers',
      [
        { userId: 'a', resultScore: 1e308, resultMaximum: 100 },
        { userId: 'b', resultScore: -1e308, resultMaximum: 100 },
        { userId: 'c', resultScore: 1e308, resultMaximum: 1e308 },
        { userId: 'd', resultScore: 1e308, resultMaximum: 1e-300 },
        { userId: 'e', resultScore: 1e308, resultMaximum: 100 },
        { userId: 'f', resultScore: 1e308, resultMaximum: 100 },
        { userId: 'g', resultScore: 1e308, resultMaximum: 100 },
      ],
      100,
      [6, -1e308, expect.closeTo(2.5e307, -300), 1e308, expect.closeTo(5e307, -300), 1e308, 1e308],
    ],
  ] as [string, object[], number, unknown[]][])('of %s', async (_name, rows, scoreMaximum, figures) => {
    const { id, authorization } = courseWith(rows, scoreMaximum);
    const { data, errors } = await gateway.run(ofLineItem, { id }, authorization);
    expect(errors).toEqual([]);
    expect(Object.values(data.lineItem.statistics)).toEqual(figures);
  });

  describe('cost', () => {
    const course = () => gateway.sandbox.createCourse({ lms: 'canvas', lineItems: 2, learners: 240 });

    test.each([
      ['nothing else', ''],
      ['a page of the same column', 'scores(first: 10) { nodes { userId } pageInfo { hasNextPage endCursor } }'],
      ['a larger page', 'scores(first: 240) { nodes { userId } }'],
      ['its end', 'scores(last: 20) { nodes { userId } }'],
      [
        'filters',
        'a: scores(filter: { scored: true }) { nodes { id } } b: scores(filter: { below: 3 }) { nodes { id } }',
      ],
      ['single scores', 'one: score(userId: "$last") { id } two: scoresForUsers(userIds: ["$first", "$last"]) { id }'],
      ['itself', `again: ${statistics}`],
    ])('three calls for three pages, beside %s', async (_name, selection) => {
      const own = course();
      const { id } = firstOf(own);
      const learners = own.learnerIds();
      const { ltik } = gateway.sandbox.launch({ course: own }).authorization;
      const query = `query ($id: ID!) { lineItem(id: $id) { ${statistics} ${selection} } }`
        .replaceAll('$last', learners.at(-1)!)
        .replace('$first', learners[0]!);
      for (const use of ['first', 'second']) {
        const { data, errors } = await gateway.run(query, { id }, ltik);
        expect([use, errors]).toEqual([use, []]);
        expect(data.lineItem.statistics.scored).toBe(240);
        expect(gateway.takeCalls().sort()).toEqual(['GET lineItem', 'GET scores', 'GET scores', 'GET scores']);
      }
    });

    test('no call for a column that the operation has read to its end', async () => {
      const own = course();
      const { id } = firstOf(own);
      const { ltik } = gateway.sandbox.launch({ course: own }).authorization;
      const query = `query ($id: ID!) {
        lineItem(id: $id) { scores(first: 240) { pageInfo { hasNextPage } edges { node { lineItem { ${statistics} } } } } }
      }`;
      const { data, errors } = await gateway.run(query, { id }, ltik);
      expect(errors).toEqual([]);
      expect(data.lineItem.scores.edges[239].node.lineItem.statistics.scored).toBe(240);
      expect(gateway.takeCalls().sort()).toEqual(['GET lineItem', 'GET scores', 'GET scores', 'GET scores']);
    });

    test('one round for the first page, beside the line item', async () => {
      const own = gateway.sandbox.createCourse({ lineItems: 1, learners: 20 });
      const { id } = firstOf(own);
      const { ltik } = gateway.sandbox.launch({ course: own }).authorization;
      const { text } = await gateway.run(ofLineItem, { id }, ltik);
      expect(JSON.parse(text).extensions.upstream).toMatchObject({ calls: 2, rounds: 1 });
    });
  });

  test('of one unreadable column leave its neighbours intact', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 3, learners: 4 });
    const launch = gateway.sandbox.launch({ course });
    const lineItemId = course.lineItems()[1]!.id;
    gateway.sandbox.fault({ launch, route: 'scores', lineItemId, status: 500 });
    const query = `{ lineItems { nodes { ${statistics} } } }`;
    const { data, errors } = await gateway.run(query, {}, launch.authorization.bearer);
    expect(data.lineItems.nodes.map(({ statistics }: any) => statistics?.scored)).toEqual([4, undefined, 4]);
    expect(errors).toMatchObject([
      { path: ['lineItems', 'nodes', 1, 'statistics'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
    ]);
  });

  test('of a column whose page links form a loop are an error', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 30, pageSize: 10 });
    const launch = gateway.sandbox.launch({ course });
    const { id } = firstOf(course);
    let next: string | undefined;
    const rewrite = (answer: any) => ({ ...answer, body: { ...answer.body, next: (next ??= answer.body.next) } });
    gateway.sandbox.fault({ launch, route: 'scores', rewrite });
    const { errors } = await gateway.run(ofLineItem, { id }, launch.authorization.bearer);
    expect(errors).toMatchObject([{ path: ['lineItem', 'statistics'], extensions: { code: 'UPSTREAM_ERROR' } }]);
  });
});

describe('members without a score', () => {
  const query = `query ($id: ID!) {
    lineItem(id: $id) { statistics { scored unscored } }
    learners: members(first: 500, filter: { role: LEARNER, withoutScoreIn: $id }) { nodes { id } }
    everybody: members(first: 500, filter: { status: null, withoutScoreIn: $id }) { nodes { id } }
  }`;
  const context = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';

  /** The same from the rows of the LMS, computed apart from the gateway. */
  function expectedOf(course: SandboxCourse, rows: readonly Row[]) {
    const scored = rows
      .filter(({ resultScore }) => typeof resultScore === 'number')
      .map(({ userId }) => String(userId));
    const without = course.members().filter(({ userId }) => !scored.includes(userId));
    const learners = without.filter(
      ({ roles, status = 'Active' }) => status === 'Active' && /^(\S+#)?Learner$/.test(roles.join(' ')),
    );
    return { learners: learners.map(({ userId }) => userId), everybody: without.map(({ userId }) => userId) };
  }

  test.each(lmsNames.filter((lms) => lms !== 'large'))(
    'are those of %s, of which unscored counts the learners',
    (lms) =>
      fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: 12 }),
          fc.array(fc.constantFrom('score', 'zero', 'null', 'none', 'inactive', 'teacher', 'mentor', 'gone'), {
            minLength: 12,
            maxLength: 12,
          }),
          fc.integer({ min: 1, max: 7 }),
          async (learners, kinds, pageSize) => {
            const course = gateway.sandbox.createCourse({ lms, lineItems: 1, learners, pageSize });
            const { id } = firstOf(course);
            course.learnerIds().forEach((userId, place) => {
              const kind = kinds[place];
              if (kind === 'zero') course.setResult(id, userId, { score: 0 });
              if (kind === 'null') course.setResult(id, userId, { score: null, comment: 'Not yet' });
              if (kind === 'none') course.setResult(id, userId, null);
              if (kind === 'inactive') course.setMember(userId, { status: 'Inactive' });
              if (kind === 'teacher')
                course.setMember(userId, { roles: [`${context}Instructor`, `${context}Learner`] });
              if (kind === 'mentor') course.setMember(userId, { roles: [`${context}Mentor`] });
              if (kind === 'gone') course.setMember(userId, null);
              if (/inactive|teacher|mentor/.test(kind!) && place % 2 === 0) course.setResult(id, userId, null);
            });
            const { bearer } = gateway.sandbox.launch({ course }).authorization;
            const { data, errors } = await gateway.run(query, { id }, bearer);
            expect(errors).toEqual([]);
            const rows = rowsOf(course, id);
            const expected = expectedOf(course, rows);
            const ids = ({ nodes }: any) => nodes.map((node: any) => node.id);
            expect({ learners: ids(data.learners), everybody: ids(data.everybody) }).toEqual(expected);
            expect(data.lineItem.statistics).toEqual({
              scored: rows.filter(({ resultScore }) => typeof resultScore === 'number').length,
              unscored: expected.learners.length,
            });
          },
        ),
        { numRuns: runs(4) },
      ),
  );

  const members = (users: string[]) => users.map((userId) => ({ userId, roles: ['Learner'] }));
  const scoreOf = (userId: unknown, resultScore: unknown, resultMaximum: unknown = 100) => ({
    userId,
    resultScore,
    resultMaximum,
  });

  test.each<[string, object[], object[], string[]]>([
    ['a score of 0 is a score', members(['a', 'b']), [scoreOf('a', 0)], ['b']],
    ['a score on a scale of 0 is a score', members(['a', 'b']), [scoreOf('a', 0, 0)], ['b']],
    ['blank text is no score', members(['a', 'b']), [scoreOf('a', '  '), scoreOf('b', 1)], ['a']],
    ['an unreadable score may be one', members(['a', 'b']), [scoreOf('a', 'A')], ['b']],
    ['a row without a user is of nobody', members(['a', 'b']), [{ resultScore: 1 }], ['a', 'b']],
    [
      'a row with an unsafe number is of nobody',
      members(['10170000004385912']),
      [scoreOf(2 ** 53, 1)],
      ['10170000004385912'],
    ],
    ['a number is the id as text', members(['7']), [scoreOf(7, 1)], []],
    ['case and blanks make other users', members(['a', 'A', 'a ', ' a']), [scoreOf('a', 1)], ['A', 'a ', ' a']],
    ['a score of nobody on the roster counts for nobody', members(['a']), [scoreOf('z', 1)], ['a']],
    ['one of several rows with a score is enough', members(['a']), [scoreOf('a', null), scoreOf('a', 2)], []],
    ['an unreadable member is not counted', [...members(['a']), { roles: ['Learner'] }], [], ['a']],
    [
      'a member of several rows is one',
      [...members(['a', 'a', 'b']), { userId: 'b', roles: ['Instructor'] }],
      [],
      ['a'],
    ],
  ])('%s', async (_what, people, rows, without) => {
    const { id, authorization, launch } = courseWith(rows);
    answerRoster(gateway, launch, people);
    for (const use of ['first', 'second']) {
      const { data, errors } = await gateway.run(query.replace(/everybody.*/, ''), { id }, authorization);
      const { learners, lineItem } = data;
      expect([use, errors, learners.nodes, lineItem.statistics.unscored]).toEqual([
        use,
        [],
        without.map((userId) => ({ id: userId })),
        without.length,
      ]);
    }
  });

  const unscored = 'query ($id: ID!) { lineItem(id: $id) { statistics { scored unscored } } }';

  test.each<[string, object, FaultRule | undefined, string[]]>([
    ['there is no roster', { roster: 'unavailable' }, undefined, []],
    ['the account has no roster', { roster: 'inactive' }, undefined, []],
    ['the LMS refuses it', {}, { status: 403, body: '' }, []],
    ['the roster fails', {}, { status: 500 }, ['UPSTREAM_UNAVAILABLE']],
    ['the roster is throttled', {}, { status: 429 }, ['RATE_LIMITED']],
  ])('unscored is null where %s, and scored is not', async (_what, options, rule, codes) => {
    const launch = gateway.sandbox.launch({
      course: gateway.sandbox.createCourse({ lineItems: 1, learners: 3 }),
      ...options,
    });
    if (rule !== undefined) gateway.sandbox.fault({ launch, route: 'memberships', ...rule });
    const { id } = firstOf(launch.course);
    const { data, errors } = await gateway.run(unscored, { id }, launch.authorization.bearer);
    expect(data.lineItem.statistics).toEqual({ scored: 3, unscored: null });
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual(
      codes.map((code) => [['lineItem', 'statistics', 'unscored'], code]),
    );
  });

  test('a mentor sees the mentees without a score, and a content developer no one', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 4 });
    const { id } = firstOf(course);
    const [a = '', b = '', c = ''] = course.learnerIds();
    for (const userId of [a, c]) course.setResult(id, userId, null);
    const as = (role: string) =>
      gateway.sandbox.launch({ course, roles: [`${context}${role}`], roleScopeMentor: [a, b] }).authorization.bearer;
    const list = 'query ($id: ID!) { members(filter: { withoutScoreIn: $id }) { nodes { id } } }';
    expect((await gateway.run(list, { id }, as('Mentor'))).data.members.nodes).toEqual([{ id: a }]);
    for (const role of ['ContentDeveloper', 'Learner']) {
      const { data, errors } = await gateway.run(list, { id }, as(role));
      expect([data.members, errors.map(({ extensions }) => extensions.code)]).toEqual([null, ['FORBIDDEN']]);
    }
  });
});

describe('scores(filter:)', () => {
  const filtered = (args: string, selection: string) =>
    `lineItem(id: $id) { scores(${args}, filter: $filter) { ${selection} } }`;

  test.each(['forward', 'backward'] as const)('pages %s over exactly the matching rows of every LMS', async (way) => {
    for (const lms of lmsNames.filter((name) => name !== 'large') as LmsName[]) {
      const course = gateway.sandbox.createCourse({ lms, lineItems: 1, learners: 60, pageSize: 25 });
      const { id, scoreMaximum } = firstOf(course);
      for (const userId of course.learnerIds().filter((_id, index) => index % 7 === 0)) {
        course.setResult(id, userId, { score: null, comment: 'Not yet' });
      }
      const { bearer } = gateway.sandbox.launch({ course }).authorization;
      const rows = rowsOf(course, id);
      for (const filter of [{ scored: true }, { scored: false }, { atLeast: 60, below: 80 }, { below: 50 }]) {
        const matches = (row: Row) => {
          const points = toPoints(row, scoreMaximum);
          if ('scored' in filter) return (points !== null) === filter.scored;
          return points !== null && points >= (filter.atLeast ?? -Infinity) && points < filter.below;
        };
        const pages = await walk(gateway, bearer, way, {
          count: 4,
          field: filtered,
          select: 'userId',
          pick: (data) => data.lineItem.scores,
          variables: { id, filter },
          declare: ', $id: ID!, $filter: ScoreFilter',
        });
        const read = way === 'forward' ? pages.flat() : pages.reverse().flat();
        expect(read.map(({ userId }) => userId)).toEqual(rows.filter(matches).map(({ userId }) => String(userId)));
        expect(
          pages.slice(way === 'forward' ? 0 : 1, way === 'forward' ? -1 : undefined).every((page) => page.length === 4),
        ).toBe(true);
      }
    }
  });

  const rows = [
    { userId: 'none' },
    { userId: 'null', resultScore: null, resultMaximum: 10 },
    { userId: 'zero', resultScore: 0, resultMaximum: 100 },
    { userId: 'half', resultScore: 5, resultMaximum: 10 },
    { userId: 'full', resultScore: 1 },
    { userId: 'extra', resultScore: 120, resultMaximum: 100 },
    { userId: 'unscaled', resultScore: 7, resultMaximum: 0 },
    { userId: 'unreadable', resultScore: 'A' },
  ];
  const scored = ['zero', 'half', 'full', 'extra', 'unscaled'];

  test.each([
    [null, [...rows.slice(0, 7).map(({ userId }) => userId), null]],
    [{}, [...rows.slice(0, 7).map(({ userId }) => userId), null]],
    [{ scored: null, atLeast: null, below: null }, [...rows.slice(0, 7).map(({ userId }) => userId), null]],
    [{ scored: true }, scored],
    [{ scored: false }, ['none', 'null']],
    [{ atLeast: 0 }, ['zero', 'half', 'full', 'extra']],
    [{ atLeast: 50 }, ['half', 'full', 'extra']],
    [{ atLeast: 50.5, scored: true }, ['full', 'extra']],
    [{ below: 50 }, ['zero']],
    [{ below: 0 }, []],
    [{ atLeast: 50, below: 100 }, ['half']],
    [{ atLeast: 80, below: 20 }, []],
    [{ atLeast: 0, scored: false }, []],
    [{ below: 1e308 }, ['zero', 'half', 'full', 'extra']],
  ])('%j', async (filter, users) => {
    const { id, authorization } = courseWith(rows, 100);
    const query =
      'query ($id: ID!, $filter: ScoreFilter) { lineItem(id: $id) { scores(filter: $filter) { nodes { userId } } } }';
    for (const use of ['first', 'second']) {
      const { data } = await gateway.run(query, { id, filter }, authorization);
      const read = data.lineItem.scores.nodes.map((node: any) => node?.userId ?? null);
      expect([use, read]).toEqual([use, users]);
    }
  });

  test('a bound in a column of 0 points counts points as they are', async () => {
    const { id, authorization } = courseWith(rows, 0);
    const query = 'query ($id: ID!) { lineItem(id: $id) { id scores(filter: { atLeast: 7 }) { nodes { userId } } } }';
    const { data, errors } = await gateway.run(query, { id }, authorization);
    expect([data.lineItem.scores.nodes, errors]).toEqual([[{ userId: 'unscaled' }], []]);
  });

  test('binds a cursor to the filter', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 9 });
    const { id } = firstOf(course);
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const query = `query ($id: ID!, $after: String, $filter: ScoreFilter) {
      lineItem(id: $id) { scores(first: 2, after: $after, filter: $filter) { nodes { userId } pageInfo { endCursor } } } }`;
    const first = await gateway.run(query, { id, filter: { scored: true } }, bearer);
    const after = first.data.lineItem.scores.pageInfo.endCursor;
    const go = async (filter: object | null) => (await gateway.run(query, { id, after, filter }, bearer)).errors;
    expect(await go({ scored: true })).toEqual([]);
    for (const other of [null, {}, { scored: false }, { scored: true, atLeast: 0 }, { below: 1000 }]) {
      expect(await go(other)).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
    const plain = await gateway.run(query, { id, filter: {} }, bearer);
    const second = { id, after: plain.data.lineItem.scores.pageInfo.endCursor, filter: null };
    expect((await gateway.run(query, second, bearer)).errors).toEqual([]);
  });

  test.each([[{ atLeast: '5' }], [{ scored: 1 }], [{ above: 3 }], [[{ scored: true }, {}]], ['scored']])(
    'rejects %j',
    async (filter) => {
      const query = 'query ($filter: ScoreFilter) { lineItems { nodes { scores(filter: $filter) { nodes { id } } } } }';
      const { bearer } = gateway.sandbox.seeded.instructor.authorization;
      const { errors } = await gateway.run(query, { filter }, bearer);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    },
  );
});
