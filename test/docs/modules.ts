import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { type Block, root } from './blocks';

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.ReactJSX,
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: true,
};

/** Writes the `ts` and `tsx` blocks of all guides to files, in one folder per guide. */
export class Modules {
  readonly #folder = mkdtempSync(join(tmpdir(), 'docs-'));
  readonly #files = new Map<Block, string>();
  #program: ts.Program | undefined;

  constructor(blocks: Block[]) {
    symlinkSync(join(root, 'node_modules'), join(this.#folder, 'node_modules'));
    for (const block of blocks) {
      const folder = this.folderOf(block.guide);
      mkdirSync(folder, { recursive: true });
      const file = join(folder, block.name ?? `line${block.line}.${block.language}`);
      writeFileSync(file, block.text);
      this.#files.set(block, file);
    }
  }

  folderOf(guide: string): string {
    return join(this.#folder, guide.replace(/\W/g, '-'));
  }

  /** Relay-compiler's errors for the operations in these blocks. It also writes their artifacts. */
  compileRelay(): string {
    copyFileSync(join(root, 'schema.graphql'), join(this.#folder, 'schema.graphql'));
    const config = {
      src: '.',
      schema: './schema.graphql',
      language: 'typescript',
      customScalarTypes: { DateTime: 'string' },
    };
    writeFileSync(join(this.#folder, 'relay.config.json'), JSON.stringify(config));
    const compiler = join(root, 'node_modules/relay-compiler/cli.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [compiler], { cwd: this.#folder, encoding: 'utf8' });
    return status === 0 ? '' : stdout + stderr;
  }

  /** TypeScript's errors for a block. */
  problemsOf(block: Block): string[] {
    const file = this.#files.get(block)!;
    this.#program ??= ts.createProgram([...this.#files.values()], options);
    return ts
      .getPreEmitDiagnostics(this.#program, this.#program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  }

  /** Runs a block as a module with these globals instead of a browser's. */
  async run(block: Block, text: string, imports: Map<string, object>, globals: object): Promise<object> {
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { ...options, module: ts.ModuleKind.CommonJS, noEmit: false },
    });
    const load = (path: string): unknown => imports.get(path) ?? jest.requireActual(path);
    const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => (...values: unknown[]) => unknown;
    const exports = {};
    const names = ['require', 'exports', ...Object.keys(globals)];
    await new AsyncFunction(...names, outputText)(load, exports, ...Object.values(globals));
    return exports;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
