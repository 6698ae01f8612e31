import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from 'pino';
import type { Config } from '../config/config';
import { createSchema } from '../schema/schema';
import { createSubgraphSchema } from '../schema/subgraph';
import { admissionPlugin } from './admissionPlugin';
import { budgetCheck } from './budgetCheck';
import { compilePlugin } from './compilePlugin';
import { conditionsCheck } from './conditionsCheck';
import type { Context } from './context';
import { credentialCheck } from './credentialCheck';
import { documentStore } from './documentStore';
import { formatError } from './errorFormat';
import { explainPlugin } from './explainPlugin';
import { landingPagePlugin } from './landingPagePlugin';
import { limitsRule } from './limits';
import { logPlugin } from './logPlugin';
import { metricsPlugin, type OperationMetrics } from './metricsPlugin';
import { persistedQueriesPlugin } from './persistedQueriesPlugin';
import { persistedQueryStore, readOnly, type SharedTexts } from './persistedQueryStore';
import { tracePlugin } from './tracePlugin';
import { noTrustedDocuments, readTrustedDocuments } from './trustedDocuments';
import { variablesCheck } from './variablesCheck';

export interface GraphqlServerOptions {
  config: Config;
  logger: Logger;
  /** The texts that replicas share; undefined without Redis. */
  store: SharedTexts | undefined;
  /** The use on which an operation is compiled. */
  compileOnUse: number;
  /** Undefined: metrics are off. */
  metrics: OperationMetrics | undefined;
}

/** Each error searches the schema for a name to suggest. */
const maxValidationErrors = 20;

/** The GraphQL side: the schema, what Apollo Server checks and what its plugins add. Started, not mounted. */
export async function createGraphqlServer({
  config,
  logger,
  store,
  compileOnUse,
  metrics,
}: GraphqlServerOptions): Promise<ApolloServer<Context>> {
  const schema = config.federation ? await createSubgraphSchema() : createSchema();
  const { limits, maxUpstreamCalls, trustedDocuments } = config;
  const trusted =
    trustedDocuments === undefined ? noTrustedDocuments : await readTrustedDocuments(trustedDocuments, schema, limits);
  const texts = persistedQueryStore(store);
  const server = new ApolloServer<Context>({
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
    persistedQueries: { cache: readOnly(texts) },
    formatError,
    logger,
    plugins: [
      persistedQueriesPlugin({ trusted, only: config.trustedDocumentsOnly, store: texts }),
      admissionPlugin([
        credentialCheck(config.introspection),
        variablesCheck(schema, !config.introspection),
        conditionsCheck,
        budgetCheck(schema, maxUpstreamCalls),
      ]),
      explainPlugin({ always: config.explain, budget: maxUpstreamCalls }),
      logPlugin(logger),
      ...(metrics === undefined ? [] : [metricsPlugin(metrics, trusted)]),
      ...(config.traces ? [tracePlugin()] : []),
      ...(config.executor === 'graphql-jit' ? [compilePlugin(schema, { compileOnUse, logger })] : []),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      landingPagePlugin(config),
    ],
  });
  await server.start();
  return server;
}
