import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { FaultRule, SandboxLaunch } from '../src/sandbox/sandbox';
import { type Classroom, startAfresh, startWriteGateway, type WriteGateway } from './support/classroom';
import { startTestGateway } from './support/gateway';
import { startRawUpstream } from './support/rawUpstream';

let gateway: WriteGateway;
let room: Classroom;
beforeAll(async () => (gateway = await startWriteGateway()));
afterAll(() => gateway.close());
beforeEach(() => {
  startAfresh(gateway);
  room = gateway.classroom();
});

const codesOf = (errors: { path?: (string | number)[]; extensions: { code: string } }[]) =>
  errors.map(({ path, extensions }) => [path?.join('.'), extensions.code]);

/** Makes the LMS return these scores; `rows` is raw JSON text. */
function sendScores(rows: string, more: FaultRule = {}): void {
  gateway.sandbox.fault({ route: 'scores', method: 'GET', body: `{"scores":[${rows}]}`, ...more });
}

/** Rewrites the first line item in every response of the LMS; `edit` changes the JSON text. */
function sendLineItem(edit: (text: string) => string): void {
  gateway.sandbox.fault({
    route: 'lineItem',
    method: 'GET',
    rewrite: (answer) => ({ ...answer, body: edit(JSON.stringify(answer.body)) }),
  });
  gateway.sandbox.fault({
    route: 'lineItems',
    method: 'GET',
    rewrite: (answer) => ({ ...answer, body: edit(JSON.stringify(answer.body)) }),
  });
}

function changeToken(launch: SandboxLaunch, change: (token: any) => void, edit = (text: string) => text): void {
  gateway.sandbox.fault({
    launch,
    route: 'idtoken',
    rewrite(answer) {
      const token = structuredClone(answer.body);
      change(token);
      return { ...answer, body: edit(JSON.stringify(token)) };
    },
  });
}

describe('input rules do not apply to data from the LMS', () => {
  const fields = 'userId resultScore resultMaximum';

  test('returns a score with a maximum of 0 in every field that shows it', async () => {
    sendScores('{"userId":"a","resultScore":1,"resultMaximum":0}');
    const query = `query ($id: ID!) { lineItem(id: $id) {
      scores { nodes { ${fields} } } score(userId: "a") { ${fields} } scoresForUsers(userIds: ["b", "a"]) { ${fields} }
    } }`;
    const row = { userId: 'a', resultScore: 1, resultMaximum: 0 };
    for (let use = 1; use <= 2; use += 1) {
      const { data, errors } = await gateway.run(query, { id: room.id }, room.as.instructor);
      expect(errors).toEqual([]);
      expect(data.lineItem).toEqual({ scores: { nodes: [row] }, score: row, scoresForUsers: [null, row] });
    }
    const input = { lineItemId: room.id, userId: 'a', activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED' };
    gateway.sandbox.fault({ method: 'POST', route: 'scores', status: 200, body: '{}' });
    const submitted = await gateway.run(
      `mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted score { ${fields} } } }`,
      { input },
      room.as.instructor,
    );
    expect(submitted.errors).toEqual([]);
    expect(submitted.data.submitScore).toEqual({ accepted: true, score: row });
  });

  test.each([
    ['-5', '-10', -5, -10],
    ['12', '10', 12, 10],
    ['0', '0', 0, 0],
    ['null', 'null', null, 1],
    ['""', '""', null, 1],
  ])('returns a score of %s out of %s', async (score, maximum, resultScore, resultMaximum) => {
    sendScores(`{"userId":"a","resultScore":${score},"resultMaximum":${maximum}}`);
    const { data, errors } = await gateway.run(
      `query ($id: ID!) { lineItem(id: $id) { scores { nodes { ${fields} } } } }`,
      { id: room.id },
      room.as.instructor,
    );
    expect(errors).toEqual([]);
    expect(data.lineItem.scores.nodes).toEqual([{ userId: 'a', resultScore, resultMaximum }]);
  });

  test.each([0, -1])('returns a line item with a scoreMaximum of %d and a blank label', async (scoreMaximum) => {
    sendLineItem((text) =>
      text.replace('"Essay"', '"  "').replace('"scoreMaximum":100', `"scoreMaximum":${scoreMaximum}`),
    );
    const { data, errors } = await gateway.run(
      'query ($id: ID!) { lineItem(id: $id) { label scoreMaximum } lineItems { nodes { label scoreMaximum } } }',
      { id: room.id },
      room.as.instructor,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      lineItem: { label: '  ', scoreMaximum },
      lineItems: { nodes: [{ label: '  ', scoreMaximum }] },
    });
  });
});

describe('numbers in LMS data', () => {
  test.each([
    ['" "', null],
    ['"\\t\\n"', null],
    ['" 7.50 "', 7.5],
    ['"-0.5"', -0.5],
    ['66.66666666666667', 66.66666666666667],
    ['66.6666666666666666666', 66.66666666666667],
    ['" 0 "', 0],
  ])('reads resultScore %s as %p', async (written, resultScore) => {
    sendScores(`{"userId":"a","resultScore":${written}}`);
    const { data, errors } = await gateway.run(
      'query ($id: ID!) { lineItem(id: $id) { scores { nodes { resultScore } } } }',
      { id: room.id },
      room.as.instructor,
    );
    expect(errors).toEqual([]);
    expect(data.lineItem.scores.nodes).toEqual([{ resultScore }]);
  });

  test.each(['"0x10"', '"Infinity"', '"1,5"', '"12abc"', '"+5"', '"0b1"', '"NaN"', 'true', '[]', '[5]', '{}', '1e999'])(
    'rejects resultScore %s: the row is null with UPSTREAM_ERROR',
    async (written) => {
      sendScores(`{"userId":"a","resultScore":${written}},{"userId":"b","resultScore":2}`);
      const { data, errors } = await gateway.run(
        'query ($id: ID!) { lineItem(id: $id) { scores { nodes { userId resultScore } } } }',
        { id: room.id },
        room.as.instructor,
      );
      expect(data.lineItem.scores.nodes).toEqual([null, { userId: 'b', resultScore: 2 }]);
      expect(codesOf(errors)).toEqual([['lineItem.scores.nodes.0', 'UPSTREAM_ERROR']]);
    },
  );
});

describe('numeric ids', () => {
  const unsafe = [
    '10170000004385913',
    '9007199254740992',
    '-9007199254740993',
    '1e21',
    '1.5',
    '1.00000000000000000001',
    '4503599627370497.4',
  ];

  test.each(unsafe)('a row with the unsafe user id %s matches no user and hides no other row', async (written) => {
    sendScores(`{"userId":${written},"resultScore":1},{"userId":"b","resultScore":2},{"userId":7,"resultScore":3}`);
    // The values that the number could be rounded or truncated to, and its exact digits.
    const userIds = [
      String(Number(written)),
      String(Math.trunc(Number(written))),
      '10170000004385912',
      written,
      'b',
      '7',
    ];
    const query = `query ($id: ID!, $userIds: [ID!]!) { lineItem(id: $id) {
      scores { nodes { userId resultScore } } scoresForUsers(userIds: $userIds) { resultScore }
      ${userIds.map((_, n) => `s${n}: score(userId: "${userIds[n]}") { resultScore }`).join(' ')}
    } }`;
    for (let use = 1; use <= 2; use += 1) {
      const { data, errors } = await gateway.run(query, { id: room.id, userIds }, room.as.instructor);
      const { scores, scoresForUsers, ...single } = data.lineItem;
      expect(scores.nodes).toEqual([null, { userId: 'b', resultScore: 2 }, { userId: '7', resultScore: 3 }]);
      const found = [null, null, null, null, { resultScore: 2 }, { resultScore: 3 }];
      expect(scoresForUsers).toEqual(found);
      expect(Object.values(single)).toEqual(found);
      expect(codesOf(errors)).toEqual([['lineItem.scores.nodes.0', 'UPSTREAM_ERROR']]);
    }
  });

  test('accepts safe integers as ids', async () => {
    sendScores(
      `{"userId":0,"resultScore":1},{"userId":-1,"resultScore":2},{"userId":9007199254740991,"scoringUserId":4}`,
    );
    const { data, errors } = await gateway.run(
      'query ($id: ID!) { lineItem(id: $id) { scores { nodes { userId scoringUserId } } } }',
      { id: room.id },
      room.as.instructor,
    );
    expect(errors).toEqual([]);
    expect(data.lineItem.scores.nodes).toEqual([
      { userId: '0', scoringUserId: null },
      { userId: '-1', scoringUserId: null },
      { userId: '9007199254740991', scoringUserId: '4' },
    ]);
  });

  test.each(['resourceId', 'resourceLinkId', 'tag'])(
    'a line item with an unsafe %s is null and cannot be updated',
    async (name) => {
      sendLineItem((text) =>
        text
          .replace(/"resourceId":"essay-1"|"tag":"grade"/g, '"x":0')
          .replace('"label"', `"${name}":10170000004385913,"label"`),
      );
      const { data, errors } = await gateway.run(
        `query ($filter: LineItemFilter) { lineItems { nodes { id } } filtered: lineItems(filter: $filter) { nodes { id } } }`,
        { filter: { [name]: '10170000004385912' } },
        room.as.instructor,
      );
      expect(data).toEqual({ lineItems: { nodes: [null] }, filtered: { nodes: [] } });
      expect(codesOf(errors)).toEqual([['lineItems.nodes.0', 'UPSTREAM_ERROR']]);
      const { data: update } = await gateway.run(
        'mutation ($id: ID!) { updateLineItem(input: { id: $id, label: "New" }) { lineItem { id } userErrors { code } } }',
        { id: room.id },
        room.as.backEndServiceKey,
      );
      expect(update.updateLineItem).toEqual({ lineItem: null, userErrors: [{ code: 'UNAVAILABLE' }] });
      expect(gateway.takeWrites()).toEqual([]);
    },
  );

  test('an update sends numbers in unknown members back digit for digit', async () => {
    const member =
      '"https://lms.example.edu/x":{"big":10170000004385913,"list":[-12345678901234567890,1.5],"precise":0.10000000000000000555,"huge":1e400,"text":"10170000004385913"}';
    const { upstream, sent } = await listenToWrites(room.id, member);
    try {
      const { data } = await upstream.run(
        'mutation ($id: ID!) { updateLineItem(input: { id: $id, label: "New" }) { userErrors { code } } }',
        { id: room.id },
        `SERVICE-AUTH-V1 ${upstream.sandbox.apiKey}:key`,
      );
      expect(data.updateLineItem.userErrors).toEqual([]);
      expect(sent()).toContain(member);
    } finally {
      await upstream.close();
    }
  });

  test('an unsafe user id in the id token fails the launch with UPSTREAM_ERROR', async () => {
    const userId = 10170000004385912;
    changeToken(
      room.launch,
      () => {},
      (text) => text.replace(`"id":"${room.launch.userId}"`, `"id":${userId + 1}`),
    );
    const { data, errors } = await gateway.run('{ launch { user { id } } }', {}, room.as.instructor);
    expect([data.launch, codesOf(errors)]).toEqual([null, [['launch', 'UPSTREAM_ERROR']]]);
  });

  test('an unsafe id in the id token makes that part of the launch null', async () => {
    const long = '10170000004385913';
    changeToken(
      room.launch,
      (token) => {
        token.launch.context.id = token.launch.resourceLink.id = 'long';
        token.platform.version = 4.5;
      },
      (text) => text.replaceAll('"long"', long),
    );
    const { data, errors } = await gateway.run(
      '{ launch { user { id } context { id } resourceLink { id } platform { version } } }',
      {},
      room.as.instructor,
    );
    expect(errors).toEqual([]);
    const user = { id: room.launch.userId };
    expect(data.launch).toEqual({ user, context: null, resourceLink: null, platform: { version: '4.5' } });
  });

  test('an unsafe id in roleScopeMentor gives a mentor access to no user', async () => {
    const mentor = gateway.sandbox.launch({
      course: room.course,
      userId: room.learners[0]!,
      roles: ['Mentor'],
      roleScopeMentor: ['long', '7'],
    });
    changeToken(
      mentor,
      () => {},
      (text) => text.replace('"long"', '10170000004385913').replace('"7"', '7'),
    );
    const ask = (userId: string) =>
      gateway.run(
        'query ($id: ID!, $userId: ID!) { lineItem(id: $id) { score(userId: $userId) { userId } } }',
        { id: room.id, userId },
        mentor.authorization.bearer,
      );
    for (const userId of ['10170000004385912', '10170000004385913']) {
      expect(codesOf((await ask(userId)).errors)).toEqual([['lineItem.score', 'FORBIDDEN']]);
    }
    expect((await ask('7')).errors).toEqual([]);
  });

  describe.each(['instructor', 'backEndServiceKey'] as const)('sent by a client (%s)', (caller) => {
    const score = 'query ($id: ID!, $userId: ID!) { lineItem(id: $id) { score(userId: $userId) { userId } } }';
    const scores =
      'query ($id: ID!, $userIds: [ID!]!) { lineItem(id: $id) { scoresForUsers(userIds: $userIds) { userId } } }';
    const submit = 'mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted } }';
    const graded = '"activityProgress":"COMPLETED","gradingProgress":"FULLY_GRADED"';

    test.each([
      ['an argument', score, '"userId":%'],
      ['a list', scores, '"userIds":["a",%]'],
      ['a list of one item', scores, '"userIds":%'],
      ['an input object', submit, `"input":{"lineItemId":"x","userId":%,${graded}}`],
      ['an unused variable', score, '"userId":"a","id":%'],
    ])('rejects unsafe integers in %s with BAD_USER_INPUT', async (_where, query, variables) => {
      for (const number of ['10170000004385913', '9007199254740992', '1e21', '-9007199254740993']) {
        const given = `{"id":${JSON.stringify(room.id)},${variables.replace('%', number)}}`;
        for (let use = 1; use <= 2; use += 1) {
          const body = `{"query":${JSON.stringify(query)},"variables":${given}}`;
          const { errors } = await gateway.send(body, room.as[caller]);
          expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
        }
      }
      expect(gateway.takeCalls()).toEqual([]);
    });

    test('rejects unsafe integers in literals and defaults with BAD_USER_INPUT', async () => {
      for (const query of [
        'query ($id: ID!) { lineItem(id: $id) { score(userId: 10170000004385913) { userId } } }',
        'query ($id: ID!, $u: ID = 10170000004385913) { lineItem(id: $id) { scoresForUsers(userIds: [$u]) { userId } } }',
        'query ($id: ID!) { lineItem(id: $id) { scoresForUsers(userIds: ["a", 9007199254740993]) { userId } } }',
      ]) {
        for (let use = 1; use <= 2; use += 1) {
          const { errors } = await gateway.run(query, { id: room.id }, room.as[caller]);
          expect(errors.map(({ extensions }) => extensions.code)).toContain('BAD_USER_INPUT');
        }
      }
      expect(gateway.takeCalls()).toEqual([]);
    });

    test('converts safe integers to their digits', async () => {
      sendScores('{"userId":"42","resultScore":1}');
      for (const query of [
        score,
        score.replace('$userId: ID!', '$userId: ID! = 42'),
        score.replace('userId: $userId', 'userId: 42').replace(', $userId: ID!', ''),
      ]) {
        for (let use = 1; use <= 2; use += 1) {
          const variables = query === score ? { id: room.id, userId: 42 } : { id: room.id };
          const { data, errors } = await gateway.run(query, variables, room.as[caller]);
          expect([errors, data.lineItem.score]).toEqual([[], { userId: '42' }]);
        }
      }
    });
  });

  test('a subgraph rejects unsafe integers, also in representations', async () => {
    const subgraph = await startTestGateway({ config: { federation: true } });
    try {
      const launch = subgraph.sandbox.launch();
      const { bearer } = launch.authorization;
      const query = 'query ($id: ID!) { lineItem(id: $id) { id } }';
      for (let use = 1; use <= 2; use += 1) {
        const { errors } = await subgraph.run(query, { id: 2 ** 53 }, bearer);
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
      }
      const entities = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
      const { errors } = await subgraph.run(entities, { r: [{ __typename: 'LineItem', id: 2 ** 53 }] }, bearer);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    } finally {
      await subgraph.close();
    }
  });
});

/** A gateway in front of a server that always returns one line item and records what is written to it. */
async function listenToWrites(id: string, member: string) {
  const body = `{"id":"${id}",${member},"label":"Essay","scoreMaximum":100}`;
  const requests: string[] = [];
  const raw = await startRawUpstream((socket, received) => {
    requests.push(received.toString());
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  });
  const upstream = await startTestGateway({ config: { ltiaasUrl: raw.url } });
  return {
    sent: () => requests.join('\n'),
    upstream: { ...upstream, close: () => Promise.all([upstream.close(), raw.close()]) },
  };
}

describe('equivalent spellings of a line item id', () => {
  const spellings = (id: string): [string, string][] => [
    ['another scheme', id.replace('https:', 'http:')],
    ['the scheme in capitals', id.replace('https:', 'HTTPS:')],
    ['a slash at the end', `${id}/`],
    ['another letter case of the host', id.replace('lms.example', 'LMS.Example')],
    ['the default port', id.replace('.edu/', '.edu:443/')],
    ['the default port of the other scheme', id.replace('https:', 'http:').replace('.edu/', '.edu:80/')],
    ['encoded letters', id.replace('/lti/', '/%6Cti/').replace('lineitems', 'line%69tems')],
    [
      'all at once',
      `${id.replace('https://lms', 'http://LMS').replace('.edu/', '.edu:80/').replace('/lti/', '/%6cti/')}/`,
    ],
  ];
  const others = (id: string): [string, string][] => [
    ['another host', id.replace('.edu/', '.edu.evil.example/')],
    ['another port', id.replace('.edu/', '.edu:8443/')],
    ['user info', id.replace('https://', 'https://lms@')],
    ['another letter case of the path', id.replace('/lti/', '/LTI/')],
    ['dots', id.replace('/lti/', '/x/../lti/')],
    ['an encoded slash', id.replace('/lti/', '%2Flti/')],
    ['two slashes at the end', `${id}//`],
    ['a fragment', `${id}#x`],
    ['a query', `${id}?x=1`],
    ['backslashes', id.replaceAll('/', '\\')],
    ['a scheme that is encoded', id.replace('https', 'htt%70s')],
    ['a space', ` ${id}`],
  ];
  const names = spellings('').map(([name]) => name);

  test.each(names)('a response whose id differs by %s is the same line item', async (name) => {
    const spell = (id: string) => spellings(id).find(([other]) => other === name)![1];
    const id = room.id;
    gateway.sandbox.fault({
      route: 'lineItem',
      rewrite: (answer) => ({ ...answer, body: { ...answer.body, id: spell(id) } }),
    });
    sendScores(`{"userId":"a","resultScore":1,"scoreOf":${JSON.stringify(spell(id))}}`);
    changeToken(room.launch, (token) => (token.services.assignmentAndGrades.lineItemId = id));
    const query = `{ launch { lineItem { id label scores { nodes { userId lineItem { id } } } } } }`;
    for (let use = 1; use <= 2; use += 1) {
      const { data, errors } = await gateway.run(query, {}, room.as.instructor);
      expect(errors).toEqual([]);
      expect(data.launch.lineItem).toEqual({
        id,
        label: 'Essay',
        scores: { nodes: [{ userId: 'a', lineItem: { id } }] },
      });
    }
    const update = await gateway.run(
      'mutation ($id: ID!) { updateLineItem(input: { id: $id, label: "New" }) { lineItem { id label } userErrors { code } } }',
      { id },
      room.as.instructor,
    );
    expect(update.data.updateLineItem).toEqual({ lineItem: { id, label: 'New' }, userErrors: [] });
    expect(gateway.takeWrites()).toMatchObject([{ lineItemId: id, body: { label: 'New' } }]);
  });

  test.each(names)('an id that a client spells with %s is sent to LTIAAS in the original spelling', async (name) => {
    const { id } = room;
    const asked = spellings(id).find(([other]) => other === name)![1];
    const [userId = ''] = room.learners;
    const query = `query ($id: ID!, $asked: ID!, $userId: ID!) {
      a: lineItem(id: $asked) { id label score(userId: $userId) { userId } scores { nodes { userId } } }
      b: lineItem(id: $id) { id label }
      node(id: $asked) { id }
    }`;
    for (let use = 1; use <= 2; use += 1) {
      const { data, errors } = await gateway.run(query, { id, asked, userId }, room.as.instructor);
      expect(errors).toEqual([]);
      expect([data.a.id, data.a.label, data.b, data.node]).toEqual([id, 'Essay', { id, label: 'Essay' }, { id }]);
    }
    const graded = {
      lineItemId: asked,
      userId,
      activityProgress: 'COMPLETED',
      gradingProgress: 'FULLY_GRADED',
      scoreGiven: 1,
      scoreMaximum: 1,
    };
    const written = await gateway.run(
      `mutation ($input: SubmitScoreInput!, $update: UpdateLineItemInput!, $delete: DeleteLineItemInput!) {
        submitScore(input: $input) { accepted score { userId } lineItem { id } }
        updateLineItem(input: $update) { lineItem { id } }
        deleteLineItem(input: $delete) { deletedLineItemId }
      }`,
      { input: graded, update: { id: asked, label: 'New' }, delete: { id: asked } },
      room.as.instructor,
    );
    expect(written.errors).toEqual([]);
    expect(written.data).toEqual({
      submitScore: { accepted: true, score: { userId }, lineItem: { id } },
      updateLineItem: { lineItem: { id } },
      deleteLineItem: { deletedLineItemId: id },
    });
    const sent = gateway.sandbox.requests.filter(({ path }) => path.includes('/lineitems/'));
    expect(new Set(sent.slice(-8).map(({ lineItemId }) => lineItemId))).toEqual(new Set([id]));
    const after = await gateway.run('query ($id: ID!) { lineItem(id: $id) { id } }', { id: asked }, room.as.instructor);
    expect([after.errors, after.data.lineItem]).toEqual([[], null]);
  });

  test.each(others('').map(([name]) => name))(
    'an id that differs by %s is another line item and is not sent to LTIAAS',
    async (name) => {
      const { id } = room;
      const asked = others(id).find(([other]) => other === name)![1];
      const seen = gateway.sandbox.requests.length;
      const { data, errors } = await gateway.run(
        `query ($id: ID!, $asked: ID!) { known: lineItem(id: $id) { label } lineItem(id: $asked) { id label } }`,
        { id, asked },
        room.as.instructor,
      );
      expect([errors, data]).toEqual([[], { known: { label: 'Essay' }, lineItem: null }]);
      const dialled = gateway.sandbox.requests.slice(seen).flatMap(({ lineItemId }) => lineItemId ?? []);
      expect(dialled.filter((each) => each !== id)).toEqual([]);
      // Moodle omits the query from the ids in its responses.
      if (name === 'a query') return;
      sendScores(`{"userId":"a","resultScore":1,"scoreOf":${JSON.stringify(asked)}}`);
      const scores = await gateway.run(
        'query ($id: ID!) { lineItem(id: $id) { scores { nodes { userId } } } }',
        { id },
        room.as.instructor,
      );
      expect(scores.data.lineItem.scores.nodes).toEqual([null]);
    },
  );

  test('an id from the list is shown in the spelling of the id token', async () => {
    const { id } = room;
    const other = id.replace('https:', 'http:');
    changeToken(room.launch, (token) => (token.services.assignmentAndGrades.lineItemId = id));
    gateway.sandbox.fault({
      route: 'lineItems',
      rewrite: (answer) => ({ ...answer, body: { lineItems: [{ ...answer.body.lineItems[0], id: other }] } }),
    });
    const query = `query ($other: ID!) {
      launch { lineItem { id label } } lineItems { nodes { id scores { nodes { userId } } } } lineItem(id: $other) { id label }
    }`;
    for (let use = 1; use <= 2; use += 1) {
      const { data, errors } = await gateway.run(query, { other }, room.as.instructor);
      expect(errors).toEqual([]);
      expect(data).toEqual({
        launch: { lineItem: { id, label: 'Essay' } },
        lineItems: { nodes: [{ id, scores: { nodes: [] } }] },
        lineItem: { id, label: 'Essay' },
      });
    }
  });
});

describe('dates', () => {
  const read: [string, string][] = [
    ['2026-03-14T09:30:00Z', '2026-03-14T09:30:00.000Z'],
    ['2026-03-14t09:30:00z', '2026-03-14T09:30:00.000Z'],
    ['  2026-03-14T09:30:00Z \n', '2026-03-14T09:30:00.000Z'],
    ['2026-03-14T09:30:00+00', '2026-03-14T09:30:00.000Z'],
    ['2026-03-14T09:30:00+0130', '2026-03-14T08:00:00.000Z'],
    ['2026-03-14T09:30:00-02:30', '2026-03-14T12:00:00.000Z'],
    ['2026-03-14T09:30:00,25Z', '2026-03-14T09:30:00.250Z'],
    ['2026-03-14T09:30:00.123456789', '2026-03-14T09:30:00.123Z'],
    ['2026-03-14T09:30', '2026-03-14T09:30:00.000Z'],
    ['2026-03-14T09:30Z', '2026-03-14T09:30:00.000Z'],
    ['2026-03-14 09:30:00', '2026-03-14T09:30:00.000Z'],
    ['2026-03-14 09:30:00 UTC', '2026-03-14T09:30:00.000Z'],
    ['2026-03-14 09:30:00 -0500', '2026-03-14T14:30:00.000Z'],
    ['2026-03-14T09:30:00+01:00[Europe/Paris]', '2026-03-14T08:30:00.000Z'],
    ['2026-03-14', '2026-03-14T00:00:00.000Z'],
    ['2026/03/14', '2026-03-14T00:00:00.000Z'],
    ['2026/03/14 09:30:00', '2026-03-14T09:30:00.000Z'],
    ['20260314T093000Z', '2026-03-14T09:30:00.000Z'],
    ['Sat, 14 Mar 2026 09:30:00 GMT', '2026-03-14T09:30:00.000Z'],
    ['14 Mar 2026 09:30:00 +0100', '2026-03-14T08:30:00.000Z'],
    ['14 Mar 2026 09:30 EDT', '2026-03-14T13:30:00.000Z'],
    ['Sat, 14 Mar 2026 09:30:00 PST', '2026-03-14T17:30:00.000Z'],
    ['Sat, 14 Mar 2026 09:30:00 +0100 (CET)', '2026-03-14T08:30:00.000Z'],
    ['Sat Mar 14 09:30:00 2026', '2026-03-14T09:30:00.000Z'],
    ['Sat Mar 14 2026 09:30:00 GMT+0100 (Central European Standard Time)', '2026-03-14T08:30:00.000Z'],
    ['March 14, 2026', '2026-03-14T00:00:00.000Z'],
    ['Sat Mar 14 09:30:00 UTC 2026', '2026-03-14T09:30:00.000Z'],
    ['Sat Mar 14 09:30:00 EDT 2026', '2026-03-14T13:30:00.000Z'],
    ['Sat Mar 14 09:30:00 +0100 2026', '2026-03-14T08:30:00.000Z'],
    ['Mar 14, 2026 9:30:00 AM', '2026-03-14T09:30:00.000Z'],
    ['Mar 14, 2026, 9:30:00\u202fPM', '2026-03-14T21:30:00.000Z'],
    ['Saturday, March 14, 2026 12:05 a.m.', '2026-03-14T00:05:00.000Z'],
    ['14 Mar 2026 12:05 pm EST', '2026-03-14T17:05:00.000Z'],
    ['2026-03-14 09:30 PM', '2026-03-14T21:30:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01T00:00:00', '0001-01-01T00:00:00.000Z'],
  ];
  // prettier-ignore
  const unclear = [
    '5', '1.5', 'Week 3', '2026', '2026-03', 'March', 'now', '1773480600', '03/04/2026', '03-04-2026', '14.03.2026', '14/03/26',
    '2026-02-30T00:00:00Z', '2026-02-29', '2026-13-01', '2026-00-10', '2026-03-32', '2026-03-14T24:00:00Z', '2026-03-14T09:60:00Z',
    '2026-12-31T23:59:60Z', '2026-03-14T09:30:00+24:00', '2026-03-14T09:30:00+01:60', '2026-03-14T09:30:00 CET', '2026-03-14T09:30:00 EST',
    'Mon, 14 Mar 2026 09:30:00 GMT', 'Saturn, 14 Mar 2026', '14 Mar 26', '31 Apr 2026', '2026-03/14', '+012026-03-14T09:30:00Z',
    'Sat Mar 14 09:30:00 CET 2026', 'Sun Mar 14 09:30:00 UTC 2026', 'Mar 14, 2026 13:30 PM', 'Mar 14, 2026 0:30 AM', '14 Mar 2026 09:30 AMT',
    '9999-12-31T23:59:59-01:00', '0000-01-01T00:00:00+01:00', '2026-03-14T09:30:00Z; x', `2026-03-14${' '.repeat(10_000)}x`,
  ];
  const numbers: [number, string | null][] = [
    [1773480600, '2026-03-14T09:30:00.000Z'],
    [1773480600000, '2026-03-14T09:30:00.000Z'],
    [0, null],
    [5, null],
    [1.5, null],
    [20260314, null],
    [-1773480600, null],
    [1773480600000000, null],
    [1e300, null],
  ];

  async function show(dates: unknown[]) {
    const rows = dates.map((timestamp, n) => ({ userId: `u${n}`, timestamp }));
    sendScores(rows.map((row) => JSON.stringify(row)).join());
    const { data, errors } = await gateway.run(
      'query ($id: ID!) { lineItem(id: $id) { scores(first: 500) { nodes { timestamp } } } }',
      { id: room.id },
      room.as.instructor,
    );
    expect(errors).toEqual([]);
    return data.lineItem.scores.nodes.map((row: any, n: number) => [dates[n], row.timestamp]);
  }

  test('reads unambiguous dates, in UTC if they have no time zone', async () => {
    expect(await show(read.map(([date]) => date))).toEqual(read);
  });

  test('returns null for ambiguous or invalid dates', async () => {
    expect(await show(unclear)).toEqual(unclear.map((date) => [date, null]));
  });

  test('reads numbers as seconds or milliseconds since 1970 if the result is plausible', async () => {
    expect(await show(numbers.map(([date]) => date))).toEqual(numbers);
  });

  test.each(['America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'UTC'])(
    'reads the same dates on a host in %s',
    (zone) => {
      const script = `
      const { transformFileSync } = require('@swc/core');
      const source = transformFileSync(${JSON.stringify(join(__dirname, '../src/ltiaas/date.ts'))}, {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' },
      });
      const module_ = { exports: {} };
      new Function('exports', 'require', source.code)(module_.exports, require);
      const dates = ${JSON.stringify([...read.map(([date]) => date), ...unclear])};
      console.log(JSON.stringify([new Date(2026, 2, 14).getTimezoneOffset(), dates.map((date) => module_.exports.readDate(date))]));`;
      const output = execFileSync(process.execPath, ['-e', script], {
        env: { ...process.env, TZ: zone },
        cwd: join(__dirname, '..'),
      });
      const [offset, dates] = JSON.parse(output.toString());
      expect(offset === 0).toBe(zone === 'UTC');
      expect(dates).toEqual([...read.map(([, date]) => date), ...unclear.map(() => null)]);
    },
  );

  test.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
    '2026-03-14T24:00:00Z',
    '2026-03-14',
    '2026-03-14T09:30:00',
  ])("rejects the client's date %s and sends nothing", async (date) => {
    const variable =
      'mutation ($id: ID!, $date: DateTime) { updateLineItem(input: { id: $id, endDateTime: $date }) { userErrors { code } } }';
    const literal = `mutation ($id: ID!) { updateLineItem(input: { id: $id, endDateTime: "${date}" }) { userErrors { code } } }`;
    for (let use = 1; use <= 2; use += 1) {
      const { errors } = await gateway.run(variable, { id: room.id, date }, room.as.instructor);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
      expect(
        (await gateway.run(literal, { id: room.id }, room.as.instructor)).errors.map(
          ({ extensions }) => extensions.code,
        ),
      ).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    }
    expect(gateway.takeWrites()).toEqual([]);
  });
});
