/** How what follows a field's number is encoded. */
const wireTypes = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;
const digits = new Uint8Array(128);
for (let digit = 0; digit < 16; digit += 1) digits[digit.toString(16).charCodeAt(0)] = digit;

/** Writes protobuf messages, field by field. */
export class ProtobufWriter {
  #bytes: Buffer;
  #at = 0;

  constructor(expectedSize = 256) {
    this.#bytes = Buffer.allocUnsafe(expectedSize);
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Begins a message within this one; what it gives, `end` takes. */
  begin(field: number): number {
    this.#tag(field, wireTypes.delimited);
    this.#room(1);
    this.#at += 1;
    return this.#at;
  }

  /** Puts the length before what was written since: mostly it takes one or two bytes. */
  end(start: number): void {
    const length = this.#at - start;
    let more = 0;
    for (let rest = length >>> 7; rest > 0; rest >>>= 7) more += 1;
    if (more > 0) {
      this.#room(more);
      this.#bytes.copyWithin(start + more, start, this.#at);
    }
    this.#at = start - 1;
    this.#varint(length);
    this.#at += length;
  }

  /** Fields that are encoded already. */
  copy(fields: Uint8Array): void {
    this.#room(fields.length);
    this.#bytes.set(fields, this.#at);
    this.#at += fields.length;
  }

  text(field: number, text: string): void {
    this.#tag(field, wireTypes.delimited);
    const length = Buffer.byteLength(text);
    this.#varint(length);
    this.#room(length);
    this.#at += this.#bytes.write(text, this.#at);
  }

  /** Bytes that are given as hexadecimal digits. */
  hex(field: number, text: string): void {
    const length = text.length / 2;
    this.#tag(field, wireTypes.delimited);
    this.#varint(length);
    this.#room(length);
    for (let at = 0; at < text.length; at += 2)
      this.#bytes[this.#at++] = (digits[text.charCodeAt(at)]! << 4) | digits[text.charCodeAt(at + 1)]!;
  }

  /** A whole number from 0 to 2³² − 1. */
  number(field: number, value: number): void {
    this.#tag(field, wireTypes.varint);
    this.#varint(value);
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, wireTypes.fixed32);
    this.#room(4);
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  /** `high` · 2³² + `low`. */
  fixed64(field: number, high: number, low: number): void {
    this.#tag(field, wireTypes.fixed64);
    this.#room(8);
    this.#at = this.#bytes.writeUInt32LE(low, this.#at);
    this.#at = this.#bytes.writeUInt32LE(high, this.#at);
  }

  #tag(field: number, wireType: number): void {
    this.#varint((field << 3) | wireType);
  }

  #varint(value: number): void {
    this.#room(5);
    for (; value > 0x7f; value >>>= 7) this.#bytes[this.#at++] = (value & 0x7f) | 0x80;
    this.#bytes[this.#at++] = value;
  }

  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const bytes = Buffer.allocUnsafe(2 * this.#bytes.length + count);
    // All of it: `end` goes back to before what is written already.
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
