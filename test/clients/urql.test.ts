import { Client, fetchExchange, gql, type OperationResult } from '@urql/core';
import { cacheExchange, type CacheExchangeOpts } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { getIntrospectionQuery } from 'graphql';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { lengths, lmses, openCourse, type OpenCourse, pageSize } from './openCourse';

const lineItems = gql`
  query LineItems($filter: LineItemFilter, $first: Int, $after: String) {
    lineItems(filter: $filter, first: $first, after: $after) {
      edges {
        cursor
        node {
          id
          label
          tag
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
const scores = gql`
  query Scores($id: ID!, $first: Int, $after: String) {
    lineItem(id: $id) {
      id
      scores(first: $first, after: $after) {
        edges {
          cursor
          node {
            id
            userId
            resultScore
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;
const deleteLineItem = gql`
  mutation DeleteLineItem($input: DeleteLineItemInput!) {
    deleteLineItem(input: $input) {
      deletedLineItemId
      userErrors {
        code
      }
    }
  }
`;
const createLineItem = gql`
  mutation CreateLineItem($input: CreateLineItemInput!) {
    createLineItem(input: $input) {
      lineItem {
        id
        label
        tag
      }
      userErrors {
        code
      }
    }
  }
`;

function createClient({ url, headers }: OpenCourse): Client {
  return new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers },
    exchanges: [
      cacheExchange({
        schema,
        resolvers: { Query: { lineItems: relayPagination() }, LineItem: { scores: relayPagination() } },
        updates: {
          Mutation: {
            deleteLineItem(result: any, _, cache) {
              cache.invalidate({ __typename: 'LineItem', id: result.deleteLineItem.deletedLineItemId });
            },
            createLineItem(_, __, cache) {
              for (const { fieldName, fieldKey } of cache.inspectFields('Query')) {
                if (fieldName === 'lineItems') cache.invalidate('Query', fieldKey);
              }
            },
          },
        },
      }),
      fetchExchange,
    ],
  });
}

/** A list on the screen. It loads one page after the other and shows them as one list. */
class List {
  #connection: any;
  #subscription: { unsubscribe(): void } | undefined;

  private constructor(
    private readonly client: Client,
    private readonly query: typeof lineItems,
    private readonly variables: object,
    private readonly pick: (data: any) => any,
  ) {}

  static async open(
    client: Client,
    query: typeof lineItems,
    variables: object = {},
    pick = (data: any) => data.lineItems,
  ): Promise<List> {
    const list = new List(client, query, variables, pick);
    await list.show(null);
    return list;
  }

  get nodes(): any[] {
    return this.#connection.edges.flatMap(({ node }: any) => node ?? []);
  }

  get ids(): string[] {
    return this.nodes.map((node) => node.id);
  }

  show(after: string | null): Promise<void> {
    this.close();
    const page = this.client.query<any>(this.query, { ...this.variables, first: pageSize, after });
    return new Promise((resolve, reject) => {
      this.#subscription = page.subscribe(({ data, error, stale }: OperationResult) => {
        if (error) return reject(error);
        this.#connection = this.pick(data);
        if (!stale) resolve();
      });
      opened.push(this.#subscription);
    });
  }

  close(): void {
    this.#subscription?.unsubscribe();
  }

  more(): Promise<void> {
    return this.show(this.#connection.pageInfo.endCursor);
  }

  async toEnd(): Promise<void> {
    for (let pages = 0; this.#connection.pageInfo.hasNextPage; pages++) {
      expect(pages).toBeLessThan(20);
      await this.more();
    }
  }
}

const opened: { unsubscribe(): void }[] = [];
let gateway: TestGateway;
let schema: NonNullable<CacheExchangeOpts['schema']>;
beforeAll(async () => {
  gateway = await startTestGateway();
  const { data } = await gateway.run(getIntrospectionQuery(), {}, null);
  schema = data;
});
afterEach(() => {
  for (const subscription of opened.splice(0)) subscription.unsubscribe();
});
afterAll(() => gateway.close());

describe.each(lmses)('urql on %s', (lms) => {
  test.each(lengths)('scrolls down through %d line items in order', async (length) => {
    const room = openCourse(gateway, { lms, lineItems: length });
    const list = await List.open(createClient(room), lineItems);
    expect(list.ids).toEqual(room.lineItemIds().slice(0, pageSize));
    await list.toEnd();
    expect(list.ids).toEqual(room.lineItemIds());
  });

  test.each(lengths)('scrolls down through %d scores in order', async (length) => {
    const room = openCourse(gateway, { lms, lineItems: 2, learners: length });
    const [id] = room.lineItemIds();
    const list = await List.open(createClient(room), scores, { id }, ({ lineItem }) => lineItem.scores);
    expect(list.nodes).toHaveLength(Math.min(length, pageSize));
    await list.toEnd();
    expect(list.nodes.map((score) => score.userId)).toEqual(room.userIds());
  });

  test.each([
    ['the first line item', 0],
    ['one in the middle', 9],
    ['the last visible line item', 13],
  ])('after deleting %s, scrolling on skips and repeats nothing', async (_, place) => {
    const room = openCourse(gateway, { lms, lineItems: 25 });
    const client = createClient(room);
    const list = await List.open(client, lineItems);
    await list.more();
    const shown = list.ids;
    expect(shown).toHaveLength(14);
    const id = shown[place]!;
    const { data } = await client.mutation(deleteLineItem, { input: { id } }).toPromise();
    expect(data.deleteLineItem.deletedLineItemId).toBe(id);
    expect(list.ids).not.toContain(id);
    await list.toEnd();
    expect(room.lineItemIds()).toHaveLength(24);
    expect(list.ids).toEqual(room.lineItemIds());
  });

  test.each([
    ['before the rest is loaded', false],
    ['with everything loaded', true],
  ])('a line item created %s appears once after scrolling down again', async (_, isWhole) => {
    const room = openCourse(gateway, { lms, lineItems: 20 });
    const client = createClient(room);
    const list = await List.open(client, lineItems);
    if (isWhole) await list.toEnd();
    const input = { label: 'Essay', scoreMaximum: 10 };
    const { data } = await client.mutation(createLineItem, { input }).toPromise();
    await list.show(null);
    await list.toEnd();
    expect(list.ids).toEqual(room.lineItemIds());
    expect(list.ids.at(-1)).toBe(data.createLineItem.lineItem.id);
  });
});
