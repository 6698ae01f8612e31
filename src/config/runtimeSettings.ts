import { z } from 'zod';
import { httpUrl, oneOf, optional } from './values';

const group = 'Variables of Node.js and OpenTelemetry' as const;

/**
 * Settings whose names Node.js and OpenTelemetry have chosen. Of OpenTelemetry's variables only those that turn traces on or off, or
 * that could select something unsupported: its SDK reads all others.
 */
export const runtimeSettings = {
  NODE_ENV: {
    group,
    form: z.string().optional().describe('any text'),
    meaning: '`production` turns `INTROSPECTION` and `EXPLORER` off unless you set them. Do not set it for the build.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    group,
    form: optional(httpUrl()),
    meaning: 'Turns [traces](monitoring.md#traces) on and sends them here, for example to `http://collector:4318`.',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    group,
    form: optional(httpUrl()),
    meaning: 'The same, as a full URL with its path.',
  },
  OTEL_TRACES_EXPORTER: {
    group,
    form: optional(oneOf(['otlp', 'none'])),
    defaultNote: '`otlp` with an endpoint',
    meaning: 'Whether traces are exported.',
  },
  OTEL_SDK_DISABLED: {
    group,
    form: z.string().optional().describe('`true`'),
    defaultNote: '`false`',
    meaning: 'Turns traces off regardless of the other variables.',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    group,
    form: oneOf(['http/protobuf']),
    default: 'http/protobuf',
    meaning: 'The protocol of the collector.',
  },
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: {
    group,
    form: oneOf(['http/protobuf']),
    default: 'http/protobuf',
    meaning: 'The same.',
  },
};
