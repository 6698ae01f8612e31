import { isDeepStrictEqual, parseArgs } from 'node:util';
import os from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';
import { request } from 'undici';
import { ask, connections, Load, median, quantile } from './load.mjs';
import { installPeers, peerWorkloads } from './peers.mjs';
import { startFloor, startGateway, startUpstream } from './programs.mjs';
import { chooseWorkloads } from './workloads.mjs';

/** Compares the gateway with the floor, without compiled operations, and with what the flags name; see README.md. */

const upstreamDelayMs = 50;
const overallLimitMs = 15 * 60_000;
const options = {
  quick: { type: 'boolean', default: false },
  peers: { type: 'boolean', default: false },
  gzip: { type: 'boolean', default: false },
  watched: { type: 'boolean', default: false },
  workload: { type: 'string', multiple: true },
};
/** The pairs to compare; each run has some of them. */
const ratios = [
  ['gateway', 'floor'],
  ['graphql-js', 'floor'],
  ['gateway', 'graphql-js'],
  ['gateway', 'tailcall'],
  ['gateway', 'yoga'],
  ['gzip from LTIAAS', 'gateway'],
  ['gzip to clients', 'gateway'],
  ['traces', 'gateway'],
  ['metrics', 'gateway'],
];

const allowed = '--quick, one of --peers, --gzip and --watched, --workload <name> (several times)';

function readFlags() {
  try {
    const { quick, workload, ...flags } = parseArgs({ options }).values;
    const starts = { peers: startWithPeers, gzip: startGzip, watched: startWatched };
    const [start = startCompared, another] = Object.keys(starts).flatMap((name) => (flags[name] ? starts[name] : []));
    if (another) throw new Error('--peers, --gzip and --watched exclude each other.');
    return { quick, start, chosen: chooseWorkloads(workload) };
  } catch (error) {
    throw new Error(`${error.message}\nAllowed: ${allowed}`, { cause: error });
  }
}

async function main() {
  const { quick, start, chosen } = readFlags();
  const plan = quick
    ? { warmUpMs: 300, laps: 3, lapMs: 200, probes: 1 }
    : { warmUpMs: 2000, laps: 6, lapMs: 1250, probes: 5 };
  setTimeout(
    () => stop(new Error(`The benchmark took longer than ${overallLimitMs / 60_000} minutes.`)),
    overallLimitMs,
  ).unref();
  const startedAt = performance.now();
  say(
    `Node ${process.version}, ${os.availableParallelism()} cores, ${connections} connections, ${plan.laps} laps of ${plan.lapMs} ms`,
  );
  const upstream = await startUpstream();
  for (const workload of chosen) say(`\n${await measure(workload, upstream, start, plan)}`);
  await upstream.stop();
  say(
    `\nTook ${Math.round((performance.now() - startedAt) / 1000)} s. Each figure: median (min–max) of the laps. Compare ratios, not figures.`,
  );
}

function startCompared(ltiaasUrl) {
  return [
    startGateway('gateway', ltiaasUrl),
    startGateway('graphql-js', ltiaasUrl, { EXECUTOR: 'graphql-js' }),
    startFloor(ltiaasUrl),
  ];
}

let peers;
function startWithPeers(ltiaasUrl, { name }) {
  const compared = startCompared(ltiaasUrl);
  if (!peerWorkloads.includes(name)) return compared;
  peers ??= installPeers(say);
  return [...compared, ...peers.map((start) => start(ltiaasUrl))];
}

/** Gateways that differ only in which side compresses; the gateway always accepts gzip from LTIAAS. */
function startGzip(ltiaasUrl) {
  const gateways = [['gateway'], ['gzip from LTIAAS', 'upstream'], ['gzip to clients', 'clients']];
  return gateways.map(async ([name, gzip]) => Object.assign(await startGateway(name, ltiaasUrl), { gzip }));
}

/** Every operation is traced. The upstream accepts the spans and discards them. */
function startWatched(ltiaasUrl) {
  return [
    startGateway('traces', ltiaasUrl, { OTEL_EXPORTER_OTLP_ENDPOINT: ltiaasUrl }),
    startGateway('metrics', ltiaasUrl, { METRICS_PORT: '0' }),
    startGateway('gateway', ltiaasUrl),
  ];
}

/** Measures one workload with all targets in turns, and returns a table. */
async function measure(workload, upstream, start, plan) {
  // New processes for each workload, so that earlier workloads affect neither memory nor speed.
  const targets = await Promise.all(start(upstream.origin, workload));
  const sizes = await checkAnswers(targets, workload);
  const runs = [];
  for (const [index, target] of targets.entries()) {
    const run = { target, load: new Load(target, workload, sizes[index]), sizes: sizes[index], laps: [] };
    await measureLap(run, upstream, plan.warmUpMs);
    runs.push(Object.assign(run, await probeAlone(target, workload, upstream, plan.probes)));
  }
  for (let lap = 0; lap < plan.laps; lap += 1) {
    // The first target changes from lap to lap, so that changes on the machine affect all targets equally.
    for (let turn = 0; turn < runs.length; turn += 1) {
      const run = runs[(lap + turn) % runs.length];
      run.laps.push(await measureLap(run, upstream, plan.lapMs));
    }
  }
  for (const run of runs) run.maxRss = (await run.target.usage()).maxRss;
  await Promise.all(runs.map(({ load }) => load.close()));
  await Promise.all(targets.map((target) => target.stop()));
  return `${workload.name}: ${workload.title}\n\n${table(runs)}\n\n${ratioTable(runs)}`;
}

/**
 * Checks that every target returns the same data without errors. Also warms up the launches.
 *
 * @returns the sizes of each target's responses
 */
async function checkAnswers(targets, workload) {
  const answers = [];
  for (const target of targets) {
    for (let launch = connections; launch > 0; launch -= 1) await ask(target, workload, launch);
    answers.push(await ask(target, workload));
  }
  const [{ data: expected }] = answers;
  for (const [index, { data }] of answers.entries()) {
    if (isDeepStrictEqual(data, expected)) continue;
    const [a, b] = [expected, data].map((value) => JSON.stringify(value).slice(0, 300));
    throw new Error(`${workload.name}: ${targets[index].name} must return\n${a}\nbut returned\n${b}`);
  }
  return answers.map(({ sizes }) => sizes);
}

async function measureLap({ target, load }, upstream, lapMs) {
  await tell(upstream, `/bench/gzip/${target.gzip === 'upstream' ? 1 : 0}`);
  const [usageBefore, before] = [await target.usage(), await sentBy(upstream)];
  const { ms, latencies } = await load.run(lapMs);
  const [usage, { calls, bytes }] = [await target.usage(), await sentBy(upstream)];
  const ops = latencies.length;
  return {
    rate: (ops * 1000) / ms,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpu: ((usage.cpuSeconds - usageBefore.cpuSeconds) * 1000) / ops,
    calls: (calls - before.calls) / ops,
    bytes: (bytes - before.bytes) / ops,
  };
}

/** The duration of one operation alone with a slow upstream. It shows the number of calls that wait for each other. */
async function probeAlone(target, workload, upstream, probes) {
  await tell(upstream, `/bench/delay/${upstreamDelayMs}`);
  const alone = [];
  for (let probe = 0; probe < probes; probe += 1) {
    const startedAt = performance.now();
    await ask(target, workload);
    alone.push(performance.now() - startedAt);
  }
  await tell(upstream, '/bench/delay/0');
  // Not rounded: the target's own work takes up to half of a round. Timers may fire 1 ms too early.
  return { alone, rounds: Math.floor((Math.min(...alone) + 2) / upstreamDelayMs) };
}

async function sentBy(upstream) {
  return JSON.parse(await tell(upstream, '/bench/sent'));
}

async function tell(upstream, path) {
  const { body } = await request(`${upstream.origin}${path}`);
  return body.text();
}

function table(runs) {
  const kibibytes = (bytes) => (bytes / 1024).toFixed(1);
  const rows = runs.map(({ target, sizes, laps, maxRss, alone, rounds }) => {
    const of = (figure) => laps.map((lap) => lap[figure]);
    return [
      target.name,
      spread(of('rate'), 0),
      spread(of('p50'), 1),
      spread(of('p99'), 1),
      spread(of('cpu'), 2),
      (maxRss / 2 ** 20).toFixed(0),
      median(of('calls')).toFixed(1),
      String(rounds),
      spread(alone, 0),
      kibibytes(median(of('bytes'))),
      kibibytes(sizes.reduce((total, size) => total + size, 0)),
    ];
  });
  const load = ['target', 'ops/s', 'p50 ms', 'p99 ms', 'CPU s/1000 ops', 'peak MiB', 'calls/op'];
  const head = [...load, 'rounds/op', `ms at ${upstreamDelayMs} ms`, 'KiB read', 'KiB sent'];
  return markdown([head, ...rows]);
}

/** Ratios lap by lap: both sides of each ratio were measured within a few seconds. */
function ratioTable(runs) {
  const row = ([a, b]) => {
    const of = (figure) =>
      spread(
        a.laps.map((lap, index) => lap[figure] / b.laps[index][figure]),
        2,
      );
    return [`${a.target.name} ÷ ${b.target.name}`, of('cpu'), of('rate'), of('p50')];
  };
  const pairs = ratios.map((pair) => pair.map((name) => runs.find(({ target }) => target.name === name)));
  const rows = pairs.filter((pair) => !pair.includes(undefined)).map(row);
  return markdown([['ratio', 'CPU', 'ops/s', 'p50'], ...rows]);
}

function markdown(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...body] = rows.map(line);
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

function spread(values, digits) {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return `${median(values).toFixed(digits)} (${low}–${high})`;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function stop(error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

main().then(() => process.exit(0), stop);
