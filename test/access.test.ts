import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { rules } from '../src/access/rules';
import { schema } from '../src/schema/schema';
import type { SandboxLaunch } from '../src/sandbox/sandbox';
import {
  type CallerKind,
  enter,
  type Example,
  examples,
  lookAlikes,
  markOf,
  openRoom,
  type Room,
  roles,
} from './support/everyOperation';
import { startTestGateway, type TestGateway } from './support/gateway';

const support = roles.support[0]!;

/** Whether a field may cost a call: it has arguments or a resolver, or its value comes from the gradebook. */
function mayReach(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): boolean {
  if (['Query', 'Mutation'].includes(type.name) || field.args.length > 0 || field.resolve !== undefined) return true;
  const isPartOfConnection = /(Connection|Edge)$/.test(type.name);
  return !isPartOfConnection && /^(Node|LineItem|Score|Member|.*Connection)$/.test(getNamedType(field.type).name);
}

const reaching = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
  .flatMap((type) =>
    Object.values((type as GraphQLObjectType).getFields())
      .filter((field) => mayReach(type as GraphQLObjectType, field))
      .map((field) => `${type.name}.${field.name}`),
  );

function fieldsOf(document: string): string[] {
  const info = new TypeInfo(schema);
  const fields: string[] = [];
  visit(
    parse(document),
    visitWithTypeInfo(info, {
      Field: ({ name }) => void fields.push(`${info.getParentType()!.name}.${name.value}`),
    }),
  );
  return fields;
}

describe('every field that reads or writes through LTIAAS', () => {
  test('is covered by the access matrix', () => {
    const asked = new Set(examples.flatMap(({ document }) => fieldsOf(document)));
    expect(reaching.filter((field) => !asked.has(field))).toEqual([]);
    const own = reaching.filter((field) => /^(Query|Mutation|LineItem|Score|Member|Launch)\./.test(field));
    expect([...new Set(examples.map(({ field }) => field))].sort()).toEqual([...own].sort());
  });

  test('has a rule, and no rule is unused', () => {
    const own = reaching.filter((field) => /^(Query|Mutation|LineItem|Score|Member)\.|\.checks$/.test(field));
    // A field of one name on several types has one rule.
    const names = new Set(own.map((field) => field.split('.')[1]));
    expect(Object.keys(rules).sort()).toEqual([...names].sort());
  });
});

describe('access to every field:', () => {
  let gateway: TestGateway;
  let room: Room;

  beforeAll(async () => {
    gateway = await startTestGateway({ config: { staffRoles: [support] } });
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    gateway.sandbox.clearFaults();
    room = openRoom(gateway.sandbox);
  });

  const valueAt = (data: any, path: string[]) =>
    path.reduce((value, name) => value?.[name], data ?? Object.fromEntries([[path[0], null]]));

  /** Runs the example and compares its result, calls and stored writes with the contract. */
  async function expectVerdict(kind: CallerKind, example: Example, authorization: string): Promise<void> {
    const { sandbox } = gateway;
    const verdict = example.verdicts[kind];
    const seen = sandbox.requests.length;
    const stored = sandbox.ledger.length;
    const { data, errors, text } = await gateway.run(example.document, example.variables(room), authorization);
    const calls = sandbox.requests.slice(seen).map(({ method, route }) => `${method} ${route}`);
    const value = valueAt(data, example.path);
    const isWrite = example.field.startsWith('Mutation.');

    if (verdict === 'allowed') {
      expect(errors).toEqual([]);
      expect(value).not.toBeNull();
      expect(value.userErrors ?? []).toEqual([]);
      expect(calls.filter((call) => example.touches.test(call))).not.toEqual([]);
      expect(sandbox.ledger.length - stored).toBe(isWrite ? 1 : 0);
      return;
    }
    expect(value ?? null).toBeNull();
    expect(errors).toMatchObject(
      verdict === 'denied' ? [{ path: example.path, extensions: { code: 'FORBIDDEN' } }] : [],
    );
    expect(errors.length).toBe(verdict === 'denied' ? 1 : 0);
    // Everybody may read line items, so the field's own line item may be read, and nothing else.
    const mayBeRead = isWrite ? /^GET idtoken$/ : /^GET (idtoken|lineItems?)$/;
    expect(calls.filter((call) => !mayBeRead.test(call))).toEqual([]);
    expect(sandbox.ledger.length).toBe(stored);
    expect(text).not.toContain('mark of');
  }

  /** The launch is unknown at the first run and cached at the second. */
  async function expectVerdictTwice(kind: CallerKind, example: Example, authorization: string): Promise<void> {
    await expectVerdict(kind, example, authorization);
    if (example.verdicts[kind] !== 'allowed') await expectVerdict(kind, example, authorization);
  }

  const people: [string, CallerKind, string[]][] = [
    ['an instructor', 'staff', roles.instructor],
    ['a teaching assistant by the sub-role alone', 'staff', roles.teachingAssistant],
    ['an administrator of the course', 'staff', roles.administrator],
    ['a user with a role in STAFF_ROLES', 'staff', roles.support],
    ["an administrator's sub-role alone", 'member', roles.administratorSubRole],
    ['a content developer', 'contentDeveloper', roles.contentDeveloper],
    ['a mentor', 'mentor', roles.mentor],
    ['a learner', 'member', roles.learner],
    ['a user without roles', 'member', roles.none],
  ];
  const backEnds: [string, CallerKind, keyof SandboxLaunch['authorization']][] = [
    ["a back end that shows a learner's ltik", 'backEnd', 'ltik'],
    ["a back end that shows a learner's service key", 'serviceKey', 'serviceKey'],
  ];
  const title = ({ field, asked }: Example) => `${field}${asked && ` ${asked}`}`;
  const cells = <Who>(callers: [string, CallerKind, Who][]) =>
    callers.flatMap(([who, kind, how]) =>
      examples.map((one) => [who, one.verdicts[kind], title(one), kind, how, one] as const),
    );

  test.each(cells(people))('%s is %s %s', async (_who, _verdict, _field, kind, roles, one) => {
    await expectVerdictTwice(kind, one, enter(gateway.sandbox, room, roles).authorization.bearer);
  });

  test.each(cells(backEnds))('%s is %s %s', async (_who, _verdict, _field, kind, form, one) => {
    await expectVerdictTwice(kind, one, enter(gateway.sandbox, room, roles.learner).authorization[form]);
  });

  const others = lookAlikes.filter((uri) => uri !== support);
  test.each([
    ...others,
    `${support}er`,
    `${support}/`,
    `${support} `,
    support.toLowerCase(),
    `x${support}`,
    support.slice(0, -1),
  ])('the role %j grants no more than a learner has', async (uri) => {
    for (const one of examples) {
      await expectVerdict('member', one, enter(gateway.sandbox, room, [uri]).authorization.bearer);
    }
  });

  test.each<[string, (user: any) => object]>([
    ['a string', (user) => ({ ...user, roles: roles.instructor[0] })],
    ['an object', (user) => ({ ...user, roles: { 0: roles.instructor[0], length: 1 } })],
    ['nested lists', (user) => ({ ...user, roles: [roles.instructor] })],
    ['objects', (user) => ({ ...user, roles: [{ name: roles.instructor[0] }] })],
    ['null', (user) => ({ ...user, roles: null })],
    ['members with other names', ({ roles: uris, ...user }) => ({ ...user, role: uris, Roles: uris, staff: true })],
  ])('an id token with roles as %s grants no more than a learner has', async (_form, change) => {
    for (const one of examples) {
      const launch = enter(gateway.sandbox, room, roles.instructor);
      gateway.sandbox.fault({
        launch,
        route: 'idtoken',
        rewrite: (answer) => ({ ...answer, body: { ...answer.body, user: change(answer.body.user) } }),
      });
      await expectVerdict('member', one, launch.authorization.bearer);
    }
  });

  test('a wrong API key is rejected everywhere without a call', async () => {
    const launch = enter(gateway.sandbox, room, roles.instructor);
    const seen = gateway.sandbox.requests.length;
    for (const form of [launch.authorization.ltik, launch.authorization.serviceKey]) {
      for (const one of examples) {
        const wrong = form.replace(gateway.sandbox.apiKey, `${gateway.sandbox.apiKey.slice(0, -1)}Z`);
        expect(wrong).not.toBe(form);
        const { status, data } = await gateway.run(one.document, one.variables(room), wrong);
        expect([status, data ?? null]).toEqual([401, null]);
      }
    }
    expect(gateway.sandbox.requests.length).toBe(seen);
  });

  test.each(['bearer', 'ltik'] as const)('an expired ltik is rejected everywhere (%s)', async (form) => {
    const launch = enter(gateway.sandbox, room, roles.instructor, { expired: true });
    const [seen, stored] = [gateway.sandbox.requests.length, gateway.sandbox.ledger.length];
    for (const one of examples) {
      const { data, errors } = await gateway.run(one.document, one.variables(room), launch.authorization[form]);
      expect(Object.values(data)).toEqual([null]);
      expect(errors.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
    }
    const requests = gateway.sandbox.requests.slice(seen);
    // Only LTIAAS knows whether a back end's ltik is still valid, so the gateway calls it and gets 401.
    expect(requests.filter(({ status }) => status !== 401)).toEqual([]);
    expect(requests.filter(({ route }) => form === 'bearer' && route !== 'idtoken')).toEqual([]);
    expect(gateway.sandbox.ledger.length).toBe(stored);
  });

  test('access ends when an ltik expires: no grade can be read or written', async () => {
    const launch = enter(gateway.sandbox, room, roles.instructor);
    const warm = await gateway.run(
      '{ lineItems { nodes { scores { nodes { userId } } } } }',
      {},
      launch.authorization.bearer,
    );
    expect(warm.errors).toEqual([]);
    launch.expire();
    const stored = gateway.sandbox.ledger.length;
    for (const one of examples.filter(({ touches }) => !touches.test('idtoken'))) {
      const { errors, text } = await gateway.run(one.document, one.variables(room), launch.authorization.bearer);
      expect([one.field, errors.map((error) => error.extensions.code)]).toEqual([one.field, ['UNAUTHENTICATED']]);
      expect(text).not.toContain('mark of');
    }
    expect(gateway.sandbox.ledger.length).toBe(stored);
  });

  describe('a learner reads no other score through', () => {
    const everyone = 'scores(first: 9) { nodes { userId comment } edges { node { userId comment } } }';
    test.each([
      ['node', `query ($id: ID!) { node(id: $id) { ... on LineItem { ${everyone} } } }`],
      ['an interface', `query ($id: ID!) { node(id: $id) { ... on Node { ... on LineItem { ${everyone} } } } }`],
      ['a fragment', `query ($id: ID!) { lineItem(id: $id) { ...F } } fragment F on LineItem { ${everyone} }`],
      ['an alias', `query ($id: ID!) { myScore: lineItem(id: $id) { id: ${everyone} } }`],
      [
        'directives',
        `query ($id: ID!) { lineItem(id: $id) @skip(if: false) { ... @include(if: true) { ${everyone} } } }`,
      ],
      ['nodes of a connection', `{ lineItems { nodes { ${everyone} } } }`],
      ['edges of a connection', `{ lineItems { edges { node { ${everyone} } } } }`],
      ['the line item of the launch', `{ launch { lineItem { ${everyone} } } }`],
      [
        'the line item of their own score (myScore)',
        `query ($id: ID!) { lineItem(id: $id) { myScore { lineItem { ${everyone} } } } }`,
      ],
      [
        'the line item of their own score, by id',
        `query ($id: ID!, $self: ID!) { lineItem(id: $id) { score(userId: $self) { lineItem { ${everyone} } } } }`,
      ],
      [
        'the line item of their own scores',
        `query ($id: ID!, $self: ID!) { lineItem(id: $id) { scoresForUsers(userIds: [$self]) { lineItem { ${everyone} } } } }`,
      ],
      [
        'a sibling of their own score',
        `query ($id: ID!, $other: ID!) { lineItem(id: $id) { myScore { comment } score(userId: $other) { comment } ${everyone} } }`,
      ],
    ])('%s', async (_way, operation) => {
      const { id, self, stranger } = room;
      const { bearer } = enter(gateway.sandbox, room, roles.learner).authorization;
      const { errors, text } = await gateway.run(operation, { id, self, other: stranger }, bearer);
      expect(errors.length).toBeGreaterThan(0);
      expect(new Set(errors.map((error) => error.extensions.code))).toEqual(new Set(['FORBIDDEN']));
      expect(text.replaceAll(markOf(self), '')).not.toContain('mark of');
    });
  });

  test('one ltik used as a user and as a back end never mixes the two', async () => {
    const { authorization } = enter(gateway.sandbox, room, roles.learner);
    const [scores] = examples.filter(({ field }) => field === 'LineItem.scores');
    const asked = [authorization.bearer, authorization.ltik, authorization.serviceKey, authorization.bearer];
    const answers = await Promise.all(asked.map((form) => gateway.run(scores!.document, { id: room.id }, form)));
    expect(answers.map(({ data }) => data.lineItem.scores !== null)).toEqual([false, true, true, false]);
  });
});
