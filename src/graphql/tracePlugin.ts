import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { Context } from './context';

/** Codes of failures that the client did not cause. */
const faults = /^(UPSTREAM_|INTERNAL_|RATE_LIMITED|SERVICE_NOT_AVAILABLE)/;

// All requests share one listener: its arguments name the request. Once the client has disconnected the span has ended, and
// accepts no more attributes.
const listener: GraphQLRequestListener<Context> = {
  // Not in `willSendResponse`: when a client disconnects during a write, its span ends before there is a response.
  async didResolveOperation({ operation, operationName, contextValue: { trace } }) {
    if (operation !== undefined) trace?.describe(operation.operation, operationName ?? undefined);
  },
  async willSendResponse({ contextValue: { trace }, response: { body } }) {
    const [error] = (body.kind === 'single' ? body.singleResult.errors : undefined) ?? [];
    if (error === undefined) return;
    const code = error.extensions?.code as string;
    trace?.noteError(code, faults.test(code));
  },
};

/** Describes each operation and its first error code in the operation's span. */
export function traceOperations(): ApolloServerPlugin<Context> {
  return { requestDidStart: async () => listener };
}
