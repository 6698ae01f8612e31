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
/** As in `npm start`; the same for all compared programs. */
const youngGeneration = '--max-semi-space-size=64';
/** For `execArgv` of a program, so that `longestTurn()` works. */
export const withLongestTurn = ['--import', new URL('./longestTurn.mjs', import.meta.url).href];
const gatewayMain = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const startWithinMs = 60_000;
const stopWithinMs = 3_000;

/** @typedef {{ cpuSeconds: number, rss: number, heapUsed: number, maxRss: number }} Usage seconds since its start, bytes */

/** @type {Set<Program>} */
const running = new Set();

// Stop the children when this process ends, even by a signal or an exception.
process.on('exit', () => running.forEach((program) => program.kill()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/** A program in a separate process that listens on a free port of loopback. */
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
      if (!this.#mayEnd) throw new Error(`The ${name} ended unexpectedly (${signal ?? `exit code ${code}`}).`);
    });
  }

  get pid() {
    return this.#child.pid;
  }

  /** The requests of one operation, sent one after another. Most programs have the gateway's schema. */
  requestsFor(workload) {
    return [workload];
  }

  /** The workload's data. @param {object[]} parts the data of each response */
  toData(_workload, parts) {
    return parts[0];
  }

  authorize(ltik) {
    return `Bearer ${ltik}`;
  }

  /** @param {'usage' | 'collected'} when now, or after a garbage collection @returns {Promise<Usage>} */
  async usage(when = 'usage') {
    const answer = once(this.#child, 'message');
    this.#child.send(when);
    return (await answer)[0];
  }

  /** The longest event loop turn since the last call, in ms of CPU time. Requires `withLongestTurn`. */
  async longestTurn() {
    const answer = once(this.#child, 'message');
    this.#child.send('turn');
    return (await answer)[0];
  }

  /** The number of its open sockets; null if the system has no /proc. */
  sockets() {
    const directory = `/proc/${this.pid}/fd`;
    if (!existsSync(directory)) return null;
    const isSocket = (fd) => {
      try {
        return readlinkSync(`${directory}/${fd}`).startsWith('socket:');
      } catch {
        // It was closed in the meantime.
        return false;
      }
    };
    return readdirSync(directory).filter(isSocket).length;
  }

  /** Sends SIGTERM, and SIGKILL if the program does not end in time. */
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
  return startNode('upstream', fileURLToPath(new URL('./upstream.mjs', import.meta.url)), {});
}

export function startFloor(ltiaasUrl) {
  return startNode('floor', fileURLToPath(new URL('./floor.mjs', import.meta.url)), { LTIAAS_URL: ltiaasUrl });
}

/** The compiled gateway as it runs in production. @param {Record<string, string>} env @param {string[]} execArgv */
export function startGateway(name, ltiaasUrl, env = {}, execArgv = []) {
  if (!existsSync(gatewayMain)) throw new Error('dist/main.js does not exist. Run "npm run build" first.');
  const settings = {
    LTIAAS_URL: ltiaasUrl,
    LTIAAS_API_KEY: apiKey,
    LOG_LEVEL: 'warn',
    INTROSPECTION: 'false',
    STOP_DELAY_MS: '0',
  };
  return startNode(name, gatewayMain, { ...settings, ...env }, execArgv);
}

export async function startNode(name, file, env, execArgv = []) {
  const port = await freePort();
  const child = fork(file, [], {
    env: { NODE_ENV: 'production', PORT: String(port), ...env },
    execArgv: [youngGeneration, '--import', usage, ...execArgv],
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  return whenReady(new Program(name, child, `http://127.0.0.1:${port}`));
}

/** @param {Program} program @returns {Promise<Program>} */
export async function whenReady(program) {
  const deadline = performance.now() + startWithinMs;
  while (!(await isReady(program.origin))) {
    if (performance.now() > deadline) throw new Error(`The ${program.name} was not ready after ${startWithinMs} ms.`);
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

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
