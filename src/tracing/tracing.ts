import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import { OtlpEncoder } from './otlp';
import { RecordedSpan } from './recordedSpan';
import type { OperationSpan, SpanDescription } from './span';
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
 * name of the service. What nobody takes is dropped when 2048 spans wait.
 */
export async function startTracing(serviceName: string, version: string, logger: Logger): Promise<Tracing> {
  const [{ ROOT_CONTEXT, SpanKind, trace }, core, sdk, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/resources'),
  ]);
  const resource = resources
    .resourceFromAttributes({ 'service.name': serviceName, 'service.version': version })
    .merge(resources.detectResources({ detectors: [resources.envDetector] }));
  const encoder = new OtlpEncoder(resource.attributes as Record<string, string>, { name: serviceName, version });
  // What it looks at, a `RecordedSpan` has.
  const processor = new sdk.BatchSpanProcessor(telling(await createExporter(encoder), logger));
  const tracer = new sdk.BasicTracerProvider({ resource }).getTracer(serviceName, version);
  const { generateSpanId: newSpanId } = new sdk.RandomIdGenerator();
  const onEnd = (span: RecordedSpan) => processor.onEnd(span as unknown as ReadableSpan);

  return {
    start({ traceparent, tracestate }) {
      const parent = typeof traceparent === 'string' ? core.parseTraceParent(traceparent) : null;
      const state = parent && typeof tracestate === 'string' ? new core.TraceState(tracestate) : undefined;
      const above =
        parent === null
          ? ROOT_CONTEXT
          : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true, ...(state && { traceState: state }) });
      // Made only for its ids, and to hear whether it is sampled.
      const decided = tracer.startSpan(operation.name, { kind: SpanKind.SERVER }, above);
      const context = decided.spanContext();
      // As it was read: what is no tracestate is left out.
      const passedOn = state?.serialize() || undefined;
      if (!decided.isRecording()) return new UnrecordedSpan(context, passedOn);
      const now = BigInt(Date.now()) * 1_000_000n;
      return new RecordedSpan(
        {
          context,
          tracestate: passedOn,
          startedAt: performance.now(),
          startTime: { high: Number(now >> 32n), low: Number(now & 0xffff_ffffn) },
          resource,
          newSpanId,
          onEnd,
        },
        operation,
        context.spanId,
        parent?.spanId,
      );
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
