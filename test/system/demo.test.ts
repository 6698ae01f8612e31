import { execFileSync } from 'node:child_process';
import { build, start } from '../support/build';

beforeAll(build, 60_000);

test("the demo's curl command works when pasted into a shell", async () => {
  const demo = start('main.js', {}, ['demo']);
  try {
    const curl = /^curl .*$/m.exec(await demo.says(/^curl .*\n/m))![0];
    const answer = JSON.parse(execFileSync('bash', ['-c', curl], { encoding: 'utf8' }));
    expect(answer.errors).toBeUndefined();
    expect(answer.data.lineItems.nodes).toHaveLength(3);
  } finally {
    demo.process.kill('SIGINT');
  }
  expect(await demo.ends()).toBe(0);
});
