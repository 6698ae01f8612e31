import { setTimeout as wait } from 'node:timers/promises';
import { type Classroom, startAfresh, startWriteGateway, type WriteGateway } from './support/classroom';

let gateway: WriteGateway;
beforeAll(async () => {
  gateway = await startWriteGateway();
});
afterAll(() => gateway.close());
beforeEach(() => startAfresh(gateway));

const graders = ['instructor', 'backEndLtik', 'backEndServiceKey'] as const;
const graded = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreMaximum: 100 };
const payload = 'accepted userErrors { code field reason }';
const row = 'userId resultScore resultMaximum';
const submitOne = `mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { ${payload} } }`;
const submitAndRead = `mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { ${payload} score { ${row} } } }`;
const clearOne = `mutation ($input: ClearScoreInput!) { clearScore(input: $input) { ${payload} } }`;
const clearAndRead = `mutation ($input: ClearScoreInput!) { clearScore(input: $input) { ${payload} score { ${row} } } }`;
const submitAll = `mutation ($input: SubmitScoresInput!) { submitScores(input: $input) {
  acceptedCount results { userId ${payload} } userErrors { code } } }`;
const submitAllAndRead = submitAll.replace('{ userId', `{ score { ${row} } userId`);

const changed = (field: string[]) => ({ code: 'CONFLICT', field, reason: 'SCORE_HAS_CHANGED' });
const accepted = { accepted: true, userErrors: [] };

async function run(operation: string, input: object, authorization: string, at = gateway) {
  const { data, errors } = await at.run(operation, { input }, authorization);
  const [result] = Object.values<any>(data ?? {});
  return { ...result, errors };
}

/** The gateway knows the launch and its line items, so that all later calls belong to the write. */
async function enter(caller: (typeof graders)[number], options: object = {}): Promise<Classroom & { key: string }> {
  const room = gateway.classroom(options);
  const key = room.as[caller];
  await gateway.run('{ lineItems { nodes { id } } }', {}, key);
  gateway.takeCalls();
  gateway.takeWrites();
  return { ...room, key };
}

const one = (room: Classroom, more: object, userId = room.learners[0]) => ({
  lineItemId: room.id,
  userId,
  ...graded,
  scoreGiven: 80,
  ...more,
});

describe('a guarded write', () => {
  test.each(graders)('of %s is sent if the score is the one that it names, with one more call', async (caller) => {
    const room = await enter(caller);
    const [userId = ''] = room.learners;
    expect(await run(submitOne, one(room, { onlyIf: {} }), room.key)).toMatchObject(accepted);
    expect(gateway.takeCalls()).toEqual(['GET scores', 'POST scores']);
    expect(await run(submitOne, one(room, { scoreGiven: 90, onlyIf: { resultScore: 80 } }), room.key)).toMatchObject(
      accepted,
    );
    const guard = { resultScore: 90, resultMaximum: 100 };
    expect(await run(clearOne, { lineItemId: room.id, userId, onlyIf: guard }, room.key)).toMatchObject(accepted);
    expect(room.result(userId)).toBeUndefined();
  });

  test.each(graders)('of %s is a conflict if it is not, and nothing is sent', async (caller) => {
    const room = await enter(caller);
    const [userId = ''] = room.learners;
    room.course.setResult(room.id, userId, { score: 71 });
    const score = { userId, resultScore: 71, resultMaximum: 100 };
    const refused = { accepted: false, userErrors: [changed(['onlyIf'])], score };
    for (const onlyIf of [{}, { resultScore: null }, { resultScore: 70 }, { resultScore: 71, resultMaximum: 50 }]) {
      gateway.takeCalls();
      expect(await run(submitAndRead, one(room, { onlyIf }), room.key)).toMatchObject(refused);
      // The score is the one that the guard has read.
      expect(gateway.takeCalls()).toEqual(['GET scores']);
      expect(await run(clearAndRead, { lineItemId: room.id, userId, onlyIf }, room.key)).toMatchObject(refused);
    }
    expect(gateway.takeWrites()).toEqual([]);
    expect(room.result(userId)).toMatchObject({ resultScore: 71 });
  });

  test.each(['10170000004385913', '10170000004385912'])(
    'is not sent if the row with the number %s as its user may be the one of the guard',
    async (number) => {
      const room = await enter('instructor');
      const [userId, other] = ['10170000004385913', '10170000004385920'];
      const row = `{"userId":${number},"resultScore":77,"resultMaximum":100}`;
      gateway.sandbox.fault({ method: 'GET', route: 'scores', body: `{"scores":[${row}]}` });
      for (const onlyIf of [{}, { resultScore: 77 }]) {
        const unavailable = { accepted: false, userErrors: [{ code: 'UNAVAILABLE', field: null, reason: null }] };
        expect(await run(submitOne, one(room, { onlyIf }, userId), room.key)).toMatchObject(unavailable);
        const scores = [userId, other].map((each) => ({ ...graded, userId: each, scoreGiven: 1, onlyIf }));
        const { results } = await run(submitAll, { lineItemId: room.id, scores }, room.key);
        expect(results[0]).toMatchObject(unavailable);
        expect(results[1].userErrors[0].code).not.toBe('UNAVAILABLE');
      }
      expect(gateway.takeWrites().filter(({ body }) => (body as { userId: string }).userId === userId)).toEqual([]);
    },
  );

  test('names the score that was read, not the one that was sent, and 0 is a score', async () => {
    const room = await enter('instructor', { scoreMaximum: 30 });
    const [userId = ''] = room.learners;
    await run(submitOne, one(room, { scoreGiven: 1, scoreMaximum: 3 }), room.key);
    expect(await run(submitOne, one(room, { onlyIf: { resultScore: 1, resultMaximum: 3 } }), room.key)).toMatchObject({
      userErrors: [changed(['onlyIf'])],
    });
    expect(await run(submitOne, one(room, { scoreGiven: 0, onlyIf: { resultScore: 10 } }), room.key)).toMatchObject(
      accepted,
    );
    expect(await run(submitOne, one(room, { onlyIf: {} }), room.key)).toMatchObject({
      userErrors: [changed(['onlyIf'])],
    });
    expect(room.result(userId)).toMatchObject({ resultScore: 0 });
  });

  test('in conflict with an absent score returns no score', async () => {
    const room = await enter('instructor');
    expect(await run(submitAndRead, one(room, { onlyIf: { resultScore: 5 } }), room.key)).toMatchObject({
      accepted: false,
      score: null,
      userErrors: [changed(['onlyIf'])],
    });
  });

  test('with `onlyIf: null` has no guard', async () => {
    const room = await enter('instructor');
    room.course.setResult(room.id, room.learners[0]!, { score: 71 });
    expect(await run(submitOne, one(room, { onlyIf: null }), room.key)).toMatchObject(accepted);
    expect(gateway.takeCalls()).toEqual(['POST scores']);
  });

  test.each(['sakai', 'canvas', 'moodle', 'openedx'] as const)(
    'on %s `{}` means that there is no score',
    async (lms) => {
      const room = await enter('instructor', { lms });
      expect(await run(submitOne, one(room, { onlyIf: {} }), room.key)).toMatchObject(accepted);
      expect(await run(submitOne, one(room, { onlyIf: {} }), room.key)).toMatchObject({
        userErrors: [changed(['onlyIf'])],
      });
    },
  );

  test('with an infinite number is INVALID', async () => {
    const room = await enter('instructor');
    const input = `{ lineItemId: "${room.id}", userId: "${room.learners[0]}", activityProgress: COMPLETED,
      gradingProgress: FULLY_GRADED, onlyIf: { resultScore: 1e999 } }`;
    const { data } = await gateway.run(`mutation { submitScore(input: ${input}) { ${payload} } }`, {}, room.key);
    expect(data.submitScore.userErrors).toEqual([{ code: 'INVALID', field: ['onlyIf', 'resultScore'], reason: null }]);
    expect(gateway.takeCalls()).toEqual([]);
  });

  test.each<[object, string, string[] | null]>([
    [{ status: 500 }, 'UNAVAILABLE', null],
    [{ status: 400 }, 'UNAVAILABLE', null],
    [{ status: 404 }, 'UNAVAILABLE', null],
    [{ body: '<html>' }, 'UNAVAILABLE', null],
    [{ status: 403 }, 'FORBIDDEN', ['onlyIf']],
    [{ status: 401, body: '' }, 'FORBIDDEN', ['onlyIf']],
    [{ body: { scores: [{ userId: '(learner)', resultScore: 'A+' }] } }, 'UNAVAILABLE', null],
  ])('is not sent if the score cannot be read: %j', async (fault, code, field) => {
    const room = await enter('backEndLtik');
    const given = JSON.parse(JSON.stringify(fault).replace('(learner)', room.learners[0]!)) as object;
    gateway.sandbox.fault({ launch: room.launch, method: 'GET', route: 'scores', ...given });
    expect(await run(submitOne, one(room, { onlyIf: {} }), room.key)).toMatchObject({
      accepted: false,
      userErrors: [{ code, field, reason: null }],
    });
    expect(gateway.takeWrites()).toEqual([]);
  });

  test('without the scope to read scores is FORBIDDEN; without a guard it is sent', async () => {
    const room = gateway.classroom();
    const scopes = ['lineitem', 'lineitem.readonly', 'score'];
    const { authorization } = gateway.sandbox.launch({ course: room.course, scopes });
    const forbidden = (field: string[]) => [{ code: 'FORBIDDEN', field, reason: null }];
    for (const key of [authorization.bearer, authorization.ltik, authorization.serviceKey]) {
      expect(await run(submitOne, one(room, { onlyIf: {} }), key)).toMatchObject({ userErrors: forbidden(['onlyIf']) });
      expect(await run(submitOne, one(room, {}), key)).toMatchObject(accepted);
      const [first, second] = room.learners.map((userId) => ({ userId, ...graded, scoreGiven: 1 }));
      const input = { lineItemId: room.id, scores: [first, { ...second, onlyIf: {} }] };
      expect((await run(submitAll, input, key)).results).toMatchObject([
        accepted,
        { accepted: false, userErrors: forbidden(['scores', '1', 'onlyIf']) },
      ]);
    }
  });
});

describe('a guarded bulk submission', () => {
  const scoresOf = (users: string[], more: (index: number) => object) =>
    users.map((userId, index) => ({ userId, ...graded, scoreGiven: index % 100, ...more(index) }));

  test('of 250 rows costs one additional read of the column', async () => {
    const room = await enter('backEndServiceKey', { learners: 250 });
    room.learners.forEach((userId) => room.course.setResult(room.id, userId, { score: 10 }));
    const pages = Math.ceil(250 / 100);
    const scores = scoresOf(room.learners, () => ({ onlyIf: { resultScore: 10 } }));
    expect(await run(submitAll, { lineItemId: room.id, scores }, room.key)).toMatchObject({ acceptedCount: 250 });
    const calls = gateway.takeCalls();
    expect(calls.filter((call) => call === 'GET scores')).toHaveLength(pages);
    expect(calls.filter((call) => call === 'POST scores')).toHaveLength(250);
  });

  test('sends the rows whose score is unchanged, and returns the current scores of the others', async () => {
    const room = await enter('instructor');
    const [a = '', b = '', c = '', d = ''] = room.learners;
    room.course.setResult(room.id, b, { score: 66 });
    room.course.setResult(room.id, d, { score: 50 });
    const scores = scoresOf([d, c, b, a], (index) =>
      index === 1 ? {} : { onlyIf: index === 0 ? { resultScore: 50 } : {} },
    );
    const answer = await run(submitAllAndRead, { lineItemId: room.id, scores }, room.key);
    expect(answer.results).toEqual([
      { userId: d, ...accepted, score: { userId: d, resultScore: 0, resultMaximum: 100 } },
      { userId: c, ...accepted, score: { userId: c, resultScore: 1, resultMaximum: 100 } },
      {
        userId: b,
        accepted: false,
        userErrors: [changed(['scores', '2', 'onlyIf'])],
        score: { userId: b, resultScore: 66, resultMaximum: 100 },
      },
      { userId: a, ...accepted, score: { userId: a, resultScore: 3, resultMaximum: 100 } },
    ]);
    // One read for the guards, and one for the payload.
    expect(gateway.takeCalls().filter((call) => call === 'GET scores')).toHaveLength(2);
    expect(room.result(b)).toMatchObject({ resultScore: 66 });
  });

  test('of 50 rows is read back once, and only if a score is selected', async () => {
    const room = await enter('instructor', { learners: 50 });
    const scores = scoresOf(room.learners, () => ({}));
    await run(submitAll, { lineItemId: room.id, scores }, room.key);
    expect(gateway.takeCalls()).not.toContain('GET scores');
    const { results } = await run(submitAllAndRead, { lineItemId: room.id, scores }, room.key);
    expect(results.map((result: any) => result.score.resultScore)).toEqual(scores.map(({ scoreGiven }) => scoreGiven));
    expect(gateway.takeCalls().filter((call) => call === 'GET scores')).toHaveLength(1);
  });

  test('that cannot read the column sends no guarded row, and releases its locks', async () => {
    const room = await enter('instructor');
    gateway.sandbox.fault({ launch: room.launch, method: 'GET', route: 'scores', status: 500 });
    const scores = scoresOf(room.learners, (index) => (index === 0 ? {} : { onlyIf: {} }));
    const { results } = await run(submitAll, { lineItemId: room.id, scores }, room.key);
    expect(results.map((result: any) => result.userErrors[0]?.code ?? 'ok')).toEqual([
      'ok',
      'UNAVAILABLE',
      'UNAVAILABLE',
      'UNAVAILABLE',
    ]);
    gateway.sandbox.clearFaults();
    expect(await run(submitAll, { lineItemId: room.id, scores: scores.slice(1) }, room.key)).toMatchObject({
      acceptedCount: 3,
    });
  });
});

describe('races', () => {
  test('of 30 guarded writes that name the same score, one is sent', async () => {
    const room = await enter('backEndServiceKey');
    gateway.sandbox.fault({ launch: room.launch, method: 'GET', delayMs: 5 });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        run(submitAndRead, one(room, { scoreGiven: index + 1, onlyIf: {} }), index % 2 ? room.as.instructor : room.key),
      ),
    );
    expect(answers.filter((answer) => answer.accepted)).toHaveLength(1);
    expect(gateway.takeStored()).toHaveLength(1);
    const { resultScore } = room.result(room.learners[0]!)!;
    for (const answer of answers.filter((other) => !other.accepted)) {
      expect(answer).toMatchObject({ userErrors: [changed(['onlyIf'])], score: { resultScore } });
    }
  });

  test('two bulk calls with the rows in opposite order run one after the other', async () => {
    const room = await enter('backEndServiceKey', { learners: 12 });
    gateway.sandbox.fault({ launch: room.launch, delayMs: 5 });
    const scores = room.learners.map((userId) => ({ userId, ...graded, scoreGiven: 7, onlyIf: {} }));
    const answers = await Promise.all([
      run(submitAll, { lineItemId: room.id, scores }, room.key),
      run(submitAll, { lineItemId: room.id, scores: scores.toReversed() }, room.key),
    ]);
    expect(answers.map((answer) => answer.acceptedCount).sort()).toEqual([0, 12]);
  });

  test('a guard does not share a read that started before an earlier write', async () => {
    const room = await enter('backEndServiceKey');
    const [userId = ''] = room.learners;
    room.course.setResult(room.id, userId, { score: 10 });
    // The reader receives the old score slowly while a teacher changes it.
    const drip = { bytesPerSecond: 600 };
    const slow = gateway.sandbox.fault({ launch: room.launch, method: 'GET', route: 'scores', times: 1, drip });
    const read = 'query ($id: ID!, $userId: ID!) { lineItem(id: $id) { id score(userId: $userId) { resultScore } } }';
    const reading = gateway.run(read, { id: room.id, userId }, room.key);
    while (slow.hits === 0) await wait(5);
    await wait(20);
    room.course.setResult(room.id, userId, { score: 33 });
    expect(await run(submitOne, one(room, { onlyIf: { resultScore: 10 } }), room.key)).toMatchObject({
      userErrors: [changed(['onlyIf'])],
    });
    await reading;
  });
});
