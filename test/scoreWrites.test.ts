import { type Classroom, startAfresh, startWriteGateway, type WriteGateway } from './support/classroom';
import { type ActivityProgress, type GradingProgress, SubmitScoreDocument } from '../examples/generated/graphql';

let gateway: WriteGateway;
let hasty: WriteGateway;

beforeAll(async () => {
  gateway = await startWriteGateway();
  hasty = await startWriteGateway({ config: { upstreamTimeoutMs: 400 } });
});
afterAll(() => Promise.all([gateway.close(), hasty.close()]));
beforeEach(() => startAfresh(gateway, hasty));

const graders = ['instructor', 'backEndLtik', 'backEndServiceKey'] as const;
const graded = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED' } as const;
const ten = { ...graded, scoreGiven: 10, scoreMaximum: 100 };

interface ScoreMembers {
  activityProgress: ActivityProgress;
  gradingProgress: GradingProgress;
  scoreGiven?: number | null;
  scoreMaximum?: number | null;
  comment?: string | null;
}

async function submit(
  room: Pick<Classroom, 'id'>,
  userId: string,
  score: ScoreMembers,
  authorization: string,
  at = gateway,
) {
  const input = { lineItemId: room.id, userId, ...score };
  const { data, errors } = await at.run(SubmitScoreDocument, { input }, authorization);
  return { ...data?.submitScore, errors };
}

/** Reads nothing back. */
const blind = `mutation ($input: SubmitScoreInput!) {
  submitScore(input: $input) { accepted userErrors { code message field } }
}`;
const clearing = `mutation ($input: ClearScoreInput!) {
  clearScore(input: $input) { accepted lineItem { id label } userErrors { code message field } }
}`;

async function clear(room: Pick<Classroom, 'id'>, userId: string, authorization: string, at = gateway) {
  const { data, errors } = await at.run(clearing, { input: { lineItemId: room.id, userId } }, authorization);
  return { ...data?.clearScore, errors };
}

const problem = (code: string, field: string[] | null = null) =>
  expect.objectContaining({ code, field, message: expect.any(String) });
const refused = (code: string, field: string[] | null = null) =>
  expect.objectContaining({ accepted: false, userErrors: [problem(code, field)], errors: [] });
const bodies = () => gateway.takeWrites().map(({ body }) => body);

describe('submitScore', () => {
  test.each(graders)('%s: an accepted score is in the LMS and returned', async (caller) => {
    const room = gateway.classroom();
    const [userId = ''] = room.learners;
    const score = { ...graded, scoreGiven: 87.5, scoreMaximum: 100, comment: 'Well done: é, 學, 🎓' };
    const { errors, ...payload } = await submit(room, userId, score, room.as[caller]);
    expect(errors).toEqual([]);
    expect(payload).toEqual({
      accepted: true,
      score: { id: `${room.id}/results/1`, userId, resultScore: 87.5, resultMaximum: 100, comment: score.comment },
      userErrors: [],
    });
    expect(gateway.takeStored()).toMatchObject([{ kind: 'score', lineItemId: room.id, userId }]);
    expect(room.result(userId)).toMatchObject({ resultScore: 87.5, comment: score.comment });
  });

  test('reads the scores again after each write of one operation', async () => {
    const room = gateway.classroom();
    const [userId = ''] = room.learners;
    const one = (scoreGiven: number) => `submitScore(input: { lineItemId: $lineItemId, userId: $userId,
      activityProgress: COMPLETED, gradingProgress: FULLY_GRADED, scoreGiven: ${scoreGiven}, scoreMaximum: 100
    }) { lineItem { scores(first: 1) { nodes { resultScore } } } }`;
    const { data } = await gateway.run(
      `mutation ($lineItemId: ID!, $userId: ID!) { a: ${one(1)} b: ${one(2)} }`,
      { lineItemId: room.id, userId },
      room.as.instructor,
    );
    const shown = [data.a, data.b].map(({ lineItem }) => lineItem.scores.nodes);
    expect(shown).toEqual([[{ resultScore: 1 }], [{ resultScore: 2 }]]);
  });

  test.each([
    ['1 of 3 is 2 on a column of 6', 6, 1, 3, 2],
    ['0 is a score', 100, 0, 100, 0],
    ['a score above the maximum is extra credit', 10, 12, 10, 12],
    ['a fraction counts', 10, 0.25, 1, 2.5],
  ])('%s', async (_what, columnMaximum, scoreGiven, scoreMaximum, resultScore) => {
    const room = gateway.classroom({ scoreMaximum: columnMaximum });
    const [userId = ''] = room.learners;
    const { accepted, score } = await submit(
      room,
      userId,
      { ...graded, scoreGiven, scoreMaximum },
      room.as.backEndServiceKey,
    );
    expect({ accepted, score }).toMatchObject({ accepted: true, score: { resultScore, resultMaximum: columnMaximum } });
    // Only the LMS rescales.
    expect(bodies()).toMatchObject([{ scoreGiven, scoreMaximum }]);
    expect(room.result(userId)).toMatchObject({ resultScore });
  });

  test('costs one call, plus one for each further selection', async () => {
    const room = gateway.classroom();
    const [userId = ''] = room.learners;
    const input = { lineItemId: room.id, userId, ...ten };
    await gateway.run('{ lineItems { nodes { id } } }', {}, room.as.instructor);
    gateway.takeCalls();

    await gateway.run(blind, { input }, room.as.instructor);
    expect(gateway.takeCalls()).toEqual(['POST scores']);
    await gateway.run(SubmitScoreDocument, { input }, room.as.instructor);
    expect(gateway.takeCalls()).toEqual(['POST scores', 'GET scores']);
    const withLineItem =
      'mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { lineItem { id label scoreMaximum } } }';
    const { data } = await gateway.run(withLineItem, { input }, room.as.instructor);
    expect(gateway.takeCalls()).toEqual(['POST scores', 'GET lineItem']);
    expect(data.submitScore.lineItem).toEqual({ id: room.id, label: 'Essay', scoreMaximum: 100 });
  });

  test('stays accepted if the score cannot be read back', async () => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ launch: room.launch, method: 'GET', route: 'scores', status: 503 });
    const { accepted, score, userErrors, errors } = await submit(
      room,
      room.learners[0]!,
      ten,
      room.as.backEndServiceKey,
    );
    expect({ accepted, score, userErrors }).toEqual({ accepted: true, score: null, userErrors: [] });
    expect(errors).toMatchObject([{ path: ['submitScore', 'score'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });

  const progress: [ActivityProgress, GradingProgress, string, string][] = [
    ['INITIALIZED', 'NOT_READY', 'Initialized', 'NotReady'],
    ['STARTED', 'PENDING', 'Started', 'Pending'],
    ['IN_PROGRESS', 'PENDING_MANUAL', 'InProgress', 'PendingManual'],
    ['SUBMITTED', 'FAILED', 'Submitted', 'Failed'],
    ['COMPLETED', 'FULLY_GRADED', 'Completed', 'FullyGraded'],
  ];
  test.each(progress)('sends %s and %s as %s and %s', async (activityProgress, gradingProgress, activity, grading) => {
    const room = gateway.classroom();
    const [userId = ''] = room.learners;
    const { accepted } = await submit(room, userId, { activityProgress, gradingProgress }, room.as.instructor);
    expect(accepted).toBe(true);
    expect(bodies()).toEqual([{ userId, activityProgress: activity, gradingProgress: grading }]);
  });

  test('omits null members from the request', async () => {
    const room = gateway.classroom();
    const [userId = ''] = room.learners;
    const nulls = { scoreGiven: null, scoreMaximum: null, comment: null };
    const { accepted } = await submit(room, userId, { ...graded, ...nulls }, room.as.instructor);
    expect(accepted).toBe(true);
    expect(bodies()).toEqual([{ userId, activityProgress: 'Completed', gradingProgress: 'FullyGraded' }]);
  });

  test('clears the score without scoreGiven, and the comment without comment', async () => {
    const room = gateway.classroom();
    const [userId = ''] = room.learners;
    const send = async (score: ScoreMembers) => (await submit(room, userId, score, room.as.instructor)).score;
    expect(await send({ ...ten, comment: 'First' })).toMatchObject({ resultScore: 10, comment: 'First' });
    expect(await send({ ...graded, comment: 'Second' })).toMatchObject({ resultScore: null, comment: 'Second' });
    expect(await send(ten)).toMatchObject({ resultScore: 10, comment: null });
    expect(room.result(userId)).not.toHaveProperty('comment');
  });

  test.each([
    ['moodle', 'PENDING_MANUAL', null],
    ['moodle', 'PENDING', null],
    ['canvas', 'PENDING', null],
    ['canvas', 'NOT_READY', null],
    ['canvas', 'PENDING_MANUAL', 90],
    ['spec', 'PENDING', 90],
  ] as const)('on %s a score that is %s leaves %s', async (lms, gradingProgress, resultScore) => {
    const { course, as } = gateway.classroom({ lms, lineItems: 1 });
    const [column] = course.lineItems();
    const [userId = ''] = course.learnerIds();
    expect(course.results(column!.id)[0]).toMatchObject({ userId, resultScore: expect.any(Number) });
    const score = { ...graded, gradingProgress, scoreGiven: 9, scoreMaximum: 10 };
    const answer = await submit(column!, userId, score, as.instructor);
    expect(answer).toMatchObject({ accepted: true, score: { userId, resultScore }, userErrors: [] });
    expect(course.results(column!.id).find((row) => row.userId === userId)?.resultScore ?? null).toBe(resultScore);
  });
});

describe('invalid input', () => {
  test.each([
    ['a blank user id', { userId: ' ' }, 'BLANK', 'userId'],
    ['half a surrogate pair', { userId: 'u\udc00' }, 'INVALID', 'userId'],
    ['a comment cut within an emoji', { comment: 'Well done \ud83d' }, 'INVALID', 'comment'],
    ['a score below 0', { scoreGiven: -0.5 }, 'INVALID', 'scoreGiven'],
    ['a score without a maximum', { scoreMaximum: undefined }, 'REQUIRED', 'scoreMaximum'],
    ['a score with a maximum of null', { scoreMaximum: null }, 'REQUIRED', 'scoreMaximum'],
    ['0 without a maximum', { scoreGiven: 0, scoreMaximum: null }, 'REQUIRED', 'scoreMaximum'],
    ['a maximum of 0', { scoreMaximum: 0 }, 'INVALID', 'scoreMaximum'],
    ['a maximum below 0', { scoreMaximum: -10 }, 'INVALID', 'scoreMaximum'],
  ])('rejects %s and sends nothing', async (_what, wrong, code, field) => {
    const room = gateway.classroom();
    const input = { lineItemId: room.id, userId: room.learners[0], ...ten, ...wrong };
    for (const authorization of [room.as.instructor, room.as.backEndServiceKey]) {
      const { data } = await gateway.run(blind, { input }, authorization);
      expect(data.submitScore).toEqual({ accepted: false, userErrors: [problem(code, [field])] });
    }
    expect(gateway.takeWrites()).toEqual([]);
  });

  test.each([
    ['of another course', () => gateway.classroom().id],
    ['that does not exist', ({ id }: Classroom) => `${id}999`],
    ['of another host', () => 'https://evil.example.com/lineitems/1'],
    ['that is not a URL', () => 'essay'],
  ])('returns NOT_FOUND for a line item %s, without a call to it', async (_what, idOf) => {
    const room = gateway.classroom();
    const [userId = ''] = room.learners;
    const id = idOf(room);
    expect(await submit({ id }, userId, ten, room.as.instructor)).toEqual(refused('NOT_FOUND', ['lineItemId']));
    expect(await clear({ id }, userId, room.as.instructor)).toEqual(refused('NOT_FOUND', ['lineItemId']));
    const paths = gateway.sandbox.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.includes(`${encodeURIComponent(id)}/`))).toEqual([]);
    expect(gateway.takeWrites()).toEqual([]);
  });
});

describe('clearScore', () => {
  test.each(graders)('%s clears score and comment', async (caller) => {
    const room = gateway.classroom();
    const [userId = ''] = room.learners;
    await submit(room, userId, { ...ten, comment: 'Well done' }, room.as[caller]);
    expect(room.result(userId)).toMatchObject({ resultScore: 10, comment: 'Well done' });
    gateway.takeWrites();
    expect(await clear(room, userId, room.as[caller])).toEqual({
      accepted: true,
      lineItem: { id: room.id, label: 'Essay' },
      userErrors: [],
      errors: [],
    });
    expect(bodies()).toEqual([{ userId, activityProgress: 'Initialized', gradingProgress: 'NotReady' }]);
    expect(room.result(userId)).toBeUndefined();
  });

  test('rejects a blank user id and sends nothing', async () => {
    const room = gateway.classroom();
    expect(await clear(room, '\t', room.as.instructor)).toEqual(refused('BLANK', ['userId']));
    expect(gateway.takeWrites()).toEqual([]);
  });
});

/** Both writes of one score, without reading back. */
const writes: [string, typeof clear][] = [
  [
    'submitScore',
    async ({ id }, userId, authorization, at = gateway) => {
      const { data, errors } = await at.run(blind, { input: { lineItemId: id, userId, ...ten } }, authorization);
      return { ...data?.submitScore, errors };
    },
  ],
  ['clearScore', clear],
];

describe.each(writes)('%s', (_name, write) => {
  test.each([
    ['spec', 'the teacher', 'REJECTED'],
    ['spec', 'a stranger', 'REJECTED'],
    ['moodle', 'the teacher', 'REJECTED'],
    ['canvas', 'the teacher', 'REJECTED'],
    ['canvas', 'a stranger', 'REJECTED'],
    ['blackboard', 'a stranger', 'REJECTED'],
    ['sakai', 'the teacher', 'REJECTED'],
    ['d2l', 'a stranger', 'NOT_FOUND'],
    ['d2l', 'the teacher', 'FORBIDDEN'],
    ['openedx', 'a stranger', 'OUTCOME_UNKNOWN'],
  ] as const)('%s, for %s: %s, and nothing is stored', async (lms, who, code) => {
    const room = gateway.classroom({ lms });
    const userId = who === 'the teacher' ? room.teacher : '99999999';
    for (const authorization of [room.as.instructor, room.as.backEndServiceKey]) {
      expect(await write(room, userId, authorization)).toEqual(refused(code));
    }
    expect(gateway.takeWrites()).toHaveLength(2);
    expect(gateway.takeStored()).toEqual([]);
  });

  test.each(['spec', 'moodle', 'canvas', 'openedx'] as const)(
    'a timestamp older than the one on %s is a CONFLICT, and the grade is kept',
    async (lms) => {
      const room = gateway.classroom({ lms });
      const [userId = ''] = room.learners;
      expect(await submit(room, userId, ten, room.as.instructor)).toMatchObject({ accepted: true });
      gateway.takeStored();
      gateway.sandbox.fault({ launch: room.launch, clockOffsetMs: -60_000 });
      expect(await write(room, userId, room.as.instructor)).toEqual(refused('CONFLICT'));
      expect(gateway.takeStored()).toEqual([]);
      expect(room.result(userId)).toMatchObject({ resultScore: 10 });
    },
  );

  test.each([
    ['answers 429', 'RATE_LIMITED', { status: 429, headers: { 'retry-after': '7' } }],
    ["throttles with Canvas's 403", 'RATE_LIMITED', { status: 403, body: '403 Forbidden (Rate Limit Exceeded)' }],
    ['answers with a bare 403', 'FORBIDDEN', { status: 403, body: { message: 'Forbidden' } }],
    ['answers with a bare 404', 'NOT_FOUND', { status: 404, body: '' }],
    ['answers 412', 'REJECTED', { status: 412 }],
    ['answers 422', 'REJECTED', { status: 422 }],
  ])('LTIAAS %s: %s, sent once', async (_what, code, fault) => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ ...fault, launch: room.launch, method: 'POST' });
    expect(await write(room, room.learners[0]!, room.as.instructor)).toEqual(refused(code));
    expect(gateway.takeWrites()).toHaveLength(1);
    expect(gateway.takeStored()).toEqual([]);
  });

  test.each([
    ['answers 500', { status: 500 }, 0],
    ['answers 502', { status: 502, body: '<html>Bad gateway</html>' }, 0],
    ['answers 504 after the work', { status: 504, workFirst: true }, 1],
    ['answers with an HTML page and status 200', { status: 200, body: '<html>Please wait</html>' }, 0],
    ['answers with an error and status 200', { status: 200, body: { status: 503, error: 'Service Unavailable' } }, 0],
    ['answers 499 after the work', { status: 499, workFirst: true }, 1],
    ['redirects', { status: 302, headers: { location: 'https://evil.example.com/' } }, 0],
    ['breaks the connection before the work', { reset: 'before' }, 0],
    ['breaks the connection after the work', { reset: 'after' }, 1],
  ] as const)('LTIAAS %s: OUTCOME_UNKNOWN with advice, sent once', async (_what, fault, done) => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ ...fault, launch: room.launch, method: 'POST' });
    const answer = await write(room, room.learners[0]!, room.as.instructor);
    expect(answer).toEqual(refused('OUTCOME_UNKNOWN'));
    expect(answer.userErrors[0].message).toMatch(/retry/);
    expect(gateway.takeWrites()).toHaveLength(1);
    expect(gateway.takeStored()).toHaveLength(done);
  });

  test.each([
    ['never answers', { hang: true }, 0],
    ['does the work and never answers', { hangAfterWork: true }, 1],
  ] as const)('LTIAAS %s: OUTCOME_UNKNOWN at the deadline, sent once', async (_what, fault, done) => {
    const room = hasty.classroom();
    await hasty.run('{ lineItems { nodes { id } } }', {}, room.as.instructor);
    hasty.sandbox.fault({ ...fault, launch: room.launch, method: 'POST' });
    expect(await write(room, room.learners[0]!, room.as.instructor, hasty)).toEqual(refused('OUTCOME_UNKNOWN'));
    expect(hasty.takeWrites()).toHaveLength(1);
    expect(hasty.takeStored()).toHaveLength(done);
  });

  test.each([
    ['fails', 'UNAVAILABLE', { status: 503 }],
    ['breaks', 'UNAVAILABLE', { reset: 'before' }],
    ['makes no sense', 'UNAVAILABLE', { status: 200, body: '<html>' }],
    ['is throttled', 'RATE_LIMITED', { status: 429 }],
  ] as const)('if the list that verifies the id %s: %s, and nothing is sent', async (_what, code, fault) => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ ...fault, launch: room.launch, method: 'GET', route: 'lineItems' });
    expect(await write(room, room.learners[0]!, room.as.instructor)).toEqual(refused(code));
    expect(gateway.takeWrites()).toEqual([]);
  });

  test('returns UNAVAILABLE and sends nothing if the list that verifies the id times out', async () => {
    const room = hasty.classroom();
    await hasty.run('{ launch { user { id } } }', {}, room.as.instructor);
    hasty.sandbox.fault({ launch: room.launch, method: 'GET', hang: true });
    expect(await write(room, room.learners[0]!, room.as.instructor, hasty)).toEqual(refused('UNAVAILABLE'));
    expect(hasty.takeWrites()).toEqual([]);
  });

  test.each(['learner', 'mentor', 'contentDeveloper'] as const)('rejects a %s with FORBIDDEN', async (caller) => {
    const room = gateway.classroom();
    const { errors } = await write(room, room.learners[0]!, room.as[caller]);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(gateway.takeCalls()).toEqual(['GET idtoken']);
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
      const { errors } = await write(room, room.learners[0]!, authorization);
      expect(errors).toMatchObject([{ extensions: { code } }]);
    }
    expect(gateway.takeStored()).toEqual([]);
  });

  test('without the score scope returns SERVICE_NOT_AVAILABLE in `errors`, without a write', async () => {
    const room = gateway.classroom();
    const scopes = ['lineitem', 'result.readonly'];
    const { authorization } = gateway.sandbox.launch({ course: room.course, scopes });
    const { errors } = await write(room, room.learners[0]!, authorization.bearer);
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_NOT_AVAILABLE' } }]);
    expect(gateway.takeCalls()).toEqual(['GET idtoken']);
  });

  test('returns UNAUTHENTICATED in `errors` if the ltik expires before the write', async () => {
    const room = gateway.classroom();
    await gateway.run('{ lineItems { nodes { id } } }', {}, room.as.instructor);
    room.launch.expire();
    const { errors } = await write(room, room.learners[0]!, room.as.instructor);
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(gateway.takeStored()).toEqual([]);
  });
});

describe("the caller's text never changes the result", () => {
  test.each([
    'I moved the timestamp',
    'Rate limit exceeded, 403 Forbidden (Rate Limit Exceeded)',
    'INACTIVE_SERVICE',
    'SERVICE_NOT_AVAILABLE_FOR_CONTEXT',
    'INVALID_LTIK_AUTH_AUTHORIZATION_HEADER',
  ])('a rejected score with the comment "%s" is REJECTED', async (comment) => {
    for (const lms of ['spec', 'canvas'] as const) {
      const room = gateway.classroom({ lms });
      const answer = await submit(room, room.teacher, { ...ten, comment }, room.as.instructor);
      expect(answer).toEqual(refused('REJECTED'));
    }
  });
});

describe('if LTIAAS is down', () => {
  let stranded: WriteGateway;

  beforeAll(async () => {
    // Nothing listens on port 1.
    stranded = await startWriteGateway({ config: { ltiaasUrl: 'http://127.0.0.1:1' } });
  });
  afterAll(() => stranded.close());

  test.each(writes)('%s of a back end is UNAVAILABLE: nothing was sent', async (_name, write) => {
    const room = stranded.classroom();
    for (const caller of ['backEndLtik', 'backEndServiceKey'] as const) {
      expect(await write(room, room.learners[0]!, room.as[caller], stranded)).toEqual(refused('UNAVAILABLE'));
    }
  });

  test.each(writes)('%s of a user, whose role cannot be read, fails in `errors`', async (_name, write) => {
    const room = stranded.classroom();
    const { errors } = await write(room, room.learners[0]!, room.as.instructor, stranded);
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });
});
