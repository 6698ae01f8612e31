import { readFileSync, writeFileSync } from 'node:fs';
import { printSchema } from 'graphql';
import { createSchema } from './schema';
import { printSubgraph } from './subgraph';

async function main(): Promise<void> {
  print('schema.graphql', printSchema(createSchema()));
  print('subgraph.graphql', await printSubgraph());
}

/** Writes the file, or with `--check` only compares it. */
function print(file: string, text: string): void {
  const printed = `${text}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(file, printed);
  } else if (readFileSync(file, 'utf8') !== printed) {
    console.error(`${file} is not what the code says: run "npm run schema" and look at what changed.`);
    process.exitCode = 1;
  }
}

void main();
