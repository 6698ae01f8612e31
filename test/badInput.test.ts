import { type Classroom, startAfresh, startWriteGateway, type WriteGateway } from './support/classroom';
import type { Answer } from './support/gateway';

let gateway: WriteGateway;
let room: Classroom;

beforeAll(async () => {
  gateway = await startWriteGateway();
  room = gateway.classroom();
});
afterAll(() => gateway.close());
beforeEach(() => startAfresh(gateway));

type Input = Record<string, unknown>;
type Case = [what: string, value: unknown];

/** Stands for a missing member, which `JSON.stringify` omits. */
const missing = undefined;

const notText: Case[] = [
  ['a number', 5],
  ['a boolean', true],
  ['a list', ['Quiz']],
  ['an object', { text: 'Quiz' }],
];
const empty: Case[] = [
  ['empty', ''],
  ['blank', '   '],
  ['nothing but a tab and a line break', '\t\n'],
  ['nothing but a no-break space', '\u00a0'],
];
const absent: Case[] = [
  ['null', null],
  ['missing', missing],
];
const notId: Case[] = [
  ['a boolean', true],
  ['a fraction', 1.5],
  ['a list', ['1']],
  ['an object', { id: '1' }],
];
const notNumber: Case[] = [
  ['"NaN"', 'NaN'],
  ['a number in quotes', '5'],
  ['empty', ''],
  ['a boolean', true],
  ['a list', [5]],
  ['an object', {}],
];
const notMaximum: Case[] = [
  ['0', 0],
  ['-1', -1],
  ['the least of all numbers', -Number.MAX_VALUE],
];
const notBoolean: Case[] = [
  ['"true"', 'true'],
  ['1', 1],
  ['a list', [true]],
];
const notDate: Case[] = [
  ['without a zone', '2026-03-14T09:30:00'],
  ['a day', '2026-03-14'],
  ['a time', '09:30:00Z'],
  ['words', 'tomorrow'],
  ['empty', ''],
  ['the 30th of February', '2026-02-30T09:30:00Z'],
  ['in a 13th month', '2026-13-01T09:30:00Z'],
  ['at 25 hours', '2026-03-14T25:00:00Z'],
  ['at 61 minutes', '2026-03-14T09:61:00Z'],
  ['in year 20260', '20260-03-14T09:30:00Z'],
  ['a number', 1773480600000],
  ['a boolean', true],
  ['a list', ['2026-03-14T09:30:00Z']],
  ['an object', {}],
];
const notProgress: Case[] = [
  ['INITIATED, as LTIAAS spells it', 'INITIATED'],
  ['Initialized, as AGS spells it', 'Initialized'],
  ['in lower case', 'completed'],
  ['GRADED', 'GRADED'],
  ['empty', ''],
  ['a number', 0],
  ['a boolean', true],
  ['a list', ['COMPLETED']],
  ...absent,
];
const text = [...notText, ...empty];
const id = [...notId, ...empty, ...absent];

const lineItemMembers: Record<string, Case[]> = {
  label: [...text, ['null', null]],
  scoreMaximum: [...notNumber, ...notMaximum, ['null', null]],
  resourceLinkId: text,
  resourceId: text,
  tag: text,
  startDateTime: notDate,
  endDateTime: [...notDate, ['before the start', '2026-02-28T23:59:59Z']],
  gradesReleased: notBoolean,
};
const scoreMembers: Record<string, Case[]> = {
  userId: id,
  activityProgress: notProgress,
  gradingProgress: notProgress,
  scoreGiven: [...notNumber, ['-1', -1], ['just below 0', -Number.MIN_VALUE]],
  scoreMaximum: [...notNumber, ...notMaximum, ...absent],
  comment: notText,
};

const ungraded = { activityProgress: 'STARTED', gradingProgress: 'NOT_READY' };
const dates = { startDateTime: '2026-03-01T00:00:00Z', endDateTime: '2026-03-02T00:00:00Z' };
const lineItem = { label: 'Quiz', scoreMaximum: 10, ...dates };
const score = (): Input => ({
  userId: room.learners[0],
  activityProgress: 'COMPLETED',
  gradingProgress: 'FULLY_GRADED',
  scoreGiven: 1,
  scoreMaximum: 2,
});

interface Mutation {
  payload: string;
  /** A valid input. */
  good: () => Input;
  /** An invalid value for one member. */
  members: Record<string, Case[]>;
}
const problems = 'userErrors { code message field }';

const mutations: Record<string, Mutation> = {
  createLineItem: {
    payload: `lineItem { id } ${problems}`,
    good: () => lineItem,
    members: {
      ...lineItemMembers,
      label: [...text, ...absent],
      scoreMaximum: [...notNumber, ...notMaximum, ...absent],
    },
  },
  updateLineItem: {
    payload: `lineItem { id } ${problems}`,
    good: () => ({ id: room.id, ...lineItem }),
    members: { id, ...lineItemMembers },
  },
  deleteLineItem: {
    payload: `deletedLineItemId ${problems}`,
    good: () => ({ id: room.course.addLineItem().id }),
    members: { id },
  },
  submitScore: {
    payload: `accepted score { id } lineItem { id } ${problems}`,
    good: () => ({ lineItemId: room.id, ...score() }),
    members: { lineItemId: id, ...scoreMembers },
  },
  submitScores: {
    payload: `acceptedCount lineItem { id } results { accepted ${problems} } ${problems}`,
    good: () => ({ lineItemId: room.id, scores: [score()] }),
    members: {
      lineItemId: id,
      scores: [
        ['a text', 'all'],
        ['a number', 1],
        ['a list of lists', [[]]],
        ['a list with null', [null]],
        ['empty', []],
        ['too long', Array.from({ length: 251 }, (_, index) => ({ userId: `user-${index}`, ...ungraded }))],
        ...absent,
      ],
    },
  },
  clearScore: {
    payload: `accepted lineItem { id } ${problems}`,
    good: () => ({ lineItemId: room.id, userId: room.learners[0] }),
    members: { lineItemId: id, userId: id },
  },
};
interface UserError {
  code: string;
  message: string;
  field: string[] | null;
}

/** Every user error of a payload, including those of its rows. */
function userErrorsOf(payload: any): UserError[] {
  return [...(payload?.userErrors ?? []), ...(payload?.results ?? []).flatMap((row: any) => row.userErrors)];
}

/** Expects a rejection that names `member`, and that no write was sent. */
function expectRefusal(name: string, member: string, { status, data, errors }: Answer<any>): void {
  const payload = data?.[name];
  expect(status).toBeLessThan(500);
  for (const { extensions } of errors)
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(extensions.code);
  const told = errors.length > 0 ? errors : userErrorsOf(payload);
  expect(told).not.toEqual([]);
  for (const { message } of told) expect(message.length).toBeGreaterThan(10);
  const named = [
    ...errors.map(({ message }) => message),
    ...userErrorsOf(payload).map(({ field }) => (field ?? []).join('.')),
  ];
  expect(named).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(`\\b${member}\\b`))]));
  for (const { code } of userErrorsOf(payload)) expect(['BLANK', 'INVALID', 'REQUIRED', 'NOT_FOUND']).toContain(code);
  if (payload) {
    const { accepted = false, acceptedCount = 0, lineItem = null, deletedLineItemId = null } = payload;
    expect({ accepted, acceptedCount, lineItem, deletedLineItemId }).toEqual({
      accepted: false,
      acceptedCount: 0,
      lineItem: null,
      deletedLineItemId: null,
    });
  }
  expect(gateway.takeWrites()).toEqual([]);
  expect(gateway.takeStored()).toEqual([]);
}

const callers = () => [room.as.instructor, room.as.backEndServiceKey];

describe.each(Object.entries(mutations))('%s', (name, { payload, good, members }) => {
  const Name = name[0]!.toUpperCase() + name.slice(1);
  const operation = `mutation ($input: ${Name}Input!) { ${name}(input: $input) { ${payload} } }`;
  const run = (variables: Record<string, unknown>, authorization: string) =>
    gateway.run<any>(operation, variables, authorization);

  test('accepts the valid input', async () => {
    const { data, errors } = await run({ input: good() }, room.as.backEndServiceKey);
    expect([...errors, ...userErrorsOf(data[name])]).toEqual([]);
    expect(gateway.takeWrites()).toHaveLength(1);
    expect(gateway.takeStored()).toHaveLength(1);
  });

  const cases = Object.entries(members).flatMap(([member, wrong]) =>
    wrong.map(([what, value]): [string, string, unknown] => [member, what, value]),
  );
  test.each(cases)('%s: %s', async (member, _what, value) => {
    for (const authorization of callers()) {
      expectRefusal(name, member, await run({ input: { ...good(), [member]: value } }, authorization));
    }
  });

  test.each([
    ['colour', { colour: 'red' }],
    ['timestamp', { timestamp: '2026-03-14T09:30:00Z' }],
    ['constructor', { constructor: null }],
  ])('rejects the unknown member %s', async (member, extra) => {
    expectRefusal(name, member, await run({ input: { ...good(), ...extra } }, room.as.instructor));
  });

  test.each<Case>([...absent, ['a string', 'Quiz'], ['a number', 5], ['a list', [{}]]])(
    'rejects an input that is %s',
    async (_what, input) => {
      for (const authorization of callers()) expectRefusal(name, 'input', await run({ input }, authorization));
    },
  );
});

describe('a row of submitScores', () => {
  const { payload } = mutations.submitScores!;
  const operation = `mutation ($input: SubmitScoresInput!) { submitScores(input: $input) { ${payload} } }`;
  const run = (scores: Input[], authorization: string) =>
    gateway.run<any>(operation, { input: { lineItemId: room.id, scores } }, authorization);

  const cases = Object.entries(scoreMembers).flatMap(([member, wrong]) =>
    wrong.map(([what, value]): [string, string, unknown] => [member, what, value]),
  );
  test.each([...cases, ['colour', 'a member that is not in the schema', 'red'] as const])(
    '%s: %s',
    async (member, _what, value) => {
      for (const authorization of callers()) {
        expectRefusal('submitScores', member, await run([{ ...score(), [member]: value }], authorization));
      }
    },
  );

  test('of a wrong type prevents the other rows from being sent', async () => {
    const others = room.learners.slice(1).map((userId) => ({ ...score(), userId }));
    const answer = await run([others[0]!, { ...score(), scoreGiven: '7' }, others[1]!], room.as.instructor);
    expectRefusal('submitScores', 'scoreGiven', answer);
    expect(answer.errors[0]!.message).toContain('scores[1]');
  });
});

describe('rejects a number that is no finite double', () => {
  const enums = 'activityProgress: COMPLETED, gradingProgress: FULLY_GRADED';
  const spoilt: [string, string, (number: string) => string][] = [
    ['createLineItem', 'scoreMaximum', (number) => `label: "Quiz", scoreMaximum: ${number}`],
    ['updateLineItem', 'scoreMaximum', (number) => `id: $id, scoreMaximum: ${number}`],
    [
      'submitScore',
      'scoreGiven',
      (number) => `lineItemId: $id, userId: $user, ${enums}, scoreMaximum: 1, scoreGiven: ${number}`,
    ],
    [
      'submitScore',
      'scoreMaximum',
      (number) => `lineItemId: $id, userId: $user, ${enums}, scoreGiven: 1, scoreMaximum: ${number}`,
    ],
    [
      'submitScores',
      'scoreGiven',
      (number) => `lineItemId: $id, scores: [{ userId: $user, ${enums}, scoreMaximum: 1, scoreGiven: ${number} }]`,
    ],
    [
      'submitScores',
      'scoreMaximum',
      (number) => `lineItemId: $id, scores: [{ userId: $user, ${enums}, scoreGiven: 1, scoreMaximum: ${number} }]`,
    ],
  ];
  const numbers = ['1e999', '-1e999', '9'.repeat(400)];
  const cases = spoilt.flatMap(([name, member, input]) =>
    numbers.map((number): [string, string, string, string] => [name, member, number.slice(0, 8), input(number)]),
  );

  test.each(cases)('%s, %s: %s', async (name, member, _number, input) => {
    const declared =
      name === 'createLineItem' ? '' : name === 'updateLineItem' ? '($id: ID!)' : '($id: ID!, $user: ID!)';
    const operation = `mutation ${declared} { ${name}(input: { ${input} }) { ${mutations[name]!.payload} } }`;
    const variables = { id: room.id, user: room.learners[0] };
    for (const authorization of callers()) {
      expectRefusal(name, member, await gateway.run<any>(operation, variables, authorization));
    }
  });

  test('in the variables: 1e999', async () => {
    const { payload } = mutations.submitScore!;
    const query = `mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { ${payload} } }`;
    const body = JSON.stringify({
      query,
      variables: { input: { lineItemId: room.id, ...score(), scoreGiven: 123456 } },
    });
    for (const authorization of callers()) {
      expectRefusal('submitScore', 'scoreGiven', await gateway.send(body.replace('123456', '1e999'), authorization));
    }
  });
});
