import { Pool } from 'undici';
import type { SandboxCourse, SandboxLaunch } from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway } from './support/gateway';
import { scrape } from './support/scrape';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ config: { metricsPort: 0 } });
});
afterAll(() => gateway.close());
afterEach(() => {
  jest.restoreAllMocks();
  gateway.sandbox.clearFaults();
});

/** Advances the gateway's clocks. */
function pass(minutes: number): void {
  const [performanceNow, dateNow] = [performance.now.bind(performance), Date.now.bind(Date)];
  jest.spyOn(performance, 'now').mockImplementation(() => performanceNow() + minutes * 60_000);
  jest.spyOn(Date, 'now').mockImplementation(() => dateNow() + minutes * 60_000);
}

const who = '{ launch { user { id } } }';
const remembered = async () => (await scrape(gateway.metricsUrl)).value('grades_gateway_launches_remembered');

/** Sends this many requests, each with a made-up credential. */
async function strangers(count: number, query: string): Promise<void> {
  const pool = new Pool(gateway.url, { connections: 20 });
  let sent = 0;
  const send = async () => {
    while (sent < count) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer e30.made-up.${sent++}` };
      const { body } = await pool.request({
        method: 'POST',
        path: '/graphql',
        headers,
        body: JSON.stringify({ query }),
      });
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: 20 }, send));
  await pool.close();
}

describe('a cached launch', () => {
  test('is not evicted by 10,100 credentials that LTIAAS has not accepted', async () => {
    // Its page links are row numbers.
    const course = gateway.sandbox.createCourse({ lms: 'blackboard', lineItems: 8, pageSize: 2 });
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const rows = course.lineItems().map(({ id }) => id);
    const page =
      'query ($after: String) { lineItems(first: 4, after: $after) { nodes { id } pageInfo { endCursor } } }';
    const begun = await gateway.run(page, {}, bearer);
    const before = await remembered();
    const remove = 'mutation ($id: ID!) { deleteLineItem(input: { id: $id }) { deletedLineItemId } }';
    await gateway.run(remove, { id: rows[0] }, bearer);
    await strangers(10_100, '{ __typename }');
    await strangers(100, who);
    expect(await remembered()).toBe(before);
    gateway.takeCalls();
    await gateway.run(who, {}, bearer);
    expect(gateway.takeCalls()).toEqual([]);
    const { data } = await gateway.run(page, { after: begun.data.lineItems.pageInfo.endCursor }, bearer);
    expect(data.lineItems.nodes.map(({ id }: any) => id)).toEqual(rows.slice(4));
  }, 90_000);

  test('expires after five minutes, however often it is used', async () => {
    const { bearer } = gateway.sandbox.launch().authorization;
    await gateway.run(who, {}, bearer);
    gateway.takeCalls();
    for (const minutes of [2, 4, 4.9]) {
      pass(minutes);
      await gateway.run(who, {}, bearer);
      jest.restoreAllMocks();
    }
    expect(gateway.takeCalls()).toEqual([]);
    pass(5.1);
    await gateway.run(who, {}, bearer);
    expect(gateway.takeCalls()).toEqual(['GET idtoken']);
  });

  test('stays while requests overlap for longer, but not for long', async () => {
    const launch = gateway.sandbox.launch();
    await gateway.run(who, {}, launch.authorization.bearer);
    // There is always one request in flight.
    gateway.sandbox.fault({ launch, route: 'lineItems', delayMs: 300 });
    const slow = () => gateway.run('{ lineItems { nodes { id } } }', {}, launch.authorization.bearer);
    const first = slow();
    gateway.takeCalls();
    pass(5.1);
    await gateway.run(who, {}, launch.authorization.bearer);
    expect(gateway.takeCalls().filter((call) => call === 'GET idtoken')).toHaveLength(1);
    await first;
  });

  test('is read once by concurrent requests', async () => {
    const { bearer } = gateway.sandbox.launch().authorization;
    gateway.takeCalls();
    await Promise.all(Array.from({ length: 10 }, () => gateway.run(who, {}, bearer)));
    expect(gateway.takeCalls()).toEqual(['GET idtoken']);
  });
});

describe('a line item', () => {
  let course: SandboxCourse;
  let launch: SandboxLaunch;
  beforeEach(() => {
    course = gateway.sandbox.createCourse({ lineItems: 3 });
    launch = gateway.sandbox.launch({ course });
  });
  const byId = (id: string, members: string) =>
    gateway.run(`query ($id: ID!) { lineItem(id: $id) { ${members} } }`, { id }, launch.authorization.bearer);

  test('is null for every selection after a 404 for this launch', async () => {
    const { id } = course.lineItems()[0]!;
    expect((await byId(id, 'id')).data).toEqual({ lineItem: { id } });
    course.deleteLineItem(id);
    for (const members of ['label', 'id', 'label', 'id']) {
      expect((await byId(id, members)).data).toEqual({ lineItem: null });
    }
  });

  test('is null for every selection after an update returned NOT_FOUND', async () => {
    const { id } = course.lineItems()[0]!;
    await byId(id, 'id');
    course.deleteLineItem(id);
    const update = 'mutation ($id: ID!) { updateLineItem(input: { id: $id, label: "New" }) { userErrors { code } } }';
    const { data } = await gateway.run(update, { id }, launch.authorization.bearer);
    expect(data.updateLineItem.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
    expect((await byId(id, 'id')).data).toEqual({ lineItem: null });
  });

  test('created by another launch is found, also after a miss; guessed ids cost five lists', async () => {
    const unknown = (number: number) => `${course.lineItems()[0]!.id}-${number}`;
    expect((await byId(unknown(0), 'id')).data).toEqual({ lineItem: null });
    const { id } = course.addLineItem({ label: 'New' });
    expect((await byId(id, 'id label')).data).toEqual({ lineItem: { id, label: 'New' } });
    gateway.takeCalls();
    for (let number = 1; number <= 10; number += 1) await byId(unknown(number), 'id');
    expect(gateway.takeCalls()).toEqual(Array(4).fill('GET lineItems'));
    pass(0.2);
    await byId(unknown(11), 'id');
    expect(gateway.takeCalls()).toEqual(['GET lineItems']);
  });

  test('two unknown ids in one operation cost one list, and both fail if it cannot be read', async () => {
    const large = gateway.sandbox.createCourse({ lineItems: 6, pageSize: 2 });
    const own = gateway.sandbox.launch({ course: large });
    const ids = ['a', 'b'].map((end) => `${large.lineItems()[0]!.id}-${end}`);
    // The second page fails once.
    let pages = 0;
    gateway.sandbox.fault({
      launch: own,
      route: 'lineItems',
      method: 'GET',
      choose: () => (++pages === 2 ? { status: 500 } : undefined),
    });
    const query = 'query ($a: ID!, $b: ID!) { a: lineItem(id: $a) { id } b: lineItem(id: $b) { id } }';
    const { data, errors } = await gateway.run(query, { a: ids[0], b: ids[1] }, own.authorization.bearer);
    expect(data).toEqual({ a: null, b: null });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(Array(2).fill('UPSTREAM_UNAVAILABLE'));
  });

  test('two unknown ids in two mutations fail independently', async () => {
    const large = gateway.sandbox.createCourse({ lineItems: 6, pageSize: 2 });
    const own = gateway.sandbox.launch({ course: large });
    const ids = ['a', 'b'].map((end) => `${large.lineItems()[0]!.id}-${end}`);
    let pages = 0;
    gateway.sandbox.fault({
      launch: own,
      route: 'lineItems',
      method: 'GET',
      choose: () => (++pages % 2 === 0 ? { status: 500 } : undefined),
    });
    const remove = (id: string) => `deleteLineItem(input: { id: "${id}" }) { userErrors { code } }`;
    const mutation = `mutation { a: ${remove(ids[0]!)} b: ${remove(ids[1]!)} }`;
    const { data, errors } = await gateway.run(mutation, {}, own.authorization.bearer);
    expect(errors).toEqual([]);
    expect([data.a.userErrors, data.b.userErrors]).toEqual(Array(2).fill([{ code: 'UNAVAILABLE' }]));
  });
});

describe('pageInfo', () => {
  const aliases = 'pageInfo { a: hasNextPage b: hasNextPage c: hasPreviousPage d: hasPreviousPage }';

  test.each([
    ['if the answer needs another page', 'blackboard' as const, '(first: 25)'],
    ['with first: 0', 'blackboard' as const, '(first: 0)'],
    ['with a filter', 'spec' as const, '(first: 1, filter: { tag: "grade" })'],
  ])('costs at most two calls for any number of aliases %s', async (_, lms, args) => {
    const course = gateway.sandbox.createCourse({ lms, lineItems: 30 });
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const query = `{ lineItems${args} { ${aliases} first: pageInfo { hasNextPage } second: pageInfo { hasNextPage } } }`;
    gateway.takeCalls();
    const { data, errors } = await gateway.run(query, {}, bearer);
    expect(errors).toEqual([]);
    expect(data.lineItems).toEqual({
      pageInfo: { a: true, b: true, c: false, d: false },
      first: { hasNextPage: true },
      second: { hasNextPage: true },
    });
    const calls = gateway.takeCalls().filter((call) => call === 'GET lineItems').length;
    expect(calls).toBeLessThanOrEqual(2);
  });

  test('after a cursor costs one further call for any number of aliases', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 30, pageSize: 10 });
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const begun = await gateway.run('{ lineItems(first: 10) { pageInfo { endCursor } } }', {}, bearer);
    gateway.takeCalls();
    const { data, errors } = await gateway.run(
      `query ($after: String) { lineItems(first: 0, after: $after) { ${aliases} } }`,
      { after: begun.data.lineItems.pageInfo.endCursor },
      bearer,
    );
    expect(errors).toEqual([]);
    expect(data.lineItems.pageInfo).toEqual({ a: true, b: true, c: true, d: true });
    // The cursor's own page and the next one.
    expect(gateway.takeCalls()).toEqual(['GET lineItems', 'GET lineItems']);
  });
});

test.each(['moodle', 'canvas', 'blackboard', 'd2l', 'spec'] as const)(
  "a cursor reveals no part of the LMS's URLs on %s",
  async (lms) => {
    const course = gateway.sandbox.createCourse({ lms, lineItems: 30, pageSize: 3, learners: 2 });
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const { data } = await gateway.run('{ lineItems(first: 20) { edges { cursor node { id } } } }', {}, bearer);
    const cursors: string[] = data.lineItems.edges.map(({ cursor }: any) => cursor);
    // The same row has the same cursor.
    const again = await gateway.run('{ lineItems(first: 20) { edges { cursor } } }', {}, bearer);
    expect(again.data.lineItems.edges.map(({ cursor }: any) => cursor)).toEqual(cursors);
    const { inflateRawSync, inflateSync } = await import('node:zlib');
    const id: string = data.lineItems.edges[0].node.id;
    const parts = [id, ...id.split(/[/?&=:.]+/), 'http', 'lineitem', 'limit', 'page'].filter((part) => part.length > 3);
    for (const cursor of cursors) {
      const bytes = Buffer.from(cursor, 'base64url');
      const texts = [cursor, bytes.toString('latin1')];
      for (let from = 0; from < bytes.length; from += 1) {
        for (const inflate of [inflateRawSync, inflateSync]) {
          try {
            texts.push(inflate(bytes.subarray(from), { finishFlush: 2 }).toString('latin1'));
          } catch {
            // It is not compressed data.
          }
        }
      }
      // Four characters may occur in random data by chance, so only longer parts are checked there.
      const found = parts.filter((part) => part.length > 4 && texts.some((text) => text.includes(part)));
      expect(found).toEqual([]);
    }
    // Only the first bytes could be equal by chance.
    const heads = cursors.map((cursor) => cursor.slice(0, 12));
    expect(new Set(heads).size).toBe(heads.length);
  },
);
