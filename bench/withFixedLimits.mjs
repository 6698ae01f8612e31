import platformLimitModule from '../dist/ltiaas/platformLimit.js';

/** Loaded into a gateway before its program. Throttling does not reduce the limit of a platform. */
platformLimitModule.PlatformLimit.prototype.noteThrottling = () => undefined;
