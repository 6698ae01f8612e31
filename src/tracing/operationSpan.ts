import type { Attributes, SpanContext } from '@opentelemetry/api';
import { headersOf, PartSpan, type Trace } from './partSpan';
import type { OperationSpan, Span } from './span';

/** The first span of a trace that is recorded. The SDK makes it, and so decides on it. */
export class RecordedOperation implements OperationSpan {
  constructor(private readonly trace: Trace) {}

  get traceId(): string {
    return this.trace.context.traceId;
  }

  get headers(): Record<string, string> {
    return headersOf(this.trace.context, this.trace.context.spanId, this.trace.tracestate);
  }

  begin(name: string, side: 'internal' | 'client', attributes?: Attributes): Span {
    return new PartSpan(this.trace, this.trace.context.spanId, name, side, attributes);
  }

  rename(name: string): void {
    this.trace.root.updateName(name);
  }

  set(name: string, value: string | number): void {
    this.trace.root.setAttribute(name, value);
  }

  end(failure?: string): void {
    if (failure !== undefined) this.trace.root.setAttribute('error.type', failure).setStatus({ code: 2 });
    this.trace.root.end();
  }
}

/** A trace that is not recorded here: whoever is called learns that, and its id. */
export class UnrecordedOperation implements OperationSpan {
  readonly headers: Record<string, string>;

  constructor(
    private readonly context: SpanContext,
    tracestate: string | undefined,
  ) {
    this.headers = headersOf(context, context.spanId, tracestate);
  }

  get traceId(): string {
    return this.context.traceId;
  }

  begin(): Span {
    return this;
  }

  rename(): void {}

  set(): void {}

  end(): void {}
}
