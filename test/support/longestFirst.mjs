import sequencer from '@jest/test-sequencer';

/** Without known durations jest starts large files first. These are small and take long: last, they would leave a core idle. */
const long = /\/(fuzzExecutors|secrets|resilience|traces|stopping)\.test\.ts$/;

export default class LongestFirst extends (sequencer.default ?? sequencer) {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(({ path }) => long.test(path)), ...sorted.filter(({ path }) => !long.test(path))];
  }
}
