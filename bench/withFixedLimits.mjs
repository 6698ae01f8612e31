import { setTimeout as wait } from 'node:timers/promises';
import platformLimitModule from '../dist/ltiaas/platformLimit.js';
import scheduleModule from '../dist/ltiaas/schedule.js';

/** Loaded into a gateway before its program. Throttling changes no limit: each throttled read waits for up to a second. */
platformLimitModule.PlatformLimit.prototype.noteThrottling = () => 0;

const { prototype } = scheduleModule.Schedule;
const { run } = prototype;
prototype.run = async function (turn, task) {
  try {
    return await run.call(this, turn, task);
  } catch (error) {
    if (error.kind === 'rateLimited') await wait(Math.random() * 1000);
    throw error;
  }
};
