import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox';
import { build, type Program, start } from '../support/build';
import { type Nginx, startNginx } from '../support/nginx';
import { freePort } from '../support/port';

const query = '{ lineItems(first: 2) { nodes { label } } }';
const agent = new Agent({ connect: { rejectUnauthorized: false } });

let folder: string;
let sandbox: Sandbox;
let gateways: { program: Program; url: string }[];
let nginx: Nginx;

beforeAll(async () => {
  build();
  folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  sandbox = await startSandbox();
}, 60_000);
afterAll(async () => {
  await agent.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  gateways = await Promise.all([startGateway(), startGateway()]);
  nginx = await startNginx(
    folder,
    gateways.map(({ url }) => url),
    await freePort(),
  );
});
afterEach(async () => {
  await nginx.stop();
  for (const { program } of gateways) program.process.kill('SIGKILL');
});

async function startGateway() {
  const account = { LTIAAS_URL: sandbox.url, LTIAAS_API_KEY: sandbox.apiKey };
  const program = start('main.js', { ...account, PORT: '0', STOP_DELAY_MS: '500' });
  return { program, url: await program.url() };
}

/** Authorization headers of users in their own courses. */
function launches(count: number): string[] {
  return Array.from({ length: count }, () => {
    const course = sandbox.createCourse({ lineItems: 3 });
    return sandbox.launch({ course }).authorization.bearer;
  });
}

async function send(authorization: string, { path = '/graphql', body = JSON.stringify({ query }), headers = {} } = {}) {
  const answer = await request(`${nginx.url}${path}`, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, ...headers },
    body,
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, text };
}

test('sends all requests with one credential to one gateway, and uses both gateways', async () => {
  const people = launches(24);
  const requestIds: string[][] = [];
  for (const authorization of people) {
    const answers = [];
    for (let turn = 0; turn < 4; turn += 1) answers.push(await send(authorization));
    expect(answers.map(({ text }) => JSON.parse(text).data.lineItems.nodes.length)).toEqual([2, 2, 2, 2]);
    requestIds.push(answers.map(({ headers }) => String(headers['x-request-id'])));
  }
  for (const { program } of gateways) program.process.kill('SIGTERM');
  await Promise.all(gateways.map(({ program }) => program.ends()));
  const [one, other] = gateways.map(({ program }) => program.output());
  const ofOne = requestIds.filter((ids) => ids.every((id) => one!.includes(id)));
  const ofOther = requestIds.filter((ids) => ids.every((id) => other!.includes(id)));
  expect(ofOne.length + ofOther.length).toBe(people.length);
  // By chance one gateway gets fewer than 3 of 24 users once in 27,000 runs.
  expect(Math.min(ofOne.length, ofOther.length)).toBeGreaterThanOrEqual(3);
});

test('if an idle gateway is stopped, the other serves its users without an error', async () => {
  const people = launches(12);
  const codes: number[] = [];
  const sendAll = async () => {
    for (const { status } of await Promise.all(people.map((authorization) => send(authorization)))) codes.push(status);
  };
  await sendAll();
  const [{ program }] = gateways as [(typeof gateways)[number]];
  const ended = program.ends();
  program.process.kill('SIGTERM');
  await sendAll();
  await ended;
  await sendAll();
  expect(codes).toEqual(codes.map(() => 200));
});

test('logs only the path of a request, also if a gateway is gone', async () => {
  const [authorization = ''] = launches(1);
  const marks = { headers: { referer: 'https://app.example.com/?ltik=marked-referer', 'x-mark': 'marked-header' } };
  const path = '/graphql?query=marked-query';
  await send(authorization, { path, ...marks });
  for (const { program } of gateways) program.process.kill('SIGKILL');
  await Promise.all(gateways.map(({ program }) => program.ends()));
  const { status } = await send(authorization, { path, ...marks });
  expect(status).toBe(502);
  await nginx.stop();
  const lines = nginx.logs();
  expect(lines).not.toMatch(/marked/);
  expect(lines).not.toContain(authorization.split(' ')[1]);
  expect(lines).toMatch(/"path":"\/graphql","status":"200".*"requestId":"[\w-]{36}"/);
  expect(lines).toContain('"status":"502"');
});

test('accepts bodies as large as the gateway does, and only GraphQL', async () => {
  const [authorization = ''] = launches(1);
  const bodyOf = (length: number) => {
    const text = JSON.stringify({ query, extensions: { pad: '' } });
    return text.replace('""', `"${'x'.repeat(length - text.length)}"`);
  };
  expect((await send(authorization, { body: bodyOf(1024 * 1024) })).status).toBe(200);
  const { status, headers } = await send(authorization, { body: bodyOf(1024 * 1024 + 1) });
  // Not the gateway's own rejection.
  expect([status, headers['x-request-id']]).toEqual([413, undefined]);
  expect((await send(authorization, { path: '/healthz' })).status).toBe(404);
  expect((await send(authorization)).headers['strict-transport-security']).toMatch(/max-age/);
});

test.each(['gradebook.csv', 'gradebook.jsonl'])('passes %s on', async (file) => {
  const [authorization = ''] = launches(1);
  const { statusCode, headers, body } = await request(`${nginx.url}/${file}`, {
    dispatcher: agent,
    headers: { authorization },
  });
  expect([statusCode, headers['content-disposition']]).toEqual([200, `attachment; filename="${file}"`]);
  expect((await body.text()).trimEnd().split('\n').length).toBeGreaterThan(29);
  expect((await send(authorization, { path: `/x${file}` })).status).toBe(404);
});

test('waits as long as the gateway, which then reports the result of the write', async () => {
  const [authorization = ''] = launches(1);
  await send(authorization);
  sandbox.fault({ hang: true });
  const { status, text } = await send(authorization, {
    body: JSON.stringify({
      query: 'mutation { createLineItem(input: { label: "Essay", scoreMaximum: 1 }) { userErrors { code } } }',
    }),
  });
  sandbox.clearFaults();
  expect([status, JSON.parse(text)]).toEqual([
    200,
    { data: { createLineItem: { userErrors: [{ code: 'OUTCOME_UNKNOWN' }] } } },
  ]);
});
