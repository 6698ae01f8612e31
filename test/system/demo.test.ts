import { execFileSync } from 'node:child_process';
import { build, start } from '../support/build';

beforeAll(build, 60_000);

test('the curl command that the demo prints reads ids, labels and scores in a shell', async () => {
  const demo = start('main.js', {}, ['demo']);
  try {
    const curl = /^curl .*$/m.exec(await demo.says(/^curl .*\n/m))![0];
    const answer = JSON.parse(execFileSync('bash', ['-c', curl], { encoding: 'utf8' }));
    expect(answer.errors).toBeUndefined();
    const score = { userId: expect.any(String), resultScore: expect.any(Number) };
    const lineItem = { id: expect.any(String), label: expect.any(String), scores: { nodes: [score, score] } };
    expect(answer.data.lineItems.nodes).toMatchObject([lineItem, lineItem, lineItem]);
  } finally {
    demo.process.kill('SIGINT');
  }
  expect(await demo.ends()).toBe(0);
});
