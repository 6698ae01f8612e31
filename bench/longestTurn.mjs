import { performance } from 'node:perf_hooks';
import { setInterval } from 'node:timers';

/**
 * Loaded into a process beside its program: tells at its end the longest that its event loop was kept busy by its own work, in CPU
 * time. Time in which the machine ran others instead is not counted.
 */
let longest = 0;
let lastTurn = performance.now();
let lastUsage = process.cpuUsage();
// What is loaded and made at the start stalls nobody.
const ignoredUntil = lastTurn + 5_000;

setInterval(() => {
  const now = performance.now();
  const { user, system } = process.cpuUsage(lastUsage);
  // Collector and compiler have threads of their own, whose time is counted too: it is never more than passed.
  const busy = Math.min((user + system) / 1000, now - lastTurn);
  if (now > ignoredUntil) longest = Math.max(longest, busy);
  lastTurn = now;
  lastUsage = process.cpuUsage();
}, 2).unref();
process.on('exit', () => process.stderr.write(`The gateway's longest turn took ${longest.toFixed(0)} ms of CPU.\n`));
