/** Durations that operators have no reason to set, in ms. Tests shorten them, so that they do not wait for real. */
export const defaultDurations = {
  /** The longest first back-off before a read is retried; the second may take twice as long. */
  retryBackoffMs: 500,
  /** One second of a `Retry-After` header. */
  retryAfterSecondMs: 1000,
  /**
   * How long the limit of a platform that throttled stays reduced without further throttling. In one minute, Canvas's full bucket is
   * empty (app/middleware/request_throttle.rb).
   */
  reducedLimitMs: 60_000,
  /** How long a circuit breaker stays open before it lets one call through. */
  breakerProbeMs: 5000,
  /** How long an export may take, until its last byte is sent. */
  exportMs: 120_000,
  /** How long reading a roster may take. It belongs to the launch, not to an operation. */
  rosterMs: 60_000,
  /** The first wait of a bulk submission that is throttled without `Retry-After`; each further wait in a row doubles. */
  throttleWaitMs: 1000,
  /** How often the process measures its own load. */
  loadCheckMs: 1000,
  /** At shutdown, how long requests may take that have not arrived completely. */
  arrivalMs: 1000,
  /** At shutdown, how long a new connection may stay silent. */
  firstByteMs: 250,
  /** At shutdown, how long the last usage report may take. */
  lastReportMs: 500,
};

export type Durations = typeof defaultDurations;
