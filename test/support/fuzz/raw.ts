import { gzipSync } from 'node:zlib';
import { chance, type Draw, oddText, pick, times, upTo } from './draw';
import type { HttpInput } from './http';
import { mutateBytes } from './mutations';

/** Arbitrary bytes for a socket. */
export interface RawInput {
  /** Sent one after the other. */
  pieces: Buffer[];
  /**
   * True for a complete request, which must get a response. Otherwise the client disconnects after sending, and only
   * that must end.
   */
  isWhole: boolean;
  /** How the client disconnects. */
  end: 'fin' | 'reset';
}

/** Bytes around `good`, a valid request: not HTTP, almost HTTP, and unusual HTTP. */
export function drawRaw(draw: Draw, good: HttpInput): RawInput {
  const { bytes, isWhole } = pick(draw, [wholeRequest, wholeRequest, brokenRequest, brokenRequest, garbage])(
    draw,
    good,
  );
  return { pieces: split(draw, bytes), isWhole, end: chance(draw, 85) ? 'fin' : 'reset' };
}

interface Bytes {
  bytes: Buffer;
  isWhole: boolean;
}

const line = '\r\n';

function request(good: HttpInput, headers: string[], body: Buffer | string, start = 'POST /graphql HTTP/1.1'): Buffer {
  const own = Object.entries(good.headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from([start, ...own, ...headers, '', ''].join(line), 'latin1'), Buffer.from(body)]);
}

/** Requests that a server must answer, at least with an error. */
function wholeRequest(draw: Draw, good: HttpInput): Bytes {
  const body = Buffer.from(good.body ?? '');
  const length = `content-length: ${body.length}`;
  const base = ['host: gateway', 'connection: close'];
  const chunks = () => {
    const sizes = times(1 + upTo(draw, 5), () => upTo(draw, body.length)).sort((a, b) => a - b);
    const parts = [0, ...sizes]
      .map((from, index) => body.subarray(from, sizes[index] ?? body.length))
      .filter((part) => part.length > 0);
    const extension = () => (chance(draw, 20) ? `;x=${'y'.repeat(upTo(draw, 50))}` : '');
    return Buffer.concat([
      ...parts.flatMap((part) => [Buffer.from(part.length.toString(16) + extension() + line), part, Buffer.from(line)]),
      Buffer.from(`0${line}${chance(draw, 30) ? `x-trailer: y${line}` : ''}${line}`),
    ]);
  };
  const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==';
  const bytes = pick(draw, [
    () => request(good, [...base, length], body),
    () => request(good, [...base, 'transfer-encoding: chunked'], chunks()),
    () => request(good, [...base, length, 'expect: 100-continue'], body),
    () =>
      request(
        good,
        ['host: gateway', length, 'connection: close', 'upgrade: h2c', 'http2-settings: AAMAAABkAAQAAP__'],
        body,
      ),
    () =>
      request(
        { ...good, headers: {} },
        ['host: gateway', 'connection: close', 'upgrade: websocket', key, 'sec-websocket-version: 13'],
        '',
        'GET /graphql HTTP/1.1',
      ),
    () => request(good, ['connection: close', length], body, 'POST /graphql HTTP/1.0'),
    () => request(good, ['connection: close', length], body),
    () =>
      request(
        good,
        [...base, length],
        body,
        `${pick(draw, ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])} ${pick(draw, ['/graphql', '*', '/', 'http://gateway/graphql'])} HTTP/1.1`,
      ),
    () => request(good, [...base, length, `x-odd: ${oddBytes(draw, 200)}`], body),
    () => request(good, [...base, length, ...times(upTo(draw, 300), (n) => `x-${n}: y`)], body),
    () => request(good, [...base, length, `x-large: ${'y'.repeat(upTo(draw, 14_000))}`], body),
    () => request(good, [...base, length, 'authorization: Bearer x', 'content-type: text/plain'], body),
    () =>
      request(good, ['host: gateway', length], body)
        .toString('latin1')
        .repeat(1 + upTo(draw, 3)) + request(good, [...base, length], body).toString('latin1'),
    () => request(good, [...base, 'content-length: 0'], ''),
    () => request(good, [...base, 'transfer-encoding: chunked'], `0${line}${line}`),
    () => {
      const mutated = mutateBytes(draw, body);
      return request(good, [...base, `content-length: ${mutated.length}`], mutated);
    },
    () => {
      const packed = gzipSync(body);
      return request(good, [...base, 'content-encoding: gzip', `content-length: ${packed.length}`], packed);
    },
  ])();
  return { bytes: Buffer.from(bytes as Buffer), isWhole: true };
}

/** Requests that contradict themselves, do not end, or contain forbidden bytes. */
function brokenRequest(draw: Draw, good: HttpInput): Bytes {
  const body = String(good.body ?? '');
  const length = `content-length: ${Buffer.byteLength(body)}`;
  const host = 'host: gateway';
  const chunked = 'transfer-encoding: chunked';
  const second = () => request(good, [host, length], body).toString('latin1');
  const whole = () => request(good, [host, length], body);
  const bytes = pick<() => Buffer>(draw, [
    () => mutateBytes(draw, whole()),
    () => whole().subarray(0, upTo(draw, whole().length)),
    whole,
    () =>
      request(
        good,
        [
          host,
          `content-length: ${pick(draw, ['-1', 'x', '1e3', '+5', ' 5', '5 5', '0x10', '9'.repeat(30), '', '5, 5', '1.5', '4294967296'])}`,
        ],
        body,
      ),
    () => request(good, [host, length, `content-length: ${upTo(draw, 1000)}`], body),
    () => request(good, [host, `content-length: ${upTo(draw, body.length)}`], body),
    () => request(good, [host, `content-length: ${Buffer.byteLength(body) + 1 + upTo(draw, 5000)}`], body),
    // Request smuggling: two servers could read these as different requests.
    () => request(good, [host, length, chunked], `0${line}${line}${second()}`),
    () => request(good, [host, chunked, length], body),
    () => request(good, [host, 'content-length: 4', chunked], `5c${line}${second()}${line}0${line}${line}`),
    () =>
      request(
        good,
        [host, chunked, `transfer-encoding: ${pick(draw, ['identity', 'gzip', 'x', 'chunked'])}`],
        `0${line}${line}${second()}`,
      ),
    () =>
      request(
        good,
        [
          host,
          pick(draw, [
            'transfer-encoding: xchunked',
            'transfer-encoding : chunked',
            ' transfer-encoding: chunked',
            'transfer-encoding:\tchunked',
            'x: y\ntransfer-encoding: chunked',
            'transfer-encoding: \x0bchunked',
            'Transfer-Encoding: chunked, identity',
          ]),
        ],
        `5${line}hello${line}0${line}${line}`,
      ),
    () =>
      request(
        good,
        [host, chunked],
        pick(draw, [
          'zz\r\n',
          '-1\r\n',
          '5\r\nhello',
          '5\r\nhelloX0\r\n\r\n',
          `${'f'.repeat(17)}\r\n`,
          `5;${'x'.repeat(100_000)}\r\nhello\r\n0\r\n\r\n`,
          '0x5\r\nhello\r\n0\r\n\r\n',
          '\r\n\r\n',
          '5\nhello\n0\n\n',
          `0\r\n${'x: y\r\n'.repeat(5000)}\r\n`,
        ]),
      ),
    () => request(good, [host, `x-large: ${'y'.repeat(16_000 + upTo(draw, 200_000))}`, length], body),
    () => request(good, [host, ...times(2000 + upTo(draw, 5000), (n) => `x${n}: y`), length], body),
    () =>
      request(
        good,
        [
          host,
          pick(draw, [
            'x',
            ': y',
            'x y: z',
            'x: a\0b',
            'x: a\rb',
            'é: y',
            ' folded',
            '\tfolded',
            'x:'.padEnd(50, ':'),
            `${'n'.repeat(70_000)}: y`,
          ]),
          length,
        ],
        body,
      ),
    () => request(good, [host, 'host: other', length], body),
    () => request(good, [length], body),
    () => request(good, [host, length, `expect: ${pick(draw, ['200-ok', '', '100-continue, x'])}`], body),
    () =>
      request(
        good,
        [host, length],
        body,
        `${pick(draw, ['post', 'FOO', 'GET', 'CONNECT', 'PRI', '', 'POST'.repeat(5000), 'P\0ST'])} ${pick(draw, ['/graphql', '', '*', 'gateway:443', '/\0', '/é', '/%', `/${'x'.repeat(20_000)}`, 'graphql', '\\'])} ${pick(draw, ['HTTP/1.1', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', 'HTTP/1', 'ICAP/1.0', '', 'HTTP/1.1 HTTP/1.1'])}`,
      ),
    () => Buffer.from(whole().toString('latin1').replaceAll(line, '\n'), 'latin1'),
    () => Buffer.from(line.repeat(upTo(draw, 2000)) + second(), 'latin1'),
    () =>
      request(
        { ...good, headers: {} },
        [
          host,
          'upgrade: websocket',
          'connection: upgrade',
          'sec-websocket-version: 13',
          `sec-websocket-key: ${oddBytes(draw, 30)}`,
        ],
        '\x81\x05hello',
        'GET /graphql HTTP/1.1',
      ),
  ])();
  return { bytes, isWhole: false };
}

function garbage(draw: Draw): Bytes {
  const bytes = pick<() => Buffer>(draw, [
    () => Buffer.from(times(upTo(draw, 3000), () => upTo(draw, 255))),
    () => Buffer.from(oddText(draw).repeat(1 + upTo(draw, 50))),
    () => Buffer.from('16030100c8010000c40303', 'hex'),
    () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1'),
    () => Buffer.from('\x05\x01\0', 'latin1'),
    () => Buffer.from('EHLO gateway\r\nMAIL FROM:<x@example.edu>\r\n'),
    () => Buffer.from('{"query":"{ __typename }"}'),
    () => Buffer.alloc(upTo(draw, 100_000), upTo(draw, 255)),
    () => Buffer.alloc(0),
  ])();
  return { bytes, isWhole: false };
}

/** One-byte characters without line breaks. The parser decides about the rest. */
function oddBytes(draw: Draw, most: number): string {
  return String.fromCharCode(...times(1 + upTo(draw, most), () => 0x20 + upTo(draw, 0xdf))).replaceAll('\x7f', '');
}

function split(draw: Draw, bytes: Buffer): Buffer[] {
  if (chance(draw, 60)) return [bytes];
  const cuts = times(upTo(draw, 6), () => upTo(draw, bytes.length)).sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.length));
}
