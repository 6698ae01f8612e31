import console from 'node:console';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath, URL } from 'node:url';
import { request } from 'undici';
import { startGateway } from './programs.mjs';

/**
 * Reads lists of 10,000 scores through the gateway in pages of 500, and prints the heap after a garbage collection for each list.
 * A memory leak would show as growth. The sandbox simulates the LMS.
 */

const lists = 12;
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const sandbox = spawn(process.execPath, [main, 'sandbox', '--lms', 'large', '--port', '0'], {
  stdio: ['ignore', 'pipe', 2],
});
process.on('exit', () => sandbox.kill());
const [greeting] = await once(sandbox.stdout, 'data');
const find = (pattern) => pattern.exec(greeting.toString())[1];
const settings = { LTIAAS_API_KEY: find(/API key: (\S+)/) };
const gateway = await startGateway('gateway', find(/with large: (\S+)/), settings, ['--expose-gc']);
const authorization = `Bearer ${find(/ltik +(\S+)/)}`;

async function ask(query, variables) {
  const { body } = await request(`${gateway.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, 'x-gateway-explain': '1' },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await body.json();
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer;
}

const { data } = await ask(`{ lineItems(first: ${lists}) { nodes { id } } }`);
for (const [index, { id }] of data.lineItems.nodes.entries()) {
  let [rows, calls, after] = [0, 0, null];
  do {
    const page = await ask(
      `query ($id: ID!, $after: String) {
        lineItem(id: $id) { scores(first: 500, after: $after) { nodes { userId } pageInfo { hasNextPage endCursor } } }
      }`,
      { id, after },
    );
    const { nodes, pageInfo } = page.data.lineItem.scores;
    rows += nodes.length;
    calls += page.extensions.upstream.calls;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  const { heapUsed, rss } = await gateway.usage('collected');
  const mib = (bytes) => (bytes / 2 ** 20).toFixed(1);
  console.log(`list ${index + 1}: ${rows} rows, ${calls} calls, heap ${mib(heapUsed)} MiB, resident ${mib(rss)} MiB`);
}
await gateway.stop();
process.exit(0);
