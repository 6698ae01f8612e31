import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from '../context';

/**
 * Apollo Server makes a key of whatever stands for a persisted query's hash, and fails where that cannot become a text: anything
 * but a text is no hash that it could know.
 */
export const persistedQueryPlugin: ApolloServerPlugin<Context> = {
  async requestDidStart({ request }) {
    const persisted: unknown = request.extensions?.persistedQuery;
    if (typeof persisted !== 'object' || persisted === null) return;
    const { sha256Hash } = persisted as { sha256Hash?: unknown };
    if (typeof sha256Hash !== 'string') Object.assign(persisted, { sha256Hash: '' });
  },
};
