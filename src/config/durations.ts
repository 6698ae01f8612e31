/** Durations that operators have no reason to set, in ms. Tests shorten them, so that they do not wait for real. */
export interface Durations {
  /** The longest first back-off before a read is retried; the second may take twice as long. */
  retryBackoffMs: number;
  /** One second of a `Retry-After` header. */
  retryAfterSecondMs: number;
  /** How long the limit of a platform that throttled stays reduced without further throttling. */
  reducedLimitMs: number;
  /** How long a circuit breaker stays open before it lets one call through. */
  breakerProbeMs: number;
  /** How long an export may take, until its last byte is sent. */
  exportMs: number;
  /** How long reading a roster may take. It belongs to the launch, not to an operation. */
  rosterMs: number;
  /** The first wait of a bulk submission that is throttled without `Retry-After`; each further wait in a row doubles. */
  throttleWaitMs: number;
  /** How often the process measures its own load. */
  loadCheckMs: number;
  /** At shutdown, how long requests may take that have not arrived completely. */
  arrivalMs: number;
  /** At shutdown, how long a new connection may stay silent. */
  firstByteMs: number;
  /** At shutdown, how long the last usage report may take. */
  lastReportMs: number;
}

export const defaultDurations: Durations = {
  retryBackoffMs: 500,
  retryAfterSecondMs: 1000,
  // In one minute, Canvas's full bucket is empty (app/middleware/request_throttle.rb).
  reducedLimitMs: 60_000,
  breakerProbeMs: 5000,
  exportMs: 120_000,
  rosterMs: 60_000,
  throttleWaitMs: 1000,
  loadCheckMs: 1000,
  arrivalMs: 1000,
  firstByteMs: 250,
  lastReportMs: 500,
};
