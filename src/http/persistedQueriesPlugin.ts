import type { ApolloServerPlugin, GraphQLRequest } from '@apollo/server';
import type { TrustedDocuments } from './trustedDocuments';

export interface PersistedQueriesOptions {
  trusted: TrustedDocuments;
  /** Whether nothing else is taken. */
  only: boolean;
}

/**
 * Puts a trusted document in the place of its id. What is not trusted where it must be, by id or as a text, is hidden before
 * anything of it is parsed: Apollo Server then answers `PERSISTED_QUERY_NOT_FOUND`. So is what is no text in the place of an id,
 * of which Apollo Server would make a key, and fail where it cannot.
 */
export function persistedQueriesPlugin({ trusted, only }: PersistedQueriesOptions): ApolloServerPlugin {
  return {
    async requestDidStart({ request }) {
      const { query } = request;
      const { persistedQuery, ...extensions } = request.extensions ?? {};
      const id = idOf(request);
      if (query === undefined && id === undefined) return;
      if (query !== undefined && (!only || trusted.texts.has(query))) return;
      const text = query === undefined && typeof id === 'string' ? trusted.byId.get(id) : undefined;
      if (text !== undefined) Object.assign(request, { query: text, extensions });
      else if (only || !persistedQuery || typeof id !== 'string')
        Object.assign(request, { query: undefined, extensions: { ...extensions, persistedQuery: ofNone } });
    },
  };
}

/** What no text has the hash of. */
const ofNone = { version: 1, sha256Hash: '' };

/** `extensions.persistedQuery`, as Apollo's clients and urql send it, or `doc_id`, as Relay's documentation has it. */
function idOf({ extensions, http }: GraphQLRequest): unknown {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } };
  const { doc_id } = (http?.body ?? {}) as { doc_id?: unknown };
  return persistedQuery ? (persistedQuery.sha256Hash ?? null) : doc_id;
}
