import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { type Config, readConfig } from '../src/config/config';
import { startGateway } from '../src/gateway';
import { upstreamSecret } from '../src/sandbox/sandbox';
import { startTestGateway, type TestGateway } from './support/gateway';
import { messages, readMessage } from './support/otlp';

interface Report {
  /** The address to which the gateway sent it. */
  to: string;
  headers: Record<string, unknown>;
  body: Buffer;
}

const apollo: Config['usageReporting'] = { to: 'apollo', key: 'service:grades:apollo-key', graphRef: 'grades@test' };
const hive: Config['usageReporting'] = { to: 'hive', token: 'hvo1/hive-token', target: 'school/grades/test' };

const reports: Report[] = [];
/** Requests that are not answered. */
const held: ServerResponse[] = [];
let holds = false;
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const sent = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    reports.push({ to: `https:/${request.url}`, headers: request.headers, body });
    if (holds) held.push(response);
    else response.end('{}');
  });
});
let redirected: jest.SpyInstance;

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  const send = globalThis.fetch;
  // What would leave this machine goes to the receiver.
  redirected = jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const isLocal = url.hostname === '127.0.0.1';
    return send(isLocal ? input : `http://127.0.0.1:${port}/${url.host}${url.pathname}`, init);
  });
});
afterAll(async () => {
  redirected.mockRestore();
  await new Promise((resolve) => {
    receiver.close(resolve);
    receiver.closeAllConnections();
  });
});
afterEach(() => reports.splice(0));

/** Operations are counted some turns after their responses. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await new Promise((done) => setImmediate(done));
}

interface Usage {
  operation: string;
  requests: number;
  failed: number;
}

/** By Apollo's `reports.proto`. */
function usageInApollo({ body }: Report): Usage[] {
  const report = readMessage(body);
  return messages(report, 5).map((entry) => {
    const [tracesAndStats] = messages(entry, 2);
    expect(tracesAndStats!.get(1)).toBeUndefined();
    const latency = messages(tracesAndStats!, 2).flatMap((stats) => messages(stats, 2));
    const sum = (field: number) => latency.reduce((total, one) => total + Number(one.get(field)?.[0] ?? 0), 0);
    const [, operation = ''] = String(entry.get(1)![0]).split('\n');
    return { operation, requests: sum(2), failed: sum(8) };
  });
}

function usageInHive({ body }: Report): Usage[] {
  const { map, operations } = JSON.parse(body.toString()) as {
    map: Record<string, { operation: string }>;
    operations: { operationMapKey: string; execution: { ok: boolean } }[];
  };
  return Object.entries(map).map(([key, { operation }]) => {
    const own = operations.filter(({ operationMapKey }) => operationMapKey === key);
    return { operation, requests: own.length, failed: own.filter(({ execution }) => !execution.ok).length };
  });
}

function sum(usage: Usage[]): Usage[] {
  const byOperation = new Map<string, Usage>();
  for (const { operation, requests, failed } of usage) {
    const before = byOperation.get(operation) ?? { requests: 0, failed: 0 };
    byOperation.set(operation, { operation, requests: before.requests + requests, failed: before.failed + failed });
  }
  return [...byOperation.values()];
}

const receivers = {
  apollo: {
    usageReporting: apollo,
    to: 'https://usage-reporting.api.apollographql.com/api/ingress/traces',
    credential: { 'x-api-key': 'service:grades:apollo-key' },
    usageIn: usageInApollo,
  },
  hive: {
    usageReporting: hive,
    to: 'https://app.graphql-hive.com/usage/school/grades/test',
    credential: { authorization: 'Bearer hvo1/hive-token' },
    usageIn: usageInHive,
  },
};

async function send(gateway: TestGateway, body: object, headers: Record<string, string>): Promise<string> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return response.text();
}

describe.each(Object.entries(receivers))(
  'usage reporting to %s',
  (_name, { usageReporting, to, credential, usageIn }) => {
    test('sends signatures and counts, but no literals, variables, headers, aliases, messages or credentials', async () => {
      const gateway = await startTestGateway({ config: { usageReporting } });
      const { instructor, learner } = gateway.sandbox.seeded;
      const headers = {
        authorization: instructor.authorization.bearer,
        'apollographql-client-name': 'MarkedClient',
        'graphql-client-name': 'MarkedClient',
        'graphql-client-version': 'MarkedVersion',
        'x-graphql-client-name': 'MarkedClient',
        'x-graphql-client-version': 'MarkedVersion',
        'x-tenant': 'MarkedHeader',
        cookie: 'session=MarkedCookie',
      };
      const literals = `query Columns { # MarkedComment
      markedAlias: lineItems(first: 437, filter: { tag: "MarkedText", resourceId: """MarkedBlock""" }) { nodes { id } } }`;
      await send(gateway, { query: literals }, headers);
      const create = `mutation Create($input: CreateLineItemInput!, $no: ID = "MarkedDefault") {
      createLineItem(input: $input) { lineItem { label } userErrors { code } } deleteLineItem(input: { id: $no }) { deletedLineItemId } }`;
      await send(
        gateway,
        { query: create, variables: { input: { label: 'MarkedVariable', scoreMaximum: 7391 } } },
        headers,
      );
      gateway.sandbox.fault({ status: 500, body: { message: upstreamSecret, bodySent: 'MarkedBody' }, times: 20 });
      const failing = 'query Failing { markedAlias: lineItems(first: 1) { nodes { id } } }';
      for (let time = 0; time < 2; time += 1)
        expect(await send(gateway, { query: failing }, headers)).toContain('"UPSTREAM_');
      gateway.sandbox.clearFaults();
      await send(
        gateway,
        { query: 'query Own { launch { user { name email } } }' },
        { ...headers, authorization: learner.authorization.bearer },
      );
      await turns();
      await gateway.close();

      // One, unless the machine is so slow that the interval has passed.
      expect(reports).not.toEqual([]);
      for (const report of reports) expect(report).toMatchObject({ to, headers: credential });
      const usage = sum(reports.flatMap(usageIn));
      const find = (name: string) => usage.find(({ operation }) => operation.includes(name));
      expect(usage).toHaveLength(4);
      expect(find('query Columns')).toMatchObject({ requests: 1, failed: 0 });
      expect(find('query Columns')!.operation).toMatch(/lineItems\(.*first:\s?0\b.*nodes\s?{\s?id/);
      expect(find('mutation Create')).toMatchObject({ requests: 1, failed: 0 });
      expect(find('query Failing')).toMatchObject({ requests: 2, failed: 2 });
      expect(find('query Own')).toMatchObject({ requests: 1, failed: 0 });

      const text = reports.map(({ headers: sent, body }) => JSON.stringify(sent) + body.toString('latin1')).join();
      expect(text).not.toMatch(/marked/i);
      // Elsewhere such a number may be a port or a time.
      expect(usage.map(({ operation }) => operation).join()).not.toMatch(/437|7391/);
      const people = [instructor, learner].map(({ ltik, serviceKey }) => [ltik, serviceKey]);
      for (const secret of [upstreamSecret, gateway.sandbox.apiKey, ...people.flat(), 'example.edu', 'Amara'])
        expect(text).not.toContain(secret);
    });

    test('leaves out callers whom LTIAAS has not accepted', async () => {
      const gateway = await startTestGateway({ config: { usageReporting } });
      await send(gateway, { query: 'query Stranger { launch { user { id } } }' }, { authorization: 'Bearer invented' });
      await send(gateway, { query: 'query Nobody { __typename }' }, {});
      await send(gateway, { query: 'query Broken { none }' }, {});
      await turns();
      await gateway.close();
      expect(reports).toEqual([]);
    });

    test('does not wait at the stop for a receiver that does not answer', async () => {
      const gateway = await startTestGateway({ config: { usageReporting }, durations: { lastReportMs: 20 } });
      holds = true;
      try {
        await gateway.run('{ launch { user { id } } }', {}, gateway.sandbox.seeded.learner.authorization.bearer);
        await turns();
        await gateway.close();
        while (held.length === 0) await turns();
      } finally {
        holds = false;
        for (const response of held.splice(0)) response.end('{}');
      }
      expect(reports).toHaveLength(1);
    });
  },
);

test('variables of Apollo and Hive in the environment send nothing without USAGE_REPORTING', async () => {
  const env = {
    APOLLO_KEY: 'service:grades:apollo-key',
    APOLLO_GRAPH_REF: 'grades@test',
    APOLLO_GRAPH_ID: 'grades',
    APOLLO_SCHEMA_REPORTING: 'true',
    HIVE_TOKEN: 'hive-token',
    HIVE_TARGET: 'none of ours',
  };
  const before = { ...process.env };
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
  const gateway = await startTestGateway();
  try {
    const { sandbox } = gateway;
    Object.assign(process.env, env);
    const own = await startGateway({
      ...readConfig({
        ...env,
        LTIAAS_URL: sandbox.url,
        LTIAAS_API_KEY: sandbox.apiKey,
        PORT: '0',
        LOG_LEVEL: 'silent',
      }),
      stopDelayMs: 0,
    });
    const response = await send(
      { ...gateway, url: own.url },
      { query: '{ launch { user { id } } }' },
      {
        authorization: sandbox.seeded.learner.authorization.bearer,
      },
    );
    expect(JSON.parse(response)).toMatchObject({ data: { launch: { user: { id: expect.any(String) } } } });
    await turns();
    await own.close();
    expect(reports).toEqual([]);
  } finally {
    process.env = before;
    warn.mockRestore();
    await gateway.close();
  }
});
