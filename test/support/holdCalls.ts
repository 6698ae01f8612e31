import { setTimeout as wait } from 'node:timers/promises';
import type { FaultRule, Sandbox } from '../../src/sandbox/sandbox';

/**
 * Holds the matching calls of `run` until `count` of them are in flight, and releases them together. So the largest number in flight
 * does not depend on the speed of the machine. Gives up after 10 seconds: then fewer were in flight.
 */
export async function holdCalls<T>(
  sandbox: Sandbox,
  rule: FaultRule,
  count: number,
  run: () => Promise<T>,
): Promise<{ result: T; inFlight: number }> {
  let release = () => {};
  const until = new Promise<void>((resolve) => (release = resolve));
  sandbox.clearRequests();
  const held = sandbox.fault({ ...rule, until });
  const running = run();
  for (let waits = 0; held.hits < count && waits < 2000; waits += 1) await wait(5);
  // Calls beyond the limit would arrive now.
  await wait(20);
  release();
  const result = await running;
  held.remove();
  return { result, inFlight: sandbox.maxInFlight };
}
