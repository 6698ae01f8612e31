import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'undici';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox';
import { build, type Program, start } from '../support/build';
import { runs } from '../support/runs';

/** With `FIGURES=1` it prints its measurements. */
const rounds = runs(8);
const stopDelayMs = 150;
const upstreamTimeoutMs = 3000;
/** The time in ms that a stop may need in addition to these two. */
const spareMs = 2000;
const rowsOfBulk = 10;

const one = 'mutation ($input: SubmitScoreInput!) { submitScore(input: $input) { accepted userErrors { code } } }';
const many =
  'mutation ($input: SubmitScoresInput!) { submitScores(input: $input) { results { accepted userErrors { code } } } }';

const fullMarks = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreGiven: 1, scoreMaximum: 1 };

/** The result of one score as its client sees it. */
interface Claim {
  /** The score's unique comment. */
  comment: string;
  says: 'accepted' | 'refused' | 'unknown' | 'nothing';
}

let sandbox: Sandbox;
const programs: Program[] = [];
beforeAll(async () => {
  build();
  sandbox = await startSandbox();
}, 60_000);
afterAll(async () => {
  for (const program of programs) program.process.kill('SIGKILL');
  await sandbox.close();
});

async function startGateway(delayMs = stopDelayMs): Promise<{ program: Program; url: string }> {
  const program = start('main.js', {
    LTIAAS_URL: sandbox.url,
    LTIAAS_API_KEY: sandbox.apiKey,
    PORT: '0',
    STOP_DELAY_MS: String(delayMs),
    UPSTREAM_TIMEOUT_MS: String(upstreamTimeoutMs),
  });
  programs.push(program);
  return { program, url: await program.url() };
}

/** A browser that grades learners on one kept connection, one or all per request, until the gateway closes it. */
async function grade(url: string, name: string, isBulk: boolean): Promise<Claim[]> {
  const course = sandbox.createCourse({ lineItems: 1, learners: rowsOfBulk });
  const { authorization } = sandbox.launch({ course });
  const lineItemId = course.lineItems()[0]!.id;
  const learners = course.learnerIds();
  const client = new Client(url);
  const claims: Claim[] = [];
  for (let isOpen = true, turn = 0; isOpen; turn += 1) {
    // Some clients are between two requests when it happens.
    await wait(Math.random() * 50);
    const users = isBulk ? learners : [learners[turn % learners.length]!];
    const made = users.map((_, row): Claim => ({ comment: `${name} ${turn} ${row}`, says: 'nothing' }));
    claims.push(...made);
    const scores = users.map((userId, row) => ({ userId, ...fullMarks, comment: made[row]!.comment }));
    const input = isBulk ? { lineItemId, scores } : { lineItemId, ...scores[0] };
    try {
      const { statusCode, headers, body } = await client.request({
        path: '/graphql',
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: authorization.bearer },
        body: JSON.stringify({ query: isBulk ? many : one, variables: { input } }),
      });
      isOpen = headers.connection !== 'close';
      const { data } = (await body.json()) as any;
      const rows: any[] = data?.submitScores?.results ?? [data?.submitScore];
      made.forEach((claim, row) => (claim.says = readRow(statusCode, rows[row])));
    } catch {
      isOpen = false;
    }
  }
  await client.destroy();
  return claims;
}

function readRow(status: number, row: any): Claim['says'] {
  if (row?.accepted) return 'accepted';
  const code = row?.userErrors[0]?.code;
  if (code === 'OUTCOME_UNKNOWN') return 'unknown';
  return code !== undefined || status === 503 ? 'refused' : 'nothing';
}

test(
  `stopped at ${rounds} moments, the gateway loses no write, answers every request, and ends in time`,
  async () => {
    const seen = {
      writes: 0,
      accepted: 0,
      refused: 0,
      unknown: 0,
      nothing: 0,
      lost: 0,
      untrue: 0,
      twice: 0,
      longestMs: 0,
    };
    for (let round = 0; round < rounds; round += 1) {
      const { program, url } = await startGateway();
      sandbox.clearFaults();
      sandbox.fault({ method: 'POST', delayMs: 100, every: 3 });
      sandbox.fault({ method: 'POST', delayMs: 10 });
      const before = sandbox.ledger.length;
      const clients = Array.from({ length: 12 }, (_, index) => grade(url, `${round}-${index}`, index % 3 === 0));
      while (sandbox.ledger.length === before) await wait(5);
      await wait(Math.random() * 500);

      const calledAt = performance.now();
      program.process.kill('SIGTERM');
      expect(await program.ends()).toBe(0);
      seen.longestMs = Math.max(seen.longestMs, performance.now() - calledAt);
      const claims = (await Promise.all(clients)).flat();
      const stored = sandbox.ledger.slice(before).map(({ body }) => (body as { comment: string }).comment);
      const isStored = new Set(stored);
      seen.writes += claims.length;
      seen.twice += stored.length - isStored.size;
      for (const { comment, says } of claims) {
        seen[says] += 1;
        if (says === 'accepted' && !isStored.has(comment)) seen.lost += 1;
        if (says === 'refused' && isStored.has(comment)) seen.untrue += 1;
      }
    }
    if (process.env.FIGURES) console.log(`${rounds} stops: ${JSON.stringify(seen)}`);
    expect(seen).toMatchObject({ nothing: 0, lost: 0, untrue: 0, twice: 0 });
    expect(seen.accepted).toBeGreaterThan(rounds * 12);
    expect(seen.longestMs).toBeLessThan(stopDelayMs + upstreamTimeoutMs + spareMs);
  },
  rounds * 15_000,
);

test('a second signal ends it immediately', async () => {
  const { program, url } = await startGateway();
  program.process.kill('SIGTERM');
  while ((await fetch(`${url}/readyz`)).status === 200) await wait(5);
  program.process.kill('SIGTERM');
  expect(await program.ends()).toBe(1);
});

test('it ends although nothing reads its log any more', async () => {
  const { program } = await startGateway(0);
  program.process.stdout!.destroy();
  program.process.kill('SIGTERM');
  expect(await program.ends()).toBe(0);
});
