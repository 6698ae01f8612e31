import { setTimeout as wait } from 'node:timers/promises';
import { Course } from '../src/sandbox/lms/course';
import { profiles } from '../src/sandbox/lms/profiles/profiles';
import type { LmsName, ResultRow, SandboxCourse, SandboxLaunch } from '../src/sandbox/sandbox';
import { enter, markOf, openRoom, type Room, roles } from './support/everyOperation';
import { startTestGateway, type TestGateway } from './support/gateway';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.sandbox.clearFaults());

describe('a learner reads only their own row', () => {
  const row = 'id userId resultScore comment scoringUserId lineItem { label }';
  const fields: Record<string, string> = {
    score: `score(userId: $self) { ${row} }`,
    myScore: `myScore { ${row} }`,
    'scoresForUsers of one': `scoresForUsers(userIds: [$self]) { ${row} }`,
    'scoresForUsers twice': `scoresForUsers(userIds: [$self, $self]) { ${row} }`,
    'all fields together': `score(userId: $self) { ${row} } myScore { ${row} } scoresForUsers(userIds: [$self]) { ${row} }`,
  };
  /** Declares `$self` only if the query uses it. */
  const operation = (name: string) => {
    const field = fields[name]!;
    return `query ($id: ID!${field.includes('$self') ? ', $self: ID!' : ''}) { lineItem(id: $id) { ${field} } }`;
  };

  type Change = (rows: ResultRow[], room: Room, all: ResultRow[], quiz: ResultRow[]) => unknown;
  const isOwn =
    ({ self }: Room) =>
    (one: ResultRow) =>
      one.userId === self;
  /** Responses that LTIAAS may give to a learner's query, and whether they still contain the learner's score. */
  const answers: [string, 'own' | 'none' | 'error', Change][] = [
    ['answers as it should', 'own', (rows) => rows],
    ["sends everyone's rows", 'own', (_rows, _room, all) => all],
    [
      "sends everyone's rows, the own one last",
      'own',
      (_rows, { self }, all) => [...all].sort((one) => (one.userId === self ? 1 : -1)),
    ],
    ["sends another user's row", 'none', (_rows, { stranger }, all) => all.filter((one) => one.userId === stranger)],
    ["sends everyone's rows but the own one", 'none', (_rows, room, all) => all.filter((one) => !isOwn(room)(one))],
    [
      "sends another user's row under an id that only looks like the own one",
      'none',
      (_rows, { self, stranger }, all) =>
        [` ${self}`, `${self} `, `${self}\0`, `${self}0`, `0${self}`, self.toUpperCase() + '#'].flatMap((userId) =>
          all.filter((one) => one.userId === stranger).map((one) => ({ ...one, userId })),
        ),
    ],
    [
      'hides whose the rows are',
      'none',
      (_rows, { self }, all) =>
        all
          .filter((one) => one.userId !== self)
          .flatMap(({ userId: _, ...one }) => [
            one,
            { ...one, userId: null },
            { ...one, userId: [self] },
            { ...one, user_id: self },
          ]),
    ],
    [
      "sends the own row as one of another line item, with that one's value",
      'error',
      (_rows, room, _all, quiz) => quiz.filter(isOwn(room)),
    ],
    ["sends everyone's rows of another line item", 'error', (_rows, _room, _all, quiz) => quiz],
    [
      'sends rows that make no sense among everyone else’s',
      'own',
      (rows, _room, all) => [
        null,
        7,
        'x',
        [],
        ...all.map((one) => ({ ...one, resultScore: 'x' })).filter((one) => one.userId !== rows[0]?.userId),
        ...all,
      ],
    ],
    ['sends no rows', 'none', () => []],
  ];

  const cases = (['spec', 'sakai', 'moodle', 'openedx'] as const satisfies LmsName[]).flatMap((lms) =>
    answers.map(([what, own, change]) => [lms, what, own, change] as const),
  );

  test.each(cases)('on %s if LTIAAS %s (%s)', async (lms, _what, own, change) => {
    const room = openRoom(gateway.sandbox, lms);
    const { course, id, otherId, self } = room;
    // Moodle names the line item only for a graded row; every row here is graded.
    const [all, quiz] = [course.results(id), course.results(otherId)];
    expect(all.filter(isOwn(room)).length).toBe(1);
    for (const role of [roles.learner, roles.none, roles.mentor]) {
      const launch = enter(gateway.sandbox, room, role, { roleScopeMentor: [] });
      gateway.sandbox.fault({
        launch,
        route: 'scores',
        rewrite: (answer) => ({
          ...answer,
          body: { scores: change(answer.body.scores.filter(isOwn(room)), room, all, quiz) },
        }),
      });
      for (const name of Object.keys(fields)) {
        const { data, errors, text } = await gateway.run(operation(name), { id, self }, launch.authorization.bearer);
        const shown = Object.values(data.lineItem)
          .flat()
          .filter((one) => one !== null);
        const wanted = { userId: self, resultScore: 40.0625, comment: markOf(self), lineItem: { label: 'Essay' } };
        if (own === 'own') {
          expect(errors).toEqual([]);
          expect(shown.length).toBeGreaterThan(0);
        } else {
          expect(shown).toEqual([]);
          expect(errors.length > 0).toBe(own === 'error');
        }
        for (const one of shown) expect(one).toMatchObject(wanted);
        // No data of any other user, including messages and ids.
        const foreign = [...all, ...quiz].flatMap(({ userId, resultScore, comment }) =>
          userId === self ? [] : [JSON.stringify(userId), `${resultScore ?? 'none'}`, comment ?? 'none'],
        );
        expect([...foreign, markOf(self, 'quiz')].filter((value) => text.includes(value))).toEqual([]);
      }
    }
  });

  test.each(['spec', 'sakai', 'openedx'] as const)(
    'on %s if a page link leads to the scores of another line item',
    async (lms) => {
      const room = openRoom(gateway.sandbox, lms);
      const launch = enter(gateway.sandbox, room, roles.learner);
      const next = `${room.otherId}/results`;
      gateway.sandbox.fault({
        launch,
        route: 'scores',
        lineItemId: room.id,
        times: 1,
        rewrite: (answer) => ({ ...answer, body: { scores: [], next } }),
      });
      const { data, text } = await gateway.run(operation('myScore'), { id: room.id }, launch.authorization.bearer);
      expect(gateway.sandbox.requests.at(-1)!.query.url).toBe(next);
      expect(data.lineItem.myScore).toBeNull();
      expect(text).not.toContain('mark of');
    },
  );

  test('returns an error if the LMS returns another line item than requested', async () => {
    const room = openRoom(gateway.sandbox);
    const { id, otherId, course } = room;
    const { bearer } = enter(gateway.sandbox, room, roles.learner).authorization;
    const query = 'query ($id: ID!) { node(id: $id) { id ... on LineItem { label } } }';
    // From now on the id is known and read on its own.
    expect((await gateway.run(query, { id }, bearer)).data.node.label).toBe('Essay');
    const other = course.lineItems().find((item) => item.id === otherId)!;
    gateway.sandbox.fault({ route: 'lineItem', lineItemId: id, rewrite: (answer) => ({ ...answer, body: other }) });
    const { data, errors, text } = await gateway.run(query, { id }, bearer);
    expect([data.node, errors.map((error) => error.extensions.code)]).toEqual([null, ['UPSTREAM_ERROR']]);
    expect(text).not.toContain('Quiz');
    expect(text).not.toContain(otherId);
  });
});

describe('1000 mixed requests of 20 launches in two courses with the same people', () => {
  interface Visitor {
    launch: SandboxLaunch;
    authorization: string;
    kind: 'instructor' | 'learner' | 'ltik' | 'serviceKey';
    course: SandboxCourse;
    ids: string[];
    /** Part of every value in this course and of none in the other. */
    courseMark: string;
    link: string;
    foreignIds: string[];
  }
  const learnerCount = 6;
  const essay = (courseMark: string, item: number, userId: string) => `${courseMark} item ${item} of <${userId}>`;

  const nameIn = (courseMark: string, userId: string) => `${courseMark} name of <${userId}>`;

  /** A course with the same people as every other course made here. */
  function twin(number: number, courseMark: string) {
    const learners = Array.from({ length: learnerCount }, (_, place) => 7_000_000 + place);
    const course = new Course(
      profiles.spec,
      { number, label: courseMark, title: courseMark, learners, staff: [1, 2] },
      3,
    );
    const ids = [1, 2, 3, 4].map((item) => course.addLineItem({ label: `${courseMark} item ${item}` }).id);
    for (const userId of course.learnerIds()) course.setMember(userId, { name: nameIn(courseMark, userId) });
    ids.forEach((id, item) => {
      for (const userId of course.learnerIds())
        course.setResult(id, userId, { score: 10, comment: essay(courseMark, item, userId) });
    });
    return { course, ids, courseMark };
  }

  const [north, south] = [twin(7001, 'NORTH'), twin(7002, 'SOUTH')];
  const visitors: Visitor[] = [];

  beforeAll(() => {
    for (const [here, there] of [[north, south] as const, [south, north] as const]) {
      const users = [1, 2].map((person) => profiles.spec.userId(person));
      const add = (kind: Visitor['kind'], userId: string) => {
        const link = `${here.courseMark} link ${visitors.length}`;
        const launch = gateway.sandbox.launch({ course: here.course, userId, resourceLinkId: link });
        const authorization = launch.authorization[kind === 'ltik' || kind === 'serviceKey' ? kind : 'bearer'];
        visitors.push({ launch, authorization, kind, ...here, link, foreignIds: there.ids });
      };
      for (const userId of users) add('instructor', userId);
      for (const userId of here.course.learnerIds()) add('learner', userId);
      add('ltik', here.course.learnerIds()[0]!);
      add('serviceKey', users[0]!);
    }
  });

  const row = 'userId comment lineItem { label }';
  const graded = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreGiven: 9, scoreMaximum: 100 };
  const isStaff = ({ kind }: Visitor) => kind !== 'learner';

  /** One request, and checks of its response in addition to those for every response. */
  type Step = (visitor: Visitor, n: number) => [string, Record<string, unknown>, (data: any, codes: string[]) => void];
  const own = (visitor: Visitor) => visitor.launch.userId;
  const itemOf = ({ ids }: Visitor, n: number) => ids[n % ids.length]!;
  const open = (codes: string[]) => expect(codes).toEqual([]);

  const steps: Step[] = [
    (visitor) => [
      '{ launch { user { id } context { id title } resourceLink { id } permissions { readAllScores } } }',
      {},
      ({ launch }, codes) => {
        open(codes);
        if (visitor.kind === 'serviceKey') return expect(launch).toBeNull();
        expect(launch).toEqual({
          user: { id: own(visitor) },
          context: { id: visitor.course.id, title: visitor.courseMark },
          resourceLink: { id: visitor.link },
          permissions: { readAllScores: isStaff(visitor) },
        });
      },
    ],
    (visitor) => [
      '{ lineItems(first: 4) { nodes { id label } } }',
      {},
      ({ lineItems }, codes) => {
        open(codes);
        expect(lineItems.nodes.map((node: any) => node.id)).toEqual(visitor.ids);
      },
    ],
    (visitor, n) => [
      `query ($id: ID!) { lineItem(id: $id) { label myScore { ${row} } } }`,
      { id: itemOf(visitor, n) },
      ({ lineItem }, codes) => {
        open(codes);
        expect(lineItem.label).toContain(visitor.courseMark);
        const hasScore = visitor.kind === 'learner' || visitor.kind === 'ltik';
        expect(lineItem.myScore?.userId).toBe(hasScore ? own(visitor) : undefined);
      },
    ],
    (visitor, n) => [
      `query ($id: ID!, $users: [ID!]!) { lineItem(id: $id) { scoresForUsers(userIds: $users) { ${row} } scores(first: 9) { nodes { ${row} } } } }`,
      { id: itemOf(visitor, n), users: visitor.course.learnerIds() },
      ({ lineItem }, codes) => {
        if (!isStaff(visitor)) {
          expect(codes).toEqual(['FORBIDDEN', 'FORBIDDEN']);
          return expect(lineItem).toEqual({ scoresForUsers: null, scores: null });
        }
        open(codes);
        expect(lineItem.scoresForUsers.map((score: any) => score.userId)).toEqual(visitor.course.learnerIds());
        expect(lineItem.scores.nodes).toHaveLength(learnerCount);
        for (const score of lineItem.scores.nodes) expect(score.comment).toMatch(`<${score.userId}>`);
      },
    ],
    (visitor) => [
      '{ members(first: 20, filter: { role: LEARNER }) { nodes { id name } } }',
      {},
      ({ members }, codes) => {
        if (!isStaff(visitor)) return expect([members, codes]).toEqual([null, ['FORBIDDEN']]);
        open(codes);
        const { course, courseMark } = visitor;
        expect(members.nodes).toEqual(course.learnerIds().map((id) => ({ id, name: nameIn(courseMark, id) })));
      },
    ],
    (visitor, n) => [
      `query ($id: ID!, $users: [ID!]!) { lineItem(id: $id) { scoresForUsers(userIds: $users) { userId user { id name } } } }`,
      { id: itemOf(visitor, n), users: isStaff(visitor) ? visitor.course.learnerIds() : [own(visitor)] },
      ({ lineItem }, codes) => {
        open(codes);
        const { course, courseMark } = visitor;
        // Everyone else's own name is the one in the id token.
        expect(lineItem.scoresForUsers).toEqual(
          isStaff(visitor)
            ? course.learnerIds().map((id) => ({ userId: id, user: { id, name: nameIn(courseMark, id) } }))
            : [{ userId: own(visitor), user: { id: own(visitor), name: expect.any(String) } }],
        );
      },
    ],
    (visitor, n) => [
      'query ($id: ID!) { node(id: $id) { id } lineItem(id: $id) { label } }',
      { id: visitor.foreignIds[n % visitor.foreignIds.length] },
      (data, codes) => {
        open(codes);
        expect(data).toEqual({ node: null, lineItem: null });
      },
    ],
    (visitor, n) => {
      const userId = visitor.course.learnerIds()[n % learnerCount]!;
      const comment = `${essay(visitor.courseMark, n % 4, userId)} by launch ${visitor.link} no. ${n}`;
      return [
        `mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted score { ${row} } } }`,
        { input: { lineItemId: itemOf(visitor, n), userId, comment, ...graded } },
        ({ submitScore }, codes) => {
          if (!isStaff(visitor)) return expect([submitScore, codes]).toEqual([null, ['FORBIDDEN']]);
          open(codes);
          expect(submitScore).toMatchObject({ accepted: true, score: { userId } });
        },
      ];
    },
    (visitor, n) => [
      'mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted userErrors { code } } }',
      {
        input: {
          lineItemId: visitor.foreignIds[n % 4],
          userId: own(visitor),
          comment: `${visitor.courseMark} stray`,
          ...graded,
        },
      },
      ({ submitScore }, codes) => {
        if (!isStaff(visitor)) return expect([submitScore, codes]).toEqual([null, ['FORBIDDEN']]);
        expect(submitScore).toEqual({ accepted: false, userErrors: [{ code: 'NOT_FOUND' }] });
      },
    ],
    (visitor, n) => [
      'mutation ($input: UpdateLineItemInput!) { updateLineItem(input: $input) { lineItem { id label } } }',
      { input: { id: itemOf(visitor, n), label: `${visitor.courseMark} item ${n}` } },
      ({ updateLineItem }, codes) => {
        if (!isStaff(visitor)) return expect([updateLineItem, codes]).toEqual([null, ['FORBIDDEN']]);
        expect(updateLineItem.lineItem).toEqual({ id: itemOf(visitor, n), label: `${visitor.courseMark} item ${n}` });
      },
    ],
  ];

  test('return no value of another launch, and to each learner only their own', async () => {
    const total = 1000;
    gateway.sandbox.fault({ every: 2, delayMs: 12 });
    gateway.sandbox.fault({ every: 3, delayMs: 5 });
    const storedBefore = gateway.sandbox.ledger.length;
    const requestIds = new Set<string | null>();
    let next = 0;

    const one = async (n: number) => {
      // 7 and 20 have no common divisor: every visitor gets every step, with changing neighbours.
      const visitor = visitors[(n * 7) % visitors.length]!;
      const [operation, variables, check] = steps[(n + Math.floor(n / visitors.length)) % steps.length]!(visitor, n);
      const { data, errors, headers, text } = await gateway.run(operation, variables, visitor.authorization);
      requestIds.add(headers.get('x-request-id'));
      check(
        data,
        errors.map((error) => error.extensions.code),
      );
      expect(text).not.toContain(visitor.courseMark === 'NORTH' ? 'SOUTH' : 'NORTH');
      const others = visitors.map(({ launch }) => launch).filter((launch) => launch !== visitor.launch);
      const secrets = others.flatMap(({ ltik, serviceKey }) => [ltik, serviceKey]);
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
      if (visitor.kind === 'learner') {
        const strangers = visitor.course.learnerIds().filter((userId) => userId !== own(visitor));
        expect(strangers.filter((userId) => text.includes(userId))).toEqual([]);
      }
    };
    const work = async () => {
      while (next < total) {
        await one(next++);
        await wait(0);
      }
    };
    await Promise.all(Array.from({ length: 20 }, work));

    expect(requestIds.size).toBe(total);
    expect(gateway.sandbox.maxInFlight).toBeGreaterThan(4);
    // Writes are stored in the course of their launch.
    const stored = gateway.sandbox.ledger.slice(storedBefore);
    expect(stored.length).toBeGreaterThan(50);
    for (const { lineItemId, body } of stored) {
      const here = north.ids.includes(lineItemId) ? 'NORTH' : 'SOUTH';
      expect(JSON.stringify(body)).toContain(here);
      expect(JSON.stringify(body)).not.toContain(here === 'NORTH' ? 'SOUTH' : 'NORTH');
    }
    // Every call used the credential of its own request.
    const launches = new Map<unknown, Set<unknown>>();
    for (const { headers, launch } of gateway.sandbox.requests.filter(({ launch }) =>
      visitors.some((v) => v.launch === launch),
    )) {
      const of = headers['x-request-id'];
      launches.set(of, (launches.get(of) ?? new Set()).add(launch));
    }
    expect(launches.size).toBeGreaterThan(200);
    expect([...launches.values()].filter((of) => of.size !== 1)).toEqual([]);
  }, 60_000);
});
