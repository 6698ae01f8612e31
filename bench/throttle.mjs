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
const fixed = ['--import', new URL('./withFixedLimits.mjs', import.meta.url).href];

const launchCount = 40;
const lineItems = 20;
const query = `{ lineItems(first: ${lineItems}) { nodes { id scores(first: 2) { nodes { userId resultScore } } } } }`;
/** In ms, from the first to the last answer of a call; both ends are equally likely. */
const latency = [25, 75];
const fixedLimits = [2, 3, 4, 5, 6, 8, 10, 12];
const bound = 1.3;

/** `limit` is the setting `CALLS_PER_PLATFORM`. */
const scenarios = [
  { name: 'Canvas for this gateway alone, limit set too high', limit: 24, rule: { by: 'canvas' } },
  { name: 'Other programs keep half of the bucket full', limit: 10, rule: { by: 'canvas', mark: 320 } },
  { name: 'Expensive reads fill the bucket', limit: 10, rule: { by: 'canvas', cost: 0.5 } },
  { name: 'LTIAAS: 429 with Retry-After', limit: 10, rule: { by: 'ltiaas' } },
];

const { values: flags } = parseArgs({
  options: {
    laps: { type: 'string', default: '3' },
    only: { type: 'string' },
    adaptive: { type: 'boolean', default: false },
  },
});
const laps = Number(flags.laps);

/** The launches all start at once. */
async function measure({ limit, rule }, execArgv) {
  const sandbox = await startSandbox();
  const settings = {
    LTIAAS_API_KEY: sandbox.apiKey,
    LOG_LEVEL: 'silent',
    CALLS_PER_PLATFORM: String(limit),
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
    return errors.length + (data.lineItems?.nodes.length === lineItems ? 0 : 1);
  };
  try {
    // Warm up with another LMS, so that compilation is not measured.
    for (let round = 0; round < 3; round += 1) await Promise.all(enter('spec').map(read));
    const [least, most] = latency;
    sandbox.fault({ choose: () => ({ delayMs: least + Math.random() * (most - least) }) });
    const throttle = sandbox.throttle({ lms: 'canvas', ...rule });
    const startedAt = performance.now();
    const failed = await Promise.all(enter('canvas').map(read));
    const ms = performance.now() - startedAt;
    const { allowed, rejected } = throttle;
    return { ms, failed: failed.reduce((sum, count) => sum + count, 0), rejected: rejected / (allowed + rejected) };
  } finally {
    await gateway.stop();
    await sandbox.close();
    await agent.close();
  }
}

async function measureAll(scenario, execArgv) {
  const results = [];
  for (let lap = 0; lap < laps; lap += 1) results.push(await measure(scenario, execArgv));
  const of = (name) => results.map((result) => result[name]);
  return {
    ms: median(of('ms')),
    range: `${(Math.min(...of('ms')) / 1000).toFixed(1)}–${(Math.max(...of('ms')) / 1000).toFixed(1)}`,
    failed: Math.max(...of('failed')),
    rejected: median(of('rejected')),
  };
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function row(name, { ms, range, failed, rejected }) {
  say(
    `  ${name.padEnd(14)} ${(ms / 1000).toFixed(2).padStart(6)} s (${range}), ${(100 * rejected).toFixed(1).padStart(4)} % rejected, ${failed} reads failed`,
  );
}

let isWithin = true;
for (const scenario of scenarios.filter(({ name }) => !flags.only || name.startsWith(flags.only))) {
  say(`${scenario.name}: ${launchCount} launches, ${launchCount * (lineItems + 1)} calls`);
  const adaptive = await measureAll(scenario, []);
  row('adaptive', adaptive);
  if (flags.adaptive) continue;
  let best = Infinity;
  for (const limit of fixedLimits) {
    const result = await measureAll({ ...scenario, limit }, fixed);
    row(`fixed at ${limit}`, result);
    // A limit at which reads fail is no alternative.
    if (result.failed === 0) best = Math.min(best, result.ms);
  }
  const ratio = adaptive.ms / best;
  isWithin &&= ratio <= bound && adaptive.failed === 0;
  say(`  adaptive ÷ best fixed limit: ${ratio.toFixed(2)} (bound ${bound})`);
}
say(`Verdict: ${isWithin ? 'passed' : 'failed'}.`);
process.exit(isWithin ? 0 : 1);
