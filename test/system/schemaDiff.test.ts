import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = join(__dirname, '../../scripts/schemaDiff.mjs');
const opened: string[] = [];
afterAll(() => opened.forEach((folder) => rmSync(folder, { recursive: true })));

/** A repository with its own schema. */
class Repository {
  readonly folder = mkdtempSync(join(tmpdir(), 'schema-'));

  constructor() {
    opened.push(this.folder);
  }

  static withMain(schema: string): Repository {
    const repository = new Repository();
    repository.git('init', '-q', '-b', 'main');
    repository.write(schema);
    repository.commit();
    return repository;
  }

  git(...args: string[]): string {
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...who, ...args], { cwd: this.folder, encoding: 'utf8' });
  }

  write(schema: string): void {
    writeFileSync(join(this.folder, 'schema.graphql'), schema);
  }

  commit(): void {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', 'change');
  }

  diff(...args: string[]): { passes: boolean; output: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    return { passes: status === 0, output: stdout + stderr };
  }
}

const query = (fields: string) => `type Query { ${fields} }\n`;
const deprecated = (reason: string) => `@deprecated(reason: "${reason}")`;
const past = deprecated('Use `b`. To be removed on 2020-01-31.');
const future = deprecated('Use `b`. To be removed on 9999-01-31.');

/** Removes a field on the branch `topic`, then adds another one. Returns to main. */
function changeOnTopic(repository: Repository): void {
  repository.git('checkout', '-q', '-b', 'topic');
  for (const fields of ['b: Int', 'b: Int c: Int']) {
    repository.write(query(fields));
    repository.commit();
  }
  repository.git('checkout', '-q', 'main');
}

describe('npm run schema:diff', () => {
  test.each([
    ['a field is added', 'a: Int', 'a: Int b: Int', true],
    ['an optional argument is added', 'a: Int', 'a(c: Int): Int', true],
    ['a field is removed', 'a: Int b: Int', 'b: Int', false],
    ['a field becomes nullable', 'a: Int! b: Int', 'a: Int b: Int', false],
    ['an argument becomes required', 'a(c: Int): Int', 'a(c: Int!): Int', false],
    ['a field is removed after its date', `a: Int ${past} b: Int`, 'b: Int', true],
    ['a field is removed before its date', `a: Int ${future} b: Int`, 'b: Int', false],
    ['an argument is removed after its date', `a(c: Int ${past}): Int`, 'a: Int', true],
    ['an argument is removed before its date', `a(c: Int ${future}): Int`, 'a: Int', false],
    ['a field of another type replaces it after its date', `a: Int ${past} b: Int`, 'a: String b: Int', false],
    ['a deprecation has a date', 'a: Int b: Int', `a: Int ${future} b: Int`, true],
    ['a deprecation has no date', 'a: Int b: Int', `a: Int ${deprecated('Use `b`.')} b: Int`, false],
    ['a deprecation has no reason', 'a: Int b: Int', 'a: Int @deprecated b: Int', false],
  ])('%s: %s, then %s', (_, before, after, passes) => {
    const repository = Repository.withMain(query(before));
    repository.write(query(after));
    expect(repository.diff()).toMatchObject({ passes });
  });

  test.each([
    ['together with the only field that uses it', `type Query { a: A ${past} b: Int } type A { c: Int }`, true],
    [
      'that an interface also uses',
      `type Query { a: A ${past} n: N } interface N { c: Int } type A implements N { c: Int }`,
      false,
    ],
  ])('a type is removed %s', (_, before, passes) => {
    const repository = Repository.withMain(before);
    const after = before.replace(/a: A .*?"\) /, '').replace(/type A.*$/, '');
    repository.write(after);
    expect(repository.diff()).toMatchObject({ passes });
  });

  test('on a branch: compares all its changes, without later commits of main', () => {
    const repository = Repository.withMain(query('a: Int b: Int'));
    changeOnTopic(repository);
    repository.write(query('a: Int b: Int d: Int'));
    repository.commit();
    repository.git('checkout', '-q', 'topic');
    const { passes, output } = repository.diff();
    expect(passes).toBe(false);
    expect(output).toContain("Field 'a' was removed");
    expect(output).not.toContain("'d'");
  });

  test('on main: compares the last change of the schema, or the given commit', () => {
    const repository = Repository.withMain(query('a: Int b: Int'));
    repository.git('tag', 'v1');
    repository.write(query('b: Int'));
    repository.commit();
    repository.commit();
    expect(repository.diff().passes).toBe(false);
    repository.write(query('b: Int c: Int'));
    repository.commit();
    expect(repository.diff().passes).toBe(true);
    expect(repository.diff('v1').passes).toBe(false);
    expect(repository.diff('v2').passes).toBe(false);
  });

  test('on main after a merge: compares everything that was merged', () => {
    const repository = Repository.withMain(query('a: Int b: Int'));
    changeOnTopic(repository);
    repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'topic');
    expect(repository.diff().passes).toBe(false);
  });

  test('in a shallow clone and without git: reports that nothing was compared', () => {
    const repository = Repository.withMain(query('a: Int b: Int'));
    repository.write(query('b: Int'));
    repository.commit();
    const clone = new Repository();
    clone.git('clone', '-q', '--depth', '1', `file://${repository.folder}`, '.');
    expect(clone.diff()).toMatchObject({ passes: true, output: expect.stringContaining('git fetch --unshallow') });
    clone.git('fetch', '-q', '--unshallow');
    expect(clone.diff().passes).toBe(false);

    const unpacked = new Repository();
    unpacked.write(query('a: Int'));
    expect(unpacked.diff()).toMatchObject({ passes: true, output: expect.stringContaining('git fetch --unshallow') });
  });
});
