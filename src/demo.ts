import { createGateway } from './gateway';
import { startSandbox } from './sandbox/sandbox';

/** The sandbox and the gateway in front of it, on loopback, for a first look. */
async function main(): Promise<void> {
  const sandbox = await startSandbox();
  const gateway = await createGateway({
    ltiaasUrl: sandbox.url,
    apiKey: sandbox.apiKey,
    port: 4000,
    host: '127.0.0.1',
    corsOrigins: ['https://studio.apollographql.com', /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/],
    introspection: true,
    logLevel: 'warn',
    upstreamTimeoutMs: 10_000,
  });
  const { instructor, learner } = sandbox.seeded;
  const url = `${gateway.url}/graphql`;
  const query = '{ lineItems(first: 3) { nodes { label scoreMaximum } } }';
  console.log(`
GraphQL      ${url}
LTIAAS       ${sandbox.url} (a sandbox, in memory)

Show one of these as the Authorization header:

Instructor   ${instructor.authorization.bearer}

Learner      ${learner.authorization.bearer}

Back end     ${instructor.authorization.serviceKey}

A first query, as the instructor:

curl -s ${url} -H 'content-type: application/json' -H 'authorization: ${instructor.authorization.bearer}' -d '${JSON.stringify({ query })}'

Stop with Ctrl+C.`);
  const stop = () => void Promise.all([gateway.close(), sandbox.close()]).then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
