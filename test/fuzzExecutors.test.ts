import { readConfig } from '../src/config/config';
import { startGateway } from '../src/gateway';
import { isCompilable } from '../src/graphql/compilable';
import { startSandbox } from '../src/sandbox/sandbox';
import { schema } from '../src/schema/schema';
import { fuzzExecutors } from './support/fuzz/executors';

/** The bounded part of `npm run fuzz:executors`. For other operations: `FUZZ_SEED=7 npx jest test/fuzzExecutors`. */
const seed = Number(process.env.FUZZ_SEED ?? 20_251);
const operations = 500;

test('compiled and interpreted operations return the same response and make the same calls', async () => {
  const { differences, executed, compiled, mutations, unsteady } = await fuzzExecutors({
    seed,
    operations,
    schema,
    isCompilable,
    parts: { startSandbox, readConfig, startGateway },
  });
  expect({ seed, differences }).toEqual({ seed, differences: [] });
  expect(unsteady).toBeLessThan(5);
  // The operations do reach the code in which executors could differ.
  expect(executed).toBeGreaterThan(operations * 0.7);
  expect(compiled).toBeGreaterThan(operations * 0.3);
  expect(mutations).toBeGreaterThan(operations * 0.1);
}, 300_000);
