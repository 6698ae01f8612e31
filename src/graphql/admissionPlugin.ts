import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import type { Context } from './context';

/** Throws what stands against an operation that is valid in itself. */
export type Check = (request: GraphQLRequestContextDidResolveOperation<Context>) => void;

/** Makes the checks one after the other before anything runs: what the first refuses costs the others nothing. */
export function admissionPlugin(checks: readonly Check[]): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation(request) {
          for (const check of checks) check(request);
          if (request.operation !== undefined) request.contextValue.begin(request.operation.operation);
        },
      };
    },
  };
}
