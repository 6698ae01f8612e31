import { setTimeout as wait } from 'node:timers/promises';
import type { MemberRow, SandboxLaunch } from '../src/sandbox/sandbox';
import { type Answer, startTestGateway, type TestGateway, withTestGateway } from './support/gateway';
import { answerRoster, asMember, memberFields } from './support/roster';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());
afterEach(() => jest.restoreAllMocks());
beforeEach(() => {
  gateway.sandbox.clearFaults();
  gateway.takeCalls();
});

const names = '{ members(first: 500, filter: { status: null }) { nodes { id name } } }';
const codes = ({ errors }: { errors: { extensions: { code: string } }[] }) => errors.map((e) => e.extensions.code);
const rosterCalls = () => gateway.takeCalls().filter((call) => call === 'GET memberships').length;

/** A launch that the gateway knows, in a new course. */
async function open(options: { learners?: number; lms?: SandboxLaunch['course']['lms']; launch?: object } = {}) {
  const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 3, ...options });
  const launch = gateway.sandbox.launch({ course, ...options.launch });
  const { bearer } = launch.authorization;
  await gateway.run('{ launch { user { id } } }', {}, bearer);
  gateway.takeCalls();
  return { course, launch, bearer };
}

describe('a row of the roster', () => {
  const read = async (row: unknown) => {
    const { launch, bearer } = await open();
    answerRoster(gateway, launch, [row]);
    const query = `{ members(first: 9, filter: { status: null }) { nodes { ${memberFields} isLearner isStaff } } }`;
    const answer = await gateway.run(query, {}, bearer);
    return { codes: codes(answer), nodes: answer.data.members?.nodes };
  };
  const full: MemberRow = {
    userId: 'u',
    roles: ['Learner'],
    name: 'N',
    givenName: 'G',
    familyName: 'F',
    middleName: 'M',
    email: 'e@example.edu',
    picture: 'https://example.edu/p',
    lisPersonSourcedId: 's',
  };
  const underscored = {
    user_id: 'u',
    roles: ['Learner'],
    name: 'N',
    given_name: 'G',
    family_name: 'F',
    middle_name: 'M',
    email: 'e@example.edu',
    picture: 'https://example.edu/p',
    lis_person_sourcedid: 's',
  };
  const member = { ...asMember(full), isLearner: true, isStaff: false };

  test.each<[string, unknown, object]>([
    ['in camel case', full, member],
    ['with underscores', underscored, member],
    ['with a number as its id', { ...full, userId: 42 }, { ...member, id: '42' }],
    ['with a null id beside one with an underscore', { ...full, userId: null, user_id: 7 }, { ...member, id: '7' }],
    ['with empty names', { ...full, name: '', email: null }, { ...member, name: null, email: null }],
    ['without roles', { ...full, roles: undefined }, { ...member, roles: [], isLearner: false }],
    ['with roles that are not texts', { ...full, roles: [1, null, 'Learner'] }, { ...member }],
    ['with an empty status', { ...full, status: '' }, member],
    ['with a null status', { ...full, status: null }, member],
    ['that is inactive', { ...full, status: 'Inactive' }, { ...member, status: 'INACTIVE' }],
    ['that is deleted, in lower case', { ...full, status: 'deleted' }, { ...member, status: 'DELETED' }],
  ])('%s is read', async (_what, row, expected) => {
    expect(await read(row)).toEqual({ codes: [], nodes: [expected] });
  });

  const unsafe = '{"userId": 10170000004385913, "roles": []}';
  test.each<[string, unknown]>([
    ['null', null],
    ['a text', 'x'],
    ['a list', []],
    ['without an id', { ...full, userId: undefined }],
    ['with an empty id', { ...full, userId: '' }],
    ['with an id that is an object', { ...full, userId: { id: 'u' } }],
    ['with an id that is not an integer', { ...full, userId: 1.5 }],
    ['with an unknown status', { ...full, status: 'Suspended' }],
    ['with a status that is a number', { ...full, status: 1 }],
  ])('%s is unreadable, and its neighbours are not', async (_what, row) => {
    const { launch, bearer } = await open();
    answerRoster(gateway, launch, [{ ...full, userId: 'before' }, row, { ...full, userId: 'after' }]);
    for (const query of ['{ members { nodes { id } } }', '{ members { nodes { id } } }']) {
      const answer = await gateway.run(query, {}, bearer);
      expect(codes(answer)).toEqual(['UPSTREAM_ERROR']);
      expect(answer.errors[0]!.path).toEqual(['members', 'nodes', 1]);
      expect(answer.data.members.nodes).toEqual([{ id: 'before' }, null, { id: 'after' }]);
    }
    // Whether the row is a learner, or this user, is unknown.
    for (const filter of ['{ role: LEARNER }', '{ userIds: ["before", "after", "u"] }']) {
      const answer = await gateway.run(`{ members(filter: ${filter}) { nodes { id } } }`, {}, bearer);
      expect([codes(answer), answer.data.members.nodes]).toEqual([[], [{ id: 'before' }, { id: 'after' }]]);
    }
  });

  test('with an id beyond the safe integers is unreadable, and belongs to no user', async () => {
    const { launch, bearer } = await open();
    gateway.sandbox.fault({ launch, route: 'memberships', body: `{"members":[${unsafe}]}` });
    for (const query of ['{ members { nodes { id } } }', names]) {
      const answer = await gateway.run(query, {}, bearer);
      expect([codes(answer), answer.data.members.nodes]).toEqual([['UPSTREAM_ERROR'], [null]]);
    }
  });
});

describe('the roster', () => {
  test('lists a person with several rows once, with all roles and the most active status', async () => {
    const { launch, bearer } = await open();
    answerRoster(gateway, launch, [
      { userId: 'a', roles: ['Learner'], status: 'Inactive', name: 'A' },
      { userId: 'b', roles: ['Learner'] },
      { userId: 'a', roles: ['Mentor', 'Learner'], email: 'a@example.edu' },
    ]);
    const { data } = await gateway.run('{ members { nodes { id name email roles status } } }', {}, bearer);
    expect(data.members.nodes).toEqual([
      { id: 'a', name: 'A', email: 'a@example.edu', roles: ['Learner', 'Mentor'], status: 'ACTIVE' },
      { id: 'b', name: null, email: null, roles: ['Learner'], status: 'ACTIVE' },
    ]);
  });

  test('is read without role, limit or resourceLinkId for every filter, and its links are followed unchanged', async () => {
    const { bearer } = await open({ lms: 'canvas', learners: 120 });
    const seen = gateway.sandbox.requests.length;
    const { data } = await gateway.run(
      '{ members(first: 500, filter: { role: LEARNER }) { nodes { id } } }',
      {},
      bearer,
    );
    expect(data.members.nodes).toHaveLength(120);
    const queries = gateway.sandbox.requests.slice(seen).map(({ query }) => Object.keys(query));
    expect(queries).toEqual([[], ['url'], ['url']]);
  });

  const page = (userId: string) => ({ members: [{ userId, roles: [] }] });
  test.each<[string, (url: string | undefined) => object, (string | undefined)[], number]>([
    ['a link that leads to itself', () => ({ ...page('a'), next: 'https://lms.example.edu/1' }), ['a'], 2],
    [
      'new links to a page without new members',
      (url) => ({ ...page('a'), next: `https://lms.example.edu/${url?.length ?? 0}` }),
      ['a'],
      2,
    ],
    [
      'an earlier link',
      (url) => ({ ...page(url ?? 'a'), next: `https://lms.example.edu/${url?.endsWith('/1') ? 2 : 1}` }),
      ['a', 'https://lms.example.edu/1', 'https://lms.example.edu/2'],
      3,
    ],
    [
      'an empty page before the last',
      (url) =>
        url === undefined
          ? { ...page('a'), next: 'https://lms.example.edu/1' }
          : url.endsWith('/1')
            ? { members: [], next: 'https://lms.example.edu/2' }
            : page('b'),
      ['a', 'b'],
      3,
    ],
    [
      'a page of unreadable rows before the last',
      (url) =>
        url === undefined
          ? { ...page('a'), next: 'https://lms.example.edu/1' }
          : url.endsWith('/1')
            ? { members: [{ roles: [] }], next: 'https://lms.example.edu/2' }
            : page('b'),
      ['a', undefined, 'b'],
      3,
    ],
  ])('ends with %s', async (_what, answer, ids, calls) => {
    const { launch, bearer } = await open();
    gateway.sandbox.fault({
      launch,
      route: 'memberships',
      choose: ({ query }) => ({ status: 200, body: answer(query.url) }),
    });
    const { data } = await gateway.run('{ members(filter: { status: null }) { nodes { id } } }', {}, bearer);
    expect(data.members.nodes.map((node: any) => node?.id)).toEqual(ids);
    expect(rosterCalls()).toBe(calls);
  });

  test.each<[string, object, string]>([
    ['500', { status: 500 }, 'UPSTREAM_UNAVAILABLE'],
    ['429', { status: 429 }, 'RATE_LIMITED'],
    ['403 of the LMS', { status: 403, body: { details: { externalError: 'x' } } }, 'SERVICE_NOT_AVAILABLE'],
    [
      'an account without the service',
      { status: 403, body: { details: { message: 'INACTIVE_SERVICE' } } },
      'SERVICE_NOT_AVAILABLE',
    ],
    ['HTML', { status: 200, body: '<html>' }, 'UPSTREAM_ERROR'],
    ['no rows', { status: 200, body: { id: 'x', context: {} } }, 'UPSTREAM_ERROR'],
    ['rows that are not a list', { status: 200, body: { members: {} } }, 'UPSTREAM_ERROR'],
    ['an invalid link', { status: 200, body: { members: [], next: 'ftp://x' } }, 'UPSTREAM_ERROR'],
  ])('is an error after %s', async (_what, fault, code) => {
    const { launch, bearer } = await open();
    gateway.sandbox.fault({ launch, route: 'memberships', ...fault });
    const answer = await gateway.run(names, {}, bearer);
    expect([answer.data.members, codes(answer)]).toEqual([null, [code]]);
  });

  test('is read again by the next operation after a failure, but not if the account does not include it', async () => {
    const failing = await open();
    const fault = gateway.sandbox.fault({ launch: failing.launch, route: 'memberships', status: 400 });
    expect(codes(await gateway.run(names, {}, failing.bearer))).toEqual(['UPSTREAM_ERROR']);
    fault.remove();
    expect(codes(await gateway.run(names, {}, failing.bearer))).toEqual([]);
    expect(rosterCalls()).toBe(2);
    const { bearer } = await open({ launch: { roster: 'inactive' } });
    for (let n = 0; n < 3; n += 1) {
      expect(codes(await gateway.run(names, {}, bearer))).toEqual(['SERVICE_NOT_AVAILABLE']);
    }
    expect(rosterCalls()).toBe(1);
  });

  test('is not requested if the id token says that there is none', async () => {
    const { bearer } = await open({ launch: { roster: 'unavailable' } });
    expect(codes(await gateway.run(names, {}, bearer))).toEqual(['SERVICE_NOT_AVAILABLE']);
    expect(gateway.takeCalls()).toEqual([]);
  });

  test('does not need the grades service', async () => {
    const { bearer, launch } = await open({ launch: { grades: 'unavailable' } });
    const query = '{ members { nodes { id } } launch { permissions { readMembers readAllScores } } }';
    const answer = await gateway.run(query, {}, bearer);
    expect(codes(answer)).toEqual([]);
    expect(answer.data.members.nodes).toHaveLength(5);
    expect(answer.data.launch.permissions).toEqual({ readMembers: true, readAllScores: false });
    expect(launch.course.members()).toHaveLength(5);
  });

  // Two teachers in addition. With several pages, the last one links to an earlier one, which costs one more call.
  test.each([
    [998, 1],
    [999, 3],
    [1998, 3],
    [2500, 4],
  ])('of Blackboard with %i learners has pages of 1,000 rows: %i calls', async (learners, calls) => {
    const { course, bearer } = await open({ lms: 'blackboard', learners });
    const read: string[] = [];
    let after: string | null = null;
    do {
      const query = `query ($after: String) {
        members(first: 500, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
      const answer: Answer<any> = await gateway.run(query, { after }, bearer);
      expect(codes(answer)).toEqual([]);
      const { nodes, pageInfo } = answer.data.members;
      read.push(...nodes.map(({ id }: any) => id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(read).toEqual(course.members().map(({ userId }) => userId));
    expect(rosterCalls()).toBe(calls);
  });

  test('of more than 1,000 people is rejected by Open edX', async () => {
    const { bearer } = await open({ lms: 'openedx', learners: 1000 });
    const answer = await gateway.run(names, {}, bearer);
    expect([answer.data.members, codes(answer)]).toEqual([null, ['SERVICE_NOT_AVAILABLE']]);
  });
});

describe('a reading', () => {
  test('is shared by all operations at the same time and in the next minutes', async () => {
    const { launch, bearer } = await open();
    gateway.sandbox.fault({ launch, route: 'memberships', delayMs: 50 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => gateway.run(names, {}, bearer)));
    answers.push(await gateway.run('{ a: members { nodes { id } } b: members(last: 1) { nodes { id } } }', {}, bearer));
    expect(answers.flatMap(codes)).toEqual([]);
    expect(rosterCalls()).toBe(1);
  });

  test('is kept for five minutes at most', async () => {
    const { bearer } = await open();
    await gateway.run(names, {}, bearer);
    const now = performance.now.bind(performance);
    const pass = (minutes: number) => jest.spyOn(performance, 'now').mockImplementation(() => now() + minutes * 60_000);
    pass(4.9);
    await gateway.run(names, {}, bearer);
    expect(rosterCalls()).toBe(1);
    pass(5.1);
    await gateway.run(names, {}, bearer);
    expect(rosterCalls()).toBe(1);
  });

  test('of one launch is never returned to another', async () => {
    const here = await open();
    const there = await open();
    const ids = async ({ bearer }: typeof here) =>
      (await gateway.run(names, {}, bearer)).data.members.nodes.map(({ id }: any) => id);
    expect(await ids(here)).toEqual(here.course.members().map(({ userId }) => userId));
    expect(await ids(there)).toEqual(there.course.members().map(({ userId }) => userId));
    expect(rosterCalls()).toBe(2);
    // A back end with the same ltik is a different caller.
    await gateway.run(names, {}, here.launch.authorization.ltik);
    expect(rosterCalls()).toBe(1);
  });

  test('of 2,000 members continues after the operation that started it has timed out', async () => {
    // A read may take half of it.
    await withTestGateway({ upstreamTimeoutMs: 1000 }, async (slow) => {
      const course = slow.sandbox.createCourse({ lms: 'canvas', learners: 2000, lineItems: 1 });
      const launch = slow.sandbox.launch({ course });
      const { bearer } = launch.authorization;
      await slow.run('{ launch { user { id } } }', {}, bearer);
      let page = 0;
      // Two tries of one page use up the time of the operation. The third one is answered.
      const held = { route: 'memberships', hang: true } as const;
      slow.sandbox.fault({ launch, choose: () => ([20, 21].includes((page += 1)) ? held : undefined) });
      const first = await slow.run(names, {}, bearer);
      expect([first.data.members, codes(first)]).toEqual([null, ['UPSTREAM_TIMEOUT']]);
      // 2,000 learners and 2 teachers, 50 a page.
      expect(page).toBeLessThan(41);
      let next = await slow.run(names, {}, bearer);
      for (let tries = 0; codes(next).length > 0 && tries < 20; tries += 1) next = await slow.run(names, {}, bearer);
      expect([codes(next), next.data.members.nodes.length]).toEqual([[], 500]);
      // The id token and the first page were asked for once: it was one reading.
      const starts = slow.sandbox.requests.filter(({ query }) => query.url === undefined);
      expect(starts.map(({ route }) => route)).toEqual(['idtoken', 'memberships']);
    });
  });

  test('ends at its own time limit, and the next operation reads again', async () => {
    await withTestGateway(
      { upstreamTimeoutMs: 5000 },
      async (slow) => {
        const launch = slow.sandbox.launch();
        const { bearer } = launch.authorization;
        const fault = slow.sandbox.fault({ launch, route: 'memberships', hang: true });
        expect(codes(await slow.run(names, {}, bearer))).toEqual(['UPSTREAM_TIMEOUT']);
        fault.remove();
        expect(codes(await slow.run(names, {}, bearer))).toEqual([]);
      },
      { rosterMs: 500 },
    );
  });

  test('does not continue for a credential that LTIAAS has not accepted', async () => {
    await withTestGateway({ upstreamTimeoutMs: 150 }, async (slow) => {
      const { ltik, serviceKey } = slow.sandbox.launch().authorization;
      const fault = slow.sandbox.fault({ route: 'memberships', hang: true });
      for (const form of [ltik, serviceKey]) {
        expect(codes(await slow.run(names, {}, form))).toEqual(['UPSTREAM_TIMEOUT']);
      }
      fault.remove();
      slow.takeCalls();
      // A new read: the previous one has ended with its operation.
      for (const form of [ltik, serviceKey]) expect(codes(await slow.run(names, {}, form))).toEqual([]);
      expect(slow.takeCalls().filter((call) => call === 'GET memberships').length).toBeGreaterThanOrEqual(2);
    });
  });

  test('does not delay a process that stops', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const timersBefore = timers();
    const slow = await startTestGateway({ config: { upstreamTimeoutMs: 150 } });
    const launch = slow.sandbox.launch();
    const { bearer } = launch.authorization;
    await slow.run('{ launch { user { id } } }', {}, bearer);
    slow.sandbox.fault({ launch, route: 'memberships', hang: true });
    expect(codes(await slow.run(names, {}, bearer))).toEqual(['UPSTREAM_TIMEOUT']);
    const startedAt = performance.now();
    await slow.close();
    expect(performance.now() - startedAt).toBeLessThan(1500);
    // Nothing of it keeps the process alive. Timers of closed connections may end later.
    for (let waits = 0; timers() > timersBefore && waits < 400; waits += 1) await wait(10);
    expect(timers()).toBeLessThanOrEqual(timersBefore);
  });

  test('beyond the memory of one launch succeeds, and the rest of the launch stays remembered', async () => {
    const { launch, bearer } = await open();
    const name = 'x'.repeat(300_000);
    answerRoster(
      gateway,
      launch,
      Array.from({ length: 20 }, (_, n) => ({ userId: `u${n}`, roles: [], name })),
    );
    for (let n = 0; n < 2; n += 1) {
      const { data } = await gateway.run('{ members { nodes { id } } }', {}, bearer);
      expect(data.members.nodes).toHaveLength(20);
    }
    expect(gateway.takeCalls()).toEqual(['GET memberships', 'GET memberships']);
    await gateway.run('{ launch { user { id } } }', {}, bearer);
    expect(gateway.takeCalls()).toEqual([]);
  });

  test('counts in the report of the operation that started it, and as one call of the budget of each', async () => {
    await withTestGateway({ explain: true, maxUpstreamCalls: 2 }, async (small) => {
      const course = small.sandbox.createCourse({ lms: 'canvas', learners: 200, lineItems: 1 });
      const { bearer } = small.sandbox.launch({ course }).authorization;
      const read = async () => {
        const { text } = await small.run(names, {}, bearer);
        const { errors, extensions } = JSON.parse(text);
        expect(errors).toBeUndefined();
        return extensions.upstream;
      };
      // The id token, and 202 members, 50 a page.
      expect(await read()).toMatchObject({ calls: 6, rounds: 6, rows: 202, budget: 2 });
      expect(await read()).toMatchObject({ calls: 0, rounds: 0, rows: 0 });
    });
  });
});
