/** How often a property or trial is repeated. `TEST_RUNS=10 npm test` multiplies each default by ten. */
export function runs(count: number): number {
  return Math.ceil(count * Number(process.env.TEST_RUNS ?? 1));
}
