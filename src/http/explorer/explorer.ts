import { createHash } from 'node:crypto';
import fastifyStatic from '@fastify/static';
import { getDistDirectory, renderAltair, renderInitSnippet, type RenderOptions } from 'altair-static';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../config/config';
import { exampleOperations } from '../../graphql/exampleOperations';

/** The origin of Apollo's hosted explorer. */
export const studioOrigin = 'https://studio.apollographql.com';

/** The path of the explorer's files. */
export const explorerFiles = '/explorer/';

const pageHeaders = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

/**
 * The page declares in a `meta` element which scripts, styles and frames of Apollo it loads, with a new nonce each time. This header
 * restricts everything else, and framing, which no `meta` element can restrict.
 */
const landingPageCsp = [
  "connect-src 'self'",
  'font-src https://fonts.gstatic.com',
  ...['media-src', 'object-src', 'worker-src', 'base-uri', 'form-action', 'frame-ancestors'].map(
    (of) => `${of} 'none'`,
  ),
].join('; ');

/** Adds `GET /explorer`, which a package provides completely, without internet access, and the headers of both pages. */
export async function addExplorer(app: FastifyInstance, { explorerAuthorization }: Config): Promise<void> {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
    if (isPage && request.routeOptions.url === '/graphql')
      reply.headers({ ...pageHeaders, 'content-security-policy': landingPageCsp });
    done();
  });
  await app.register(fastifyStatic, {
    root: getDistDirectory(),
    prefix: explorerFiles,
    index: false,
    decorateReply: false,
    setHeaders(reply, path) {
      for (const [name, value] of Object.entries(pageHeaders)) reply.setHeader(name, value);
      // The other pages of the package run code from their parameters.
      if (path.endsWith('.html')) reply.setHeader('content-security-policy', "sandbox; default-src 'none'");
    },
  });
  const options = altairOptions(explorerAuthorization ?? 'Bearer <ltik>');
  const page = absolute(renderAltair(options)).replace('<head>', `<head><script>${discardState}</script>`);
  const scripts = [discardState, absolute(renderInitSnippet(options))];
  const headers = { ...pageHeaders, 'content-security-policy': explorerCsp(scripts) };
  for (const path of ['/explorer', explorerFiles]) {
    app.get(path, async (_request, reply) => reply.type('text/html; charset=utf-8').headers(headers).send(page));
  }
}

/**
 * Altair stores its state, with the headers, in the browser's database even if `preserveState` is off. An ltik must not stay
 * there, so rows are written empty. (Without a database Altair keeps reporting errors.)
 */
const discardState = `
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function ({ key }) { return put.call(this, { key, value: 'null' }); };
`;

/** Altair needs the absolute URL, which only the browser knows. */
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
    // Altair shows the last window first.
    initialWindows: windows.reverse(),
    initialSettings: { 'schema.reloadOnStart': true, 'banners.disable': true, disablePushNotification: true },
    preserveState: false,
    disableAccount: true,
  };
}

/** Altair adds its own styles to the page, some without a nonce. The inline scripts are known here. */
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
