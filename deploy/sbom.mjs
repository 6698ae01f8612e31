// Writes the software bill of materials (SBOM) of the image, as SPDX: `npm run --silent sbom`.
import { execFileSync } from 'node:child_process';
import { productionPackages, root } from './lock.mjs';

// Not `--omit dev`: npm would omit packages that both the image and a development tool need.
const command = ['sbom', '--sbom-format', 'spdx', '--sbom-type', 'application'];
const bill = JSON.parse(execFileSync('npm', command, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 }));

const kept = new Set([bill.name, ...productionPackages().map(({ id }) => id)]);
bill.packages = bill.packages.filter(({ name, versionInfo }) => kept.has(`${name}@${versionInfo}`));
const ids = new Set([bill.SPDXID, ...bill.packages.map(({ SPDXID }) => SPDXID)]);
bill.relationships = bill.relationships.filter(
  ({ spdxElementId, relatedSpdxElement }) => ids.has(spdxElementId) && ids.has(relatedSpdxElement),
);
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
