import { Buffer } from 'node:buffer';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import os from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';
import { request } from 'undici';
import { ask, connections, Load, median, quantile } from './load.mjs';
import { startFloor, startGateway, startUpstream } from './programs.mjs';
import { chooseWorkloads } from './workloads.mjs';

/** Compares the gateway with the floor and without compiled operations, or with metrics and traces; see README.md. */

const upstreamDelayMs = 50;
const overallLimitMs = 10 * 60_000;
const options = {
  quick: { type: 'boolean', default: false },
  watched: { type: 'boolean', default: false },
  workload: { type: 'string', multiple: true },
};

function readFlags() {
  try {
    const { quick, watched, workload } = parseArgs({ options }).values;
    return { quick, start: watched ? startWatched : startCompared, chosen: chooseWorkloads(workload) };
  } catch (error) {
    throw new Error(`${error.message}\nAllowed: --quick, --watched, --workload <name> (several times)`, {
      cause: error,
    });
  }
}

async function main() {
  const { quick, start, chosen } = readFlags();
  const plan = quick
    ? { warmUpMs: 300, laps: 3, lapMs: 200, probes: 1 }
    : { warmUpMs: 2000, laps: 6, lapMs: 1250, probes: 3 };
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
  const targets = await Promise.all(start(upstream.origin));
  const answer = await checkAnswers(targets, workload);
  const answerBytes = Buffer.byteLength(answer);
  const runs = [];
  for (const target of targets) {
    const load = new Load(target, workload, answerBytes);
    await load.run(plan.warmUpMs);
    runs.push({ target, load, laps: [], rounds: await probeRounds(target, workload, upstream, plan.probes) });
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
  return `${workload.name}: ${workload.title} (${(answerBytes / 1024).toFixed(1)} KiB)\n\n${table(runs)}\n\n${ratioTable(runs)}`;
}

/** Checks that every target returns the same data without errors. Also warms up the launches. */
async function checkAnswers(targets, workload) {
  const answers = [];
  for (const target of targets) {
    for (let launch = connections; launch > 0; launch -= 1) await ask(target, workload, launch);
    answers.push(await ask(target, workload));
  }
  const [expected] = answers;
  for (const [index, answer] of answers.entries()) {
    if (isDeepStrictEqual(JSON.parse(answer), JSON.parse(expected)) && answer.length === expected.length) continue;
    const [a, b] = [expected, answer].map((text) => text.slice(0, 300));
    throw new Error(`${workload.name}: ${targets[index].name} must return\n${a}\nbut returned\n${b}`);
  }
  return expected;
}

async function measureLap({ target, load }, upstream, lapMs) {
  const [usageBefore, callsBefore] = [await target.usage(), await callsOf(upstream)];
  const { ms, latencies } = await load.run(lapMs);
  const [usage, calls] = [await target.usage(), await callsOf(upstream)];
  const ops = latencies.length;
  return {
    rate: (ops * 1000) / ms,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpu: ((usage.cpuSeconds - usageBefore.cpuSeconds) * 1000) / ops,
    calls: (calls - callsBefore) / ops,
  };
}

/** The number of calls that wait for each other, measured as the duration of one operation with a slow upstream. */
async function probeRounds(target, workload, upstream, probes) {
  await tell(upstream, `/bench/delay/${upstreamDelayMs}`);
  let fastest = Infinity;
  for (let probe = 0; probe < probes; probe += 1) {
    const startedAt = performance.now();
    await ask(target, workload);
    fastest = Math.min(fastest, performance.now() - startedAt);
  }
  await tell(upstream, '/bench/delay/0');
  return Math.round(fastest / upstreamDelayMs);
}

async function callsOf(upstream) {
  return Number(await tell(upstream, '/bench/calls'));
}

async function tell(upstream, path) {
  const { body } = await request(`${upstream.origin}${path}`);
  return body.text();
}

function table(runs) {
  const rows = runs.map(({ target, laps, maxRss, rounds }) => {
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
    ];
  });
  const head = ['target', 'ops/s', 'p50 ms', 'p99 ms', 'CPU s/1000 ops', 'peak MiB', 'calls/op', 'rounds/op'];
  return markdown([head, ...rows]);
}

/** Ratios lap by lap: both sides of each ratio were measured within a few seconds. */
function ratioTable(runs) {
  const [first, second, last] = runs;
  const row = (a, b) => {
    const of = (figure) =>
      spread(
        a.laps.map((lap, index) => lap[figure] / b.laps[index][figure]),
        2,
      );
    return [`${a.target.name} ÷ ${b.target.name}`, of('cpu'), of('rate'), of('p50')];
  };
  return markdown([['ratio', 'CPU', 'ops/s', 'p50'], row(first, last), row(second, last), row(first, second)]);
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
