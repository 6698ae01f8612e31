// Starts the demo (a simulated LMS with the gateway in front of it) and this app, and prints a link for each person.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createServer } from 'vite';

const program = join(import.meta.dirname, '../../dist/main.js');
const demo = spawn(process.execPath, [program, 'demo', ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
demo.once('exit', (code) => process.exit(code ?? 1));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => demo.kill(signal));

let said = '';
for await (const chunk of demo.stdout) {
  said += chunk;
  if (said.includes('Stop with')) break;
}
const after = (label) => new RegExp(`^${label}\\s+(?:Authorization: Bearer )?(\\S+)`, 'm').exec(said)[1];

process.env.VITE_GRAPHQL_URL = after('GraphQL');
const app = await createServer({ configFile: join(import.meta.dirname, 'vite.config.mts') });
await app.listen();
const [url] = app.resolvedUrls.local;
process.stdout.write(`
GraphQL   ${after('GraphQL')}
LTIAAS    ${after('LTIAAS')} (a sandbox, in memory)
Teacher   ${url}#ltik=${after('Instructor:')}
Learner   ${url}#ltik=${after('Learner:')}

Stop with Ctrl+C.
`);
