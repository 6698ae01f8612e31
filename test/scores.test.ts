import {
  lmsNames,
  type LineItemRow,
  type ResultRow,
  type SandboxCourse,
  type SandboxLaunch,
} from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway } from './support/gateway';
import { walk, type Direction } from './support/walk';

const everyField = 'id userId resultScore resultMaximum comment timestamp scoringUserId';
const context = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

/** The score that a client should see for a result of the LMS. */
function shown(row: ResultRow) {
  return {
    id: row.id,
    userId: row.userId,
    resultScore: row.resultScore ?? null,
    resultMaximum: row.resultMaximum ?? 1,
    comment: row.comment || null,
    timestamp: row.timestamp ? new Date(row.timestamp).toISOString() : null,
    scoringUserId: row.scoringUserId ?? null,
  };
}

describe('scores', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    gateway.sandbox.clearFaults();
    gateway.takeCalls();
  });

  const firstOf = (course: SandboxCourse): LineItemRow => course.lineItems()[0]!;

  /** Queries fields of the course's first line item without reading the line item itself. */
  async function ask(
    course: SandboxCourse,
    fields: string,
    authorization: string,
    variables: Record<string, unknown> = {},
    declare = '',
  ) {
    const answer = await gateway.run(
      `query ($id: ID! ${declare}) { lineItem(id: $id) { ${fields} } }`,
      { id: firstOf(course).id, ...variables },
      authorization,
    );
    return { ...answer, lineItem: answer.data.lineItem };
  }

  /** Makes LTIAAS return these rows as the scores. */
  function answerWith(launch: SandboxLaunch, rows: unknown[]) {
    gateway.sandbox.fault({ launch, route: 'scores', body: { scores: rows } });
  }

  const codes = (errors: { path?: unknown[]; extensions: { code: string } }[]) =>
    errors.map(({ path, extensions }) => [path?.join('.'), extensions.code]);

  describe.each(lmsNames)('of %s', (lms) => {
    let course: SandboxCourse;
    let staff: string;
    let results: ResultRow[];

    /** Blackboard omits the comment if results are filtered by user (hypothesis/lms, _v13.py). */
    function alone(row: ResultRow) {
      const { comment, ...others } = shown(row);
      return lms === 'blackboard' ? expect.objectContaining(others) : { ...others, comment };
    }

    beforeAll(() => {
      course = gateway.sandbox.createCourse({ lms, lineItems: 2, learners: 23, resultsPerLineItem: 20, pageSize: 6 });
      const { id } = firstOf(course);
      const [one = '', two = '', three = ''] = course.learnerIds();
      course.setResult(id, one, { score: 0, comment: 'Nothing handed in' });
      course.setResult(id, two, { score: 130, comment: '' });
      course.setResult(id, three, { score: null, comment: 'Come and see me' });
      staff = gateway.sandbox.launch({ course }).authorization.bearer;
      results = course.results(id);
    });

    test.each<[Direction, number]>([
      ['forward', 1],
      ['forward', 9],
      ['backward', 9],
      ['forward', 500],
    ])('returns the scores of the gradebook, %s by %d', async (direction, count) => {
      const pages = await walk(gateway, staff, direction, {
        count,
        field: (args, selection) => `lineItem(id: $id) { scores(${args}) { ${selection} } }`,
        select: everyField,
        pick: (data) => data.lineItem.scores,
        variables: { id: firstOf(course).id },
        declare: ', $id: ID!',
      });
      if (direction === 'backward') pages.reverse();
      expect(pages.flat()).toEqual(results.map(shown));
    });

    test('returns single scores, and null for users without one', async () => {
      const [one = '', two = '', three = ''] = course.learnerIds();
      for (const userId of [one, two, three, course.learnerIds().at(-1)!, 'nobody']) {
        const row = results.find((result) => result.userId === userId);
        const { lineItem, errors } = await ask(
          course,
          `score(userId: $userId) { ${everyField} }`,
          staff,
          { userId },
          ', $userId: ID!',
        );
        expect(errors).toEqual([]);
        expect(lineItem.score).toEqual(row ? alone(row) : null);
      }
    });

    test('returns scores in the requested order, with null for users without one', async () => {
      const userIds = ['nobody', ...course.learnerIds().reverse(), course.learnerIds()[4]!];
      const { lineItem, errors } = await ask(
        course,
        `scoresForUsers(userIds: $userIds) { ${everyField} }`,
        staff,
        { userIds },
        ', $userIds: [ID!]!',
      );
      expect(errors).toEqual([]);
      const row = (userId: string) => results.find((result) => result.userId === userId);
      expect(lineItem.scoresForUsers).toEqual(
        userIds.map((userId) => {
          const found = row(userId);
          return found ? shown(found) : null;
        }),
      );
    });

    test('returns to each learner only their own score', async () => {
      const [one = '', two = ''] = course.learnerIds();
      const { bearer } = gateway.sandbox.launch({ course, userId: one }).authorization;
      const { lineItem, errors, text } = await ask(
        course,
        `myScore { ${everyField} } score(userId: $one) { ${everyField} } scoresForUsers(userIds: [$one]) { ${everyField} }`,
        bearer,
        { one },
        ', $one: ID!',
      );
      expect(errors).toEqual([]);
      const mine = alone(results.find(({ userId }) => userId === one)!);
      expect(lineItem).toEqual({ myScore: mine, score: mine, scoresForUsers: [mine] });
      expect(text).not.toContain(two);
    });
  });

  describe('values', () => {
    test.each<[string, object, object]>([
      ['0 is a score', { resultScore: 0, resultMaximum: 10 }, { resultScore: 0, resultMaximum: 10 }],
      ['null is no score, with a maximum of 1', { resultScore: null }, { resultScore: null, resultMaximum: 1 }],
      ['a missing value is no score', {}, { resultScore: null, resultMaximum: 1, comment: null, timestamp: null }],
      ['a maximum of null means 1', { resultScore: 0.5, resultMaximum: null }, { resultScore: 0.5, resultMaximum: 1 }],
      ['a score above the maximum', { resultScore: 12.5, resultMaximum: 10 }, { resultScore: 12.5, resultMaximum: 10 }],
      ['an empty comment is null', { comment: '' }, { comment: null }],
      ['a comment is unchanged', { comment: ' „Gut“ <b>\n' }, { comment: ' „Gut“ <b>\n' }],
      [
        'numeric ids become text',
        { id: 9, userId: 42, scoringUserId: 7 },
        { id: '9', userId: '42', scoringUserId: '7' },
      ],
      [
        'a time is converted to UTC',
        { timestamp: '2025-10-01T08:00:00+02:00' },
        { timestamp: '2025-10-01T06:00:00.000Z' },
      ],
      ['a time without a zone is UTC', { timestamp: '2025-10-01 08:00:00' }, { timestamp: '2025-10-01T08:00:00.000Z' }],
      ['an invalid time is null', { timestamp: 'yesterday' }, { timestamp: null }],
    ])('%s', async (_name, row, fields) => {
      const course = gateway.sandbox.createCourse({ lineItems: 1 });
      const launch = gateway.sandbox.launch({ course });
      answerWith(launch, [{ userId: 'u', ...row }]);
      const { lineItem, errors } = await ask(course, `scores { nodes { ${everyField} } }`, launch.authorization.bearer);
      expect(errors).toEqual([]);
      expect(lineItem.scores.nodes).toMatchObject([fields]);
    });

    test('derives a stable id if the LMS sends none', async () => {
      const course = gateway.sandbox.createCourse({ lineItems: 2 });
      const launch = gateway.sandbox.launch({ course });
      answerWith(launch, [{ userId: 'a' }, { userId: 'b', id: '' }, { userId: 'b c/#', id: null }]);
      const query = '{ lineItems { nodes { scores { nodes { id userId } } } } }';
      const { bearer } = launch.authorization;
      const [one, two] = [await gateway.run(query, {}, bearer), await gateway.run(query, {}, bearer)];
      expect(one.errors).toEqual([]);
      expect(one.text).toBe(two.text);
      const made = one.data.lineItems.nodes.flatMap((node: any) => node.scores.nodes).map((node: any) => node.id);
      expect(made).toHaveLength(6);
      expect(new Set(made.filter(Boolean)).size).toBe(6);
    });

    test.each([
      ['without a user', { id: 'x', resultScore: 3 }],
      ['with an empty user', { id: 'x', userId: '', resultScore: 3 }],
      ['that is no object', 'a row'],
      ['with a non-numeric score', { id: 'x', userId: 'b', resultScore: 'three' }],
    ])('returns null with an error for a row %s, and the other rows unchanged', async (_name, row) => {
      const course = gateway.sandbox.createCourse({ lineItems: 1 });
      const launch = gateway.sandbox.launch({ course });
      answerWith(launch, [{ userId: 'a', resultScore: 1 }, row, { userId: 'c', resultScore: 2 }]);
      const { lineItem, errors } = await ask(
        course,
        `scores { nodes { userId resultScore } edges { cursor node { userId } } }
         scoresForUsers(userIds: ["c", "nobody", "a"]) { userId }`,
        launch.authorization.bearer,
      );
      expect(lineItem.scores.nodes).toEqual([{ userId: 'a', resultScore: 1 }, null, { userId: 'c', resultScore: 2 }]);
      expect(lineItem.scores.edges.map((edge: any) => edge.node)).toEqual([{ userId: 'a' }, null, { userId: 'c' }]);
      expect(lineItem.scoresForUsers).toEqual([{ userId: 'c' }, null, { userId: 'a' }]);
      expect(codes(errors).sort()).toEqual([
        ['lineItem.scores.edges.1.node', 'UPSTREAM_ERROR'],
        ['lineItem.scores.nodes.1', 'UPSTREAM_ERROR'],
      ]);
    });

    test('returns changes that a teacher made since the last request', async () => {
      const course = gateway.sandbox.createCourse({ lineItems: 1 });
      const [userId = ''] = course.learnerIds();
      const { bearer } = gateway.sandbox.launch({ course }).authorization;
      const read = async () =>
        (await ask(course, 'score(userId: $userId) { resultScore }', bearer, { userId }, ', $userId: ID!')).lineItem
          .score;
      for (const score of [3, 0, 77.25]) {
        course.setResult(firstOf(course).id, userId, { score });
        expect(await read()).toEqual({ resultScore: score });
      }
      course.setResult(firstOf(course).id, userId, null);
      expect(await read()).toBeNull();
    });

    test('returns the line item without another call', async () => {
      const course = gateway.sandbox.createCourse({ lineItems: 3, learners: 3 });
      const { bearer } = gateway.sandbox.launch({ course }).authorization;
      const { data, errors } = await gateway.run(
        '{ lineItems { nodes { label scores { nodes { lineItem { label } } } } } }',
        {},
        bearer,
      );
      expect(errors).toEqual([]);
      for (const { label, scores } of data.lineItems.nodes)
        expect(scores.nodes).toEqual(Array(3).fill({ lineItem: { label } }));
      expect(gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems', ...Array<string>(3).fill('GET scores')]);

      const [userId] = course.learnerIds();
      const { lineItem } = await ask(
        course,
        'label score(userId: $userId) { lineItem { label tag } }',
        bearer,
        { userId },
        ', $userId: ID!',
      );
      expect(lineItem.score.lineItem).toEqual({ label: lineItem.label, tag: 'grade' });
      expect(gateway.takeCalls()).toEqual(['GET lineItem', 'GET scores']);
    });
  });

  describe('pagination', () => {
    let course: SandboxCourse;
    let staff: string;

    beforeAll(() => {
      course = gateway.sandbox.createCourse({ lineItems: 2, learners: 120, pageSize: 25 });
      staff = gateway.sandbox.launch({ course }).authorization.bearer;
    });

    test('returns 50 scores by default', async () => {
      const { lineItem } = await ask(
        course,
        'scores { nodes { userId } pageInfo { hasNextPage hasPreviousPage endCursor } }',
        staff,
      );
      expect(lineItem.scores.nodes.map((node: any) => node.userId)).toEqual(course.learnerIds().slice(0, 50));
      expect(lineItem.scores.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
      const before = JSON.stringify(lineItem.scores.pageInfo.endCursor);
      const { lineItem: back } = await ask(course, `scores(before: ${before}) { nodes { userId } }`, staff);
      expect(back.scores.nodes.map((node: any) => node.userId)).toEqual(course.learnerIds().slice(0, 49));
    });

    test.each([
      'first: -1',
      'first: 501',
      'last: -1',
      'last: 501',
      'first: 1, last: 1',
      'first: 1, before: "x"',
      'last: 1, after: "x"',
      'after: "x", before: "x"',
      'after: ""',
      'before: ""',
      'after: "nonsense"',
    ])('rejects %s without reading scores', async (args) => {
      const { lineItem, errors } = await ask(course, `label scores(${args}) { nodes { userId } }`, staff);
      expect(lineItem).toEqual({ label: firstOf(course).label, scores: null });
      expect(codes(errors)).toEqual([['lineItem.scores', 'BAD_USER_INPUT']]);
      expect(gateway.takeCalls()).not.toContain('GET scores');
    });

    test('rejects a cursor from another line item, launch or list', async () => {
      const query = `query ($id: ID!, $after: String) {
        lineItem(id: $id) { scores(first: 1, after: $after) { edges { cursor } } }
      }`;
      const [one, two] = course.lineItems() as [LineItemRow, LineItemRow];
      const read = async (id: string, after: string | null, as = staff) => {
        const { data, errors } = await gateway.run(query, { id, after }, as);
        return { cursor: data.lineItem.scores?.edges[0].cursor as string, codes: errors.map((e) => e.extensions.code) };
      };
      const { cursor } = await read(one.id, null);
      expect((await read(one.id, cursor)).codes).toEqual([]);
      expect((await read(two.id, cursor)).codes).toEqual(['BAD_USER_INPUT']);
      const other = gateway.sandbox.launch({ course }).authorization.bearer;
      expect((await read(one.id, cursor, other)).codes).toEqual(['BAD_USER_INPUT']);
      const { data } = await gateway.run('{ lineItems(first: 1) { edges { cursor } } }', {}, staff);
      expect((await read(one.id, data.lineItems.edges[0].cursor)).codes).toEqual(['BAD_USER_INPUT']);
    });

    test('with first: 0 returns nothing without a call', async () => {
      const { lineItem, errors } = await ask(course, 'scores(first: 0) { nodes { userId } }', staff);
      expect([lineItem.scores.nodes, errors]).toEqual([[], []]);
      expect(gateway.takeCalls()).not.toContain('GET scores');
    });
  });

  describe('scoresForUsers', () => {
    const query = 'scoresForUsers(userIds: $userIds) { userId resultScore }';
    const many = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);
    let course: SandboxCourse;
    let staff: string;

    beforeAll(() => {
      course = gateway.sandbox.createCourse({ lineItems: 1, learners: 40 });
      staff = gateway.sandbox.launch({ course }).authorization.bearer;
    });

    const askFor = (userIds: string[], as = staff) => ask(course, query, as, { userIds }, ', $userIds: [ID!]!');

    test('repeats a score for a repeated user id', async () => {
      const [one = '', two = ''] = course.learnerIds();
      const { lineItem, errors } = await askFor([two, one, two, 'nobody', 'nobody', two]);
      expect(errors).toEqual([]);
      expect(lineItem.scoresForUsers.map((score: any) => score?.userId ?? null)).toEqual([
        two,
        one,
        two,
        null,
        null,
        two,
      ]);
    });

    test('returns an empty list for no ids', async () => {
      const { lineItem, errors } = await askFor([]);
      expect([lineItem.scoresForUsers, errors]).toEqual([[], []]);
      expect(gateway.takeCalls()).not.toContain('GET scores');
    });

    test('accepts 500 ids', async () => {
      const userIds = [...many(460), ...course.learnerIds()];
      const { lineItem, errors } = await askFor(userIds);
      expect(errors).toEqual([]);
      expect(lineItem.scoresForUsers).toHaveLength(500);
      expect(lineItem.scoresForUsers.slice(460).map((score: any) => score.userId)).toEqual(course.learnerIds());
    });

    test.each([
      ['more than 500', many(501)],
      ['an empty id', ['a', '']],
    ])('rejects %s without reading scores', async (_name, userIds) => {
      const { lineItem, errors } = await askFor(userIds);
      expect(lineItem.scoresForUsers).toBeNull();
      expect(codes(errors)).toEqual([['lineItem.scoresForUsers', 'BAD_USER_INPUT']]);
      expect(gateway.takeCalls()).not.toContain('GET scores');
    });

    test('an unreadable row affects no other row', async () => {
      const launch = gateway.sandbox.launch({ course });
      answerWith(launch, [
        { userId: 'a', resultScore: 'many' },
        { userId: 'b', resultScore: 2 },
      ]);
      const { lineItem, errors } = await askFor(['b', 'a'], launch.authorization.bearer);
      expect(lineItem.scoresForUsers).toEqual([{ userId: 'b', resultScore: 2 }, null]);
      expect(codes(errors)).toEqual([['lineItem.scoresForUsers.1', 'UPSTREAM_ERROR']]);
    });
  });

  describe('access', () => {
    let course: SandboxCourse;
    let one: string, two: string, three: string;

    beforeAll(() => {
      course = gateway.sandbox.createCourse({ lineItems: 1, learners: 5 });
      [one = '', two = '', three = ''] = course.learnerIds();
    });

    type Asked = 'scores' | 'score' | 'scoresForUsers' | 'myScore';
    const fields: Record<Asked, string> = {
      scores: 'scores { nodes { userId } }',
      score: 'score(userId: $userId) { userId }',
      scoresForUsers: 'scoresForUsers(userIds: $userIds) { userId }',
      myScore: 'myScore { userId }',
    };

    /** What each field returns: user ids, or an error code. */
    async function reach(launch: SandboxLaunch, userId: string, userIds: string[]) {
      const out = {} as Record<Asked, unknown>;
      for (const name of Object.keys(fields) as Asked[]) {
        gateway.takeCalls();
        const declare = { score: ', $userId: ID!', scoresForUsers: ', $userIds: [ID!]!' }[name as string] ?? '';
        const variables = { score: { userId }, scoresForUsers: { userIds } }[name as string] ?? {};
        const { lineItem, errors } = await ask(course, fields[name], launch.authorization.bearer, variables, declare);
        const value = lineItem[name];
        if (errors.length > 0) {
          expect([value, errors.length]).toEqual([null, 1]);
          expect(gateway.takeCalls()).not.toContain('GET scores');
          out[name] = errors[0]!.extensions.code;
        } else {
          out[name] =
            value?.nodes?.length ?? (Array.isArray(value) ? value.map((each) => each?.userId) : value?.userId);
        }
      }
      return out;
    }
    const all = { scores: 'FORBIDDEN', score: 'FORBIDDEN', scoresForUsers: 'FORBIDDEN', myScore: 'FORBIDDEN' };
    const enter = (userId: string, roles: string[], roleScopeMentor?: string[]) =>
      gateway.sandbox.launch({ course, userId, roles, ...(roleScopeMentor && { roleScopeMentor }) });

    test('a learner reads only their own score', async () => {
      const launch = enter(one, [`${context}#Learner`]);
      expect(await reach(launch, two, [one, two])).toEqual({ ...all, myScore: one });
      expect(await reach(launch, one, [one, one])).toEqual({
        scores: 'FORBIDDEN',
        score: one,
        scoresForUsers: [one, one],
        myScore: one,
      });
    });

    test('a mentor reads only the scores of their mentees', async () => {
      const launch = enter(three, [`${context}#Mentor`], [one, two]);
      expect(await reach(launch, two, [two, one])).toEqual({
        scores: 'FORBIDDEN',
        score: two,
        scoresForUsers: [two, one],
        myScore: three,
      });
      const [, , , four = ''] = course.learnerIds();
      expect(await reach(launch, four, [one, four])).toEqual({ ...all, myScore: three });
    });

    test('a mentor without mentees reads no scores', async () => {
      expect(await reach(enter(three, ['Mentor']), one, [one])).toEqual({ ...all, myScore: three });
    });

    test('roleScopeMentor gives a learner no access to other scores', async () => {
      expect(await reach(enter(three, ['Learner'], [one]), one, [one])).toEqual({ ...all, myScore: three });
    });

    test('a content developer reads no scores', async () => {
      expect(await reach(enter(one, [`${context}#ContentDeveloper`]), one, [one])).toEqual(all);
    });

    test('staff read every score', async () => {
      const everyone = course.learnerIds();
      const launch = gateway.sandbox.launch({ course });
      expect(await reach(launch, two, everyone)).toEqual({
        scores: 5,
        score: two,
        scoresForUsers: everyone,
        myScore: undefined,
      });
    });

    test('a content developer who is also a learner reads only their own score', async () => {
      expect(await reach(enter(one, ['ContentDeveloper', 'Learner']), one, [one])).toEqual({
        scores: 'FORBIDDEN',
        score: one,
        scoresForUsers: [one],
        myScore: one,
      });
    });
  });

  describe('myScore', () => {
    const query = 'myScore { userId resultScore lineItem { label } } label';

    test('is null for a service key, without a call', async () => {
      const course = gateway.sandbox.createCourse({ lineItems: 1 });
      const { serviceKey } = gateway.sandbox.launch({ course, userId: course.learnerIds()[0]! }).authorization;
      const { lineItem, errors } = await ask(course, query, serviceKey);
      expect([lineItem.myScore, errors]).toEqual([null, []]);
      expect(gateway.takeCalls()).toEqual(['GET lineItem']);
    });

    test("is the user's score for a back end with their ltik", async () => {
      const course = gateway.sandbox.createCourse({ lineItems: 1 });
      const [userId = ''] = course.learnerIds();
      const { lineItem, errors } = await ask(
        course,
        query,
        gateway.sandbox.launch({ course, userId }).authorization.ltik,
      );
      expect(errors).toEqual([]);
      expect(lineItem.myScore).toMatchObject({ userId, lineItem: { label: lineItem.label } });
    });

    test('is null without a score', async () => {
      const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 2, resultsPerLineItem: 1 });
      const userId = course.learnerIds()[1]!;
      const { lineItem, errors } = await ask(
        course,
        query,
        gateway.sandbox.launch({ course, userId }).authorization.bearer,
      );
      expect([lineItem.myScore, errors]).toEqual([null, []]);
    });
  });

  test.each(['ltik', 'serviceKey'] as const)('a back end reads every score with its %s credential', async (form) => {
    const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 3 });
    const [one = '', two = ''] = course.learnerIds();
    const { authorization } = gateway.sandbox.launch({ course, userId: one });
    const { lineItem, errors } = await ask(
      course,
      'scores { nodes { userId } } score(userId: $two) { userId } scoresForUsers(userIds: [$two]) { userId }',
      authorization[form],
      { two },
      ', $two: ID!',
    );
    expect(errors).toEqual([]);
    expect(lineItem).toEqual({
      scores: { nodes: course.learnerIds().map((userId) => ({ userId })) },
      score: { userId: two },
      scoresForUsers: [{ userId: two }],
    });
  });
});
