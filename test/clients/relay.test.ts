import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  commitMutation,
  type ConcreteRequest,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getSingularSelector,
  type GraphQLResponse,
  type MutationParameters,
  Network,
  type ReaderFragment,
  RecordSource,
  Store,
  type Variables,
} from 'relay-runtime';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { lengths, lmses, openCourse, type OpenCourse, pageSize } from './openCourse';
import createMutation from './relay/__generated__/operationsCreateMutation.graphql';
import deleteMutation from './relay/__generated__/operationsDeleteMutation.graphql';
import gradebookQuery from './relay/__generated__/operationsGradebookQuery.graphql';
import launchQuery from './relay/__generated__/operationsLaunchQuery.graphql';
import lineItemList from './relay/__generated__/operationsLineItemList.graphql';
import lineItemListQuery from './relay/__generated__/operationsLineItemListQuery.graphql';
import lineItemQuery from './relay/__generated__/operationsLineItemQuery.graphql';
import memberList from './relay/__generated__/operationsMemberList.graphql';
import memberListQuery from './relay/__generated__/operationsMemberListQuery.graphql';
import rosterQuery from './relay/__generated__/operationsRosterQuery.graphql';
import scoreList from './relay/__generated__/operationsScoreList.graphql';
import scoreListQuery from './relay/__generated__/operationsScoreListQuery.graphql';
import userAndMembersQuery from './relay/__generated__/operationsUserAndMembersQuery.graphql';

function createEnvironment({ url, headers }: Pick<OpenCourse, 'url' | 'headers'>): Environment {
  return new Environment({
    // Relay keys every object by `id` alone. Only line item ids are globally unique; a course, an activity and a member
    // may share an id.
    getDataID: ({ id }, type) => (id === undefined || type === 'LineItem' ? id : `${type}:${String(id)}`),
    store: new Store(new RecordSource()),
    network: Network.create(async ({ text }, variables) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ query: text, variables }),
      });
      return (await response.json()) as GraphQLResponse;
    }),
  });
}

/** A list on the screen, as in `usePaginationFragment`. */
class List {
  private constructor(
    private readonly environment: Environment,
    private readonly fragment: ReaderFragment,
    /** The object that the fragment is spread on. */
    private readonly parent: unknown,
    private readonly refetchQuery: ConcreteRequest,
    private readonly id?: string,
  ) {}

  static async ofLineItems(environment: Environment): Promise<List> {
    const variables = { count: pageSize };
    await fetchQuery(environment, gradebookQuery, variables).toPromise();
    const parent = read(environment, gradebookQuery, variables);
    return new List(environment, lineItemList, parent, lineItemListQuery);
  }

  static async ofMembers(environment: Environment): Promise<List> {
    const variables = { count: pageSize };
    await fetchQuery(environment, rosterQuery, variables).toPromise();
    const parent = read(environment, rosterQuery, variables);
    return new List(environment, memberList, parent, memberListQuery);
  }

  static async ofScores(environment: Environment, id: string): Promise<List> {
    const variables = { id, count: pageSize };
    await fetchQuery(environment, lineItemQuery, variables).toPromise();
    const parent = read(environment, lineItemQuery, variables).lineItem;
    return new List(environment, scoreList, parent, scoreListQuery, id);
  }

  get connection(): any {
    const { data, isMissingData } = this.environment.lookup(getSingularSelector(this.fragment, this.parent));
    expect(isMissingData).toBe(false);
    return Object.values(data as object).find((value) => value?.edges);
  }

  get nodes(): any[] {
    // A deleted record leaves its edge without a node.
    return this.connection.edges.flatMap(({ node }: any) => node ?? []);
  }

  get ids(): string[] {
    return this.nodes.map((node) => node.id);
  }

  async more(): Promise<void> {
    const cursor = this.connection.pageInfo.endCursor;
    const variables = { count: pageSize, cursor, ...(this.id !== undefined && { id: this.id }) };
    await fetchQuery(this.environment, this.refetchQuery, variables).toPromise();
  }

  async toEnd(): Promise<void> {
    for (let pages = 0; this.connection.pageInfo.hasNextPage; pages++) {
      expect(pages).toBeLessThan(20);
      await this.more();
    }
  }
}

function read(environment: Environment, query: ConcreteRequest, variables: Variables): any {
  const operation = createOperationDescriptor(query, variables);
  environment.retain(operation);
  return environment.lookup(operation.fragment).data;
}

function mutate(environment: Environment, mutation: ConcreteRequest, variables: Variables): Promise<any> {
  return new Promise((resolve, reject) => {
    commitMutation<MutationParameters>(environment, { mutation, variables, onCompleted: resolve, onError: reject });
  });
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

describe.each(lmses)('Relay on %s', (lms) => {
  test.each(lengths)('scrolls down through %d line items in order', async (length) => {
    const room = openCourse(gateway, { lms, lineItems: length });
    const list = await List.ofLineItems(createEnvironment(room));
    expect(list.ids).toEqual(room.lineItemIds().slice(0, pageSize));
    await list.toEnd();
    expect(list.ids).toEqual(room.lineItemIds());
  });

  test.each(lengths)('scrolls down through %d scores with node(id:) in order', async (length) => {
    const room = openCourse(gateway, { lms, lineItems: 2, learners: length });
    const list = await List.ofScores(createEnvironment(room), room.lineItemIds()[0]!);
    expect(list.nodes).toHaveLength(Math.min(length, pageSize));
    await list.toEnd();
    expect(list.nodes.map((score) => score.userId)).toEqual(room.userIds());
  });

  test.each(lengths)('scrolls down through a roster of %d learners in order', async (length) => {
    const room = openCourse(gateway, { lms, lineItems: 0, learners: length });
    const list = await List.ofMembers(createEnvironment(room));
    await list.toEnd();
    const members = room.course.members().filter(({ status = 'Active' }) => status === 'Active');
    expect(members.length).toBeGreaterThan(length);
    expect(list.nodes.map(({ id, name }) => [id, name])).toEqual(members.map(({ userId, name }) => [userId, name]));
  });

  test.each([
    ['the first line item', 0],
    ['one in the middle', 9],
    ['the last visible line item', 13],
  ])('after deleting %s, scrolling on skips and repeats nothing', async (_, place) => {
    const room = openCourse(gateway, { lms, lineItems: 25 });
    const environment = createEnvironment(room);
    const list = await List.ofLineItems(environment);
    await list.more();
    const shown = list.ids;
    expect(shown).toHaveLength(14);
    const id = shown[place]!;
    await mutate(environment, deleteMutation, { input: { id } });
    expect(list.ids).toEqual(shown.filter((other) => other !== id));
    await list.toEnd();
    expect(room.lineItemIds()).toHaveLength(24);
    expect(list.ids).toEqual(room.lineItemIds());
  });

  test('a created and appended line item appears once, also after scrolling past it', async () => {
    const room = openCourse(gateway, { lms, lineItems: 20 });
    const environment = createEnvironment(room);
    const list = await List.ofLineItems(environment);
    const { createLineItem } = await mutate(environment, createMutation, {
      input: { label: 'Essay', scoreMaximum: 10 },
      connections: [list.connection.__id],
    });
    expect(list.nodes.at(-1)).toMatchObject({ id: createLineItem.lineItem.id, label: 'Essay' });
    await list.toEnd();
    expect(list.ids.toSorted()).toEqual(room.lineItemIds().toSorted());
  });

  test('after one deletion and one creation, scrolling on skips and repeats nothing', async () => {
    const room = openCourse(gateway, { lms, lineItems: 20 });
    const environment = createEnvironment(room);
    const list = await List.ofLineItems(environment);
    const [, second] = list.ids;
    await mutate(environment, deleteMutation, { input: { id: second } });
    const input = { label: 'Essay', scoreMaximum: 10 };
    await mutate(environment, createMutation, { input, connections: [list.connection.__id] });
    await list.toEnd();
    expect(list.ids).not.toContain(second);
    expect(list.ids.toSorted()).toEqual(room.lineItemIds().toSorted());
  });
});

test('a course and an activity with the same id in the LMS keep their own titles', async () => {
  const { course, url } = openCourse(gateway, { lms: 'moodle' });
  const authorization = gateway.sandbox.launch({ course, resourceLinkId: course.id }).authorization.bearer;
  const environment = createEnvironment({ url, headers: { authorization } });
  await fetchQuery(environment, launchQuery, {}).toPromise();
  const { data } = await gateway.run(launchQuery.params.text!, {}, authorization);
  expect(data.launch.resourceLink.id).toBe(data.launch.context.id);
  expect(read(environment, launchQuery, {})).toEqual(data);
});

test('the person who is here keeps their name if the roster has another one under the same id', async () => {
  const room = openCourse(gateway, { lms: 'moodle', learners: 2 });
  const environment = createEnvironment(room);
  const { id } = (await gateway.run('{ launch { user { id } } }', {}, room.headers.authorization)).data.launch.user;
  room.course.setMember(id, { name: 'Prof. Ellison' });
  await fetchQuery(environment, userAndMembersQuery, {}).toPromise();
  const { launch, members } = read(environment, userAndMembersQuery, {});
  expect(launch.user).toEqual({ id, name: 'Margaret Ellison' });
  expect(members.nodes).toContainEqual({ id, name: 'Prof. Ellison' });
});

test('relay-compiler accepts the schema, and the generated artifacts are current', () => {
  const compiler = join(__dirname, '../../node_modules/relay-compiler/cli.js');
  const { status, stderr, stdout } = spawnSync(process.execPath, [compiler, '--validate', 'relay.config.json'], {
    cwd: join(__dirname, 'relay'),
    encoding: 'utf8',
  });
  expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
});
