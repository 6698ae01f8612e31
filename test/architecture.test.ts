import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json';
import { version } from '../src/config/version';

const src = join(__dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

test('only config.ts reads the environment', () => {
  const readers = files.filter((file) => /process\.env/.test(readFileSync(join(src, file), 'utf8')));
  // main.ts passes it on without reading from it.
  expect(readers).toEqual(['main.ts']);
});

test('the version is the one in package.json', () => {
  expect(version).toBe(packageJson.version);
});
