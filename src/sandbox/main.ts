import { parseArgs } from 'node:util';
import { lmsNames, startSandbox, type LmsName, type Sandbox, type SandboxLaunch } from './sandbox';

interface Flags {
  lms: LmsName;
  port: number;
}

const usage = `Allowed: --lms ${lmsNames.join('|')} (spec unless told), --port 0 to 65535 (4001 unless told)`;

/** Reads the command line; throws an Error of one line that names what is allowed. */
function readFlags(args: string[]): Flags {
  const { lms = 'spec', port = '4001' } = parse(args);
  const known = lmsNames.find((name) => name === lms);
  if (!known) throw new Error(`Unknown LMS ${JSON.stringify(lms)}. ${usage}`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Error(`Bad port ${JSON.stringify(port)}. ${usage}`);
  return { lms: known, port: Number(port) };
}

function parse(args: string[]): { lms?: string; port?: string } {
  try {
    return parseArgs({ args, options: { lms: { type: 'string' }, port: { type: 'string' } } }).values;
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split(/\.\s/);
    throw new Error(`${reason}. ${usage}`, { cause: error });
  }
}

function describe(name: string, { userId, ltik, serviceKey, course }: SandboxLaunch): string {
  return [
    `${name} (user ${userId}, context ${course.id})`,
    `  ltik         ${ltik}`,
    `  service key  ${serviceKey}`,
  ].join('\n');
}

function greet({ url, apiKey, seeded }: Sandbox, lms: LmsName): void {
  console.log(
    [
      `LTIAAS sandbox over ${lms}: ${url}`,
      `API key: ${apiKey}`,
      describe('Instructor', seeded.instructor),
      describe('Teaching assistant', seeded.teachingAssistant),
      describe('Learner', seeded.learner),
      describe('Instructor of the second course', seeded.secondCourseInstructor),
    ].join('\n\n'),
  );
}

async function main(): Promise<void> {
  const flags = readFlags(process.argv.slice(2));
  const sandbox = await startSandbox(flags);
  greet(sandbox, flags.lms);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
