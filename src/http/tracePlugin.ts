import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { Context } from '../context';
import type { SpanDescription } from '../tracing/span';

/** Codes of failures that are not the client's. */
const faults = /^(UPSTREAM_|INTERNAL_|RATE_LIMITED|SERVICE_NOT_AVAILABLE)/;
/** Characters of a name: the client chooses it. */
const maxLength = 100;
// Without the operation's own name: clients choose it, and names of spans are to be few.
const operations = {
  query: describe('query'),
  mutation: describe('mutation'),
  subscription: describe('subscription'),
};

function describe(type: string): SpanDescription {
  return { name: type, kind: 'server', attributes: { 'graphql.operation.type': type } };
}

// One for all requests: what it is told says which one it is about.
const listener: GraphQLRequestListener<Context> = {
  // Not with the answer: a write whose client has gone is told of before there is one.
  async didResolveOperation({ operation, operationName, contextValue: { span } }) {
    if (span === undefined || operation === undefined) return;
    span.describe(operations[operation.operation]);
    if (operationName) span.set('graphql.operation.name', operationName.slice(0, maxLength));
  },
  async willSendResponse({ contextValue: { span }, response: { body } }) {
    const [error] = (body.kind === 'single' ? body.singleResult.errors : undefined) ?? [];
    if (span === undefined || error === undefined) return;
    const code = error.extensions?.code as string;
    if (faults.test(code)) span.end(code);
    else span.set('error.type', code);
  },
};

/** Says in an operation's span what it was and what came of it; never its document, which may hold values. */
export function tracePlugin(): ApolloServerPlugin<Context> {
  return { requestDidStart: async () => listener };
}
