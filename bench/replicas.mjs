import os from 'node:os';
import { ask, connections, Load, median } from './load.mjs';
import { startGateway, startUpstream } from './programs.mjs';
import { chooseWorkloads } from './workloads.mjs';

/** Measures what a second replica adds under W2: operations per second, and CPU time per operation; see README.md. */

const [workload] = chooseWorkloads(['W2']);
const warmUpMs = 3_000;
const lapMs = 4_000;
const laps = 5;

const upstream = await startUpstream();
const replicas = [];
for (const name of ['first', 'second']) {
  const replica = await startGateway(name, upstream.origin);
  for (let launch = connections; launch > 0; launch -= 1) await ask(replica, workload, launch);
  const load = new Load(replica, workload, (await ask(replica, workload)).sizes);
  await load.run(warmUpMs);
  replicas.push({ replica, load });
}

/** Measures all of `some` under load at the same time. */
async function measure(some) {
  const cpuOf = async (program) => (await program.usage()).cpuSeconds;
  const cpu = async () => sum(await Promise.all(some.map(({ replica }) => cpuOf(replica))));
  const [before, upstreamBefore, own] = [await cpu(), await cpuOf(upstream), process.cpuUsage()];
  const runs = await Promise.all(some.map(({ load }) => load.run(lapMs)));
  const ops = sum(runs.map(({ latencies }) => latencies.length));
  const { user, system } = process.cpuUsage(own);
  return {
    rate: (ops * 1000) / lapMs,
    cpu: (((await cpu()) - before) * 1000) / ops,
    others: (((await cpuOf(upstream)) - upstreamBefore + (user + system) / 1e6) * 1000) / ops,
  };
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

const results = { one: [], two: [] };
for (let lap = 0; lap < laps; lap += 1) {
  results.one.push(await measure(replicas.slice(lap % 2, (lap % 2) + 1)));
  results.two.push(await measure(replicas));
}
const cores = os.availableParallelism();
process.stdout.write(`${workload.name}, ${cores} cores, ${laps} laps, medians; CPU in ms per operation\n`);
const of = (name, figure) => median(results[name].map((lap) => lap[figure]));
for (const name of ['one', 'two']) {
  const figures = `${of(name, 'rate').toFixed(0)} ops/s, gateway ${of(name, 'cpu').toFixed(2)}, upstream and load ${of(name, 'others').toFixed(2)}`;
  process.stdout.write(`${name.padEnd(4)} ${figures}\n`);
}
// One replica uses one core. Two can use the cores that upstream and load leave.
const most =
  cores /
  (of('two', 'cpu') + of('two', 'others')) /
  Math.min(1 / of('one', 'cpu'), cores / (of('one', 'cpu') + of('one', 'others')));
const perCpu = of('one', 'cpu') / of('two', 'cpu');
process.stdout.write(
  `two ÷ one: ${(of('two', 'rate') / of('one', 'rate')).toFixed(2)} operations per second (the cores allow ${most.toFixed(2)}), ${perCpu.toFixed(2)} operations per CPU second\n`,
);
await Promise.all([...replicas.map(({ replica }) => replica.stop()), upstream.stop()]);
process.exit(0);
