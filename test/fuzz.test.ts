import { Bystander } from './support/fuzz/bystander';
import { fuzz } from './support/fuzz/fuzz';
import { readCorpus } from './support/fuzz/mutations';
import { openFuzzRoom } from './support/fuzz/room';
import { startTestGateway } from './support/gateway';
import { runs } from './support/runs';

/**
 * The bounded part of `npm run fuzz`. For another seed or a single input: `FUZZ_SEED=7 FUZZ_ONLY=42 npx jest
 * test/fuzz`.
 */
const seed = Number(process.env.FUZZ_SEED ?? 20_251);
const only = process.env.FUZZ_ONLY;

test('no input causes an internal error, a missing response or a leaked secret, and other clients are served meanwhile', async () => {
  const gateway = await startTestGateway();
  const bystander = new Bystander(gateway.url, gateway.sandbox.seeded.instructor.authorization.bearer);
  const { problems, inputs, statuses, codes } = await fuzz({
    url: gateway.url,
    seed,
    inputs: only === undefined ? runs(400) : { only: Number(only) },
    atOnce: 8,
    corpus: readCorpus(),
    openRoom: () => openFuzzRoom(gateway.sandbox),
  });
  const waits = await bystander.report();
  await bystander.close();
  await gateway.close();
  expect({ seed, problems }).toEqual({ seed, problems: [] });
  expect(waits.wrong).toBe(0);
  if (only !== undefined) return;
  // The inputs do reach the code that could fail.
  expect(Math.min(...Object.values(inputs))).toBeGreaterThan(runs(400) / 6);
  expect(statuses.grammar[200]).toBeGreaterThan(inputs.grammar / 4);
  expect(statuses.mutation[200]).toBeGreaterThan(inputs.mutation / 10);
  expect(statuses.raw[200]).toBeGreaterThan(inputs.raw / 30);
  expect(Object.keys(codes)).toEqual(
    expect.arrayContaining(['GRAPHQL_VALIDATION_FAILED', 'OPERATION_TOO_EXPENSIVE', 'NOT_FOUND']),
  );
}, 120_000);
