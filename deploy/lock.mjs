import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** The third-party packages in the image, from the lock file: those that `npm ci --omit=dev` installs. */
export function productionPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version, license = 'none' }]) => ({
      path,
      id: `${path.replace(/^.*node_modules\//, '')}@${version}`,
      license,
    }));
}
