import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from './context';

export interface ExplainOptions {
  /** Explain every response; otherwise only if the request has the header `x-gateway-explain: 1`. */
  always: boolean;
  /** The maximum number of calls of one operation. */
  budget: number;
}

/** Adds the cost of an operation to `extensions.upstream`: numbers only, no ids. */
export function explainCost({ always, budget }: ExplainOptions): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ request }) {
      if (!always && request.http?.headers.get('x-gateway-explain') !== '1') return;
      return {
        async willSendResponse({ contextValue, response: { body } }) {
          if (body.kind !== 'single') return;
          const { calls, rounds, rows, ms } = contextValue.upstream();
          const concurrency = contextValue.concurrency();
          const upstream = { calls, rounds, rows, waitedMs: Math.round(ms), budget, concurrency };
          body.singleResult.extensions = { ...body.singleResult.extensions, upstream };
        },
      };
    },
  };
}
