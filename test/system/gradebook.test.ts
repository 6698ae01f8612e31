import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page, Response } from 'playwright-core';
import type { LedgerEntry } from '../../src/sandbox/sandbox';
import { launchBrowser } from '../support/browser';

const root = join(__dirname, '../..');
let example: ChildProcess;
let browser: Browser;
/** The addresses that `npm run example` prints. */
let links: Record<'Teacher' | 'Learner' | 'LTIAAS', string>;

beforeAll(async () => {
  // In its own process group, so that npm's children end with it.
  example = spawn('npm', ['run', '--silent', 'example'], { cwd: root, detached: true });
  links = await new Promise((resolve, reject) => {
    let said = '';
    const note = (chunk: Buffer) => {
      said += chunk.toString();
      if (!/^Learner +\S+\n/m.test(said)) return;
      const find = (label: string) => new RegExp(`^${label}\\s+(\\S+)`, 'm').exec(said)![1]!;
      resolve({ Teacher: find('Teacher'), Learner: find('Learner'), LTIAAS: find('LTIAAS') });
    };
    example.stdout!.on('data', note);
    example.stderr!.on('data', note);
    example.once('close', () => reject(new Error(`npm run example ended:\n${said}`)));
  });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  if (example.exitCode === null) {
    process.kill(-example.pid!, 'SIGINT');
    await new Promise((resolve) => example.once('close', resolve));
  }
});
afterEach(async () => {
  await setFault(null);
  for (const context of browser.contexts()) await context.close();
});

/** Sets a fault in the sandbox behind the example, or removes it. */
async function setFault(fault: { route: string; method: string; lineItemId?: string; status: number } | null) {
  const url = `${links.LTIAAS}/_sandbox/faults`;
  await fetch(url, { method: 'DELETE' });
  if (fault) await fetch(url, { method: 'POST', body: JSON.stringify(fault) });
}

/** The last write that the LMS stored. */
async function lastStored(): Promise<LedgerEntry> {
  const ledger = (await (await fetch(`${links.LTIAAS}/_sandbox/ledger`)).json()) as LedgerEntry[];
  return ledger.at(-1)!;
}

interface Visit {
  page: Page;
  /** The requested addresses. */
  requested: string[];
  /** The gateway's responses. */
  answers: Response[];
}

/** Opens the app as this user, in a separate browser context. */
async function open(who: 'Teacher' | 'Learner', colorScheme: 'light' | 'dark' = 'light'): Promise<Visit> {
  const page = await (await browser.newContext({ colorScheme, locale: 'en-GB' })).newPage();
  const visit: Visit = { page, requested: [], answers: [] };
  page.on('request', (request) => visit.requested.push(request.url()));
  page.on('response', (response) => {
    if (response.url().endsWith('/graphql') && response.request().method() === 'POST') visit.answers.push(response);
  });
  await page.goto(links[who]);
  return visit;
}

const cell = (page: Page, name: string) => page.getByRole('button', { name });
const status = (page: Page, text: string) => page.getByRole('status').getByText(text).waitFor();

describe('the teacher', () => {
  test('sees columns, learners and scores, and loads more of both', async () => {
    const { page } = await open('Teacher');
    await status(page, '5 columns, 12 learners');
    await page.getByText('Introduction to Cell Biology · Margaret Ellison').waitFor();
    await page.getByRole('columnheader', { name: 'Quiz 4: Genetics of 10' }).waitFor();
    await cell(page, 'Week 1: Reading the microscope, learner 344e8517: 15.5').waitFor();

    await page.getByRole('button', { name: 'Load more learners' }).click();
    await status(page, '5 columns, 24 learners');
    await cell(page, 'Quiz 1: Cells and membranes, learner 708a3fff: 10').waitFor();

    await page.getByRole('button', { name: 'Load more columns' }).click();
    await status(page, '10 columns, 24 learners');
    await cell(page, 'Midterm examination, learner 708a3fff').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(24);
  });

  test('submits a score with the keyboard only: the cell and the LMS have it, and the comment is kept', async () => {
    const { page } = await open('Teacher');
    const name = 'Week 1: Reading the microscope, learner 895d0a57';
    await cell(page, `${name}: 20`).focus();
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('Comment').inputValue()).toBe('Excellent. Nothing to add.');
    await page.getByLabel('Score, of 20').fill('18.5');
    await page.keyboard.press('Enter');
    await cell(page, `${name}: 18.5`).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe(`${name}: 18.5`);
    expect(await lastStored()).toMatchObject({ body: { scoreGiven: 18.5, comment: 'Excellent. Nothing to add.' } });
  });

  test('grades a learner without a score', async () => {
    const { page } = await open('Teacher');
    const name = 'Quiz 3: Photosynthesis, learner 71277d3b';
    await cell(page, `${name}: –`).click();
    await page.getByLabel('Score, of 10').fill('6');
    await page.getByRole('button', { name: 'Save' }).click();
    await cell(page, `${name}: 6`).waitFor();
    expect(await lastStored()).toMatchObject({ body: { scoreGiven: 6 } });
  });

  test('sees why a score is rejected, and can cancel', async () => {
    const { page } = await open('Teacher');
    const name = 'Quiz 1: Cells and membranes, learner 895d0a57: 8';
    await cell(page, name).click();
    await page.getByLabel('Score, of 10').fill('-1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('0 or more').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await cell(page, name).waitFor();
  });

  test('sees when it is unknown whether a score was saved', async () => {
    const { page } = await open('Teacher');
    await cell(page, 'Quiz 1: Cells and membranes, learner 895d0a57').click();
    await setFault({ route: 'scores', method: 'POST', status: 502 });
    await page.getByLabel('Score, of 10').fill('9');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('may').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
  });

  test('sees the other columns if one cannot be read, and retries it', async () => {
    const lineItemId = 'https://lms.example.edu/lti/courses/1/lineitems/3';
    await setFault({ route: 'scores', method: 'GET', lineItemId, status: 500 });
    const { page } = await open('Teacher');
    await page.getByRole('alert').getByText('The gradebook does not answer.').waitFor();
    await cell(page, 'Quiz 2: Enzymes, learner 895d0a57: ?').waitFor();
    await cell(page, 'Quiz 3: Photosynthesis, learner 895d0a57: 7').waitFor();
    await setFault(null);
    await page.getByRole('button', { name: 'Try again' }).click();
    await cell(page, 'Quiz 2: Enzymes, learner 895d0a57: 7').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

describe('the learner', () => {
  test('sees only their own grades, and a plot of them', async () => {
    const { page, answers } = await open('Learner');
    await status(page, '14 columns');
    await page.getByRole('heading', { name: 'My grades' }).waitFor();
    await page.getByRole('row', { name: '10. Midterm examination 54.5 of 120' }).waitFor();
    await page.getByRole('row', { name: '14. Final project –' }).waitFor();
    const bars = page.getByRole('img', { name: 'My scores' }).locator('rect');
    expect(await bars.count()).toBe(14);
    const heights = await bars.evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('height'))));
    expect(heights.filter((height) => height > 0)).toHaveLength(12);
    expect(heights[9]! / heights[12]!).toBeCloseTo(54.5 / 120);
    expect(await page.getByRole('button').count()).toBe(0);

    const others = ['344e8517-9a9c-4e19-add3-6bf323c3aa37', 'Ellison'];
    const told = (await Promise.all(answers.map((answer) => answer.text()))).join();
    expect(told).toContain('Midterm examination');
    expect(others.filter((other) => told.includes(other))).toEqual([]);
  });
});

test('the ltik is in no URL and in no storage that outlives the tab', async () => {
  const { page, requested } = await open('Teacher');
  await status(page, '12 learners');
  const ltik = links.Teacher.split('ltik=')[1]!;
  expect(page.url()).toBe(links.Teacher.split('#')[0]);
  expect(requested.some((url) => url.endsWith('/graphql'))).toBe(true);
  expect(requested.filter((url) => url.includes(ltik))).toEqual([]);
  expect(await page.evaluate('JSON.stringify([localStorage, document.cookie])')).toBe('[{},""]');

  await page.reload();
  await status(page, '12 learners');
  const second = await page.context().newPage();
  await second.goto(page.url());
  await second.getByText('Nobody is here yet.').waitFor();
  // Another user's link in the same tab.
  await page.goto(links.Learner);
  await page.getByRole('heading', { name: 'My grades' }).waitFor();
});

test('an expired ltik: shows what to do', async () => {
  const { page } = await open('Teacher');
  await page.goto(`${links.Teacher.split('ltik=')[0]}ltik=stale`);
  await page.getByRole('alert').getByText('Open the tool from your course again.').waitFor();
});

describe.each(['light', 'dark'] as const)('in a %s scheme', (scheme) => {
  test.each(['Teacher', 'Learner'] as const)('axe finds no violation for the %s', async (who) => {
    const { page } = await open(who, scheme);
    await page
      .locator(who === 'Teacher' ? 'tbody[aria-busy=false]' : 'rect')
      .first()
      .waitFor();
    const check = async () => {
      await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
      const found: any = await page.evaluate('axe.run()');
      return found.violations.map(({ id, nodes }: any) => [id, nodes[0].failureSummary]);
    };
    expect(await check()).toEqual([]);
    if (who === 'Learner') return;
    await page.locator('td button').first().click();
    expect(await check()).toEqual([]);
  });
});
