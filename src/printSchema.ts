import { readFileSync, writeFileSync } from 'node:fs';
import { printSchema } from 'graphql';
import { createSchema } from './schema';

const file = 'schema.graphql';
const printed = `${printSchema(createSchema())}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, printed);
} else if (readFileSync(file, 'utf8') !== printed) {
  console.error(`${file} is not what the code says: run "npm run schema" and look at what changed.`);
  process.exitCode = 1;
}
