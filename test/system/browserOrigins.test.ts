import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { startTestGateway, type TestGateway } from '../support/gateway';

let pages: Server;
let browser: Browser;
let gateway: TestGateway;
let admitted: string;
let foreign: string;

beforeAll(async () => {
  pages = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<p>A page</p>'));
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  const { port } = pages.address() as AddressInfo;
  admitted = `http://localhost:${port}`;
  foreign = `http://127.0.0.1:${port}`;
  gateway = await startTestGateway({ config: { corsOrigins: [admitted] } });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await gateway?.close();
  pages?.close();
});

/** The response that a page of this origin gets from `fetch`, and the preflights that the browser sent. */
async function fetchFrom(origin: string, headers: Record<string, string>, query: string) {
  const page = await browser.newPage();
  try {
    await page.goto(origin);
    const preflights = await watchPreflights(page);
    const answer = await page.evaluate(
      ({ url, headers, query }) =>
        fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) }).then(
          async (response) => ({
            status: response.status,
            requestId: response.headers.get('x-request-id'),
            body: await response.json(),
          }),
          (error: Error) => ({ failed: error.name }),
        ),
      { url: `${gateway.url}/graphql`, headers, query },
    );
    return { answer, preflights };
  } finally {
    await page.close();
  }
}

/** Only the DevTools protocol shows preflights; pages and Playwright cannot see them. */
async function watchPreflights(page: Page): Promise<unknown[]> {
  const preflights: unknown[] = [];
  const session = await page.context().newCDPSession(page);
  session.on('Network.requestWillBeSent', ({ request }) => {
    if (request.method === 'OPTIONS') preflights.push(request.headers['Access-Control-Request-Headers']);
  });
  await session.send('Network.enable');
  return preflights;
}

const json = { 'content-type': 'application/json' };
const bearer = () => ({ ...json, authorization: gateway.sandbox.seeded.instructor.authorization.bearer });
const createColumn = 'mutation { createLineItem(input: { label: "From afar", scoreMaximum: 1 }) { lineItem { id } } }';

test('an allowed origin: the browser sends a preflight, then the credential', async () => {
  const { answer, preflights } = await fetchFrom(admitted, bearer(), '{ launch { user { name } } }');
  expect(preflights).toEqual(['authorization,content-type']);
  expect(answer).toEqual({
    status: 200,
    requestId: expect.stringMatching(/^[\w-]{36}$/),
    body: { data: { launch: { user: { name: 'Margaret Ellison' } } } },
  });
});

test("the headers of Apollo's clients are allowed", async () => {
  const headers = {
    ...bearer(),
    'apollo-require-preflight': 'true',
    'apollographql-client-name': 'web',
    'apollographql-client-version': '1.0',
    'x-apollo-operation-name': 'LineItems',
  };
  const { answer } = await fetchFrom(admitted, headers, 'query LineItems { lineItems(first: 1) { nodes { label } } }');
  expect(answer).toMatchObject({ status: 200, body: { data: { lineItems: { nodes: [{}] } } } });
});

test.each([
  ['with a preflight', bearer],
  ['without a preflight, like a form', () => ({ 'content-type': 'text/plain' })],
])('a page of another origin reads and changes nothing, %s', async (_, headers) => {
  gateway.takeCalls();
  const { answer } = await fetchFrom(foreign, headers(), createColumn);
  expect(answer).toEqual({ failed: 'TypeError' });
  expect(gateway.takeCalls()).toEqual([]);
  // The same request from an allowed origin.
  const { answer: taken } = await fetchFrom(admitted, bearer(), createColumn);
  expect(taken).toMatchObject({ body: { data: { createLineItem: { lineItem: {} } } } });
  expect(gateway.takeCalls()).toContain('POST lineItems');
});
