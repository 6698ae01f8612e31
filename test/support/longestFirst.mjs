import sequencer from '@jest/test-sequencer';

/**
 * Without known durations jest starts large files first. These take long, with much work or much waiting: last, they would leave a
 * core idle.
 */
const long =
  /\/(access|errors|exportDownloads|fuzzExecutors|hostile\w+|resilience|secrets|stopping|throttledPlatforms|traces)\.test\.ts$/;

export default class LongestFirst extends (sequencer.default ?? sequencer) {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(({ path }) => long.test(path)), ...sorted.filter(({ path }) => !long.test(path))];
  }
}
