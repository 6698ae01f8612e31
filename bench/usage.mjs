/**
 * Loaded into each process of the benchmark before its program. Replies over IPC with what the process has used so far
 * (`collected`: after a garbage collection, which requires --expose-gc). Ends the process when its parent ends.
 */
process.on('message', (message) => {
  // longestTurn.mjs replies to this one.
  if (message === 'turn') return;
  if (message === 'collected') globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  // libuv reports maxRSS in KiB on every platform.
  process.send?.({ cpuSeconds: (user + system) / 1e6, rss, heapUsed, maxRss: process.resourceUsage().maxRSS * 1024 });
});
process.on('disconnect', () => process.exit(0));
