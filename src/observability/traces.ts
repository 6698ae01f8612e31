import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Context,
  type ContextManager,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import type { CallSpan, CallTrace } from '../ltiaas/client';
import type { Endpoint } from '../ltiaas/endpoints';
import { LtiaasError } from '../ltiaas/errors';

const serviceName = 'ltiaas-grades-gateway';
/** How long the last export may take, in ms. */
const shutdownTimeoutMs = 500;
/** Failed exports are logged at most once in this time, in ms. */
const failureLogIntervalMs = 60_000;
/** Characters of an operation's name: the client chooses it. */
const maxNameLength = 100;

/**
 * Loads the OpenTelemetry SDK and starts it. The SDK reads its own environment variables: endpoint, headers, sampler, batches,
 * service name. Nothing is registered globally: the process around an embedded gateway may have an OpenTelemetry of its own.
 */
export async function startTracing(version: string, ltiaasHost: string, logger: Logger) {
  const [sdk, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }, { W3CTraceContextPropagator }, resources] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/core'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new sdk.BasicTracerProvider({
    resource: resources
      .resourceFromAttributes({ 'service.name': serviceName, 'service.version': version })
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor(logFailures(new OTLPTraceExporter(), logger))],
  });
  const tracer = provider.getTracer(serviceName, version);
  const contexts = new AsyncLocalStorageContextManager();
  const propagator = new W3CTraceContextPropagator();
  const parts: Parts = { tracer, contexts, stepsRunning: 0, propagator, ltiaasHost };
  return {
    /** Starts the trace of one operation, or continues the one in the client's `traceparent`. */
    start: (headers: IncomingHttpHeaders): OperationTrace => {
      const context = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
      return new OperationTrace(parts, tracer.startSpan('GraphQL Operation', { kind: SpanKind.SERVER }, context));
    },
    /** Exports the remaining spans; gives up after a short time. */
    close: async (): Promise<void> => {
      const shutdown = provider.shutdown().catch(() => {});
      await Promise.race([shutdown, wait(shutdownTimeoutMs, undefined, { ref: false })]);
    },
  };
}

interface Parts {
  tracer: Tracer;
  contexts: ContextManager;
  /** Of all operations. */
  stepsRunning: number;
  propagator: TextMapPropagator;
  ltiaasHost: string;
}

/**
 * The trace of one operation. A step or a call is a child of the active step, or of the operation if no step is active. An
 * operation that is not sampled has only its first span.
 */
export class OperationTrace implements CallTrace {
  readonly #context: Context;
  // Read once: after the client has disconnected, the operation's span has ended, but a write continues and must be recorded.
  readonly #isRecorded: boolean;

  constructor(
    private readonly parts: Parts,
    private readonly span: Span,
  ) {
    this.#context = trace.setSpan(ROOT_CONTEXT, span);
    this.#isRecorded = span.isRecording();
  }

  get id(): string {
    return this.span.spanContext().traceId;
  }

  /** Describes the operation in its span, without its document, which may hold values. */
  describe(type: string, name: string | undefined): void {
    if (!this.span.isRecording()) return;
    // Without the operation's name: clients choose it, and a span needs one of few names.
    this.span.updateName(type).setAttribute('graphql.operation.type', type);
    if (name) this.span.setAttribute('graphql.operation.name', name.slice(0, maxNameLength));
  }

  /** Records the first error code of the response; a fault is an error that the client did not cause. */
  noteError(code: string, isFault: boolean): void {
    if (!this.span.isRecording()) return;
    if (isFault) markFailed(this.span, code);
    else this.span.setAttribute('error.type', code);
  }

  end(): void {
    this.span.end();
  }

  /** Runs `work` as a named step. The name is one of few: clients must not choose it. */
  step<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#isRecorded ? this.#record(name, work) : work();
  }

  async #record<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { tracer, contexts } = this.parts;
    const parent = this.#activeContext();
    const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL }, parent);
    try {
      this.parts.stepsRunning += 1;
      return await contexts.with(trace.setSpan(parent, span), work);
    } catch (error) {
      markFailed(span, error instanceof LtiaasError ? error.kind : (error as Error).name);
      throw error;
    } finally {
      span.end();
      // Before Node 24 an AsyncLocalStorage slows down every promise of the process, even those of operations that are not sampled.
      // The next step enables it again.
      if (--this.parts.stepsRunning === 0) contexts.disable();
    }
  }

  startCall(endpoint: Endpoint, resendCount: number): CallSpan {
    const span = this.#isRecorded ? this.#startCallSpan(endpoint) : this.span;
    if (resendCount > 0) span.setAttribute('http.request.resend_count', resendCount);
    const headers: Record<string, string> = {};
    this.parts.propagator.inject(trace.setSpan(ROOT_CONTEXT, span), headers, {
      // The value is empty if the client's `tracestate` could not be parsed.
      set: (carrier: Record<string, string>, name, value) => {
        if (value !== '') carrier[name] = value;
      },
    });
    const end: CallSpan['end'] = ({ status, failure }) => {
      if (!this.#isRecorded) return;
      if (status !== undefined) span.setAttribute('http.response.status_code', status);
      if (failure !== undefined) markFailed(span, String(status ?? failure));
      span.end();
    };
    return { headers, end };
  }

  #startCallSpan({ method, route }: Endpoint): Span {
    const { tracer, ltiaasHost } = this.parts;
    const attributes = {
      'http.request.method': method,
      // Not the URL, which contains ids.
      'url.template': route,
      'server.address': ltiaasHost,
    };
    return tracer.startSpan(`${method} ${route}`, { kind: SpanKind.CLIENT, attributes }, this.#activeContext());
  }

  #activeContext(): Context {
    const active = this.parts.contexts.active();
    return active === ROOT_CONTEXT ? this.#context : active;
  }
}

/** `errorType` must come from a closed set: a message could contain personal data. */
function markFailed(span: Span, errorType: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', errorType);
}

/** Logs failed exports, at most once per interval. Logs only the error's name: its message could quote the collector's response. */
function logFailures(exporter: SpanExporter, logger: Logger): SpanExporter {
  let loggedAt = -Infinity;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined && performance.now() - loggedAt > failureLogIntervalMs) {
          loggedAt = performance.now();
          logger.warn({ error: result.error.name }, 'trace export failed');
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
