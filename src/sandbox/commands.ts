import { parseArgs } from 'node:util';
import { lmsNames, startSandbox, type LmsName, type Sandbox, type SandboxLaunch } from './sandbox';

/** The commands of the sandbox. Invalid flags reject with an Error of one line that states what is allowed. */

const throttlers = ['canvas', 'ltiaas'] as const;

/** `sandbox`: the sandbox alone. */
export async function sandbox(args: string[]): Promise<void> {
  const usage = `Allowed: --lms ${lmsNames.join('|')} (default spec), --port 0 to 65535 (default 4001), --private (no names), --throttle ${throttlers.join('|')} (rejects too many requests, as Canvas with 403 or as LTIAAS with 429).`;
  const isPrivate = args.includes('--private');
  const others = args.filter((arg) => arg !== '--private');
  const { lms, port = '4001', throttle } = readFlags(others, ['lms', 'port', 'throttle'], usage);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`--port must be a whole number between 0 and 65535 (got ${JSON.stringify(port)}).`);
  const known = findLms(lms);
  const by = throttlers.find((name) => name === throttle);
  if (by !== throttle)
    throw new Error(`--throttle must be one of ${throttlers.join(', ')} (got ${JSON.stringify(throttle)}).`);
  const started = await startSandbox({
    lms: known,
    port: Number(port),
    privacy: isPrivate ? 'anonymous' : 'public',
  });
  if (by !== undefined) started.throttle({ by });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void started.close());
  greet(started, known);
}

/** The parts of a gateway that the demo uses. */
interface DemoGateway {
  url: string;
  close(): Promise<void>;
}

type StartGateway = (account: { url: string; apiKey: string; authorization: string }) => Promise<DemoGateway>;

/** `demo`: the sandbox and a gateway in front of it, on loopback. */
export async function demo(args: string[], startGateway: StartGateway): Promise<void> {
  const usage = `Allowed: --lms ${lmsNames.join('|')} (default spec).`;
  const lms = findLms(readFlags(args, ['lms'], usage).lms);
  const started = await startSandbox({ lms });
  const { url, apiKey } = started;
  const { instructor, learner } = started.seeded;
  const gateway = await startGateway({ url, apiKey, authorization: instructor.authorization.bearer });
  const stop = () => void Promise.all([gateway.close(), started.close()]).then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  const endpoint = `${gateway.url}/graphql`;
  const query =
    '{ lineItems(first: 3) { nodes { id label scoreMaximum scores(first: 2) { nodes { userId resultScore } } } } }';
  const header = (value: string) => `Authorization: ${value}`;
  console.log(`
GraphQL      ${endpoint} (also opens in a browser)
Explorer     ${gateway.url}/explorer (in a browser, works offline)
LTIAAS       ${url} (a sandbox, in memory)

Send one of these headers with every request.

Instructor:
${header(instructor.authorization.bearer)}

Learner:
${header(learner.authorization.bearer)}

Back end:
${header(instructor.authorization.serviceKey)}

To send a first query as the instructor, paste this line into another terminal:

curl -s ${endpoint} -H 'content-type: application/json' -H '${header(instructor.authorization.bearer)}' -d '${JSON.stringify({ query })}' -w '\\n'

Stop with Ctrl+C.`);
}

function readFlags(args: string[], names: string[], usage: string): Partial<Record<string, string>> {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
    return parseArgs({ args, options }).values;
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split(/\.\s/);
    throw new Error(`${reason}. ${usage}`, { cause: error });
  }
}

function findLms(lms = 'spec'): LmsName {
  const known = lmsNames.find((name) => name === lms);
  if (known === undefined) throw new Error(`--lms must be one of ${lmsNames.join(', ')} (got ${JSON.stringify(lms)}).`);
  return known;
}

function greet({ url, apiKey, seeded }: Sandbox, lms: LmsName): void {
  console.log(
    [
      `LTIAAS sandbox with ${lms}: ${url}`,
      `API key: ${apiKey}`,
      describe('Instructor', seeded.instructor),
      describe('Teaching assistant', seeded.teachingAssistant),
      describe('Learner', seeded.learner),
      describe('Instructor of the second course', seeded.secondCourseInstructor),
    ].join('\n\n'),
  );
}

function describe(name: string, { userId, ltik, serviceKey, course }: SandboxLaunch): string {
  return [
    `${name} (user ${userId}, context ${course.id})`,
    `  ltik         ${ltik}`,
    `  service key  ${serviceKey}`,
  ].join('\n');
}
