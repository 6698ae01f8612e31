import pino, { type Logger } from 'pino';

/** No log line contains these members. If a future one does, pino replaces the value. */
const secrets = ['authorization', 'apiKey', 'ltik', 'serviceKey', 'bodySent', 'bodyReceived', 'externalUrl'].flatMap(
  (name) => [name, `*.${name}`],
);

/** Writes one JSON line per event to standard output, synchronously. */
export function createLogger(level: string): Logger {
  return pino({ level, redact: secrets });
}
