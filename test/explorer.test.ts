import { createHash } from 'node:crypto';
import { exampleOperations } from '../src/graphql/exampleOperations';
import { startTestGateway, type TestGateway } from './support/gateway';
import { operations } from './support/operations';

const studio = 'https://studio.apollographql.com';
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const shown = 'Bearer what-the-demo-shows';

let gateway: TestGateway;
let demo: TestGateway;
let closed: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  demo = await startTestGateway({ config: { explorerAuthorization: shown } });
  closed = await startTestGateway({ config: { explorer: false } });
});
afterAll(() => Promise.all([gateway, demo, closed].map((each) => each.close())));

async function open(of: TestGateway, path: string) {
  const response = await fetch(of.url + path, { headers: browser });
  const text = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  const csp = Object.fromEntries(policy.split('; ').map((part) => [part.split(' ')[0]!, part.split(' ').slice(1)]));
  return { status: response.status, type: response.headers.get('content-type'), headers: response.headers, text, csp };
}

test.each(exampleOperations)('$title matches the documented example', ({ title, document, variables }) => {
  const documented = operations.find(({ examples }) => examples.some((example) => example.title === title))!;
  expect(document).toBe(documented.document.replace(/^(#.*\n)+/, ''));
  expect(variables).toEqual(documented.examples.find((example) => example.title === title)!.variables);
});

test.each(['/graphql', '/explorer', '/explorer/'])('%s sends no referrer and cannot be framed', async (path) => {
  const { status, type, headers, csp } = await open(gateway, path);
  expect([status, type]).toEqual([200, expect.stringMatching(/^text\/html/)]);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(csp['frame-ancestors']).toEqual(["'none'"]);
  expect(csp['form-action']).toEqual(["'none'"]);
});

test.each(['/graphql', '/explorer'])('%s contains a credential only in the demo', async (path) => {
  expect((await open(demo, path)).text).toContain(shown);
  const { text } = await open(gateway, path);
  expect(text.replaceAll('Bearer <ltik>', '')).not.toContain('Bearer');
  for (const secret of [gateway.sandbox.apiKey, gateway.sandbox.seeded.instructor.ltik])
    expect(text).not.toContain(secret);
});

test("/graphql serves browsers Apollo's Sandbox with a first operation and without telemetry", async () => {
  const { text, csp } = await open(gateway, '/graphql');
  const config = JSON.parse(/var embeddedSandboxConfig = (.*);/.exec(text)![1]!);
  expect(config.initialState).toMatchObject({
    document: exampleOperations[0].document,
    variables: exampleOperations[0].variables,
    includeCookies: false,
  });
  expect(config.runTelemetry).toBe(false);
  expect(csp['connect-src']).toEqual(["'self'"]);
  const [, meta = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text)!;
  const nonce = /script-src 'self' 'nonce-(\w+)'/.exec(meta)![1]!;
  expect(meta).toMatch(/frame-src https:\/\/[\w.]*apollographql\.com/);
  expect([...text.matchAll(/<script(?! nonce=)/g)]).toEqual([]);
  expect((await open(gateway, '/graphql')).text).not.toContain(nonce);
});

test('/graphql serves other clients no page, and responses have no policy', async () => {
  const response = await fetch(`${gateway.url}/graphql?query={__typename}`, {
    headers: { 'apollo-require-preflight': 'true' },
  });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  expect(response.headers.get('content-security-policy')).toBeNull();
});

test('/explorer allows only its own inline scripts and nothing from other hosts', async () => {
  const { text, csp } = await open(gateway, '/explorer');
  const scripts = [...text.matchAll(/<script(?![^>]*src=)[^>]*>([^]*?)<\/script>/g)].map(([, script]) => script!);
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  expect(csp['script-src']).toEqual(["'self'", ...hashes]);
  expect(hashes).toHaveLength(2);
  expect(csp['default-src']).toEqual(["'none'"]);
  expect(csp['connect-src']).toEqual(["'self'"]);
  const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)]
    .map(([, file]) => file!)
    .filter((file) => file !== '/explorer/');
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const { status, headers } = await open(gateway, `/explorer/${file}`);
    expect([file, status, headers.get('x-content-type-options')]).toEqual([file, 200, 'nosniff']);
  }
});

test.each(['index.html', 'iframe-sandbox/index.html'])("the package's own page %s has no permissions", async (page) => {
  const { csp } = await open(gateway, `/explorer/${page}`);
  expect(csp).toEqual({ sandbox: [], 'default-src': ["'none'"] });
});

test.each(['nothing.js', '%2e%2e/package.json', '..%2fpackage.json', '%2e%2e/%2e%2e/%2e%2e/package.json'])(
  'rejects /explorer/%s in the GraphQL error format',
  async (path) => {
    const { status, text } = await open(gateway, `/explorer/${path}`);
    expect([403, 404]).toContain(status);
    expect(JSON.parse(text)).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: expect.any(String) } }],
    });
    expect(text).not.toMatch(/node_modules|altair/);
  },
);

describe("Apollo's hosted explorer", () => {
  const preflight = (of: TestGateway) =>
    fetch(`${of.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: studio,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'apollo-require-preflight,authorization,content-type,x-apollo-operation-name',
      },
    });

  test('is allowed', async () => {
    const { status, headers } = await preflight(gateway);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, studio]);
    const allowed = headers.get('access-control-allow-headers')!.split(/, */);
    expect(allowed).toEqual(
      expect.arrayContaining(['apollo-require-preflight', 'authorization', 'content-type', 'x-apollo-operation-name']),
    );
  });

  test('is rejected if the explorer is off', async () => {
    expect((await preflight(closed)).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('if the explorer is off', () => {
  test.each(['/explorer', '/explorer/', '/explorer/main.js'])('%s returns 404', async (path) => {
    const { status, text } = await open(closed, path);
    expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([404, 'NOT_FOUND']);
  });

  test('/graphql returns an error to a browser', async () => {
    const { status, type, text } = await open(closed, '/graphql');
    expect([status, type]).toEqual([400, expect.stringMatching(/^application\/json/)]);
    expect(JSON.parse(text).errors[0].extensions.code).toBe('BAD_REQUEST');
  });
});
