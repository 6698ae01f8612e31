import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from './context';

export interface ExplainOptions {
  /** Tell it in every answer; else only where the request has the header `x-gateway-explain: 1`. */
  always: boolean;
  /** Calls that one operation may make. */
  budget: number;
}

/** Tells in `extensions.upstream` what an operation cost: figures alone, no ids. */
export function explainCost({ always, budget }: ExplainOptions): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ request }) {
      if (!always && request.http?.headers.get('x-gateway-explain') !== '1') return;
      return {
        async willSendResponse({ contextValue, response: { body } }) {
          if (body.kind !== 'single') return;
          const { calls, rounds, rows, ms } = contextValue.upstream();
          const upstream = { calls, rounds, rows, waitedMs: Math.round(ms), budget };
          body.singleResult.extensions = { ...body.singleResult.extensions, upstream };
        },
      };
    },
  };
}
