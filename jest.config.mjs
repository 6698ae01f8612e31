import { availableParallelism } from 'node:os';

// Far from UTC: whoever reads a date without a zone as local time is found out.
process.env.TZ = 'America/St_Johns';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // Modules get these as parameters: in jest each look-up of a global variable takes a hundred times longer. Names that a module
  // declares itself, such as `Promise` and `process`, are impossible.
  sandboxInjectedGlobals: [
    'Array',
    'Date',
    'Map',
    'Math',
    'Object',
    'Proxy',
    'Reflect',
    'RegExp',
    'Set',
    'TypeError',
    'WeakMap',
  ],
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  // Much of the time of a test is waiting for a timer or another process. Jest would even leave one core idle.
  maxWorkers: availableParallelism() + 2,
  testSequencer: '<rootDir>/test/support/longestFirst.mjs',
  // Nothing is timed: this only ends what hangs, on a machine that has other things to do.
  testTimeout: 30_000,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/system/'],
  // OpenTelemetry's exporter imports `node:http` late, which jest does not do for code as it is.
  transformIgnorePatterns: ['/node_modules/(?!.*/otlp-exporter-base/)'],
  transform: {
    '/otlp-exporter-base/.+\\.js$': ['@swc/jest', { jsc: { target: 'es2023' }, module: { type: 'commonjs' } }],
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
};
