import { execFileSync } from 'node:child_process';
import type { FaultRule } from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway } from './support/gateway';
import { answerRoster } from './support/roster';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ config: { maxExportCalls: 60, breakerFailures: 1_000_000 } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.sandbox.clearFaults();
  gateway.takeCalls();
});

async function get(path: string, authorization?: string) {
  const response = await fetch(`${gateway.url}/${path}`, { headers: authorization ? { authorization } : {} });
  // `text` of a response drops a byte order mark.
  const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
  return { status: response.status, headers: response.headers, text };
}

function room(more: object = {}, launch: object = {}) {
  const course = gateway.sandbox.createCourse({ lineItems: 2, learners: 3, ...more });
  return { course, authorization: gateway.sandbox.launch({ course, ...launch }).authorization };
}

const parse = (text: string): string[][] =>
  JSON.parse(
    execFileSync(
      'python3',
      [
        '-c',
        'import csv,io,json,sys;print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"),newline="")))))',
      ],
      {
        input: text,
        encoding: 'utf8',
      },
    ),
  );

test('CSV has a byte order mark, CRLF, a header and a row per active learner', async () => {
  const { course, authorization } = room();
  const items = course.lineItems();
  const { status, headers, text } = await get('gradebook.csv', authorization.bearer);
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
    200,
    'text/csv; charset=utf-8; header=present',
    'no-store',
  ]);
  const lines = text.slice(1).split('\r\n');
  expect([text.charCodeAt(0), lines[0], lines.at(-1)]).toEqual([
    0xfeff,
    `userId,name,email,sourcedId,${items.map(({ label, scoreMaximum }) => `${label} (${scoreMaximum})`).join(',')}`,
    '',
  ]);
  expect(lines.slice(1, -1).map((line) => line.split(',')[0])).toEqual(course.learnerIds());
  expect(gateway.takeCalls().sort()).toEqual([
    'GET idtoken',
    'GET lineItems',
    'GET memberships',
    'GET scores',
    'GET scores',
  ]);
});

test('a CSV reader returns text that looks like a formula, quotes, line breaks and Unicode', async () => {
  const { course, authorization } = room({ lineItems: 0 });
  const labels = ['=1+1', '+1', '-1', '@x', '\tx', 'a "b", c', 'two\nlines', 'cr\rlf\r\n', 'Ünï 日本 🎓'];
  const items = labels.map((label) => course.addLineItem({ label, scoreMaximum: 10 }));
  const [userId = ''] = course.learnerIds();
  items.forEach(({ id }, index) => course.setResult(id, userId, { score: index === 0 ? -1 : index / 2 }));
  course.setMember(userId, { name: '=HYPERLINK("x")' });
  const [header, row] = parse((await get('gradebook.csv', authorization.bearer)).text);
  expect(header!.slice(4)).toEqual(labels.map((label) => `${/^[=+@\t-]/.test(label) ? "'" : ''}${label} (10)`));
  expect(row![1]).toBe('\'=HYPERLINK("x")');
  expect(row!.slice(4)).toEqual(['-1', '0.5', '1', '1.5', '2', '2.5', '3', '3.5', '4']);
});

test('JSON Lines have the rows that the LMS lists, in the order of the named columns', async () => {
  const { course, authorization } = room();
  const [first, second] = course.lineItems();
  const [a = '', b = ''] = course.learnerIds();
  course.setResult(first!.id, b, null);
  course.setResult(second!.id, a, { score: null, comment: 'Not yet' });
  const names = [second!, first!].map(({ id }) => `lineItemId=${encodeURIComponent(id)}`).join('&');
  const { headers, text } = await get(`gradebook.jsonl?${names}`, authorization.ltik);
  expect(headers.get('content-type')).toBe('application/jsonl');
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map(({ userId }) => userId)).toEqual(course.learnerIds());
  const listed = (id: string, userId: string) => course.results(id).some((row) => row.userId === userId);
  for (const { userId, scores } of rows) {
    const expected = [second!, first!].filter(({ id }) => listed(id, userId)).map(({ label }) => label);
    expect(scores.map((score: any) => score.label)).toEqual(expected);
  }
  expect(Object.keys(rows[2].scores[0])).toEqual([
    'lineItemId',
    'label',
    'resultScore',
    'resultMaximum',
    'comment',
    'timestamp',
  ]);
});

test('others with a score follow the learners by id, with what the roster knows of them', async () => {
  const { course, authorization } = room({ lineItems: 1, learners: 8 });
  const { id } = course.lineItems()[0]!;
  const [gone = '', inactive = '', assistant = '', left = '', silent = '', ...learners] = course.learnerIds();
  course.setMember(gone, null);
  course.setMember(left, null);
  course.setMember(inactive, { status: 'Inactive' });
  course.setMember(assistant, { roles: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor'] });
  course.setMember(silent, null);
  course.setResult(id, silent, { score: null, comment: 'Not yet' });
  const roster = new Map(course.members().map((row) => [row.userId, row]));
  const others = [gone, inactive, assistant, left].sort();
  const expected = [...learners, ...others].map((userId) => {
    const { name = null, email = null, lisPersonSourcedId: sourcedId = null } = roster.get(userId) ?? {};
    return { userId, name, email, sourcedId };
  });
  expect(expected.filter(({ name }) => name === null).map(({ userId }) => userId)).toEqual([gone, left].sort());
  for (const form of ['bearer', 'ltik', 'serviceKey'] as const) {
    const { text } = await get('gradebook.jsonl', authorization[form]);
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ scores, ...person }) => [person, scores.length])).toEqual(expected.map((row) => [row, 1]));
    const table = parse((await get('gradebook.csv', authorization[form])).text).slice(1);
    expect(table.map((row) => row.slice(0, 4))).toEqual(expected.map((row) => Object.values(row).map((v) => v ?? '')));
  }
});

test('ids that differ only in case or blanks are different users', async () => {
  const { course } = room({ lineItems: 1, learners: 1 });
  const ids = ['ann', 'Ann', 'ann ', ' ann', 'ANN'];
  const scores = ids.map((userId, index) => ({ userId, resultScore: index, resultMaximum: 100 }));
  const launch = gateway.sandbox.launch({ course });
  gateway.sandbox.fault({ launch, route: 'scores', rewrite: (answer) => ({ ...answer, body: { scores } }) });
  answerRoster(gateway, launch, [{ userId: 'Ann', roles: ['Learner'], name: 'Ann' }]);
  const rows = parse((await get('gradebook.csv', launch.authorization.bearer)).text).slice(1);
  expect(rows.map(([userId, name, , , score]) => [userId, name, score])).toEqual([
    ['Ann', 'Ann', '1'],
    [' ann', '', '3'],
    ['ANN', '', '4'],
    ['ann', '', '0'],
    ['ann ', '', '2'],
  ]);
});

test('every text of a person comes back from a CSV reader and from JSON, formulas with an apostrophe in CSV', async () => {
  const texts = [
    '=1+1',
    '+1',
    '-1',
    '@x',
    '\t=x',
    '\r=x',
    'a, "b"',
    '"',
    'two\nlines',
    "'x",
    ' x ',
    '日本🎓',
    '\u2028',
  ];
  const { course } = room({ lineItems: 1, learners: 1 });
  const launch = gateway.sandbox.launch({ course });
  const people = texts.map((text) => ({ userId: text, name: text, email: text, lisPersonSourcedId: text }));
  const scores = texts.map((userId) => ({ userId, resultScore: -1, resultMaximum: 100, comment: userId }));
  gateway.sandbox.fault({ launch, route: 'scores', rewrite: (answer) => ({ ...answer, body: { scores } }) });
  answerRoster(
    gateway,
    launch,
    people.map((row) => ({ ...row, roles: ['Learner'] })),
  );
  const safe = (text: string) => (/^[=+@\t\r-]/.test(text) ? `'${text}` : text);
  const table = parse((await get('gradebook.csv', launch.authorization.bearer)).text).slice(1);
  expect(table).toEqual(texts.map((text) => [...Array<string>(4).fill(safe(text)), '-1']));
  const lines = (await get('gradebook.jsonl', launch.authorization.bearer)).text.trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line));
  expect(
    rows.map(({ userId, name, email, sourcedId, scores: [score] }) => [userId, name, email, sourcedId, score.comment]),
  ).toEqual(texts.map((text) => Array<string>(5).fill(text)));
});

test.each<[string, FaultRule]>([
  ['a line item', { route: 'lineItems', rewrite: (answer) => ({ ...answer, body: { lineItems: [{ id: 'x' }] } }) }],
  ['a score', { route: 'scores', rewrite: (answer) => ({ ...answer, body: { scores: [{ resultScore: 1 }] } }) }],
  ['a member', { route: 'memberships', rewrite: (answer) => ({ ...answer, body: { members: [{ roles: [] }] } }) }],
])('%s that cannot be read fails the export: without its row the file would look complete', async (_what, rule) => {
  const launch = gateway.sandbox.launch({ course: room().course });
  gateway.sandbox.fault({ launch, ...rule });
  for (const file of ['gradebook.csv', 'gradebook.jsonl']) {
    const { status, text } = await get(file, launch.authorization.bearer);
    expect([status, JSON.parse(text).code]).toEqual([502, 'UPSTREAM_ERROR']);
  }
});

test('filters choose columns', async () => {
  const { course, authorization } = room();
  course.addLineItem({ label: 'Essay', scoreMaximum: 5, resourceId: 'essay', tag: 'final' });
  const [header] = parse((await get('gradebook.csv?tag=final&resourceId=essay', authorization.bearer)).text);
  expect(header!.slice(4)).toEqual(['Essay (5)']);
});

test('without a roster, users with scores have rows by id and no names', async () => {
  const { course, authorization } = room({}, { roster: 'unavailable' });
  const rows = parse((await get('gradebook.csv', authorization.bearer)).text).slice(1);
  expect(rows.map((row) => row.slice(0, 4))).toEqual([...course.learnerIds()].sort().map((id) => [id, '', '', '']));
});

test.each([
  ['no credential', (): string | undefined => undefined, '', 401, 'UNAUTHENTICATED'],
  ['a learner', () => room({}, { roles: ['Learner'] }).authorization.bearer, '', 403, 'FORBIDDEN'],
  ['a content developer', () => room({}, { roles: ['ContentDeveloper'] }).authorization.bearer, '', 403, 'FORBIDDEN'],
  ['a mentor', () => room({}, { roles: ['Mentor'] }).authorization.bearer, '', 403, 'FORBIDDEN'],
  ['an expired ltik', () => room({}, { expired: true }).authorization.bearer, '', 401, 'UNAUTHENTICATED'],
  ['no grades', () => room({}, { grades: 'unavailable' }).authorization.bearer, '', 503, 'SERVICE_NOT_AVAILABLE'],
  ['an unknown line item', () => room().authorization.bearer, '?lineItemId=https://x.example/1', 404, 'NOT_FOUND'],
  ['an unknown parameter', () => room().authorization.bearer, '?tags=a', 400, 'BAD_USER_INPUT'],
  ['an empty filter', () => room().authorization.bearer, '?tag=', 400, 'BAD_USER_INPUT'],
  ['an empty id', () => room().authorization.bearer, '?lineItemId=', 400, 'BAD_USER_INPUT'],
  ['malformed percent-encoding', () => room().authorization.bearer, '?tag=100%', 400, 'BAD_USER_INPUT'],
  ['a repeated filter', () => room().authorization.bearer, '?tag=a&tag=b', 400, 'BAD_USER_INPUT'],
  ['too many calls', () => room({ lineItems: 70 }).authorization.bearer, '', 400, 'OPERATION_TOO_EXPENSIVE'],
] as const)('%s is a problem with its own status', async (_name, enter, query, status, code) => {
  for (const file of ['gradebook.csv', 'gradebook.jsonl']) {
    const answer = await get(`${file}${query}`, enter());
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(JSON.parse(answer.text)).toMatchObject({ status, code });
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer realm="gradebook"' : null);
  }
});

test.each([
  ['scores', { status: 500 }, 502, 'UPSTREAM_UNAVAILABLE'],
  ['scores', { body: '<p>' }, 502, 'UPSTREAM_ERROR'],
  ['scores', { status: 429 }, 503, 'RATE_LIMITED'],
  ['memberships', { status: 500 }, 502, 'UPSTREAM_UNAVAILABLE'],
  ['memberships', { truncate: true }, 502, 'UPSTREAM_UNAVAILABLE'],
  ['lineItems', { status: 403, body: '' }, 503, 'SERVICE_NOT_AVAILABLE'],
  ['idtoken', { status: 503 }, 502, 'UPSTREAM_UNAVAILABLE'],
  ['idtoken', { status: 401 }, 401, 'UNAUTHENTICATED'],
] as const)('a failure of %s with %j comes before the first byte', async (route, fault, status, code) => {
  const launch = room();
  gateway.sandbox.fault({ route, ...fault });
  for (const file of ['gradebook.csv', 'gradebook.jsonl']) {
    const answer = await get(file, launch.authorization.bearer);
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('content-disposition')).toBeNull();
  }
});

test('members without a score, and their count in the statistics', async () => {
  const { course, authorization } = room({ learners: 4 });
  const { id } = course.lineItems()[0]!;
  const [a = '', b = ''] = course.learnerIds();
  course.setResult(id, a, null);
  course.setResult(id, b, { score: 0 });
  const query = `query ($id: ID!, $other: ID!) {
    lineItem(id: $id) { statistics { scored unscored } }
    members(filter: { role: LEARNER, withoutScoreIn: $id }) { nodes { id } }
    unknown: members(filter: { withoutScoreIn: $other }) { nodes { id } }
  }`;
  const { data, errors } = await gateway.run(query, { id, other: `${id}0` }, authorization.bearer);
  expect(data).toEqual({
    lineItem: { statistics: { scored: 3, unscored: 1 } },
    members: { nodes: [{ id: a }] },
    unknown: null,
  });
  expect(errors).toMatchObject([{ path: ['unknown'], extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(gateway.takeCalls().filter((call) => call === 'GET scores')).toEqual(['GET scores']);
});
