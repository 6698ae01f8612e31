import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'docs-check-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** The problems in these pages as `file:line`, and the exit code. */
function check(pages: Record<string, string>): { places: string[]; status: number | null } {
  for (const [page, text] of Object.entries({ 'docs/empty.md': '', ...pages })) {
    mkdirSync(dirname(join(folder, page)), { recursive: true });
    writeFileSync(join(folder, page), text);
  }
  const script = join(__dirname, '../scripts/docsCheck.mjs');
  const { stdout, status } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
  return { places: [...stdout.matchAll(/^(\S+:\d+): /gm)].map(([, place]) => place!), status };
}

const words = (count: number) => Array(count).fill('at').join(' ');

test.each([
  ['a README of 181 lines', { 'README.md': 'Word.\n'.repeat(181) }, 'README.md:181'],
  ['a page of 251 lines', { 'docs/page.md': 'Word.\n\n'.repeat(126) }, 'docs/page.md:251'],
  ['a line of 121 characters', { 'README.md': 'word,'.repeat(24) + '.' }, 'README.md:1'],
  ['a table cell of 161 characters', { 'README.md': `| ${'w'.repeat(161)} |` }, 'README.md:1'],
  ['three sentences in a table cell', { 'README.md': '| One. Two. Three. |' }, 'README.md:1'],
  ['a sentence of 26 words', { 'README.md': `Short.\n\n- ${words(13)}\n  ${words(13)}.` }, 'README.md:3'],
  ['a sentence of 26 words with an abbreviation', { 'README.md': `${words(13)}, e.g. ${words(12)}.` }, 'README.md:1'],
  ['a sentence of 26 words with code', { 'README.md': `${words(25)} \`a b\`.` }, 'README.md:1'],
  ['a discouraged phrase', { 'README.md': 'Mend the arguments.' }, 'README.md:1'],
  ['a link to a missing file', { 'README.md': '[page](docs/page.md)' }, 'README.md:1'],
  ['a link to a missing heading', { 'README.md': '# Title\n\n[part](#part)' }, 'README.md:3'],
  ['a link outside the project', { 'README.md': '[up](..)' }, 'README.md:1'],
])('rejects %s', (_what, pages: Record<string, string>, place) => {
  expect(check(pages)).toEqual({ places: [place], status: 1 });
});

test('accepts text at each limit, code, and valid links', () => {
  const readme = [
    `# Read \`me\`, twice\n\n${words(25)}.\n${words(20)}, e.g. word.`,
    '[part](#read-me-twice) [same](#twice-1) [page](docs/page.md#part) [site](https://example.com/none)',
    `| ${'w'.repeat(160)} |`,
    `\`\`\`text\nmend ${words(40)} [none](none.md)\n\`\`\``,
    `- [${'w'.repeat(120)}](docs/page.md)`,
    '## Twice\n\n## Twice',
  ];
  const pages = { 'README.md': readme.join('\n\n'), 'docs/page.md': `## Part\n\n${'Word.\n\n'.repeat(123)}` };
  expect(check(pages)).toEqual({ places: [], status: 0 });
});
