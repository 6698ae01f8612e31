import { startTestGateway, type TestGateway, withTestGateway } from './support/gateway';
import { openWire, postText } from './support/wire';

const typename = postText('{ __typename }');
const [head, body] = typename.split('\r\n\r\n') as [string, string];

/** Status and JSON of the single response in the received bytes. */
function readAnswer(text: string) {
  const [headers, content] = text.split('\r\n\r\n');
  return { status: Number(text.split(' ')[1]), headers: headers!.toLowerCase(), body: JSON.parse(content!) };
}
const inForm = (code: string) => ({ errors: [{ message: expect.any(String), extensions: { code } }] });

describe('a request that takes too long to arrive times out', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ config: { requestTimeoutMs: 400 } });
  });
  afterAll(() => gateway.close());

  test.each([
    ['before the first byte', ''],
    ['in its first line', 'POST /gra'],
    ['in its headers', head],
    ['before its body', `${head}\r\n\r\n`],
    ['in its body', `${head}\r\n\r\n${body.slice(0, 5)}`],
  ])('%s', async (_where, start) => {
    const wire = await openWire(gateway.url);
    wire.send(start);
    const { status, headers, body: answer } = readAnswer(await wire.ends());
    expect([status, answer]).toEqual([408, inForm('BAD_REQUEST')]);
    expect(headers).toContain('connection: close');
  });

  test('sent byte by byte', async () => {
    const wire = await openWire(gateway.url);
    wire.send(`${head}\r\n\r\n`);
    let sent = 0;
    const drip = setInterval(() => wire.send(body[sent++]!), 50);
    expect(readAnswer(await wire.ends()).status).toBe(408);
    clearInterval(drip);
    expect(sent).toBeLessThan(body.length);
  });

  test('but not a request that waits for its response', async () => {
    const { bearer } = gateway.sandbox.launch().authorization;
    const fault = gateway.sandbox.fault({ delayMs: 1000 });
    const { errors } = await gateway.run('{ lineItems(first: 1) { nodes { id } } }', {}, bearer);
    fault.remove();
    expect(errors).toEqual([]);
  });
});

describe('bytes that are not a valid request', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  test.each([
    ['not HTTP', 'Good morning\r\n\r\n'],
    ['a TLS handshake', '\u0016\u0003\u0001\u0002\u0000'],
    ['no Host header', 'GET /healthz HTTP/1.1\r\n\r\n'],
    ['two lengths', head.replace('content-length', 'content-length: 3\r\ncontent-length') + '\r\n\r\n'],
    ['a length and chunks', `${head}\r\ntransfer-encoding: chunked\r\n\r\n`],
    ['a negative length', head.replace(/length: \d+/, 'length: -1') + '\r\n\r\n'],
    ['a line break in a header', `${head}\r\nx-name: a\n b: c\u0000\r\n\r\n`],
  ])('get 400: %s', async (_what, text) => {
    const wire = await openWire(gateway.url);
    wire.send(text);
    expect(await wire.ends()).toMatch(/^HTTP\/1\.1 400 /);
  });

  test.each(['', '[', 'a b', '%', ':', 'gateway:port', '<script>', '::1'])('get no 5xx for Host "%s"', async (host) => {
    const wire = await openWire(gateway.url);
    wire.send(typename.replace('host: gateway', `host: ${host}\r\nconnection: close`));
    expect(readAnswer(await wire.ends()).status).toBeLessThan(500);
  });

  test.each(['/%', '/graphql%', '/%c0%af', '/graphql/../..%2f'])('get no 5xx for %s', async (path) => {
    const wire = await openWire(gateway.url);
    wire.send(`GET ${path} HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n\r\n`);
    const { status, body: answer } = readAnswer(await wire.ends());
    expect([400, 404]).toContain(status);
    expect(answer).toEqual(inForm(status === 400 ? 'BAD_REQUEST' : 'NOT_FOUND'));
  });

  test('after a valid request do not make it look rejected', async () => {
    const { sandbox } = gateway;
    const course = sandbox.createCourse({ lineItems: 1 });
    const { bearer } = sandbox.launch({ course }).authorization;
    sandbox.fault({ method: 'POST', delayMs: 200 });
    const wire = await openWire(gateway.url);
    const mutation = 'mutation { createLineItem(input: { label: "Essay", scoreMaximum: 1 }) { lineItem { label } } }';
    wire.send(`${postText(mutation, bearer)} and something more`);
    const { status, body: answer } = readAnswer(await wire.ends());
    sandbox.clearFaults();
    expect([status, answer]).toEqual([200, { data: { createLineItem: { lineItem: { label: 'Essay' } } } }]);
    expect(course.lineItems()).toHaveLength(2);
  });
});

test('closes connections above the limit and keeps serving the open ones', () =>
  withTestGateway({ maxConnections: 3 }, async (gateway) => {
    const wires = await Promise.all([1, 2, 3].map(() => openWire(gateway.url)));
    const surplus = await openWire(gateway.url);
    expect(await surplus.ends()).toBe('');
    for (const wire of wires) {
      wire.send(typename);
      expect(await wire.says('__typename')).toMatch(/^HTTP\/1\.1 200 /);
    }
    wires.pop()!.close();
    // The gateway notices the closed connection a moment later.
    const openNext = async (): Promise<string> => {
      const next = await openWire(gateway.url);
      wires.push(next);
      next.send(typename);
      return next.says('__typename').catch(openNext);
    };
    expect(await openNext()).toMatch(/^HTTP\/1\.1 200 /);
    for (const wire of wires) wire.close();
  }));
