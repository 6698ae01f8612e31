import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { InMemoryLRUCache, type KeyValueCache } from '@apollo/utils.keyvaluecache';
import type { DocumentNode } from 'graphql';
import type { Logger } from 'pino';
import type { Config } from '../config/config';
import type { Durations } from '../config/durations';
import type { Metrics } from '../observability/metrics';
import { schema as gatewaySchema } from '../schema/schema';
import { createSubgraphSchema } from '../schema/subgraph';
import { admitOperations } from './admission';
import { compileOperations } from './compilePlugin';
import type { Context } from './context';
import { formatError } from './errorFormat';
import { explainCost } from './explainPlugin';
import { showLandingPage } from './landingPagePlugin';
import { limitsRule } from './limits';
import { logOperations } from './logPlugin';
import { countOperations } from './metricsPlugin';
import { usePersistedQueries } from './persistedQueriesPlugin';
import { persistedQueryStore, readOnly, type SharedTexts } from './persistedQueryStore';
import { traceOperations } from './tracePlugin';
import { noTrustedDocuments, readTrustedDocuments } from './trustedDocuments';
import { apolloConfigOf, reportUsage } from './usagePlugin';

export interface GraphqlServerOptions {
  config: Config;
  logger: Logger;
  /** The texts that replicas share; undefined without Redis. */
  store: SharedTexts | undefined;
  /** The use on which an operation is compiled. */
  compileOnUse: number;
  durations: Durations;
  /** Undefined: metrics are off. */
  metrics: Metrics | undefined;
}

/** Each error searches the schema for a name to suggest. */
const maxValidationErrors = 20;

/** Creates and starts Apollo Server with the schema, the checks and the plugins. The HTTP server mounts it. */
export async function createGraphqlServer({
  config,
  logger,
  store,
  compileOnUse,
  durations,
  metrics,
}: GraphqlServerOptions): Promise<ApolloServer<Context>> {
  const schema = config.federation ? await createSubgraphSchema() : gatewaySchema;
  const { limits, maxUpstreamCalls, trustedDocuments } = config;
  const trusted =
    trustedDocuments === undefined ? noTrustedDocuments : await readTrustedDocuments(trustedDocuments, schema, limits);
  const texts = persistedQueryStore(store);
  const usage = await reportUsage(config.usageReporting, { logger, lastReportMs: durations.lastReportMs });
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
    documentStore: createDocumentStore(),
    persistedQueries: { cache: readOnly(texts) },
    formatError,
    logger,
    apollo: apolloConfigOf(config),
    plugins: [
      usePersistedQueries({ trusted, only: config.trustedDocumentsOnly, store: texts }),
      admitOperations(schema, config),
      explainCost({ always: config.explain, budget: maxUpstreamCalls }),
      logOperations(logger),
      ...(metrics === undefined ? [] : [countOperations(metrics, trusted)]),
      ...(config.traces ? [traceOperations()] : []),
      ...(config.executor === 'graphql-jit' ? [compileOperations(schema, { compileOnUse, logger })] : []),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      // Apollo Server would turn these on where it finds APOLLO_KEY, and send usage to Apollo.
      usage ?? ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      showLandingPage(config),
    ],
  });
  await server.start();
  return server;
}

/** Characters of all stored documents. */
const maxStoredLength = 256 * 1024;
/** Characters of one document. */
const maxDocumentLength = 10_000;

/**
 * Stores parsed, valid documents; the least recently used goes first. Measured by the length of their texts: a syntax tree needs up
 * to a hundred bytes per character, and Apollo Server's own store serializes each document to measure it.
 */
function createDocumentStore(): KeyValueCache<DocumentNode> {
  return new InMemoryLRUCache({
    maxSize: maxStoredLength,
    maxEntrySize: maxDocumentLength,
    // Documents too long for locations are too long to store.
    sizeCalculation: ({ loc }) => loc?.end || maxDocumentLength + 1,
  });
}
