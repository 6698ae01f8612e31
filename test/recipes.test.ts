import { readBlocks } from './docs/blocks';
import { type Classroom, startAfresh, startWriteGateway, type WriteGateway } from './support/classroom';

/** The recipes of docs/writing-scores.md, unchanged, and for each the same write without its protection. */
const blocks = readBlocks('docs/writing-scores.md');
const extension = 'https://canvas.instructure.com/lti/submission';

function recipe(name: string): { query: string; input: Record<string, unknown> } {
  const place = blocks.findIndex(({ text }) => text.startsWith(`mutation ${name}(`));
  return { query: blocks[place]!.text, input: JSON.parse(blocks[place + 1]!.text).input };
}

let gateway: WriteGateway;
beforeAll(async () => {
  gateway = await startWriteGateway();
});
afterAll(() => gateway.close());
beforeEach(() => startAfresh(gateway));

describe.each(['moodle', 'canvas'] as const)('on %s', (lms) => {
  let room: Classroom;
  let userId: string;
  let later: number;
  beforeEach(() => {
    room = gateway.classroom({ lms, scoreMaximum: 200 });
    userId = room.learners[0]!;
    later = 0;
  });

  async function follow(name: string, change: (input: Record<string, unknown>) => object = (input) => input) {
    const { query, input } = recipe(name);
    // Moodle rejects two scores within one second.
    const clock = gateway.sandbox.fault({ launch: room.launch, method: 'POST', clockOffsetMs: (later += 2000) });
    const here = change({ ...input, lineItemId: room.id, userId });
    const { data, errors } = await gateway.run(query, { input: here }, room.as.instructor);
    clock.remove();
    expect(errors).toEqual([]);
    return data.submitScore;
  }
  const unguarded = ({ onlyIf: _onlyIf, canvas: _canvas, ...input }: Record<string, unknown>) => input;
  const teacherGrades = (score: number) => room.course.setResult(room.id, userId, { score });
  const shown = () => room.result(userId)?.resultScore ?? null;
  const changed = { accepted: false, userErrors: [{ code: 'CONFLICT', reason: 'SCORE_HAS_CHANGED' }] };

  test('grade once: neither a second call nor a call after a teacher changes the score', async () => {
    expect(await follow('GradeOnce')).toMatchObject({ accepted: true });
    expect(shown()).toBe(160);
    teacherGrades(170);
    expect(await follow('GradeOnce')).toMatchObject(changed);
    expect(shown()).toBe(170);
    expect(await follow('GradeOnce', unguarded)).toMatchObject({ accepted: true });
    expect(shown()).toBe(160);
  });

  test('update: replaces the score of the tool, but not the score of a teacher', async () => {
    await follow('GradeOnce');
    expect(await follow('UpdateGrade')).toMatchObject({ accepted: true, score: { resultScore: 180 } });
    expect(room.course.submission(room.id, userId)!.attempts).toBe(lms === 'canvas' ? 1 : null);
    teacherGrades(175);
    expect(await follow('UpdateGrade')).toMatchObject({ ...changed, score: { resultScore: 175 } });
    expect(shown()).toBe(175);
    expect(await follow('UpdateGrade', unguarded)).toMatchObject({ accepted: true });
    expect(shown()).toBe(180);
  });

  test('progress: is reported without a grade, and keeps an existing grade', async () => {
    expect(await follow('ReportProgress')).toMatchObject({ accepted: true });
    expect(room.course.submission(room.id, userId)).toMatchObject({
      activityProgress: 'Submitted',
      gradingProgress: 'PendingManual',
    });
    teacherGrades(150);
    expect(await follow('ReportProgress')).toMatchObject(changed);
    expect(shown()).toBe(150);
    expect(await follow('ReportProgress', unguarded)).toMatchObject({ accepted: true });
    expect(shown()).toBeNull();
  });
});

test('on Canvas, only the options keep a grade that a teacher enters between the read and the write', async () => {
  const room = gateway.classroom({ lms: 'canvas', scoreMaximum: 200 });
  const userId = room.learners[0]!;
  const send = (name: string, canvas: object) => {
    const { query, input } = recipe(name);
    const { onlyIf: _onlyIf, ...rest } = input;
    const here = { ...rest, lineItemId: room.id, userId, canvas };
    return gateway.run(query, { input: here }, room.as.instructor);
  };
  room.course.setResult(room.id, userId, { score: 150 });
  await send('ReportProgress', { preserveScore: true });
  await send('GradeOnce', { prioritizeNonToolGrade: true });
  expect(gateway.takeWrites().map(({ body }) => Object.keys((body as any)[extension])[0])).toEqual([
    'preserve_score',
    'prioritize_non_tool_grade',
  ]);
  expect(room.result(userId)).toMatchObject({ resultScore: 150 });
});
