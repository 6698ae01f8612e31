import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import compress, { type FastifyCompressOptions } from '@fastify/compress';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config';
import type { Durations } from '../config/durations';
import type { Context } from '../graphql/context';
import type { Metrics } from '../observability/metrics';
import type { SharedStore } from '../redis/sharedStore';
import { allowPages } from './cors';
import { answerHostRequests, answerWebRequests } from './embedding';
import { Drain } from './shutdown';
import { addExplorer, explorerFiles } from './explorer/explorer';
import { addExport } from './export';
import { limitInput } from './inputLimits';
import { answerErrors, Rejection } from './rejection';
import { throttle } from './rateLimit';

export interface ServerOptions {
  config: Config;
  logger: Logger;
  /** Handles the requests to the GraphQL route. The caller stops it. */
  graphql: ApolloServer<Context>;
  /** The counts that replicas share; undefined without Redis. */
  store: SharedStore | undefined;
  /** Opens the context of a GraphQL request, and starts its trace. */
  openContext: (request: FastifyRequest) => Context;
  /** The same for an export, with its own deadline and budget of calls. */
  openExportContext: (request: FastifyRequest) => Context;
  durations: Durations;
  /** Undefined: metrics are off. */
  metrics: Metrics | undefined;
}

/** How often Node checks for requests that take too long to arrive, as a share of that time. */
const timeoutPrecision = 0.05;
const methods = ['GET', 'HEAD', 'POST'] as const;
/** In ms. Longer than load balancers keep idle connections, so that they do not send a request on one that is closing. */
const keepAliveTimeout = 72_000;

/**
 * Compresses responses of 1 KiB or more, because many deployments have no proxy, or one that does not compress
 * `application/graphql-response+json`. A page of 500 scores shrinks to a fifth in about a millisecond. Only small responses are
 * compressed on the event loop. The BREACH attack on compressed secrets does not apply: browsers do not add the credential
 * themselves, so another page cannot send requests as the user, and no response contains a credential. Request bodies are never
 * decompressed.
 */
const compression: FastifyCompressOptions = {
  encodings: ['br', 'gzip'],
  globalDecompression: false,
  // JSON Lines are missing in the default.
  customTypes: /json|^text\//,
};

/** Creates the HTTP server: routes, CORS, health checks, and the checks before GraphQL runs. It does not listen yet. */
export async function createServer(options: ServerOptions) {
  const { config, logger, metrics } = options;
  const connectionsCheckingInterval = Math.ceil(config.requestTimeoutMs * timeoutPrecision);
  const requestTimeout = config.requestTimeoutMs - connectionsCheckingInterval;
  const app = Fastify({
    genReqId: () => randomUUID(),
    logger: false,
    trustProxy: config.trustProxy,
    bodyLimit: config.limits.bodyBytes,
    requestTimeout,
    keepAliveTimeout,
    http: { headersTimeout: requestTimeout, connectionsCheckingInterval },
    return503OnClosing: false,
    rewriteUrl: (request): string => (isOwn(request) ? request.url! : pathWithin(request)),
    clientErrorHandler: (error, socket) => drain.reject(error, socket),
    frameworkErrors: (error, request, reply) => {
      addHeaders(request, reply);
      answerError(error, request, reply);
    },
  });
  app.server.maxConnections = config.maxConnections;
  const isOwn = ({ socket }: IncomingMessage): boolean => (socket as { server?: unknown }).server === app.server;
  /** The host decides where the routes are: below `/api/grades`, for example. */
  const pathWithin = ({ url = '' }: IncomingMessage): string => {
    const [path = ''] = url.split('?');
    const starts = [...path.matchAll(/\//g)].map(({ index }) => index);
    return url.slice(starts.find((start) => methodsOf(app, path.slice(start)).length > 0) ?? 0);
  };
  const drain = new Drain(app, options.durations, metrics);
  const fetch = answerWebRequests(app);
  const answerError = answerErrors(logger, config.limits, metrics);

  await allowPages(app, config);
  app.addHook('onRequest', (request, reply, done) => {
    addHeaders(request, reply);
    // A wrong path is reported before any other error in the request.
    done(request.is404 ? notFound(app, request) : undefined);
  });
  // Before the routes: a route uses the handlers that are set when it is added.
  app.setNotFoundHandler(async (request) => {
    throw notFound(app, request);
  });
  app.setErrorHandler(answerError);
  // Only GraphQL requests have bodies.
  app.removeAllContentTypeParsers();

  if (config.explorer) await addExplorer(app, config);
  await app.register(async (routes) => {
    await throttle(routes, options);
    limitInput(routes, config.limits);
    drain.guard(routes);
    await routes.register(compress, compression);
    await routes.register(async (exports) => addExport(exports, options));
    routes.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      exposeHeadRoute: false,
      handler: fastifyApolloHandler(options.graphql, {
        context: async (request, reply) => {
          const context = options.openContext(request);
          // Not in a plugin: Apollo Server calls none for malformed requests, or after the client has disconnected.
          const end = () => {
            // Of an injected request, not even a complete response is ever finished.
            if (reply.raw.writableEnded) context.close();
            else context.abandon();
            context.trace?.end();
          };
          // The client may have disconnected while its request was counted.
          if (reply.raw.closed) end();
          else reply.raw.once('close', end);
          return context;
        },
      }),
    });
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (drain.isReady) return { status: 'ready' };
    return reply.code(503).send({ status: 'stopping' });
  });
  return {
    app,
    /** For requests that other servers have received. */
    handler: answerHostRequests(app),
    fetch,
    stop: (delayMs: number, graceMs: number) => drain.stop(delayMs, graceMs),
  };
}

/** The rejection for a path that does not exist, or exists for other methods only. */
function notFound(app: FastifyInstance, { url, method }: FastifyRequest): Rejection {
  const [path = ''] = url.split('?');
  const allowed = methodsOf(app, path);
  // A missing file has a route that allows the method.
  if (allowed.length === 0 || allowed.some((each) => each === method))
    return new Rejection(404, 'NOT_FOUND', 'Not found. The GraphQL endpoint is /graphql.');
  // OPTIONS requests are answered at every path.
  const allow = [...allowed, 'OPTIONS'].join(', ');
  return new Rejection(405, 'METHOD_NOT_ALLOWED', `The method must be one of ${allow}.`, undefined, { allow });
}

/** The methods that the path exists for. */
function methodsOf(app: FastifyInstance, path: string) {
  const route = path.startsWith(explorerFiles) ? `${explorerFiles}*` : path;
  return methods.filter((each) => app.hasRoute({ method: each, url: route }));
}

/** Adds the headers of every response. Neither proxies nor browsers may store grades. */
function addHeaders({ id }: FastifyRequest, reply: FastifyReply): void {
  reply.header('cache-control', 'no-store').header('x-request-id', id);
}
