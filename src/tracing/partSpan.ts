import type { Attributes, HrTime, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, Span as SdkSpan } from '@opentelemetry/sdk-trace-base';
import type { Span } from './span';

/** As `@opentelemetry/api` numbers them; it is loaded only where there are traces. */
const kinds = { internal: 0, client: 2 } as const;
const unset: SpanStatus = { code: 0 };
const failed: SpanStatus = { code: 2 };
const none: never[] = [];

/** What all spans of one operation share. */
export interface Trace {
  root: ReadableSpan & SdkSpan;
  context: SpanContext;
  /** When the operation began, in ms of `performance.now()`: the clock of its spans. */
  startedAt: number;
  tracestate: string | undefined;
  newSpanId: () => string;
  onEnd: (span: ReadableSpan) => void;
}

/**
 * A span within an operation, as nearly all are: made by hand, since the SDK's own cost several times as much. The SDK batches it
 * and sends it as one of its own. What it waits with is kept small, or garbage collection costs more than all else: the rest
 * is made when it is sent.
 */
export class PartSpan implements ReadableSpan, Span {
  private readonly spanId: string;
  private readonly begunAt: number;
  private endedAt: number;
  private own: Attributes | undefined;
  private failure: string | undefined;

  constructor(
    private readonly trace: Trace,
    private readonly parentId: string,
    readonly name: string,
    private readonly side: keyof typeof kinds,
    private readonly given: Attributes | undefined,
  ) {
    this.spanId = trace.newSpanId();
    this.begunAt = performance.now();
    this.endedAt = 0;
    this.own = undefined;
    this.failure = undefined;
  }

  get traceId(): string {
    return this.trace.context.traceId;
  }

  get headers(): Record<string, string> {
    return headersOf(this.trace.context, this.spanId, this.trace.tracestate);
  }

  begin(name: string, side: keyof typeof kinds, attributes?: Attributes): Span {
    return new PartSpan(this.trace, this.spanId, name, side, attributes);
  }

  set(name: string, value: string | number): void {
    (this.own ??= {})[name] = value;
  }

  end(failure?: string): void {
    if (this.ended) return;
    this.endedAt = performance.now();
    this.failure = failure;
    this.trace.onEnd(this);
  }

  get ended(): boolean {
    return this.endedAt > 0;
  }

  get kind() {
    return kinds[this.side];
  }

  spanContext(): SpanContext {
    return contextOf(this.trace, this.spanId);
  }

  get parentSpanContext(): SpanContext {
    return contextOf(this.trace, this.parentId);
  }

  get attributes(): Attributes {
    // Faster than by spreading them.
    const all: Attributes = {};
    for (const name in this.given) all[name] = this.given[name]!;
    for (const name in this.own) all[name] = this.own[name]!;
    if (this.failure !== undefined) all['error.type'] = this.failure;
    return all;
  }

  get status(): SpanStatus {
    return this.failure === undefined ? unset : failed;
  }

  get startTime(): HrTime {
    return timeOf(this.trace, this.begunAt);
  }

  get endTime(): HrTime {
    return timeOf(this.trace, this.endedAt);
  }

  get duration(): HrTime {
    return hrTime(0, this.endedAt - this.begunAt);
  }

  get resource() {
    return this.trace.root.resource;
  }

  get instrumentationScope() {
    return this.trace.root.instrumentationScope;
  }

  get events() {
    return none;
  }

  get links() {
    return none;
  }

  get droppedAttributesCount() {
    return 0;
  }

  get droppedEventsCount() {
    return 0;
  }

  get droppedLinksCount() {
    return 0;
  }
}

export function headersOf({ traceId, traceFlags }: SpanContext, spanId: string, tracestate: string | undefined) {
  const traceparent = `00-${traceId}-${spanId}-0${traceFlags & 1}`;
  return tracestate === undefined ? { traceparent } : { traceparent, tracestate };
}

function contextOf({ context }: Trace, spanId: string): SpanContext {
  const { traceId, traceFlags, traceState } = context;
  return traceState === undefined ? { traceId, spanId, traceFlags } : { traceId, spanId, traceFlags, traceState };
}

function timeOf({ root: { startTime }, startedAt }: Trace, at: number): HrTime {
  return hrTime(startTime[0], startTime[1] / 1e6 + at - startedAt);
}

/** `ms` may be any number of them from `seconds` on. */
function hrTime(seconds: number, ms: number): HrTime {
  const more = Math.floor(ms / 1000);
  return [seconds + more, Math.round((ms - more * 1000) * 1e6)];
}
