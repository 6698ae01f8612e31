// Lists other people's packages in the image by licence: `npm run dependencies`. Fails at a licence that is not allowed.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { productionPackages, root } from './lock.mjs';

/** Permissive ones: they ask for no more than that their text is passed on, as it is in each package's folder. */
const allowed = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];
/** Known, and documented in docs/deployment.md: Apollo's composition of subgraphs. */
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
  say(`Not allowed: ${wrong.join(', ')}`);
  process.exitCode = 1;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Whether all parts of such as "(MIT AND ISC)" are. A choice ("OR") is to be made by a person. */
function isAllowed(license) {
  return license
    .replace(/^\((.+)\)$/, '$1')
    .split(' AND ')
    .every((part) => allowed.includes(part));
}

/** Bytes of a package's files; packages within it count for themselves. */
function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + sizeOf(path);
    return sum + statSync(path).size;
  }, 0);
}
