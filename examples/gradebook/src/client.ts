import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { possibleTypes } from '../../generated/possibleTypes.json';

export function createClient(ltik: string): ApolloClient {
  const uri = import.meta.env.VITE_GRAPHQL_URL as string;
  return new ApolloClient({
    link: new HttpLink({ uri, headers: { authorization: `Bearer ${ltik}` } }),
    // Appends each page of scores to the list.
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: { LineItem: { fields: { scores: relayStylePagination() } } },
    }),
  });
}

/** The rows of a page. A row that the gateway could not read is null and is left out. */
export function nodesOf<T>(page: { edges?: ({ node?: T | null } | null)[] | null } | null | undefined): T[] {
  return page?.edges?.flatMap((edge) => edge?.node ?? []) ?? [];
}
