import { serverAudits } from 'graphql-http';
import { startTestGateway, type TestGateway } from './support/gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const audits = serverAudits({
  url: () => `${gateway.url}/graphql`,
  // Without it a request that any page can make is refused, which the specification leaves to servers.
  fetchFn: (url: string, options: RequestInit = {}) =>
    fetch(url, { ...options, headers: { ...options.headers, 'apollo-require-preflight': 'true' } }),
});
/** Where the specification would rather have a 200, clients of this gateway rely on 400: nothing ran. */
const answersBadRequest = [
  'SHOULD use 200 status code on document parsing failure when accepting application/json',
  'SHOULD use 200 status code on document validation failure when accepting application/json',
  'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
];

describe('of what the GraphQL over HTTP specification says that a server must, should or may do', () => {
  test.each(audits.map(({ name, fn }) => [name, fn] as const))('%s', async (name, audit) => {
    const { status } = await audit();
    expect(status).toBe(answersBadRequest.includes(name) ? 'warn' : 'ok');
  });

  test('nothing is left out', () => {
    expect(audits.length).toBeGreaterThan(55);
    expect(audits.map(({ name }) => name)).toEqual(expect.arrayContaining(answersBadRequest));
  });
});
