import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { URL } from 'node:url';
import { parseArgs } from 'node:util';
import { Agent, request } from 'undici';
import { median } from './load.mjs';
import { startGateway } from './programs.mjs';

/** Compares the adaptive limit of calls to a Canvas that throttles with every fixed limit; see README.md. */

const load = createRequire(import.meta.url);
const { startSandbox } = load('../dist/sandbox/sandbox.js');

/** Loads withFixedLimits.mjs, so that throttling does not change a limit. */
const withFixedLimits = ['--import', new URL('./withFixedLimits.mjs', import.meta.url).href];

const launchCount = 40;
const lineItems = 20;
const query = `{ lineItems(first: ${lineItems}) { nodes { id scores(first: 2) { nodes { userId resultScore } } } } }`;
/** The shortest and the longest duration of a call, in ms. */
const latency = [25, 75];
const bound = 1.3;

/** `limit` is the setting `CALLS_PER_PLATFORM` of the adaptive gateway, `rule` a rule of the sandbox. */
const scenarios = [
  { name: 'Canvas serves this gateway only', limit: 10, rule: { by: 'canvas' } },
  { name: 'The limit is too high', limit: 24, rule: { by: 'canvas' } },
  { name: 'Other programs half fill the bucket', limit: 10, rule: { by: 'canvas', mark: 325 } },
  { name: 'Expensive reads fill the bucket', limit: 10, rule: { by: 'canvas', cost: 0.5 } },
  { name: 'LTIAAS allows 100 calls per second', limit: 10, rule: { by: 'ltiaas' } },
];
const fixedLimits = [3, 4, 5, 6, 8, 10, 12];

const { values: flags } = parseArgs({ options: { laps: { type: 'string', default: '3' } } });
const laps = Number(flags.laps);

/** The launches all start at once. */
async function measure({ limit, rule }, execArgv) {
  const sandbox = await startSandbox();
  const settings = {
    LTIAAS_API_KEY: sandbox.apiKey,
    LOG_LEVEL: 'silent',
    CALLS_PER_PLATFORM: String(limit),
    // A low limit takes longer than the default deadline.
    UPSTREAM_TIMEOUT_MS: '60000',
  };
  const gateway = await startGateway('gateway', sandbox.url, settings, execArgv);
  const agent = new Agent({ connections: launchCount });
  const enter = (lms) =>
    Array.from({ length: launchCount }, () =>
      sandbox.launch({ course: sandbox.createCourse({ lms, lineItems, learners: 2 }) }),
    );
  const read = async ({ authorization }) => {
    const { body } = await request(`${gateway.origin}/graphql`, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: authorization.bearer },
      body: JSON.stringify({ query }),
      headersTimeout: 60_000,
    });
    const { data, errors = [] } = await body.json();
    return data?.lineItems?.nodes.length === lineItems ? errors.length : lineItems + 1;
  };
  try {
    // Warm up, so that compilation is not measured, and the gateway knows the Canvas.
    for (let round = 0; round < 3; round += 1) await Promise.all(enter('spec').map(read));
    await read(enter('canvas')[0]);
    const [least, most] = latency;
    sandbox.fault({ choose: () => ({ delayMs: least + Math.random() * (most - least) }) });
    const throttle = sandbox.throttle({ lms: 'canvas', ...rule });
    const startedAt = performance.now();
    const failed = await Promise.all(enter('canvas').map(read));
    const seconds = (performance.now() - startedAt) / 1000;
    const { allowed, rejected } = throttle;
    return {
      seconds,
      failed: failed.reduce((sum, count) => sum + count, 0),
      rejected: rejected / (allowed + rejected),
    };
  } finally {
    await gateway.stop();
    await sandbox.close();
    await agent.close();
  }
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function summary(results) {
  const of = (figure) => results.map((result) => result[figure]);
  return {
    seconds: median(of('seconds')),
    all: of('seconds'),
    failed: Math.max(...of('failed')),
    rejected: median(of('rejected')),
  };
}

function report(name, { seconds, all, failed, rejected }) {
  const range = `${Math.min(...all).toFixed(1)} to ${Math.max(...all).toFixed(1)}`;
  const share = `${(100 * rejected).toFixed(1).padStart(4)}% rejected`;
  say(`  ${name.padEnd(11)} ${seconds.toFixed(1).padStart(5)} s (${range}), ${share}, ${failed} reads failed`);
}

async function compare({ name, limit, rule }) {
  say(`${name}: ${launchCount} launches, ${launchCount * (lineItems + 1)} calls`);
  const targets = [
    { name: 'adaptive', limit, execArgv: [], results: [] },
    ...fixedLimits.map((count) => ({
      name: `fixed at ${count}`,
      limit: count,
      execArgv: withFixedLimits,
      results: [],
    })),
  ];
  // In turns, since the speed of the machine varies.
  for (let lap = 0; lap < laps; lap += 1) {
    for (const target of targets) target.results.push(await measure({ limit: target.limit, rule }, target.execArgv));
  }
  const [adaptive, ...others] = targets.map((target) => ({ name: target.name, ...summary(target.results) }));
  for (const target of [adaptive, ...others]) report(target.name, target);
  // A limit at which reads fail is no alternative.
  const best = Math.min(...others.filter(({ failed }) => failed === 0).map(({ seconds }) => seconds));
  const ratio = adaptive.seconds / best;
  say(`  adaptive ÷ best fixed limit: ${ratio.toFixed(2)} (bound ${bound})`);
  return ratio <= bound && adaptive.failed === 0;
}

let isGood = true;
for (const scenario of scenarios) isGood = (await compare(scenario)) && isGood;
say(`Verdict: ${isGood ? 'passed' : 'failed, or reads have failed'}.`);
process.exit(isGood ? 0 : 1);
