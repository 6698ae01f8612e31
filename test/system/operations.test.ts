import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, start } from '../support/build';

const root = join(__dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

beforeAll(build, 60_000);

test('the README sends a ready-made operation from the shell', async () => {
  const demo = start('demo.js');
  try {
    const output = await demo.says('Stop with Ctrl+C.');
    const [, url = ''] = /^GraphQL +(\S+)/m.exec(output)!;
    const [, header = ''] = /^Instructor:\n(.+)$/m.exec(output)!;
    const gql = /^gql\(\) .+$/m.exec(readme)![0].replace('http://127.0.0.1:4000/graphql', url);
    const [, lines = ''] = /with the `gql` of above:\n\n```sh\n(.+?)```/s.exec(readme)!;
    const env = { ...process.env, INSTRUCTOR: header };
    const answer = execFileSync('bash', ['-c', `${gql}\n${lines}`], { cwd: root, env, encoding: 'utf8' });
    expect(JSON.parse(answer)).toMatchObject({ data: { lineItems: { edges: [{}, {}] } } });
  } finally {
    demo.process.kill('SIGINT');
  }
  expect(await demo.ends()).toBe(0);
});
