import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createGateway } from '../../src/gateway';
import { startSandbox } from '../../src/sandbox/sandbox';
import { build, start } from '../support/build';

beforeAll(build, 60_000);

describe('npm run demo', () => {
  test('prints an address, three credentials and a curl command', async () => {
    const demo = start('main.js', { PATH: process.env.PATH! }, ['demo']);
    try {
      const output = await demo.says(/^curl .*\n/m);
      expect(output).toMatch(/^GraphQL +http:\/\/127\.0\.0\.1:\d+\/graphql /m);
      expect(output).toMatch(/^Explorer +http:\/\/127\.0\.0\.1:\d+\/explorer /m);
      expect(output).toMatch(/^Instructor:\nAuthorization: Bearer [\w.-]+$/m);
      expect(output).toMatch(/^Learner:\nAuthorization: Bearer [\w.-]+$/m);
      expect(output).toMatch(/^Back end:\nAuthorization: SERVICE-AUTH-V1 \S+:\S+$/m);
      expect(output).toMatch(/^curl .*$/m);
    } finally {
      demo.process.kill('SIGINT');
    }
    expect(await demo.ends()).toBe(0);
  });

  test('rejects an unknown LMS and lists the known ones', async () => {
    const demo = start('main.js', {}, ['demo', '--lms', 'webct']);
    expect(await demo.ends()).toBe(1);
    expect(demo.output()).toMatch(/spec, moodle, canvas.*"webct"/);
  });
});

describe('npm run sandbox', () => {
  test("prints an address, the API key and the users' credentials, and stops on SIGTERM", async () => {
    const sandbox = start('main.js', {}, ['sandbox', '--lms', 'canvas', '--port', '0', '--throttle', 'canvas']);
    const output = await sandbox.says(/^API key: \S+\n(?:[^]*service key +\S+\n){4}/m);
    expect(output).toMatch(/^.*canvas.* http:\/\/127\.0\.0\.1:\d+\n\nAPI key: \S+$/m);
    sandbox.process.kill('SIGTERM');
    expect(await sandbox.ends()).toBe(0);
  });

  test.each([
    ['without --private, people have names', [], /Okafor/, true],
    ['with --private, they have none', ['--private'], /Okafor|@|SIS-|pictures/, false],
  ])('%s', async (_what, flags, personal, isShown) => {
    const sandbox = start('main.js', {}, ['sandbox', ...flags, '--port', '0']);
    const output = await sandbox.says(/^(?:[^]*service key +\S+\n){4}/m);
    const [, url, apiKey, serviceKey] = /(http:\S+)\n\nAPI key: (\S+)[^]*?service key +(\S+)/.exec(output)!;
    const response = await fetch(`${url}/api/memberships`, {
      headers: { authorization: `SERVICE-AUTH-V1 ${apiKey}:${serviceKey}` },
    });
    const { members } = (await response.json()) as { members: object[] };
    expect(members.length).toBeGreaterThan(10);
    expect(personal.test(JSON.stringify(members))).toBe(isShown);
    expect(members.every((member) => 'userId' in member && 'roles' in member)).toBe(true);
    sandbox.process.kill('SIGTERM');
    expect(await sandbox.ends()).toBe(0);
  });

  test.each([
    [['--lms', 'webct'], /^[^\n]*spec, moodle, canvas[^\n]*"webct"[^\n]*\n$/],
    [['--port', '65536'], /^[^\n]*\b0\b[^\n]*\b65535\b[^\n]*"65536"[^\n]*\n$/],
    [['--speed', '2'], /^[^\n]*--speed[^\n]*--lms[^\n]*\n$/],
    [['--throttle', 'moodle'], /^[^\n]*canvas, ltiaas[^\n]*"moodle"[^\n]*\n$/],
  ])('prints one line with the allowed values for %j', async (args, line) => {
    const sandbox = start('main.js', {}, ['sandbox', ...args]);
    expect(await sandbox.ends()).toBe(1);
    expect(sandbox.output()).toMatch(line);
  });
});

test.each([
  [['serve'], /^[^\n]*start, check, demo, sandbox[^\n]*"serve"[^\n]*\n$/],
  [['--port'], /^[^\n]*start, check, demo, sandbox[^\n]*"--port"[^\n]*\n$/],
  [['check', '--ltik'], /^"check" [^\n]*--ltik[^\n]*--service-key[^\n]*\n$/],
  [['check', '--key', 'x'], /^"check" [^\n]*--ltik[^\n]*--service-key[^\n]*\n$/],
  [['--env-file'], /^--env-file [^\n]*\n$/],
  [['start', '--port'], /^[^\n]*"--port"[^\n]*\n$/],
])('the command line rejects %j', async (args, line) => {
  const program = start('main.js', {}, args);
  expect(await program.ends()).toBe(1);
  expect(program.output()).toMatch(line);
});

test.each([
  [['--version'], /^\d+\.\d+\.\d+\n$/],
  [['--help'], /--env-file[^]*--version/],
])('the command line answers %j', async (args, text) => {
  const program = start('main.js', {}, args);
  expect(await program.ends()).toBe(0);
  expect(program.output()).toMatch(text);
});

describe('check', () => {
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  beforeAll(async () => void (sandbox = await startSandbox()));
  afterAll(() => sandbox.close());

  const check = async (env: Record<string, string>, ...options: [option: string, credential: string] | []) => {
    const account = { LTIAAS_URL: sandbox.url, LTIAAS_API_KEY: sandbox.apiKey };
    const program = start('main.js', { ...account, ...env }, ['check', ...options]);
    const code = await program.ends();
    for (const secret of [sandbox.apiKey, ...options.slice(1)]) expect(program.output()).not.toContain(secret);
    return [code, ...program.output().match(/^(ok|failed|unknown) +[A-Z_]+( \([A-Z_]+\))?/gm)!];
  };
  afterEach(() => sandbox.clearFaults());

  /** What `launch.checks` reports, in the form of the command. */
  const reported = async (authorization: string): Promise<string[]> => {
    const gateway = await createGateway({ ltiaasUrl: sandbox.url, ltiaasApiKey: sandbox.apiKey, logLevel: 'silent' });
    const response = await gateway.fetch(
      new Request('http://gateway/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: '{ launch { checks { name ok code } } }' }),
      }),
    );
    await gateway.close();
    const { checks } = ((await response.json()) as any).data.launch;
    const outcome = ({ ok }: any) => (ok === null ? 'unknown' : ok ? 'ok     ' : 'failed ');
    return checks.map((one: any) => `${outcome(one)} ${one.name}${one.code === null ? '' : ` (${one.code})`}`);
  };

  test('with an ltik of staff prints what launch.checks reports', async () => {
    const { ltik, authorization } = sandbox.seeded.instructor;
    expect(await check({}, '--ltik', ltik)).toEqual([0, ...(await reported(authorization.bearer))]);
  });

  test('with an ltik of staff fails if one of launch.checks fails', async () => {
    const { ltik, authorization } = sandbox.launch({ roster: 'unavailable' });
    const lines = await reported(authorization.bearer);
    expect(lines).toContain('failed  ROSTER (SERVICE_NOT_AVAILABLE)');
    expect(await check({}, '--ltik', ltik)).toEqual([1, ...lines]);
  });

  test('with an ltik of a learner, who may not read the checks, tries what they may read', async () => {
    const lines = ['ok      LAUNCH', 'ok      READ_LINE_ITEMS'];
    expect(await check({}, '--ltik', sandbox.seeded.learner.ltik)).toEqual([0, ...lines]);
  });

  test.each([
    [{ delayMs: 0 }, [0, 'ok      READ_LINE_ITEMS', 'ok      READ_SCORES']],
    [
      { route: 'scores' as const, status: 503 },
      [1, 'ok      READ_LINE_ITEMS', 'failed  READ_SCORES (UPSTREAM_UNAVAILABLE)'],
    ],
  ])('with a service key and %j tries line items and scores', async (fault, lines) => {
    sandbox.fault(fault);
    expect(await check({}, '--service-key', sandbox.seeded.instructor.serviceKey)).toEqual(lines);
  });

  const wrongKey = { LTIAAS_API_KEY: 'wrong' };
  const nowhere = { LTIAAS_URL: 'http://127.0.0.1:9' };
  test.each([
    ['nothing wrong', {}, undefined, [0, 'ok      ADDRESS', 'ok      API_KEY']],
    ['a wrong key', wrongKey, undefined, [1, 'ok      ADDRESS', 'failed  API_KEY (UNAUTHENTICATED)']],
    ['a wrong address', nowhere, undefined, [1, 'failed  ADDRESS (UPSTREAM_UNAVAILABLE)']],
    ['no list of platforms', {}, { status: 404 }, [0, 'ok      ADDRESS', 'unknown API_KEY']],
    ['an outage', {}, { status: 503 }, [1, 'failed  ADDRESS (UPSTREAM_UNAVAILABLE)']],
    ['no answer', { UPSTREAM_TIMEOUT_MS: '50' }, { hang: true }, [1, 'failed  ADDRESS (UPSTREAM_TIMEOUT)']],
  ])('without a credential and with %s tests the address and the API key', async (_what, env, fault, lines) => {
    if (fault !== undefined) sandbox.fault(fault);
    expect(await check(env)).toEqual(lines);
  });

  test.each([
    ['a wrong key', wrongKey, 'failed  LAUNCH (UNAUTHENTICATED)'],
    ['a wrong address', nowhere, 'failed  LAUNCH (UPSTREAM_UNAVAILABLE)'],
  ])('with an ltik and %s reports the launch', async (_what, env, line) => {
    expect(await check(env, '--ltik', sandbox.seeded.instructor.ltik)).toEqual([1, line]);
  });

  test.each([
    ['--service-key', '\n'],
    ['--ltik', '…'],
  ])(
    'with %s and a character that no header can have reports the launch without quoting it',
    async (option, character) => {
      const { ltik } = sandbox.seeded.instructor;
      const broken = `${ltik.slice(0, 40)}${character}${ltik.slice(40)}`;
      expect(await check({}, option, broken)).toEqual([1, 'failed  LAUNCH (UNAUTHENTICATED)']);
    },
  );
});

test('--env-file reads settings, and the environment takes precedence', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'gateway-')), '.env');
  writeFileSync(file, 'LTIAAS_URL=https://example.ltiaas.com\nLTIAAS_API_KEY=key\nPORT=none\nMETRICS_PORT=none\n');
  const program = start('main.js', { PORT: '0' }, ['--env-file', file]);
  expect(await program.ends()).toBe(1);
  expect(program.output()).toMatch(/^Invalid configuration:\n {2}METRICS_PORT [^\n]*\n$/);
});

test('--env-file names a file that is not there', async () => {
  const program = start('main.js', {}, ['--env-file', '/nowhere/.env']);
  // Node.js 20 reads the option of a program, too, and ends with a code of its own.
  expect(await program.ends()).not.toBe(0);
  expect(program.output()).toContain('/nowhere/.env');
});

describe('npm start', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('serves the configured account and stops on %s', async (signal) => {
    const sandbox = await startSandbox();
    const gateway = start('main.js', {
      LTIAAS_URL: sandbox.url,
      LTIAAS_API_KEY: sandbox.apiKey,
      PORT: '0',
      STOP_DELAY_MS: '0',
      CALLS_PER_LAUCH: '4',
      MAX_DEPTH: '5',
    });
    const url = await gateway.url();
    const warnings = gateway.output().match(/^.*"level":40.*$/gm);
    expect(warnings).toEqual([
      expect.stringMatching(/\bCALLS_PER_LAUCH\b.*\bCALLS_PER_LAUNCH\b/),
      expect.stringMatching(/\bMAX_DEPTH\b/),
    ]);
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: sandbox.seeded.instructor.authorization.serviceKey,
      },
      body: JSON.stringify({ query: '{ lineItems(first: 1) { nodes { label } } }' }),
    });
    expect(((await response.json()) as any).data.lineItems.nodes).toHaveLength(1);
    gateway.process.kill(signal);
    expect(await gateway.ends()).toBe(0);
    await sandbox.close();
  });

  test.each([
    ['an exception', 'throw error'],
    ['a rejection', 'Promise.reject(error)'],
  ])('logs only where %s was thrown, finishes open requests and exits', async (_what, happen) => {
    const sandbox = await startSandbox();
    const onSignal = `process.on("SIGUSR2", function trouble() { const error = new TypeError(["ses", "ame"].join("")); ${happen}; })`;
    const gateway = start('main.js', {
      LTIAAS_URL: sandbox.url,
      LTIAAS_API_KEY: sandbox.apiKey,
      PORT: '0',
      STOP_DELAY_MS: '100',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(onSignal)}`,
    });
    const url = await gateway.url();
    sandbox.fault({ delayMs: 250 });
    const answer = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: sandbox.seeded.instructor.authorization.serviceKey,
      },
      body: JSON.stringify({ query: '{ lineItems(first: 1) { nodes { label } } }' }),
    });
    while (sandbox.requests.length === 0) await wait(5);
    gateway.process.kill('SIGUSR2');
    expect(((await (await answer).json()) as any).data.lineItems.nodes).toHaveLength(1);
    expect(await gateway.ends()).toBe(1);
    const line = gateway
      .output()
      .split('\n')
      .find((text) => text.includes('"level":60'))!;
    expect(JSON.parse(line)).toMatchObject({
      level: 60,
      error: 'TypeError',
      stack: expect.arrayContaining([expect.stringContaining('trouble')]),
    });
    expect(gateway.output()).not.toContain('sesame');
    await sandbox.close();
  });

  test('reports every invalid variable in one error and exits', async () => {
    const gateway = start('main.js', { LTIAAS_URL: 'http://example.com', PORT: 'none' });
    expect(await gateway.ends()).toBe(1);
    expect(gateway.output()).toMatch(/\bLTIAAS_URL\b.*https.*\n.*\bLTIAAS_API_KEY\b.*\n.*\bPORT\b.*\b65535\b/);
  });

  test('reports a missing file of trusted documents and exits', async () => {
    const account = { LTIAAS_URL: 'https://example.ltiaas.com', LTIAAS_API_KEY: 'key' };
    const gateway = start('main.js', { ...account, TRUSTED_DOCUMENTS: '/nowhere/manifest.json' });
    expect(await gateway.ends()).toBe(1);
    expect(gateway.output()).toMatch(
      /^(?=.*\bTRUSTED_DOCUMENTS\b)(?=.*\bENOENT\b)(?=.*\/nowhere\/manifest\.json).*\n$/,
    );
  });
});
