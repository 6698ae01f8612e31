import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { ask, connections, Load, median, openCalls, send } from './load.mjs';
import { startGateway, startUpstream } from './programs.mjs';
import { chooseWorkloads } from './workloads.mjs';

/** Runs the gateway for a long time at half of its peak rate, and checks whether its memory or sockets grow; see README.md. */

const [workload] = chooseWorkloads(['W2']);
const peakMs = 8_000;
const maxInFlight = 64;

function readMinutes() {
  const minutes = Number(parseArgs({ options: { minutes: { type: 'string', default: '10' } } }).values.minutes);
  if (!(minutes >= 0.5 && minutes <= 720)) throw new Error('--minutes must be between 0.5 and 720.');
  return minutes;
}

async function main() {
  const minutes = readMinutes();
  const windowMs = Math.min(30_000, (minutes * 60_000) / 10);
  const upstream = await startUpstream();
  const gateway = await startGateway('gateway', upstream.origin, {}, ['--expose-gc']);
  const { sizes } = await ask(gateway, workload);
  const rate = (await peakOf(gateway, sizes)) / 2;
  say(`${workload.name} for ${minutes} min at ${rate.toFixed(0)} ops/s, half of the peak`);
  const soak = new Soak(gateway, rate, sizes[0]);
  const windows = [];
  try {
    while (windows.length * windowMs < minutes * 60_000) {
      const window = await soak.watch(windowMs);
      windows.push(window);
      say(`${((windows.length * windowMs) / 60_000).toFixed(1).padStart(6)} min  ${describe(window)}`);
    }
  } finally {
    soak.stop();
  }
  const problems = judge(windows);
  say(problems.length === 0 ? 'Verdict: steady.' : `Verdict: ${problems.join('; ')}.`);
  return problems.length === 0;
}

async function peakOf(gateway, sizes) {
  const load = new Load(gateway, workload, sizes);
  await load.run(peakMs / 2);
  const { ms, latencies } = await load.run(peakMs / 2);
  await load.close();
  return (latencies.length * 1000) / ms;
}

/** Sends operations at a steady rate, whether or not earlier ones have finished. */
class Soak {
  #pool;
  #timer;
  #inFlight = 0;
  #sent = 0;
  #counts = { ops: 0, errors: 0, skipped: 0 };

  constructor(gateway, rate, size) {
    this.gateway = gateway;
    this.#pool = new Pool(gateway.origin, { connections: maxInFlight });
    const calls = Array.from({ length: connections }, (_, index) => openCalls(workload, gateway, index + 1)[0]);
    const startedAt = performance.now();
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - startedAt) * rate) / 1000);
      for (; this.#sent < due; this.#sent += 1) {
        if (this.#inFlight === maxInFlight) this.#counts.skipped += 1;
        else void this.#run(calls[this.#sent % calls.length], size);
      }
    }, 5);
  }

  async #run(call, size) {
    this.#inFlight += 1;
    try {
      const { status, bytes } = await send(this.#pool, call);
      this.#counts[status === 200 && bytes === size ? 'ops' : 'errors'] += 1;
    } catch {
      this.#counts.errors += 1;
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** Measures for `ms`. */
  async watch(ms) {
    const before = { ...this.#counts };
    await wait(ms);
    const { rss, heapUsed } = await this.gateway.usage();
    return {
      rss,
      heapUsed,
      heapKept: (await this.gateway.usage('collected')).heapUsed,
      sockets: this.gateway.sockets(),
      ops: this.#counts.ops - before.ops,
      errors: this.#counts.errors - before.errors,
      skipped: this.#counts.skipped - before.skipped,
    };
  }

  stop() {
    clearInterval(this.#timer);
  }
}

function describe({ rss, heapUsed, heapKept, sockets, ops, errors, skipped }) {
  return [
    `rss ${mebibytes(rss)}`,
    `heapUsed ${mebibytes(heapUsed)} (${mebibytes(heapKept)} after collection)`,
    `sockets ${sockets ?? 'unknown'}`,
    `ops ${ops}`,
    `errors ${errors}`,
    ...(skipped > 0 ? [`skipped ${skipped}`] : []),
  ].join('  ');
}

/** Compares the middle third of the windows with the last; the first third is warm-up. */
function judge(windows) {
  const third = Math.floor(windows.length / 3);
  const [middle, last] = [windows.slice(-2 * third, -third), windows.slice(-third)];
  const growth = (figure, share, least) => {
    const [from, to] = [middle, last].map((part) => median(part.map((window) => window[figure])));
    return to > from * (1 + share) + least ? [from, to] : undefined;
  };
  const problems = [];
  const heap = growth('heapKept', 0.05, 2 ** 20);
  if (heap) problems.push(`the heap grows (${heap.map(mebibytes).join(' to ')})`);
  const rss = growth('rss', 0.1, 5 * 2 ** 20);
  if (rss) problems.push(`rss grows (${rss.map(mebibytes).join(' to ')})`);
  const sockets = growth('sockets', 0.5, 16);
  if (sockets) problems.push(`sockets stay open (${sockets.join(' to ')})`);
  const errors = windows.reduce((sum, window) => sum + window.errors, 0);
  if (errors > 0) problems.push(`${errors} errors`);
  return problems;
}

function mebibytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

main().then(
  (isSteady) => process.exit(isSteady ? 0 : 1),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  },
);
