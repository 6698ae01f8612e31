import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { Config } from '../../src/config/config';
import { startTestGateway, type TestGateway } from '../support/gateway';

/**
 * A federated graph over HTTP: the gateway as one subgraph, a second subgraph that annotates line items, and a router.
 */
export interface Graph {
  gateway: TestGateway;
  /** The line items with an annotation, in this order. */
  annotate(lineItemIds: string[]): void;
  /** Sends one operation to the router. */
  ask(query: string, variables: object, authorization: string | null): Promise<{ data: any; errors: any[] }>;
  close(): Promise<void>;
}

interface Headers {
  authorization: string | undefined;
}

/** Knows line items only by their ids. Has Relay's `node` and `PageInfo`, as many subgraphs do. */
const annotations = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])

  interface Node { id: ID! }
  type Query {
    node(id: ID!): Node
    annotations: AnnotationConnection!
  }
  type LineItem implements Node @key(fields: "id") { id: ID!  annotation: String! }
  type Annotation implements Node { id: ID!  text: String!  lineItem: LineItem }
  type AnnotationConnection { nodes: [Annotation!]!  pageInfo: PageInfo! }
  type PageInfo @shareable { hasNextPage: Boolean!  hasPreviousPage: Boolean!  startCursor: String  endCursor: String }
`);

export async function startGraph(config: Partial<Config>): Promise<Graph> {
  const gateway = await startTestGateway({ config: { ...config, federation: true } });
  let annotated: string[] = [];
  const resolvers = {
    Query: {
      node: (_: unknown, { id }: { id: string }) => ({ __typename: 'LineItem', id }),
      annotations: () => ({
        nodes: annotated.map((id, place) => ({ id: `annotation-${place}`, text: `Note ${place}`, lineItem: { id } })),
        pageInfo: { hasNextPage: false, hasPreviousPage: false },
      }),
    },
    LineItem: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      annotation: ({ id }: { id: string }) => `About ${id}`,
    },
  };
  const other = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs: annotations, resolvers }]),
    // Otherwise it prints to the console that it is enabled.
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  const { url } = await startStandaloneServer(other, { listen: { port: 0, host: '127.0.0.1' } });

  const router = new ApolloServer<Headers>({
    gateway: new ApolloGateway({
      // There is no credential when the router requests the subgraphs' schemas.
      supergraphSdl: new IntrospectAndCompose({
        subgraphs: [
          { name: 'gradebook', url: `${gateway.url}/graphql` },
          { name: 'annotations', url },
        ],
      }),
      buildService: (service) =>
        new RemoteGraphQLDataSource<Headers>({
          ...service,
          willSendRequest({ request, context }) {
            // Not the router's schema request, which has no context.
            if (context.authorization !== undefined) request.http!.headers.set('authorization', context.authorization);
          },
        }),
    }),
  });
  const { url: routerUrl } = await startStandaloneServer(router, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => ({ authorization: req.headers.authorization }),
  });
  return {
    gateway,
    annotate(lineItemIds) {
      annotated = lineItemIds;
    },
    async ask(query, variables, authorization) {
      const response = await fetch(routerUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization !== null && { authorization }) },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors = [] } = (await response.json()) as { data: any; errors?: any[] };
      return { data, errors };
    },
    async close() {
      await router.stop();
      await other.stop();
      await gateway.close();
    },
  };
}
