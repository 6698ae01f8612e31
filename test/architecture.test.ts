import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import packageJson from '../package.json';
import { version } from '../src/config/version';

/** Rooms from the top down: an import goes to the same room or to a lower one. */
const floors = [
  ['main.ts'],
  ['gateway.ts'],
  ['http'],
  ['graphql'],
  ['schema'],
  ['gradebook'],
  ['observability'],
  ['access', 'launches', 'relay', 'redis'],
  ['errors.ts'],
  ['config'],
  ['ltiaas'],
];
const src = join(__dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(/(?:from |import |import\()'(\.[^']+)'/g)].map(([, path]) =>
    `${normalize(join(dirname(file), path!))}.ts`.replaceAll('\\', '/'),
  );
}

function roomOf(file: string): string {
  return file.split('/')[0]!;
}

describe('imports', () => {
  test('go downwards only', () => {
    const floorOf = (file: string) => floors.findIndex((rooms) => rooms.includes(roomOf(file)));
    const wrong = files
      .filter((file) => roomOf(file) !== 'sandbox')
      .flatMap((file) => importsOf(file).map((target) => ({ file, target })))
      .filter(({ file, target }) => {
        const [from, to] = [floorOf(file), floorOf(target)];
        return to === -1 || to < from || (to === from && roomOf(file) !== roomOf(target));
      });
    expect(wrong).toEqual([]);
    expect(files.filter((file) => roomOf(file) !== 'sandbox' && floorOf(file) === -1)).toEqual([]);
  });

  test('keep the sandbox apart: it imports nothing of ours, and only main.ts loads it, late', () => {
    const outside = files.filter((file) => roomOf(file) !== 'sandbox');
    const inside = files.filter((file) => roomOf(file) === 'sandbox');
    const reachOut = inside.filter((file) => importsOf(file).some((target) => roomOf(target) !== 'sandbox'));
    const reachIn = outside.filter((file) => importsOf(file).some((target) => roomOf(target) === 'sandbox'));
    expect(inside.length).toBeGreaterThan(0);
    expect(reachOut).toEqual([]);
    expect(reachIn).toEqual([]);
    const loaders = outside.filter((file) => readFileSync(join(src, file), 'utf8').includes("'sandbox/"));
    expect(loaders).toEqual(['main.ts']);
  });

  test('make no circles', () => {
    const done = new Set<string>();
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) throw new Error(`A circle: ${[...path, file].join(' > ')}`);
      if (done.has(file)) return;
      for (const target of importsOf(file)) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(done.size).toBe(files.length);
  });
});

test('only config.ts reads the environment', () => {
  const readers = files.filter((file) => /process\.env/.test(readFileSync(join(src, file), 'utf8')));
  // main.ts hands it over, and does not look inside.
  expect(readers).toEqual(['main.ts']);
});

test("the version is the package's", () => {
  expect(version).toBe(packageJson.version);
});
