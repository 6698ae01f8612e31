import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';
import { request } from 'undici';
import { apiKey } from './course.mjs';

const usage = new URL('./usage.mjs', import.meta.url).href;
/** As `npm start` has it; for all that is compared. */
const youngGeneration = '--max-semi-space-size=64';
/** For `execArgv` of a program whose longest turn is asked for. */
export const withLongestTurn = ['--import', new URL('./longestTurn.mjs', import.meta.url).href];
const gatewayMain = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const startWithinMs = 15_000;
const stopWithinMs = 3_000;

/** @typedef {{ cpuSeconds: number, rss: number, heapUsed: number, maxRss: number }} Usage seconds since its start, bytes */

/** @type {Set<Program>} */
const running = new Set();

// Whatever ends this process ends its children: a signal, an exception, the last line.
process.on('exit', () => running.forEach((program) => program.kill()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/** A program in a process of its own, listening on a free port of loopback. */
export class Program {
  #child;
  #mayEnd = false;

  constructor(name, child, origin) {
    this.name = name;
    this.origin = origin;
    this.#child = child;
    running.add(this);
    child.once('exit', (code, signal) => {
      running.delete(this);
      if (!this.#mayEnd) throw new Error(`The ${name} ended by itself (${signal ?? `exit code ${code}`}).`);
    });
  }

  /** @param {'usage' | 'collected'} when as it is, or after a garbage collection @returns {Promise<Usage>} */
  async usage(when = 'usage') {
    const answer = once(this.#child, 'message');
    this.#child.send(when);
    return (await answer)[0];
  }

  /** The longest turn of its event loop since it was last asked, in ms of CPU time; it must run with longestTurn.mjs. */
  async longestTurn() {
    const answer = once(this.#child, 'message');
    this.#child.send('turn');
    return (await answer)[0];
  }

  /** Its open sockets; null where the system does not say. */
  sockets() {
    const directory = `/proc/${this.#child.pid}/fd`;
    if (!existsSync(directory)) return null;
    const isSocket = (fd) => {
      try {
        return readlinkSync(`${directory}/${fd}`).startsWith('socket:');
      } catch {
        // Closed meanwhile.
        return false;
      }
    };
    return readdirSync(directory).filter(isSocket).length;
  }

  /** Asks it to end, and makes it. */
  async stop() {
    this.#mayEnd = true;
    const ended = once(this.#child, 'exit');
    const timer = setTimeout(() => this.kill(), stopWithinMs);
    this.#child.kill('SIGTERM');
    await ended;
    clearTimeout(timer);
  }

  kill() {
    this.#child.kill('SIGKILL');
  }
}

/** The upstream that all targets call. */
export function startUpstream() {
  return start('upstream', fileURLToPath(new URL('./upstream.mjs', import.meta.url)), {});
}

export function startFloor(ltiaasUrl) {
  return start('floor', fileURLToPath(new URL('./floor.mjs', import.meta.url)), { LTIAAS_URL: ltiaasUrl });
}

/** The compiled gateway as it runs in production. @param {Record<string, string>} env @param {string[]} execArgv */
export function startGateway(name, ltiaasUrl, env = {}, execArgv = []) {
  if (!existsSync(gatewayMain)) throw new Error('There is no dist/main.js: run "npm run build" first.');
  const settings = {
    LTIAAS_URL: ltiaasUrl,
    LTIAAS_API_KEY: apiKey,
    LOG_LEVEL: 'warn',
    INTROSPECTION: 'false',
    STOP_DELAY_MS: '0',
  };
  return start(name, gatewayMain, { ...settings, ...env }, execArgv);
}

async function start(name, file, env, execArgv = []) {
  const port = await freePort();
  const child = fork(file, [], {
    env: { NODE_ENV: 'production', PORT: String(port), ...env },
    execArgv: [youngGeneration, '--import', usage, ...execArgv],
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const program = new Program(name, child, `http://127.0.0.1:${port}`);
  const deadline = performance.now() + startWithinMs;
  while (!(await isReady(program.origin))) {
    if (performance.now() > deadline) throw new Error(`The ${name} was not ready after ${startWithinMs} ms.`);
    await wait(20);
  }
  return program;
}

async function isReady(origin) {
  try {
    const { statusCode, body } = await request(`${origin}/readyz`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
