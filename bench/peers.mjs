import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import { apiKey, largestPage, learnerCount } from './course.mjs';
import { freePort, Program, startNode, whenReady } from './programs.mjs';

/**
 * Other GraphQL servers, which `--peers` compares: Tailcall and GraphQL Yoga. They are not dependencies of this project: npm
 * installs the versions of peers/package-lock.json into a cache, and the programs run there.
 */

/** The workloads that the peers can run. */
export const peerWorkloads = ['W1', 'W2', 'W3', 'W4'];

const source = fileURLToPath(new URL('./peers/', import.meta.url));
const folder = fileURLToPath(new URL('../node_modules/.cache/bench-peers/', import.meta.url));
const tailcallBinary = join(folder, 'node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall');

/** Installs the peers. Reports each that cannot run here. @returns {((ltiaasUrl: string) => Promise<Program>)[]} */
export function installPeers(report) {
  try {
    install();
  } catch (error) {
    report(`No peers: npm could not install them. ${error.message}`);
    return [];
  }
  try {
    execFileSync(tailcallBinary, ['--version'], { stdio: 'ignore' });
  } catch (error) {
    report(`No tailcall: its package contains a program for Linux on x64 with glibc. ${error.message}`);
    return [startYoga];
  }
  return [startTailcall, startYoga];
}

/** The file `installed` is a copy of the lock file with which the last installation succeeded. */
function install() {
  const lock = readFileSync(join(source, 'package-lock.json'), 'utf8');
  const stamp = join(folder, 'installed');
  cpSync(source, folder, { recursive: true });
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  const options = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['ci', ...options], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(stamp, lock);
}

function startYoga(ltiaasUrl) {
  return startNode('yoga', join(folder, 'yoga.mjs'), { LTIAAS_URL: ltiaasUrl, LTIAAS_API_KEY: apiKey });
}

async function startTailcall(ltiaasUrl) {
  const port = await freePort();
  const template = readFileSync(join(folder, 'tailcall.graphql'), 'utf8');
  const config = join(folder, `tailcall.${port}.graphql`);
  writeFileSync(config, template.replace('port: 8000', `port: ${port}`));
  const child = spawn(tailcallBinary, ['start', config], {
    env: { LTIAAS_URL: ltiaasUrl, TAILCALL_TRACKER: 'false', TAILCALL_LOG_LEVEL: 'error' },
    stdio: ['ignore', 2, 2],
  });
  const program = await whenReady(new Tailcall('tailcall', child, `http://127.0.0.1:${port}`));
  rmSync(config);
  return program;
}

const row = 'userId resultScore resultMaximum comment';
const queries = {
  W1: 'query W1 { lineItems(first: 25) { lineItems { id label scoreMaximum } } }',
  W2: `query W2 { lineItems(first: 20) { lineItems { id scores(first: 50) { scores { ${row} } } } } }`,
  W3: `query W3($userId: String!) {
    lineItems(first: 20) { lineItems { id score: scores(userId: $userId) { scores { ${row} } } } }
  }`,
  W4: `query W4($id: String!) { lineItem(id: $id) { id label } scores(lineItemId: $id, first: 200) { scores { ${row} } } }`,
};
const nextPage = `query W4($id: String!, $url: String) { scores(lineItemId: $id, url: $url) { scores { ${row} } } }`;

/**
 * A native program. Its schema has LTIAAS's lists, so that its clients follow the pages, and they send LTIAAS's credential. Without
 * aliases for lists: the fields of their rows would be null.
 */
class Tailcall extends Program {
  requestsFor({ name, variables }) {
    if (name !== 'W4') return [{ name, query: queries[name], variables }];
    const id = encodeURIComponent(variables.id);
    const pages = [];
    for (let from = largestPage.scores; from < learnerCount; from += largestPage.scores) {
      const url = `${variables.id}/results?limit=${largestPage.scores}&from=${from}`;
      pages.push({ name, query: nextPage, variables: { id, url: encodeURIComponent(url) } });
    }
    return [{ name, query: queries.W4, variables: { id } }, ...pages];
  }

  toData({ name }, parts) {
    const [first] = parts;
    const scores = () => parts.flatMap((part) => part.scores.scores);
    const data = name === 'W4' ? { lineItem: { ...first.lineItem, scores: { scores: scores() } } } : first;
    return JSON.parse(JSON.stringify(data), (key, value) => {
      if (key === 'resultMaximum') return value ?? 1;
      const rows = value?.lineItems ?? value?.scores;
      if (!Array.isArray(rows)) return value;
      return key === 'score' ? (rows[0] ?? null) : { nodes: rows };
    });
  }

  authorize(ltik) {
    return `LTIK-AUTH-V2 ${apiKey}:${ltik}`;
  }

  async usage() {
    // Fields 14 and 15 are the user and system time, in ticks of 10 ms; field 2 may contain spaces.
    const [userTicks, systemTicks] = readFileSync(`/proc/${this.pid}/stat`, 'utf8')
      .split(') ')
      .at(-1)
      .split(' ')
      .slice(11);
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))[1];
    return { cpuSeconds: (Number(userTicks) + Number(systemTicks)) / 100, maxRss: Number(peak) * 1024 };
  }
}
