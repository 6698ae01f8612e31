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
          const { requestId, caller } = contextValue;
          const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
          for (const { extensions } of errors) {
            if (extensions?.code === 'INTERNAL_SERVER_ERROR') extensions.requestId = requestId;
          }
          if (!logger.isLevelEnabled('info')) return;
          const use = contextValue.upstream();
          logger.info(
            {
              ...idsOf(contextValue),
              // The client chooses the name, so its length is limited; JSON escapes control characters.
              operation: operationName?.slice(0, 100) ?? null,
              caller: caller?.kind ?? null,
              roles: caller === undefined ? [] : [...contextValue.gradebook.roles],
              upstreamCalls: use.calls,
              upstreamMs: Math.round(use.ms),
              ms: Math.round(performance.now() - startedAt),
              codes: [...new Set(errors.map((error) => error.extensions?.code))],
            },
            'operation',
          );
        },
      };
    },
  };
}
