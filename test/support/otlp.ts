import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A span as received. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
  name: string;
  /** 1 internal, 2 server, 3 client. */
  kind: number;
  /** In ns since 1970. */
  start: bigint;
  end: bigint;
  /** 0 unset, 2 error. */
  status: number;
  attributes: Record<string, string | number>;
  /** 0x1: sampled; 0x100: it is known whether the parent is remote; 0x200: the parent is remote. */
  flags: number;
  /** Resource attributes of the sender. */
  resource: Record<string, string | number>;
}

/** The address for traces. */
export interface Collector {
  url: string;
  spans: ReceivedSpan[];
  /** All received bytes, including headers. */
  raw(): string;
  requests: { path: string; headers: Record<string, unknown> }[];
  close(): Promise<void>;
}

/** Receives traces over HTTP like OpenTelemetry's collector; with `hang` it never answers. */
export async function startCollector({ hang = false } = {}): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const requests: Collector['requests'] = [];
  let raw = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      raw += `${JSON.stringify(request.headers)}\n${body.toString('latin1')}\n${body.toString('utf8')}\n`;
      requests.push({ path: request.url!, headers: request.headers });
      spans.push(...readRequest(body));
      if (!hang) response.setHeader('content-type', 'application/x-protobuf').end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests,
    raw: () => raw,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type Value = bigint | Buffer;

/** The fields of a protobuf message by number; the schema gives their meaning. */
export function readMessage(bytes: Buffer): Map<number, Value[]> {
  const fields = new Map<number, Value[]>();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(bytes[at++]!);
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const values = fields.get(key >> 3) ?? [];
    fields.set(key >> 3, values);
    if ((key & 7) === 0) values.push(varint());
    else {
      const size = (key & 7) === 2 ? Number(varint()) : (key & 7) === 1 ? 8 : 4;
      const part = bytes.subarray(at, (at += size));
      values.push((key & 7) === 1 ? part.readBigUInt64LE() : (key & 7) === 5 ? BigInt(part.readUInt32LE()) : part);
    }
  }
  return fields;
}

// opentelemetry/proto/collector/trace/v1/trace_service.proto and its imports.
function readRequest(body: Buffer): ReceivedSpan[] {
  return messages(readMessage(body), 1).flatMap((resourceSpans) => {
    const resource = messages(resourceSpans, 1).flatMap((one) => messages(one, 1));
    return messages(resourceSpans, 2)
      .flatMap((scope) => messages(scope, 2))
      .map((span) => readSpan(span, readAttributes(resource)));
  });
}

function readSpan(span: Map<number, Value[]>, resource: ReceivedSpan['resource']): ReceivedSpan {
  const bytes = (field: number) => (span.get(field)?.[0] as Buffer | undefined) ?? Buffer.of();
  const number = (field: number) => (span.get(field)?.[0] as bigint | undefined) ?? 0n;
  const [status] = messages(span, 15);
  return {
    traceId: bytes(1).toString('hex'),
    spanId: bytes(2).toString('hex'),
    traceState: bytes(3).toString(),
    parentSpanId: bytes(4).toString('hex'),
    name: bytes(5).toString(),
    kind: Number(number(6)),
    start: number(7),
    end: number(8),
    attributes: readAttributes(messages(span, 9)),
    status: Number(status?.get(3)?.[0] ?? 0),
    flags: Number(number(16)),
    resource,
  };
}

function readAttributes(pairs: Map<number, Value[]>[]): Record<string, string | number> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [value] = messages(pair, 2);
      const text = value!.get(1)?.[0] as Buffer | undefined;
      return [
        (pair.get(1)![0] as Buffer).toString(),
        text === undefined ? Number(value!.get(3)?.[0]) : text.toString(),
      ];
    }),
  );
}

export function messages(message: Map<number, Value[]>, field: number): Map<number, Value[]>[] {
  return (message.get(field) ?? []).map((value) => readMessage(value as Buffer));
}
