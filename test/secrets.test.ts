import { connect } from 'node:net';
import { version } from '../src/config/version';
import { type FaultRule, type Sandbox, type SandboxLaunch, startSandbox, upstreamSecret } from '../src/sandbox/sandbox';
import { build, type Program, start, startWith } from './support/build';
import { type Decoy, startDecoy } from './support/decoy';
import { type Collector, startCollector } from './support/otlp';
import { shortDurations } from './support/gateway';
import { scrape } from './support/scrape';
import { enter, examples, openRoom, type Room, roles } from './support/everyOperation';

/** Characters that an API key may contain and that have a meaning elsewhere. */
const apiKey = 'marked-API-key.with+a/slash=';
const hidden = 'marked-hidden-value';
/** Part of every name, e-mail address and comment of a room. Only responses to permitted callers may contain it. */
const personal = ['mark of'];

interface Line {
  level: number;
  msg: string;
  requestId?: string;
  operation?: string | null;
  caller?: string | null;
  roles?: string[];
  upstreamCalls?: number;
  upstreamMs?: number;
}

beforeAll(build, 60_000);

/**
 * The gateway as users run it, with full logging. It interprets the first use of an operation and compiles later ones.
 */
describe('the compiled gateway', () => {
  let sandbox: Sandbox;
  let decoy: Decoy;
  let collector: Collector;
  let metricsUrl: string;
  let program: Program;
  let url: string;
  let room: Room;
  /** One launch for each kind of caller. */
  let callers: { authorization: string; launch: SandboxLaunch }[];
  let forbidden: string[];
  let outputChecked = 0;
  const allow = (launch: SandboxLaunch) => {
    forbidden.push(launch.ltik, launch.serviceKey, launch.ltik.split('.')[2]!);
    return launch;
  };

  beforeAll(async () => {
    sandbox = await startSandbox({ apiKey, compress: false });
    decoy = await startDecoy();
    collector = await startCollector();
    const settings = {
      LTIAAS_URL: sandbox.url,
      LTIAAS_API_KEY: sandbox.apiKey,
      PORT: '0',
      LOG_LEVEL: 'trace',
      UPSTREAM_TIMEOUT_MS: '500',
      STOP_DELAY_MS: '0',
      METRICS_PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    };
    // Every call fails, and an open breaker would hide one failure from the next.
    program = startWith({ durations: shortDurations, limits: { breakerFailures: 1_000_000 } }, 'main.js', settings);
    url = await program.url();
    metricsUrl = /"metricsUrl":"([^"]+)"/.exec(program.output())![1]!;
    forbidden = [upstreamSecret, hidden, sandbox.apiKey, 'amara.okafor@example.edu', 'bodySent', 'bodyReceived'];
    forbidden.push('LTIK-AUTH-V2 m', 'SERVICE-AUTH-V1 m', 'node_modules/undici');
  }, 30_000);
  afterAll(async () => {
    program.process.kill('SIGTERM');
    expect(await program.ends()).toBe(0);
    // By now the last spans have arrived.
    expect(collector.spans.length).toBeGreaterThan(100);
    const sent = collector.raw();
    expect([...forbidden, ...personal].filter((secret) => sent.includes(secret))).toEqual([]);
    await collector.close();
    await sandbox.close();
    await decoy.close();
  });
  beforeEach(() => {
    sandbox.clearFaults();
    room = openRoom(sandbox);
    callers = (['bearer', 'ltik', 'serviceKey'] as const).map((form) => {
      const launch = allow(enter(sandbox, room, roles.instructor));
      return { launch, authorization: launch.authorization[form] };
    });
  });
  afterEach(async () => {
    const { text } = await scrape(metricsUrl);
    expect([...forbidden, ...personal].filter((secret) => text.includes(secret))).toEqual([]);
    // Ignores the output of earlier tests.
    const written = program.output().slice(outputChecked);
    outputChecked += written.length;
    expect([...forbidden, ...personal].filter((secret) => written.includes(secret))).toEqual([]);
    expect(decoy.connections()).toBe(0);
  });

  async function send(body: object, authorization: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-encoding': 'identity', authorization, ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const shown = `${JSON.stringify([...response.headers])}\n${text}`;
    expect(forbidden.filter((secret) => shown.includes(secret))).toEqual([]);
    return { status: response.status, requestId: response.headers.get('x-request-id')!, body: JSON.parse(text), text };
  }

  /** The lines of the gateway's log, each of which must be JSON. The last one may be incomplete. */
  const lines = (): Line[] =>
    program
      .output()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  const lineOf = async (requestId: string): Promise<Line[]> => {
    await program.says(requestId);
    return lines().filter((line) => line.requestId === requestId);
  };

  /** Everything that must not be passed on, in LTIAAS's error format. */
  const talkative = (status: number, { ltik, serviceKey }: SandboxLaunch) => ({
    status,
    error: `${upstreamSecret} ${ltik}`,
    details: {
      message: `EXTERNAL_ERROR ${upstreamSecret}`,
      code: hidden,
      description: `Authorization: LTIK-AUTH-V2 ${sandbox.apiKey}:${ltik}`,
      bodySent: { serviceKey, apiKey: sandbox.apiKey },
      bodyReceived: upstreamSecret,
      externalError: upstreamSecret,
      externalUrl: `http://127.0.0.1:${decoy.port}/?session=${upstreamSecret}`,
      errors: [upstreamSecret, ltik],
      stack: `Error: ${hidden}\n    at ${hidden} (/app/${hidden}.js:1:1)`,
    },
  });
  const talkativeHeaders = () => ({
    'set-cookie': hidden,
    'x-trace': upstreamSecret,
    'retry-after': `${hidden}, 12`,
    location: `http://127.0.0.1:${decoy.port}/${hidden}`,
    link: `<http://127.0.0.1:${decoy.port}/>; rel="next"`,
    'www-authenticate': `Bearer ${hidden}`,
  });
  const bodies: ((status: number, launch: SandboxLaunch) => string | object)[] = [
    talkative,
    (status, launch) => `<html><h1>${status}</h1>${JSON.stringify(talkative(status, launch))}</html>`,
    (_status, { ltik }) => `Error: ${hidden}\n    at ${hidden} (${upstreamSecret}:1:1)\n    at ${ltik}`,
    (status, launch) => JSON.stringify(talkative(status, launch)).slice(0, -20),
    () => '',
    (_status, { serviceKey }) => ({ details: [hidden, serviceKey] }),
  ];

  const byField = (field: string) => examples.filter((one) => one.field === field);
  /** The operations that between them reach every route with every method. */
  const reads = [
    'Launch.lineItem',
    'Query.lineItems',
    'Query.lineItem',
    'LineItem.scores',
    'LineItem.score',
    'Query.members',
  ];
  const fewReads = reads.map((field) => byField(field)[0]!);
  const fewWrites = examples.filter(({ field }) => field.startsWith('Mutation.'));

  test('exposes no secret after any status with any body', async () => {
    const routes = ['idtoken', 'lineItems', 'lineItem', 'scores', 'memberships'] as const;
    const statuses = [
      201,
      204,
      206,
      300,
      301,
      302,
      303,
      304,
      307,
      308,
      ...Array.from({ length: 200 }, (_, n) => 400 + n),
    ];
    let failures = 0;
    for (const [n, status] of statuses.entries()) {
      await Promise.all(
        routes.map(async (route, r) => {
          const { authorization, launch } = callers[(n + r) % callers.length]!;
          const one = [...fewReads, ...fewWrites][(n * routes.length + r) % (fewReads.length + fewWrites.length)]!;
          const body = [204, 304].includes(status) ? '' : bodies[(n + r) % bodies.length]!(status, launch);
          const fault = sandbox.fault({ route, launch, status, body, headers: talkativeHeaders() });
          const { body: answer } = await send({ query: one.document, variables: one.variables(room) }, authorization);
          failures += answer.errors?.length > 0 || JSON.stringify(answer).includes('"code"') ? 1 : 0;
          fault.remove();
        }),
      );
    }
    expect(failures).toBeGreaterThan(100);
  }, 60_000);

  const faults: [string, (launch: SandboxLaunch) => FaultRule][] = [
    ['a talkative 401', (launch) => ({ status: 401, body: talkative(401, launch) })],
    ['a talkative 500', (launch) => ({ status: 500, body: talkative(500, launch) })],
    ['a talkative 200', (launch) => ({ status: 200, body: talkative(200, launch) })],
    ['HTML with status 200', (launch) => ({ status: 200, body: `<html>${hidden} ${launch.ltik}</html>` })],
    ['headers with secrets', () => ({ headers: talkativeHeaders() })],
    ['a redirect', () => ({ status: 307, headers: talkativeHeaders() })],
    ['a connection that breaks before the answer', () => ({ reset: 'before' })],
    ['a connection that breaks after the work', () => ({ reset: 'after' })],
    ['half an answer', (launch) => ({ status: 500, body: talkative(500, launch), truncate: true })],
    ['an answer drop by drop', (launch) => ({ body: talkative(200, launch), drip: { bytesPerSecond: 40 } })],
    ['no answer', () => ({ hang: true })],
    ['no answer after the work', () => ({ hangAfterWork: true })],
    [
      'rows of wrong types',
      () => ({
        rewrite: (answer) => ({
          ...answer,
          body: {
            lineItems: [
              null,
              hidden,
              { id: { hidden } },
              { id: 'https://lms.example.edu/x', label: [hidden], scoreMaximum: hidden },
            ],
            scores: [hidden, { userId: { hidden } }, { userId: room.self, resultScore: hidden, scoreOf: hidden }],
            id: [hidden],
            user: hidden,
          },
        }),
      }),
    ],
    [
      'unknown members',
      (launch) => ({
        rewrite: (answer) => ({
          ...answer,
          body: {
            ...answer.body,
            hidden,
            ltik: launch.ltik,
            details: talkative(200, launch).details,
            __proto__: { hidden },
          },
        }),
      }),
    ],
    [
      'links that lead elsewhere',
      () => ({
        rewrite: (answer) => ({
          ...answer,
          body: {
            ...answer.body,
            next: `ftp://127.0.0.1:${decoy.port}/${hidden}`,
            prev: `http://127.0.0.1:${decoy.port}/${hidden}`,
          },
        }),
      }),
    ],
    [
      'links to this machine',
      () => ({
        rewrite: (answer) => ({
          ...answer,
          body: { ...answer.body, next: `http://127.0.0.1:${decoy.port}/${hidden}` },
        }),
      }),
    ],
  ];

  test.each(faults)(
    'exposes no secret in any operation after %s',
    async (_name, fault) => {
      const asked = callers.flatMap((caller) => examples.map((one) => ({ ...caller, one })));
      // The token stays readable, or nothing else would be requested. Its own fault comes last.
      for (const { launch } of callers) {
        for (const route of ['lineItems', 'lineItem', 'scores', 'memberships'] as const)
          sandbox.fault({ ...fault(launch), launch, route });
      }
      const run = ({ one, authorization }: (typeof asked)[number]) =>
        send({ query: one.document, variables: one.variables(room) }, authorization);
      await Promise.all(asked.map(run));
      sandbox.clearFaults();
      const launch = allow(enter(sandbox, room, roles.instructor));
      sandbox.fault({ ...fault(launch), launch, route: 'idtoken' });
      await Promise.all(examples.map((one) => run({ one, launch, authorization: launch.authorization.bearer })));
    },
    30_000,
  );

  const files = ['gradebook.csv', 'gradebook.jsonl'] as const;

  async function download(path: string, authorization: string) {
    const response = await fetch(`${url}/${path}`, { headers: { authorization } });
    const text = await response.text();
    const shown = `${JSON.stringify([...response.headers])}\n${text}`;
    expect(forbidden.filter((secret) => shown.includes(secret))).toEqual([]);
    return { status: response.status, requestId: response.headers.get('x-request-id')!, text };
  }

  test.each(faults)('exposes no secret in an export after %s', async (_name, fault) => {
    for (const route of ['idtoken', 'lineItems', 'scores', 'memberships'] as const) {
      await Promise.all(
        files.map(async (file, index) => {
          const launch = allow(enter(sandbox, room, roles.instructor));
          sandbox.fault({ ...fault(launch), launch, route });
          await download(file, launch.authorization[index === 0 ? 'bearer' : 'ltik']);
        }),
      );
      sandbox.clearFaults();
    }
  });

  test('logs and counts one line per export, without its query string and without names', async () => {
    const teacher = callers[0]!.authorization;
    const learner = allow(enter(sandbox, room, roles.learner)).authorization.bearer;
    const named = `lineItemId=${encodeURIComponent(room.id)}`;
    const count = async (operation: string, outcome: string) =>
      (await scrape(metricsUrl)).value('grades_gateway_operations_total', { operation, outcome });
    for (const file of files) {
      for (const [query, authorization, status, code] of [
        [named, teacher, 200, 'ok'],
        [`ltik=${hidden}`, teacher, 400, 'BAD_USER_INPUT'],
        [`lineItemId=${hidden}`, teacher, 404, 'NOT_FOUND'],
        [`resourceId=${hidden}`, learner, 403, 'FORBIDDEN'],
      ] as const) {
        const before = await count(file, code);
        const answer = await download(`${file}?${query}`, authorization);
        expect(answer.status).toBe(status);
        // Callers who may see names get them.
        expect(answer.text.includes(personal[0]!)).toBe(status === 200);
        const written = await lineOf(answer.requestId);
        expect(written).toMatchObject([
          {
            level: 30,
            msg: 'operation',
            operation: file,
            caller: 'person',
            upstreamCalls: expect.any(Number),
            upstreamMs: expect.any(Number),
            codes: code === 'ok' ? [] : [code],
          },
        ]);
        expect(JSON.stringify(written)).not.toContain(room.id);
        expect(await count(file, code)).toBe(before + 1);
      }
    }
  });

  test('logs one line per operation with its name, caller and cost', async () => {
    const kinds = [
      { launch: callers[0]!.launch, form: 'bearer', caller: 'person', roles: ['staff'] },
      { launch: allow(enter(sandbox, room, roles.learner)), form: 'bearer', caller: 'person', roles: ['member'] },
      { launch: allow(enter(sandbox, room, roles.mentor)), form: 'bearer', caller: 'person', roles: ['mentor'] },
      { launch: callers[1]!.launch, form: 'ltik', caller: 'backEnd', roles: [] },
      { launch: callers[2]!.launch, form: 'serviceKey', caller: 'backEnd', roles: [] },
    ] as const;
    for (const { launch, form, caller, roles: known } of kinds) {
      for (const one of [
        byField('LineItem.score')[0]!,
        byField('Mutation.submitScore')[0]!,
        byField('Query.lineItems')[0]!,
      ]) {
        const seen = sandbox.requests.length;
        const query = one.document.replace(/^(query|mutation)?/, (kind) => `${kind || 'query'} Named`);
        const { requestId } = await send({ query, variables: one.variables(room) }, launch.authorization[form]);
        const calls = sandbox.requests.slice(seen);
        expect(await lineOf(requestId)).toMatchObject([
          {
            level: 30,
            msg: 'operation',
            operation: 'Named',
            caller,
            roles: known,
            upstreamCalls: calls.length,
            upstreamMs: expect.any(Number),
          },
        ]);
        for (const { headers } of calls) {
          expect(headers['user-agent']).toBe(`ltiaas-grades-gateway/${version}`);
          expect(headers['x-request-id']).toBe(requestId);
        }
        expect(calls.length > 0 || one.field.startsWith('Mutation.')).toBe(true);
      }
    }
    // A request without a valid credential has a line as well.
    const { requestId, status } = await send({ query: '{ launch { user { id } } }' }, `Bearer ${sandbox.apiKey}`);
    expect([status, await lineOf(requestId)]).toMatchObject([401, [{ caller: null, roles: [], upstreamCalls: 0 }]]);
  });

  test('prevents forged log lines', async () => {
    const forged = '{"level":30,"msg":"forged"}';
    const odd = ['x\n', 'x\r\n', 'x\u2028', 'x\0', '\x1b[2J', 'x"}\n', 'x\\n'].map((text) => `${text}${forged}\n`);
    const { authorization } = callers[0]!;
    const before = lines().length;
    let sent = 0;
    for (const text of odd) {
      const query = '{ launch { user { id } } }';
      await send({ query, operationName: text }, authorization);
      await send({ query: `query ${text} ${query}` }, authorization);
      await send({ query: `{ ${text} }` }, authorization);
      await send({ query: 'query ($id: ID!) { lineItem(id: $id) { id } }', variables: { id: text } }, authorization);
      await send({ query, extensions: { [text]: text } }, authorization, {
        'user-agent': forged,
        'x-request-id': JSON.stringify(forged),
        'x-apollo-operation-name': encodeURIComponent(text),
        'x-forwarded-for': forged,
      });
      sent += 5;
    }
    const { requestId } = await send({ query: `query ${'N'.repeat(20_000)} { __typename }` }, authorization);
    const [line] = await lineOf(requestId);
    expect(line!.operation!.length).toBeLessThanOrEqual(100);
    const written = lines().slice(before);
    expect(written.filter(({ msg }) => msg === 'operation').length).toBe(sent + 1);
    expect(written.filter(({ msg }) => !/^(operation|unexpected error)$/.test(msg))).toEqual([]);
    // Control characters could change what a terminal shows.
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    expect(program.output()).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });

  test.each<[string, object]>([
    ['a syntax error', { query: '{ launch {' }],
    ['an unknown field', { query: '{ lunch { user { id } } }' }],
    ['an unknown operation name', { query: '{ launch { user { id } } }', operationName: 'Other' }],
    ['only a fragment', { query: 'fragment F on Query { __typename }' }],
    ['two operations and no name', { query: 'query A { __typename } query B { __typename }' }],
    ['a variable of a wrong type', { query: 'query ($id: ID!) { lineItem(id: $id) { id } }', variables: { id: {} } }],
    ['a missing variable', { query: 'query ($id: ID!) { lineItem(id: $id) { id } }' }],
    ['too many fields', { query: `{ ${'__typename '.repeat(60)} }` }],
  ])('logs one line and no unexpected error for an operation with %s', async (_what, body) => {
    const { requestId } = await send(body, callers[0]!.authorization);
    // The lines of the next request follow all lines of this one.
    await lineOf((await send({ query: '{ __typename }' }, callers[0]!.authorization)).requestId);
    expect((await lineOf(requestId)).map(({ msg }) => msg)).toEqual(['operation']);
  });

  /** Sends raw bytes that no HTTP client would send. */
  const sendRaw = (headers: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ query: '{ launch { user { id } } }' });
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
        socket.write(
          `POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n${headers}\r\n\r\n${body}`,
        ),
      );
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });

  test.each<[string, (bearer: string) => string]>([
    ['a line feed', (bearer) => `authorization: ${bearer}\nx-injected: 1\n y`],
    ['a carriage return', (bearer) => `authorization: ${bearer}\rx-injected: 1`],
    ['a zero byte', (bearer) => `authorization: ${bearer}\0`],
    ['a folded line', (bearer) => `authorization: ${bearer}\r\n x-injected: 1`],
    ['an encoded line break', (bearer) => `authorization: ${bearer}%0d%0ax-injected: 1`],
    ['a tab and text', (bearer) => `authorization: ${bearer}\tx-injected`],
    ['a non-ASCII letter', (bearer) => `authorization: ${bearer}\u00e9`],
  ])('rejects an Authorization header with %s, without a call', async (_what, header) => {
    const { authorization } = callers[0]!;
    const seen = sandbox.requests.length;
    const answer = await sendRaw(header(authorization));
    expect(answer).toMatch(/^HTTP\/1\.1 40[01] /);
    expect(forbidden.filter((secret) => answer.includes(secret))).toEqual([]);
    expect(sandbox.requests.length).toBe(seen);
    // The same function does send a valid header.
    expect(await sendRaw(`authorization: ${authorization}`)).toMatch(/^HTTP\/1\.1 200 [^]*"launch":\{"user"/);
  });

  test('exposes no secret at start-up, whether it succeeds or fails', async () => {
    const broken = start('main.js', {
      LTIAAS_URL: `http://${hidden}.example`,
      LTIAAS_API_KEY: `${hidden} x`,
      PORT: hidden,
      EXECUTOR: hidden,
    });
    expect(await broken.ends()).toBe(1);
    expect(broken.output()).toMatch(/LTIAAS_API_KEY/);
    expect(broken.output()).not.toContain(hidden);
  });
});
