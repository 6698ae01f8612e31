import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import compress, { type FastifyCompressOptions } from '@fastify/compress';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ApiKey } from '../access/caller';
import type { Config } from '../config/config';
import type { Durations } from '../config/durations';
import type { Context, OperationTrace } from '../graphql/context';
import { allowPages } from './cors';
import { Drain, type StopTimes } from './shutdown';
import { addExplorer, explorerFiles } from './explorer/explorer';
import { limitInput } from './inputLimits';
import { answerErrors, type NoteRejection, Rejection } from './rejection';
import { type SharedCounter, throttle } from './rateLimit';

export interface ServerOptions {
  config: Config;
  logger: Logger;
  apiKey: ApiKey;
  /** Where the GraphQL route sends requests. The caller stops it. */
  graphql: ApolloServer<Context>;
  /** The counts that replicas share; undefined without Redis. */
  store: SharedCounter | undefined;
  openContext: (requestId: string, authorization: string | undefined, trace: OperationTrace | undefined) => Context;
  durations: Durations;
  /** Undefined: metrics are off. */
  noteRejection: NoteRejection | undefined;
  /** Starts the trace of an operation; undefined: tracing is off. */
  startTrace: ((headers: IncomingHttpHeaders) => OperationTrace) | undefined;
}

export interface HttpServer {
  app: FastifyInstance;
  /** Ends it in stages. */
  stop(times: StopTimes): Promise<void>;
}

/** Of the time that a request may take to arrive, what may pass until it is seen to be over. */
const timeoutPrecision = 0.05;
const methods = ['GET', 'HEAD', 'POST'] as const;
/** Longer than balancers keep idle connections: a request must not meet the end of one. In ms. */
const keepAliveTimeout = 72_000;

/**
 * Answers of 1 KiB or more are compressed here rather than by a proxy: many gateways have none, or one that does not compress
 * `application/graphql-response+json`. A page of 500 scores shrinks to a fifth in about a millisecond. All but small ones are compressed
 * outside the event loop. BREACH, the attack on compressed secrets, does not apply: browsers add no credential on their own, so a
 * foreign page cannot request answers on somebody's behalf, and no answer holds a credential. Request bodies are never decompressed.
 */
const compression: FastifyCompressOptions = { encodings: ['br', 'gzip'], globalDecompression: false };

/** The HTTP side: routes, CORS, health, what is refused before GraphQL runs. Not listening yet. */
export async function createServer(options: ServerOptions): Promise<HttpServer> {
  const { config, logger, noteRejection } = options;
  const connectionsCheckingInterval = Math.ceil(config.requestTimeoutMs * timeoutPrecision);
  const requestTimeout = config.requestTimeoutMs - connectionsCheckingInterval;
  const app = Fastify({
    genReqId: () => randomUUID(),
    logger: false,
    trustProxy: config.trustProxy,
    bodyLimit: config.limits.bodyBytes,
    requestTimeout,
    keepAliveTimeout,
    http: {
      requestTimeout,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval,
    },
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => drain.reject(error, socket),
    frameworkErrors: (error, request, reply) => {
      stamp(request, reply);
      answerError(error, request, reply);
    },
  });
  app.server.maxConnections = config.maxConnections;
  const drain = new Drain(app, options.durations, noteRejection);
  const answerError = answerErrors(logger, config.limits, noteRejection);

  await allowPages(app, config);
  app.addHook('onRequest', async (request, reply) => stamp(request, reply));
  // Before anything else that could be wrong with such a request.
  app.addHook('onRequest', async (request) => {
    if (request.is404) throw notFound(app, request);
  });
  // Before the routes: a route takes the handlers that stand when it is added.
  app.setNotFoundHandler(async (request) => {
    throw notFound(app, request);
  });
  app.setErrorHandler(answerError);
  // Nothing but GraphQL has a body.
  app.removeAllContentTypeParsers();

  if (config.explorer) await addExplorer(app, config);
  await app.register(async (routes) => {
    await throttle(routes, options);
    limitInput(routes, config.limits);
    drain.guard(routes);
    await routes.register(compress, compression);
    routes.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      exposeHeadRoute: false,
      handler: fastifyApolloHandler(options.graphql, {
        context: async (request, reply) => {
          const trace = options.startTrace?.(request.headers);
          const context = options.openContext(request.id, request.headers.authorization, trace);
          // Not left to a plugin: none hears of a request that Apollo refuses for its form, or whose client is gone.
          const end = () => {
            if (reply.raw.writableFinished) context.close();
            else context.abandon();
            trace?.end();
          };
          // A client may have gone while its request was being counted.
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
  return { app, stop: (times) => drain.stop(times) };
}

/** There is nothing at this address, or only for other methods. */
function notFound(app: FastifyInstance, { url, method }: FastifyRequest): Rejection {
  const [path = ''] = url.split('?');
  const route = path.startsWith(explorerFiles) ? `${explorerFiles}*` : path;
  const allowed = methods.filter((each) => app.hasRoute({ method: each, url: route }));
  // A file that is missing has a route.
  if (allowed.length === 0 || allowed.some((each) => each === method))
    return new Rejection(404, 'NOT_FOUND', 'There is nothing here: GraphQL is at /graphql.');
  // A preflight, or a question what is allowed, is answered at every address.
  const allow = [...allowed, 'OPTIONS'].join(', ');
  return new Rejection(405, 'METHOD_NOT_ALLOWED', `The method must be one of ${allow}.`, undefined, { allow });
}

/** What every answer says. Grades are nobody's to keep, neither a proxy's nor a browser's. */
function stamp({ id }: FastifyRequest, reply: FastifyReply): void {
  reply.header('cache-control', 'no-store').header('x-request-id', id);
}
