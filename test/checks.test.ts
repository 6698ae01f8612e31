import type { FaultRule, LaunchOptions } from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway } from './support/gateway';

const query = '{ launch { checks { name ok code advice fixedBy } } }';
const names = [
  'LAUNCH',
  'GRADES_SERVICE',
  'READ_LINE_ITEMS',
  'MANAGE_LINE_ITEMS',
  'READ_SCORES',
  'SUBMIT_SCORES',
  'ROSTER',
  'MEMBER_NAMES',
];
const works = { ok: true, code: null, fixedBy: null };
const unknown = { ok: null, code: null, fixedBy: null };
const no = (fixedBy: string, code = 'SERVICE_NOT_AVAILABLE') => ({ ok: false, code, fixedBy });
const ofLms = no('LMS_ADMINISTRATOR');
const ofAccount = no('LTIAAS_ACCOUNT');

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.sandbox.clearFaults();
  gateway.takeCalls();
});

/** Expects these results of some checks, and that all other checks pass. */
function expectChecks(checks: any[], expected: Record<string, object>): void {
  expect(checks.map(({ name, ok, code, fixedBy }) => ({ name, ok, code, fixedBy }))).toEqual(
    names.map((name) => ({ name, ...(expected[name] ?? works) })),
  );
  for (const { ok, advice } of checks) {
    if (ok === true) expect(advice).toBeNull();
    if (ok === false) expect(advice).toMatch(/^[A-Z].{20,400}\.$/);
  }
}

const small = () => gateway.sandbox.launch({ course: gateway.sandbox.createCourse({ learners: 5 }) });

test('all pass for staff, with four calls and without a write', async () => {
  const { data, errors } = await gateway.run(query, {}, small().authorization.bearer);
  expect(errors).toEqual([]);
  expectChecks(data.launch.checks, {});
  expect(gateway.takeCalls().sort()).toEqual(['GET idtoken', 'GET lineItems', 'GET memberships', 'GET scores']);
});

test('share the calls of their operation', async () => {
  const all = `{ launch { checks { ok } } lineItems { nodes { id } } members { nodes { id } } }`;
  const { errors } = await gateway.run(all, {}, small().authorization.ltik);
  expect(errors).toEqual([]);
  expect(gateway.takeCalls().sort()).toEqual(['GET idtoken', 'GET lineItems', 'GET memberships', 'GET scores']);
});

const grades = ['GRADES_SERVICE', 'READ_LINE_ITEMS', 'MANAGE_LINE_ITEMS', 'READ_SCORES', 'SUBMIT_SCORES'];
const all = (checks: string[], result: object) => Object.fromEntries(checks.map((name) => [name, result]));

test.each<[string, LaunchOptions, Record<string, object>]>([
  ['without the grades service', { grades: 'unavailable' }, all(grades, ofLms)],
  ['of LTI 1.1', { ltiVersion: '1.2.0', roles: ['Instructor'] }, all([...grades, 'ROSTER', 'MEMBER_NAMES'], ofLms)],
  [
    'without the scope to read line items',
    { scopes: ['result.readonly', 'score'] },
    all(['READ_LINE_ITEMS', 'MANAGE_LINE_ITEMS'], ofLms),
  ],
  [
    'without the scope to manage line items',
    { scopes: ['lineitem.readonly', 'result.readonly', 'score'] },
    { MANAGE_LINE_ITEMS: ofLms },
  ],
  ['without the scope to read scores', { scopes: ['lineitem', 'score'] }, { READ_SCORES: ofLms }],
  ['without the scope to submit scores', { scopes: ['lineitem', 'result.readonly'] }, { SUBMIT_SCORES: ofLms }],
  ['without a list of scopes', { scopes: [] }, { MANAGE_LINE_ITEMS: unknown, SUBMIT_SCORES: unknown }],
  ['without a roster', { roster: 'unavailable' }, all(['ROSTER', 'MEMBER_NAMES'], ofLms)],
  ['without a roster in the account', { roster: 'inactive' }, all(['ROSTER', 'MEMBER_NAMES'], ofAccount)],
  [
    'without grades in the account',
    { account: 'inactive' },
    all(['GRADES_SERVICE', 'READ_LINE_ITEMS', 'READ_SCORES'], ofAccount),
  ],
])('a launch %s', async (_name, options, expected) => {
  const { data, errors } = await gateway.run(query, {}, gateway.sandbox.launch(options).authorization.bearer);
  expect(errors).toEqual([]);
  // An LMS may reject calls for which it lists no scope.
  const tried = options.scopes?.length === 0 ? all(['READ_LINE_ITEMS', 'READ_SCORES'], ofLms) : {};
  expectChecks(data.launch.checks, { ...tried, ...expected });
});

test.each<[string, FaultRule, Record<string, object>]>([
  ['line items fail', { route: 'lineItems', status: 500 }, { READ_LINE_ITEMS: no('NOBODY', 'UPSTREAM_UNAVAILABLE') }],
  ['line items are rejected', { route: 'lineItems', status: 403, body: '' }, { READ_LINE_ITEMS: ofLms }],
  ['scores are throttled', { route: 'scores', status: 429 }, { READ_SCORES: no('NOBODY', 'RATE_LIMITED') }],
  [
    'scores are HTML',
    { route: 'scores', status: 200, body: '<p>' },
    { READ_SCORES: no('LMS_ADMINISTRATOR', 'UPSTREAM_ERROR') },
  ],
  [
    'the account lacks grades',
    { route: 'lineItems', status: 403, body: { status: 403, details: { message: 'INACTIVE_SERVICE' } } },
    { GRADES_SERVICE: ofAccount, READ_LINE_ITEMS: ofAccount },
  ],
  [
    'the roster fails',
    { route: 'memberships', status: 500 },
    all(['ROSTER', 'MEMBER_NAMES'], no('NOBODY', 'UPSTREAM_UNAVAILABLE')),
  ],
  [
    'scores are not found',
    { route: 'scores', status: 404 },
    { READ_SCORES: no('LMS_ADMINISTRATOR', 'UPSTREAM_ERROR') },
  ],
  ['scores are refused by the LMS', { route: 'scores', status: 401, body: '' }, { READ_SCORES: ofLms }],
  [
    'the roster is throttled',
    { route: 'memberships', status: 429 },
    all(['ROSTER', 'MEMBER_NAMES'], no('NOBODY', 'RATE_LIMITED')),
  ],
  [
    'the roster is refused by the LMS',
    { route: 'memberships', status: 403, body: '' },
    all(['ROSTER', 'MEMBER_NAMES'], ofLms),
  ],
  [
    'the roster is empty',
    { route: 'memberships', rewrite: (answer) => ({ ...answer, body: { ...answer.body, members: [] } }) },
    { MEMBER_NAMES: { ok: null, code: null, fixedBy: 'COURSE_STAFF' } },
  ],
  [
    'names are private',
    {
      route: 'memberships',
      rewrite: (answer) => ({
        ...answer,
        body: { ...answer.body, members: answer.body.members.map(({ userId, roles }: any) => ({ userId, roles })) },
      }),
    },
    { MEMBER_NAMES: ofLms },
  ],
])('where %s', async (_name, rule, expected) => {
  const launch = gateway.sandbox.launch();
  gateway.sandbox.fault({ launch, ...rule });
  const { data, errors } = await gateway.run(query, {}, launch.authorization.bearer);
  expect(errors).toEqual([]);
  expectChecks(data.launch.checks, expected);
});

test.each<[string, FaultRule, object]>([
  ['expired', { status: 401 }, no('COURSE_STAFF', 'UNAUTHENTICATED')],
  [
    'of a registration that has been revoked',
    { status: 403, body: { status: 403, details: { message: 'UNREGISTERED_OR_INACTIVE_PLATFORM' } } },
    ofAccount,
  ],
  ['that LTIAAS does not find', { status: 404 }, no('LTIAAS_ACCOUNT', 'UPSTREAM_ERROR')],
  ['of an account that has not paid', { status: 402 }, ofAccount],
  ['that LTIAAS keeps the tool out of', { status: 403, body: { message: 'Forbidden' } }, ofAccount],
  ['that LTIAAS answers with HTML', { body: '<p>' }, no('LTIAAS_ACCOUNT', 'UPSTREAM_ERROR')],
  ['that is throttled', { status: 429 }, no('NOBODY', 'RATE_LIMITED')],
  ['while LTIAAS is down', { status: 500 }, no('NOBODY', 'UPSTREAM_UNAVAILABLE')],
])('a remembered launch %s', async (_name, rule, expected) => {
  const launch = gateway.sandbox.launch();
  const { bearer } = launch.authorization;
  await gateway.run('{ launch { user { id } } }', {}, bearer);
  gateway.sandbox.fault({ launch, route: 'idtoken', ...rule });
  const { data, errors } = await gateway.run(query, {}, bearer);
  expect(errors).toEqual([]);
  expectChecks(data.launch.checks, { LAUNCH: expected });
});

test.each<[string, FaultRule, string]>([
  ['an expired launch', { status: 401 }, 'UNAUTHENTICATED'],
  ['a failing LTIAAS', { status: 500 }, 'UPSTREAM_UNAVAILABLE'],
])('%s that was never read has no checks, and its error says why', async (_name, rule, code) => {
  const launch = gateway.sandbox.launch();
  gateway.sandbox.fault({ launch, route: 'idtoken', ...rule });
  const { data, errors } = await gateway.run(query, {}, launch.authorization.bearer);
  expect([data?.launch ?? null, errors.map(({ extensions }) => extensions.code)]).toEqual([null, [code]]);
});

test.each<['public' | 'nameOnly' | 'emailOnly' | 'anonymous' | 'delegated', object]>([
  ['public', works],
  ['nameOnly', works],
  ['emailOnly', ofLms],
  ['anonymous', ofLms],
  ['delegated', ofLms],
])('names under the privacy setting %s', async (privacy, expected) => {
  const course = gateway.sandbox.createCourse({ learners: 3, privacy });
  const { data } = await gateway.run(query, {}, gateway.sandbox.launch({ course }).authorization.bearer);
  expectChecks(data.launch.checks, { MEMBER_NAMES: expected });
});

test('a roster that the LMS finds too large', async () => {
  const course = gateway.sandbox.createCourse({ lms: 'openedx', learners: 1000, lineItems: 1 });
  const { data } = await gateway.run(query, {}, gateway.sandbox.launch({ course }).authorization.bearer);
  expectChecks(data.launch.checks, all(['ROSTER', 'MEMBER_NAMES'], ofLms));
});

test('each failing check has advice of its own', async () => {
  const advice = async (options: LaunchOptions) => {
    const { data } = await gateway.run(query, {}, gateway.sandbox.launch(options).authorization.bearer);
    return data.launch.checks.filter(({ ok }: any) => ok === false).map((check: any) => check.advice);
  };
  const texts = [
    ...(await advice({ scopes: ['result.readonly', 'score'] })),
    ...(await advice({ scopes: ['lineitem'] })),
    ...(await advice({ grades: 'unavailable' })).slice(0, 1),
    ...(await advice({ roster: 'unavailable' })).slice(0, 1),
    ...(await advice({ roster: 'inactive' })),
    ...(await advice({ course: gateway.sandbox.createCourse({ privacy: 'anonymous' }) })),
  ];
  expect(texts).toHaveLength(9);
  expect(new Set(texts).size).toBe(9);
});

test('a launch that has expired since it was remembered', async () => {
  const launch = gateway.sandbox.launch();
  await gateway.run('{ launch { user { id } } }', {}, launch.authorization.bearer);
  launch.expire();
  const { data, errors } = await gateway.run(query, {}, launch.authorization.bearer);
  expect(errors).toEqual([]);
  const expired = no('COURSE_STAFF', 'UNAUTHENTICATED');
  expectChecks(
    data.launch.checks,
    all(['LAUNCH', 'READ_LINE_ITEMS', 'READ_SCORES', 'ROSTER', 'MEMBER_NAMES'], expired),
  );
});

test('in a course without line items it is unknown whether scores can be read', async () => {
  const course = gateway.sandbox.createCourse({ lineItems: 0, learners: 2 });
  const { data } = await gateway.run(query, {}, gateway.sandbox.launch({ course }).authorization.bearer);
  expectChecks(data.launch.checks, { READ_SCORES: { ok: null, code: null, fixedBy: 'COURSE_STAFF' } });
});
