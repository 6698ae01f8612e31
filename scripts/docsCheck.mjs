import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

/**
 * Checks the style of the documentation: lengths, links and words. Prints each problem as `file:line: problem`.
 * `node scripts/docsCheck.mjs [folder]`; the default folder is the project's root.
 */
const root = process.argv[2] ?? join(import.meta.dirname, '..');
const limits = {
  readmeLines: 180,
  pageLines: 250,
  lineCharacters: 120,
  cellCharacters: 160,
  cellSentences: 2,
  sentenceWords: 25,
};

/** Phrases that are hard to understand, in the inflections that are. */
const oddPhrases = [
  ...[/be(fall|falls|fell|fallen)/, /mend(s|ed|ing)?/, /(be|is|was) had/, /whatever/, /nobody/, /somebody/, /anew/],
  ...[/by (itself|themselves)/, /refus(e|es|ed|al|als|ing)/, /what came of/, /what stood/, /left alone/, /learnt/],
  ...[/counts?, too/, /says so/, /the \S+ so many/, /with commas between/, /compared whole/, /makes? staff of/],
  ...[/all know/, /cannot keep up/, /must say something/, /missing something or wrong/, /who is here/, /which ones/],
  ...[/all the same/, /behind which/, /no other write come between/, /to the letter/],
].map(({ source }) => new RegExp(`\\b${source}\\b`, 'gi'));

const pages = [
  ...[
    'README.md',
    'SECURITY.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'bench/README.md',
    'bench/figures.md',
    'examples/README.md',
  ],
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
].filter((page) => page.endsWith('.md') && existsSync(join(root, page)));

const problems = pages.flatMap((page) => checkPage(page));
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${pages.length} pages, ${problems.length} problems\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function checkPage(page) {
  const found = [];
  const report = (line, problem) => found.push(`${page}:${line}: ${problem}`);
  const source = readFileSync(join(root, page), 'utf8');
  const { lines, blocks } = readProse(source);

  const lineCount = source.trimEnd().split('\n').length;
  const most = page === 'README.md' ? limits.readmeLines : limits.pageLines;
  if (lineCount > most) report(lineCount, `at most ${most} lines are allowed (got ${lineCount})`);

  for (const { number, text } of lines) {
    const isTableOrLink = text.startsWith('|') || /^[-*\d. ]*!?\[[^\]]*\]\(\S+\)[.,]?$/.test(text);
    if (text.length > limits.lineCharacters && !isTableOrLink)
      report(number, `at most ${limits.lineCharacters} characters per line are allowed (got ${text.length})`);
    for (const target of linksIn(text)) if (!resolves(page, target)) report(number, `broken link: ${target}`);
  }

  for (const { number, text, isCell } of blocks) {
    const prose = withoutMarkup(text);
    if (isCell && text.length > limits.cellCharacters)
      report(number, `at most ${limits.cellCharacters} characters per table cell are allowed (got ${text.length})`);
    const sentences = sentencesIn(prose);
    if (isCell && sentences.length > limits.cellSentences)
      report(number, `at most ${limits.cellSentences} sentences per table cell are allowed (got ${sentences.length})`);
    for (const sentence of sentences) {
      const { length } = sentence.split(/\s+/).filter((word) => /\w/.test(word));
      if (length > limits.sentenceWords)
        report(
          number,
          `at most ${limits.sentenceWords} words per sentence are allowed (got ${length}): "${sentence.slice(0, 60)}…"`,
        );
    }
    for (const phrase of oddPhrases)
      for (const [odd] of prose.matchAll(phrase)) report(number, `use a plain word instead of "${odd}"`);
  }
  return found;
}

/** The lines outside code, and the paragraphs, list items, headings and table cells that they form. */
function readProse(source) {
  const lines = [];
  const blocks = [];
  let isCode = false;
  let paragraph;
  for (const [index, text] of source.split('\n').entries()) {
    const number = index + 1;
    const isFence = text.startsWith('```');
    if (isFence) isCode = !isCode;
    if (isFence || isCode) {
      paragraph = undefined;
      continue;
    }
    lines.push({ number, text });
    if (text.startsWith('|')) {
      const cells = text.slice(1, text.lastIndexOf('|')).split(/(?<!\\)\|/);
      for (const cell of cells) if (!/^[ :-]*$/.test(cell)) blocks.push({ number, text: cell.trim(), isCell: true });
    }
    const words = text.replace(/^[> ]*(?:#+ |[-*] |\d+\. |\[![A-Z]+\]$)?/, '');
    const isNew = /^[> ]*(?:#+ |[-*] |\d+\. |\[!)/.test(text) || paragraph === undefined;
    if (text.startsWith('|') || words === '') paragraph = undefined;
    else if (isNew) blocks.push((paragraph = { number, text: words, isCell: false }));
    else paragraph.text += ` ${words}`;
    if (text.startsWith('#')) paragraph = undefined;
  }
  return { lines, blocks };
}

/** Replaces code by one word, and a link by its text. */
function withoutMarkup(text) {
  return text
    .replace(/<!--.*?-->|<[^>]+>/g, '')
    .replace(/`[^`]+`/g, 'CODE')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_]{1,2}(\S(?:.*?\S)?)[*_]{1,2}/g, '$1');
}

/** A full stop within a number, a name or an abbreviation does not end a sentence. */
function sentencesIn(prose) {
  return prose
    .replace(/\b(e\.g|i\.e|etc|vs|approx|no)\./gi, '$1')
    .split(/(?<=[.!?]["')]?)\s+/)
    .filter((sentence) => sentence !== '');
}

function linksIn(text) {
  const targets = [...text.replace(/`[^`]+`/g, '').matchAll(/(?:\]\(|(?:src|href)=")([^)"]+)/g)];
  return targets.map(([, target]) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** Whether the file exists within the project and has the heading. */
function resolves(page, target) {
  const [path, anchor] = target.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  if (relative(root, join(root, file)).startsWith('..') || !existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(readFileSync(join(root, file), 'utf8')).has(anchor);
}

/** The anchors that GitHub derives from headings: a repeated one gets a number. */
function anchorsOf(source) {
  const anchors = new Set();
  for (const [, heading] of source.replace(/^```.*?^```$/gms, '').matchAll(/^#+ (.+)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}
