import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import { OtlpEncoder } from './otlp';
import { RecordedSpan } from './recordedSpan';
import type { OperationSpan, SpanDescription } from './span';
import { type BatchedSpan, Trace } from './trace';
import { UnrecordedSpan } from './unrecordedSpan';

export interface Tracing {
  /** Begins the trace of one operation, or goes on with the one that the client's `traceparent` names. */
  start(headers: IncomingHttpHeaders): OperationSpan;
  /** Sends what is left, while somebody takes it. */
  close(): Promise<void>;
}

/** Until it is known what it is, or where it never is. */
const operation: SpanDescription = { name: 'GraphQL Operation', kind: 'server', attributes: {} };
/** How long the last traces may take to be sent, in ms. */
const flushMs = 500;
/** One line in this time tells that nobody takes the traces, in ms. */
const complainEveryMs = 60_000;

/**
 * OpenTelemetry, as far as traces need it, loaded only now. Its SDK reads its own variables: endpoint, headers, sampler, batches,
 * name of the service. What nobody takes is dropped when 2048 spans wait. `ltiaas` is the host that calls go to.
 */
export async function startTracing(
  serviceName: string,
  version: string,
  ltiaas: string,
  logger: Logger,
): Promise<Tracing> {
  const [{ ROOT_CONTEXT, SpanKind, trace }, core, sdk, { buildSamplerFromEnv }, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace-base'),
    // A tracer of the SDK would ask it at a span that the SDK makes, which nobody needs.
    import('@opentelemetry/sdk-trace-base/build/src/config.js'),
    import('@opentelemetry/resources'),
  ]);
  const resource = resources
    .resourceFromAttributes({ 'service.name': serviceName, 'service.version': version })
    .merge(resources.detectResources({ detectors: [resources.envDetector] }));
  const encoder = new OtlpEncoder({
    sender: resource.attributes as Record<string, string>,
    scope: { name: serviceName, version },
    calls: { 'server.address': ltiaas },
  });
  const processor = new sdk.BatchSpanProcessor(telling(await createExporter(encoder), logger));
  const recorder = { resource, onEnd: (span: BatchedSpan) => processor.onEnd(span as ReadableSpan) };
  const sampler = buildSamplerFromEnv();
  const { generateTraceId, generateSpanId } = new sdk.RandomIdGenerator();

  return {
    start({ traceparent, tracestate }) {
      const parent = typeof traceparent === 'string' ? core.parseTraceParent(traceparent) : null;
      // As it was read: what is no tracestate is left out.
      const state = parent && typeof tracestate === 'string' ? new core.TraceState(tracestate).serialize() : '';
      const above = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
      const [traceId, spanId, passedOn] = [parent?.traceId ?? generateTraceId(), generateSpanId(), state || undefined];
      const { decision } = sampler.shouldSample(above, traceId, operation.name, SpanKind.SERVER, {}, []);
      return decision === sdk.SamplingDecision.RECORD_AND_SAMPLED
        ? new RecordedSpan(new Trace(traceId, spanId, parent?.spanId, passedOn, recorder), operation)
        : new UnrecordedSpan(traceId, spanId, passedOn);
    },
    close: async () => {
      const sent = processor.shutdown().catch(() => {});
      await Promise.race([sent, wait(flushMs, undefined, { ref: false })]);
    },
  };
}

/** The SDK's own exporter over HTTP, but for what it sends: an operation's spans take the SDK's serializer several times as long. */
async function createExporter(encoder: OtlpEncoder): Promise<SpanExporter> {
  const [{ OTLPExporterBase }, { convertLegacyHttpOptions, createOtlpHttpExportDelegate }] = await Promise.all([
    import('@opentelemetry/otlp-exporter-base'),
    import('@opentelemetry/otlp-exporter-base/node-http'),
  ]);
  const options = convertLegacyHttpOptions({}, 'TRACES', 'v1/traces', { 'content-type': 'application/x-protobuf' });
  const serializer = {
    serializeRequest: (spans: ReadableSpan[]) => encoder.encode(spans as unknown as RecordedSpan[]),
    // What is answered is anybody's text.
    deserializeResponse: () => ({}),
  };
  const counted = { name: 'span', countItems: (spans: ReadableSpan[]) => spans.length } as const;
  return new OTLPExporterBase(
    createOtlpHttpExportDelegate(options, serializer, 'otlp_http_span_exporter', counted, undefined),
  );
}

/** Tells now and then that nobody takes the traces, and no more than that. */
function telling(exporter: SpanExporter, logger: Logger): SpanExporter {
  let toldAt = -Infinity;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined && performance.now() - toldAt > complainEveryMs) {
          toldAt = performance.now();
          logger.warn({ error: result.error.name }, 'traces were not taken');
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
