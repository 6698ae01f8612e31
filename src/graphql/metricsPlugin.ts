import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { Context } from './context';
import { OperationNames } from './operationNames';
import type { TrustedDocuments } from './trustedDocuments';

/** Counts operations and refused requests. */
export interface OperationMetrics {
  /** `operation` comes from `OperationNames`; `outcome` is `ok` or a code of the contract. */
  noteOperation(operation: string, outcome: string, ms: number): void;
  noteRefusal(status: number, code: string): void;
}

/** Counts operations, and the requests that Apollo Server refuses for their form. */
export function metricsPlugin(metrics: OperationMetrics, trusted: TrustedDocuments): ApolloServerPlugin<Context> {
  const names = new OperationNames(trusted.texts);
  return {
    async invalidRequestWasReceived() {
      metrics.noteRefusal(400, 'BAD_REQUEST');
    },
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async willSendResponse({ operation, operationName, contextValue, response: { body } }) {
          const [error] = (body.kind === 'single' ? body.singleResult.errors : undefined) ?? [];
          // Without an operation nobody knows its name.
          const name =
            operation === undefined ? 'other' : names.labelOf(operationName ?? null, contextValue.isAccepted());
          metrics.noteOperation(name, codeOf(error), performance.now() - startedAt);
        },
      };
    },
  };
}

function codeOf(error: GraphQLFormattedError | undefined): string {
  return error === undefined ? 'ok' : (error.extensions?.code as string);
}
