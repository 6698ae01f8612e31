import console from 'node:console';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fetch } from 'undici';
import sandboxModule from '../dist/sandbox/sandbox.js';
import { startGateway } from './programs.mjs';

/**
 * Exports a large course, and compares the files with the LMS cell by cell: CSV as Python's csv module reads it, and JSON Lines. The
 * sandbox is in this process, the gateway in its own. `node bench/export.mjs [file]` keeps the CSV in this file.
 */

const learners = 2000;
const lineItems = 40;

const sandbox = await sandboxModule.startSandbox();
const course = sandbox.createCourse({ lms: 'large', learners, lineItems });
const ids = course.learnerIds();
const columns = course.lineItems();
// Texts that a spreadsheet or a reader of CSV could take for something else.
['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', 'a, "b"', 'two\nlines', '"', 'Ünï 日本 🎓'].forEach((name, index) =>
  course.setMember(ids[index], { name }),
);
ids.slice(0, 100).forEach((userId, index) => {
  course.setResult(columns[0].id, userId, index % 2 === 0 ? null : { score: 0 });
  course.setResult(columns[1].id, userId, { score: index / 3, comment: `Line one\nand "two" of ${index}` });
});
const { bearer } = sandbox.launch({ course }).authorization;
const gateway = await startGateway('gateway', sandbox.url, { LTIAAS_API_KEY: sandbox.apiKey });

async function download(file) {
  sandbox.clearRequests();
  const startedAt = performance.now();
  const response = await fetch(`${gateway.origin}/${file}`, { headers: { authorization: bearer } });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const firstByteMs = performance.now() - startedAt;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { maxRss, cpuSeconds } = await gateway.usage();
  return { bytes, firstByteMs, ms: performance.now() - startedAt, calls: sandbox.requests.length, maxRss, cpuSeconds };
}

const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const scores = columns.map(({ id }) => new Map(course.results(id).map((row) => [row.userId, row])));
const members = new Map(course.members().map((row) => [row.userId, row]));
/** Fails at the first cell that differs. */
function compare(file, rows, expectedRows) {
  let cells = 0;
  if (rows.length !== expectedRows.length) throw new Error(`${file}: ${rows.length} of ${expectedRows.length} rows`);
  expectedRows.forEach((expected, row) =>
    expected.forEach((value, column) => {
      cells += 1;
      if (rows[row][column] !== value || rows[row].length !== expected.length) {
        throw new Error(`${file}: row ${row}, column ${column} is ${JSON.stringify(rows[row][column])}`);
      }
    }),
  );
  return cells;
}

const safe = (text) => (/^[=+@\t\r-]/.test(text) ? `'${text}` : text);
function readCsv(bytes) {
  const program =
    'import csv,io,json,sys;json.dump(list(csv.reader(io.TextIOWrapper(sys.stdin.buffer,"utf-8-sig",newline=""))),sys.stdout)';
  const { stdout, stderr, status } = spawnSync('python3', ['-c', program], { input: bytes, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(stderr.toString());
  const rows = JSON.parse(stdout.toString());
  const header = [
    'userId',
    'name',
    'email',
    'sourcedId',
    ...columns.map((item) => `${item.label} (${item.scoreMaximum})`),
  ];
  const expected = ids.map((userId) => {
    const { name, email, lisPersonSourcedId } = members.get(userId);
    const cells = scores.map((column) => column.get(userId)?.resultScore);
    return [...[userId, name, email, lisPersonSourcedId].map(safe), ...cells.map((score) => `${score ?? ''}`)];
  });
  return compare('CSV', rows, [header, ...expected]);
}

function readJsonLines(bytes) {
  const lines = new globalThis.TextDecoder().decode(bytes).trimEnd().split('\n');
  const rows = lines.map((line) => {
    const { scores: listed, ...person } = JSON.parse(line);
    return [
      ...Object.values(person),
      ...listed.flatMap((score) => [score.lineItemId, score.resultScore, score.comment]),
    ];
  });
  const expected = ids.map((userId) => {
    const { name, email, lisPersonSourcedId } = members.get(userId);
    const listed = scores.flatMap((column, index) => {
      const row = column.get(userId);
      return row === undefined ? [] : [columns[index].id, row.resultScore ?? null, row.comment ?? null];
    });
    return [userId, name, email, lisPersonSourcedId, ...listed];
  });
  return compare('JSON Lines', rows, expected);
}

const idle = await gateway.usage();
console.log(`${learners} learners, ${lineItems} columns; the gateway before: peak ${mib(idle.maxRss)}`);
for (const [file, read] of [
  ['gradebook.csv', readCsv],
  ['gradebook.jsonl', readJsonLines],
]) {
  const { bytes, firstByteMs, ms, calls, maxRss } = await download(file);
  if (file.endsWith('csv') && globalThis.process.argv[2]) writeFileSync(globalThis.process.argv[2], bytes);
  const seconds = [firstByteMs, ms].map((each) => (each / 1000).toFixed(1)).join(' and ');
  console.log(
    `${file}: ${mib(bytes.length)}, first and last byte after ${seconds} s, ${calls} calls, peak ${mib(maxRss)}, ${read(bytes)} cells equal`,
  );
}
await gateway.stop();
await sandbox.close();
