import { startTestGateway, type TestGateway } from './support/gateway';
import { type RawUpstream, startRawUpstream } from './support/rawUpstream';

const list = '{ lineItems { nodes { id } } }';

/** `retryAfterSeconds` of a read that is throttled with these headers. */
async function askWith(lines: string[]): Promise<number | undefined> {
  let upstream: RawUpstream | undefined;
  let gateway: TestGateway | undefined;
  try {
    const answer = ['HTTP/1.1 429 Too Many Requests', ...lines, 'content-length: 0', '', ''].join('\r\n');
    upstream = await startRawUpstream((socket) => void socket.write(answer));
    gateway = await startTestGateway({ config: { ltiaasUrl: upstream.url, upstreamTimeoutMs: 500 } });
    const { authorization } = gateway.sandbox.seeded.instructor;
    const { errors } = await gateway.run(list, {}, authorization.serviceKey);
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    return errors[0]!.extensions.retryAfterSeconds as number | undefined;
  } finally {
    await gateway?.close();
    await upstream?.close();
  }
}

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);
const pad = (value: number, with_ = '0') => String(value).padStart(2, with_);
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const monthOf = (date: Date) => date.toUTCString().slice(8, 11);
const timeOf = (date: Date) => date.toISOString().slice(11, 19);
const rfc850 = (date: Date) =>
  `${days[date.getUTCDay()]}, ${pad(date.getUTCDate())}-${monthOf(date)}-${pad(date.getUTCFullYear() % 100)} ${timeOf(date)} GMT`;
const asctime = (date: Date) =>
  `${days[date.getUTCDay()]!.slice(0, 3)} ${monthOf(date)} ${pad(date.getUTCDate(), ' ')} ${timeOf(date)} ${date.getUTCFullYear()}`;

test.each<[string, string[], number]>([
  ['a whole number', ['17'], 17],
  ['a fraction, rounded up', ['1.5'], 2],
  ['a small fraction', ['0.001'], 1],
  ['surrounding spaces', ['  30  '], 30],
  ['the longer of two headers', ['3', '17'], 17],
  ['the longer of two headers, in reverse order', ['17', '3'], 17],
  ['the longest of a list', ['3, 60,5'], 60],
  ['one valid value and one invalid value', ['soon', '20'], 20],
  ['a huge number', ['9'.repeat(30)], 2 ** 31 - 1],
  ["a number beyond JavaScript's range", ['9'.repeat(400)], 2 ** 31 - 1],
  ['a date in the year 9999', ['Fri, 31 Dec 9999 23:59:59 GMT'], 2 ** 31 - 1],
  ['a date in the past', ['Wed, 01 Oct 2025 08:00:00 GMT'], 0],
  ['a date in the past with a two-digit year', ['Sunday, 06-Nov-94 08:49:37 GMT'], 0],
])('Retry-After: %s', async (_what, values, expected) => {
  expect(await askWith(values.map((value) => `retry-after: ${value}`))).toBe(expected);
});

test.each<[string, (date: Date) => string[]]>([
  ['IMF-fixdate', (date) => [date.toUTCString()]],
  ['RFC 850', (date) => [rfc850(date)]],
  ['asctime', (date) => [asctime(date)]],
  ['a date and a number', (date) => [`5, ${date.toUTCString()}`]],
  ['a date and a number, in reverse order', (date) => [`${date.toUTCString()}, 5`]],
])('Retry-After: a date as %s', async (_what, write) => {
  const seconds = (await askWith(write(inSeconds(90)).map((value) => `retry-after: ${value}`)))!;
  expect(seconds).toBeGreaterThan(60);
  expect(seconds).toBeLessThanOrEqual(90);
});

test.each([
  '',
  'soon',
  '-5',
  '+5',
  '5s',
  '1e3',
  '0x10',
  'Infinity',
  'NaN',
  'tomorrow at noon',
  'Nov 28 2027',
  '2027-11-28T10:15:30Z',
  'Sun, 28 Nov 2027 10:15:30 +0100',
  'Sun, 30 Feb 2028 10:15:30 GMT',
  'Sun, 28 Foo 2027 10:15:30 GMT',
  'Sun, 28 Nov 2027 25:15:30 GMT',
])('Retry-After: %p is ignored', async (value) => {
  expect(await askWith([`retry-after: ${value}`])).toBeUndefined();
});
