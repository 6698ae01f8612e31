import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const outDir = join(root, 'node_modules/.cache/test-build');

/** Compiles src/ beside the tests' node_modules, so that programs can be run as users run them. */
export function build(): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', outDir], { cwd: root });
}

export interface Program {
  process: ChildProcess;
  /** What it wrote so far, both streams. */
  output(): string;
  /** Resolves when it has written this; rejects when it ends before. */
  says(text: string | RegExp): Promise<string>;
  /** Resolves with its exit code. */
  ends(): Promise<number | null>;
}

/** Starts a compiled program with nothing in its environment but what is given. */
export function start(program: string, env: Record<string, string> = {}, args: string[] = []): Program {
  const child = spawn(process.execPath, [join(outDir, program), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const listeners = new Set<() => void>();
  const note = (chunk: Buffer) => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    process: child,
    output: () => output,
    ends: () => ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (typeof text === 'string' ? !output.includes(text) : !text.test(output)) return;
          listeners.delete(look);
          resolve(output);
        };
        listeners.add(look);
        void ended.then(() => reject(new Error(`It ended without saying ${String(text)}:\n${output}`)));
        look();
      }),
  };
}
