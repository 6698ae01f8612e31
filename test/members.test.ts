import fc from 'fast-check';
import { lmsNames } from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway } from './support/gateway';
import { asMember, memberFields } from './support/roster';
import { runs } from './support/runs';
import { walk } from './support/walk';

const context = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const codes = ({ errors }: { errors: { extensions: { code: string } }[] }) => errors.map((e) => e.extensions.code);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.sandbox.clearFaults();
  gateway.takeCalls();
});

const walkMembers = (bearer: string, direction: 'forward' | 'backward', count: number) =>
  walk(gateway, bearer, direction, {
    count,
    field: (args, selection) => `members(${args}, filter: { status: null }) { ${selection} }`,
    select: memberFields,
    pick: (data) => data.members,
  });

test.each(lmsNames.filter((lms) => lms !== 'large'))(
  'on %s lists the members of the LMS in both directions',
  async (lms) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        async (learners, pageSize, count) => {
          const course = gateway.sandbox.createCourse({ lms, learners, lineItems: 0, pageSize });
          const [first] = course.learnerIds();
          if (first !== undefined) course.setMember(first, { status: 'Inactive' });
          const { bearer } = gateway.sandbox.launch({ course }).authorization;
          const members = course.members().map(asMember);
          expect((await walkMembers(bearer, 'forward', count)).flat()).toEqual(members);
          expect((await walkMembers(bearer, 'backward', count)).reverse().flat()).toEqual(members);
        },
      ),
      { numRuns: runs(3) },
    );
  },
  60_000,
);

describe('a filter', () => {
  const ids = async (filter: string, authorization: string) => {
    const answer = await gateway.run(`{ members(first: 500${filter}) { nodes { id } } }`, {}, authorization);
    expect(codes(answer)).toEqual([]);
    return answer.data.members.nodes.map(({ id }: any) => id);
  };

  test('returns the matching members alone and in pairs; without a filter, the active members', async () => {
    const course = gateway.sandbox.createCourse({ learners: 6, lineItems: 0 });
    const [a = '', b = '', c = '', d = ''] = course.learnerIds();
    course.setMember(a, { status: 'Inactive' });
    course.setMember(b, { roles: [`${context}/Learner#Instructor`] });
    course.setMember(c, { roles: ['Student', `${context}/Instructor#TeachingAssistant`] });
    course.setMember(d, { roles: [`${context}#Mentor`], status: 'Deleted' });
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const isStaff = (roles: string[]) =>
      roles.some((role) => /#Instructor$|TeachingAssistant$/.test(role) && !/Learner#/.test(role));
    const isLearner = (roles: string[]) => !isStaff(roles) && roles.some((role) => /Learner|Student/.test(role));
    for (const role of [undefined, 'LEARNER', 'STAFF']) {
      for (const status of [undefined, null, 'ACTIVE', 'INACTIVE', 'DELETED']) {
        for (const userIds of [undefined, [], [a, b, c, d, 'nobody'], [c, c]]) {
          const wanted = course
            .members()
            .filter(
              (row) =>
                (role === undefined || (role === 'STAFF' ? isStaff(row.roles) : isLearner(row.roles))) &&
                (status === null || (row.status ?? 'Active').toUpperCase() === (status ?? 'ACTIVE')) &&
                (userIds === undefined || userIds.includes(row.userId)),
            );
          const parts = [
            ...(role === undefined ? [] : [`role: ${role}`]),
            ...(status === undefined ? [] : [`status: ${status}`]),
            ...(userIds === undefined ? [] : [`userIds: ${JSON.stringify(userIds)}`]),
          ];
          expect(await ids(`, filter: { ${parts.join(', ')} }`, bearer)).toEqual(wanted.map(({ userId }) => userId));
        }
      }
    }
    expect(await ids('', bearer)).toEqual(await ids(', filter: {}', bearer));
  });

  test('with more than 500 ids or an empty id is BAD_USER_INPUT', async () => {
    const { bearer } = gateway.sandbox.seeded.instructor.authorization;
    const query = 'query ($ids: [ID!]) { members(filter: { userIds: $ids }) { nodes { id } } }';
    for (const list of [Array.from({ length: 501 }, (_, n) => `u${n}`), ['']]) {
      expect(codes(await gateway.run(query, { ids: list }, bearer))).toEqual(['BAD_USER_INPUT']);
    }
  });
});

test('cursors are the same after the roster was read again', async () => {
  const course = gateway.sandbox.createCourse({ learners: 9, lineItems: 0 });
  const launch = gateway.sandbox.launch({ course });
  const cursors = async () =>
    (await gateway.run('{ members { edges { cursor } } }', {}, launch.authorization.serviceKey)).data.members.edges;
  const first = await cursors();
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + 6 * 60_000);
  gateway.takeCalls();
  expect(await cursors()).toEqual(first);
  expect(gateway.takeCalls()).toEqual(['GET memberships']);
  jest.restoreAllMocks();
});

test('50 learners and 20 columns with names cost the roster, the list and each column once', async () => {
  const course = gateway.sandbox.createCourse({ learners: 50, lineItems: 20 });
  const { bearer } = gateway.sandbox.launch({ course }).authorization;
  await gateway.run('{ launch { user { id } } }', {}, bearer);
  gateway.takeCalls();
  const query = `{ lineItems(first: 100) { nodes { id } }
    members(first: 50, filter: { role: LEARNER }) { nodes { id name scores { userId resultScore lineItem { id } } } } }`;
  const answer = await gateway.run(query, {}, bearer);
  expect(codes(answer)).toEqual([]);
  const items = answer.data.lineItems.nodes.map(({ id }: any) => id);
  for (const { id, scores } of answer.data.members.nodes) {
    expect(scores.map(({ userId, lineItem }: any) => [userId, lineItem.id])).toEqual(
      items.map((item: any) => [id, item]),
    );
  }
  const calls = gateway.takeCalls();
  expect(calls.filter((call) => call === 'GET memberships')).toHaveLength(2);
  expect(calls.filter((call) => call === 'GET lineItems')).toHaveLength(1);
  expect(calls.filter((call) => call === 'GET scores')).toHaveLength(20);
  expect(calls).toHaveLength(23);
});

describe('Member.scores', () => {
  const scores = (args: string) => `query ($ids: [ID!]) { members(first: 1) { nodes { scores(${args}) { userId } } } }`;

  test('are in the order of the ids, null for an unknown one', async () => {
    const course = gateway.sandbox.createCourse({ learners: 1, lineItems: 2 });
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const [a, b] = course.lineItems().map(({ id }) => id);
    const query =
      'query ($ids: [ID!]) { members(filter: { role: LEARNER }) { nodes { scores(lineItemIds: $ids) { lineItem { id } } } } }';
    const { data, errors } = await gateway.run(query, { ids: [b, 'https://lms.example.edu/none', a] }, bearer);
    expect(errors).toEqual([]);
    expect(data.members.nodes[0].scores).toEqual([{ lineItem: { id: b } }, null, { lineItem: { id: a } }]);
  });

  test('after a write in the same operation have the columns that there are then', async () => {
    const course = gateway.sandbox.createCourse({ learners: 1, lineItems: 0 });
    const { id } = course.addLineItem({ label: 'Old' });
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const row = 'score { user { scores { resultScore } } }';
    const mutation = `mutation ($input: SubmitScoreInput!, $id: ID!) {
      before: submitScore(input: $input) { ${row} }
      createLineItem(input: { label: "New", scoreMaximum: 1 }) { userErrors { code } }
      between: submitScore(input: $input) { ${row} }
      deleteLineItem(input: { id: $id }) { userErrors { code } }
      after: submitScore(input: $input) { ${row} }
    }`;
    const [userId] = course.learnerIds();
    const graded = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreGiven: 1, scoreMaximum: 1 };
    const input = { lineItemId: id, userId, ...graded };
    const { data, errors } = await gateway.run(
      mutation,
      { input, id: course.addLineItem({ label: 'Gone' }).id },
      bearer,
    );
    expect(errors).toEqual([]);
    const score = { resultScore: expect.any(Number) };
    expect(data.before.score.user.scores).toEqual([score, null]);
    expect(data.between.score.user.scores).toEqual([score, null, null]);
    expect(data.after.score.user.scores).toEqual([score, null]);
  });

  test('with ids and a filter are BAD_USER_INPUT, with more than 100 columns OPERATION_TOO_EXPENSIVE', async () => {
    const course = gateway.sandbox.createCourse({ learners: 1, lineItems: 101 });
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const ids = course.lineItems().map(({ id }) => id);
    const both = await gateway.run(scores('lineItemIds: $ids, filter: {}'), { ids: [] }, bearer);
    expect(codes(both)).toEqual(['BAD_USER_INPUT']);
    expect(codes(await gateway.run(scores('lineItemIds: $ids'), { ids }, bearer))).toEqual(['OPERATION_TOO_EXPENSIVE']);
    const all = '{ members(first: 1) { nodes { scores { userId } } } }';
    expect(codes(await gateway.run(all, {}, bearer))).toEqual(['OPERATION_TOO_EXPENSIVE']);
  });
});

describe('Score.user', () => {
  const people = '{ lineItems { nodes { scores { nodes { userId user { id name } } } } } }';
  const usersOf = (data: any) =>
    data.lineItems.nodes.flatMap((node: any) => node.scores.nodes.map((row: any) => row.user));
  const open = (launch = {}) => {
    const course = gateway.sandbox.createCourse({ learners: 3, lineItems: 2 });
    return { course, launch: gateway.sandbox.launch({ course, ...launch }) };
  };

  test('is null without an error if the roster does not have the user', async () => {
    const { course, launch } = open();
    const [a = '', b] = course.learnerIds();
    course.setMember(a, null);
    const { data, errors } = await gateway.run(people, {}, launch.authorization.bearer);
    expect(errors).toEqual([]);
    expect(usersOf(data).map((user: any) => user?.id)).toEqual([
      undefined,
      b,
      course.learnerIds()[2],
      undefined,
      b,
      course.learnerIds()[2],
    ]);
  });

  test.each(['unavailable', 'inactive'] as const)('is null without an error if the roster is %s', async (roster) => {
    const { launch } = open({ roster });
    for (let n = 0; n < 2; n += 1) {
      const { data, errors } = await gateway.run(people, {}, launch.authorization.bearer);
      expect([errors, usersOf(data)]).toEqual([[], [null, null, null, null, null, null]]);
    }
  });

  test('has one error, at the first row, if the roster cannot be read', async () => {
    const { launch } = open();
    gateway.sandbox.fault({ launch, route: 'memberships', status: 400 });
    const answer = await gateway.run(people, {}, launch.authorization.bearer);
    expect(codes(answer)).toEqual(['UPSTREAM_ERROR']);
    expect(usersOf(answer.data)).toEqual([null, null, null, null, null, null]);
  });

  test('returns a learner only their own data, from the id token and without a call', async () => {
    const course = gateway.sandbox.createCourse({ learners: 2, lineItems: 1 });
    const [self = ''] = course.learnerIds();
    const { bearer } = gateway.sandbox.launch({ course, userId: self }).authorization;
    const { data, errors } = await gateway.run(
      '{ lineItems { nodes { myScore { user { id name status isLearner } } } } }',
      {},
      bearer,
    );
    expect(errors).toEqual([]);
    const { name } = course.members().find(({ userId }) => userId === self)!;
    expect(data.lineItems.nodes[0].myScore.user).toEqual({ id: self, name, status: 'ACTIVE', isLearner: true });
    expect(gateway.takeCalls()).not.toContain('GET memberships');
  });

  test('for a Mentor: `members` lists only the mentees', async () => {
    const course = gateway.sandbox.createCourse({ learners: 3, lineItems: 1 });
    const [self = '', mentee = '', other = ''] = course.learnerIds();
    const roles = [`${context}#Mentor`];
    const { bearer } = gateway.sandbox.launch({ course, userId: self, roles, roleScopeMentor: [mentee] }).authorization;
    const query =
      'query ($ids: [ID!]) { members(filter: { userIds: $ids, status: null }) { nodes { id } } launch { permissions { readMembers } } }';
    for (const ids of [null, [mentee, other, self]]) {
      const { data, errors } = await gateway.run(query, { ids }, bearer);
      expect([errors, data.members.nodes, data.launch.permissions.readMembers]).toEqual([[], [{ id: mentee }], false]);
    }
  });
});
