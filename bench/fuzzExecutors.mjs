import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import fuzzModule from '../node_modules/.cache/fuzz/test/support/fuzz/executors.js';
import configModule from '../dist/config/config.js';
import gatewayModule from '../dist/gateway.js';
import compilableModule from '../dist/graphql/compilable.js';
import sandboxModule from '../dist/sandbox/sandbox.js';
import schemaModule from '../dist/schema/schema.js';

/** Compares the responses and LTIAAS calls of compiled operations with those of graphql-js; see README.md. */

function readFlags() {
  const { values } = parseArgs({
    options: { operations: { type: 'string', default: '50000' }, seed: { type: 'string' } },
  });
  const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 30));
  if (![values.operations, seed].every((text) => /^\d{1,10}$/.test(text))) {
    throw new Error('--operations and --seed must be whole numbers of at least 0.');
  }
  return { seed: Number(seed), operations: Number(values.operations) };
}

async function main() {
  const { seed, operations } = readFlags();
  say(`seed ${seed}`);
  const startedAt = performance.now();
  const report = await fuzzModule.fuzzExecutors({
    seed,
    operations,
    schema: schemaModule.schema,
    isCompilable: compilableModule.isCompilable,
    parts: {
      startSandbox: sandboxModule.startSandbox,
      readConfig: configModule.readConfig,
      startGateway: gatewayModule.startGateway,
    },
    onDifference({ input, use, query, variables, compiling, reference, ...more }) {
      say(`Operation ${input} differs on use ${use} (${JSON.stringify(more)}):`);
      say(`${query}\nvariables:  ${JSON.stringify(variables)}`);
      say(`compiling:  ${JSON.stringify(compiling)}\ngraphql-js: ${JSON.stringify(reference)}`);
    },
  });
  const { executed, mutations, compiled, codes, differences, unsteady } = report;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  say(`${operations} operations in ${seconds} s: ${executed} executed, ${mutations} mutations, ${compiled} compiled`);
  say(`codes: ${JSON.stringify(codes)}`);
  say(`seed ${seed}: ${differences.length} differences, ${unsteady} that were not reproducible`);
  return differences.length === 0;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

main().then(
  (isSame) => process.exit(isSame ? 0 : 1),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
