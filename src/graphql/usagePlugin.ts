import { setTimeout as wait } from 'node:timers/promises';
import type { ApolloConfigInput, ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';
import { type ExecutionArgs, GraphQLError, separateOperations } from 'graphql';
import type { Logger } from 'pino';
import type { Config, UsageReporting } from '../config/config';
import type { Context } from './context';

type Plugin = ApolloServerPlugin<Context>;

/**
 * Reports which operations run, how long they take, and how many fail: as signatures, without literals and aliases. Operations of
 * callers that LTIAAS has not accepted are left out, so that strangers cannot fill the reports. Throws if a package is missing.
 */
export async function reportUsage(
  usage: UsageReporting | undefined,
  { logger, lastReportMs }: { logger: Logger; lastReportMs: number },
): Promise<Plugin | undefined> {
  if (usage === undefined) return undefined;
  return endWithin(lastReportMs, usage.to === 'apollo' ? reportToApollo() : await reportToHive(usage, logger));
}

/** Apollo Server would read what is missing here from the environment, and reject what earlier versions of it read there. */
export function apolloConfigOf({ usageReporting }: Config): ApolloConfigInput {
  const account = usageReporting?.to === 'apollo' ? usageReporting : undefined;
  return {
    ...(account && { key: account.key, graphRef: account.graphRef }),
    graphId: '',
    graphVariant: '',
  };
}

function reportToApollo(): Plugin {
  const plugin = ApolloServerPluginUsageReporting<Context>({
    sendVariableValues: { none: true },
    sendHeaders: { none: true },
    sendErrors: { masked: true },
    sendTraces: false,
    // It would need a resolver around each field, and compiled operations call none of these.
    fieldLevelInstrumentation: 0,
    // The name and version of a client come from its headers.
    generateClientInfo: () => ({}),
  });
  return {
    ...plugin,
    async requestDidStart(request) {
      const listener = await plugin.requestDidStart!(request);
      return {
        ...listener,
        async willSendResponse(context) {
          if (!context.contextValue.isAccepted()) return;
          await listener?.willSendResponse?.({ ...context, errors: maskedErrors(context.response) });
        },
      };
    },
  };
}

/** Only their number: messages quote values, and paths contain aliases. */
function maskedErrors({ body }: GraphQLResponse): GraphQLError[] {
  // Compiled operations have errors only in the response.
  const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
  return errors.map(() => new GraphQLError('masked'));
}

/** With Hive's client rather than its plugin, which passes on variables, headers and messages, and relies on options to drop them. */
async function reportToHive({ token, target }: UsageReporting & { to: 'hive' }, logger: Logger): Promise<Plugin> {
  const { createHive } = await loadHive();
  const hive = createHive({
    enabled: true,
    token,
    usage: target === undefined ? true : { target },
    // The default of the client, which the package lowers to 25 operations.
    agent: { fetch, maxSize: 1500, logger },
  });
  return {
    async serverWillStart() {
      return { serverWillStop: () => hive.dispose() };
    },
    async requestDidStart({ schema }) {
      const report = hive.collectUsage();
      return {
        async willSendResponse({ document, operation, operationName, contextValue, response }) {
          if (operation === undefined || !contextValue.isAccepted()) return;
          const alone = separateOperations(document!)[operationName ?? '']!;
          const errors = maskedErrors(response);
          await report({ schema, document: alone, operationName, variableValues: null }, { errors });
        },
      };
    },
  };
}

/** The part of `@graphql-hive/apollo` that is used. Its own types include those of browsers, which change Node.js' streams. */
interface Hive {
  createHive: (options: {
    enabled: true;
    token: string;
    usage: true | { target: string };
    agent: { fetch: typeof fetch; maxSize: number; logger: Logger };
  }) => {
    collectUsage(): (args: ExecutionArgs, result: { errors: GraphQLError[] }) => Promise<void>;
    dispose(): Promise<void>;
  };
}

/** Not a literal, so that the compiler does not load the types. */
const hivePackage: string = '@graphql-hive/apollo';

async function loadHive(): Promise<Hive> {
  try {
    return (await import(hivePackage)) as Hive;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      'USAGE_REPORTING=hive needs a package that is not installed: npm install @graphql-hive/apollo@0.47',
    );
  }
}

/** A receiver that does not answer must not delay the stop until the process is killed. */
function endWithin(ms: number, plugin: Plugin): Plugin {
  return {
    ...plugin,
    async serverWillStart(service) {
      const listener = await plugin.serverWillStart!(service);
      return {
        ...listener,
        async serverWillStop() {
          const isSent = new AbortController();
          const { signal } = isSent;
          const tooLate = wait(ms, undefined, { signal }).catch(() => {});
          await Promise.race([listener!.serverWillStop!(), tooLate]);
          isSent.abort();
        },
      };
    },
  };
}
