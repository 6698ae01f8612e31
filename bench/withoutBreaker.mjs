import configModule from '../dist/config/config.js';

/** Loaded into a gateway before its program. Raises the failure threshold, so that no circuit breaker opens. */
configModule.fixedLimits.breakerFailures = 1_000_000;
