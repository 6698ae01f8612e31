import type { ApolloServerPlugin, GraphQLRequest, GraphQLRequestListener } from '@apollo/server';
import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import type { Context } from './context';
import type { TrustedDocuments } from './trustedDocuments';

export interface PersistedQueriesOptions {
  trusted: TrustedDocuments;
  /** Whether nothing else is taken. */
  only: boolean;
  /** Where texts that clients send with their hashes are kept. */
  store: KeyValueCache;
}

/**
 * Puts a trusted document in the place of its id. What is not trusted where it must be, by id or as a text, is hidden before
 * anything of it is parsed: Apollo Server then answers `PERSISTED_QUERY_NOT_FOUND`. So is what is no text in the place of an id,
 * of which Apollo Server would make a key, and fail where it cannot.
 *
 * Stores a text that came with its hash once LTIAAS has accepted the caller: with made-up credentials anybody could push out the
 * texts of all others.
 */
export function usePersistedQueries({ trusted, only, store }: PersistedQueriesOptions): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ request }) {
      const { query } = request;
      const { persistedQuery, ...extensions } = request.extensions ?? {};
      const id = idOf(request);
      if (query === undefined && id === undefined) return;
      if (query !== undefined && (!only || trusted.texts.has(query)))
        return persistedQuery ? storing(store) : undefined;
      const text = query === undefined && typeof id === 'string' ? trusted.byId.get(id) : undefined;
      if (text !== undefined) Object.assign(request, { query: text, extensions });
      else if (only || !persistedQuery || typeof id !== 'string')
        Object.assign(request, { query: undefined, extensions: { ...extensions, persistedQuery: ofNone } });
    },
  };
}

/** Stores the text of one request, if it passed all checks. */
function storing(store: KeyValueCache): GraphQLRequestListener<Context> {
  let hasPassed = false;
  return {
    async responseForOperation() {
      hasPassed = true;
      return null;
    },
    async willSendResponse({ queryHash, source, contextValue }) {
      // Apollo Server has compared the hash with the text.
      if (hasPassed && contextValue.isAccepted()) await store.set(queryHash, source);
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
