import configModule from '../dist/config/config.js';

/** Loaded into a gateway before its program: so many failures that no breaker ever opens. */
configModule.fixedLimits.breakerFailures = 1_000_000;
