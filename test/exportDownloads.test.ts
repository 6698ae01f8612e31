import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import type { SandboxLaunch } from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway, type TestGatewayOptions, withTestGateway } from './support/gateway';
import { answerRoster } from './support/roster';
import { scrape } from './support/scrape';

/** Downloads of the export: how they end, fail, and are limited. */

const files = ['gradebook.csv', 'gradebook.jsonl'] as const;
const origin = 'https://app.example.com';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ config: { corsOrigins: [origin], metricsPort: 0 } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.sandbox.clearFaults();
  gateway.takeCalls();
});

function enter({ sandbox }: TestGateway, more: object = {}): SandboxLaunch {
  return sandbox.launch({ course: sandbox.createCourse({ lineItems: 2, learners: 3, ...more }) });
}

const get = (file: string, { authorization }: SandboxLaunch, headers: Record<string, string> = {}, from = gateway) =>
  fetch(`${from.url}/${file}`, { headers: { authorization: authorization.bearer, ...headers } });

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries === 3000) throw new Error('The condition never became true.');
    await wait(10);
  }
}

/** Above what the sockets of both sides keep (10 MiB on Linux), and below the largest answer that the gateway reads. */
const rosterBytes = 12_000_000;

/** A launch with an export so large that a client that reads nothing blocks it. */
function enterLarge(from: TestGateway): SandboxLaunch {
  const launch = enter(from);
  const name = 'x'.repeat(100_000);
  const rows = Array.from({ length: rosterBytes / name.length }, (_, n) => ({
    userId: `u${n}`,
    roles: ['Learner'],
    name,
  }));
  answerRoster(from, launch, rows);
  return launch;
}

/** Requests a file and reads its head only. */
async function startReading(from: TestGateway, file: string, launch: SandboxLaunch, version = '1.1', more = '') {
  const socket = connect(Number(new URL(from.url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    socket.pause();
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  socket.write(
    `GET /${file} HTTP/${version}\r\nhost: gateway\r\nauthorization: ${launch.authorization.bearer}\r\n${more}\r\n`,
  );
  await until(() => chunks.length > 0);
  return {
    socket,
    /** The bytes received when the other side closes the connection. */
    async rest(): Promise<{ head: string; body: Buffer }> {
      socket.removeAllListeners('data').on('data', (chunk) => chunks.push(chunk));
      socket.resume();
      await closed;
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      return { head: all.subarray(0, end).toString().toLowerCase(), body: all.subarray(end + 4) };
    },
  };
}

/** Bytes that the sockets of this process have accepted and not sent yet. */
const pendingBytes = () =>
  (process as unknown as { _getActiveHandles(): { writableLength?: number }[] })
    ._getActiveHandles()
    .reduce((sum, { writableLength = 0 }) => sum + writableLength, 0);

describe.each(files)('%s', (file) => {
  test('waits for a client that reads slowly, and buffers only a small part of the file', async () => {
    const launch = enterLarge(gateway);
    const reading = await startReading(gateway, file, launch, '1.1', 'connection: close\r\n');
    let most = 0;
    for (let turn = 0; turn < 40; turn += 1) {
      most = Math.max(most, pendingBytes());
      await wait(5);
    }
    expect(most).toBeLessThan(2 * 2 ** 20);
    const { head, body } = await reading.rest();
    expect(head).toContain('transfer-encoding: chunked');
    expect(body.length).toBeGreaterThan(rosterBytes);
    expect(body.toString('latin1')).toMatch(/\r\n0\r\n\r\n$/);
  });

  test('is cut if the client has not read it by the deadline', async () => {
    const startedAt = performance.now();
    const read = async () => (await get(file, enterLarge(gateway))).arrayBuffer();
    await Promise.all([read(), read()]);
    // Long enough to read from LTIAAS on this machine.
    const exportMs = 2 * (performance.now() - startedAt) + 300;
    await withTestGateway(
      { metricsPort: 0 },
      async (hasty) => {
        const launch = enterLarge(hasty);
        const [chunked, counted] = await Promise.all([
          startReading(hasty, file, launch),
          startReading(hasty, file, launch, '1.0', 'accept-encoding: gzip\r\n'),
        ]);
        const outcome = async () =>
          (await scrape(hasty.metricsUrl)).value('grades_gateway_operations_total', {
            operation: file,
            outcome: 'UPSTREAM_TIMEOUT',
          });
        await until(async () => (await outcome()) === 2);
        const [first, second] = [await chunked.rest(), await counted.rest()];
        expect(first.head).toContain('transfer-encoding: chunked');
        expect(first.body.toString('latin1')).not.toMatch(/\r\n0\r\n\r\n$/);
        // HTTP/1.0 has no chunks, so only the length shows the end.
        const [, length = '0'] = /content-length: (\d+)/.exec(second.head) ?? [];
        expect(Number(length)).toBeGreaterThan(rosterBytes);
        expect(second.body.length).toBeLessThan(Number(length));
      },
      { exportMs },
    );
  }, 60_000);

  test('is the same over HTTP/1.0, with its length', async () => {
    const launch = enter(gateway, { learners: 30 });
    const whole = Buffer.from(await (await get(file, launch)).arrayBuffer());
    const reading = await startReading(gateway, file, launch, '1.0', 'accept-encoding: gzip\r\n');
    const { head, body } = await reading.rest();
    expect(head).toContain(`content-length: ${whole.length}`);
    expect(head).not.toContain('content-encoding');
    expect(body.equals(whole)).toBe(true);
  });

  test('is compressed on request', async () => {
    const launch = enter(gateway, { learners: 30 });
    const whole = Buffer.from(await (await get(file, launch)).arrayBuffer());
    const { headers, body } = await request(`${gateway.url}/${file}`, {
      headers: { authorization: launch.authorization.bearer, 'accept-encoding': 'gzip' },
    });
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(Buffer.from(await body.arrayBuffer())).equals(whole)).toBe(true);
  });

  test('ends its calls when the client disconnects', async () => {
    const launch = enter(gateway, { lineItems: 60 });
    const fault = gateway.sandbox.fault({ launch, route: 'scores', hang: true });
    const leaving = new AbortController();
    const download = fetch(`${gateway.url}/${file}`, {
      headers: { authorization: launch.authorization.bearer },
      signal: leaving.signal,
    });
    const calls = () => gateway.sandbox.requests.filter((each) => each.launch === launch && each.route === 'scores');
    await until(() => calls().length === 24);
    leaving.abort();
    await expect(download).rejects.toThrow('aborted');
    await until(() => calls().every(({ endedAt }) => endedAt !== undefined));
    const noted = async () =>
      (await scrape(gateway.metricsUrl)).value('grades_gateway_operations_total', {
        operation: file,
        outcome: 'UPSTREAM_TIMEOUT',
      });
    await until(async () => (await noted()) === 1);
    expect(calls()).toHaveLength(24);
    // Its places among the calls of the launch are free again.
    fault.remove();
    expect((await get(file, launch)).status).toBe(200);
    expect(calls()).toHaveLength(84);
  });

  test.each(['idtoken', 'lineItems', 'scores', 'memberships'] as const)(
    'is 504 if LTIAAS does not answer %s by the deadline',
    async (route) => {
      await withTestGateway(
        {},
        async (hasty) => {
          const launch = enter(hasty);
          hasty.sandbox.fault({ launch, route, hang: true });
          const answer = await get(file, launch, {}, hasty);
          expect([answer.status, answer.headers.get('content-type')]).toEqual([504, 'application/problem+json']);
          expect(await answer.json()).toMatchObject({ status: 504, code: 'UPSTREAM_TIMEOUT' });
          expect(answer.headers.get('content-disposition')).toBeNull();
        },
        { exportMs: 300 },
      );
    },
  );

  test('counts towards the rate limit of its caller', async () => {
    await withTestGateway({ rateLimitPerMinute: 2, corsOrigins: [origin] }, async (limited) => {
      const launch = enter(limited);
      for (let turn = 0; turn < 2; turn += 1) expect((await get(file, launch, {}, limited)).status).toBe(200);
      limited.takeCalls();
      const answer = await get(file, launch, { origin }, limited);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([429, 'application/problem+json']);
      const retryAfterSeconds = Number(answer.headers.get('retry-after'));
      expect(retryAfterSeconds).toBeGreaterThan(0);
      expect(await answer.json()).toMatchObject({ status: 429, code: 'RATE_LIMITED', retryAfterSeconds });
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(limited.takeCalls()).toEqual([]);
    });
  });

  test('is limited to four at once for each caller', async () => {
    const launch = enter(gateway);
    let release = () => {};
    const held = gateway.sandbox.fault({
      launch,
      route: 'scores',
      until: new Promise<void>((done) => (release = done)),
    });
    const downloads = Array.from({ length: 5 }, () => get(file, launch));
    const rejected = await Promise.race(downloads);
    expect([rejected.status, rejected.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await rejected.json()).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 5 });
    expect((await get(file, enter(gateway))).status).toBe(200);
    release();
    const answers = await Promise.all(downloads);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 429]);
    for (const answer of answers) if (!answer.bodyUsed) await answer.text();
    held.remove();
    await until(async () => (await get(file, launch)).status === 200);
  });

  test('does not count once the client has disconnected', async () => {
    const launch = enter(gateway);
    let release = () => {};
    const held = gateway.sandbox.fault({
      launch,
      route: 'scores',
      until: new Promise<void>((done) => (release = done)),
    });
    const leave = new AbortController();
    const request = { headers: { authorization: launch.authorization.bearer }, signal: leave.signal };
    const downloads = Array.from({ length: 5 }, () => fetch(`${gateway.url}/${file}`, request));
    expect((await Promise.race(downloads)).status).toBe(429);
    leave.abort();
    await Promise.allSettled(downloads);
    held.remove();
    await until(async () => (await get(file, launch)).status === 200);
    release();
  });

  test('may be read by pages of the configured origins', async () => {
    const preflight = await fetch(`${gateway.url}/${file}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    expect(preflight.headers.get('access-control-allow-methods')).toMatch(/\bGET\b/);
    const launch = enter(gateway);
    for (const [query, status] of [
      ['', 200],
      ['?tags=a', 400],
    ] as const) {
      const answer = await get(`${file}${query}`, launch, { origin });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, origin]);
      const exposed = answer.headers.get('access-control-expose-headers')!.split(', ');
      expect(exposed).toEqual(expect.arrayContaining(['content-disposition', 'x-request-id', 'retry-after']));
      expect(answer.headers.get('content-disposition')).toBe(status === 200 ? `attachment; filename="${file}"` : null);
    }
    const foreign = await get(file, launch, { origin: 'https://attacker.example' });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('while the gateway stops', () => {
  const start = (options: TestGatewayOptions = {}) => startTestGateway(options);

  test.each(files)('%s is completed', async (file) => {
    const own = await start();
    const launch = enter(own);
    own.sandbox.fault({ launch, route: 'scores', delayMs: 100 });
    const download = get(file, launch, {}, own);
    await until(() => own.sandbox.requests.some(({ route }) => route === 'scores'));
    const closing = own.close();
    const answer = await download;
    expect(answer.status).toBe(200);
    expect((await answer.text()).trimEnd().split('\n')).toHaveLength(file.endsWith('csv') ? 4 : 3);
    await closing;
  });

  test('a file that no client reads is cut in time', async () => {
    const own = await start({ config: { upstreamTimeoutMs: 6000 } });
    const reading = await startReading(own, 'gradebook.csv', enterLarge(own));
    const startedAt = performance.now();
    await own.close();
    // The grace of a request is the deadline of an operation and a second.
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    const { body } = await reading.rest();
    expect(body.toString('latin1')).not.toMatch(/\r\n0\r\n\r\n$/);
  }, 60_000);
});
