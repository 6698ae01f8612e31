import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config';
import type { Context } from '../context';
import { defaultLimits, limitsRule } from '../limits';
import { createSchema } from '../schema';
import { budgetPlugin } from './budgetPlugin';
import { compilePlugin } from './compilePlugin';
import { credentialPlugin } from './credentialPlugin';
import { formatError } from './errorFormat';
import { explainPlugin } from './explainPlugin';
import { addExplorer, landingPagePlugin, studioOrigin } from './explorer';
import { logPlugin } from './logPlugin';
import { persistedQueriesPlugin } from './persistedQueriesPlugin';
import { persistedQueryStore } from './persistedQueryStore';
import { noTrustedDocuments, readTrustedDocuments } from './trustedDocuments';

export interface ServerOptions {
  config: Config;
  logger: Logger;
  openContext: (requestId: string, authorization: string | undefined) => Context;
  /** On which use an operation is compiled. */
  compileOnUse: number;
}

/** Headers that Apollo's clients and Studio send beside what browsers allow anyway. */
const allowedHeaders = [
  'authorization',
  'content-type',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'x-apollo-operation-id',
  'x-apollo-operation-name',
  'x-gateway-explain',
];

/** The HTTP side: routes, CORS, health. Not listening yet. */
export async function createServer({
  config,
  logger,
  openContext,
  compileOnUse,
}: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    genReqId: () => randomUUID(),
    logger: false,
    // What is wrong before there is a route, such as a path that cannot be decoded.
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      void reply.code(400).send(problem('BAD_REQUEST', error.message));
    },
  });
  const schema = createSchema();
  const trusted =
    config.trustedDocuments === undefined
      ? noTrustedDocuments
      : await readTrustedDocuments(config.trustedDocuments, schema);
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: config.introspection,
    hideSchemaDetailsFromClientErrors: !config.introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    parseOptions: { maxTokens: defaultLimits.tokens },
    validationRules: [limitsRule(defaultLimits)],
    persistedQueries: { cache: persistedQueryStore() },
    formatError,
    logger,
    plugins: [
      persistedQueriesPlugin({ trusted, only: config.trustedDocumentsOnly }),
      credentialPlugin,
      budgetPlugin(schema, config.maxUpstreamCalls),
      explainPlugin({ always: config.explain, budget: config.maxUpstreamCalls }),
      logPlugin(logger),
      ...(config.executor === 'graphql-jit' ? [compilePlugin(schema, { compileOnUse, logger })] : []),
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginCacheControlDisabled(),
      landingPagePlugin(config),
    ],
  });
  await apollo.start();

  await app.register(cors, {
    origin: config.explorer ? [...config.corsOrigins, studioOrigin] : config.corsOrigins,
    methods: ['GET', 'POST'],
    allowedHeaders,
    exposedHeaders: ['x-request-id'],
    maxAge: 86_400,
  });
  app.addHook('onRequest', async (request, reply) => {
    // Grades are nobody's to keep, neither a proxy's nor a browser's.
    reply.header('cache-control', 'no-store').header('x-request-id', request.id);
  });
  // Before the routes: a route takes the handler that stands when it is added.
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(problem('NOT_FOUND', 'There is nothing here: GraphQL is at /graphql.')),
  );
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    // Apollo's integration makes a URL of the Host header, which may be missing or none.
    if (error.code === 'ERR_INVALID_URL') {
      return reply.code(400).send(problem('BAD_REQUEST', 'The Host header names no host.'));
    }
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(problem('BAD_REQUEST', error.message));
    logger.error({ requestId: request.id, error: error.name, code: error.code }, 'unexpected error');
    return reply.code(500).send(problem('INTERNAL_SERVER_ERROR', 'Internal server error.', request.id));
  });

  if (config.explorer) await addExplorer(app, config);
  await app.register(fastifyApollo(apollo), {
    path: '/graphql',
    context: async (request, reply) => {
      const context = openContext(request.id, request.headers.authorization);
      // Not left to a plugin: none hears of a request that Apollo refuses for its form, or whose client is gone.
      reply.raw.once('close', () => (reply.raw.writableFinished ? context.close() : context.abandon()));
      return context;
    },
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async () => ({ status: 'ready' }));
  return app;
}

/** An error in the form that GraphQL clients read, also where GraphQL never ran. */
function problem(code: string, message: string, requestId?: string) {
  return { errors: [{ message, extensions: { code, ...(requestId && { requestId }) } }] };
}
