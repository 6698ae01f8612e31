import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const operationsFolder = join(__dirname, '../../examples/operations');

/** A file of `examples/operations`, with the data in its header. */
export interface DocumentedOperation {
  file: string;
  document: string;
  description: string;
  who: string;
  /** Calls to LTIAAS once the launch and its line items are known. */
  cost: number;
  /** Variables that work unchanged in the demo, except for cursors. */
  examples: { title: string; variables: Record<string, unknown> }[];
}

/** Reads the header: paragraphs of comment, the last ones each an example of the form `Title: { … }`. */
function readOperation(file: string): DocumentedOperation {
  const document = readFileSync(join(operationsFolder, file), 'utf8');
  const header = /^(#.*\n)+/.exec(document)?.[0] ?? '';
  const [description = '', facts = '', ...paragraphs] = header.replace(/^# ?/gm, '').trim().split('\n\n');
  const [, who = '', calls] = /^Who: (.+)\nCost: (\d+) calls? to LTIAAS/.exec(facts) ?? [];
  const examples = paragraphs.map((paragraph) => {
    const [title = ''] = paragraph.split(':', 1);
    return { title, variables: JSON.parse(paragraph.slice(title.length + 1)) as Record<string, unknown> };
  });
  return { file, document, description, who, cost: Number(calls), examples };
}

export const operations: readonly DocumentedOperation[] = readdirSync(operationsFolder).sort().map(readOperation);
