import { findLies } from './support/trial/claims';
import { everyFault } from './support/trial/faultMix';
import { writeThrough } from './support/trial/writers';
import { startTestGateway, type TestGateway } from './support/gateway';
import { runs } from './support/runs';

let gateway: TestGateway;
const deadlineMs = 2000;
beforeAll(async () => {
  gateway = await startTestGateway({ config: { upstreamTimeoutMs: deadlineMs } });
});
afterAll(() => gateway.close());

test('with any faults no write is lost, duplicated, reordered, or stored after a rejection', async () => {
  const { url, sandbox } = gateway;
  const writes = runs(150);
  sandbox.fault({ choose: everyFault(0.3, 7) });
  const claims = await writeThrough(sandbox, { url, writes, clients: 32, seed: 7, deadlineMs });
  const lies = findLies(claims, sandbox.ledger, sandbox.requests);
  expect(lies).toEqual({ lost: [], storedThoughRefused: [], doubled: [], sentAgain: [], overtaken: [] });
  // The faults did occur.
  const count = (what: string) => claims.filter(({ told }) => told === what).length;
  expect(claims.length).toBeGreaterThanOrEqual(writes);
  for (const what of ['accepted', 'unknown', 'refused']) expect([what, count(what) > 0]).toEqual([what, true]);
});
