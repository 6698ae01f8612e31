import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from '../context';

/** Codes of failures that are not the client's. */
const faults = /^(UPSTREAM_|INTERNAL_|RATE_LIMITED|SERVICE_NOT_AVAILABLE)/;
/** Characters of a name: the client chooses it. */
const maxLength = 100;

/** Says in an operation's span what it was and what came of it; never its document, which may hold values. */
export function tracePlugin(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, operationName, contextValue: { span } }) {
          if (span === undefined || operation === undefined) return;
          // Without the name: clients choose it, and names of spans are to be few.
          span.rename(operation.operation);
          span.set('graphql.operation.type', operation.operation);
          if (operationName) span.set('graphql.operation.name', operationName.slice(0, maxLength));
        },
        async willSendResponse({ contextValue: { span }, response: { body } }) {
          const [error] = (body.kind === 'single' ? body.singleResult.errors : undefined) ?? [];
          if (error === undefined) return;
          const code = error.extensions?.code as string;
          if (faults.test(code)) span?.end(code);
          else span?.set('error.type', code);
        },
      };
    },
  };
}
