import { ProtobufWriter } from './protobufWriter';
import type { RecordedSpan } from './recordedSpan';
import type { SpanDescription } from './span';

type Attributes = Readonly<Record<string, string | number>>;

const kinds = { internal: 1, server: 2, client: 3 } as const;
const statusOfFailures = 2;
/** Flags: it is sampled; it is known whether the parent is somebody else's; it is. */
const [sampled, knowsParent, hasForeignParent] = [1, 0x100, 0x200];
/** Of a span, in bytes. */
const usualSize = 280;
const traceIdSize = 16;
const idsSize = traceIdSize + 8;

/** Who sends spans, what recorded them, and what is true of all calls. */
export interface OtlpSource {
  sender: Attributes;
  scope: { name: string; version: string };
  calls: Attributes;
}

/**
 * Spans in OTLP's protobuf form (opentelemetry/proto/trace/v1/trace.proto). By hand, since the SDK's own way there is most of what
 * traces would cost: here whatever spans have in common is encoded once, and of each of them little more than its ids and times.
 */
export class OtlpEncoder {
  readonly #sender: Uint8Array;
  readonly #scope: Uint8Array;
  readonly #described = new Map<SpanDescription, Uint8Array>();
  readonly #answered = new Map<number, Uint8Array>();

  constructor(private readonly source: OtlpSource) {
    this.#sender = encode((writer) => {
      writeAttributes(writer, 1, source.sender);
      writer.wrap(1, 0);
    });
    this.#scope = encode((writer) => {
      writer.text(2, source.scope.version);
      writer.text(1, source.scope.name);
      writer.wrap(1, 0);
    });
  }

  /** An `ExportTraceServiceRequest`. */
  encode(spans: readonly RecordedSpan[]): Uint8Array {
    const writer = new ProtobufWriter(usualSize * (spans.length + 1));
    for (const span of spans) this.#write(writer, span);
    writer.copy(this.#scope);
    writer.wrap(2, 0);
    writer.copy(this.#sender);
    writer.wrap(1, 0);
    return writer.finish();
  }

  #write(writer: ProtobufWriter, span: RecordedSpan): void {
    const { trace, number, parent, attributes, failure, status } = span;
    const end = writer.length;
    const isForeign = parent < 0 && trace.parentId !== undefined;
    writer.fixed32(16, sampled | knowsParent | (isForeign ? hasForeignParent : 0));
    if (failure !== undefined) {
      const endOfStatus = writer.length;
      writer.number(3, statusOfFailures);
      writer.wrap(15, endOfStatus);
      writeAttribute(writer, 9, 'error.type', failure);
    }
    if (status !== undefined) writer.copy(this.#ofAnswer(status));
    if (attributes !== undefined) writeAttributes(writer, 9, attributes);
    writer.copy(this.#ofDescription(span.description));
    writeTime(writer, 8, trace.startTime, span.endedAt - trace.startedAt);
    writeTime(writer, 7, trace.startTime, span.startedAt - trace.startedAt);
    if (parent >= 0) writer.bytes(4, trace.idsOf(parent), traceIdSize, idsSize);
    else if (trace.parentId !== undefined) writer.bytes(4, Buffer.from(trace.parentId, 'hex'), 0, 8);
    if (trace.tracestate !== undefined) writer.text(3, trace.tracestate);
    const ids = trace.idsOf(number);
    writer.bytes(2, ids, traceIdSize, idsSize);
    writer.bytes(1, ids, 0, traceIdSize);
    writer.wrap(2, end);
  }

  #ofDescription(description: SpanDescription): Uint8Array {
    let fields = this.#described.get(description);
    if (fields === undefined) {
      fields = encode((writer) => {
        if (description.kind === 'client') writeAttributes(writer, 9, this.source.calls);
        writeAttributes(writer, 9, description.attributes);
        writer.number(6, kinds[description.kind]);
        writer.text(5, description.name);
      });
      this.#described.set(description, fields);
    }
    return fields;
  }

  #ofAnswer(status: number): Uint8Array {
    let fields = this.#answered.get(status);
    if (fields === undefined) {
      fields = encode((writer) => writeAttribute(writer, 9, 'http.response.status_code', status));
      this.#answered.set(status, fields);
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
  const end = writer.length;
  if (typeof value === 'string') writer.text(1, value);
  else writer.number(3, value);
  writer.wrap(2, end);
  writer.text(1, name);
  writer.wrap(field, end);
}

/** `start` and `since` are in ms; what is written, in ns since 1970, which is more than a number holds exactly. */
function writeTime(writer: ProtobufWriter, field: number, start: number, since: number): void {
  // In units of 2¹⁶ ns, which 2¹⁶ ms are a whole number of.
  const units = Math.floor(start / 2 ** 16) * 1e6;
  const low = (units % 2 ** 16) * 2 ** 16 + (start % 2 ** 16) * 1e6 + Math.round(since * 1e6);
  const carry = Math.floor(low / 2 ** 32);
  writer.fixed64(field, Math.floor(units / 2 ** 16) + carry, low - carry * 2 ** 32);
}
