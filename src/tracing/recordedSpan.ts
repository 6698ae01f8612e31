import type { SpanContext } from '@opentelemetry/api';
import type { OperationSpan, SpanDescription } from './span';
import type { BatchedSpan, Trace } from './trace';

/**
 * A span that is sent. Made by hand, since the SDK's own costs several times as much; the SDK decides whether there is one, and
 * batches it.
 */
export class RecordedSpan implements OperationSpan, BatchedSpan {
  readonly startedAt = performance.now();
  endedAt = 0;
  failure: string | undefined = undefined;
  status: number | undefined = undefined;
  /** Beside what its description says. */
  attributes: Record<string, string | number> | undefined = undefined;

  constructor(
    readonly trace: Trace,
    public description: SpanDescription,
    /** Which one of its trace, and of which other one it is a part: −1 for the first. */
    readonly number = 0,
    readonly parent = -1,
  ) {}

  get isRecorded(): boolean {
    return true;
  }

  get traceId(): string {
    return this.trace.traceId;
  }

  get traceparent(): string {
    return this.trace.traceparentOf(this.number);
  }

  get tracestate(): string | undefined {
    return this.trace.tracestate;
  }

  begin(part: SpanDescription): RecordedSpan {
    return new RecordedSpan(this.trace, part, this.trace.next(), this.number);
  }

  describe(operation: SpanDescription): void {
    this.description = operation;
  }

  set(name: string, value: string | number): void {
    (this.attributes ??= {})[name] = value;
  }

  end(failure?: string, status?: number): void {
    if (this.endedAt > 0) return;
    this.endedAt = performance.now();
    this.failure = failure;
    this.status = status;
    this.trace.recorder.onEnd(this);
  }

  /** Only whether it is sampled is asked of it. */
  spanContext(): SpanContext {
    return sampled;
  }

  get resource(): BatchedSpan['resource'] {
    return this.trace.recorder.resource;
  }
}

const sampled: SpanContext = { traceId: '', spanId: '', traceFlags: 1 };
