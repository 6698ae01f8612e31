import type { SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { OperationSpan, SpanDescription } from './span';

/** What all spans of one operation share. */
export interface Trace {
  /** Of the operation's own span. */
  readonly context: SpanContext;
  readonly tracestate: string | undefined;
  /** When the operation began, by `performance.now()`, the clock of its spans; and what time that was, in ns since 1970. */
  readonly startedAt: number;
  readonly startTime: { readonly high: number; readonly low: number };
  readonly resource: ReadableSpan['resource'];
  readonly newSpanId: () => string;
  readonly onEnd: (span: RecordedSpan) => void;
}

/**
 * A span that is sent. Made by hand, since the SDK's own costs several times as much; the SDK decides whether there is one, and
 * batches it, for which `spanContext` and `resource` are all that it looks at.
 */
export class RecordedSpan implements OperationSpan, Pick<ReadableSpan, 'spanContext' | 'resource'> {
  readonly isRecorded = true;
  readonly startedAt = performance.now();
  endedAt = 0;
  failure: string | undefined = undefined;
  /** Beside what its description says. */
  attributes: Record<string, string | number> | undefined = undefined;

  constructor(
    readonly trace: Trace,
    public description: SpanDescription,
    readonly spanId: string,
    readonly parentId: string | undefined,
  ) {}

  get traceId(): string {
    return this.trace.context.traceId;
  }

  get headers(): Record<string, string> {
    return headersOf(this.trace.context, this.spanId, this.trace.tracestate);
  }

  begin(part: SpanDescription): RecordedSpan {
    return new RecordedSpan(this.trace, part, this.trace.newSpanId(), this.spanId);
  }

  describe(operation: SpanDescription): void {
    this.description = operation;
  }

  set(name: string, value: string | number): void {
    (this.attributes ??= {})[name] = value;
  }

  end(failure?: string): void {
    if (this.endedAt > 0) return;
    this.endedAt = performance.now();
    this.failure = failure;
    this.trace.onEnd(this);
  }

  /** The operation's own: only whether it is sampled is asked of it. */
  spanContext(): SpanContext {
    return this.trace.context;
  }

  get resource(): ReadableSpan['resource'] {
    return this.trace.resource;
  }
}

export function headersOf({ traceId, traceFlags }: SpanContext, spanId: string, tracestate: string | undefined) {
  const traceparent = `00-${traceId}-${spanId}-0${traceFlags & 1}`;
  return tracestate === undefined ? { traceparent } : { traceparent, tracestate };
}
