import { performance } from 'node:perf_hooks';
import { setInterval } from 'node:timers';

/**
 * Loaded into a process beside its program: answers the message `turn` with the longest that its event loop was kept busy by
 * its own work since the last such message, in ms of CPU time. Time in which the machine ran others instead is not counted.
 */
let longest = 0;
let lastTurn = performance.now();
let lastUsage = process.cpuUsage();

setInterval(() => {
  const now = performance.now();
  const { user, system } = process.cpuUsage(lastUsage);
  // Collector and compiler have threads of their own, whose time is counted too: it is never more than passed.
  const busy = Math.min((user + system) / 1000, now - lastTurn);
  longest = Math.max(longest, busy);
  lastTurn = now;
  lastUsage = process.cpuUsage();
}, 2).unref();
process.on('message', (message) => {
  if (message !== 'turn') return;
  process.send?.(longest);
  longest = 0;
});
