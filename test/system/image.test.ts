import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageLock from '../../package-lock.json';
import { startSandbox } from '../../src/sandbox/sandbox';
import { buildImage, type Image, startInImage } from '../support/image';
import { freePort } from '../support/port';

let folder: string;
let image: Image;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-'));
  chmodSync(folder, 0o755);
  image = buildImage(folder);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command's output and exit code. */
async function outcome(child: ChildProcess) {
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { output, code };
}

/** The image's process 1, by its number on this machine. */
function firstProcess({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
}

test('the image contains exactly the gateway and its production dependencies', () => {
  const paths = Object.entries(packageLock.packages as Record<string, { dev?: boolean }>).filter(([path]) => path);
  const kept = paths.filter(([path]) => existsSync(join(image.workdir, path))).map(([path]) => path);
  expect(kept).toEqual(paths.filter(([, { dev }]) => !dev).map(([path]) => path));
  expect(existsSync(join(image.workdir, 'dist/main.js'))).toBe(true);
  expect(existsSync(join(image.workdir, 'dist/sandbox'))).toBe(false);
});

test('the image rejects the demo command', async () => {
  const { output, code } = await outcome(startInImage(image, [...image.command, 'demo']));
  expect([output, code]).toEqual([expect.stringMatching(/^[^\n]*\bimage\b[^\n]*\n$/), 1]);
});

test('the image reports invalid settings and exits', async () => {
  const { output, code } = await outcome(startInImage(image, image.command));
  expect(output).toMatch(/LTIAAS_URL .*\n.*LTIAAS_API_KEY /);
  expect(code).toBe(1);
});

test('the image runs unprivileged on a read-only file system, has a health check, and stops on SIGTERM', async () => {
  const probe = `console.log(process.version, process.getuid(), process.getgid());
    for (const path of ['x', 'dist/x', '/tmp/x']) try { fs.writeFileSync(path, ''); } catch ({ code }) { console.log(code); }`;
  const { output } = await outcome(startInImage(image, ['node', '-e', probe]));
  expect(output).toMatch(/^v24\.\S+ 1000 1000\nEROFS\nEROFS\nEROFS\n$/);

  const sandbox = await startSandbox();
  const env = { LTIAAS_URL: sandbox.url, LTIAAS_API_KEY: sandbox.apiKey, PORT: String(await freePort()) };
  const health = async () => (await outcome(startInImage(image, image.healthCheck, env))).code;
  expect(await health()).toBe(1);

  const gateway = startInImage(image, image.command, env);
  const ended = outcome(gateway);
  let isListening = false;
  gateway.stdout!.on('data', (chunk: Buffer) => (isListening ||= chunk.includes('"url":')));
  while (!isListening && gateway.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await health()).toBe(0);
  const response = await fetch(`http://127.0.0.1:${env.PORT}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: sandbox.seeded.instructor.authorization.bearer },
    body: JSON.stringify({ query: '{ lineItems(first: 2) { nodes { label } } }' }),
  });
  expect(await response.json()).toMatchObject({ data: { lineItems: { nodes: [{}, {}] } } });
  const introspection = await fetch(`http://127.0.0.1:${env.PORT}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __schema { types { name } } }' }),
  });
  expect(introspection.status).toBe(400);

  const status = readFileSync(`/proc/${firstProcess(gateway)}/status`, 'utf8');
  expect(status).toMatch(/^NSpid:.*\t1$/m);
  expect(status).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m);
  expect(status).toMatch(/^CapEff:\t0+$/m);
  process.kill(firstProcess(gateway), 'SIGTERM');
  expect((await ended).code).toBe(0);
  expect(await health()).toBe(1);
  await sandbox.close();
}, 60_000);
