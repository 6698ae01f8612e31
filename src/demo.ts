import { parseArgs } from 'node:util';
import { readConfig } from './config/config';
import { createGateway, type Gateway } from './gateway';
import { lmsNames, type LmsName, type Sandbox, startSandbox } from './sandbox/sandbox';

/** The sandbox and the gateway in front of it, on loopback, for a first look. */
async function main(): Promise<void> {
  const sandbox = await startSandbox({ lms: readLms() });
  const gateway = await startGateway(sandbox);
  const stop = () => void Promise.all([gateway.close(), sandbox.close()]).then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  const { instructor, learner } = sandbox.seeded;
  const url = `${gateway.url}/graphql`;
  const query = '{ lineItems(first: 3) { nodes { label scoreMaximum } } }';
  const header = (value: string) => `Authorization: ${value}`;
  console.log(`
GraphQL      ${url} (opens in a browser, too)
Explorer     ${gateway.url}/explorer (in a browser; needs no internet)
LTIAAS       ${sandbox.url} (a sandbox, in memory)

Send one of these headers with each request.

Instructor:
${header(instructor.authorization.bearer)}

Learner:
${header(learner.authorization.bearer)}

Back end:
${header(instructor.authorization.serviceKey)}

A first query, as the instructor, to paste into another terminal:

curl -s ${url} -H 'content-type: application/json' -H '${header(instructor.authorization.bearer)}' -d '${JSON.stringify({ query })}'

Stop with Ctrl+C.`);
}

function readLms(): LmsName {
  const { lms } = parseArgs({ options: { lms: { type: 'string', default: 'spec' } } }).values;
  const known = lmsNames.find((name) => name === lms);
  if (known === undefined) throw new Error(`There is no LMS "${lms}". Allowed: --lms ${lmsNames.join('|')}`);
  return known;
}

/** On port 4000, or on any free one where that is taken. */
async function startGateway({ url, apiKey, seeded }: Sandbox): Promise<Gateway> {
  const start = (port: number) =>
    createGateway({
      ...readConfig({ LTIAAS_URL: url, LTIAAS_API_KEY: apiKey, LOG_LEVEL: 'warn', STOP_DELAY_MS: '0' }),
      port,
      corsOrigins: [/^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/],
      explorerAuthorization: seeded.instructor.authorization.bearer,
      explain: true,
    });
  try {
    return await start(4000);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return start(0);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
