import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReadableSpan, Span as SdkSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import { RecordedOperation, UnrecordedOperation } from './operationSpan';
import type { OperationSpan } from './span';

export interface Tracing {
  /** Begins the trace of one operation, or goes on with the one that the client's `traceparent` names. */
  start(headers: IncomingHttpHeaders): OperationSpan;
  /** Sends what is left, while somebody takes it. */
  close(): Promise<void>;
}

/** How long the last traces may take to be sent, in ms. */
const flushMs = 500;
/** One line in this time tells that nobody takes the traces, in ms. */
const complainEveryMs = 60_000;

/**
 * OpenTelemetry, as far as traces need it, loaded only now. Its SDK reads its own variables: endpoint, headers, sampler, batches,
 * name of the service. What nobody takes is dropped when 2048 spans wait.
 */
export async function startTracing(serviceName: string, version: string, logger: Logger): Promise<Tracing> {
  const [{ ROOT_CONTEXT, SpanKind, trace }, core, sdk, resources, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
  ]);
  const processor = new sdk.BatchSpanProcessor(telling(new OTLPTraceExporter(), logger));
  const provider = new sdk.BasicTracerProvider({
    resource: resources
      .resourceFromAttributes({ 'service.name': serviceName, 'service.version': version })
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer(serviceName, version);
  const { generateSpanId: newSpanId } = new sdk.RandomIdGenerator();
  const onEnd = (span: ReadableSpan) => processor.onEnd(span);

  return {
    start({ traceparent, tracestate }) {
      const parent = typeof traceparent === 'string' ? core.parseTraceParent(traceparent) : null;
      const state = parent && typeof tracestate === 'string' ? new core.TraceState(tracestate) : undefined;
      const above =
        parent === null
          ? ROOT_CONTEXT
          : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true, ...(state && { traceState: state }) });
      const startedAt = performance.now();
      const root = tracer.startSpan('GraphQL Operation', { kind: SpanKind.SERVER }, above);
      // As it was read: what is no tracestate is left out.
      const passedOn = state?.serialize() || undefined;
      if (!root.isRecording()) return new UnrecordedOperation(root.spanContext(), passedOn);
      return new RecordedOperation({
        root: root as SdkSpan,
        context: root.spanContext(),
        startedAt,
        tracestate: passedOn,
        newSpanId,
        onEnd,
      });
    },
    close: async () => {
      const sent = provider.shutdown().catch(() => {});
      await Promise.race([sent, wait(flushMs, undefined, { ref: false })]);
    },
  };
}

/** Tells now and then that nobody takes the traces. No more than that: what the other side answers is anybody's text. */
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
