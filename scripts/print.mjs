import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import prettier from 'prettier';
import { settings as allSettings } from '../dist/config/settings.js';
import { schema as ownSchema } from '../dist/schema/schema.js';
import { printSubgraph } from '../dist/schema/subgraph.js';

/**
 * Prints files from the compiled code: `node scripts/print.mjs schema settings`. With `--check` it only compares them, and fails if a
 * file is out of date.
 */
const printers = { schema, settings };
const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const names = process.argv.slice(2).filter((argument) => argument !== '--check');
for (const name of names) await printers[name]();

async function schema() {
  // The copy of graphql that the compiled code uses: graphql rejects schemas of another copy.
  const { printSchema } = createRequire(import.meta.url)('graphql');
  save('schema', 'schema.graphql', `${printSchema(ownSchema)}\n`);
  save('schema', 'deploy/subgraph.graphql', `${await printSubgraph()}\n`);
}

/** Prints the tables of settings between two comments of the page. */
async function settings() {
  const file = 'docs/configuration.md';
  const all = Object.entries(allSettings);
  const groups = new Set(all.map(([, { group }]) => group));
  const tables = [...groups].map((group) =>
    [
      `### ${group}`,
      '',
      '| Variable | Default | Allowed | Meaning |',
      '| --- | --- | --- | --- |',
      ...all
        .filter(([, setting]) => setting.group === group)
        .map(([name, { form, default: value, defaultNote, meaning }]) => {
          const byDefault = defaultNote ?? (value ? `\`${value}\`` : 'none');
          return `| \`${name}\` | ${byDefault} | ${form.description} | ${meaning} |`;
        }),
    ].join('\n'),
  );
  const printed = read(file).replace(/(<!-- printed by "npm run settings" -->).*(<!-- end -->)/s, (_all, begin, end) =>
    [begin, ...tables, end].join('\n\n'),
  );
  const options = await prettier.resolveConfig(join(root, file));
  save('settings', file, await prettier.format(printed, { ...options, parser: 'markdown' }));
}

function save(name, file, text) {
  if (read(file) === text) return;
  if (!isCheck) return writeFileSync(join(root, file), text);
  process.stderr.write(`${file} is out of date. Run "npm run ${name}" and review the changes.\n`);
  process.exitCode = 1;
}

function read(file) {
  return readFileSync(join(root, file), 'utf8');
}
