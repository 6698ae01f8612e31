import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import fastifyApollo from '@as-integrations/fastify';
import cors from '@fastify/cors';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ApiKey } from '../access/caller';
import type { Config } from '../config';
import type { Context } from '../context';
import { limitsRule } from '../limits';
import type { Metrics } from '../observability/metrics';
import type { OperationTrace, Tracing } from '../observability/traces';
import { createSchema } from '../schema';
import type { SharedStore } from '../store/sharedStore';
import { createSubgraphSchema } from '../subgraph';
import { admissionPlugin } from './admissionPlugin';
import { budgetCheck } from './budgetCheck';
import { compilePlugin } from './compilePlugin';
import { credentialCheck } from './credentialCheck';
import { documentStore } from './documentStore';
import { Drain, type StopTimes } from './drain';
import { formatError } from './errorFormat';
import { explainPlugin } from './explainPlugin';
import { addExplorer, landingPagePlugin, studioOrigin } from './explorer';
import { limitInput } from './inputLimits';
import { logPlugin } from './logPlugin';
import { metricsPlugin } from './metricsPlugin';
import { persistedQueriesPlugin } from './persistedQueriesPlugin';
import { persistedQueryStore } from './persistedQueryStore';
import { answerErrors, problem } from './problem';
import { throttle, throttleHeaders } from './throttle';
import { tracePlugin } from './tracePlugin';
import { noTrustedDocuments, readTrustedDocuments } from './trustedDocuments';
import { variablesCheck } from './variablesCheck';

export interface ServerOptions {
  config: Config;
  logger: Logger;
  apiKey: ApiKey;
  /** What replicas have in common; undefined: nothing. */
  store: SharedStore | undefined;
  openContext: (requestId: string, authorization: string | undefined, trace: OperationTrace | undefined) => Context;
  /** On which use an operation is compiled. */
  compileOnUse: number;
  /** Undefined: nobody counts. */
  metrics: Metrics | undefined;
  /** Undefined: nobody traces. */
  tracing: Tracing | undefined;
}

export interface HttpServer {
  app: FastifyInstance;
  /** Ends it in stages. */
  stop(times: StopTimes): Promise<void>;
}

/** Headers that Apollo's clients, Studio and tracing pages send beside what browsers allow anyway. */
const allowedHeaders = [
  'authorization',
  'content-type',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'x-apollo-operation-id',
  'x-apollo-operation-name',
  'x-gateway-explain',
  'traceparent',
  'tracestate',
];

/** Each costs a search for a better word. */
const maxValidationErrors = 20;
/** Of the time that a request may take to arrive, what may pass until it is seen to be over. */
const timeoutPrecision = 0.05;
/** Longer than balancers keep idle connections: a request must not meet the end of one. In ms. */
const keepAliveTimeout = 72_000;

/** The HTTP side: routes, CORS, health, what is refused before GraphQL runs. Not listening yet. */
export async function createServer(options: ServerOptions): Promise<HttpServer> {
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
    http: {
      requestTimeout,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval,
    },
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => drain.refuse(error, socket),
    frameworkErrors: (error, request, reply) => {
      stamp(request, reply);
      answerError(error, request, reply);
    },
  });
  app.server.maxConnections = config.maxConnections;
  const drain = new Drain(app, metrics?.noteRefusal);
  const answerError = answerErrors(logger, config.limits, metrics?.noteRefusal);
  const apollo = await createApollo(options);
  await apollo.start();
  app.addHook('onClose', () => apollo.stop());

  await app.register(cors, {
    origin: config.explorer ? [...config.corsOrigins, studioOrigin] : config.corsOrigins,
    methods: ['GET', 'POST'],
    allowedHeaders,
    exposedHeaders: ['x-request-id', ...throttleHeaders],
    maxAge: 86_400,
  });
  app.addHook('onRequest', async (request, reply) => stamp(request, reply));
  // Before the routes: a route takes the handlers that stand when it is added.
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(problem('NOT_FOUND', 'There is nothing here: GraphQL is at /graphql.')),
  );
  app.setErrorHandler(answerError);

  if (config.explorer) await addExplorer(app, config);
  await app.register(async (graphql) => {
    await throttle(graphql, options);
    limitInput(graphql, config.limits);
    drain.guard(graphql);
    await graphql.register(fastifyApollo(apollo), {
      path: '/graphql',
      context: async (request, reply) => {
        const trace = options.tracing?.start(request.headers);
        const context = options.openContext(request.id, request.headers.authorization, trace);
        // Not left to a plugin: none hears of a request that Apollo refuses for its form, or whose client is gone.
        reply.raw.once('close', () => {
          if (reply.raw.writableFinished) context.close();
          else context.abandon();
          trace?.span.end();
        });
        if (context.opening !== undefined) await context.opening;
        return context;
      },
    });
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (drain.isReady) return { status: 'ready' };
    return reply.code(503).send({ status: 'stopping' });
  });
  return { app, stop: (times) => drain.stop(times) };
}

/** What every answer says. Grades are nobody's to keep, neither a proxy's nor a browser's. */
function stamp({ id }: FastifyRequest, reply: FastifyReply): void {
  reply.header('cache-control', 'no-store').header('x-request-id', id);
}

async function createApollo({
  config,
  logger,
  store,
  compileOnUse,
  metrics,
  tracing,
}: ServerOptions): Promise<ApolloServer<Context>> {
  const schema = config.federation ? await createSubgraphSchema() : createSchema();
  const { limits, maxUpstreamCalls, trustedDocuments } = config;
  const trusted =
    trustedDocuments === undefined ? noTrustedDocuments : await readTrustedDocuments(trustedDocuments, schema, limits);
  return new ApolloServer<Context>({
    schema,
    introspection: config.introspection,
    hideSchemaDetailsFromClientErrors: !config.introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [limitsRule(limits)],
    validationOptions: { maxErrors: maxValidationErrors },
    documentStore: documentStore(),
    persistedQueries: { cache: persistedQueryStore(store) },
    formatError,
    logger,
    plugins: [
      persistedQueriesPlugin({ trusted, only: config.trustedDocumentsOnly }),
      admissionPlugin([
        credentialCheck(config.introspection),
        variablesCheck(schema, !config.introspection),
        budgetCheck(schema, maxUpstreamCalls),
      ]),
      explainPlugin({ always: config.explain, budget: maxUpstreamCalls }),
      logPlugin(logger),
      ...(metrics === undefined ? [] : [metricsPlugin(metrics, trusted)]),
      ...(tracing === undefined ? [] : [tracePlugin()]),
      ...(config.executor === 'graphql-jit' ? [compilePlugin(schema, { compileOnUse, logger })] : []),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      landingPagePlugin(config),
    ],
  });
}
