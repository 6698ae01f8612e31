import { type Classroom, startAfresh, startWriteGateway, type WriteGateway } from './support/classroom';

let gateway: WriteGateway;
beforeAll(async () => {
  gateway = await startWriteGateway();
});
afterAll(() => gateway.close());
beforeEach(() => startAfresh(gateway));

const callers = ['instructor', 'contentDeveloper', 'backEndLtik', 'backEndServiceKey'] as const;
const operation = `mutation ($input: EnsureLineItemInput!) { ensureLineItem(input: $input) {
  lineItem { id label resourceId tag } created duplicates { id } userErrors { code field } } }`;
const quiz = { resourceId: 'quiz-1', tag: 'grade', label: 'Quiz', scoreMaximum: 10 };
const failed = (code: string, field: string[] | null = null) => ({
  lineItem: null,
  created: false,
  duplicates: [],
  userErrors: [{ code, field }],
});

async function ensure(room: Classroom, input: object, caller: keyof Classroom['as'] = 'instructor') {
  const { data, errors } = await gateway.run(operation, { input }, room.as[caller]);
  expect(errors).toEqual([]);
  return data.ensureLineItem;
}
const creations = () => gateway.takeStored().filter(({ kind }) => kind === 'createLineItem');

test.each(callers)('%s creates a line item once, and then finds it unchanged', async (caller) => {
  const room = gateway.classroom();
  const first = await ensure(room, quiz, caller);
  expect(first).toMatchObject({ created: true, duplicates: [], userErrors: [], lineItem: { label: 'Quiz' } });
  gateway.takeCalls();
  const again = await ensure(room, { ...quiz, label: 'Another', scoreMaximum: 20 }, caller);
  expect(again).toEqual({ ...first, created: false });
  expect(gateway.takeCalls()).toEqual(['GET lineItems']);
  expect(creations()).toHaveLength(1);
  expect(room.lineItem(first.lineItem.id)).toMatchObject({ label: 'Quiz', scoreMaximum: 10 });
});

test('the tag or its absence is part of the key; a resource link narrows the search', async () => {
  const room = gateway.classroom();
  const { resourceLinkId } = room.course;
  const add = (more: object) => room.course.addLineItem({ label: 'Quiz', resourceId: 'quiz-1', ...more }).id;
  const [tagged, untagged, linked] = [add({ tag: 'grade' }), add({}), add({ tag: 'grade', resourceLinkId })];
  const { tag: _tag, ...withoutTag } = quiz;
  expect(await ensure(room, quiz)).toMatchObject({ lineItem: { id: tagged }, duplicates: [{ id: linked }] });
  expect(await ensure(room, withoutTag)).toMatchObject({ lineItem: { id: untagged }, duplicates: [] });
  expect(await ensure(room, { ...quiz, resourceLinkId })).toMatchObject({ lineItem: { id: linked }, duplicates: [] });
  expect(creations()).toEqual([]);
});

test('the whole list is searched', async () => {
  const room = gateway.classroom({ lineItems: 30, pageSize: 5 });
  const { id } = room.course.addLineItem({ label: 'Last', resourceId: 'last' });
  expect(await ensure(room, { ...quiz, resourceId: 'last', tag: null })).toMatchObject({ lineItem: { id } });
});

test.each([{ status: 500 }, { status: 404 }, { body: '<html>' }])(
  'without a list, no line item is created: %j',
  async (fault) => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ launch: room.launch, method: 'GET', route: 'lineItems', ...fault });
    expect(await ensure(room, quiz)).toEqual(failed('UNAVAILABLE'));
    expect(creations()).toEqual([]);
  },
);

test('an unreadable row with the key is UNAVAILABLE, because it may be the line item', async () => {
  const room = gateway.classroom();
  const body = { lineItems: [{ id: 'https://lms.example.edu/x', resourceId: 'quiz-1', tag: 'grade' }] };
  gateway.sandbox.fault({ launch: room.launch, method: 'GET', route: 'lineItems', body });
  expect(await ensure(room, quiz)).toEqual(failed('UNAVAILABLE'));
  expect(creations()).toEqual([]);
});

test.each(['resourceId', 'tag', 'resourceLinkId'])(
  'a line item whose %s is a number that may be the one of the key is UNAVAILABLE, because it may be the line item',
  async (name) => {
    const room = gateway.classroom();
    const row = { id: 'https://lms.example.edu/x', ...quiz, resourceLinkId: 'link' };
    // The digits of the key, and those that a double has left of them.
    for (const number of ['10170000004385913', '10170000004385912']) {
      const body = JSON.stringify({ lineItems: [{ ...row, [name]: '?' }] }).replace('"?"', number);
      const fault = gateway.sandbox.fault({ launch: room.launch, method: 'GET', route: 'lineItems', body });
      expect(await ensure(room, { ...quiz, [name]: '10170000004385913' })).toEqual(failed('UNAVAILABLE'));
      fault.remove();
    }
    expect(gateway.takeWrites()).toEqual([]);
    const body = JSON.stringify({ lineItems: [{ ...row, [name]: '?' }] }).replace('"?"', '20170000004385913');
    gateway.sandbox.fault({ launch: room.launch, method: 'GET', route: 'lineItems', body });
    await ensure(room, { ...quiz, [name]: '10170000004385913' });
    expect(gateway.takeWrites()).toHaveLength(1);
  },
);

test.each<[object, string, string]>([
  [{ resourceId: ' ' }, 'BLANK', 'resourceId'],
  [{ label: '' }, 'BLANK', 'label'],
  [{ scoreMaximum: 0 }, 'INVALID', 'scoreMaximum'],
  [{ tag: '' }, 'BLANK', 'tag'],
  // UTF-8 cannot encode it, so the search would never find the line item.
  [{ resourceId: 'x\ud800' }, 'INVALID', 'resourceId'],
  [{ tag: '\udfff' }, 'INVALID', 'tag'],
])('%j is %s', async (wrong, code, field) => {
  expect(await ensure(gateway.classroom(), { ...quiz, ...wrong })).toEqual(failed(code, [field]));
  expect(gateway.takeCalls()).not.toContain('GET lineItems');
});

describe.each(['instructor', 'backEndServiceKey'] as const)('on Sakai, for %s,', (caller) => {
  test.each<[object, string, string]>([
    [{ resourceId: 'a' }, 'INVALID', 'resourceId'],
    [{ resourceId: 'a|b' }, 'INVALID', 'resourceId'],
    [{ tag: 'x' }, 'INVALID', 'tag'],
    [{ label: 'Essay' }, 'CONFLICT', 'label'],
  ])('%j is %s: nothing is overwritten', async (wrong, code, field) => {
    const room = gateway.classroom({ lms: 'sakai' });
    const before = room.course.lineItems();
    expect(await ensure(room, { ...quiz, ...wrong }, caller)).toEqual(failed(code, [field]));
    expect(room.course.lineItems()).toEqual(before);
  });

  test('of two concurrent keys with the same label, one is created', async () => {
    const room = gateway.classroom({ lms: 'sakai' });
    const answers = await Promise.all(
      ['one', 'two'].map((resourceId) => ensure(room, { ...quiz, resourceId }, caller)),
    );
    expect(answers.map(({ created }) => created).sort()).toEqual([false, true]);
    expect(room.course.lineItems()).toHaveLength(2);
  });
});

test.each([undefined, { reset: 'after' as const }])('100 calls for 10 keys make 10 line items: %j', async (fault) => {
  const room = gateway.classroom();
  if (fault !== undefined) gateway.sandbox.fault({ launch: room.launch, method: 'POST', ...fault });
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      ensure(
        room,
        { ...quiz, resourceId: `key-${index % 10}`, label: `Quiz ${index % 10}` },
        index % 2 ? 'instructor' : 'backEndLtik',
      ),
    ),
  );
  expect(room.course.lineItems().filter(({ resourceId }) => resourceId?.startsWith('key-'))).toHaveLength(10);
  const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code));
  expect(codes).toEqual(Array(fault === undefined ? 0 : 10).fill('OUTCOME_UNKNOWN'));
});
