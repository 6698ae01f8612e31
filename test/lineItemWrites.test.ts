import {
  type Classroom,
  type CallerName,
  startAfresh,
  startWriteGateway,
  type WriteGateway,
} from './support/classroom';
import {
  CreateLineItemDocument,
  type CreateLineItemInput,
  DeleteLineItemDocument,
  UpdateLineItemDocument,
  type UpdateLineItemInput,
} from '../examples/generated/graphql';

let gateway: WriteGateway;
let hasty: WriteGateway;

beforeAll(async () => {
  gateway = await startWriteGateway();
  hasty = await startWriteGateway({ config: { upstreamTimeoutMs: 400 } });
});
afterAll(() => Promise.all([gateway.close(), hasty.close()]));
beforeEach(() => startAfresh(gateway, hasty));

const writers: CallerName[] = ['instructor', 'contentDeveloper', 'backEndLtik', 'backEndServiceKey'];
const quiz: CreateLineItemInput = { label: 'Quiz 1', scoreMaximum: 12.5 };

async function create(input: CreateLineItemInput, authorization: string, at = gateway) {
  const { data, errors } = await at.run(CreateLineItemDocument, { input }, authorization);
  return { ...data?.createLineItem, errors };
}
async function update(input: UpdateLineItemInput, authorization: string, at = gateway) {
  const { data, errors } = await at.run(UpdateLineItemDocument, { input }, authorization);
  return { ...data?.updateLineItem, errors };
}
async function remove(id: string, authorization: string, at = gateway) {
  const { data, errors } = await at.run(DeleteLineItemDocument, { input: { id } }, authorization);
  return { ...data?.deleteLineItem, errors };
}
const problem = (code: string, field: string[] | null) =>
  expect.objectContaining({ code, field, message: expect.any(String) });
const putBody = () => gateway.takeWrites().find(({ method }) => method === 'PUT')?.body;

describe('createLineItem', () => {
  test.each(writers)('%s returns the line item that the LMS stored', async (caller) => {
    const { course, as, lineItem } = gateway.classroom();
    const input = {
      ...quiz,
      resourceLinkId: course.resourceLinkId,
      resourceId: 'quiz-1',
      tag: 'grade',
      startDateTime: '2026-03-01T09:00:00+01:00',
      endDateTime: '2026-03-02T09:00:00Z',
      gradesReleased: false,
    };
    const created = await create(input, as[caller]);
    const inUtc = { startDateTime: '2026-03-01T08:00:00.000Z', endDateTime: '2026-03-02T09:00:00.000Z' };
    expect(created).toEqual({ lineItem: { ...input, ...inUtc, id: expect.any(String) }, userErrors: [], errors: [] });
    const id = created.lineItem!.id;
    expect(lineItem(id)).toEqual({ ...input, ...inUtc, id });
    expect(gateway.takeStored()).toMatchObject([{ kind: 'createLineItem', lineItemId: id }]);
  });

  test.each(writers)('%s reads the new line item by its id immediately', async (caller) => {
    const { as } = gateway.classroom();
    const { lineItem } = await create(quiz, as[caller]);
    gateway.takeCalls();
    const query = 'query ($id: ID!) { lineItem(id: $id) { label scoreMaximum } }';
    const { data } = await gateway.run(query, { id: lineItem!.id }, as[caller]);
    expect(data.lineItem).toEqual(quiz);
    expect(gateway.takeCalls()).toEqual(['GET lineItem']);
  });

  test('omits null members from the request', async () => {
    const { as } = gateway.classroom();
    const nulls = { resourceLinkId: null, resourceId: null, tag: null, startDateTime: null, gradesReleased: null };
    const { userErrors } = await create({ ...quiz, ...nulls }, as.instructor);
    expect(userErrors).toEqual([]);
    expect(gateway.takeWrites().map(({ body }) => body)).toEqual([quiz]);
  });

  test.each([
    ['a blank label', { label: ' \t' }, 'BLANK', 'label'],
    ['a maximum of 0', { scoreMaximum: 0 }, 'INVALID', 'scoreMaximum'],
    ['a maximum below 0', { scoreMaximum: -1 }, 'INVALID', 'scoreMaximum'],
    ['a blank tag', { tag: '' }, 'BLANK', 'tag'],
    ['half a surrogate pair', { label: '\ud83d' }, 'INVALID', 'label'],
    [
      'an end before the start',
      { startDateTime: '2026-03-02T00:00:00Z', endDateTime: '2026-03-02T00:00:00+01:00' },
      'INVALID',
      'endDateTime',
    ],
  ])('rejects %s and sends nothing', async (_what, wrong, code, field) => {
    const { as } = gateway.classroom();
    const { lineItem, userErrors } = await create({ ...quiz, ...wrong }, as.instructor);
    expect({ lineItem, userErrors }).toEqual({ lineItem: null, userErrors: [problem(code, [field])] });
    expect(gateway.takeWrites()).toEqual([]);
  });

  test('reports several problems together', async () => {
    const { as } = gateway.classroom();
    const { userErrors } = await create({ label: '', scoreMaximum: 0 }, as.instructor);
    expect(userErrors).toEqual([problem('BLANK', ['label']), problem('INVALID', ['scoreMaximum'])]);
  });

  test.each(['spec', 'canvas'] as const)(
    'returns NOT_FOUND for a resource link of another course (%s)',
    async (lms) => {
      const { as } = gateway.classroom({ lms });
      const { resourceLinkId } = gateway.classroom({ lms }).course;
      const { userErrors } = await create({ ...quiz, resourceLinkId }, as.instructor);
      expect(userErrors).toEqual([problem('NOT_FOUND', ['resourceLinkId'])]);
      expect(gateway.takeStored()).toEqual([]);
    },
  );

  test.each([
    ['moodle', '999', 'FORBIDDEN'],
    ['canvas', 'not-a-uuid', 'REJECTED'],
    ['sakai', 'content:0', 'REJECTED'],
  ] as const)('on %s the resource link %s gives %s', async (lms, resourceLinkId, code) => {
    const { as } = gateway.classroom({ lms });
    const { userErrors } = await create({ ...quiz, resourceLinkId }, as.instructor);
    expect(userErrors).toEqual([problem(code, null)]);
    expect(gateway.takeStored()).toEqual([]);
  });
});

describe('updateLineItem', () => {
  const stored = {
    label: 'Essay',
    scoreMaximum: 20,
    resourceId: 'essay-9',
    tag: 'grade',
    startDateTime: '2025-10-01T08:00:00+02:00',
    endDateTime: '2025-10-20 18:00',
    gradesReleased: true,
    'https://lms.example.edu/ext/rubric': { rows: [1, { weight: 0.5 }], note: null },
    'http://tool.example.com/colour': 'green',
  };

  test.each(writers)('%s changes the given members and keeps the rest', async (caller) => {
    const { course, as, lineItem } = gateway.classroom();
    const { id } = course.addLineItem({ ...stored, resourceLinkId: course.resourceLinkId });
    const { lineItem: answered, userErrors, errors } = await update({ id, label: 'Essay, 2nd draft' }, as[caller]);
    const after = { ...stored, resourceLinkId: course.resourceLinkId, label: 'Essay, 2nd draft', id };
    expect({ userErrors, errors }).toEqual({ userErrors: [], errors: [] });
    expect(answered).toMatchObject({ id, label: 'Essay, 2nd draft', scoreMaximum: 20, tag: 'grade' });
    expect(lineItem(id)).toEqual(after);
    const { id: _id, ...sent } = after;
    expect(gateway.takeStored()).toEqual([expect.objectContaining({ kind: 'replaceLineItem', body: sent })]);
  });

  test('null removes a member', async () => {
    const { course, as, lineItem } = gateway.classroom();
    const { id } = course.addLineItem({ ...stored, resourceLinkId: course.resourceLinkId });
    const nulls = {
      resourceLinkId: null,
      resourceId: null,
      tag: null,
      startDateTime: null,
      endDateTime: null,
      gradesReleased: null,
    };
    const { lineItem: answered, userErrors } = await update({ id, ...nulls }, as.instructor);
    expect(userErrors).toEqual([]);
    expect(answered).toEqual({ id, label: 'Essay', scoreMaximum: 20, ...nulls });
    const { label, scoreMaximum, ...rest } = stored;
    const extensions = Object.fromEntries(Object.entries(rest).filter(([name]) => name.startsWith('http')));
    expect(lineItem(id)).toEqual({ id, label, scoreMaximum, ...extensions });
  });

  test('sets every member', async () => {
    const { course, id, as, lineItem } = gateway.classroom();
    const values = {
      label: 'Report',
      scoreMaximum: 7.5,
      resourceLinkId: course.resourceLinkId,
      resourceId: 'report-1',
      tag: 'draft',
      startDateTime: '2026-01-01T00:00:00.000Z',
      endDateTime: '2026-01-02T00:00:00.000Z',
      gradesReleased: false,
    };
    const { lineItem: answered, userErrors } = await update({ id, ...values }, as.instructor);
    expect({ answered, userErrors }).toEqual({ answered: { id, ...values }, userErrors: [] });
    expect(lineItem()).toEqual({ id, ...values });
  });

  test('finds a Moodle id with its own query, and sends back the members that Moodle added', async () => {
    const { course, as } = gateway.classroom({ lms: 'moodle' });
    const { id } = course.addLineItem({ label: 'Essay', resourceLinkId: course.resourceLinkId });
    const { lineItem, userErrors } = await update({ id, label: 'Report' }, as.instructor);
    expect({ lineItem, userErrors }).toMatchObject({ lineItem: { id, label: 'Report', tag: null }, userErrors: [] });
    expect(putBody()).toMatchObject({ ltiLinkId: course.resourceLinkId, resourceLinkId: course.resourceLinkId });
  });

  test.each([
    ['a label of null', { label: null }, 'REQUIRED', 'label'],
    ['an empty label', { label: '' }, 'BLANK', 'label'],
    ['a blank label', { label: '\n ' }, 'BLANK', 'label'],
    ['a maximum of null', { scoreMaximum: null }, 'REQUIRED', 'scoreMaximum'],
    ['a maximum of 0', { scoreMaximum: 0 }, 'INVALID', 'scoreMaximum'],
    ['a maximum below 0', { scoreMaximum: -1 }, 'INVALID', 'scoreMaximum'],
    ['an empty resourceId', { resourceId: '' }, 'BLANK', 'resourceId'],
    [
      'an end before the start',
      { startDateTime: '2026-03-02T00:00:00Z', endDateTime: '2026-03-01T00:00:00Z' },
      'INVALID',
      'endDateTime',
    ],
  ])('rejects %s and sends nothing', async (_what, wrong, code, field) => {
    const { id, as } = gateway.classroom();
    const { lineItem, userErrors } = await update({ id, ...wrong }, as.instructor);
    expect({ lineItem, userErrors }).toEqual({ lineItem: null, userErrors: [problem(code, [field])] });
    expect(gateway.takeWrites()).toEqual([]);
  });

  test.each(writers)('with only an id, %s returns the line item and writes nothing', async (caller) => {
    const { id, as } = gateway.classroom();
    const { lineItem, userErrors } = await update({ id }, as[caller]);
    expect({ lineItem, userErrors }).toMatchObject({ lineItem: { id, label: 'Essay', tag: 'grade' }, userErrors: [] });
    expect(gateway.takeWrites()).toEqual([]);
  });

  test('returns NOT_FOUND at resourceLinkId for a link of another course', async () => {
    const { id, as, lineItem } = gateway.classroom();
    const { resourceLinkId } = gateway.classroom().course;
    const { userErrors } = await update({ id, resourceLinkId }, as.instructor);
    expect(userErrors).toEqual([problem('NOT_FOUND', ['resourceLinkId'])]);
    expect(lineItem()).not.toHaveProperty('resourceLinkId');
  });

  test('reads the line item if LTIAAS confirms without a body', async () => {
    const { id, launch, as } = gateway.classroom();
    gateway.sandbox.fault({
      launch,
      method: 'PUT',
      rewrite: (answer) => ({ ...answer, status: 204, body: undefined }),
    });
    const { lineItem, userErrors } = await update({ id, label: 'Report' }, as.instructor);
    expect({ lineItem, userErrors }).toMatchObject({ lineItem: { id, label: 'Report' }, userErrors: [] });
  });

  test('returns UNAVAILABLE and sends nothing if the item cannot be read first', async () => {
    const { id, launch, as } = gateway.classroom();
    gateway.sandbox.fault({ launch, method: 'GET', route: 'lineItem', status: 503 });
    const { userErrors } = await update({ id, label: 'Report' }, as.instructor);
    expect(userErrors).toEqual([problem('UNAVAILABLE', null)]);
    expect(gateway.takeWrites()).toEqual([]);
  });
});

describe('deleteLineItem', () => {
  test.each(writers)('%s deletes a line item once', async (caller) => {
    const { id, as, lineItem } = gateway.classroom();
    expect(await remove(id, as[caller])).toEqual({ deletedLineItemId: id, userErrors: [], errors: [] });
    expect(lineItem()).toBeUndefined();
    const { data } = await gateway.run(
      'query ($id: ID!) { lineItem(id: $id) { id } lineItems { nodes { id } } }',
      { id },
      as[caller],
    );
    expect(data).toEqual({ lineItem: null, lineItems: { nodes: [] } });
    const again = await remove(id, as[caller]);
    expect(again).toEqual({ deletedLineItemId: null, userErrors: [problem('NOT_FOUND', ['id'])], errors: [] });
    expect(gateway.takeStored()).toMatchObject([{ kind: 'deleteLineItem', lineItemId: id }]);
  });

  test.each([
    ['canvas', 'REJECTED'],
    ['moodle', 'FORBIDDEN'],
    ['openedx', 'FORBIDDEN'],
  ] as const)('a column that %s protects is %s, and the caller stays authenticated', async (lms, code) => {
    const course = gateway.sandbox.course('first', lms);
    const [column] = course.lineItems();
    const { bearer, serviceKey } = gateway.sandbox.launch({ course }).authorization;
    for (const authorization of [bearer, serviceKey]) {
      const { deletedLineItemId, userErrors, errors } = await remove(column!.id, authorization);
      expect(errors).toEqual([]);
      expect({ deletedLineItemId, userErrors }).toEqual({ deletedLineItemId: null, userErrors: [problem(code, null)] });
    }
    expect(course.lineItems()[0]).toEqual(column);
    expect(gateway.takeStored()).toEqual([]);
  });
});

describe('a line item id', () => {
  const foreign: [string, (own: Classroom) => string][] = [
    ['of another course', () => gateway.classroom().id],
    ['that does not exist', ({ id }) => `${id}999`],
    ['of another host', () => 'https://evil.example.com/lti/lineitems/1'],
    ['that is not a URL', () => 'lineitem-1'],
    ['that is a file', () => 'file:///etc/passwd'],
    ['with user info', () => 'https://user:word@lms.example.edu/lti/lineitems/1'],
    ['climbing upwards', ({ id }) => `${id}/../../../../admin`],
  ];

  test.each(foreign)('%s is NOT_FOUND for a user and never requested', async (_what, idOf) => {
    const room = gateway.classroom();
    const id = idOf(room);
    const answers = [await update({ id, label: 'Mine now' }, room.as.instructor), await remove(id, room.as.instructor)];
    for (const { userErrors } of answers) expect(userErrors).toEqual([problem('NOT_FOUND', ['id'])]);
    const paths = gateway.sandbox.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.includes(encodeURIComponent(id)))).toEqual([]);
    expect(gateway.takeWrites()).toEqual([]);
    expect(gateway.takeStored()).toEqual([]);
  });

  test.each(foreign.slice(3))('%s is NOT_FOUND for a back end and never requested', async (_what, idOf) => {
    const room = gateway.classroom();
    const id = idOf(room);
    for (const authorization of [room.as.backEndLtik, room.as.backEndServiceKey]) {
      for (const { userErrors } of [
        await update({ id, label: 'Mine' }, authorization),
        await remove(id, authorization),
      ])
        expect(userErrors).toEqual([problem('NOT_FOUND', ['id'])]);
    }
    expect(gateway.takeCalls()).toEqual([]);
  });

  test.each(foreign.slice(0, 2))("%s is NOT_FOUND for a back end, by the LMS's own response", async (_what, idOf) => {
    const room = gateway.classroom();
    const id = idOf(room);
    for (const authorization of [room.as.backEndLtik, room.as.backEndServiceKey]) {
      for (const { userErrors } of [
        await update({ id, label: 'Mine' }, authorization),
        await remove(id, authorization),
      ])
        expect(userErrors).toEqual([problem('NOT_FOUND', ['id'])]);
    }
    expect(gateway.takeStored()).toEqual([]);
  });

  test('of an item deleted in the LMS since it was listed is NOT_FOUND', async () => {
    const { course, id, as } = gateway.classroom();
    await gateway.run('{ lineItems { nodes { id } } }', {}, as.instructor);
    course.deleteLineItem(id);
    for (const { userErrors } of [
      await update({ id, label: 'Report' }, as.instructor),
      await remove(id, as.instructor),
    ])
      expect(userErrors).toEqual([problem('NOT_FOUND', ['id'])]);
  });
});

/** The three writes, each run in a classroom. */
const writes: [string, string, (room: Classroom, authorization: string, at?: WriteGateway) => Promise<Tried>][] = [
  ['createLineItem', 'POST', (_room, authorization, at) => create(quiz, authorization, at)],
  ['updateLineItem', 'PUT', ({ id }, authorization, at) => update({ id, label: 'Report' }, authorization, at)],
  ['deleteLineItem', 'DELETE', ({ id }, authorization, at) => remove(id, authorization, at)],
];
interface Tried {
  userErrors?: object[];
  lineItem?: object | null;
  deletedLineItemId?: string | null;
  errors: { extensions: { code: string } }[];
}
const codes = (tried: Tried) => tried.errors.map(({ extensions }) => extensions.code);

describe.each(writes)('%s', (_name, method, write) => {
  test.each(['learner', 'mentor'] as const)('rejects a %s with FORBIDDEN, without a write', async (caller) => {
    const room = gateway.classroom();
    expect(codes(await write(room, room.as[caller]))).toEqual(['FORBIDDEN']);
    expect(gateway.takeCalls()).toEqual(['GET idtoken']);
    expect(gateway.takeStored()).toEqual([]);
  });

  test.each([
    ['an ltik that LTIAAS no longer takes', 'UNAUTHENTICATED', { expired: true }],
    ['a launch without the grades service', 'SERVICE_NOT_AVAILABLE', { grades: 'unavailable' }],
    ['an account without the grades service', 'SERVICE_NOT_AVAILABLE', { account: 'inactive' }],
    ['an inactive platform', 'SERVICE_NOT_AVAILABLE', { platform: 'inactive' }],
  ] as const)('%s: returns %s in `errors`', async (_what, code, options) => {
    const room = gateway.classroom();
    const launch = gateway.sandbox.launch({ course: room.course, ...options });
    for (const authorization of [launch.authorization.bearer, launch.authorization.ltik]) {
      expect(codes(await write(room, authorization))).toEqual([code]);
    }
    expect(gateway.takeStored()).toEqual([]);
  });

  test('without the scope returns SERVICE_NOT_AVAILABLE in `errors`, without a write', async () => {
    const room = gateway.classroom();
    const { authorization } = gateway.sandbox.launch({ course: room.course, scopes: ['lineitem.readonly', 'score'] });
    expect(codes(await write(room, authorization.bearer))).toEqual(['SERVICE_NOT_AVAILABLE']);
    expect(gateway.takeCalls()).toEqual(['GET idtoken']);
  });

  test('returns UNAUTHENTICATED in `errors` if the ltik expires before the write', async () => {
    const room = gateway.classroom();
    await gateway.run('{ lineItems { nodes { id } } }', {}, room.as.instructor);
    room.launch.expire();
    expect(codes(await write(room, room.as.instructor))).toEqual(['UNAUTHENTICATED']);
    expect(gateway.takeStored()).toEqual([]);
  });

  test.each([
    ['answers 500', { status: 500 }, 0],
    ['answers 502 after the work', { status: 502, workFirst: true }, 1],
    ['redirects', { status: 302, headers: { location: 'https://evil.example.com/' } }, 0],
    ['answers with an HTML page and status 200', { status: 200, body: '<html>Please wait</html>' }, 0],
    ['answers with an error and status 200', { status: 200, body: { status: 503, error: 'Service Unavailable' } }, 0],
    ['answers 499 after the work', { status: 499, workFirst: true }, 1],
    ['breaks the connection before the work', { reset: 'before' }, 0],
    ['breaks the connection after the work', { reset: 'after' }, 1],
  ] as const)('LTIAAS %s: OUTCOME_UNKNOWN with advice, sent once', async (_what, fault, done) => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ ...fault, launch: room.launch, method });
    const { userErrors, lineItem = null, deletedLineItemId = null, errors } = await write(room, room.as.instructor);
    expect(userErrors).toEqual([problem('OUTCOME_UNKNOWN', null)]);
    expect(userErrors).toMatchObject([{ message: expect.stringMatching(/retry/i) }]);
    expect({ lineItem, deletedLineItemId, errors }).toEqual({ lineItem: null, deletedLineItemId: null, errors: [] });
    expect(gateway.takeWrites()).toHaveLength(1);
    expect(gateway.takeStored()).toHaveLength(done);
  });

  test.each([
    ['never answers', { hang: true }, 0],
    ['does the work and never answers', { hangAfterWork: true }, 1],
  ] as const)('LTIAAS %s: OUTCOME_UNKNOWN at the deadline, sent once', async (_what, fault, done) => {
    const room = hasty.classroom();
    await hasty.run('{ lineItems { nodes { id } } }', {}, room.as.instructor);
    hasty.sandbox.fault({ ...fault, launch: room.launch, method });
    const { userErrors } = await write(room, room.as.instructor, hasty);
    expect(userErrors).toEqual([problem('OUTCOME_UNKNOWN', null)]);
    expect(hasty.takeWrites()).toHaveLength(1);
    expect(hasty.takeStored()).toHaveLength(done);
  });

  test.each([
    ['429', { status: 429, headers: { 'retry-after': '7' } }],
    ["Canvas's 403", { status: 403, body: '403 Forbidden (Rate Limit Exceeded)' }],
  ])('throttled with %s: RATE_LIMITED, sent once', async (_what, fault) => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ ...fault, launch: room.launch, method });
    const { userErrors } = await write(room, room.as.instructor);
    expect(userErrors).toEqual([problem('RATE_LIMITED', null)]);
    expect(gateway.takeWrites()).toHaveLength(1);
    expect(gateway.takeStored()).toEqual([]);
  });
});
