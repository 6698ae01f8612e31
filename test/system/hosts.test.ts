import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox';

const root = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'hosts-'));
const npm = (args: string[], cwd: string) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: 'pipe' });

/** Examples that are no servers themselves get their requests from here. */
const drivers = {
  'nextjs/serve.js': `
    import { createServer } from 'node:http';
    import { Readable } from 'node:stream';
    import * as route from './app/api/graphql/route.js';
    const server = createServer(async (req, res) => {
      const hasBody = req.method === 'POST';
      const body = hasBody ? { body: Readable.toWeb(req), duplex: 'half' } : {};
      const url = 'http://' + req.headers.host + req.url;
      const answer = await route[req.method](new Request(url, { method: req.method, headers: req.headers, ...body }));
      res.writeHead(answer.status, Object.fromEntries(answer.headers));
      res.end(Buffer.from(await answer.arrayBuffer()));
    }).listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/api/graphql'));`,
  // As an HTTP API of API Gateway calls a function: https://docs.aws.amazon.com/apigateway, payload format 2.0.
  'aws-lambda/serve.js': `
    import { createServer } from 'node:http';
    import { handler } from './index.js';
    const server = createServer(async (req, res) => {
      const chunks = [];
      for await (const chunk of req) chunks.push(chunk);
      const { pathname, searchParams, search } = new URL(req.url, 'http://host');
      const { statusCode, headers, body, isBase64Encoded } = await handler({
        version: '2.0', rawPath: pathname, rawQueryString: search.slice(1), headers: req.headers,
        queryStringParameters: Object.fromEntries(searchParams), isBase64Encoded: true,
        body: chunks.length ? Buffer.concat(chunks).toString('base64') : undefined,
        requestContext: { stage: '$default', http: { method: req.method, path: pathname, sourceIp: '192.0.2.1' } },
      }, {});
      res.writeHead(statusCode, headers);
      res.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
    }).listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/prod/graphql'));`,
};

const programs: Record<string, string[]> = {
  process: [join(folder, 'node_modules/ltiaas-grades-gateway/dist/main.js')],
  express: ['express/server.js'],
  nextjs: ['nextjs/serve.js'],
  'aws-lambda': ['aws-lambda/serve.js'],
};
const children: ChildProcess[] = [];
const urls: Record<string, string> = {};
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  npm(['run', '--silent', 'build'], root);
  const packed = npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], root).trim();
  cpSync(join(root, 'examples/hosts'), folder, { recursive: true });
  const examples = readdirSync(join(root, 'examples/hosts'));
  const wanted = examples.flatMap((name) => {
    const { dependencies } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));
    return Object.entries(dependencies).map(([dependency, range]) => `${dependency}@${String(range)}`);
  });
  // Next.js itself takes minutes; its route handler is called with web requests.
  const installed = wanted.filter((name) => !/^(next|react|react-dom|ltiaas-grades-gateway)@/.test(name));
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  npm(
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', `./${packed}`, ...installed],
    folder,
  );
  for (const [file, text] of Object.entries(drivers)) writeFileSync(join(folder, file), text);
  for (const [host, args] of Object.entries(programs)) urls[host] = await start(args, { PORT: '0' });
  const port = String(await freePort());
  const framework = join(folder, 'node_modules/@google-cloud/functions-framework/build/src/main.js');
  const args = [framework, '--target=grades', `--source=${join(folder, 'google-cloud-functions')}`, `--port=${port}`];
  await start(args, {}, /Serving function/);
  urls['google-cloud-functions'] = `http://127.0.0.1:${port}/graphql`;
}, 240_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  await sandbox.close();
});

/** Resolves with the address that the program writes. */
function start(
  args: string[],
  env: Record<string, string>,
  ready = /http:\/\/127\.0\.0\.1:\d+[\w/]*/,
): Promise<string> {
  const account = { LTIAAS_URL: sandbox.url, LTIAAS_API_KEY: sandbox.apiKey };
  const child = spawn(process.execPath, args, { cwd: folder, env: { PATH: process.env.PATH, ...account, ...env } });
  children.push(child);
  return new Promise((resolve, reject) => {
    let output = '';
    const note = (chunk: Buffer) => {
      output += chunk.toString();
      const found = ready.exec(output)?.[0];
      if (found !== undefined) resolve(args === programs.process ? `${found}/graphql` : found);
    };
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    child.once('close', () => reject(new Error(`It ended:\n${output}`)));
  });
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

type Caller = 'instructor' | 'learner' | 'nobody';
const submit = `mutation ($input: SubmitScoreInput!) { submitScore(input: $input) {
  accepted score { resultScore comment } userErrors { code field } } }`;
const score = (more: object) => ({
  input: {
    lineItemId: 'https://lms.example.edu/lti/courses/1/lineitems/1',
    userId: '895d0a57-8ef1-49ed-a26d-686cf4468509',
    activityProgress: 'COMPLETED',
    gradingProgress: 'FULLY_GRADED',
    ...more,
  },
});
const list = 'query ($first: Int) { lineItems(first: $first) { nodes { id label } pageInfo { hasNextPage } } }';

const operations: [string, Caller, { query?: string; variables?: object }, 'GET'?][] = [
  ['launch', 'instructor', { query: '{ launch { user { id name } permissions { gradeLearners } } }' }],
  ['launch of a learner', 'learner', { query: '{ launch { user { id name } permissions { gradeLearners } } }' }],
  ['a list', 'instructor', { query: list, variables: { first: 2 } }],
  ['a list, again', 'instructor', { query: list, variables: { first: 2 } }],
  [
    'a long list',
    'instructor',
    { query: '{ lineItems { nodes { id label scores { nodes { id userId comment } } } } }' },
  ],
  [
    'a query with commas in the address',
    'instructor',
    { query: '{ lineItems(first: 2, filter: { tag: "x,y" }) { nodes { id, label } } }' },
    'GET',
  ],
  ['variables in the address', 'instructor', { query: list, variables: { first: 1 } }, 'GET'],
  ['a mutation by GET', 'instructor', { query: submit, variables: score({}) }, 'GET'],
  ['own scores', 'learner', { query: '{ lineItems(first: 3) { nodes { myScore { resultScore } } } }' }],
  ['scores of others', 'learner', { query: '{ lineItems(first: 1) { nodes { scores { nodes { id } } } } }' }],
  [
    'a score',
    'instructor',
    { query: submit, variables: score({ scoreGiven: 4.5, scoreMaximum: 5, comment: 'Größe 👍' }) },
  ],
  [
    'a score, again',
    'instructor',
    { query: submit, variables: score({ scoreGiven: 4.5, scoreMaximum: 5, comment: 'Größe 👍' }) },
  ],
  ['an invalid score', 'instructor', { query: submit, variables: score({ scoreGiven: 4.5 }) }],
  ['a score by a learner', 'learner', { query: submit, variables: score({ scoreGiven: 1, scoreMaximum: 1 }) }],
  ['no credential', 'nobody', { query: '{ launch { user { id } } }' }],
  ['a line item that is not there', 'instructor', { query: '{ lineItem(id: "https://lms.example.edu/none") { id } }' }],
  ['an argument out of range', 'instructor', { query: list, variables: { first: 501 } }],
  ['a field that does not exist', 'instructor', { query: '{ lineItems { nodes { grade } } }' }],
  ['no query', 'instructor', {}],
  ['introspection', 'instructor', { query: '{ __type(name: "Score") { fields { name } } }' }],
];

test('five hosts answer twenty operations alike', async () => {
  expect(operations).toHaveLength(20);
  for (const [what, caller, body, method = 'POST'] of operations) {
    const answers: Record<string, unknown> = {};
    for (const [host, url] of Object.entries(urls)) {
      const headers: Record<string, string> = { 'apollo-require-preflight': '1' };
      if (caller !== 'nobody') headers.authorization = sandbox.seeded[caller].authorization.ltik;
      if (method === 'POST') headers['content-type'] = 'application/json';
      const search = new URLSearchParams({ query: body.query ?? '', variables: JSON.stringify(body.variables ?? {}) });
      const response = await fetch(method === 'GET' ? `${url}?${search.toString()}` : url, {
        method,
        headers,
        ...(method === 'POST' && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      answers[host] = [
        response.status,
        response.headers.get('content-type'),
        response.headers.get('cache-control'),
        text,
      ];
    }
    expect(Object.keys(answers)).toHaveLength(5);
    for (const [host, answer] of Object.entries(answers))
      expect([what, host, answer]).toEqual([what, host, answers.process]);
  }
});

test('the types of the package know all members, and no others', () => {
  const file = join(folder, 'config.ts');
  const text = (member: string) => `
    import { createServer } from 'node:http';
    import { createGateway } from 'ltiaas-grades-gateway';
    const gateway = await createGateway({ ltiaasUrl: 'https://a.example', ltiaasApiKey: 'key', ${member} });
    createServer(gateway.handler);`;
  const tsc = (member: string) => {
    writeFileSync(file, text(member));
    const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node'];
    const args = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'node20', ...types, file];
    return spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args], { encoding: 'utf8' })
      .stdout;
  };
  expect(tsc("port: 1, corsOrigins: ['https://a.example'], introspection: false, logLevel: 'warn'")).toBe('');
  expect(tsc("port: '1'")).toMatch(/TS2322/);
  expect(tsc('colour: 1')).toMatch(/TS2353/);
});

test.each([
  ['@apollo/subgraph', { FEDERATION: 'true' }, /^FEDERATION .*@apollo\/subgraph@2\.14\n$/],
  [
    '@graphql-hive/apollo',
    { USAGE_REPORTING: 'hive', HIVE_TOKEN: 'token' },
    /^USAGE_REPORTING=hive .*@graphql-hive\/apollo@0\.47\n$/,
  ],
])('without the optional %s, a setting that needs it says what to install', async (name, setting, message) => {
  const env = { LTIAAS_URL: sandbox.url, LTIAAS_API_KEY: sandbox.apiKey, PORT: '0', ...setting };
  await start(programs.process!, { ...env });
  rmSync(join(folder, 'node_modules', name), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, programs.process!, { env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
});
