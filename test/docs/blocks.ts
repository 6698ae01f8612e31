import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../..');

/** A fenced code block of a guide. */
export interface Block {
  guide: string;
  line: number;
  /** As it says; `variables` is JSON for the operation right above. */
  language: string;
  text: string;
  /** What its first line calls it, such as `// client.ts`: blocks below can import it. */
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
  // Within a list or a quotation a block could be forgotten.
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
