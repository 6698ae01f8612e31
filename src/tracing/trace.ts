import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';

/** All that the SDK looks at where it batches spans. */
export type BatchedSpan = Pick<ReadableSpan, 'spanContext' | 'resource'>;

/** Where finished spans go, and who sends them. */
export interface Recorder {
  readonly resource: ReadableSpan['resource'];
  onEnd(span: BatchedSpan): void;
}

/** What all spans of one operation share. */
export class Trace {
  /** By `performance.now()`, the clock of its spans; and what time that was, in ms since 1970. */
  readonly startedAt = performance.now();
  readonly startTime = Date.now();
  /** What the `traceparent` of each span begins with. */
  readonly #head: string;
  /** The end of the first span's id. Those of the others count on from there. */
  readonly #firstEnd: number;
  #spans = 1;
  #ids: Buffer | undefined = undefined;

  constructor(
    readonly traceId: string,
    /** Of the first span: the operation as a whole. */
    readonly spanId: string,
    /** Of whoever sent the operation. */
    readonly parentId: string | undefined,
    readonly tracestate: string | undefined,
    readonly recorder: Recorder,
  ) {
    this.#head = `00-${traceId}-${spanId.slice(0, -4)}`;
    this.#firstEnd = parseInt(spanId.slice(-4), 16);
  }

  /** The number of a span that begins; the first has 0. */
  next(): number {
    return this.#spans++;
  }

  traceparentOf(span: number): string {
    const end = this.#endOf(span);
    // The short ones first: the long one is then copied once.
    return this.#head + (hex[end >> 8]! + hex[end & 0xff]! + '-01');
  }

  /** The trace's id and that span's, in bytes; in the same memory each time. */
  idsOf(span: number): Uint8Array {
    const ids = (this.#ids ??= Buffer.from(this.traceId + this.spanId, 'hex'));
    const end = this.#endOf(span);
    ids[ids.length - 2] = end >> 8;
    ids[ids.length - 1] = end & 0xff;
    return ids;
  }

  /** The last two bytes of that span's id: all else is the first one's. */
  #endOf(span: number): number {
    return (this.#firstEnd + span) & 0xffff;
  }
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
