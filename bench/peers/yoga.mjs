import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';
import { Pool } from 'undici';

/**
 * The part of the gateway's schema that W1 to W4 need, written by hand with GraphQL Yoga. DataLoader makes each call once per
 * request. No checks, no limits, no retries. Listens on PORT of loopback.
 */

const { LTIAAS_URL, LTIAAS_API_KEY, PORT } = process.env;
const pool = new Pool(LTIAAS_URL, { connections: 256 });

const typeDefs = `
  type Query {
    lineItems(first: Int!): LineItemConnection!
    lineItem(id: ID!): LineItem
  }
  type LineItemConnection {
    nodes: [LineItem!]!
  }
  type LineItem {
    id: ID!
    label: String!
    scoreMaximum: Float!
    scores(first: Int!): ScoreConnection!
    score(userId: ID!): Score
  }
  type ScoreConnection {
    nodes: [Score!]!
  }
  type Score {
    userId: ID!
    resultScore: Float
    resultMaximum: Float!
    comment: String
  }
`;

const resolvers = {
  Query: {
    lineItems: async (_, { first }, { loader }) => ({
      nodes: await readList(loader, '/api/lineitems', 'lineItems', first),
    }),
    lineItem: (_, { id }, { loader }) => loader.load(lineItemPath(id)),
  },
  LineItem: {
    scores: async ({ id }, { first }, { loader }) => ({
      nodes: await readList(loader, scoresPath(id), 'scores', first),
    }),
    async score({ id }, { userId }, { loader }) {
      const { scores } = await loader.load(`${scoresPath(id)}?userId=${encodeURIComponent(userId)}`);
      return scores.find((score) => score.userId === userId);
    },
  },
  Score: {
    resultMaximum: ({ resultMaximum = 1 }) => resultMaximum,
  },
};

const lineItemPath = (id) => `/api/lineitems/${encodeURIComponent(id)}`;
const scoresPath = (id) => `${lineItemPath(id)}/scores`;

/** The first rows of a list, page by page. */
async function readList(loader, path, key, first) {
  const rows = [];
  for (let query = `limit=${first}`; query !== undefined && rows.length < first;) {
    const page = await loader.load(`${path}?${query}`);
    rows.push(...page[key]);
    query = page.next && `url=${encodeURIComponent(page.next)}`;
  }
  return rows.slice(0, first);
}

async function call(path, authorization) {
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers: { authorization } });
  if (statusCode === 200) return body.json();
  await body.dump();
  throw new Error(`Status ${statusCode} for ${path}.`);
}

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  graphiql: false,
  landingPage: false,
  healthCheckEndpoint: '/readyz',
  context({ request }) {
    const ltik = request.headers.get('authorization').replace(/^Bearer /, '');
    const authorization = `LTIK-AUTH-V2 ${LTIAAS_API_KEY}:${ltik}`;
    const read = (path) => call(path, authorization).catch((error) => error);
    return { loader: new DataLoader((paths) => Promise.all(paths.map(read))) };
  },
});
createServer(yoga).listen(Number(PORT), '127.0.0.1');
