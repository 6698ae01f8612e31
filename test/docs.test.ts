import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RefusalReason } from '../src/schema/userError/refusalReason.enum';
import { readGuide, root } from './docs/blocks';
import { testGuides } from './docs/guides';

// Guides that need a shell and curl run in test/system.
testGuides({ withShell: false });

describe('docs/errors.md', () => {
  const guide = readGuide('docs/errors.md');

  test('explains each code in `errors`', () => {
    const codes = stringsOf(/export type ErrorCode =([^;]+);/.exec(source('src/errors.ts'))![1]!);
    const others = stringsOf(
      /requestCodes = new Set<unknown>\(\[([^\]]+)/.exec(source('src/graphql/errorFormat.ts'))![1]!,
    );
    expect(codes.length).toBeGreaterThan(9);
    expect(codes.filter((code) => !guide.includes(`### ${code}\n`))).toEqual([]);
    expect(others.filter((code) => !guide.includes(`\`${code}\``) && !codes.includes(code))).toEqual([]);
  });

  test('explains each `UserErrorCode`', () => {
    const codes = stringsOf(/export type UserErrorCode =([^;]+);/.exec(source('src/errors.ts'))![1]!);
    expect(codes.length).toBeGreaterThan(9);
    expect(codes.filter((code) => !guide.includes(`| \`${code}\` `))).toEqual([]);
  });

  test('explains each `RefusalReason`', () => {
    const reasons = Object.keys(RefusalReason);
    expect(reasons.length).toBeGreaterThan(8);
    expect(reasons.filter((reason) => !guide.includes(`| \`${reason}\` `))).toEqual([]);
  });
});

describe('docs/clients.md', () => {
  const guide = readGuide('docs/clients.md');

  test('names the installed versions', () => {
    const named = [...guide.matchAll(/`([@\w/-]+)` (\d+\.\d+\.\d+)/g)].map(([, name, version]) => `${name} ${version}`);
    const installed = named.map((entry) => {
      const [name = ''] = entry.split(' ');
      return `${name} ${JSON.parse(source(`node_modules/${name}/package.json`)).version}`;
    });
    expect(named.length).toBeGreaterThan(4);
    expect(named).toEqual(installed);
  });

  test("links to each client's test", () => {
    const tests = readdirSync(join(root, 'test/clients')).filter((file) => file.endsWith('.test.ts'));
    expect(tests.length).toBeGreaterThan(2);
    expect(tests.filter((file) => !guide.includes(`](../test/clients/${file})`))).toEqual([]);
  });
});

test('docs/migrating.md lists every call of the gateway', () => {
  const guide = readGuide('docs/migrating.md');
  const ltiaas = ['lineItems', 'scores', 'idToken'].map((file) => source(`src/ltiaas/${file}.ts`)).join('\n');
  const calls = [...ltiaas.matchAll(/`((?:GET|POST|PUT|DELETE) \/api\/[^`]+)`/g)].map(([, call]) => call!);
  expect(new Set(calls).size).toBe(8);
  expect(calls.filter((call) => !guide.includes(`| \`${call}\` `))).toEqual([]);
});

function source(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function stringsOf(text: string): string[] {
  return [...text.matchAll(/'(\w+)'/g)].map(([, value]) => value!);
}
