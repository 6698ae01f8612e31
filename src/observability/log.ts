import pino, { type Logger } from 'pino';

/** No log line contains these members. If a future one does, pino replaces the value. */
const secrets = ['authorization', 'apiKey', 'ltik', 'serviceKey', 'bodySent', 'bodyReceived', 'externalUrl'].flatMap(
  (name) => [name, `*.${name}`],
);

/** Writes one JSON line per event to standard output. */
export function createLogger(level: string): Logger {
  // Without a `minLength`, `flush` does not wait. No line is shorter, so all are written immediately.
  return pino({ level, redact: secrets }, pino.destination({ dest: 1, minLength: 1 }));
}
