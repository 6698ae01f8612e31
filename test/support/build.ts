import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';
import type { fixedLimits } from '../../src/config/config';
import type { Durations } from '../../src/config/durations';

const root = join(__dirname, '../..');
const src = join(root, 'src');
/** Jest's workers build at the same time. */
const outDir = join(root, 'node_modules/.cache/test-build', process.env.JEST_WORKER_ID ?? '1');

/**
 * Compiles src/ beside the tests' node_modules, so that programs can be run as users run them. swc takes a tenth of the time of
 * tsc, whose output runs in the tests of the image and of the example.
 */
export function build(): void {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  for (const file of files) {
    const { code } = transformFileSync(join(src, file), {
      swcrc: false,
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true },
      },
      module: { type: 'commonjs', ignoreDynamic: true },
    });
    const target = join(outDir, file.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
}

export interface Program {
  process: ChildProcess;
  /** Everything written so far, to stdout and stderr. */
  output(): string;
  /** Resolves once the output contains the text; rejects if the program ends before. */
  says(text: string | RegExp): Promise<string>;
  /** Resolves with the address on which it accepts requests, as its log names it. */
  url(): Promise<string>;
  /** Resolves with the exit code. */
  ends(): Promise<number | null>;
}

/** Starts a compiled program with only these environment variables. */
export function start(program: string, env: Record<string, string> = {}, args: string[] = []): Program {
  return spawnProgram([join(outDir, program), ...args], env);
}

export interface Constants {
  limits?: Partial<typeof fixedLimits>;
  durations?: Partial<Durations>;
}

/** The same with other values for constants that no variable sets. */
export function startWith(constants: Constants, program: string, env: Record<string, string>): Program {
  const { limits = {}, durations = {} } = constants;
  const change = `
    import { createRequire } from 'node:module';
    const require = createRequire(${JSON.stringify(join(outDir, program))});
    Object.assign(require('./config/config.js').fixedLimits, ${JSON.stringify(limits)});
    Object.assign(require('./config/durations.js').defaultDurations, ${JSON.stringify(durations)});`;
  return spawnProgram([`--import=data:text/javascript,${encodeURIComponent(change)}`, join(outDir, program)], env);
}

function spawnProgram(args: string[], env: Record<string, string>): Program {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const listeners = new Set<() => void>();
  const note = (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const says = (text: string | RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (typeof text === 'string' ? !output.includes(text) : !text.test(output)) return;
        listeners.delete(look);
        resolve(output);
      };
      listeners.add(look);
      void ended.then(() => reject(new Error(`It ended without printing ${String(text)}:\n${output}`)));
      look();
    });
  return {
    process: child,
    output: () => output,
    ends: () => ended,
    says,
    url: async () => /"url":"([^"]+)"/.exec(await says(/"url":"[^"]+"/))![1]!,
  };
}
