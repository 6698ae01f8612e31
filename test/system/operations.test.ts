import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, start } from '../support/build';

const root = join(__dirname, '../..');
const guide = readFileSync(join(root, 'examples/README.md'), 'utf8');

beforeAll(build, 60_000);

test('examples/README.md sends a ready-made operation from the shell', async () => {
  const demo = start('main.js', {}, ['demo']);
  try {
    const output = await demo.says(/^curl .*\n/m);
    const [, url = ''] = /^GraphQL +(\S+)/m.exec(output)!;
    const [, header = ''] = /^Instructor:\n(.+)$/m.exec(output)!;
    const [, block = ''] = /```sh\n(export INSTRUCTOR.+?)```/s.exec(guide)!;
    const lines = block
      .replace('paste the line below "Instructor:"', header)
      .replace('http://127.0.0.1:4000/graphql', url);
    const answer = execFileSync('bash', ['-c', lines], { cwd: root, encoding: 'utf8' });
    expect(JSON.parse(answer)).toMatchObject({ data: { lineItems: { edges: [{}, {}] } } });
  } finally {
    demo.process.kill('SIGINT');
  }
  expect(await demo.ends()).toBe(0);
});
