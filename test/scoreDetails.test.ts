import { startAfresh, startWriteGateway, type WriteGateway } from './support/classroom';

let gateway: WriteGateway;
beforeAll(async () => {
  gateway = await startWriteGateway();
});
afterAll(() => gateway.close());
beforeEach(() => startAfresh(gateway));

const operation = `mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted userErrors { code field reason } } }`;
const clear = `mutation ($input: ClearScoreInput!) { clearScore(input: $input) { accepted } }`;
const graded = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreGiven: 8, scoreMaximum: 10 };
const extension = 'https://canvas.instructure.com/lti/submission';
const submission = { startedAt: '2026-03-01T08:00:00+01:00', submittedAt: '2026-03-01T09:00:00Z' };
const canvas = {
  newSubmission: false,
  preserveScore: true,
  prioritizeNonToolGrade: true,
  submissionType: 'ONLINE_URL',
  submissionData: 'https://tool.example.com/1',
};

async function submit(room: { id: string }, authorization: string, input: object) {
  const { data, errors } = await gateway.run(
    operation,
    { input: { lineItemId: room.id, ...graded, ...input } },
    authorization,
  );
  expect(errors).toEqual([]);
  return data.submitScore;
}
const bodies = () => gateway.takeWrites().map(({ body }) => body as Record<string, unknown>);

describe('the submission', () => {
  test('is sent as AGS and Canvas spell it', async () => {
    const room = gateway.classroom({ lms: 'canvas' });
    const input = { userId: room.learners[0], submission, canvas, scoringUserId: room.teacher };
    expect(await submit(room, room.as.instructor, input)).toMatchObject({ accepted: true });
    expect(bodies()).toMatchObject([
      {
        scoringUserId: room.teacher,
        submission: { startedAt: '2026-03-01T07:00:00.000Z', submittedAt: '2026-03-01T09:00:00.000Z' },
        [extension]: {
          new_submission: false,
          preserve_score: true,
          prioritize_non_tool_grade: true,
          submission_type: 'online_url',
          submission_data: 'https://tool.example.com/1',
          submitted_at: '2026-03-01T09:00:00.000Z',
        },
      },
    ]);
  });

  test.each([
    ['spec', 'instructor', false],
    ['moodle', 'backEndServiceKey', false],
    ['canvas', 'backEndServiceKey', true],
    ['spec', 'backEndServiceKey', true],
  ] as const)('to %s by %s: the extension of Canvas is sent: %s', async (lms, caller, isSent) => {
    const room = gateway.classroom({ lms });
    await submit(room, room.as[caller], { userId: room.learners[0], canvas });
    expect(bodies().map((body) => extension in body)).toEqual([isSent]);
  });

  test('is omitted if absent', async () => {
    const room = gateway.classroom({ lms: 'canvas' });
    await submit(room, room.as.instructor, { userId: room.learners[0], submission: {}, canvas: {} });
    expect(Object.keys(bodies()[0]!).sort()).toEqual(
      ['activityProgress', 'gradingProgress', 'scoreGiven', 'scoreMaximum', 'userId'].sort(),
    );
  });

  test.each<[object, string, string[]]>([
    [
      { submission: { startedAt: submission.submittedAt, submittedAt: '2026-03-01T08:00:00Z' } },
      'INVALID',
      ['submission', 'submittedAt'],
    ],
    [{ canvas: { submissionData: ' ' } }, 'BLANK', ['canvas', 'submissionData']],
    [{ scoringUserId: 'somebody-else' }, 'INVALID', ['scoringUserId']],
    [{ scoringUserId: '' }, 'BLANK', ['scoringUserId']],
  ])('%j is %s', async (wrong, code, field) => {
    const room = gateway.classroom();
    const answer = await submit(room, room.as.instructor, { userId: room.learners[0], ...wrong });
    expect(answer).toEqual({ accepted: false, userErrors: [{ code, field, reason: null }] });
    expect(bodies()).toEqual([]);
  });

  test('a back end can send any `scoringUserId`', async () => {
    const room = gateway.classroom();
    await submit(room, room.as.backEndServiceKey, { userId: room.learners[0], scoringUserId: 'grader' });
    expect(room.course.submission(room.id, room.learners[0]!)).toMatchObject({ scoringUserId: 'grader' });
  });

  test.each(['instructor', 'backEndServiceKey'] as const)('on Canvas %s clears without an attempt', async (caller) => {
    const room = gateway.classroom({ lms: 'canvas' });
    const [userId = ''] = room.learners;
    await submit(room, room.as[caller], { userId });
    await gateway.run(clear, { input: { lineItemId: room.id, userId } }, room.as[caller]);
    expect(bodies()[1]).toMatchObject({ [extension]: { new_submission: false } });
    expect(room.course.submission(room.id, userId)).toMatchObject({ attempts: 1 });
  });

  test('time keeps a late sync from making the work late', async () => {
    const room = gateway.classroom();
    const { id } = room.course.addLineItem({ label: 'Due', endDateTime: '2026-03-01T10:00:00Z' });
    const [a = '', b = ''] = room.learners;
    await submit({ id }, room.as.backEndLtik, { userId: a, submission });
    await submit({ id }, room.as.backEndLtik, { userId: b });
    expect([a, b].map((userId) => room.course.submission(id, userId)!.late)).toEqual([false, true]);
  });
});

describe('the reason of a rejection', () => {
  test.each([
    ['canvas', 'REJECTED', 'NOT_A_LEARNER'],
    ['moodle', 'REJECTED', 'NOT_A_LEARNER'],
    ['blackboard', 'REJECTED', 'NOT_A_LEARNER'],
    ['d2l', 'FORBIDDEN', 'NOT_A_LEARNER'],
    ['sakai', 'REJECTED', null],
    ['spec', 'REJECTED', null],
  ] as const)('on %s for a teacher: %s, %s', async (lms, code, reason) => {
    const room = gateway.classroom({ lms });
    const { userErrors } = await submit(room, room.as.instructor, { userId: room.teacher });
    expect(userErrors).toMatchObject([{ code, reason }]);
  });

  test.each(['moodle', 'canvas', 'openedx'] as const)('on %s for an older score', async (lms) => {
    const room = gateway.classroom({ lms });
    const [userId = ''] = room.learners;
    await submit(room, room.as.instructor, { userId });
    gateway.sandbox.fault({ launch: room.launch, method: 'POST', clockOffsetMs: -60_000 });
    const { userErrors } = await submit(room, room.as.instructor, { userId });
    expect(userErrors).toMatchObject([{ code: 'CONFLICT', reason: 'NEWER_SCORE_STORED' }]);
  });

  test.each<[string, (course: any, id: string) => void]>([
    ['NO_ATTEMPTS_LEFT', (course, id) => course.setState(id, { attempts: 0 })],
    ['NOT_PUBLISHED', (course, id) => course.setState(id, { published: false })],
    ['GRADING_PERIOD_CLOSED', (course, id) => course.setState(id, { gradingPeriod: 'closed' })],
    ['COURSE_CONCLUDED', (course) => course.conclude()],
  ])('on Canvas: %s', async (reason, prepare) => {
    const room = gateway.classroom({ lms: 'canvas' });
    prepare(room.course, room.id);
    const { userErrors } = await submit(room, room.as.instructor, { userId: room.learners[0] });
    expect(userErrors).toMatchObject([{ code: 'REJECTED', reason }]);
  });

  const phrase = 'User not found in course or is not a student';
  test.each<[number, unknown, string | undefined]>([
    [422, { errors: { type: 'x', message: `${phrase}: no, a member's name` } }, undefined],
    [422, { errors: { type: 'x', message: 'No' }, user: { name: phrase } }, undefined],
    [422, { [phrase]: true }, undefined],
    [422, { errors: { message: phrase } }, phrase],
    [400, { errors: { message: phrase } }, undefined],
    [500, { errors: { message: phrase } }, undefined],
    [400, { status: 400, reason: `Wrong${JSON.stringify({ comment: 'Incorrect score received' })}` }, undefined],
  ])('is null for %i %j', async (status, body, comment) => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ launch: room.launch, method: 'POST', status, body: body as object });
    const { userErrors } = await submit(room, room.as.instructor, { userId: room.learners[0], comment });
    expect(userErrors).toMatchObject([{ reason: null }]);
  });
});
