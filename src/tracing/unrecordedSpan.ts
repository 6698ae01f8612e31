import type { SpanContext } from '@opentelemetry/api';
import { headersOf } from './recordedSpan';
import type { OperationSpan, Span } from './span';

/** A trace that is not recorded here: whoever is called learns that, and its id. */
export class UnrecordedSpan implements OperationSpan {
  readonly isRecorded = false;
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

  describe(): void {}

  set(): void {}

  end(): void {}
}
