import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { URL } from 'node:url';
import { parseArgs } from 'node:util';
import { request } from 'undici';
import { startGateway } from './programs.mjs';

/** Runs the gateway in front of a failing LTIAAS, and checks that the damage stays within bounds; see README.md. */

const load = createRequire(import.meta.url);
const { startSandbox } = load('../dist/sandbox/sandbox.js');
const { findLies } = load('../node_modules/.cache/fuzz/test/support/trial/claims.js');
const { everyFault, mixedFaults, readFaults } = load('../node_modules/.cache/fuzz/test/support/trial/faultMix.js');
const { writeThrough } = load('../node_modules/.cache/fuzz/test/support/trial/writers.js');

/** Loads withoutBreaker.mjs, so that the circuit breaker never opens. */
const withoutBreaker = ['--import', new URL('./withoutBreaker.mjs', import.meta.url).href];

const bounds = { overrunMs: 150, whole: 0.995, callsPerRequest: 1.3, callsWhenDead: 1.1 };
const failures = [];

function readFlags() {
  const text = { type: 'string' };
  const options = {
    writes: { ...text, default: '10000' },
    reads: { ...text, default: '5000' },
    seed: { ...text, default: '1' },
  };
  const { values } = parseArgs({ options });
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
}

async function main() {
  const { writes, reads, seed } = readFlags();
  await faultyWrites(writes, seed);
  await faultyReads(reads, seed);
  await deadUpstream();
  await deadlines();
  say(
    failures.length === 0
      ? '\nVerdict: passed, all bounds hold.'
      : `\nVerdict: failed, bounds exceeded: ${failures.join('; ')}.`,
  );
}

/** Runs `work` with a sandbox in this process and a new gateway in front of it. */
async function withGateway({ execArgv = [], ...env }, work) {
  const sandbox = await startSandbox();
  const settings = { LTIAAS_API_KEY: sandbox.apiKey, LOG_LEVEL: 'silent', ...env };
  const gateway = await startGateway('gateway', sandbox.url, settings, execArgv);
  try {
    return await work(sandbox, gateway.origin);
  } finally {
    sandbox.clearFaults();
    await gateway.stop();
    await sandbox.close();
  }
}

async function faultyWrites(writes, seed) {
  const deadlineMs = 2000;
  await withGateway({ UPSTREAM_TIMEOUT_MS: String(deadlineMs) }, async (sandbox, url) => {
    sandbox.fault({ choose: everyFault(0.25, seed) });
    const startedAt = performance.now();
    const claims = await writeThrough(sandbox, { url, writes, clients: 64, seed, deadlineMs });
    const lies = findLies(claims, sandbox.ledger, sandbox.requests);
    const told = {};
    for (const { told: how, code } of claims) told[code || how] = (told[code || how] ?? 0) + 1;
    say(`${claims.length} writes under 25 % mixed faults, ${seconds(startedAt)}`);
    const counts = Object.entries(told).map(([code, count]) => `${count} ${code}`);
    say(`  responses: ${counts.join(', ')}; stored: ${sandbox.ledger.length}`);
    for (const [lie, ids] of Object.entries(lies)) {
      check(`  ${lie}`, ids.length, 0, '');
      if (ids.length > 0) say(`    ${ids.slice(0, 5).join('; ')}`);
    }
  });
}

const list = '{ lineItems(first: 5) { nodes { id } } }';

async function faultyReads(reads, seed) {
  await withGateway({}, async (sandbox, url) => {
    const launches = enter(sandbox, 64);
    sandbox.fault({ choose: mixedFaults(readFaults, 0.18, seed) });
    const startedAt = performance.now();
    let [sent, whole] = [0, 0];
    const read = async (launch) => {
      while (sent++ < reads) if ((await ask(url, list, launch)).errors === undefined) whole += 1;
    };
    await Promise.all(launches.map(read));
    say(`\n${reads} reads under 18 % mixed faults, ${seconds(startedAt)}`);
    check('  share of complete responses', whole / reads, bounds.whole, '', (seen, bound) => seen >= bound);
    check('  calls per request', sandbox.requests.length / reads, bounds.callsPerRequest, '');
  });
}

async function deadUpstream() {
  say('\nCalls per request while LTIAAS is down, 200 requests');
  const dead = async (sandbox, url) => {
    const launches = enter(sandbox, 8);
    sandbox.fault({ status: 503 });
    // Until the circuit breaker is open.
    for (let round = 0; round < 3; round += 1) await Promise.all(launches.map((launch) => ask(url, list, launch)));
    sandbox.clearRequests();
    for (let round = 0; round < 25; round += 1) await Promise.all(launches.map((launch) => ask(url, list, launch)));
    return sandbox.requests.length / 200;
  };
  check('  with the breaker', await withGateway({}, dead), bounds.callsWhenDead, '');
  // The retry budget alone allows 35 %, and ten more in ten seconds.
  const byBudget = await withGateway({ execArgv: withoutBreaker }, dead);
  check('  with the retry budget only', byBudget, 1.35 + 10 / 200, '');
}

const hanging = [
  ['hang', { hang: true }],
  ['hang after processing', { hangAfterWork: true }],
  ['respond slowly', { drip: { bytesPerSecond: 5 } }],
  ['respond too late', { delayMs: 60_000 }],
  ['return 503', { status: 503 }],
  ['return 429', { status: 429, headers: { 'retry-after': '1' } }],
  ['disconnect before processing', { reset: 'before' }],
  ['disconnect after processing', { reset: 'after' }],
  ['return HTML', { body: '<html>' }],
];

/** A busy machine delays some responses. A gateway that misses its deadline delays the slowest response of every round. */
const rounds = 3;

/** Measures how late the slowest response is if every call fails in one way. */
async function deadlines() {
  const deadlineMs = 2000;
  const settings = { execArgv: withoutBreaker, UPSTREAM_TIMEOUT_MS: String(deadlineMs) };
  say(
    `\nDeadline of ${deadlineMs} ms, 20 in parallel: delay of the slowest response after the deadline in ms, minimum of ${rounds} rounds`,
  );
  for (const [name, fault] of hanging) {
    await withGateway(settings, async (sandbox, url) => {
      const launches = enter(sandbox, 20);
      // Warm up, so that compilation does not delay the measured responses.
      for (const run of [
        (launch) => ask(url, list, launch),
        (launch) => grade(url, launch),
        (launch) => gradeAll(url, launch),
      ]) {
        for (let round = 0; round < 3; round += 1) await Promise.all(launches.map(run));
      }
      sandbox.fault(fault);
      for (const [kind, run] of [
        ['reads', (launch) => ask(url, list, launch)],
        ['writes', (launch) => grade(url, launch)],
        ['bulk', (launch) => gradeAll(url, launch)],
      ]) {
        const slowest = [];
        for (let round = 0; round < rounds; round += 1) {
          slowest.push(Math.max(...(await Promise.all(launches.map((launch) => timed(() => run(launch)))))));
        }
        const least = Math.min(...slowest);
        check(
          `  calls that ${name}: ${kind}`,
          Math.max(0, least - deadlineMs),
          bounds.overrunMs,
          ` (${slowest.map(Math.round).join(', ')})`,
        );
      }
    });
  }
}

function enter(sandbox, count) {
  return Array.from({ length: count }, () =>
    sandbox.launch({ course: sandbox.createCourse({ lineItems: 5, learners: 10 }) }),
  );
}

async function ask(url, query, { authorization }, variables = {}) {
  const { body } = await request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: authorization.serviceKey },
    body: JSON.stringify({ query, variables }),
    headersTimeout: 60_000,
  });
  return body.json();
}

const score = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreGiven: 1, scoreMaximum: 2 };

function grade(url, launch) {
  const { course } = launch;
  const input = { lineItemId: course.lineItems()[0].id, userId: course.learnerIds()[0], ...score };
  const query = 'mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted userErrors { code } } }';
  return ask(url, query, launch, { input });
}

function gradeAll(url, launch) {
  const { course } = launch;
  const scores = course.learnerIds().map((userId) => ({ userId, ...score }));
  const query = 'mutation ($input: SubmitScoresInput!) { submitScores(input: $input) { acceptedCount } }';
  return ask(url, query, launch, { input: { lineItemId: course.lineItems()[0].id, scores } });
}

async function timed(run) {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

/** Prints a figure, and records it as a failure if it exceeds its bound. */
function check(name, seen, bound, remark, holds = (figure, limit) => figure <= limit) {
  const isGood = holds(seen, bound);
  if (!isGood) failures.push(name.trim());
  say(`${name}: ${Number(seen.toFixed(4))} (bound ${bound})${remark}${isGood ? '' : '  EXCEEDED'}`);
}

function seconds(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

main().then(
  () => process.exit(failures.length === 0 ? 0 : 1),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
