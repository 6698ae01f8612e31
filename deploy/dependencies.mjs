// Lists the third-party packages in the image by licence: `npm run dependencies`. Fails if a licence is not allowed.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { productionPackages, root } from './lock.mjs';

/** Permissive licences: they only require that their text is passed on, and each package's folder contains it. */
const allowed = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];
/** Documented in docs/deployment.md: Apollo's composition of subgraphs. */
const exceptions = ['@apollo/federation-internals'];

const packages = productionPackages();
const idsOf = {};
for (const { id, license } of packages) (idsOf[license] ??= []).push(id);
for (const license of Object.keys(idsOf).sort()) say(`${license}: ${idsOf[license].sort().join(', ')}\n`);
const bytes = packages.reduce((sum, { path }) => sum + sizeOf(join(root, path)), 0);
say(`${packages.length} packages, ${Math.round(bytes / 1e6)} MB`);

const wrong = packages
  .filter(({ id, license }) => !isAllowed(license) && !exceptions.includes(id.slice(0, id.lastIndexOf('@'))))
  .map(({ id, license }) => `${license} (${id})`);
if (wrong.length > 0) {
  say(`Licences that are not allowed: ${wrong.join(', ')}. Allowed: ${allowed.join(', ')}.`);
  process.exitCode = 1;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Whether all parts of an expression such as "(MIT AND ISC)" are allowed. A person must decide about a choice ("OR"). */
function isAllowed(license) {
  return license
    .replace(/^\((.+)\)$/, '$1')
    .split(' AND ')
    .every((part) => allowed.includes(part));
}

/** The size of a package's files in bytes, without nested packages. */
function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + sizeOf(path);
    return sum + statSync(path).size;
  }, 0);
}
