import { setTimeout as wait } from 'node:timers/promises';
import {
  lmsNames,
  startSandbox,
  upstreamSecret,
  type LineItemRow,
  type LmsName,
  type ResultRow,
  type Sandbox,
  type SandboxCourse,
  type SandboxLaunch,
} from '../src/sandbox/sandbox';

interface Body {
  lineItems?: LineItemRow[];
  scores?: ResultRow[];
  next?: string;
  details?: { message: string; description?: string };
  [member: string]: unknown;
}

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.clearFaults());

async function call(launch: SandboxLaunch | string, method: string, path: string, body?: unknown) {
  const authorization = typeof launch === 'string' ? launch : launch.authorization.ltik;
  const response = await fetch(sandbox.url + path, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: (text.startsWith('{') ? JSON.parse(text) : {}) as Body };
}

const itemPath = (id: string) => `/api/lineitems/${encodeURIComponent(id)}`;
const scoresPath = (id: string) => `${itemPath(id)}/scores`;
const graded = (userId: string, scoreGiven: number, scoreMaximum = 100, more: object = {}) => ({
  userId,
  activityProgress: 'Completed',
  gradingProgress: 'FullyGraded',
  scoreGiven,
  scoreMaximum,
  ...more,
});

/** A small course with one empty column of 100 points, launched by its instructor. */
function smallCourse(lms: LmsName = 'spec', scoreMaximum = 100) {
  const course = sandbox.createCourse({ lms, lineItems: 0, learners: 3 });
  const id = course.addLineItem({ label: 'Essay', scoreMaximum }).id;
  const [first = '', second = ''] = course.learnerIds();
  return { course, launch: sandbox.launch({ course }), id, first, second };
}

function resultOf(course: SandboxCourse, id: string, userId: string): ResultRow | undefined {
  return course.results(id).find((row) => row.userId === userId);
}

/** Follows the next links to the end of a list, at most 100 pages. */
async function readAll<Row>(launch: SandboxLaunch, path: string, key: 'lineItems' | 'scores') {
  const pages: Row[][] = [];
  let next: string | undefined;
  do {
    const query: string = next === undefined ? '' : `?url=${encodeURIComponent(next)}`;
    const { status, body } = await call(launch, 'GET', path + query);
    expect(status).toBe(200);
    pages.push(body[key] as Row[]);
    next = body.next;
  } while (next !== undefined && pages.length < 100);
  return pages;
}

describe('credentials', () => {
  const unauthorized = {
    status: 401,
    error: 'Unauthorized',
    details: { message: 'INVALID_LTIK_AUTH_AUTHORIZATION_HEADER', description: 'Invalid or expired ltik.' },
  };

  test('an ltik allows every call, a service key all but the id token', async () => {
    const { authorization, userId } = sandbox.seeded.instructor;
    const token = await call(authorization.ltik, 'GET', '/api/idtoken');
    expect(token.body).toMatchObject({ user: { id: userId }, launch: { context: { id: sandbox.course('first').id } } });
    expect((await call(authorization.serviceKey, 'GET', '/api/lineitems')).status).toBe(200);
    const refused = await call(authorization.serviceKey, 'GET', '/api/idtoken');
    expect(refused.body.details?.message).toBe('INVALID_SERVICE_AUTH_AUTHORIZATION_HEADER');
  });

  test('anything else returns 401 in the documented format', async () => {
    const launch = sandbox.launch();
    const wrong = [
      '',
      launch.authorization.bearer,
      `LTIK-AUTH-V2 wrong:${launch.ltik}`,
      `${launch.authorization.ltik}x`,
    ];
    for (const header of wrong)
      expect(await call(header, 'GET', '/api/lineitems')).toMatchObject({ status: 401, body: unauthorized });
    expect((await call(launch, 'GET', '/api/lineitems')).status).toBe(200);
    launch.expire();
    expect((await call(launch, 'GET', '/api/lineitems')).body).toEqual(unauthorized);
    expect((await call(launch.authorization.serviceKey, 'GET', '/api/lineitems')).status).toBe(200);
  });

  test('are the same at each start', async () => {
    const other = await startSandbox();
    expect(other.seeded.learner.authorization).toEqual(sandbox.seeded.learner.authorization);
    await other.close();
  });

  test.each([
    [{ grades: 'unavailable' }, 'SERVICE_NOT_AVAILABLE_FOR_CONTEXT'],
    [{ ltiVersion: '1.2.0' }, 'SERVICE_NOT_AVAILABLE_FOR_CONTEXT'],
    [{ platform: 'inactive' }, 'UNREGISTERED_OR_INACTIVE_PLATFORM'],
    [{ account: 'inactive' }, 'INACTIVE_SERVICE'],
  ] as const)('%o: %s', async (options, code) => {
    const { status, body } = await call(sandbox.launch(options), 'GET', '/api/lineitems');
    expect([status, body.details?.message]).toEqual([403, code]);
  });

  test('the LMS rejects a launch without the scope', async () => {
    const { course, id, first } = smallCourse();
    const launch = sandbox.launch({ course, scopes: ['lineitem.readonly'] });
    expect((await call(launch, 'GET', '/api/lineitems')).status).toBe(200);
    expect((await call(launch, 'POST', scoresPath(id), graded(first, 1))).status).toBe(403);
    expect((await call(launch, 'DELETE', itemPath(id))).status).toBe(403);
  });

  test('the response repeats data that must not be passed on', async () => {
    const { launch, id } = smallCourse();
    const { status, text } = await call(launch, 'POST', scoresPath(id), graded('nobody', 1));
    expect(status).toBe(400);
    expect(text).toContain(upstreamSecret);
  });
});

describe('line items', () => {
  test('can be created, read, replaced as a whole and deleted', async () => {
    const { course, launch } = smallCourse();
    const extension = { 'https://tool.example.com/rubric': { rows: [1, 2] } };
    const sent = { label: 'Lab', scoreMaximum: 7.5, tag: 'lab', resourceLinkId: course.resourceLinkId, ...extension };
    const created = await call(launch, 'POST', '/api/lineitems', sent);
    expect(created).toMatchObject({ status: 201, body: sent });
    const path = itemPath(String(created.body.id));
    const replaced = await call(launch, 'PUT', path, { label: 'Lab 1', scoreMaximum: 8, tag: null });
    expect(replaced.status).toBe(201);
    const { body } = await call(launch, 'GET', path);
    expect(body).toEqual({ id: created.body.id, label: 'Lab 1', scoreMaximum: 8 });
    expect(await call(launch, 'DELETE', path)).toMatchObject({ status: 204, text: '' });
    expect((await call(launch, 'GET', path)).status).toBe(404);
    expect(sandbox.ledger.slice(-3).map(({ kind }) => kind)).toEqual([
      'createLineItem',
      'replaceLineItem',
      'deleteLineItem',
    ]);
  });

  test('ids are decoded once', async () => {
    const { launch, id } = smallCourse('moodle');
    expect((await call(launch, 'GET', itemPath(id))).body.id).toBe(id);
    expect((await call(launch, 'GET', itemPath(encodeURIComponent(id)))).status).toBe(404);
    expect((await call(launch, 'GET', itemPath(decodeURIComponent(id)))).status).toBe(404);
  });

  test.each([
    [{ label: ' ', scoreMaximum: 1 }, 400],
    [{ label: 'A', scoreMaximum: 0 }, 400],
    [{ label: 'A', scoreMaximum: 1, resourceLinkId: 'foreign' }, 404],
  ])('%o: %i', async (body, status) => {
    const { course, launch } = smallCourse();
    expect((await call(launch, 'POST', '/api/lineitems', body)).status).toBe(status);
    expect(course.lineItems()).toHaveLength(1);
  });

  test('can be filtered by link, resource and tag', async () => {
    const { course, launch } = smallCourse();
    const row = course.addLineItem({ resourceLinkId: course.resourceLinkId, resourceId: 'r 1&2', tag: 'grade' });
    course.addLineItem({ resourceId: 'r 1&2', tag: 'originality' });
    const list = async (query: Record<string, string>) =>
      (await call(launch, 'GET', `/api/lineitems?${new URLSearchParams(query).toString()}`)).body.lineItems;
    expect(await list({ resourceLinkId: course.resourceLinkId })).toEqual([row]);
    expect(await list({ resourceId: 'r 1&2' })).toHaveLength(2);
    expect(await list({ resourceId: 'r 1&2', tag: 'grade' })).toEqual([row]);
  });

  test('a URL outside the course is not found', async () => {
    const foreign = encodeURIComponent('https://lms.example.edu/lti/courses/2/lineitems');
    expect((await call(sandbox.seeded.instructor, 'GET', `/api/lineitems?url=${foreign}`)).status).toBe(404);
    expect(sandbox.requests.at(-1)?.query.url).toBe(decodeURIComponent(foreign));
  });
});

describe('scores', () => {
  test('are scaled to the column; extra credit is kept', async () => {
    const { course, launch, id, first, second } = smallCourse('spec', 6);
    expect(await call(launch, 'POST', scoresPath(id), graded(first, 1, 3))).toMatchObject({ status: 204, text: '' });
    await call(launch, 'POST', scoresPath(id), graded(second, 4, 3));
    const { body } = await call(launch, 'GET', scoresPath(id));
    expect(body.scores?.map((row) => [row.userId, row.resultScore, row.resultMaximum])).toEqual([
      [first, 2, 6],
      [second, 8, 6],
    ]);
    const alone = await call(launch, 'GET', `${scoresPath(id)}?userId=${second}`);
    expect(alone.body.scores).toEqual([resultOf(course, id, second)]);
  });

  test('a post without score and comment clears both; 0 is a score', async () => {
    const { course, launch, id, first } = smallCourse();
    await call(launch, 'POST', scoresPath(id), graded(first, 0, 10, { comment: 'Late' }));
    expect(resultOf(course, id, first)).toMatchObject({ resultScore: 0, comment: 'Late' });
    await call(launch, 'POST', scoresPath(id), graded(first, 5, 10, { comment: ' ' }));
    expect(resultOf(course, id, first)).not.toHaveProperty('comment');
    await call(launch, 'POST', scoresPath(id), graded(first, 1, 1, { scoreGiven: null, scoreMaximum: null }));
    expect(course.results(id)).toEqual([]);
  });

  test.each([
    { userId: undefined },
    { scoreMaximum: undefined },
    { scoreMaximum: 0 },
    { scoreGiven: -1 },
    { activityProgress: 'Initiated' },
    { gradingProgress: undefined },
    { userId: 'stranger' },
  ])('%o: 400', async (wrong) => {
    const { course, launch, id, first } = smallCourse();
    expect((await call(launch, 'POST', scoresPath(id), graded(first, 1, 1, wrong))).status).toBe(400);
    expect(course.results(id)).toEqual([]);
  });

  test('an older timestamp is rejected; posts within one millisecond are not', async () => {
    const { course, launch, id, first } = smallCourse();
    for (const score of [1, 2, 3, 4])
      expect((await call(launch, 'POST', scoresPath(id), graded(first, score))).status).toBe(204);
    sandbox.fault({ route: 'scores', clockOffsetMs: -60_000 });
    expect((await call(launch, 'POST', scoresPath(id), graded(first, 5))).status).toBe(409);
    expect(resultOf(course, id, first)?.resultScore).toBe(4);
  });
});

describe('pages', () => {
  test.each(lmsNames)('%s: returns every line item and every result once', async (lms) => {
    const course = sandbox.createCourse({ lms, lineItems: 57, learners: 130 });
    const launch = sandbox.launch({ course });
    const items = await readAll<LineItemRow>(launch, '/api/lineitems', 'lineItems');
    expect(items.flat()).toEqual(course.lineItems());
    const id = course.lineItems()[0]?.id ?? '';
    const results = await readAll<ResultRow>(launch, scoresPath(id), 'scores');
    expect(results.flat()).toEqual(course.results(id));
    expect(new Set(results.flat().map((row) => row.userId)).size).toBe(lms === 'sakai' ? 132 : 130);
    const sizes: Record<LmsName, number[]> = {
      spec: [50, 7],
      large: [57],
      moodle: [57],
      canvas: [10, 10, 10, 10, 10, 7],
      blackboard: [25, 25, 7, 0],
      d2l: [57],
      sakai: [57],
      openedx: [57],
    };
    expect(items.map((page) => page.length)).toEqual(sizes[lms]);
  });

  test('next links survive deletions before them; prev links lead back', async () => {
    const course = sandbox.createCourse({ lineItems: 7, pageSize: 3 });
    const launch = sandbox.launch({ course });
    const [a, b, c, d, e, f] = course.lineItems();
    const first = await call(launch, 'GET', '/api/lineitems');
    expect(first.body.lineItems).toEqual([a, b, c]);
    expect(first.body).not.toHaveProperty('prev');
    course.deleteLineItem(a?.id ?? '');
    course.deleteLineItem(c?.id ?? '');
    const second = await call(launch, 'GET', `/api/lineitems?url=${encodeURIComponent(first.body.next ?? '')}`);
    expect(second.body.lineItems).toEqual([d, e, f]);
    const back = await call(launch, 'GET', `/api/lineitems?url=${encodeURIComponent(String(second.body.prev))}`);
    expect(back.body.lineItems).toEqual([b]);
    const last = await call(launch, 'GET', `/api/lineitems?url=${encodeURIComponent(String(second.body.last))}`);
    expect(last.body.lineItems).toEqual(course.lineItems().slice(-3));
  });

  test('Moodle truncates at the limit, and LTIAAS drops its links', async () => {
    const launch = sandbox.launch({ lms: 'moodle' });
    const { body } = await call(launch, 'GET', '/api/lineitems?limit=2');
    expect(Object.keys(body)).toEqual(['lineItems']);
    expect(body.lineItems).toHaveLength(2);
  });

  test('LTIAAS drops a Link header of more than 2000 characters', async () => {
    const course = sandbox.createCourse({ lineItems: 0 });
    const launch = sandbox.launch({ course });
    const tag = 'x'.repeat(1200);
    for (const label of ['A', 'B', 'C']) course.addLineItem({ label, tag });
    const { body } = await call(launch, 'GET', `/api/lineitems?limit=1&tag=${tag}`);
    expect(body.lineItems).toHaveLength(1);
    expect(body.next).toBeUndefined();
  });

  test('reads a page of the large course quickly', async () => {
    const launch = sandbox.launch({ lms: 'large' });
    const course = sandbox.course('first', 'large');
    const { body } = await call(launch, 'GET', scoresPath(course.lineItems()[299]?.id ?? ''));
    expect(body.scores).toHaveLength(100);
    expect(course.learnerIds()).toHaveLength(10_000);
  });
});

describe('LMS differences', () => {
  test('Moodle: 409 within one second, clears for other progress, rescales for a new maximum', async () => {
    const { course, launch, id, first, second } = smallCourse('moodle');
    const statuses: number[] = [];
    // Of three consecutive posts two fall within one second, even if a second ends between them.
    for (const score of [80, 80, 80])
      statuses.push((await call(launch, 'POST', scoresPath(id), graded(first, score))).status);
    expect(statuses).toContain(409);
    await call(launch, 'PUT', itemPath(id), { label: 'Essay', scoreMaximum: 50 });
    expect(resultOf(course, id, first)).toMatchObject({ resultScore: 40, resultMaximum: 50 });
    sandbox.fault({ clockOffsetMs: 5000 });
    const pending = graded(first, 90, 100, { gradingProgress: 'Pending' });
    expect((await call(launch, 'POST', scoresPath(id), pending)).status).toBe(204);
    expect(Object.keys(resultOf(course, id, first) ?? {})).toEqual(['id', 'userId']);
    await call(launch, 'POST', scoresPath(id), graded(second, 200));
    expect(resultOf(course, id, second)?.resultScore).toBe(50);
    const everyone = await call(launch, 'GET', `${scoresPath(id)}?userId=abc`);
    expect(everyone.body.scores).toHaveLength(3);
  });

  test('Canvas: partial PUT, appended comments, protected columns, 422 for staff', async () => {
    const { course, launch, id, first } = smallCourse('canvas');
    await call(launch, 'PUT', itemPath(id), { label: 'Essay 2', tag: 'x' });
    expect(course.lineItems()[0]).toMatchObject({ label: 'Essay 2', tag: 'x', scoreMaximum: 100 });
    await call(launch, 'POST', scoresPath(id), graded(first, 1, 2, { comment: 'One' }));
    await call(launch, 'POST', scoresPath(id), graded(first, 2, 2, { comment: 'Two' }));
    expect(resultOf(course, id, first)).toMatchObject({ resultScore: 100, comment: 'One\nTwo' });
    await call(launch, 'POST', scoresPath(id), graded(first, 2, 2, { gradingProgress: 'Pending' }));
    expect(resultOf(course, id, first)).toMatchObject({ resultScore: null, resultMaximum: null });
    expect((await call(launch, 'POST', scoresPath(id), graded(launch.userId, 1))).status).toBe(422);
    const [made] = sandbox.course('first', 'canvas').lineItems();
    const refused = await call(sandbox.launch({ lms: 'canvas' }), 'DELETE', itemPath(made?.id ?? ''));
    expect(refused).toMatchObject({ status: 401, body: { details: { externalError: '' } } });
  });

  test('Blackboard omits the comment for a single user', async () => {
    const { course, launch, id, first } = smallCourse('blackboard');
    course.setResult(id, first, { score: 5, maximum: 10, comment: 'Good' });
    expect((await call(launch, 'GET', scoresPath(id))).body.scores?.[0]).toMatchObject({
      resultScore: 50,
      comment: 'Good',
    });
    const alone = await call(launch, 'GET', `${scoresPath(id)}?userId=${first}`);
    expect(alone.body.scores?.[0]).not.toHaveProperty('comment');
  });

  test('D2L distinguishes unknown users (404) from users who are not enrolled (403)', async () => {
    const { launch, id } = smallCourse('d2l');
    expect((await call(launch, 'POST', scoresPath(id), graded('nobody', 1))).status).toBe(404);
    expect((await call(launch, 'POST', scoresPath(id), graded(launch.userId, 1))).status).toBe(403);
  });

  test('Sakai ignores the user filter and overwrites by label', async () => {
    const { course, launch, id, first } = smallCourse('sakai');
    const { body } = await call(launch, 'GET', `${scoresPath(id)}?userId=${first}`);
    expect(body.scores?.map((row) => row.resultScore)).toEqual([null, null, null, null, null]);
    const again = await call(launch, 'POST', '/api/lineitems', { label: 'Essay', scoreMaximum: 5 });
    expect(again).toMatchObject({ status: 201, body: { id, scoreMaximum: 5 } });
    expect(course.lineItems()).toHaveLength(1);
  });

  test('Open edX truncates at the limit, newest first, and never deletes', async () => {
    const { course, launch, id, first, second } = smallCourse('openedx');
    await call(launch, 'POST', scoresPath(id), graded(first, 1));
    await call(launch, 'POST', scoresPath(id), graded(second, 2));
    const { body } = await call(launch, 'GET', `${scoresPath(id)}?limit=1&userId=${first}`);
    expect(body).toEqual({ scores: [resultOf(course, id, second)] });
    expect((await call(launch, 'DELETE', itemPath(id))).status).toBe(403);
    expect((await call(launch, 'POST', '/api/lineitems', { label: 'x'.repeat(101), scoreMaximum: 1 })).status).toBe(
      400,
    );
  });
});

describe('faults', () => {
  const post = (path: string, body: unknown) =>
    fetch(sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });

  test('replace the response for the k-th match, n times', async () => {
    const { instructor } = sandbox.seeded;
    const fault = sandbox.fault({
      method: 'GET',
      route: 'lineItems',
      every: 2,
      times: 2,
      status: 403,
      body: '403 Forbidden (Rate Limit Exceeded)',
      headers: { 'retry-after': '1' },
    });
    const statuses: number[] = [];
    for (let count = 0; count < 6; count++) statuses.push((await call(instructor, 'GET', '/api/lineitems')).status);
    expect(statuses).toEqual([200, 403, 200, 403, 200, 200]);
    expect(fault.hits).toBe(2);
    fault.remove();
  });

  test('reset the connection before or after the work', async () => {
    const { course, launch, id, first } = smallCourse();
    sandbox.fault({ times: 1, reset: 'before' });
    await expect(call(launch, 'POST', scoresPath(id), graded(first, 1))).rejects.toThrow();
    expect(course.results(id)).toEqual([]);
    sandbox.clearFaults();
    sandbox.fault({ times: 1, reset: 'after' });
    await expect(call(launch, 'POST', scoresPath(id), graded(first, 1))).rejects.toThrow();
    expect(course.results(id)).toHaveLength(1);
    expect(sandbox.requests.at(-1)?.status).toBe(0);
  });

  test('return 500 although the work was done', async () => {
    const { course, launch } = smallCourse();
    sandbox.fault({ method: 'POST', status: 500, workFirst: true });
    expect((await call(launch, 'POST', '/api/lineitems', { label: 'B', scoreMaximum: 1 })).status).toBe(500);
    expect(course.lineItems()).toHaveLength(2);
  });

  test('truncate, drip or rewrite a body', async () => {
    const { instructor } = sandbox.seeded;
    sandbox.fault({ times: 1, truncate: true });
    await expect(call(instructor, 'GET', '/api/lineitems')).rejects.toThrow();
    sandbox.clearFaults();
    sandbox.fault({ times: 1, drip: { bytesPerSecond: 20_000 } });
    const before = Date.now();
    expect((await call(instructor, 'GET', '/api/lineitems')).body.lineItems).toHaveLength(14);
    expect(Date.now() - before).toBeGreaterThan(80);
    sandbox.clearFaults();
    sandbox.fault({ rewrite: (answer) => ({ ...answer, body: { lineItems: 'none', next: 'file:///etc/passwd' } }) });
    expect((await call(instructor, 'GET', '/api/lineitems')).body.lineItems).toBe('none');
  });

  test('keep requests in flight with a delay or a hang', async () => {
    const { instructor } = sandbox.seeded;
    sandbox.clearRequests();
    sandbox.fault({ delayMs: 60 });
    const before = Date.now();
    await Promise.all([1, 2, 3].map(() => call(instructor, 'GET', '/api/idtoken')));
    expect(Date.now() - before).toBeGreaterThanOrEqual(55);
    expect([sandbox.maxInFlight, sandbox.maxInFlightOf(instructor)]).toEqual([3, 3]);
    sandbox.clearFaults();
    sandbox.fault({ hang: true });
    const signal = AbortSignal.timeout(80);
    const headers = { authorization: instructor.authorization.ltik };
    await expect(fetch(`${sandbox.url}/api/idtoken`, { headers, signal })).rejects.toThrow('timeout');
  });

  test('can be set by another process, which reads what happened', async () => {
    expect((await post('/_sandbox/faults', { route: 'idtoken', status: 503 })).status).toBe(204);
    expect((await call(sandbox.seeded.learner, 'GET', '/api/idtoken')).status).toBe(503);
    expect((await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'DELETE' })).status).toBe(204);
    expect((await call(sandbox.seeded.learner, 'GET', '/api/idtoken')).status).toBe(200);
    const text = await (await fetch(`${sandbox.url}/_sandbox/requests`)).text();
    expect((JSON.parse(text) as unknown[]).at(-1)).toMatchObject({
      route: 'idtoken',
      status: 200,
      userId: sandbox.seeded.learner.userId,
    });
    expect(text).not.toContain(sandbox.seeded.learner.ltik);
    expect(await (await fetch(`${sandbox.url}/_sandbox/ledger`)).json()).toHaveLength(sandbox.ledger.length);
  });
});

describe('throttles', () => {
  /** Requests that stay in flight until the returned function is called. */
  const holdScores = async (launch: SandboxLaunch, count: number) => {
    const before = sandbox.requests.length;
    sandbox.fault({ launch, route: 'scores', hang: true, times: count });
    const path = scoresPath(launch.course.lineItems()[0]!.id);
    const stop = new AbortController();
    const headers = { authorization: launch.authorization.ltik };
    const held = Array.from({ length: count }, () =>
      fetch(sandbox.url + path, { headers, signal: stop.signal }).catch(() => undefined),
    );
    while (sandbox.requests.length < before + count) await wait(5);
    return async () => {
      stop.abort();
      await Promise.all(held);
      while (sandbox.requests.some(({ endedAt }) => endedAt === undefined)) await wait(5);
    };
  };

  test('Canvas rejects a request that finds its bucket full, in any course, and other LMSs do not', async () => {
    const throttle = sandbox.throttle({ by: 'canvas', lms: 'canvas', mark: 610, leakPerSecond: 0.001 });
    const [{ launch }, other, spec] = [smallCourse('canvas'), smallCourse('canvas'), smallCourse()];
    const release = await holdScores(launch, 12);
    const { status, body } = await call(other.launch, 'GET', '/api/lineitems');
    expect([status, body.details]).toMatchObject([
      403,
      { externalError: expect.stringContaining('403 Forbidden (Rate Limit Exceeded)') },
    ]);
    expect((await call(launch, 'GET', '/api/idtoken')).status).toBe(200);
    expect((await call(spec.launch, 'GET', '/api/lineitems')).status).toBe(200);
    await release();
    // The up-front costs are given back.
    expect((await call(other.launch, 'GET', '/api/lineitems')).status).toBe(200);
    expect([throttle.allowed, throttle.rejected]).toEqual([13, 1]);
    throttle.remove();
  });

  test('the real cost of a request leaks away', async () => {
    const { course, launch } = smallCourse('canvas');
    const throttle = sandbox.throttle({ by: 'canvas', course, cost: 600, leakPerSecond: 1000 });
    const read = async () => (await call(launch, 'GET', '/api/lineitems')).status;
    const startedAt = performance.now();
    expect(await read()).toBe(200);
    while ((await read()) === 403);
    // It leaks 50 of 600, so that there is room for another request's up-front cost.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(49);
    throttle.remove();
  });

  test('LTIAAS rejects any request with 429 and the seconds until there is room', async () => {
    const { launch } = smallCourse('moodle');
    const throttle = sandbox.throttle({ by: 'ltiaas', mark: 2.5, leakPerSecond: 0.05 });
    const read = () => fetch(`${sandbox.url}/api/idtoken`, { headers: { authorization: launch.authorization.ltik } });
    expect([(await read()).status, (await read()).status]).toEqual([200, 200]);
    const rejected = await read();
    expect(rejected.status).toBe(429);
    const seconds = Number(rejected.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(10);
    throttle.remove();
    expect((await read()).status).toBe(200);
  });
});

test('a launch names its line item only if the link has exactly one', async () => {
  const lineItemIdOf = async (launch: SandboxLaunch) => {
    const { services } = (await call(launch, 'GET', '/api/idtoken')).body;
    return (services as { assignmentAndGrades: { lineItemId?: string } }).assignmentAndGrades.lineItemId;
  };
  expect(await lineItemIdOf(sandbox.seeded.instructor)).toBe(sandbox.course('first').lineItems()[0]?.id);
  const { course, launch } = smallCourse();
  expect(await lineItemIdOf(launch)).toBeUndefined();
  const { id } = course.addLineItem({ resourceLinkId: course.resourceLinkId });
  expect(await lineItemIdOf(launch)).toBe(id);
  expect(await lineItemIdOf(sandbox.launch({ course, resourceLinkId: null }))).toBeUndefined();
  course.addLineItem({ resourceLinkId: course.resourceLinkId });
  expect(await lineItemIdOf(launch)).toBeUndefined();
});
