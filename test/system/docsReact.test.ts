import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { readBlocks, root } from '../docs/blocks';
import { Modules } from '../docs/modules';
import { openCourse, type OpenCourse } from '../clients/openCourse';
import { launchBrowser } from '../support/browser';
import { startTestGateway, type TestGateway } from '../support/gateway';

// Chromium needs more time on a busy machine.
jest.setTimeout(120_000);

const blocks = ['docs/apollo-client.md', 'docs/urql.md', 'docs/relay.md']
  .flatMap(readBlocks)
  .filter(({ language }) => language === 'ts' || language === 'tsx');
/** The provider around each guide's React component. */
const apps = {
  'Apollo Client': {
    imports: `import { ApolloProvider } from '@apollo/client/react';
      import { createClient } from './apolloClient';`,
    around: (list: string) => `<ApolloProvider client={createClient(ltik)}>${list}</ApolloProvider>`,
  },
  urql: {
    imports: `import { Provider } from 'urql';
      import { createClient } from './urqlClient';`,
    around: (list: string) => `<Provider value={createClient(ltik)}>${list}</Provider>`,
  },
  Relay: {
    imports: `import { RelayEnvironmentProvider } from 'react-relay';
      import { createEnvironment } from './environment';`,
    around: (list: string) =>
      `<RelayEnvironmentProvider environment={createEnvironment(ltik)}><Suspense>${list}</Suspense></RelayEnvironmentProvider>`,
  },
};
const components = blocks.filter(({ language }) => language === 'tsx');

let pages: Server;
let origin: string;
let gateway: TestGateway;
let room: OpenCourse;
let modules: Modules;
let browser: Browser;
beforeAll(async () => {
  pages = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<body></body>'));
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(pages.address() as AddressInfo).port}`;
  gateway = await startTestGateway({ config: { corsOrigins: [origin] } });
  room = openCourse(gateway, { lineItems: 45 });
  // Replaces the guide's address with this gateway's.
  modules = new Modules(
    blocks.map((block) => ({ ...block, text: block.text.replaceAll('http://127.0.0.1:4000', gateway.url) })),
  );
  expect(modules.compileRelay()).toBe('');
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  modules?.close();
  await gateway?.close();
  pages?.close();
});

test('each React component of the guides has an app here', () => {
  expect(components).toHaveLength(Object.keys(apps).length);
});

test.each(Object.entries(apps))('the React component for %s shows all line items, page by page', async (_, app) => {
  const block = components[Object.values(apps).indexOf(app)]!;
  const name = /^export function (\w+)/m.exec(block.text)![1]!;
  const folder = modules.folderOf(block.guide);
  const file = block.name ?? `line${block.line}.tsx`;
  writeFileSync(
    join(folder, 'app.tsx'),
    `import { Suspense } from 'react';
     import { createRoot } from 'react-dom/client';
     import { ${name} } from './${file}';
     ${app.imports}
     const ltik = location.hash.slice(1);
     createRoot(document.body.appendChild(document.createElement('main'))).render(
       <Suspense>${app.around(`<${name} />`)}</Suspense>);`,
  );

  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  await page.goto(`${origin}/#${room.headers.authorization.replace('Bearer ', '')}`);
  await page.addScriptTag({ type: 'module', content: bundle(folder) });

  const rows = page.locator('li');
  const more = page.getByRole('button', { name: 'More' });
  for (const shown of [20, 40]) {
    await more.waitFor();
    expect(await rows.count()).toBe(shown);
    await more.click();
    await rows.nth(shown).waitFor();
  }
  expect(await rows.allTextContents()).toEqual(room.course.lineItems().map(({ label }) => label));
  expect(await more.count()).toBe(0);
  expect(problems).toEqual([]);
  await page.close();
});

/** `app.tsx` and its imports as one script. */
function bundle(folder: string): string {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const config = join(root, 'test/docs/vite.config.mjs');
  const options = ['--config', config, '--logLevel', 'error'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', ...options], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production' },
    encoding: 'utf8',
  });
  expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: '' });
  return readFileSync(join(folder, 'dist/app.js'), 'utf8');
}
