import pino, { type Logger } from 'pino';

/** Log lines are built from members that are named, and none of these is; should one ever be logged, it is blotted out. */
const secrets = ['authorization', 'apiKey', 'ltik', 'serviceKey', 'bodySent', 'bodyReceived', 'externalUrl'].flatMap(
  (name) => [name, `*.${name}`],
);

/** One JSON line an event, on standard output; written before anything else happens. */
export function createLogger(level: string): Logger {
  return pino({ level, redact: secrets });
}
