/** How what follows a field's number is encoded. */
const wireTypes = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;

/**
 * Writes protobuf messages backwards, the last field first: a message's length stands before it, and so is known when it is written.
 */
export class ProtobufWriter {
  #bytes: Buffer;
  #view: DataView;
  /** Where what is written begins. */
  #at: number;

  constructor(expectedSize = 256) {
    this.#bytes = Buffer.allocUnsafe(expectedSize);
    this.#view = viewOf(this.#bytes);
    this.#at = expectedSize;
  }

  /** In bytes, so far. */
  get length(): number {
    return this.#bytes.length - this.#at;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  /** Makes a field of all that was written since it was so long. */
  wrap(field: number, length: number): void {
    this.#varint(this.length - length);
    this.#tag(field, wireTypes.delimited);
  }

  /** Fields that are encoded already. */
  copy(fields: Uint8Array): void {
    this.#room(fields.length);
    this.#at -= fields.length;
    this.#bytes.set(fields, this.#at);
  }

  text(field: number, text: string): void {
    const size = Buffer.byteLength(text);
    this.#room(size);
    this.#at -= size;
    this.#bytes.write(text, this.#at);
    this.#varint(size);
    this.#tag(field, wireTypes.delimited);
  }

  /** Those from `start` to before `end`; no more than 127. */
  bytes(field: number, bytes: Uint8Array, start: number, end: number): void {
    this.#room(end - start + 1);
    // For so few it is faster than `set`.
    for (let at = end; at > start;) this.#bytes[--this.#at] = bytes[--at]!;
    this.#bytes[--this.#at] = end - start;
    this.#tag(field, wireTypes.delimited);
  }

  /** A whole number from 0 to 2³² − 1. */
  number(field: number, value: number): void {
    this.#varint(value);
    this.#tag(field, wireTypes.varint);
  }

  fixed32(field: number, value: number): void {
    this.#room(4);
    this.#view.setUint32((this.#at -= 4), value, true);
    this.#tag(field, wireTypes.fixed32);
  }

  /** `high` · 2³² + `low`. */
  fixed64(field: number, high: number, low: number): void {
    this.#room(8);
    this.#view.setUint32((this.#at -= 4), high, true);
    this.#view.setUint32((this.#at -= 4), low, true);
    this.#tag(field, wireTypes.fixed64);
  }

  #tag(field: number, wireType: number): void {
    this.#varint((field << 3) | wireType);
  }

  #varint(value: number): void {
    let size = 1;
    for (let rest = value >>> 7; rest > 0; rest >>>= 7) size += 1;
    this.#room(size);
    let at = (this.#at -= size);
    for (; value > 0x7f; value >>>= 7) this.#bytes[at++] = (value & 0x7f) | 0x80;
    this.#bytes[at] = value;
  }

  #room(count: number): void {
    if (count <= this.#at) return;
    const written = this.#bytes.subarray(this.#at);
    const bytes = Buffer.allocUnsafe(2 * this.#bytes.length + count);
    this.#at = bytes.length - written.length;
    bytes.set(written, this.#at);
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
