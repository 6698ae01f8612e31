import { type ChildProcess, spawn } from 'node:child_process';
import { root } from './blocks';

/** Replaces npm, whose scripts have their own tests. Knows which scripts exist. */
const npm = `npm() {
  [ "$1" = ci ] || node -e '
    const [command, script] = process.argv.slice(1);
    process.exit(require("./package.json").scripts[command === "run" ? script : command] ? 0 : 1);
  ' "$@"
}`;

/** One shell, into which the blocks of a guide are pasted one after the other. */
export class Shell {
  readonly #process: ChildProcess;
  #output = '';

  constructor(env: Record<string, string>) {
    this.#process = spawn('bash', { cwd: root, env: { PATH: process.env.PATH, ...env }, stdio: 'pipe' });
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      stream.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
    this.#process.stdin!.write(`${npm}\n`);
  }

  /** The output of the commands. Rejects if the last one fails. */
  async run(commands: string): Promise<string> {
    this.#output = '';
    this.#process.stdin!.write(`${commands}\nprintf '\\nended with %s\\n' $?\n`);
    const end = /\nended with (\d+)\n$/;
    while (!end.test(this.#output)) await new Promise((resolve) => this.#process.stdout!.once('data', resolve));
    const output = this.#output.replace(end, '').trim();
    if (end.exec(this.#output)![1] !== '0') throw new Error(`The last command failed: ${output}`);
    return output;
  }

  close(): void {
    this.#process.kill();
  }
}
