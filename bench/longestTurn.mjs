import { performance } from 'node:perf_hooks';
import { setInterval } from 'node:timers';

/**
 * Loaded into a process before its program. Replies to the message `turn` with the longest time that the process kept its event
 * loop busy since the last such message, in ms of CPU time. Time in which the machine ran other processes does not count.
 */
let longest = 0;
let lastTurn = performance.now();
let lastUsage = process.cpuUsage();

setInterval(() => {
  const now = performance.now();
  const { user, system } = process.cpuUsage(lastUsage);
  // CPU time includes the threads of the garbage collector and the compiler, so it is limited to the elapsed time.
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
