import type { SandboxLaunch } from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway } from './support/gateway';
import { expectNoSecrets } from './support/secrets';

const apiKey = 'an-api-key-of-the-account';
const lineItems = '{ lineItems(first: 1) { nodes { id } } }';

describe('authentication', () => {
  let gateway: TestGateway;
  let launch: SandboxLaunch;

  beforeAll(async () => {
    gateway = await startTestGateway({ sandbox: { apiKey } });
    launch = gateway.sandbox.seeded.instructor;
  });
  afterAll(() => gateway.close());
  beforeEach(() => gateway.takeCalls());

  async function expectRefusal(operation: string, authorization: string | null) {
    const { status, headers, data, errors, text } = await gateway.run(operation, {}, authorization);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer\b/);
    expect(data ?? null).toBeNull();
    expect(errors.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
    expectNoSecrets(text.replaceAll(/LTIK-AUTH-V2 or SERVICE-AUTH-V1/g, ''), gateway, launch);
    expect(gateway.takeCalls()).toEqual([]);
  }

  describe('is rejected', () => {
    test.each<[string, (launch: SandboxLaunch) => string | null]>([
      ['without a header', () => null],
      ['with an empty header', () => ''],
      ['with only a scheme', () => 'Bearer'],
      ['with only an ltik', ({ ltik }) => ltik],
      ['with two values', ({ ltik }) => `Bearer ${ltik} ${ltik}`],
      ['with a list of values', ({ ltik }) => `Bearer ${ltik}, Bearer ${ltik}`],
      ['with characters that no ltik contains', () => 'Bearer a/b+c='],
      ['with an ltik that is too long', () => `Bearer ${'a'.repeat(5000)}`],
      ['with the API key as a bearer token', () => `Bearer ${apiKey}`],
      ['with the API key and an ltik as a bearer token', ({ ltik }) => `Bearer ${apiKey}:${ltik}`],
      ['with a service key as a basic credential', ({ serviceKey }) => `Basic ${btoa(`${apiKey}:${serviceKey}`)}`],
      ['with an unknown scheme', ({ ltik }) => `Token ${ltik}`],
      ['with an older LTIK-AUTH version', ({ ltik }) => `LTIK-AUTH-V1 ${apiKey}:${ltik}`],
      ['with another API key before an ltik', ({ ltik }) => `LTIK-AUTH-V2 another:${ltik}`],
      ['with another API key before a service key', ({ serviceKey }) => `SERVICE-AUTH-V1 another:${serviceKey}`],
      ['with a truncated API key', ({ ltik }) => `LTIK-AUTH-V2 ${apiKey.slice(0, -1)}:${ltik}`],
      ['with a longer API key', ({ ltik }) => `LTIK-AUTH-V2 ${apiKey}x:${ltik}`],
      ['with no colon between API key and ltik', ({ ltik }) => `LTIK-AUTH-V2 ${apiKey};${ltik}`],
      ['with no colon between API key and service key', ({ serviceKey }) => `SERVICE-AUTH-V1 ${apiKey};${serviceKey}`],
      ['with the API key in capital letters', ({ ltik }) => `LTIK-AUTH-V2 ${apiKey.toUpperCase()}:${ltik}`],
      ['without an API key', ({ ltik }) => `LTIK-AUTH-V2 :${ltik}`],
      ['without an API key and colon', ({ ltik }) => `LTIK-AUTH-V2 ${ltik}`],
      ['with an API key and no ltik', () => `LTIK-AUTH-V2 ${apiKey}:`],
      ['with only an API key', () => `LTIK-AUTH-V2 ${apiKey}`],
      ['with an API key and no service key', () => `SERVICE-AUTH-V1 ${apiKey}:`],
      ['without an API key before a service key', ({ serviceKey }) => `SERVICE-AUTH-V1 ${serviceKey}`],
    ])('%s: HTTP 401, and no call', async (_name, header) => {
      await expectRefusal(lineItems, header(launch));
      await expectRefusal('{ launch { user { id } } }', header(launch));
      await expectRefusal(
        'mutation { deleteLineItem(input: { id: "https://lms.example.edu/x" }) { deletedLineItemId } }',
        header(launch),
      );
    });
  });

  describe('is optional', () => {
    test.each([
      ['for __typename', '{ __typename }', { __typename: 'Query' }],
      ['for the __typename of mutations', 'mutation { __typename }', { __typename: 'Mutation' }],
      ['for an alias of __typename', '{ launch: __typename }', { launch: 'Query' }],
      ['for the schema', '{ __schema { queryType { name } } }', { __schema: { queryType: { name: 'Query' } } }],
      ['for a type', '{ __type(name: "Score") { name } }', { __type: { name: 'Score' } }],
      [
        'in fragments',
        '{ ... { __typename } ...F } fragment F on Query { a: __typename }',
        { __typename: 'Query', a: 'Query' },
      ],
    ])('%s', async (_name, operation, data) => {
      for (const authorization of [null, 'Bearer', `LTIK-AUTH-V2 another:${launch.ltik}`]) {
        const answer = await gateway.run(operation, {}, authorization);
        expect([answer.status, answer.data, answer.errors]).toEqual([200, data, []]);
      }
      expect(gateway.takeCalls()).toEqual([]);
    });

    test.each([
      ['next to __typename', `{ __typename lineItems { nodes { id } } }`],
      ['behind an alias that starts with __', '{ __typename __x: launch { user { id } } }'],
      ['in a fragment', '{ __typename ...F } fragment F on Query { __typename launch { user { id } } }'],
      [
        'in a nested fragment',
        '{ ...F } fragment F on Query { ... on Query { ...G } } fragment G on Query { launch { user { id } } }',
      ],
      ['in an inline fragment', '{ __typename ... { launch { user { id } } } }'],
    ])('but required for a field %s', async (_name, operation) => {
      await expectRefusal(operation, null);
    });
  });

  describe('fails at LTIAAS', () => {
    const expectUnauthenticated = async (authorization: string, operation: string) => {
      const { status, data, errors, text } = await gateway.run(operation, {}, authorization);
      // The request has a credential and was executed, so the status is 200.
      expect(status).toBe(200);
      expect(Object.values(data)).toEqual([null]);
      expect(errors.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
      expectNoSecrets(text, gateway, launch);
      expect(text).not.toContain(authorization.split(/[ :]/).at(-1));
    };
    const operations = [
      '{ launch { user { id } } }',
      lineItems,
      '{ lineItem(id: "https://lms.example.edu/x") { id } }',
    ];

    test('when an ltik has expired', async () => {
      const { authorization } = gateway.sandbox.launch({ expired: true });
      for (const operation of operations) {
        await expectUnauthenticated(authorization.bearer, operation);
        await expectUnauthenticated(authorization.ltik, operation);
      }
    });

    test('when an ltik expires between two requests', async () => {
      const one = gateway.sandbox.launch();
      expect((await gateway.run(lineItems, {}, one.authorization.bearer)).errors).toEqual([]);
      one.expire();
      await expectUnauthenticated(one.authorization.bearer, lineItems);
      // LTIAAS's service keys do not expire with the ltik.
      expect((await gateway.run(lineItems, {}, one.authorization.serviceKey)).errors).toEqual([]);
    });

    test('when the credential is unknown', async () => {
      for (const operation of operations) {
        await expectUnauthenticated('Bearer eyJhbGciOiJIUzI1NiJ9.e30.made-up', operation);
        await expectUnauthenticated(`LTIK-AUTH-V2 ${apiKey}:eyJhbGciOiJIUzI1NiJ9.e30.made-up`, operation);
      }
      await expectUnauthenticated(`SERVICE-AUTH-V1 ${apiKey}:made-up-service-key`, lineItems);
    });

    test('when an ltik is sent as a service key or the reverse', async () => {
      await expectUnauthenticated(`LTIK-AUTH-V2 ${apiKey}:${launch.serviceKey}`, lineItems);
      await expectUnauthenticated(`SERVICE-AUTH-V1 ${apiKey}:${launch.ltik}`, lineItems);
    });
  });

  test('accepts all three forms, with the scheme in any case', async () => {
    const { id } = launch.course.lineItems()[0]!;
    for (const form of Object.values(launch.authorization)) {
      for (const header of [form, form.replace(/^\S+/, (scheme) => scheme.toLowerCase())]) {
        const { status, data, errors } = await gateway.run(lineItems, {}, header);
        expect([status, data, errors]).toEqual([200, { lineItems: { nodes: [{ id }] } }, []]);
      }
    }
  });

  describe("a back end's line item id is rejected without a call if it is", () => {
    const known = 'https://lms.example.edu/lti/courses/1/lineitems/1';

    test.each([
      ['with user info', known.replace('://', '://teacher:secret@')],
      ['with a user', known.replace('://', '://teacher@')],
      ['with a fragment', `${known}#scores`],
      ['with an empty fragment', `${known}#`],
      ['with dot segments', known.replace('/1/lineitems', '/2/../1/lineitems')],
      ['with single dots', known.replace('/lineitems', '/./lineitems')],
      ['with encoded dots', known.replace('/1/lineitems', '/2/%2e%2E/1/lineitems')],
      ['ending in dots', `${known}/..`],
      ['an ftp URL', known.replace('https', 'ftp')],
      ['a file URL', 'file:///etc/passwd'],
      ['a script URL', 'javascript:alert(1)'],
      ['without a scheme', known.slice('https:'.length)],
      ['a path', '/lti/courses/1/lineitems/1'],
      ['a relative path', 'lineitems/1'],
      ['a host name', 'lms.example.edu'],
      ['only a scheme', 'https://'],
      ['with a space', `${known} `],
      ['with a space before it', ` ${known}`],
      ['with a line break', known.replace('/lti', '/\nlti')],
      ['with a backslash', known.replace('/lti', '\\lti')],
      ['with a zero byte', `${known}\0`],
      ['too long', `${known}${'1'.repeat(10_000)}`],
      ['empty', ''],
    ])('%s', async (_name, id) => {
      for (const form of ['ltik', 'serviceKey'] as const) {
        const { data, errors } = await gateway.run(
          'query ($id: ID!) { node(id: $id) { id } lineItem(id: $id) { id } }',
          { id },
          launch.authorization[form],
        );
        expect([data, errors]).toEqual([{ node: null, lineItem: null }, []]);
      }
      expect(gateway.takeCalls()).toEqual([]);
    });

    test('any other id is sent to LTIAAS', async () => {
      for (const form of ['ltik', 'serviceKey'] as const) {
        const { data, errors } = await gateway.run(
          'query ($id: ID!) { lineItem(id: $id) { id } }',
          { id: known },
          launch.authorization[form],
        );
        expect([data, errors]).toEqual([{ lineItem: { id: known } }, []]);
      }
    });
  });
});

test('soon forgets a launch whose ltik LTIAAS no longer accepts', async () => {
  const gateway = await startTestGateway();
  const launch = gateway.sandbox.launch();
  const { bearer } = launch.authorization;
  const who = () => gateway.run('{ launch { user { id } } }', {}, bearer);
  expect((await who()).data.launch.user.id).toBe(launch.userId);
  launch.expire();
  const refused = await gateway.run('{ lineItems(first: 1) { nodes { id } } }', {}, bearer);
  expect(refused.errors.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
  // From LTIAAS's rejection on, nothing of the launch is cached.
  const { data, errors } = await who();
  expect(data).toEqual({ launch: null });
  expect(errors.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
  await gateway.close();
});
