import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger } from 'pino';
import type { Context } from './context';
import { idsOf, logUnexpected } from './errorFormat';

/** Logs one line per operation, and adds the request id to unexpected errors in the response. */
export function logOperations(logger: Logger): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async didEncounterErrors({ errors, contextValue }) {
          logUnexpected(logger, contextValue, errors);
        },
        async willSendResponse({ contextValue, operationName, response }) {
          const { requestId } = contextValue;
          const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
          for (const { extensions } of errors) {
            if (extensions?.code === 'INTERNAL_SERVER_ERROR') extensions.requestId = requestId;
          }
          // The client chooses the name, so its length is limited; JSON escapes control characters.
          const operation = operationName?.slice(0, 100) ?? null;
          const codes = [...new Set(errors.map((error) => error.extensions?.code))];
          logOperation(logger, contextValue, { operation, startedAt, codes });
        },
      };
    },
  };
}

/** Writes the line of an operation or an export. */
export function logOperation(
  logger: Logger,
  context: Context,
  { operation, startedAt, codes }: { operation: string | null; startedAt: number; codes: unknown[] },
): void {
  if (!logger.isLevelEnabled('info')) return;
  const { caller, gradebook } = context;
  const use = context.upstream();
  logger.info(
    {
      ...idsOf(context),
      operation,
      caller: caller?.kind ?? null,
      roles: caller === undefined ? [] : [...gradebook.roles],
      upstreamCalls: use.calls,
      upstreamMs: Math.round(use.ms),
      ms: Math.round(performance.now() - startedAt),
      codes,
    },
    'operation',
  );
}
