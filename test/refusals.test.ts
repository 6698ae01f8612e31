import { lmsNames } from '../src/sandbox/sandbox';
import { type Classroom, startAfresh, startWriteGateway, type WriteGateway } from './support/classroom';
import { formsOf, refusals } from './support/refusals';

let gateway: WriteGateway;
beforeAll(async () => {
  // Every call fails, and an open breaker would hide one failure from the next.
  gateway = await startWriteGateway({ config: { breakerFailures: 1_000_000 } });
});
afterAll(() => gateway.close());
beforeEach(() => startAfresh(gateway));

const submitOne = `mutation ($lineItemId: ID!, $userId: ID!, $comment: String) {
  submitScore(input: { lineItemId: $lineItemId, userId: $userId, scoreGiven: 1, scoreMaximum: 1, comment: $comment,
    activityProgress: COMPLETED, gradingProgress: FULLY_GRADED }) { accepted userErrors { code message } }
}`;
const updateOne = `mutation ($lineItemId: ID!, $label: String) {
  updateLineItem(input: { id: $lineItemId, label: $label }) { lineItem { id } userErrors { code message } }
}`;
const deleteOne = `mutation ($lineItemId: ID!) {
  deleteLineItem(input: { id: $lineItemId }) { deletedLineItemId userErrors { code message } }
}`;
const createOne = `mutation { createLineItem(input: { label: "New", scoreMaximum: 1 }) { lineItem { id } userErrors { code message } } }`;
const list = '{ lineItems { nodes { id } } }';

/** The result of an operation: `ok`, the code in `userErrors`, or `errors:` and the code in `errors`. */
async function ask(room: Classroom, operation: string, authorization: string, more: object = {}) {
  const variables = { lineItemId: room.id, userId: room.learners[0], label: 'Changed', ...more };
  const { data, errors } = await gateway.run(operation, variables, authorization);
  const payload = Object.values(data ?? {})[0] as { userErrors?: { code: string; message: string }[] } | null;
  const [problem] = payload?.userErrors ?? [];
  if (errors.length > 0) {
    const code = `errors:${errors[0]!.extensions.code}`;
    return { code, message: errors[0]!.message, extensions: errors[0]!.extensions };
  }
  return { code: problem?.code ?? 'ok', message: problem?.message ?? '', extensions: {} };
}

describe('an error response', () => {
  test.each(refusals)('from $name has the documented code in every format', async (refusal) => {
    for (const form of formsOf(refusal)) {
      const room = gateway.classroom();
      const key = room.as.backEndServiceKey;
      const { launch } = room;
      const answered = async (fault: object, operation: string) => {
        const active = gateway.sandbox.fault({ launch, ...form, ...fault });
        const { code, message } = await ask(room, operation, key);
        active.remove();
        return { code, message };
      };
      const [submit, update, create, read] = await Promise.all([
        answered({ method: 'POST', route: 'scores' }, submitOne),
        answered({ method: 'PUT' }, updateOne),
        answered({ method: 'POST', route: 'lineItems' }, createOne),
        answered({ method: 'GET', route: 'lineItems' }, list),
      ]);
      const codes = {
        read: read.code.replace('errors:', ''),
        submit: submit.code,
        update: update.code,
        create: create.code,
      };
      expect({ form, ...codes }).toEqual({ form, ...refusal.expected });
      // These come from an edge, so the message must not claim that the LMS received the call.
      if (/^(AWS|nginx|Cloudflare)/.test(refusal.name))
        expect(submit.message).not.toMatch(/^The LMS (?!has no such line item)/);
    }
  });

  test('is not retried for a write', async () => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ launch: room.launch, method: 'POST', status: 425 });
    expect((await ask(room, submitOne, room.as.backEndServiceKey)).code).toBe('UNAVAILABLE');
    expect(gateway.takeWrites()).toHaveLength(1);
  });

  test('to a write that was done leaves the outcome unknown', async () => {
    const room = gateway.classroom();
    gateway.sandbox.fault({
      launch: room.launch,
      method: 'POST',
      status: 500,
      body: 'rate limit exceeded',
      workFirst: true,
    });
    expect((await ask(room, submitOne, room.as.instructor)).code).toBe('OUTCOME_UNKNOWN');
    expect(gateway.takeStored()).toHaveLength(1);
  });

  test.each([408, 425, 499, 502, 503, 504, 520, 522])(
    'to a read with status %i may be transient: the read is retried',
    async (status) => {
      const room = gateway.classroom();
      gateway.sandbox.fault({ launch: room.launch, method: 'GET', status, times: 1 });
      expect((await ask(room, list, room.as.backEndServiceKey)).code).toBe('ok');
      expect(gateway.takeCalls()).toEqual(['GET lineItems', 'GET lineItems']);
    },
  );
});

describe('an echo of the request proves nothing:', () => {
  const phrases: [number, string, string][] = [
    [400, 'Provided timestamp of 1 before last updated timestamp of 2', 'REJECTED'],
    [400, 'Score timestamp can only be updated to a later point in time', 'REJECTED'],
    [403, '403 Forbidden (Rate Limit Exceeded)', 'FORBIDDEN'],
  ];
  const echoes: [string, (sent: object) => unknown][] = [
    ['as JSON', (sent) => ({ error: 'Invalid score', received: sent })],
    ['as text', (sent) => `Incorrect score received${JSON.stringify(sent)}`],
    ['as text within JSON', (sent) => ({ reason: `Incorrect score received${JSON.stringify(sent)}` })],
    ['as text within text within JSON', (sent) => ({ a: JSON.stringify({ b: JSON.stringify(sent) }) })],
    ['by its comment', (sent) => ({ message: `"${(sent as { comment: string }).comment}" is no comment` })],
    ['as LTIAAS does', (sent) => ({ details: { externalError: true, bodyReceived: sent } })],
    ['as LTIAAS does, in a text', (sent) => ({ details: { externalError: JSON.stringify(sent), bodySent: sent } })],
  ];

  test.each(phrases)('%i with "%s" in a repeated comment', async (status, comment, expected) => {
    for (const [how, echo] of echoes) {
      const room = gateway.classroom();
      const body = echo({ userId: room.learners[0], comment, timestamp: '2026-11-28T10:15:30.123Z' }) as object;
      gateway.sandbox.fault({ launch: room.launch, method: 'POST', status, body });
      expect([how, (await ask(room, submitOne, room.as.instructor, { comment })).code]).toEqual([how, expected]);
    }
  });

  test('in a label or in a filter', async () => {
    const phrase = '403 Forbidden (Rate Limit Exceeded)';
    const room = gateway.classroom();
    gateway.sandbox.fault({ launch: room.launch, method: 'PUT', status: 403, body: `No ${phrase} here` });
    expect((await ask(room, updateOne, room.as.instructor, { label: phrase })).code).toBe('FORBIDDEN');
    gateway.sandbox.clearFaults();
    gateway.sandbox.fault({ launch: room.launch, route: 'lineItems', status: 403, body: `No ${phrase} here` });
    const filtered = `{ lineItems(filter: { tag: "${phrase}" }) { nodes { id } } }`;
    expect((await ask(room, filtered, room.as.instructor)).code).toBe('errors:SERVICE_NOT_AVAILABLE');
  });
});

describe('a 401 without an LTIAAS error code', () => {
  const scores = 'query ($lineItemId: ID!) { lineItem(id: $lineItemId) { id scores { nodes { userId } } } }';
  const item = 'query ($lineItemId: ID!) { lineItem(id: $lineItemId) { label } }';
  const many =
    '{ a: lineItems(filter: { tag: "a" }) { nodes { id } } b: lineItems(filter: { tag: "b" }) { nodes { id } } }';
  const rows = 5;
  const bulk = `mutation ($lineItemId: ID!) { submitScores(input: { lineItemId: $lineItemId, scores: [${Array.from(
    { length: rows },
    (_, row) => `{ userId: "u${row}", activityProgress: COMPLETED, gradingProgress: FULLY_GRADED }`,
  ).join(' ')}] }) { results { accepted userErrors { code } } userErrors { code message } } }`;
  const refused = { status: 401, body: '' };

  const operations: [string, string, object, string][] = [
    ['a list', list, { route: 'lineItems' }, 'errors:SERVICE_NOT_AVAILABLE'],
    ['two lists', many, { route: 'lineItems' }, 'errors:SERVICE_NOT_AVAILABLE'],
    ['a line item', item, { route: 'lineItem' }, 'errors:SERVICE_NOT_AVAILABLE'],
    ['scores', scores, { route: 'scores' }, 'errors:SERVICE_NOT_AVAILABLE'],
    ['a submit', submitOne, { method: 'POST' }, 'REJECTED'],
    ['an update', updateOne, { method: 'PUT' }, 'REJECTED'],
    ['the read before an update', updateOne, { route: 'lineItem', method: 'GET' }, 'UNAVAILABLE'],
    ['a delete', deleteOne, { method: 'DELETE' }, 'REJECTED'],
    ['a create', createOne, { method: 'POST' }, 'REJECTED'],
  ];

  /** A launch that the gateway knows, so that the operation makes only its own calls. */
  async function enter(caller: 'instructor' | 'backEndLtik'): Promise<Classroom> {
    const room = gateway.classroom();
    await ask(room, `{ launch { user { name } } lineItems { nodes { id } } }`, room.as[caller]);
    gateway.takeCalls();
    return room;
  }
  const looks = () => gateway.takeCalls().filter((call) => call === 'GET idtoken').length;

  describe.each(['instructor', 'backEndLtik'] as const)('to %s', (caller) => {
    test.each(operations)(
      "for %s is the LMS's rejection if the ltik is still valid",
      async (_what, operation, fault, code) => {
        const room = await enter(caller);
        gateway.sandbox.fault({ launch: room.launch, ...fault, ...refused });
        expect((await ask(room, operation, room.as[caller])).code).toBe(code);
        expect(looks()).toBe(1);
      },
    );

    test.each(operations)('for %s is UNAUTHENTICATED if the ltik is invalid', async (_what, operation, fault) => {
      const room = await enter(caller);
      const { launch } = room;
      gateway.sandbox.fault({ launch, ...fault, ...refused });
      gateway.sandbox.fault({ launch, route: 'idtoken', status: 401, body: '<html>401</html>' });
      expect((await ask(room, operation, room.as[caller])).code).toBe('errors:UNAUTHENTICATED');
      expect(looks()).toBe(1);
      expect(gateway.takeStored()).toEqual([]);
      // The launch is no longer cached: a user's roles are read again.
      gateway.sandbox.clearFaults();
      await ask(room, list, room.as[caller]);
      expect(looks()).toBe(caller === 'instructor' ? 1 : 0);
    });
  });

  test.each([
    [401, 'REJECTED', 'errors:UNAUTHENTICATED'],
    [403, 'REJECTED', 'REJECTED'],
    [500, 'REJECTED', 'REJECTED'],
    [503, 'REJECTED', 'REJECTED'],
  ])('costs one id token call, whatever its response: %i', async (status, good, code) => {
    const room = await enter('instructor');
    gateway.sandbox.fault({ launch: room.launch, method: 'POST', ...refused });
    expect((await ask(room, submitOne, room.as.instructor)).code).toBe(good);
    gateway.takeCalls();
    gateway.sandbox.fault({ launch: room.launch, route: 'idtoken', status, body: '' });
    expect((await ask(room, submitOne, room.as.instructor)).code).toBe(code);
    expect(looks()).toBe(1);
  });

  test('costs one id token call per bulk submission', async () => {
    const room = await enter('instructor');
    gateway.sandbox.fault({ launch: room.launch, method: 'POST', ...refused });
    const { data } = await gateway.run(bulk, { lineItemId: room.id }, room.as.instructor);
    const codes = data.submitScores.results.map((row: any) => row.userErrors[0].code);
    expect(codes).toEqual(Array.from({ length: rows }, () => 'REJECTED'));
    expect(looks()).toBe(1);
  });

  test('costs no call if the operation has read the id token itself', async () => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ launch: room.launch, route: 'lineItems', ...refused });
    expect((await ask(room, list, room.as.instructor)).code).toBe('errors:SERVICE_NOT_AVAILABLE');
    expect(gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems']);
  });

  test.each([
    [list, 'errors:SERVICE_NOT_AVAILABLE'],
    [submitOne, 'REJECTED'],
  ])('costs no call for a service key, which has no id token (%#)', async (operation, code) => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ launch: room.launch, ...refused });
    expect((await ask(room, operation, room.as.backEndServiceKey)).code).toBe(code);
    expect(looks()).toBe(0);
  });
});

describe('an id token call, which never reaches an LMS:', () => {
  const cases: [string, number, unknown, string][] = [
    ['a payment', 402, { message: 'Payment Required' }, 'SERVICE_NOT_AVAILABLE'],
    ['a payment error', 403, { message: 'Forbidden' }, 'SERVICE_NOT_AVAILABLE'],
    ['a 404', 404, '<html>404</html>', 'UPSTREAM_ERROR'],
    ['a 400', 400, '', 'UPSTREAM_ERROR'],
    ['a 409', 409, '', 'UPSTREAM_ERROR'],
    ['a 410', 410, '', 'UPSTREAM_ERROR'],
    ['a 422', 422, { timestamp: '2026-01-01T00:00:00Z' }, 'UPSTREAM_ERROR'],
    ['an empty 401', 401, '', 'UNAUTHENTICATED'],
    ["an edge's 401", 401, { message: 'Unauthorized' }, 'UNAUTHENTICATED'],
  ];
  test.each(cases)('%s concerns LTIAAS and the account', async (_what, status, body, code) => {
    for (const operation of ['{ launch { user { id } } }', list, submitOne]) {
      const room = gateway.classroom();
      gateway.sandbox.fault({ launch: room.launch, route: 'idtoken', status, body: body as string });
      const answer = await ask(room, operation, room.as.instructor);
      expect(answer.code).toBe(`errors:${code}`);
      expect(answer.message).toMatch(/LTIAAS/);
      expect(answer.message).not.toMatch(/LMS/);
      expect(gateway.takeCalls()).toEqual(['GET idtoken']);
    }
  });
});

describe('a success response', () => {
  test.each([200, 201, 202, 204])('with status %i and no body: the score is accepted', async (status) => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ launch: room.launch, method: 'POST', status, body: '' });
    expect((await ask(room, submitOne, room.as.instructor)).code).toBe('ok');
    gateway.sandbox.fault({ launch: room.launch, method: 'PUT', status, body: '' });
    expect((await ask(room, updateOne, room.as.instructor)).code).toBe('ok');
  });

  test('with an HTML page does not count as success', async () => {
    const room = gateway.classroom();
    gateway.sandbox.fault({ launch: room.launch, method: 'POST', status: 200, body: '<html>Sign in</html>' });
    expect((await ask(room, submitOne, room.as.instructor)).code).toBe('OUTCOME_UNKNOWN');
    expect((await ask(room, createOne, room.as.instructor)).code).toBe('OUTCOME_UNKNOWN');
  });
});

test('a list that is not found does not mean that the line item to write is missing', async () => {
  const room = gateway.classroom();
  gateway.sandbox.fault({ launch: room.launch, route: 'lineItems', status: 404, body: '' });
  expect((await ask(room, submitOne, room.as.instructor)).code).toBe('UNAVAILABLE');
  expect((await ask(room, updateOne, room.as.instructor)).code).toBe('UNAVAILABLE');
  expect(gateway.takeWrites()).toEqual([]);
});

test.each(lmsNames)('an update omits the id, which %s reads from the URL', async (lms) => {
  const room = gateway.classroom({ lms });
  expect((await ask(room, updateOne, room.as.instructor)).code).toBe('ok');
  const [put] = gateway.takeWrites() as { method: string; body: Record<string, unknown> }[];
  expect(put!.method).toBe('PUT');
  expect(put!.body).not.toHaveProperty('id');
  expect(put!.body).toMatchObject({ label: 'Changed', scoreMaximum: 100 });
  expect(room.lineItem()).toMatchObject({ id: room.id, label: 'Changed' });
});
