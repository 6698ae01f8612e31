import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { type Answer, startTestGateway, type TestGateway } from './support/gateway';
import { openWire, postText } from './support/wire';

const stopDelayMs = 300;
const upstreamTimeoutMs = 1500;
const durations = { arrivalMs: 500, firstByteMs: 300 };
/** The time in ms that a stop may need in addition to these two. */
const spareMs = 2000;
const read = '{ lineItems(first: 1) { nodes { label } } }';
const write =
  'mutation { createLineItem(input: { label: "Essay", scoreMaximum: 1 }) { lineItem { label } userErrors { code } } }';

let gateway: TestGateway;
let bearer: string;
let closing: Promise<void> | undefined;
let calledAt: number;

beforeEach(async () => {
  closing = undefined;
  gateway = await startTestGateway({ config: { stopDelayMs, upstreamTimeoutMs }, durations });
  const course = gateway.sandbox.createCourse({ lineItems: 1 });
  bearer = gateway.sandbox.launch({ course }).authorization.bearer;
});
afterEach(() => closing ?? gateway.close());

function stop(): void {
  calledAt = performance.now();
  closing = gateway.close();
}

/** The duration of the stop in ms. */
async function stopped(): Promise<number> {
  await closing;
  return performance.now() - calledAt;
}

/** Stops, and waits until the port is closed. */
async function stopListening(): Promise<void> {
  stop();
  await wait(stopDelayMs + 100);
}

/** An operation that LTIAAS answers late, or never. */
async function startSlow(operation: string, fault: { delayMs: number } | { hang: true }) {
  // By then the caller is known.
  await gateway.run(read, {}, bearer);
  gateway.sandbox.fault(fault);
  const calls = gateway.sandbox.requests.length;
  const answer: Promise<Answer<any>> = gateway.run(operation, {}, bearer);
  while (gateway.sandbox.requests.length === calls) await wait(5);
  // A read without a response is retried, and the retry gets none either.
  if (!('hang' in fault)) gateway.sandbox.clearFaults();
  return { answer };
}

test('is not ready immediately and still serves requests', async () => {
  expect(await (await fetch(`${gateway.url}/readyz`)).json()).toEqual({ status: 'ready' });
  stop();
  const ready = await fetch(`${gateway.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'stopping' }]);
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  const { data, headers } = await gateway.run(write, {}, bearer);
  expect([data.createLineItem.userErrors, headers.get('connection')]).toEqual([[], 'close']);
  expect(await stopped()).toBeGreaterThanOrEqual(stopDelayMs - 1);
});

test('then rejects new connections and finishes requests in flight', async () => {
  const slow = await startSlow(write, { delayMs: 500 });
  await stopListening();
  await expect(openWire(gateway.url)).rejects.toThrow('ECONNREFUSED');
  const { data, headers } = await slow.answer;
  expect(data.createLineItem).toEqual({ lineItem: { label: 'Essay' }, userErrors: [] });
  expect(headers.get('connection')).toBe('close');
  expect(await stopped()).toBeLessThan(upstreamTimeoutMs);
});

describe('a client that is connected then', () => {
  const refusal = {
    errors: [{ message: expect.any(String), extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } }],
  };

  test('gets 503 with Retry-After for a new request on a kept connection', async () => {
    const kept = new Pool(gateway.url, { connections: 1 });
    const send = (query: string) =>
      kept.request({
        path: '/graphql',
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: bearer },
        body: JSON.stringify({ query }),
      });
    expect(await (await send('{ __typename }')).body.json()).toHaveProperty('data');
    const slow = await startSlow(read, { delayMs: 500 });
    await stopListening();
    gateway.takeCalls();
    const { statusCode, headers, body } = await send(write);
    expect([statusCode, headers['retry-after'], headers.connection]).toEqual([503, '1', 'close']);
    expect(await body.json()).toEqual(refusal);
    expect(gateway.takeCalls()).toEqual([]);
    expect((await slow.answer).errors).toEqual([]);
    await kept.close();
  });

  test.each([
    ['has not sent all of a request', -10],
    ['has sent nothing on a new connection', 0],
  ])('that %s is served', async (_what, sent) => {
    const wire = await openWire(gateway.url);
    const text = postText(write, bearer);
    wire.send(text.slice(0, sent));
    await wait(50);
    await stopListening();
    wire.send(text.slice(sent));
    const answer = await wire.ends();
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*\r\nconnection: close\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ data: { createLineItem: { userErrors: [] } } });
    expect(gateway.takeCalls()).toContain('POST lineItems');
    expect(await stopped()).toBeLessThan(upstreamTimeoutMs);
  });
});

describe('stops in time', () => {
  const inTime = stopDelayMs + upstreamTimeoutMs + spareMs;

  test.each([
    ['nothing is sent on a connection', ''],
    ['a request stops in its headers', postText(read).slice(0, 20)],
    ['a request stops in its body', postText(read).slice(0, -5)],
    ['an answer is never read', `GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: gateway\r\n\r\n`.repeat(5000)],
  ])('if %s', async (_what, text) => {
    const wire = await openWire(gateway.url);
    if (text.length > 1000) wire.pause();
    wire.send(text);
    await wait(50);
    stop();
    // Incomplete requests get less time than responses.
    expect(await stopped()).toBeLessThan(text.length > 1000 ? inTime : stopDelayMs + upstreamTimeoutMs + 700);
    wire.close();
  });

  test.each([
    [
      'read',
      read,
      { data: { lineItems: null }, errors: [expect.objectContaining({ extensions: { code: 'UPSTREAM_TIMEOUT' } })] },
    ],
    [
      'write',
      write,
      { data: { createLineItem: { lineItem: null, userErrors: [{ code: 'OUTCOME_UNKNOWN' }] } }, errors: [] },
    ],
  ])('if LTIAAS never answers a %s, and reports it', async (_what, operation, expected) => {
    const slow = await startSlow(operation, { hang: true });
    stop();
    expect(await slow.answer).toMatchObject(expected);
    expect(await stopped()).toBeLessThan(inTime);
  });
});
