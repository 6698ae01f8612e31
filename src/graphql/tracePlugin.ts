import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { Context } from './context';
import { markFailed } from '../observability/traces';

/** Codes of failures that are not the client's. */
const faults = /^(UPSTREAM_|INTERNAL_|RATE_LIMITED|SERVICE_NOT_AVAILABLE)/;
/** Characters of a name: the client chooses it. */
const maxLength = 100;

// One for all requests: what it is told says which one it is about. A span that has ended, since the client has disconnected, takes
// no more attributes.
const listener: GraphQLRequestListener<Context> = {
  // Not with the answer: a write whose client has gone is told of before there is one.
  async didResolveOperation({ operation, operationName, contextValue: { trace } }) {
    if (operation === undefined || !trace?.span.isRecording()) return;
    // Without the operation's own name: clients choose it, and names of spans are to be few.
    trace.span.updateName(operation.operation).setAttribute('graphql.operation.type', operation.operation);
    if (operationName) trace.span.setAttribute('graphql.operation.name', operationName.slice(0, maxLength));
  },
  async willSendResponse({ contextValue: { trace }, response: { body } }) {
    const [error] = (body.kind === 'single' ? body.singleResult.errors : undefined) ?? [];
    if (error === undefined || !trace?.span.isRecording()) return;
    const code = error.extensions?.code as string;
    if (faults.test(code)) markFailed(trace.span, code);
    else trace.span.setAttribute('error.type', code);
  },
};

/** Says in an operation's span what it was and what came of it; never its document, which may hold values. */
export function tracePlugin(): ApolloServerPlugin<Context> {
  return { requestDidStart: async () => listener };
}
