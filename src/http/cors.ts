import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config';
import { studioOrigin } from './explorer/explorer';
import { throttleHeaders } from './rateLimit';

/**
 * Request headers that a page may send: those that the gateway reads, and those that clients and monitoring scripts add to each
 * request. The author of a page often does not know about the latter, and one header that is not allowed fails every request.
 */
const requestHeaders = [
  // The gateway.
  'authorization',
  'content-type',
  'x-gateway-explain',
  // Safelisted by browsers only up to 128 bytes and without certain characters.
  'accept',
  'accept-language',
  // Apollo Client, Apollo iOS and Kotlin (also in web views), Apollo Studio.
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'x-apollo-operation-id',
  'x-apollo-operation-name',
  'x-apollo-operation-type',
  // Other GraphQL clients, against cross-site request forgery, and common HTTP clients.
  'graphql-preflight',
  'graphql-require-preflight',
  'x-requested-with',
  'cache-control',
  'pragma',
  // W3C Trace Context and Baggage: OpenTelemetry, Sentry, Dynatrace, Application Insights, Grafana Faro.
  'traceparent',
  'tracestate',
  'baggage',
  // Sentry.
  'sentry-trace',
  // Datadog.
  'x-datadog-origin',
  'x-datadog-parent-id',
  'x-datadog-sampled',
  'x-datadog-sampling-priority',
  'x-datadog-tags',
  'x-datadog-trace-id',
  // Zipkin's B3, in one header or several: OpenTelemetry, Datadog.
  'b3',
  'x-b3-flags',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-spanid',
  'x-b3-traceid',
  // New Relic, Elastic, Jaeger, Lightstep, Honeycomb, Instana, Dynatrace, Application Insights.
  'newrelic',
  'elastic-apm-traceparent',
  'uber-trace-id',
  'ot-tracer-sampled',
  'ot-tracer-spanid',
  'ot-tracer-traceid',
  'x-honeycomb-trace',
  'x-instana-l',
  'x-instana-s',
  'x-instana-t',
  'x-dtpc',
  'x-dtreferer',
  'request-context',
  'request-id',
  // PostHog.
  'x-posthog-distinct-id',
  'x-posthog-session-id',
  'x-posthog-window-id',
  // AWS X-Ray and Google Cloud.
  'x-amzn-trace-id',
  'x-cloud-trace-context',
  // Ids that pages choose. The gateway creates its own, and returns it.
  'x-client-trace-id',
  'x-correlation-id',
  'x-request-id',
];

/** How long browsers may cache a preflight, in seconds: Firefox's maximum. Other browsers cap it themselves. */
const preflightMaxAge = 86_400;

/** Allows the pages of `corsOrigins`, and Apollo Studio if the explorer is on, to call the gateway. */
export async function allowPages(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(cors, {
    origin: config.explorer ? [...config.corsOrigins, studioOrigin] : config.corsOrigins,
    methods: ['GET', 'POST'],
    allowedHeaders: [...new Set([...requestHeaders, ...config.corsHeaders.map((name) => name.toLowerCase())])],
    exposedHeaders: ['x-request-id', 'content-disposition', ...throttleHeaders],
    maxAge: preflightMaxAge,
    // Answer OPTIONS requests that are not preflights, too.
    strictPreflight: false,
  });
}
