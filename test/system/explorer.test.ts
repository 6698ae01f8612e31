import type { Browser, Page } from 'playwright-core';
import { exampleOperations } from '../../src/graphql/exampleOperations';
import { launchBrowser } from '../support/browser';
import { build, type Program, start } from '../support/build';

// Chromium needs more time on a busy machine.
jest.setTimeout(120_000);

let demo: Program;
let url: string;
let authorization: string;
let browser: Browser;
let page: Page;
/** Errors on the page, and its requests to other servers. */
let problems: string[];

/** Runs on the page: returns everything that it stores in the browser as one string. */
const readStores = `(async () => {
  const result = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const kept = [{ ...localStorage }, { ...sessionStorage }, document.cookie];
  for (const { name } of await indexedDB.databases()) {
    const database = await result(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      kept.push(await result(database.transaction(store).objectStore(store).getAll()));
    }
  }
  return JSON.stringify(kept);
})()`;

beforeAll(async () => {
  build();
  demo = start('main.js', {}, ['demo']);
  const output = await demo.says(/^curl .*\n/m);
  url = /^Explorer +(\S+)\/explorer /m.exec(output)![1]!;
  authorization = /^Instructor:\nAuthorization: (.+)$/m.exec(output)![1]!;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  demo?.process.kill('SIGINT');
  await demo?.ends();
});
beforeEach(async () => {
  problems = [];
  page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.route(
    (address) => address.origin !== url,
    (route) => {
      problems.push(route.request().url());
      return route.abort();
    },
  );
});
afterEach(() => page.close());

test('/explorer runs its first example without internet and stores no credential', async () => {
  await page.goto(`${url}/explorer`);
  await page.getByText('Send Request').click();
  await page.getByText('Week 1: Reading the microscope').waitFor();
  // It has read the schema as well.
  await page.getByText('Docs', { exact: true }).click();
  await page.getByText('Mutation', { exact: true }).first().waitFor();
  for (const { title } of exampleOperations) expect(await page.getByText(title, { exact: true }).count()).toBe(1);
  // It saves its state with a delay.
  await page.waitForTimeout(3000);
  const kept = await page.evaluate<string>(readStores);
  expect(kept).toContain('altair');
  expect(kept.includes(authorization.replace('Bearer ', ''))).toBe(false);
  expect(problems).toEqual([]);
});

test("/graphql starts Apollo's Sandbox with the first operation and the demo's credential, and blocks other hosts", async () => {
  // A replacement for Apollo's script that does the same: it makes a frame and sends requests from the page.
  const script = `window.EmbeddedSandbox = class {
    constructor({ target, initialEndpoint, initialState: { document: query, variables, headers } }) {
      const frame = document.createElement('iframe');
      frame.src = 'https://sandbox.embed.apollographql.com/sandbox/explorer';
      document.querySelector(target).append(frame);
      const body = JSON.stringify({ query, variables });
      const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
      window.answer = fetch(initialEndpoint, options).then((response) => response.json());
      window.elsewhere = fetch('https://elsewhere.example', options).then(() => 'sent', () => 'blocked');
    }
  }`;
  const fulfilled: string[] = [];
  await page.route(/^https:\/\/[\w-]+(\.[\w-]+)*\.(apollographql|googleapis|gstatic)\.com\//, (route) => {
    const { hostname, pathname } = new URL(route.request().url());
    fulfilled.push(hostname);
    return route.fulfill(
      pathname.endsWith('.js')
        ? { contentType: 'text/javascript', body: script }
        : { contentType: 'text/html', body: '<p>Sandbox</p>' },
    );
  });
  await page.goto(`${url}/graphql`);
  expect(await page.evaluate('document.compatMode')).toBe('CSS1Compat');
  const answer = await page.evaluate<any>('window.answer');
  expect(answer.data.lineItems.edges).toHaveLength(5);
  await page.frameLocator('iframe').getByText('Sandbox').waitFor();
  expect(fulfilled).toEqual(
    expect.arrayContaining(['embeddable-sandbox.cdn.apollographql.com', 'sandbox.embed.apollographql.com']),
  );
  expect(await page.evaluate('window.elsewhere')).toBe('blocked');
  // The policy's own values, and nothing blocked that the page needs.
  expect(problems.filter((problem) => !problem.includes('elsewhere.example'))).toEqual([]);
});
