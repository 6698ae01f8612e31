import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../..');

/** A fenced code block in a guide. */
export interface Block {
  guide: string;
  line: number;
  /** The fence's language; `variables` is JSON for the operation directly above. */
  language: string;
  text: string;
  /** The name in its first line, such as `// client.ts`, which later blocks can import. */
  name: string | undefined;
}

/** The guides, as paths from the project's root. */
export const guides = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map((file) => `docs/${file}`),
].filter((file) => file.endsWith('.md'));

export function readGuide(guide: string): string {
  return readFileSync(join(root, guide), 'utf8');
}

export function readBlocks(guide: string): Block[] {
  const source = readGuide(guide);
  // A block inside a list or a quotation would not be found.
  if (/^(?:[ \t>]+```|[ \t>]*~~~)/m.test(source))
    throw new Error(`${guide} has a code block that does not begin its line.`);
  const blocks = [...source.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(({ 1: language = '', 2: text = '', index }) => ({
    guide,
    line: source.slice(0, index).split('\n').length,
    language,
    text,
    name: /^\/\/ (\S+\.tsx?)\n/.exec(text)?.[1],
  }));
  return blocks.map((block, place) => {
    const isBelowOperation = blocks[place - 1]?.language === 'graphql';
    const isAnswer = /^\{\s*"(data|errors)"/.test(block.text);
    return block.language === 'json' && isBelowOperation && !isAnswer ? { ...block, language: 'variables' } : block;
  });
}
