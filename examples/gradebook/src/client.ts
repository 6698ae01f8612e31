import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { possibleTypes } from '../../generated/possibleTypes.json';
import { typePolicies } from './typePolicies';

/** Where the gateway answers GraphQL. Its other routes are beside it. */
export const graphqlUrl = import.meta.env.VITE_GRAPHQL_URL as string;

export function createClient(ltik: string): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri: graphqlUrl, headers: { authorization: `Bearer ${ltik}` } }),
    cache: new InMemoryCache({ possibleTypes, typePolicies }),
  });
}

/** The rows of a page. A row that the gateway could not read is null and is left out. */
export function nodesOf<T>(page: { edges?: ({ node?: T | null } | null)[] | null } | null | undefined): T[] {
  return page?.edges?.flatMap((edge) => edge?.node ?? []) ?? [];
}
