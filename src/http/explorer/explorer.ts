import { createHash } from 'node:crypto';
import fastifyStatic from '@fastify/static';
import { getDistDirectory, renderAltair, renderInitSnippet, type RenderOptions } from 'altair-static';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../config/config';
import { exampleOperations } from '../../graphql/exampleOperations';

/** Where Apollo's hosted explorer calls from. */
export const studioOrigin = 'https://studio.apollographql.com';

/** Where the files of `/explorer` are. */
export const explorerFiles = '/explorer/';

const pageHeaders = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

/**
 * The page itself says in a `meta` which scripts, styles and frames of Apollo's it loads, each time with a new nonce. What it
 * leaves open is closed here, and what no `meta` can say: who may frame it.
 */
const landingPageCsp = [
  "connect-src 'self'",
  'font-src https://fonts.gstatic.com',
  ...['media-src', 'object-src', 'worker-src', 'base-uri', 'form-action', 'frame-ancestors'].map(
    (of) => `${of} 'none'`,
  ),
].join('; ');

/** `GET /explorer`, which comes whole from a package and needs no internet, and the headers of both pages. */
export async function addExplorer(app: FastifyInstance, { explorerAuthorization }: Config): Promise<void> {
  app.addHook('onSend', async (request, reply) => {
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
    if (isPage && request.routeOptions.url === '/graphql')
      reply.headers({ ...pageHeaders, 'content-security-policy': landingPageCsp });
  });
  await app.register(fastifyStatic, {
    root: getDistDirectory(),
    prefix: explorerFiles,
    index: false,
    decorateReply: false,
    setHeaders(reply, path) {
      for (const [name, value] of Object.entries(pageHeaders)) reply.setHeader(name, value);
      // The package's other pages run what they are told to.
      if (path.endsWith('.html')) reply.setHeader('content-security-policy', "sandbox; default-src 'none'");
    },
  });
  const options = altairOptions(explorerAuthorization ?? 'Bearer <ltik>');
  const page = absolute(renderAltair(options)).replace('<head>', `<head><script>${forgetful}</script>`);
  const scripts = [forgetful, absolute(renderInitSnippet(options))];
  const headers = { ...pageHeaders, 'content-security-policy': explorerCsp(scripts) };
  for (const path of ['/explorer', explorerFiles]) {
    app.get(path, async (_request, reply) => reply.type('text/html; charset=utf-8').headers(headers).send(page));
  }
}

/**
 * Whatever `preserveState` says, Altair writes its state into the browser's database, and the headers with it. An ltik is not to
 * stay there: rows are written empty. (Without a database Altair complains on and on.)
 */
const forgetful = `
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function ({ key }) { return put.call(this, { key, value: 'null' }); };
`;

/** Altair wants to know the whole address, which only the browser knows. */
function absolute(text: string): string {
  return text.replaceAll('`/graphql`', "new URL('/graphql', location.origin).href");
}

function altairOptions(authorization: string): RenderOptions {
  const windows = exampleOperations.map(({ title, document, variables }) => ({
    initialName: title,
    endpointURL: '/graphql',
    initialQuery: document,
    initialVariables: JSON.stringify(variables, null, 2),
    initialHeaders: { Authorization: authorization },
  }));
  return {
    baseURL: explorerFiles,
    // The last one is in front.
    initialWindows: windows.reverse(),
    initialSettings: { 'schema.reloadOnStart': true, 'banners.disable': true, disablePushNotification: true },
    preserveState: false,
    disableAccount: true,
  };
}

/** Altair writes styles of its own into the page, some without a nonce. The scripts within the page are known here. */
function explorerCsp(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    ...['font-src', 'connect-src', 'worker-src', 'base-uri'].map((of) => `${of} 'self'`),
    ...['form-action', 'frame-ancestors'].map((of) => `${of} 'none'`),
  ].join('; ');
}
