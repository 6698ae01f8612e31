import { buildSubgraphSchema } from '@apollo/subgraph';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isTypeDefinitionNode, parse } from 'graphql';
import type { TestGateway } from '../support/gateway';
import { type Block, root } from './blocks';
import type { Modules } from './modules';
import { Shell } from './shell';

/** Follows one guide from top to bottom. */
export class Reader {
  #shell: Shell | undefined;
  readonly #imports = new Map<string, object>();
  /** Cursors in the guide, and the matching cursors of this gateway. */
  readonly #cursors = new Map<string, string>();
  /** The output of the block above, until a block shows it. */
  #outcome: string | undefined;

  constructor(
    private readonly gateway: TestGateway,
    private readonly modules: Modules,
  ) {}

  async read(block: Block, below: Block[]): Promise<void> {
    if (block.language === 'json' || block.language === 'text') return this.#compare(block);
    if (block.language === 'variables') return;
    const outcome = await this.#run(block, below[0]);
    const isShown = ['json', 'text'].includes(below.find(({ language }) => language !== 'variables')?.language ?? '');
    if (!isShown) expect(outcome).not.toMatch(/"errors?":|"userErrors":\[\{/);
    this.#outcome = outcome;
  }

  async #run(block: Block, next: Block | undefined): Promise<string> {
    const text = this.#here(block.text);
    switch (block.language) {
      case 'sh':
        return this.#openShell().run(text);
      case 'graphql':
        return this.#send(text, next);
      case 'tsx':
      case 'ts':
        expect(this.modules.problemsOf(block)).toEqual([]);
        return this.#runModule(block, text);
      case 'js':
        return this.#runModule(block, text);
      default:
        throw new Error(`Blocks of the language "${block.language}" cannot be run.`);
    }
  }

  #openShell(): Shell {
    const { instructor } = this.gateway.sandbox.seeded;
    this.#shell ??= new Shell({
      LTIK: instructor.ltik,
      SERVICE_KEY: instructor.serviceKey,
      API_KEY: this.gateway.sandbox.apiKey,
    });
    return this.#shell;
  }

  async #send(text: string, next: Block | undefined): Promise<string> {
    if (parse(text).definitions.some(isTypeDefinitionNode)) {
      // Type definitions with keys belong to a subgraph.
      if (text.includes('@key')) buildSubgraphSchema(parse(text));
      else buildSchema(text);
      return '';
    }
    const variables =
      next?.language === 'variables' ? (JSON.parse(this.#here(next.text)) as Record<string, unknown>) : {};
    const { instructor, learner } = this.gateway.sandbox.seeded;
    const { authorization } = text.startsWith('# learner\n') ? learner : instructor;
    return (await this.gateway.run(text, variables, authorization.bearer)).text;
  }

  async #runModule(block: Block, text: string): Promise<string> {
    const said: string[] = [];
    const { ltik } = this.gateway.sandbox.seeded.instructor;
    const globals = {
      console: { log: (...values: unknown[]) => said.push(values.map(show).join(' ')) },
      location: new URL(`https://tool.example.com/grades?ltik=${ltik}`),
      history: { replaceState: () => {} },
    };
    const exported = await this.modules.run(block, text, this.#imports, globals);
    if (block.name !== undefined) this.#imports.set(`./${block.name.replace(/\.tsx?$/, '')}`, exported);
    return said.join('\n');
  }

  #compare(block: Block): void {
    if (block.text.startsWith('src/')) return checkTree(block.text);
    const outcome = this.#outcome;
    this.#outcome = undefined;
    if (outcome === undefined) throw new Error('There is nothing above that could have said this.');
    const [shown, real] = [block.text.trim(), outcome].map(parseJson);
    if (typeof shown !== 'object') return expect(real).toBe(shown);
    this.#learnCursors(shown, real);
    expect(shown).not.toEqual({});
    expect(real).toMatchObject(JSON.parse(this.#here(block.text)) as object);
  }

  #learnCursors(shown: unknown, real: unknown): void {
    if (typeof shown !== 'object' || shown === null || typeof real !== 'object' || real === null) return;
    for (const [key, value] of Object.entries(shown)) {
      const itsReal = (real as Record<string, unknown>)[key];
      if (/cursor$/i.test(key) && typeof value === 'string' && typeof itsReal === 'string') {
        this.#cursors.set(value, itsReal);
      }
      this.#learnCursors(value, itsReal);
    }
  }

  /** Replaces the addresses, credentials and cursors in the guide by those of this gateway. */
  #here(text: string): string {
    const { instructor } = this.gateway.sandbox.seeded;
    const places = [
      ['http://127.0.0.1:4000', this.gateway.url],
      ['https://example.ltiaas.com', this.gateway.sandbox.url],
      ['paste the line below "Instructor:"', `Authorization: ${instructor.authorization.bearer}`],
      ...this.#cursors,
    ] as const;
    return places.reduce((changed, [there, here]) => changed.replaceAll(there, here), text);
  }

  async close(): Promise<void> {
    this.#shell?.close();
    await this.gateway.close();
  }
}

/** Checks that the files and folders in a drawing of `src/` exist. */
function checkTree(text: string): void {
  const paths = text
    .split('\n')
    .flatMap((line) => namesIn(line).map((name) => (line.startsWith(' ') ? `src/${name}` : name)));
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
}

/** The names, without their descriptions. */
function namesIn(line: string): string[] {
  return line
    .trim()
    .split(/ {2,}/)[0]!
    .split(/[, ]+/)
    .filter((name) => /[/.]/.test(name));
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
