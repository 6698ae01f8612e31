#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logger } from 'pino';
import { type Config, readConfig } from './config/config';
import { warnOfUnknownNames } from './config/unknownNames';
import { version } from './config/version';
import { traceOf } from './errors';
import { openGateway, type RunningGateway, startGateway } from './gateway';
import { type Check, checkAccount, checkServices } from './http/check';
import { createLogger } from './observability/log';

const commands = ['start', 'check', 'demo', 'sandbox'];

const help = `Usage: ltiaas-grades-gateway [start|check|demo|sandbox] [options]

  start              Starts the gateway with the settings of the environment (default).
  check              Tests the address and the API key. With --ltik <ltik> or --service-key <key> it tests the
                     services of that launch instead.
  demo, sandbox      Starts the gateway with a simulated LTIAAS and LMS, or the simulation alone.
                     --lms <name> selects the LMS. For the sandbox alone: --port <number>, --private for people without
                     names, and --throttle canvas|ltiaas to reject too many calls, as Canvas or as LTIAAS does.

  --env-file <file>  Reads settings from a file. Variables of the environment take precedence.
  --version          Prints the version.
  --help             Prints this text.`;

/** The command line: `start` starts the gateway; `demo` and `sandbox` are for development, and not part of the image. */
async function main(given: string[]): Promise<void> {
  if (given.includes('--help')) return console.log(help);
  if (given.includes('--version')) return console.log(version);
  const [command = 'start', ...args] = readEnvFile(given);
  if (!commands.includes(command)) {
    throw new Error(`The command must be one of ${commands.join(', ')} (got ${JSON.stringify(command)}).`);
  }
  if (command === 'check') return check(args);
  if (command !== 'start') {
    const { demo, sandbox } = await loadSandbox();
    return command === 'demo' ? demo(args, startDemoGateway) : sandbox(args);
  }
  if (args.length > 0) throw new Error(`"start" must not have arguments (got ${JSON.stringify(args[0])}).`);
  await serve();
}

/** Prints what works, and what to do about the rest. Ends with code 1 if anything fails. */
async function check([option, credential, ...others]: string[]): Promise<void> {
  const isKnown = option === undefined || option === '--ltik' || option === '--service-key';
  if (!isKnown || (option !== undefined && credential === undefined) || others.length > 0)
    throw new Error('"check" accepts one of --ltik <ltik> and --service-key <key>, or nothing');
  const config = readConfig(process.env);
  const checks = credential === undefined ? await checkAccount(config) : await checkLaunch(config, option, credential);
  for (const { name, ok, code, advice } of checks) {
    const outcome = ok === null ? 'unknown' : ok ? 'ok' : 'failed';
    console.log([outcome.padEnd(7), name, code && `(${code})`, advice].filter(Boolean).join(' '));
  }
  if (checks.some(({ ok }) => ok === false)) process.exitCode = 1;
}

async function checkLaunch(config: Config, option: string | undefined, credential: string): Promise<Check[]> {
  const gateway = await openGateway({ ...config, logLevel: 'silent', traces: false, usageReporting: undefined });
  const authorization = option === '--ltik' ? `Bearer ${credential}` : `SERVICE-AUTH-V1 ${config.apiKey}:${credential}`;
  try {
    return await checkServices(gateway.fetch, authorization);
  } finally {
    await gateway.close();
  }
}

/** Loads the file that `--env-file` names. Returns the other arguments. */
function readEnvFile(args: string[]): string[] {
  const place = args.indexOf('--env-file');
  if (place === -1) return args;
  const file = args[place + 1];
  if (file === undefined) throw new Error('--env-file needs the path of a file');
  try {
    process.loadEnvFile(file);
  } catch (error) {
    throw new Error(`--env-file cannot be read (${(error as NodeJS.ErrnoException).code}): ${file}`);
  }
  return args.toSpliced(place, 2);
}

async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  for (const warning of warnOfUnknownNames(process.env)) logger.warn(warning);
  const starting = startGateway(config, { logger });
  stopOnSignals(starting, config, logger);
  await starting;
}

/** What `src/sandbox/commands.ts` exports. */
interface SandboxCommands {
  demo: (args: string[], startGateway: typeof startDemoGateway) => Promise<void>;
  sandbox: (args: string[]) => Promise<void>;
}

async function loadSandbox(): Promise<SandboxCommands> {
  const file = join(__dirname, 'sandbox/commands.js');
  if (!existsSync(file))
    throw new Error('The image does not include the demo and the sandbox. Run them from a clone of the repository.');
  // Not a literal path: the compiler must not require the sandbox, which the image does not contain.
  const module = (await import(pathToFileURL(file).href)) as { default: SandboxCommands };
  return module.default;
}

/** Listens on port 4000, or on any free port if that is in use. */
async function startDemoGateway(account: {
  url: string;
  apiKey: string;
  authorization: string;
}): Promise<RunningGateway> {
  const { url, apiKey, authorization } = account;
  const start = (port: number) =>
    startGateway({
      ...readConfig({ LTIAAS_URL: url, LTIAAS_API_KEY: apiKey, LOG_LEVEL: 'warn', STOP_DELAY_MS: '0' }),
      port,
      corsOrigins: [/^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/],
      explorerAuthorization: authorization,
      explain: true,
    });
  try {
    return await start(4000);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return start(0);
  }
}

/**
 * The maximum time to close the gateway, in addition to the stop delay and the deadline of an operation; in ms. Less than the two
 * seconds in docs/deployment.md.
 */
const lastMs = 1900;

/** Stops the process on a signal, and after an uncaught exception, which may leave an inconsistent state. */
function stopOnSignals(
  starting: Promise<RunningGateway>,
  { stopDelayMs, upstreamTimeoutMs }: Config,
  logger: Logger,
): void {
  let isStopping = false;
  const stop = async (exitCode: number) => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), stopDelayMs + upstreamTimeoutMs + lastMs).unref();
    const gateway = await starting;
    await gateway.close();
    // At exit pino writes the last lines itself, and tries without end if nothing reads them any more.
    await new Promise((resolve) => logger.flush(resolve));
    process.exit(exitCode);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // A second signal means: do not wait.
      if (isStopping) process.exit(1);
      void stop(0);
    });
  }
  // Node also reports unhandled rejections here.
  process.on('uncaughtException', (error, origin) => {
    logger.fatal({ origin, ...traceOf(error) }, 'uncaught exception');
    void stop(1);
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
