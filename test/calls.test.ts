import { setTimeout as wait } from 'node:timers/promises';
import { startTestGateway, type TestGateway } from './support/gateway';
import { holdCalls } from './support/holdCalls';

/** Counts the upstream calls of operations in the sandbox's request log. */
describe('calls upstream', () => {
  let gateway: TestGateway;
  let instructor: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    instructor = gateway.sandbox.seeded.instructor.authorization.bearer;
    await gateway.run('{ launch { user { id } } }', {}, instructor);
    gateway.takeCalls();
  });
  afterAll(() => gateway.close());

  test('a page of line items costs one call', async () => {
    const { errors } = await gateway.run('{ lineItems(first: 25) { nodes { id label } } }', {}, instructor);
    expect(errors).toEqual([]);
    expect(gateway.takeCalls()).toEqual(['GET lineItems']);
  });

  test('20 line items with their first 50 scores cost 1 + 20 calls', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 24, learners: 60 });
    const authorization = gateway.sandbox.launch({ course }).authorization.bearer;
    const { data, errors } = await gateway.run(
      '{ lineItems(first: 20) { nodes { scores(first: 50) { nodes { userId resultScore lineItem { label } } } } } }',
      {},
      authorization,
    );
    expect(errors).toEqual([]);
    expect(data.lineItems.nodes.map((node: any) => node.scores.nodes.length)).toEqual(Array(20).fill(50));
    expect(gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems', ...Array<string>(20).fill('GET scores')]);
  });

  test("20 line items with one user's score cost 1 + 20 calls", async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 24, learners: 60 });
    const authorization = gateway.sandbox.launch({ course }).authorization.bearer;
    const [userId] = course.learnerIds();
    const { data, errors } = await gateway.run(
      'query ($userId: ID!) { lineItems(first: 20) { nodes { score(userId: $userId) { userId resultScore } } } }',
      { userId },
      authorization,
    );
    expect(errors).toEqual([]);
    expect(new Set(data.lineItems.nodes.map((node: any) => node.score.userId))).toEqual(new Set([userId]));
    expect(gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems', ...Array<string>(20).fill('GET scores')]);
  });

  test.each([
    ['scoresForUsers(userIds: $userIds) { userId }', { calls: 5, rounds: 4 }],
    ['a: score(userId: $a) { userId } b: score(userId: $b) { userId }', { calls: 3, rounds: 2 }],
    ['myScore { userId }', { calls: 2, rounds: 1 }],
    ['scores(first: 20) { nodes { userId } } score(userId: $a) { userId }', { calls: 2, rounds: 1 }],
  ])('%s is read beside its line item', async (fields, expected) => {
    const course = gateway.sandbox.createCourse({ lineItems: 2, learners: 200, pageSize: 50 });
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const { data } = await gateway.run('{ lineItems(first: 1) { nodes { id } } }', {}, bearer);
    const userIds = course.learnerIds().filter((_, index) => index % 7 === 0);
    const names = ['userIds', 'a', 'b'].filter((name) => fields.includes(`$${name}`));
    const variables = { id: data.lineItems.nodes[0].id, userIds, a: userIds[0], b: userIds.at(-1) };
    const query = `query ($id: ID!, ${names.map((name) => `$${name}: ${name === 'userIds' ? '[ID!]!' : 'ID!'}`).join(', ')}) {
      lineItem(id: $id) { label ${fields} }
    }`;
    // On its second use, the operation is compiled.
    for (let use = 0; use < 2; use += 1) {
      gateway.takeCalls();
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: bearer, 'x-gateway-explain': '1' },
        body: JSON.stringify({ query, variables }),
      });
      const { errors, extensions } = (await response.json()) as any;
      expect(errors).toBeUndefined();
      expect(extensions.upstream).toMatchObject(expected);
      expect(gateway.takeCalls().sort()).toEqual([
        'GET lineItem',
        ...Array<string>(expected.calls - 1).fill('GET scores'),
      ]);
    }
  });

  test("no score is read beside a line item for a learner who asks for another's", async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 2 });
    const [userId = '', other] = course.learnerIds();
    const { bearer } = gateway.sandbox.launch({ course, userId, roles: ['Learner'] }).authorization;
    const { data } = await gateway.run('{ lineItems(first: 1) { nodes { id } } }', {}, bearer);
    gateway.takeCalls();
    const { errors } = await gateway.run(
      'query ($id: ID!, $userIds: [ID!]!) { lineItem(id: $id) { label scoresForUsers(userIds: $userIds) { userId } } }',
      { id: data.lineItems.nodes[0].id, userIds: [userId, other] },
      bearer,
    );
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(gateway.takeCalls()).toEqual(['GET lineItem']);
  });

  test('scores of 30 users of one line item cost one pass over its list', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 100, pageSize: 100 });
    const authorization = gateway.sandbox.launch({ course }).authorization.bearer;
    const userIds = course.learnerIds().slice(0, 30).reverse();
    const { data, errors } = await gateway.run(
      'query ($userIds: [ID!]!) { lineItems(first: 1) { nodes { scoresForUsers(userIds: $userIds) { userId } } } }',
      { userIds },
      authorization,
    );
    expect(errors).toEqual([]);
    expect(data.lineItems.nodes[0].scoresForUsers.map((score: any) => score.userId)).toEqual(userIds);
    expect(gateway.takeCalls()).toEqual(['GET idtoken', 'GET lineItems', 'GET scores']);
  });

  describe('for one line item', () => {
    /** A launch of a course with 24 line items and 200 learners on pages of 50; the gateway knows the launch. */
    async function open(options: { pageSize?: number; learners?: number } = {}) {
      const course = gateway.sandbox.createCourse({ lineItems: 24, learners: 200, pageSize: 50, ...options });
      const launch = gateway.sandbox.launch({ course });
      const { bearer } = launch.authorization;
      await gateway.run('{ launch { user { id } } lineItems(first: 1) { nodes { id } } }', {}, bearer);
      gateway.takeCalls();
      const lineItemId = course.lineItems()[0]!.id;
      const ask = async (selection: string, variables = {}, authorization = bearer) => {
        const { data, errors } = await gateway.run(
          `query ($id: ID!${selection.includes('$userIds') ? ', $userIds: [ID!]!' : ''}) { lineItem(id: $id) { ${selection} } }`,
          { id: lineItemId, ...variables },
          authorization,
        );
        expect(errors).toEqual([]);
        return data.lineItem;
      };
      return { course, launch, lineItemId, ask, learners: course.learnerIds() };
    }

    test('a known line item costs only the call for its scores', async () => {
      const { ask } = await open();
      await ask('id scores(first: 5) { nodes { userId lineItem { id } } }');
      expect(gateway.takeCalls()).toEqual(['GET scores']);
    });

    test('all 200 scores on pages of 50 cost 4 calls', async () => {
      const { ask } = await open();
      const { scores } = await ask('scores(first: 200) { nodes { userId } }');
      expect(scores.nodes).toHaveLength(200);
      expect(gateway.takeCalls()).toEqual(Array(4).fill('GET scores'));
    });

    test.each([50, 100])('30 of 200 users on pages of %i cost no more calls than the whole list', async (pageSize) => {
      const { ask, learners } = await open({ pageSize });
      const userIds = learners.filter((_, index) => index % 7 === 0).slice(0, 30);
      const aliases = userIds.map((userId, index) => `u${index}: score(userId: "${userId}") { userId }`).join(' ');
      const { scoresForUsers } = await ask('scoresForUsers(userIds: $userIds) { userId }', { userIds });
      expect(scoresForUsers.map((score: any) => score.userId)).toEqual(userIds);
      expect(gateway.takeCalls().length).toBeLessThanOrEqual(200 / pageSize);
      const each = await ask(aliases);
      expect(Object.values(each).map((score: any) => score.userId)).toEqual(userIds);
      expect(gateway.takeCalls().length).toBeLessThanOrEqual(200 / pageSize);
    });

    test('users on a page that the same operation reads cost no further call', async () => {
      const { ask, learners } = await open();
      const selection = 'scores(first: 50) { nodes { userId } } scoresForUsers(userIds: $userIds) { userId }';
      const { scoresForUsers } = await ask(selection, { userIds: learners.slice(0, 20) });
      expect(scoresForUsers).toHaveLength(20);
      expect(gateway.takeCalls()).toEqual(['GET scores']);
      // A user who is not on the page costs one call.
      await ask(selection, { userIds: [learners[3]!, learners[120]!] });
      expect(gateway.takeCalls()).toEqual(['GET scores', 'GET scores']);
    });

    test('reads a few users of a long list one by one once its length is known', async () => {
      const { ask, learners } = await open({ pageSize: 10 });
      await ask('scoresForUsers(userIds: $userIds) { userId }', { userIds: learners });
      gateway.takeCalls();
      await ask('scoresForUsers(userIds: $userIds) { userId }', { userIds: [learners[5]!, learners[190]!] });
      expect(gateway.takeCalls()).toEqual(['GET scores', 'GET scores']);
    });

    test('reads a page that is selected under several aliases once, at the largest size', async () => {
      const { ask } = await open();
      const answer = await ask('a: scores(first: 5) { nodes { userId } } b: scores(first: 40) { nodes { userId } }');
      expect([answer.a.nodes.length, answer.b.nodes.length]).toEqual([5, 40]);
      expect(gateway.takeCalls()).toEqual(['GET scores']);
    });

    test('a back end reads an unknown line item and its first scores in parallel, later only the scores', async () => {
      const { ask, launch } = await open();
      const { serviceKey } = launch.authorization;
      const { sandbox } = gateway;
      const fault = sandbox.fault({ route: 'lineItem', launch, delayMs: 100 });
      await ask('label scores(first: 5) { nodes { userId } }', {}, serviceKey);
      expect(gateway.takeCalls()).toEqual(['GET lineItem', 'GET scores']);
      const [item, scores] = sandbox.requests.slice(-2);
      expect(scores!.startedAt).toBeLessThan(item!.endedAt!);
      fault.remove();
      await ask('scores(first: 5) { nodes { userId } }', {}, serviceKey);
      expect(gateway.takeCalls()).toEqual(['GET scores']);
    });
  });

  test('pageInfo alone costs at most one call, an empty selection none', async () => {
    const { authorization } = gateway.sandbox.launch();
    await gateway.run('{ launch { user { id } } }', {}, authorization.bearer);
    gateway.takeCalls();
    await gateway.run('{ lineItems(first: 0) { nodes { id } } }', {}, authorization.bearer);
    expect(gateway.takeCalls()).toEqual([]);
    const { data } = await gateway.run(
      '{ lineItems(first: 0) { pageInfo { hasNextPage } } }',
      {},
      authorization.bearer,
    );
    expect(data.lineItems.pageInfo.hasNextPage).toBe(true);
    expect(gateway.takeCalls()).toEqual(['GET lineItems']);
  });

  test.each(['bearer', 'serviceKey'] as const)(
    'the line item in a payload costs a call only if more than its id is selected (%s)',
    async (form) => {
      const course = gateway.sandbox.createCourse({ lineItems: 2, learners: 1 });
      const launch = gateway.sandbox.launch({ course });
      const authorization = launch.authorization[form];
      const { data } = await gateway.run('{ lineItems(first: 1) { nodes { id } } }', {}, launch.authorization.bearer);
      const submit = (fields: string) =>
        gateway.run(
          `mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted ${fields} } }`,
          {
            input: {
              lineItemId: data.lineItems.nodes[0].id,
              userId: course.learnerIds()[0]!,
              activityProgress: 'COMPLETED',
              gradingProgress: 'FULLY_GRADED',
              scoreGiven: 1,
              scoreMaximum: 1,
            },
          },
          authorization,
        );
      gateway.takeCalls();
      const idAlone = await submit('lineItem { ... on Node { id } scores(first: 0) { nodes { id } } }');
      expect(idAlone.data.submitScore).toMatchObject({ accepted: true, lineItem: data.lineItems.nodes[0] });
      expect(gateway.takeCalls()).toEqual(['POST scores']);
      const more = await submit('lineItem { id label }');
      expect(more.data.submitScore.lineItem.label).toEqual(expect.any(String));
      expect(gateway.takeCalls()).toEqual(['POST scores', 'GET lineItem']);
    },
  );

  describe('identical concurrent reads of one launch', () => {
    const query = '{ lineItems(first: 3) { nodes { label } } }';

    test('share one call, even if one of the clients disconnects', async () => {
      const launch = gateway.sandbox.launch();
      const { bearer } = launch.authorization;
      await gateway.run('{ launch { user { id } } }', {}, bearer);
      gateway.takeCalls();
      const fault = gateway.sandbox.fault({ route: 'lineItems', launch, delayMs: 500 });
      const impatient = new AbortController();
      const first = fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: bearer },
        body: JSON.stringify({ query }),
        signal: impatient.signal,
      });
      const others = Array.from({ length: 5 }, () => gateway.run(query, {}, bearer));
      setTimeout(() => impatient.abort(), 100);
      await expect(first).rejects.toThrow();
      for (const { data, errors } of await Promise.all(others)) {
        expect(errors).toEqual([]);
        expect(data.lineItems.nodes).toHaveLength(3);
      }
      expect(gateway.takeCalls()).toEqual(['GET lineItems']);
      fault.remove();
    });

    test('are not shared with another launch', async () => {
      const launches = [gateway.sandbox.launch(), gateway.sandbox.launch()];
      await Promise.all(launches.map(({ authorization }) => gateway.run(query, {}, authorization.serviceKey)));
      expect(gateway.takeCalls()).toEqual(['GET lineItems', 'GET lineItems']);
    });

    test('are repeated after a write, so that clients read their own writes', async () => {
      const course = gateway.sandbox.createCourse({ lineItems: 2, learners: 1 });
      const launch = gateway.sandbox.launch({ course });
      const { serviceKey } = launch.authorization;
      const slow = gateway.sandbox.fault({ method: 'GET', route: 'lineItems', launch, times: 1, delayMs: 300 });
      const before = gateway.run(query, {}, serviceKey);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await gateway.run(
        'mutation { createLineItem(input: { label: "New", scoreMaximum: 1 }) { lineItem { id } } }',
        {},
        serviceKey,
      );
      const { data } = await gateway.run(query, {}, serviceKey);
      expect(data.lineItems.nodes.map((node: any) => node.label)).toContain('New');
      expect((await before).errors).toEqual([]);
      slow.remove();
    });
  });

  describe('concurrency', () => {
    const gradebook = '{ lineItems(first: 40) { nodes { scores(first: 500) { nodes { userId } } } } }';

    test('is at most 24 calls for a launch', async () => {
      const launch = gateway.sandbox.launch({ lms: 'large' });
      const { result, inFlight } = await holdCalls(gateway.sandbox, { route: 'scores', launch }, 24, () =>
        gateway.run(gradebook, {}, launch.authorization.serviceKey),
      );
      const { data, errors } = result;
      expect(errors).toEqual([]);
      expect(data.lineItems.nodes.map((node: any) => node.scores.nodes.length)).toEqual(Array(40).fill(500));
      expect(inFlight).toBe(24);
      expect(gateway.sandbox.requests).toHaveLength(1 + 40 * 5);
      gateway.takeCalls();
    }, 30_000);

    test('is at most 10 calls for all launches of a Canvas, and more for other LMSs', async () => {
      const peak = async (lms: 'canvas' | 'spec', count: number) => {
        const course = gateway.sandbox.createCourse({ lms, lineItems: 24, learners: 3 });
        const launches = Array.from({ length: 4 }, () => gateway.sandbox.launch({ course }));
        for (const { authorization } of launches)
          await gateway.run('{ lineItems(first: 1) { nodes { id } } }', {}, authorization.bearer);
        const query = '{ lineItems(first: 20) { nodes { scores(first: 2) { nodes { userId } } } } }';
        const run = () =>
          Promise.all(launches.map(({ authorization }) => gateway.run(query, {}, authorization.bearer)));
        return (await holdCalls(gateway.sandbox, { route: 'scores' }, count, run)).inFlight;
      };
      expect(await peak('canvas', 10)).toBe(10);
      expect(await peak('spec', 64)).toBe(64);
    });

    test.each([20, 80])('is at most CALLS_PER_PROCESS for the process: %d', async (perProcess) => {
      const schedule = { perLaunch: 8, perPlatform: 10, waitingPerLaunch: 500, perProcess };
      const other = await startTestGateway({ config: { schedule } });
      const course = other.sandbox.createCourse({ lineItems: 10, learners: 1 });
      const launches = Array.from({ length: 12 }, () => other.sandbox.launch({ course }).authorization.serviceKey);
      const query = '{ lineItems(first: 10) { nodes { scores(first: 1) { nodes { userId } } } } }';
      const { result, inFlight } = await holdCalls(other.sandbox, { route: 'scores' }, perProcess, () =>
        Promise.all(launches.map((serviceKey) => other.run(query, {}, serviceKey))),
      );
      await other.close();
      expect(result.flatMap(({ errors }) => errors)).toEqual([]);
      expect(inFlight).toBe(perProcess);
    });

    test('is fair: a launch with one call does not wait for every call of another launch', async () => {
      const schedule = { perLaunch: 8, perPlatform: 10, perProcess: 2, waitingPerLaunch: 500 };
      const other = await startTestGateway({ config: { schedule } });
      const course = other.sandbox.createCourse({ lineItems: 40, learners: 1 });
      const [large, small] = [other.sandbox.launch({ course }), other.sandbox.launch({ course })];
      other.sandbox.fault({ launch: large, route: 'scores', delayMs: 50 });
      const begun = () => other.sandbox.requests.filter(({ route }) => route === 'scores').length;
      const whole = other.run(gradebook, {}, large.authorization.serviceKey);
      while (begun() === 0) await wait(5);
      const { errors } = await other.run(
        '{ lineItems(first: 1) { nodes { id } } }',
        {},
        small.authorization.serviceKey,
      );
      expect(errors).toEqual([]);
      expect(begun()).toBeLessThan(40);
      expect((await whole).errors).toEqual([]);
      await other.close();
    });

    test('rejects calls beyond the queue limit as RATE_LIMITED', async () => {
      const small = await startTestGateway({
        config: { schedule: { perLaunch: 2, perPlatform: 10, perProcess: 64, waitingPerLaunch: 3 } },
      });
      const { data, errors } = await small.run(
        '{ lineItems(first: 10) { nodes { scores(first: 1) { nodes { userId } } } } }',
        {},
        small.sandbox.seeded.instructor.authorization.bearer,
      );
      expect(data.lineItems.nodes.filter((node: any) => node.scores !== null)).toHaveLength(5);
      expect(errors.map((error) => error.extensions.code)).toEqual(Array(5).fill('RATE_LIMITED'));
      await small.close();
    });
  });

  test('the explain report contains only numbers', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 24, learners: 60 });
    const { bearer } = gateway.sandbox.launch({ course }).authorization;
    const ask = async (fields: string, headers: Record<string, string>) => {
      const query = `{ lineItems(first: 20) { nodes { ${fields} } } }`;
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: bearer, ...headers },
        body: JSON.stringify({ query }),
      });
      return ((await response.json()) as any).extensions;
    };
    const scores = 'scores(first: 50) { nodes { userId } }';
    expect(await ask(scores, {})).toBeUndefined();
    expect(await ask(scores, { 'x-gateway-explain': '1' })).toEqual({
      upstream: {
        calls: 21,
        rounds: 2,
        rows: 21 + 20 * 51,
        waitedMs: expect.any(Number),
        budget: 250,
        concurrency: 24,
      },
    });
    const score = `score(userId: "${course.learnerIds()[0]}") { userId }`;
    expect((await ask(score, { 'x-gateway-explain': '1' })).upstream).toMatchObject({ calls: 21, rounds: 2 });
    gateway.takeCalls();
  });
});
