import { createHash } from 'node:crypto';
import { ApolloClient, type ApolloLink, gql, HttpLink, InMemoryCache, type ObservableQuery } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { SubmitScoreDocument } from '../../examples/generated/graphql';
import { typePolicies } from '../../examples/gradebook/src/typePolicies';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { lengths, lmses, openCourse, type OpenCourse, pageSize } from './openCourse';

const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const lineItems = gql`
  query LineItems($filter: LineItemFilter, $first: Int, $after: String, $last: Int, $before: String) {
    lineItems(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { id label tag } }
      ${pageInfo}
    }
  }
`;
const scores = gql`
  query Scores($id: ID!, $first: Int, $after: String) {
    lineItem(id: $id) {
      id
      scores(first: $first, after: $after) { edges { cursor node { id userId resultScore } } ${pageInfo} }
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

function createClient(
  { url, headers }: OpenCourse,
  link: ApolloLink = new HttpLink({ uri: url, headers }),
): ApolloClient {
  return new ApolloClient({
    link,
    cache: new InMemoryCache({
      possibleTypes: { Node: ['LineItem'] },
      typePolicies,
    }),
  });
}

/** A list on the screen: what it shows, and its buttons. */
class List {
  private constructor(
    private readonly client: ApolloClient,
    private readonly watched: ObservableQuery<any, any>,
    private readonly pick: (data: any) => any,
  ) {}

  static async open(
    client: ApolloClient,
    query: typeof lineItems,
    variables: object,
    pick = (data: any) => data.lineItems,
  ): Promise<List> {
    const watched: ObservableQuery<any, any> = client.watchQuery({ query, variables });
    await new Promise<void>((resolve) => {
      opened.push(watched.subscribe(({ loading }) => !loading && resolve()));
    });
    expect(watched.getCurrentResult().error).toBeUndefined();
    return new List(client, watched, pick);
  }

  get #connection() {
    // The watcher is notified a moment later.
    return this.pick(this.client.readQuery({ query: this.watched.query, variables: this.watched.variables }));
  }

  get nodes(): any[] {
    return this.#connection.edges.map((edge: any) => edge.node);
  }

  get ids(): string[] {
    return this.nodes.map((node) => node.id);
  }

  /** Reports the displayed nodes, now and after each change. */
  watch(tell: (nodes: any[]) => void): { unsubscribe(): void } {
    return this.watched.subscribe(({ data }) => tell(this.pick(data).edges.map((edge: any) => edge.node)));
  }

  async more(): Promise<void> {
    await this.watched.fetchMore({ variables: { after: this.#connection.pageInfo.endCursor } });
  }

  async toEnd(): Promise<void> {
    for (let pages = 0; this.#connection.pageInfo.hasNextPage; pages++) {
      expect(pages).toBeLessThan(20);
      await this.more();
    }
  }

  async toStart(): Promise<void> {
    for (let pages = 0; this.#connection.pageInfo.hasPreviousPage; pages++) {
      expect(pages).toBeLessThan(20);
      await this.watched.fetchMore({ variables: { before: this.#connection.pageInfo.startCursor } });
    }
  }
}

const opened: { unsubscribe(): void }[] = [];
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterEach(() => {
  for (const subscription of opened.splice(0)) subscription.unsubscribe();
});
afterAll(() => gateway.close());

describe.each(lmses)('Apollo Client on %s', (lms) => {
  test.each(lengths)('scrolls down through %d line items in order', async (length) => {
    const room = openCourse(gateway, { lms, lineItems: length });
    const list = await List.open(createClient(room), lineItems, { first: pageSize });
    expect(list.ids).toEqual(room.lineItemIds().slice(0, pageSize));
    await list.toEnd();
    expect(list.ids).toEqual(room.lineItemIds());
  });

  test.each(lengths)('scrolls up through %d line items from the end in order', async (length) => {
    const room = openCourse(gateway, { lms, lineItems: length });
    const list = await List.open(createClient(room), lineItems, { last: pageSize });
    expect(list.ids).toEqual(room.lineItemIds().slice(-pageSize));
    await list.toStart();
    expect(list.ids).toEqual(room.lineItemIds());
  });

  test.each(lengths)('scrolls down through %d scores in order', async (length) => {
    const room = openCourse(gateway, { lms, lineItems: 2, learners: length });
    const [id] = room.lineItemIds();
    const list = await List.open(
      createClient(room),
      scores,
      { id, first: pageSize },
      ({ lineItem }) => lineItem.scores,
    );
    expect(list.nodes).toHaveLength(Math.min(length, pageSize));
    await list.toEnd();
    expect(list.nodes.map((score) => score.userId)).toEqual(room.userIds());
  });

  test.each([
    ['the first line item', pageSize, 0],
    ['one in the middle', pageSize, 9],
    ['the last visible line item', pageSize, 13],
    ["one with pages of the LMS's own size", 10, 4],
  ])('after deleting %s, scrolling on skips and repeats nothing', async (_, first, place) => {
    const room = openCourse(gateway, { lms, lineItems: 25 });
    const client = createClient(room);
    const list = await List.open(client, lineItems, { first });
    await list.more();
    const shown = list.ids;
    expect(shown).toHaveLength(2 * first);
    const id = shown[place]!;
    await client.mutate<any>({
      mutation: deleteLineItem,
      variables: { input: { id } },
      update(cache, { data }) {
        cache.evict({ id: cache.identify({ __typename: 'LineItem', id: data.deleteLineItem.deletedLineItemId })! });
        cache.gc();
      },
    });
    expect(list.ids).toEqual(shown.filter((other) => other !== id));
    await list.toEnd();
    expect(room.lineItemIds()).toHaveLength(24);
    expect(list.ids).toEqual(room.lineItemIds());
  });

  test.each([
    ['before the rest is loaded', false],
    ['with everything loaded, after a reload', true],
  ])('a line item created %s appears once', async (_, isWhole) => {
    const room = openCourse(gateway, { lms, lineItems: 20 });
    const client = createClient(room);
    const list = await List.open(client, lineItems, { first: pageSize });
    if (isWhole) await list.toEnd();
    const { data } = await client.mutate<any>({
      mutation: createLineItem,
      variables: { input: { label: 'Essay', scoreMaximum: 10 } },
      ...(isWhole && { refetchQueries: [lineItems], awaitRefetchQueries: true }),
    });
    await list.toEnd();
    expect(list.ids).toEqual(room.lineItemIds());
    expect(list.ids.indexOf(data.createLineItem.lineItem.id)).toBe(20);
  });

  test('two filters scrolled alternately keep their own line items', async () => {
    const room = openCourse(gateway, { lms, lineItems: 0 });
    for (let number = 0; number < 34; number++) room.course.addLineItem({ tag: number % 3 === 0 ? 'bonus' : 'grade' });
    const client = createClient(room);
    const [bonus, grade] = await Promise.all(
      ['bonus', 'grade'].map((tag) => List.open(client, lineItems, { filter: { tag }, first: pageSize })),
    );
    await grade!.more();
    await Promise.all([bonus!.toEnd(), grade!.toEnd()]);
    expect(bonus!.ids).toEqual(room.lineItemIds('bonus'));
    expect(grade!.ids).toEqual(room.lineItemIds('grade'));
  });
});

test.each([
  ["accepted: it shows the gradebook's value", 4.5, { accepted: true, codes: [], shown: [3, 4.5, 9] }],
  ['rejected: it shows the previous value', -1, { accepted: false, codes: ['INVALID'], shown: [3, -1, 3] }],
])('shows a score optimistically; when %s', async (_, scoreGiven, { accepted, codes, shown }) => {
  const room = openCourse(gateway, { lineItems: 0, learners: 1 });
  const { id } = room.course.addLineItem({ scoreMaximum: 10 });
  const [userId] = room.course.learnerIds() as [string];
  room.course.setResult(id, userId, { score: 3 });
  let letAnswerPass = () => {};
  const mayPass = new Promise<void>((resolve) => (letAnswerPass = resolve));
  const http = new HttpLink({
    uri: room.url,
    headers: room.headers,
    fetch: async (url, options) => {
      const response = await fetch(url, options);
      if ((options!.body as string).includes('SubmitScore')) await mayPass;
      return response;
    },
  });
  const client = createClient(room, http);
  const onScreen: number[] = [];
  const list = await List.open(client, scores, { id, first: pageSize }, ({ lineItem }) => lineItem.scores);
  const [row] = list.nodes;
  opened.push(list.watch(([score]) => onScreen.push(score.resultScore)));
  // Apollo Client reports no change within the tick in which a query ends. A teacher is slower.
  await new Promise((resolve) => setTimeout(resolve));
  const isShown = async (count: number) => {
    while (onScreen.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  const input = { lineItemId: id, userId, scoreGiven, scoreMaximum: 5 };
  const submission = client.mutate({
    mutation: SubmitScoreDocument,
    variables: { input: { ...input, activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED' } },
    optimisticResponse: {
      submitScore: {
        accepted: true,
        score: { __typename: 'Score', id: row.id, userId, resultScore: scoreGiven, resultMaximum: 5, comment: null },
        userErrors: [],
      },
    },
  });
  await isShown(2);
  letAnswerPass();
  const { data } = await submission;
  await isShown(3);
  expect(data!.submitScore!.accepted).toBe(accepted);
  expect(data!.submitScore!.userErrors.map(({ code }) => code)).toEqual(codes);
  expect(onScreen).toEqual(shown);
});

test('an unreadable score of one line item leaves the scores of other line items on the screen', async () => {
  const room = openCourse(gateway, { lineItems: 3, learners: 2 });
  const [first, second, third] = room.lineItemIds();
  const [userId] = room.userIds();
  const fault = gateway.sandbox.fault({ route: 'scores', lineItemId: second!, status: 500 });
  const list = gql`
    query ($userId: ID!) {
      lineItems { edges { cursor node { id score(userId: $userId) { id userId } } } ${pageInfo} }
    }
  `;
  const { data, error } = await createClient(room).query<any>({
    query: list,
    variables: { userId },
    errorPolicy: 'all',
  });
  fault.remove();
  expect(data.lineItems.edges.map(({ node }: any) => [node.id, node.score && node.score.userId])).toEqual([
    [first, userId],
    [second, null],
    [third, userId],
  ]);
  expect(error).toMatchObject({
    errors: [{ path: ['lineItems', 'edges', 1, 'node', 'score'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }],
  });
});

test('operations that select different fields of the launch keep what the others have read', async () => {
  const room = openCourse(gateway, { learners: 2 });
  const client = createClient(room);
  const warnings = jest.spyOn(console, 'warn').mockImplementation();
  const errors = jest.spyOn(console, 'error').mockImplementation();
  const [lineItemId] = room.lineItemIds();
  const selections = [
    `launch {
      user { id name } permissions { gradeLearners } context { title } resourceLink { title } platform { name }
      services { gradesAvailable } presentation { locale } targetUrl
    }
    lineItem(id: "${lineItemId}") { id statistics { scored mean } }`,
    `launch {
      user { email } permissions { readMembers } context { id label } resourceLink { id } platform { id version }
      services { rosterAvailable } presentation { returnUrl } type
    }
    lineItem(id: "${lineItemId}") { id statistics { unscored maximum } }`,
  ].map((fields) => gql(`{ ${fields} }`));
  const answers: unknown[] = [];
  for (const query of selections) answers.push((await client.query<any>({ query })).data);
  expect(selections.map((query) => client.readQuery({ query }))).toEqual(answers);
  expect([...warnings.mock.calls, ...errors.mock.calls]).toEqual([]);
  warnings.mockRestore();
  errors.mockRestore();
});

test('a list that cannot be read is null, not empty, and keeps its rows if it fails later', async () => {
  const room = openCourse(gateway, { lineItems: 1, learners: 2 });
  const client = createClient(room);
  const [id] = room.lineItemIds();
  const read = async () => {
    const { data } = await client.query<any>({
      query: scores,
      variables: { id, first: pageSize },
      errorPolicy: 'all',
      fetchPolicy: 'network-only',
    });
    return data.lineItem.scores?.edges.length ?? null;
  };
  const fault = gateway.sandbox.fault({ route: 'scores', lineItemId: id!, status: 500 });
  expect(await read()).toBeNull();
  fault.remove();
  expect(await read()).toBe(2);
  const later = gateway.sandbox.fault({ route: 'scores', lineItemId: id!, status: 500 });
  await read();
  later.remove();
  expect(
    client.readQuery<any>({ query: scores, variables: { id, first: pageSize } }).lineItem.scores.edges,
  ).toHaveLength(2);
});

test('a roster scrolled alternately with and without a filter keeps two lists', async () => {
  const room = openCourse(gateway, { learners: 9 });
  const client = createClient(room);
  const members = gql`
    query Members($filter: MemberFilter, $first: Int, $after: String) {
      members(filter: $filter, first: $first, after: $after) { edges { node { id } } ${pageInfo} }
    }
  `;
  const pick = (data: any) => data.members;
  const all = await List.open(client, members, { first: 4 }, pick);
  const learners = await List.open(client, members, { filter: { role: 'LEARNER' }, first: 4 }, pick);
  await all.more();
  await learners.toEnd();
  await all.toEnd();
  expect(learners.ids).toEqual(room.course.learnerIds());
  expect(all.ids).toEqual(room.course.members().map(({ userId }) => userId));
});

test('persisted queries by GET: sends the text once by POST, then only the hash, for every client', async () => {
  const room = openCourse(gateway, { lineItems: 9 });
  const sent: string[] = [];
  const byHash = new PersistedQueryLink({
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    useGETForHashedQueries: true,
  });
  const http = new HttpLink({
    uri: room.url,
    headers: room.headers,
    fetch: (url, options) => {
      sent.push(
        `${options!.method}${/lineItems\(/.test(decodeURIComponent(`${url as string} ${options!.body as string}`)) ? ' with the text' : ''}`,
      );
      return fetch(url, options);
    },
  });
  const open = () => createClient(room, byHash.concat(http));
  for (const client of [open(), open()]) {
    const list = await List.open(client, lineItems, { first: pageSize });
    await list.more();
    expect(list.ids).toEqual(room.lineItemIds());
  }
  expect(sent).toEqual(['GET', 'POST with the text', 'GET', 'GET', 'GET']);

  const { data } = await open().mutate<any>({
    mutation: createLineItem,
    variables: { input: { label: 'Essay', scoreMaximum: 10 } },
  });
  expect(room.lineItemIds()).toContain(data.createLineItem.lineItem.id);
  expect(sent.slice(5)).toEqual(['POST', 'POST']);
});
