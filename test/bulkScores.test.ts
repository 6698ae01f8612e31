import { setTimeout as wait } from 'node:timers/promises';
import {
  type Classroom,
  type ClassroomOptions,
  startAfresh,
  startWriteGateway,
  type WriteGateway,
} from './support/classroom';
import { holdCalls } from './support/holdCalls';
import { type ScoreInput, SubmitScoresDocument } from '../examples/generated/graphql';

let gateway: WriteGateway;

beforeAll(async () => {
  gateway = await startWriteGateway();
});
afterAll(() => gateway.close());
beforeEach(() => startAfresh(gateway));

const graders = ['instructor', 'backEndLtik', 'backEndServiceKey'] as const;
const row = (userId: string, scoreGiven = 10, more: Partial<ScoreInput> = {}): ScoreInput => ({
  userId,
  activityProgress: 'COMPLETED',
  gradingProgress: 'FULLY_GRADED',
  scoreGiven,
  scoreMaximum: 100,
  ...more,
});

async function submitAll(room: Pick<Classroom, 'id'>, scores: ScoreInput[], authorization: string, at = gateway) {
  const input = { lineItemId: room.id, scores };
  const { data, errors } = await at.run(SubmitScoresDocument, { input }, authorization);
  return { ...data?.submitScores, errors };
}

const problem = (code: string, field: string[] | null = null) =>
  expect.objectContaining({ code, field, message: expect.any(String) });
const accepted = (userId: string) => ({ userId, accepted: true, userErrors: [] });
const refused = (userId: string, code: string, field: string[] | null = null) => ({
  userId,
  accepted: false,
  userErrors: [problem(code, field)],
});
const storedUsers = (at = gateway) => at.takeStored().map(({ userId }) => userId);
const sentUsers = (at = gateway) => at.takeWrites().map(({ body }) => (body as { userId: string }).userId);

/** A classroom with this many learners, and one row for each. */
function filled(learners: number, options: ClassroomOptions = {}, at = gateway) {
  const room = at.classroom({ ...options, learners });
  return { room, scores: room.learners.map((userId, index) => row(userId, index % 100)) };
}

describe('submitScores', () => {
  test.each(graders)('%s: stores every row and returns the results in input order', async (caller) => {
    const { room, scores } = filled(10);
    // The first responses arrive last.
    gateway.sandbox.fault({ launch: room.launch, method: 'POST', times: 2, delayMs: 40 });
    const shuffled = [...scores].reverse();
    const { results, acceptedCount, userErrors, errors } = await submitAll(room, shuffled, room.as[caller]);
    expect(results).toEqual(shuffled.map(({ userId }) => accepted(userId)));
    expect({ acceptedCount, userErrors, errors }).toEqual({ acceptedCount: 10, userErrors: [], errors: [] });
    expect(storedUsers().sort()).toEqual([...room.learners].sort());
    for (const { userId, scoreGiven } of scores) expect(room.result(userId)).toMatchObject({ resultScore: scoreGiven });
  });

  test('returns the line item if it is selected', async () => {
    const { room, scores } = filled(2);
    const operation =
      'mutation ($input: SubmitScoresInput!) { submitScores(input: $input) { acceptedCount lineItem { id label } } }';
    const { data } = await gateway.run(operation, { input: { lineItemId: room.id, scores } }, room.as.instructor);
    expect(data.submitScores).toEqual({ acceptedCount: 2, lineItem: { id: room.id, label: 'Essay' } });
  });

  test('checks the line item id once for 250 rows', async () => {
    const { room, scores } = filled(250);
    const { results, acceptedCount, userErrors, errors } = await submitAll(room, scores, room.as.instructor);
    expect({ acceptedCount, userErrors, errors }).toEqual({ acceptedCount: 250, userErrors: [], errors: [] });
    expect(results).toEqual(room.learners.map(accepted));
    expect(gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems', ...Array<string>(250).fill('POST scores')]);
    expect(storedUsers()).toHaveLength(250);
  });

  test.each([0, 251])('rejects %d rows as INVALID and sends nothing', async (count) => {
    const { room, scores } = filled(count);
    for (const caller of graders) {
      const { results, acceptedCount, userErrors, errors } = await submitAll(room, scores, room.as[caller]);
      expect({ results, acceptedCount, errors }).toEqual({ results: [], acceptedCount: 0, errors: [] });
      expect(userErrors).toEqual([problem('INVALID', ['scores'])]);
    }
    expect(gateway.takeWrites()).toEqual([]);
  });

  test('returns NOT_FOUND for a line item of another course and sends nothing', async () => {
    const { room, scores } = filled(3);
    const { results, acceptedCount, userErrors } = await submitAll(gateway.classroom(), scores, room.as.instructor);
    expect({ results, acceptedCount }).toEqual({ results: [], acceptedCount: 0 });
    expect(userErrors).toEqual([problem('NOT_FOUND', ['lineItemId'])]);
    expect(gateway.takeWrites()).toEqual([]);
  });
});

describe('rows are independent', () => {
  test('invalid rows are rejected and not sent; the others are stored', async () => {
    const { room } = filled(7);
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = room.learners;
    const scores = [
      row(a),
      row(b, -1),
      row(c, 5, { scoreMaximum: null }),
      row(d, 5, { scoreMaximum: 0 }),
      row(' '),
      row(e),
      row(a, 99),
      row(f, 0),
    ];
    const { results, acceptedCount, userErrors } = await submitAll(room, scores, room.as.instructor);
    expect(results).toEqual([
      accepted(a),
      refused(b, 'INVALID', ['scores', '1', 'scoreGiven']),
      refused(c, 'REQUIRED', ['scores', '2', 'scoreMaximum']),
      refused(d, 'INVALID', ['scores', '3', 'scoreMaximum']),
      refused(' ', 'BLANK', ['scores', '4', 'userId']),
      accepted(e),
      refused(a, 'INVALID', ['scores', '6', 'userId']),
      accepted(f),
    ]);
    expect({ acceptedCount, userErrors }).toEqual({ acceptedCount: 3, userErrors: [] });
    expect(sentUsers().sort()).toEqual([a, e, f].sort());
    expect(storedUsers().sort()).toEqual([a, e, f].sort());
    expect(room.result(a)).toMatchObject({ resultScore: 10 });
  });

  test('of three rows for one user the first is stored', async () => {
    const { room } = filled(2);
    const [a = '', b = ''] = room.learners;
    const { results } = await submitAll(room, [row(b), row(a, 1), row(a, 2), row(a, 3)], room.as.backEndServiceKey);
    expect(results).toEqual([
      accepted(b),
      accepted(a),
      refused(a, 'INVALID', ['scores', '2', 'userId']),
      refused(a, 'INVALID', ['scores', '3', 'userId']),
    ]);
    expect(room.result(a)).toMatchObject({ resultScore: 1 });
  });

  test.each([
    ['spec', 'REJECTED'],
    ['moodle', 'REJECTED'],
    ['canvas', 'REJECTED'],
    ['d2l', 'FORBIDDEN'],
  ] as const)('a user who cannot be graded on %s gets %s; the other rows are stored', async (lms, code) => {
    const { room, scores } = filled(5, { lms });
    scores.splice(2, 0, row(room.teacher));
    const { results, acceptedCount } = await submitAll(room, scores, room.as.instructor);
    expect(results).toEqual(
      scores.map(({ userId }) => (userId === room.teacher ? refused(userId, code) : accepted(userId))),
    );
    expect(acceptedCount).toBe(5);
    expect(storedUsers().sort()).toEqual([...room.learners].sort());
  });

  test.each([
    ['throttles', 'RATE_LIMITED', { status: 429, headers: { 'retry-after': '1' } }, 5],
    ['fails', 'OUTCOME_UNKNOWN', { status: 500 }, 5],
    ['fails after the work', 'OUTCOME_UNKNOWN', { status: 502, workFirst: true }, 10],
    ['breaks the connection', 'OUTCOME_UNKNOWN', { reset: 'after' }, 10],
    ['answers in HTML', 'OUTCOME_UNKNOWN', { status: 200, body: '<html>' }, 5],
  ] as const)(
    'LTIAAS %s for every other row: only those get %s, and each is sent once',
    async (_what, code, fault, stored) => {
      const { room, scores } = filled(10);
      gateway.sandbox.fault({ ...fault, launch: room.launch, method: 'POST', every: 2 });
      const { results, acceptedCount, userErrors, errors } = await submitAll(room, scores, room.as.backEndServiceKey);
      expect({ acceptedCount, userErrors, errors }).toEqual({ acceptedCount: 5, userErrors: [], errors: [] });
      const acceptedUsers = results!.filter((result) => result.accepted).map(({ userId }) => userId);
      expect(results).toEqual(
        room.learners.map((userId) => (acceptedUsers.includes(userId) ? accepted(userId) : refused(userId, code))),
      );
      const inLms = storedUsers();
      expect(inLms).toEqual(expect.arrayContaining(acceptedUsers));
      expect(inLms).toHaveLength(stored);
      expect(sentUsers().sort()).toEqual([...room.learners].sort());
    },
  );

  test('an older timestamp is a CONFLICT for its row only', async () => {
    const { room, scores } = filled(3);
    const [a = '', b = '', c = ''] = room.learners;
    await submitAll(room, [row(b, 77)], room.as.instructor);
    gateway.sandbox.fault({ launch: room.launch, method: 'POST', clockOffsetMs: -60_000 });
    const { results } = await submitAll(room, scores, room.as.instructor);
    expect(results).toEqual([accepted(a), refused(b, 'CONFLICT'), accepted(c)]);
    expect(room.result(b)).toMatchObject({ resultScore: 77 });
  });
});

describe('concurrency', () => {
  test.each([
    ['spec', 8],
    ['moodle', 8],
    ['canvas', 1],
  ] as const)('on %s at most %d rows are in flight', async (lms, most) => {
    for (const caller of graders) {
      const { room, scores } = filled(12, { lms });
      const { result, inFlight } = await holdCalls(gateway.sandbox, { launch: room.launch, method: 'POST' }, most, () =>
        submitAll(room, scores, room.as[caller]),
      );
      expect(result.acceptedCount).toBe(12);
      expect(inFlight).toBe(most);
    }
  });

  test('Canvas receives the rows in order', async () => {
    const { room, scores } = filled(8, { lms: 'canvas' });
    await submitAll(room, scores, room.as.instructor);
    expect(sentUsers()).toEqual(room.learners);
  });
});

describe('throttling by LTIAAS or the LMS', () => {
  let patient: WriteGateway;
  beforeAll(async () => {
    patient = await startWriteGateway({ durations: { throttleWaitMs: 300, retryAfterSecondMs: 300 } });
  });
  afterAll(() => patient.close());
  beforeEach(() => startAfresh(patient));

  const throttles: [string, object][] = [
    ['a 429 with Retry-After', { status: 429, headers: { 'retry-after': '1' } }],
    ['a 429 without', { status: 429 }],
    ['a 429 with "Retry-After: 0"', { status: 429, headers: { 'retry-after': '0' } }],
    ["Canvas's 403", { status: 403, body: '403 Forbidden (Rate Limit Exceeded)' }],
  ];

  test.each(throttles)('%s: that row is RATE_LIMITED, the others wait and are stored', async (_what, fault) => {
    const { room, scores } = filled(12, { lms: 'canvas' }, patient);
    const [, throttled = ''] = room.learners;
    let [sent, throttledUntil] = [0, 0];
    patient.sandbox.fault({
      launch: room.launch,
      method: 'POST',
      // Every row after the first for 200 ms: a row that is sent too early is throttled as well.
      choose({ startedAt }) {
        if (++sent === 2) throttledUntil = startedAt + 200;
        return startedAt < throttledUntil ? fault : undefined;
      },
    });
    const { results, acceptedCount } = await submitAll(room, scores, room.as.instructor, patient);
    expect(results).toEqual(
      room.learners.map((userId) => (userId === throttled ? refused(userId, 'RATE_LIMITED') : accepted(userId))),
    );
    expect(acceptedCount).toBe(11);
    expect(sentUsers(patient)).toEqual(room.learners);
    expect(storedUsers(patient)).toEqual(room.learners.filter((userId) => userId !== throttled));
  });

  test('rows throttled in parallel count as one throttle, and the rest are sent one by one', async () => {
    const { room, scores } = filled(14, {}, patient);
    // The eight rows in flight, and the next one.
    patient.sandbox.fault({ launch: room.launch, method: 'POST', times: 9, status: 429 });
    patient.sandbox.fault({ launch: room.launch, method: 'POST', delayMs: 20 });
    const startedAt = Date.now();
    const { results, acceptedCount } = await submitAll(room, scores, room.as.backEndServiceKey, patient);
    // The second delay is twice the first, not sixteen times.
    expect(Date.now() - startedAt).toBeLessThan(300 * 16);
    expect(acceptedCount).toBe(5);
    expect(results).toEqual(
      room.learners.map((userId, index) => (index < 9 ? refused(userId, 'RATE_LIMITED') : accepted(userId))),
    );
    const unthrottled = patient.sandbox.requests.filter(({ launch, status }) => launch === room.launch && status < 300);
    const overlaps = unthrottled.filter(({ startedAt: at }, index) => at < (unthrottled[index - 1]?.endedAt ?? 0));
    expect(overlaps).toEqual([]);
  });

  test('each further consecutive throttle doubles the delay', async () => {
    const { room, scores } = filled(5, { lms: 'canvas' }, patient);
    patient.sandbox.fault({ launch: room.launch, method: 'POST', times: 2, status: 429 });
    const { acceptedCount } = await submitAll(room, scores, room.as.instructor, patient);
    expect(acceptedCount).toBe(3);
    const sent = patient.sandbox.requests.filter(({ launch, method }) => launch === room.launch && method === 'POST');
    const [first = 0, second = 0] = sent.slice(1, 3).map(({ startedAt }, index) => startedAt - sent[index]!.endedAt!);
    // Timers may fire slightly early.
    expect(first).toBeGreaterThanOrEqual(290);
    expect(second).toBeGreaterThanOrEqual(590);
    // Rows after an accepted row are sent without delay.
    expect(sent[4]!.startedAt - sent[3]!.endedAt!).toBeLessThan(290);
  });

  test('a row that hangs during the delay does not block the others', async () => {
    const hasty = await startWriteGateway({ config: { upstreamTimeoutMs: 1500 } });
    const { room, scores } = filled(8, {}, hasty);
    hasty.sandbox.fault({ launch: room.launch, method: 'POST', times: 1, hang: true });
    let sent = 0;
    hasty.sandbox.fault({
      launch: room.launch,
      method: 'POST',
      choose: () => (++sent === 2 ? { status: 429, headers: { 'retry-after': '1' } } : undefined),
    });
    const { results, acceptedCount } = await submitAll(room, scores, room.as.backEndServiceKey, hasty);
    const codes = results!.map(({ userErrors }) => userErrors[0]?.code);
    expect(acceptedCount).toBe(6);
    expect(codes.filter(Boolean).sort()).toEqual(['OUTCOME_UNKNOWN', 'RATE_LIMITED']);
    await hasty.close();
  });

  test('rows that cannot be sent before the deadline are UNAVAILABLE immediately', async () => {
    const { room, scores } = filled(30, {}, patient);
    patient.sandbox.fault({
      launch: room.launch,
      method: 'POST',
      status: 429,
      headers: { 'retry-after': '3600' },
      delayMs: 20,
    });
    const startedAt = Date.now();
    const { results, acceptedCount } = await submitAll(room, scores, room.as.backEndServiceKey, patient);
    expect(Date.now() - startedAt).toBeLessThan(5000);
    expect(acceptedCount).toBe(0);
    expect(results).toEqual(
      room.learners.map((userId, index) => refused(userId, index < 8 ? 'RATE_LIMITED' : 'UNAVAILABLE')),
    );
    expect(sentUsers(patient).sort()).toEqual(room.learners.slice(0, 8).sort());
  });

  test('an open breaker rejects the remaining rows as UNAVAILABLE', async () => {
    const fragile = await startWriteGateway({ config: { breakerFailures: 3 } });
    const { room, scores } = filled(20, { lms: 'canvas' }, fragile);
    fragile.sandbox.fault({ launch: room.launch, method: 'POST', status: 503 });
    const { results } = await submitAll(room, scores, room.as.instructor, fragile);
    expect(results).toEqual(
      room.learners.map((userId, index) => refused(userId, index < 3 ? 'OUTCOME_UNKNOWN' : 'UNAVAILABLE')),
    );
    expect(sentUsers(fragile)).toEqual(room.learners.slice(0, 3));
    await fragile.close();
  });
});

describe('the deadline', () => {
  let hasty: WriteGateway;

  beforeAll(async () => {
    hasty = await startWriteGateway({ config: { upstreamTimeoutMs: 700 } });
  });
  afterAll(() => hasty.close());
  beforeEach(() => startAfresh(hasty));

  test.each([
    ['instructor', 'spec', 8],
    ['backEndServiceKey', 'spec', 8],
    ['backEndLtik', 'canvas', 1],
  ] as const)(
    '%s, %s: rows in flight are OUTCOME_UNKNOWN, unsent rows are UNAVAILABLE',
    async (caller, lms, inFlight) => {
      const { room, scores } = filled(20, { lms }, hasty);
      const delayMs = 400;
      hasty.sandbox.fault({ launch: room.launch, method: 'POST', delayMs });
      const { results, acceptedCount, errors } = await submitAll(room, scores, room.as[caller], hasty);
      const of = (code: string | undefined) =>
        results!.filter(({ userErrors }) => userErrors[0]?.code === code).map(({ userId }) => userId);
      const [yes, unknown, never] = [of(undefined), of('OUTCOME_UNKNOWN'), of('UNAVAILABLE')];
      expect(errors).toEqual([]);
      expect([...yes, ...unknown, ...never]).toEqual(room.learners);
      expect(results!.map((result) => result.accepted)).toEqual(room.learners.map((userId) => yes.includes(userId)));
      expect(acceptedCount).toBe(yes.length);
      expect(yes).toHaveLength(inFlight);
      expect(unknown).toHaveLength(inFlight);
      // The LMS still processes what it received.
      await wait(delayMs);
      expect(sentUsers(hasty).sort()).toEqual([...yes, ...unknown].sort());
      expect(storedUsers(hasty).sort()).toEqual([...yes, ...unknown].sort());
    },
  );

  test('rows that LTIAAS never answers are OUTCOME_UNKNOWN, the rest are UNAVAILABLE', async () => {
    const { room, scores } = filled(10, {}, hasty);
    hasty.sandbox.fault({ launch: room.launch, method: 'POST', hang: true });
    const { results, acceptedCount } = await submitAll(room, scores, room.as.backEndServiceKey, hasty);
    expect(acceptedCount).toBe(0);
    expect(results).toEqual(
      room.learners.map((userId, index) => refused(userId, index < 8 ? 'OUTCOME_UNKNOWN' : 'UNAVAILABLE')),
    );
    expect(sentUsers(hasty).sort()).toEqual(room.learners.slice(0, 8).sort());
    expect(storedUsers(hasty)).toEqual([]);
  });
});

describe('authorization', () => {
  test.each(['learner', 'mentor', 'contentDeveloper'] as const)('rejects a %s with FORBIDDEN', async (caller) => {
    const { room, scores } = filled(3);
    const { errors } = await submitAll(room, scores, room.as[caller]);
    expect(errors).toMatchObject([{ path: ['submitScores'], extensions: { code: 'FORBIDDEN' } }]);
    expect(gateway.takeCalls()).toEqual(['GET idtoken']);
  });

  test.each([
    ['an ltik that LTIAAS no longer takes', 'UNAUTHENTICATED', { expired: true }],
    ['a launch without the grades service', 'SERVICE_NOT_AVAILABLE', { grades: 'unavailable' }],
    ['an account without the grades service', 'SERVICE_NOT_AVAILABLE', { account: 'inactive' }],
  ] as const)('%s: reports %s once in `errors`', async (_what, code, options) => {
    const { room, scores } = filled(10);
    const { authorization } = gateway.sandbox.launch({ course: room.course, ...options });
    for (const value of [authorization.bearer, authorization.ltik]) {
      const { errors } = await submitAll(room, scores, value);
      expect(errors).toMatchObject([{ path: ['submitScores'], extensions: { code } }]);
      expect(errors).toHaveLength(1);
    }
    expect(gateway.takeStored()).toEqual([]);
  });

  test('an ltik that expires midway: stored rows are accepted, the rest are UNAVAILABLE', async () => {
    const { room, scores } = filled(5, { lms: 'canvas' });
    const { launch } = room;
    const expire = gateway.sandbox.fault({
      launch,
      method: 'POST',
      rewrite(answer) {
        if (expire.hits === 2) launch.expire();
        return answer;
      },
    });
    const { results, acceptedCount, errors } = await submitAll(room, scores, room.as.instructor);
    expect({ acceptedCount, errors }).toEqual({ acceptedCount: 2, errors: [] });
    expect(results).toEqual(
      room.learners.map((userId, index) => (index < 2 ? accepted(userId) : refused(userId, 'UNAVAILABLE'))),
    );
    expect(storedUsers()).toEqual(room.learners.slice(0, 2));
  });
});
