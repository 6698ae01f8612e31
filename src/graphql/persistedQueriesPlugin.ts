import type { ApolloServerPlugin, GraphQLRequest, GraphQLRequestListener } from '@apollo/server';
import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import type { Context } from './context';
import type { TrustedDocuments } from './trustedDocuments';

export interface PersistedQueriesOptions {
  trusted: TrustedDocuments;
  /** Whether all other documents are rejected. */
  only: boolean;
  /** Stores the texts that clients send with a hash. */
  store: KeyValueCache;
}

/**
 * Replaces an id by its trusted document. Removes from the request, before it is parsed, what Apollo Server must not accept: an
 * untrusted document or hash if only trusted documents are allowed, an untrusted `doc_id`, and an id that is not a string. Apollo
 * Server then answers `PERSISTED_QUERY_NOT_FOUND`.
 *
 * Stores a text that a client sends with its hash, if LTIAAS has accepted the caller. Otherwise anyone could evict all texts with
 * invented credentials.
 */
export function usePersistedQueries({ trusted, only, store }: PersistedQueriesOptions): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ request }) {
      const { query } = request;
      const id = idOf(request);
      if (query === undefined && id === undefined) return;
      if (query !== undefined && (!only || trusted.texts.has(query)))
        return request.extensions?.persistedQuery ? storing(store) : undefined;
      const { persistedQuery, ...extensions } = request.extensions ?? {};
      const text = query === undefined && typeof id === 'string' ? trusted.byId.get(id) : undefined;
      if (text !== undefined) Object.assign(request, { query: text, extensions });
      else if (only || !persistedQuery || typeof id !== 'string')
        Object.assign(request, { query: undefined, extensions: { ...extensions, persistedQuery: unknownQuery } });
    },
  };
}

/** Stores the text of one request if it passes all checks. */
function storing(store: KeyValueCache): GraphQLRequestListener<Context> {
  let hasPassed = false;
  return {
    async responseForOperation() {
      hasPassed = true;
      return null;
    },
    async willSendResponse({ queryHash, source, contextValue }) {
      // Apollo Server has already compared the hash with the text.
      if (hasPassed && contextValue.isAccepted()) await store.set(queryHash, source);
    },
  };
}

/** Matches no text. */
const unknownQuery = { version: 1, sha256Hash: '' };

/** `extensions.persistedQuery`, as Apollo's clients and urql send it, or `doc_id`, as in Relay's documentation. */
function idOf({ extensions, http }: GraphQLRequest): unknown {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } };
  const { doc_id } = (http?.body ?? {}) as { doc_id?: unknown };
  return persistedQuery ? (persistedQuery.sha256Hash ?? null) : doc_id;
}
