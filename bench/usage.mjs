/**
 * Loaded into each process that the benchmark starts, before its program: answers over IPC what the process has used so far
 * (`collected`: after a garbage collection, where --expose-gc lets it), and ends the process when whoever started it is gone.
 */
process.on('message', (message) => {
  // What longestTurn.mjs answers.
  if (message === 'turn') return;
  if (message === 'collected') globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  // libuv gives maxRSS in KiB on every platform.
  process.send?.({ cpuSeconds: (user + system) / 1e6, rss, heapUsed, maxRss: process.resourceUsage().maxRSS * 1024 });
});
process.on('disconnect', () => process.exit(0));
