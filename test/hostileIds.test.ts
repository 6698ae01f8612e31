import { hash } from 'node:crypto';
import fc from 'fast-check';
import { CursorCodec, deriveCursorKeys } from '../src/relay/cursor';
import type { SandboxCourse, SandboxLaunch } from '../src/sandbox/sandbox';
import { type Decoy, startDecoy } from './support/decoy';
import { anyCharacter } from './support/fuzz/draw';
import { startTestGateway, type TestGateway } from './support/gateway';
import { type HostileIdOptions, malformedIds, sample, strangeIds, unique } from './support/hostileIds';

/** The most aliases that one operation may have. */
const batchSize = 50;
const chunk = <T>(values: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(values.length / batchSize) }, (_, n) =>
    values.slice(n * batchSize, (n + 1) * batchSize),
  );

let gateway: TestGateway;
let decoy: Decoy;
let course: SandboxCourse;
let instructor: SandboxLaunch;
let known: string[];
/** The ids of courses into which the instructor was not launched. */
let foreign: string[];
let options: HostileIdOptions;

beforeAll(async () => {
  gateway = await startTestGateway();
  decoy = await startDecoy();
  course = gateway.sandbox.createCourse({ lineItems: 6, learners: 6, pageSize: 2 });
  instructor = gateway.sandbox.launch({ course });
  known = course.lineItems().map(({ id }) => id);
  foreign = [
    ...gateway.sandbox.createCourse({ lineItems: 40 }).lineItems(),
    ...gateway.sandbox.course('first').lineItems(),
    ...gateway.sandbox.course('second').lineItems(),
  ].map(({ id }) => id);
  options = { known, foreign, decoyPort: decoy.port };
});
afterAll(async () => {
  await gateway.close();
  await decoy.close();
});

/** Sends each value as variable `$a0`, `$a1` … of one field, up to 50 per operation. */
async function sendAll<T>(
  authorization: string,
  values: readonly T[],
  field: { type: string; text: (variable: string) => string; wrap?: (fields: string) => string; root?: string },
  check: (data: any, codes: string[], batch: T[]) => void,
  more: { declare?: string; variables?: object } = {},
): Promise<void> {
  const { wrap = (fields) => fields, root = 'query' } = field;
  for (const batch of chunk(values)) {
    const declared = batch.map((_, n) => `$a${n}: ${field.type}`).join(' ');
    const fields = wrap(batch.map((_, n) => `a${n}: ${field.text(`$a${n}`)}`).join(' '));
    const variables = Object.fromEntries(batch.map((value, n) => [`a${n}`, value]));
    const { data, errors } = await gateway.run(
      `${root} (${declared} ${more.declare ?? ''}) { ${fields} }`,
      { ...variables, ...more.variables },
      authorization,
    );
    check(
      data,
      errors.map((error) => error.extensions.code),
      batch,
    );
  }
}

const graded = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreGiven: 1, scoreMaximum: 1 };

/** Every field that accepts an id, and its result for an unknown id. */
const ways: Record<
  string,
  { type: string; text: (v: string) => string; root?: string; input: (id: string) => unknown; nothing: unknown }
> = {
  lineItem: { type: 'ID!', text: (v) => `lineItem(id: ${v}) { id label }`, input: (id) => id, nothing: null },
  node: {
    type: 'ID!',
    text: (v) => `node(id: ${v}) { id ... on LineItem { label } }`,
    input: (id) => id,
    nothing: null,
  },
  updateLineItem: {
    type: 'UpdateLineItemInput!',
    root: 'mutation',
    text: (v) => `updateLineItem(input: ${v}) { userErrors { code } }`,
    input: (id) => ({ id, label: 'Taken' }),
    nothing: { userErrors: [{ code: 'NOT_FOUND' }] },
  },
  deleteLineItem: {
    type: 'DeleteLineItemInput!',
    root: 'mutation',
    text: (v) => `deleteLineItem(input: ${v}) { userErrors { code } }`,
    input: (id) => ({ id }),
    nothing: { userErrors: [{ code: 'NOT_FOUND' }] },
  },
  submitScore: {
    type: 'SubmitScoreInput!',
    root: 'mutation',
    text: (v) => `submitScore(input: ${v}) { userErrors { code } }`,
    input: (lineItemId) => ({ lineItemId, userId: course.learnerIds()[0], ...graded }),
    nothing: { userErrors: [{ code: 'NOT_FOUND' }] },
  },
  submitScores: {
    type: 'SubmitScoresInput!',
    root: 'mutation',
    text: (v) => `submitScores(input: ${v}) { userErrors { code } }`,
    input: (lineItemId) => ({ lineItemId, scores: [{ userId: course.learnerIds()[0], ...graded }] }),
    nothing: { userErrors: [{ code: 'NOT_FOUND' }] },
  },
  clearScore: {
    type: 'ClearScoreInput!',
    root: 'mutation',
    text: (v) => `clearScore(input: ${v}) { userErrors { code } }`,
    input: (lineItemId) => ({ lineItemId, userId: course.learnerIds()[0] }),
    nothing: { userErrors: [{ code: 'NOT_FOUND' }] },
  },
};

async function sendIds(authorization: string, way: string, ids: string[]): Promise<void> {
  const { input, nothing, ...field } = ways[way]!;
  await sendAll(authorization, ids.map(input), field, (data, codes, batch) => {
    expect(codes).toEqual([]);
    const found = batch.filter((_, n) => JSON.stringify(data[`a${n}`]) !== JSON.stringify(nothing));
    expect(found).toEqual([]);
  });
}

/** All spellings of a line item's own id, which are valid. */
function spellingsOf(id: string): RegExp {
  const [, host = '', path = ''] = /^https:\/\/([^/]+)(.*)$/.exec(id)!;
  const forms = (character: string) => {
    const [one = '', two = ''] = character.charCodeAt(0).toString(16);
    const encoded = /[\w.~-]/.test(character) ? `|%${one}[${two}${two.toUpperCase()}]` : '';
    return `\\x${one}${two}${encoded}`;
  };
  const spell = (text: string) => [...text].map((character) => `(?:${forms(character)})`).join('');
  const spellHost = [...host].map((letter) => `(?:${forms(letter)}|${forms(letter.toUpperCase())})`).join('');
  return new RegExp(`^[hH][tT][tT][pP][sS]?://${spellHost}(?::(?:80|443)?)?${spell(path)}/?$`);
}

describe('an id that the launch was never shown', () => {
  let ids: string[];

  beforeAll(() => {
    const spellings = known.map(spellingsOf);
    ids = unique([...malformedIds(options), ...strangeIds(options)]).filter(
      (id) => !spellings.some((spelling) => spelling.test(id)),
    );
  });

  test('has more than 10,000 variants', () => {
    expect(ids.length).toBeGreaterThan(10_000);
    expect(ids.filter((id) => known.includes(id))).toEqual([]);
    expect(ids.filter((id) => id.includes(`:${decoy.port}`)).length).toBeGreaterThan(1000);
  });

  test.each(Object.keys(ways))(
    'an instructor sends it to %s: finds nothing and makes no call',
    async (way) => {
      const [seen, stored] = [gateway.sandbox.requests.length, gateway.sandbox.ledger.length];
      // The first field gets every id, each other field every sixth.
      const place = Object.keys(ways).indexOf(way);
      const sent = place < 1 ? ids : ids.filter((_, n) => n % 6 === place % 6);
      await sendIds(instructor.authorization.bearer, way, sent);
      // Only the pages of the launch's own list were read. The links between them come from the LMS.
      const paths = gateway.sandbox.requests.slice(seen).map(({ path }) => path);
      const own = /^\/api\/(idtoken|lineitems(\?limit=\d+|\?url=([^&]+))?)$/;
      expect(paths.filter((path) => !own.test(path))).toEqual([]);
      const container = known[0]!.replace(/\/[^/]*$/, '?');
      const links = gateway.sandbox.requests.slice(seen).flatMap(({ query }) => query.url ?? []);
      expect(links.filter((link) => !link.startsWith(container))).toEqual([]);
      expect(links.filter((link) => ids.includes(link))).toEqual([]);
      expect(gateway.sandbox.ledger.length).toBe(stored);
      expect(decoy.connections()).toBe(0);
    },
    60_000,
  );

  test.each(['Learner', 'Mentor', 'ContentDeveloper'])(
    'a %s sends it: finds nothing and makes no call',
    async (role) => {
      const { bearer } = gateway.sandbox.launch({
        course,
        userId: course.learnerIds()[0]!,
        roles: [role],
      }).authorization;
      const seen = gateway.sandbox.requests.length;
      for (const way of ['lineItem', 'node'])
        await sendIds(
          bearer,
          way,
          ids.filter((_, n) => n % 10 === 0),
        );
      expect(gateway.sandbox.requests.slice(seen).filter(({ route }) => !/^(idtoken|lineItems)$/.test(route))).toEqual(
        [],
      );
      expect(decoy.connections()).toBe(0);
    },
  );

  test('the same operations do find the valid ids', async () => {
    const { input: _input, nothing: _nothing, ...field } = ways.lineItem!;
    await sendAll(instructor.authorization.bearer, known, field, (data, codes) => {
      expect(codes).toEqual([]);
      expect(Object.values(data)).toMatchObject(known.map((id) => ({ id })));
    });
  });
});

describe('an id from a back end', () => {
  test.each(['ltik', 'serviceKey'] as const)(
    'if malformed causes no call, with %s',
    async (form) => {
      const ids = malformedIds(options);
      expect(ids.length).toBeGreaterThan(2000);
      const seen = gateway.sandbox.requests.length;
      for (const [place, way] of Object.keys(ways).entries()) {
        await sendIds(
          instructor.authorization[form],
          way,
          place === 0 ? ids : ids.filter((_, n) => n % 6 === place % 6),
        );
      }
      expect(gateway.sandbox.requests.slice(seen).map(({ path }) => path)).toEqual([]);
      expect(decoy.connections()).toBe(0);
    },
    30_000,
  );

  test('if well-formed reaches LTIAAS unchanged as one path segment and goes nowhere else', async () => {
    const ids = strangeIds(options).filter((id) => /^https?:\/\/[^/]/.test(id) && !id.includes('#'));
    const seen = gateway.sandbox.requests.length;
    const sent = ids.filter((_, n) => n % 4 === 0);
    await sendAll(instructor.authorization.serviceKey, sent, ways.lineItem!, (_data, codes) =>
      expect(codes).toEqual([]),
    );
    const requests = gateway.sandbox.requests.slice(seen);
    expect(requests.length).toBeGreaterThan(500);
    for (const { route, path, lineItemId, query } of requests) {
      expect([route, query]).toEqual(['lineItem', {}]);
      expect(ids).toContain(lineItemId);
      expect(path).toBe(`/api/lineitems/${encodeURIComponent(lineItemId!)}`);
    }
    expect(decoy.connections()).toBe(0);
  }, 30_000);
});

describe('a cursor that this list did not issue to this caller', () => {
  const lineItems = { type: 'String', text: (v: string) => `lineItems(first: 1, after: ${v}) { nodes { id } }` };
  const backward = { type: 'String', text: (v: string) => `lineItems(last: 1, before: ${v}) { nodes { id } }` };
  const tagged = {
    type: 'String',
    text: (v: string) => `lineItems(first: 1, after: ${v}, filter: { tag: "grade" }) { nodes { id } }`,
  };
  const scores = {
    type: 'String',
    text: (v: string) => `scores(first: 1, after: ${v}) { nodes { id } }`,
    wrap: (fields: string) => `lineItem(id: $id) { ${fields} }`,
  };
  /** The cursors of all rows of a list. */
  async function cursorsOf(list: string, authorization: string, from = gateway, id = known[0]): Promise<string[]> {
    const isScores = list.startsWith('scores');
    const selected = `${list} { edges { cursor } }`;
    const query = isScores ? `query ($id: ID!) { lineItem(id: $id) { ${selected} } }` : `{ ${selected} }`;
    const { data, errors } = await from.run(query, isScores ? { id } : {}, authorization);
    expect(errors).toEqual([]);
    const edges = isScores ? data.lineItem.scores.edges : data.lineItems.edges;
    expect(edges.length).toBe(6);
    return edges.map((edge: any) => edge.cursor);
  }

  /** Everything that can be made of a cursor without the key. */
  function spoil(cursor: string): string[] {
    const bytes = Buffer.from(cursor, 'base64url');
    const flipped = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const copy = Buffer.from(bytes);
      copy[bit >> 3]! ^= 1 << (bit & 7);
      return copy.toString('base64url');
    });
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = cursor.length - 1;
    return unique([
      ...flipped,
      ...[...cursor].map((_, length) => cursor.slice(0, length)),
      ...[...cursor].map((_, start) => cursor.slice(start + 1)),
      ...[...alphabet].flatMap((letter) => [cursor + letter, letter + cursor, cursor.slice(0, last) + letter]),
      ...['=', '==', '+', '/', ' ', '\n', '\0', '.', '%3D', '"', '\ud800', cursor].flatMap((text) => [
        cursor + text,
        text + cursor,
      ]),
      bytes.toString('base64'),
      `${cursor}=`,
      bytes.toString('hex'),
      bytes.toString('latin1'),
      encodeURIComponent(`${cursor}==`),
      Buffer.from(cursor).toString('base64url'),
      cursor.toUpperCase(),
      cursor.toLowerCase(),
      [...cursor].reverse().join(''),
      cursor.padEnd(40_000, 'A'),
    ]).filter((text) => text !== cursor && text !== '');
  }

  /** Cursors to the decoy, signed with keys that an attacker may guess. */
  function forge(bindings: string[]): string[] {
    const { apiKey } = gateway.sandbox;
    const keys = [
      ...[Buffer.alloc(32), hash('sha256', apiKey, 'buffer')].map((key) => ({ iv: key, cipher: key })),
      deriveCursorKeys(''),
      deriveCursorKeys(`${apiKey} `),
      deriveCursorKeys(instructor.ltik),
    ];
    const links = [
      `http://127.0.0.1:${decoy.port}/`,
      `${known[1]}/results`,
      `${foreign[0]}/results`,
      'file:///etc/passwd',
      'x'.repeat(5000),
    ];
    return keys.flatMap((key) =>
      bindings.flatMap((binding) =>
        links.flatMap((link) =>
          [true, false].map((linksBack) =>
            new CursorCodec(key, binding, '').encode({
              direction: 'forward',
              page: link,
              next: link,
              prev: link,
              linksBack,
              limit: 0,
              index: 0,
              size: 1,
              marks: [{ hash: '12345678', unreadable: 0 }],
            }),
          ),
        ),
      ),
    );
  }

  test('is rejected in thousands of variants, and none is followed', async () => {
    const { sandbox } = gateway;
    const { bearer, ltik, serviceKey } = instructor.authorization;
    const own = {
      items: await cursorsOf('lineItems(first: 6)', bearer),
      itemsBackward: await cursorsOf('lineItems(last: 6)', bearer),
      tagged: await cursorsOf('lineItems(first: 6, filter: { tag: "grade" })', bearer),
      scores: await cursorsOf('scores(first: 6)', bearer),
      scoresOfOther: await cursorsOf('scores(first: 6)', bearer, gateway, known[1]),
    };
    const sameUser = sandbox.launch({ course });
    const otherUser = sandbox.launch({ course, userId: course.learnerIds()[0]!, roles: ['Instructor'] });
    const elsewhere: string[] = [];
    for (const authorization of [ltik, serviceKey, sameUser.authorization.bearer, otherUser.authorization.bearer]) {
      elsewhere.push(...(await cursorsOf('lineItems(first: 6)', authorization)));
      elsewhere.push(...(await cursorsOf('scores(first: 6)', authorization)));
    }

    // The same launch and ltik in an account with another API key.
    const twin = await startTestGateway({ sandbox: { apiKey: 'another-account' } });
    try {
      const there = twin.sandbox.launch({
        course: twin.sandbox.createCourse({ lineItems: 6, learners: 6, pageSize: 2 }),
      });
      expect(there.ltik).toBe(instructor.ltik);
      elsewhere.push(...(await cursorsOf('lineItems(first: 6)', there.authorization.bearer, twin)));
      elsewhere.push(...(await cursorsOf('scores(first: 6)', there.authorization.bearer, twin)));
    } finally {
      await twin.close();
    }

    const spoilt = [own.items[0]!, own.items[5]!, own.scores[1]!].flatMap(spoil);
    // Rows at the same position in two lists have cursors that differ only in the signature. The spliced cursor is the
    // other list's own.
    const handedOut = new Set(Object.values(own).flat());
    const spliced = [...own.items, ...own.scores]
      .flatMap((one) => [...own.tagged, ...own.scoresOfOther].map((other) => one.slice(0, -22) + other.slice(-22)))
      .filter((cursor) => !handedOut.has(cursor));
    const guessed = ['', 'lineItems', JSON.stringify([instructor.ltik, 'lineItems'])];
    const wrong = unique([
      ...spoilt,
      ...spliced,
      ...elsewhere,
      ...forge(guessed),
      ...sample(fc.base64String({ minLength: 1, maxLength: 200 }), 500),
      ...sample(fc.string({ unit: anyCharacter, minLength: 1, maxLength: 80 }), 500),
    ]);
    expect(wrong.length).toBeGreaterThan(2000);

    const seen = sandbox.requests.length;
    const refused = (data: any, codes: string[], batch: unknown[]) => {
      expect(codes).toEqual(batch.map(() => 'BAD_USER_INPUT'));
      expect(Object.values(data.lineItem ?? data)).toEqual(batch.map(() => null));
    };
    await sendAll(bearer, unique([...wrong, ...own.scores, ...own.tagged]), lineItems, refused);
    await sendAll(
      bearer,
      unique([...wrong.filter((_, n) => n % 3 === 0), ...own.scores, ...own.tagged]),
      backward,
      refused,
    );
    await sendAll(
      bearer,
      unique([...wrong.filter((_, n) => n % 3 === 1), ...own.items, ...own.scores]),
      tagged,
      refused,
    );
    expect(sandbox.requests.length).toBe(seen);

    const ofFirst = { declare: '$id: ID!', variables: { id: known[0] } };
    await sendAll(
      bearer,
      unique([...wrong, ...own.items, ...own.tagged, ...own.scoresOfOther]),
      scores,
      refused,
      ofFirst,
    );
    await sendAll(
      serviceKey,
      unique([...own.items, ...own.scores, ...spoilt.filter((_, n) => n % 9 === 0)]),
      scores,
      refused,
      ofFirst,
    );
    // The line item may be read, but no list.
    const calls = sandbox.requests.slice(seen).map(({ path }) => path);
    expect(calls.filter((path) => path !== `/api/lineitems/${encodeURIComponent(known[0]!)}`)).toEqual([]);
    expect(decoy.connections()).toBe(0);

    // Its own cursors are valid.
    await sendAll(bearer, own.items.slice(0, 5), lineItems, (data, codes) => {
      expect(codes).toEqual([]);
      expect(Object.values(data).map((list: any) => list.nodes[0].id)).toEqual(known.slice(1));
    });
  }, 60_000);
});

describe('a text that is not a line item id', () => {
  // prettier-ignore
  const texts = [
    'x&url=http://127.0.0.1/', 'x&userId=y', 'x?url=http://127.0.0.1/', '../../idtoken', '..', '/', '%26url=x', '%2e%2e', '#x', 'a b',
    'é', '\r\nX-Injected: 1', '\0', '\u2028', '=', '&', '&&limit=1', '+', '\u{1f600}', "' or 1=1", '*',
    ...sample(fc.string({ unit: anyCharacter, minLength: 1, maxLength: 40 }), 60),
  ];

  test('is sent as one value if it is a user id', async () => {
    const [id] = known;
    for (const userId of texts) {
      const seen = gateway.sandbox.requests.length;
      const query = 'query ($id: ID!, $userId: ID!) { lineItem(id: $id) { score(userId: $userId) { userId } } }';
      const { errors } = await gateway.run(query, { id, userId }, instructor.authorization.bearer);
      expect([userId, errors]).toEqual([userId, []]);
      const asked = gateway.sandbox.requests.slice(seen).filter(({ route }) => route === 'scores');
      expect(asked.map(({ query: parameters, lineItemId }) => [parameters, lineItemId])).toEqual([[{ userId }, id]]);
    }
  });

  test('is sent as one value if it is a tag', async () => {
    for (const tag of texts) {
      const seen = gateway.sandbox.requests.length;
      const query = 'query ($tag: String) { lineItems(first: 1, filter: { tag: $tag }) { nodes { id } } }';
      const { errors, data } = await gateway.run(query, { tag }, instructor.authorization.bearer);
      expect([tag, errors, data.lineItems.nodes]).toEqual([tag, [], []]);
      for (const { query: parameters, route } of gateway.sandbox.requests.slice(seen)) {
        const { limit: _limit, ...rest } = parameters;
        expect([route, rest]).toEqual(['lineItems', { tag }]);
      }
    }
  });

  test.each([
    ['a user id', 'query ($text: ID!, $id: ID!) { lineItem(id: $id) { score(userId: $text) { userId } } }'],
    [
      'a tag',
      'query ($text: String, $id: ID!) { lineItems(first: 1, filter: { tag: $text }) { nodes { id } } lineItem(id: $id) { id } }',
    ],
  ])('with half a surrogate pair in %s causes no unexpected error', async (_what, query) => {
    for (const text of ['\ud800', 'x\udfff']) {
      const { errors } = await gateway.run(query, { text, id: known[0] }, instructor.authorization.bearer);
      expect(errors.map((error) => error.extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
    }
  });
});
