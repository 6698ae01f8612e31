import { setTimeout as wait } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox';
import { build, type Program, start } from '../support/build';
import { openWire, postText, type Wire } from '../support/wire';

const sockets = 1000;
const requestTimeoutMs = 10_000;
/** Not a measurement: this only allows for a busy machine. */
const spareMs = 5000;

let sandbox: Sandbox;
let program: Program;
beforeAll(async () => {
  build();
  sandbox = await startSandbox();
  program = start('main.js', {
    LTIAAS_URL: sandbox.url,
    LTIAAS_API_KEY: sandbox.apiKey,
    PORT: '0',
    STOP_DELAY_MS: '0',
  });
}, 60_000);
afterAll(async () => {
  program.process.kill('SIGTERM');
  expect(await program.ends()).toBe(0);
  await sandbox.close();
});

test('disconnects a thousand slow connections in time and serves other clients meanwhile', async () => {
  const url = await program.url();
  const { bearer } = sandbox.seeded.instructor.authorization;
  const text = postText('{ lineItems { nodes { id label } } }', bearer);
  const bodyAt = text.indexOf('\r\n\r\n') + 4;

  // Half of them send their headers slowly, half their bodies.
  const starts = Array.from({ length: sockets }, (_, index) => (index % 2 === 0 ? 20 : bodyAt));
  const wires: Wire[] = [];
  const endings: Promise<{ answer: string; ms: number }>[] = [];
  for (const sent of starts) {
    const wire = await openWire(url);
    const openedAt = performance.now();
    wire.send(text.slice(0, sent));
    wires.push(wire);
    endings.push(wire.ends().then((answer) => ({ answer, ms: performance.now() - openedAt })));
  }
  let dripped = 0;
  const drip = setInterval(() => {
    wires.forEach((wire, index) => wire.send(text.charAt(starts[index]! + dripped)));
    dripped += 1;
  }, 500);

  let isOver = false;
  const shed = Promise.all(endings).finally(() => (isOver = true));
  const waits: number[] = [];
  while (!isOver) {
    const sentAt = performance.now();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: bearer },
      body: JSON.stringify({ query: '{ lineItems(first: 1) { nodes { id } } }' }),
    });
    expect([response.status, ((await response.json()) as any).data.lineItems.nodes.length]).toEqual([200, 1]);
    waits.push(performance.now() - sentAt);
    await wait(50);
  }
  clearInterval(drip);

  const answers = (await shed).map(({ answer }) => answer);
  const times = (await shed).map(({ ms }) => ms);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const longest = Math.max(...waits);
  if (process.env.FIGURES) {
    const [from, to, most] = [first, last, longest].map((ms) => ms.toFixed(0));
    console.log(`${sockets} shed after ${from} to ${to} ms; ${waits.length} others waited ${most} ms at most`);
  }
  // A client that is still sending may see only the reset instead of the response.
  expect(answers.filter((answer) => answer !== '' && !answer.startsWith('HTTP/1.1 408 '))).toEqual([]);
  expect(answers.filter((answer) => answer !== '').length).toBeGreaterThan(0);
  expect(first).toBeGreaterThan(requestTimeoutMs * 0.9);
  expect(last).toBeLessThan(requestTimeoutMs + spareMs);
  expect(waits.length).toBeGreaterThan(20);
  expect(longest).toBeLessThan(spareMs);
}, 60_000);
