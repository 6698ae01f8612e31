import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox';
import { build } from '../support/build';
import { type Redis, startRedis } from '../support/redis';
import { type Replica, startReplica } from '../support/replicas';

const password = 'sesame@pass/word';

let sandbox: Sandbox;
let redis: Redis | undefined;
const replicas: Replica[] = [];

beforeAll(async () => {
  build();
  sandbox = await startSandbox();
}, 60_000);
afterAll(() => sandbox.close());
afterEach(async () => {
  for (const { program } of replicas.splice(0)) program.process.kill('SIGKILL');
  await redis?.close();
  redis = undefined;
});

async function start(url: string, env: Record<string, string> = {}): Promise<Replica> {
  const replica = await startReplica(sandbox, url, env);
  replicas.push(replica);
  return replica;
}

/** Whether a query stored by one replica is known to the other. Each must answer in any case. */
async function share(one: Replica, other = one): Promise<boolean> {
  const { bearer: authorization } = sandbox.launch({ course: sandbox.createCourse() }).authorization;
  const query = `{ launch { user { id } } } # ${Math.random()}`;
  const extensions = { persistedQuery: { version: 1, sha256Hash: hash('sha256', query) } };
  const send = async ({ url }: Replica, body: object) => {
    const headers = { 'content-type': 'application/json', authorization };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as any;
  };
  expect(await send(one, { query, extensions })).toEqual({ data: { launch: { user: { id: expect.any(String) } } } });
  const { data, errors } = await send(other, { extensions });
  if (data === undefined) expect(errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
  return data !== undefined;
}

const addressed = (userInfo: string) => redis!.url.replace('//', `//${userInfo}@`);

test('uses the user and password of REDIS_URL and logs neither', async () => {
  // Only the permissions that docs/redis.md lists.
  const [, rights = ''] = /`(\+get [^`]+)`/.exec(readFileSync(join(__dirname, '../../docs/redis.md'), 'utf8')) ?? [];
  const user = ['--user', 'gateway', 'on', `>${password}`, '~grades:*', ...rights.split(' ')];
  redis = await startRedis([...user, '--user', 'default', 'off']);
  const good = addressed(`gateway:${encodeURIComponent(password)}`);
  expect(await share(await start(good), await start(good))).toBe(true);
  const wrong = await start(addressed('gateway:sesame'));
  await wrong.program.says('"reason":"WRONGPASS"');
  const none = await start(redis.url);
  await none.program.says('"reason":"NOAUTH"');
  expect(await share(wrong, none)).toBe(false);
  for (const { program } of replicas) expect(program.output()).not.toMatch(/sesame|redis:\/\//);
});

test('uses TLS if the certificate is trusted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  try {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const wanted = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=redis'];
    const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate];
    execFileSync('openssl', ['req', ...wanted, ...names], { stdio: 'pipe' });
    const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
    redis = await startRedis([...files, '--tls-auth-clients', 'no'], 'rediss');
    const env = { NODE_EXTRA_CA_CERTS: certificate };
    const [one, other] = [await start(redis.url, env), await start(redis.url, env)];
    expect(await share(one, other)).toBe(true);
    const distrustful = await start(redis.url);
    await distrustful.program.says('"reason":"DEPTH_ZERO_SELF_SIGNED_CERT"');
    expect(await share(one, distrustful)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each([
  ['is available', async () => {}],
  ['hangs', async () => redis!.pause()],
  ['is gone', () => redis!.kill()],
])('a gateway stops in time if Redis %s', async (_, breakRedis) => {
  redis = await startRedis();
  const replica = await start(redis.url);
  expect(await share(replica)).toBe(true);
  await breakRedis();
  expect(await share(replica)).toBe(true);
  const startedAt = performance.now();
  replica.program.process.kill('SIGTERM');
  expect(await replica.program.ends()).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(8000);
});

test('a gateway starts without Redis, logs it, and connects later', async () => {
  redis = await startRedis();
  await redis.kill();
  const [one, other] = [await start(redis.url), await start(redis.url)];
  await one.program.says('"reason":"ECONNREFUSED"');
  expect(await share(one, other)).toBe(false);
  await redis.start();
  for (const { program } of [one, other]) await program.says('Redis is available again');
  expect(await share(one, other)).toBe(true);
});
