import { ProtobufWriter } from './protobufWriter';
import type { RecordedSpan, Trace } from './recordedSpan';
import type { SpanDescription } from './span';

type Attributes = Readonly<Record<string, string | number>>;

const kinds = { internal: 1, server: 2, client: 3 } as const;
const statusOfFailures = 2;
/** Flags: it is known whether the parent is somebody else's; it is. */
const [knowsParent, hasForeignParent] = [0x100, 0x200];
/** Of a span, in bytes. */
const usualSize = 280;

/**
 * Spans in OTLP's protobuf form (opentelemetry/proto/trace/v1/trace.proto). By hand, since the SDK's own way there is most of what
 * traces would cost: here what all spans of a kind have in common is encoded once, and each span is written in one go.
 */
export class OtlpEncoder {
  readonly #sender: Uint8Array;
  readonly #scope: Uint8Array;
  readonly #descriptions = new WeakMap<SpanDescription, Uint8Array>();

  /** `sender` says who sends the spans, `scope` what recorded them. */
  constructor(sender: Attributes, scope: { name: string; version: string }) {
    this.#sender = encode((writer) => {
      const resource = writer.begin(1);
      writeAttributes(writer, 1, sender);
      writer.end(resource);
    });
    this.#scope = encode((writer) => {
      const instrumentation = writer.begin(1);
      writer.text(1, scope.name);
      writer.text(2, scope.version);
      writer.end(instrumentation);
    });
  }

  /** An `ExportTraceServiceRequest`. */
  encode(spans: readonly RecordedSpan[]): Uint8Array {
    const writer = new ProtobufWriter(usualSize * (spans.length + 1));
    const ofSender = writer.begin(1);
    writer.copy(this.#sender);
    const ofScope = writer.begin(2);
    writer.copy(this.#scope);
    for (const span of spans) this.#write(writer, span);
    writer.end(ofScope);
    writer.end(ofSender);
    return writer.finish();
  }

  #write(writer: ProtobufWriter, span: RecordedSpan): void {
    const { trace, description, parentId, attributes, failure } = span;
    const { traceId, traceFlags } = trace.context;
    const start = writer.begin(2);
    writer.hex(1, traceId);
    writer.hex(2, span.spanId);
    if (trace.tracestate !== undefined) writer.text(3, trace.tracestate);
    if (parentId !== undefined) writer.hex(4, parentId);
    writer.copy(this.#described(description));
    writeTime(writer, 7, trace, span.startedAt);
    writeTime(writer, 8, trace, span.endedAt);
    if (attributes !== undefined) writeAttributes(writer, 9, attributes);
    if (failure !== undefined) {
      writeAttribute(writer, 9, 'error.type', failure);
      const status = writer.begin(15);
      writer.number(3, statusOfFailures);
      writer.end(status);
    }
    const isForeign = description.kind === 'server' && parentId !== undefined;
    writer.fixed32(16, traceFlags | knowsParent | (isForeign ? hasForeignParent : 0));
    writer.end(start);
  }

  #described(description: SpanDescription): Uint8Array {
    let fields = this.#descriptions.get(description);
    if (fields === undefined) {
      fields = encode((writer) => {
        writer.text(5, description.name);
        writer.number(6, kinds[description.kind]);
        writeAttributes(writer, 9, description.attributes);
      });
      this.#descriptions.set(description, fields);
    }
    return fields;
  }
}

function encode(write: (writer: ProtobufWriter) => void): Uint8Array {
  const writer = new ProtobufWriter();
  write(writer);
  return writer.finish();
}

function writeAttributes(writer: ProtobufWriter, field: number, attributes: Attributes): void {
  for (const name in attributes) writeAttribute(writer, field, name, attributes[name]!);
}

function writeAttribute(writer: ProtobufWriter, field: number, name: string, value: string | number): void {
  const pair = writer.begin(field);
  writer.text(1, name);
  const either = writer.begin(2);
  if (typeof value === 'string') writer.text(1, value);
  else writer.number(3, value);
  writer.end(either);
  writer.end(pair);
}

/** `at` is in ms of `performance.now()`; what is written, in ns since 1970, which is more than a number holds exactly. */
function writeTime(writer: ProtobufWriter, field: number, { startedAt, startTime }: Trace, at: number): void {
  const low = startTime.low + Math.round((at - startedAt) * 1e6);
  const carry = Math.floor(low / 2 ** 32);
  writer.fixed64(field, startTime.high + carry, low - carry * 2 ** 32);
}
