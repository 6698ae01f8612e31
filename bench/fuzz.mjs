import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';
import { parseArgs } from 'node:util';
import fuzzModule from '../node_modules/.cache/fuzz/test/support/fuzz/fuzz.js';
import mutations from '../node_modules/.cache/fuzz/test/support/fuzz/mutations.js';
import { startGateway, withLongestTurn } from './programs.mjs';
import { workloads } from './workloads.mjs';

/** Sends generated inputs to the gateway while a well-behaved client also sends queries; see README.md. */

const longestWaitMs = 200;
const baselineMs = 5_000;

function readFlags() {
  const { values } = parseArgs({
    options: { inputs: { type: 'string', default: '50000' }, seed: { type: 'string' }, only: { type: 'string' } },
  });
  const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 30));
  const numbers = [values.inputs, seed, values.only ?? '0'];
  if (!numbers.every((text) => /^\d{1,9}$/.test(text) || text === seed)) {
    throw new Error('--inputs, --seed and --only must be whole numbers of at least 0.');
  }
  return {
    seed: Number(seed),
    inputs: values.only === undefined ? Number(values.inputs) : { only: Number(values.only) },
  };
}

function start(file, args = []) {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, { stdio: ['ignore', 2, 2, 'ipc'] });
}

/** The reply of a child process to `question`; without one, its first message. */
async function ask(child, question) {
  const answer = once(child, 'message');
  if (question !== undefined) child.send(question);
  return (await answer)[0];
}

async function main() {
  const { seed, inputs } = readFlags();
  const sandbox = start('./fuzzSandbox.mjs');
  const { url, apiKey, authorization } = await ask(sandbox);
  const settings = { LTIAAS_API_KEY: apiKey, INTROSPECTION: 'true', LOG_LEVEL: 'error' };
  const gateway = await startGateway('gateway', url, settings, withLongestTurn);
  const bystander = start('./fuzzBystander.mjs', [gateway.origin, authorization]);

  say(`seed ${seed}`);
  // The first operations are slow: nothing is compiled yet.
  await wait(2_000);
  await ask(bystander, 'report');
  await wait(baselineMs);
  await gateway.longestTurn();
  say(`alone:   ${describeWaits(await ask(bystander, 'report'))}`);

  // With few cores, the measured processes must have priority over this one.
  setPriority(10);
  const startedAt = performance.now();
  const report = await fuzzModule.fuzz({
    url: gateway.origin,
    seed,
    inputs,
    atOnce: 4,
    corpus: [
      ...mutations.readCorpus(),
      ...workloads.map(({ query, variables }) => ({ query, variables: () => variables })),
    ],
    openRoom: () => ask(sandbox, 'room'),
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const waits = await ask(bystander, 'report');
  say(`beside:  ${describeWaits(waits)}`);
  const { cpuSeconds, maxRss } = await gateway.usage();
  const longest = await gateway.longestTurn();
  const resident = `at most ${(maxRss / 2 ** 20).toFixed(0)} MiB resident`;
  say(`gateway: ${cpuSeconds.toFixed(0)} s of CPU since its start, ${resident}, longest turn ${ms(longest)} of CPU`);
  for (const kind of Object.keys(report.inputs)) {
    say(`${`${kind}:`.padEnd(9)}${report.inputs[kind]} inputs; ${describeCounts(report.statuses[kind])}`);
  }
  say(`codes:   ${describeCounts(report.codes)}`);
  for (const { input, ...problem } of report.problems.slice(0, 20)) {
    say(`npm run fuzz -- --seed ${seed} --only ${input}: ${JSON.stringify(problem, null, 2)}`);
  }
  const verdicts = [
    ...(report.problems.length > 0 ? [`${report.problems.length} inputs failed`] : []),
    ...(waits.wrong > 0 ? [`${waits.wrong} wrong responses to the other client`] : []),
    ...(waits.max > longestWaitMs
      ? [`the other client waited ${waits.max.toFixed(0)} ms (allowed: ${longestWaitMs} ms)`]
      : []),
  ];
  await gateway.stop();
  say(`Verdict after ${seconds.toFixed(0)} s: ${verdicts.length === 0 ? 'steady' : verdicts.join('; ')}.`);
  return verdicts.length === 0;
}

function describeWaits({ count, median, p99, max, wrong, ownDelay }) {
  const figures = [`median ${ms(median)}`, `p99 ${ms(p99)}`, `max ${ms(max)}`].join(', ');
  return `${count} simple queries, ${figures}, ${wrong} wrong; the client itself was not scheduled for ${ms(ownDelay)}`;
}

function describeCounts(counts) {
  return Object.entries(counts)
    .map(([name, count]) => `${name === '0' ? 'no response' : name} ${count}`)
    .join(', ');
}

function ms(value) {
  return `${value.toFixed(1)} ms`;
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
