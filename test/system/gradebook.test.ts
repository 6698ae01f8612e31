import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page, Response } from 'playwright-core';
import type { FaultRule } from '../../src/sandbox/faults';
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

/** Makes the sandbox behind the example fail; null ends it. */
async function setFault(fault: FaultRule | null) {
  const url = `${links.LTIAAS}/_sandbox/faults`;
  await fetch(url, { method: 'DELETE' });
  if (fault) await fetch(url, { method: 'POST', body: JSON.stringify(fault) });
}

/** The writes that the LMS has stored. */
async function readLedger(): Promise<LedgerEntry[]> {
  return (await (await fetch(`${links.LTIAAS}/_sandbox/ledger`)).json()) as LedgerEntry[];
}

interface Visit {
  page: Page;
  /** The URLs that the page requested. */
  requested: string[];
  /** The gateway's responses. */
  answers: Response[];
}

/** Opens the app as this person, in a new browser context. */
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
/** Waits until the page has loaded, with or without an error. */
const loaded = (page: Page) =>
  page.locator('main [role=status]:not(:has-text("Loading"))').waitFor({ state: 'attached' });

/** The problems that axe finds in the page. */
async function violations(page: Page): Promise<[rule: string, summary: string][]> {
  await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
  const found: any = await page.evaluate('axe.run()');
  return found.violations.map(({ id, nodes }: any) => [id, nodes[0].failureSummary]);
}

describe('the teacher', () => {
  test('sees columns, learners and scores, and loads more of both', async () => {
    const { page } = await open('Teacher');
    await status(page, '5 columns, 12 learners');
    await page.getByText('Introduction to Cell Biology · Margaret Ellison').waitFor();
    await page.getByRole('columnheader', { name: 'Quiz 4: Genetics out of 10' }).waitFor();
    await cell(page, 'Week 1: Reading the microscope, learner 344e8517: 15.5').waitFor();

    await page.getByRole('button', { name: 'Load more learners' }).click();
    await status(page, '5 columns, 24 learners');
    await cell(page, 'Quiz 1: Cells and membranes, learner 708a3fff: 10').waitFor();

    await page.getByRole('button', { name: 'Load more columns' }).click();
    await status(page, '10 columns, 24 learners');
    await cell(page, 'Midterm examination, learner 708a3fff').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(24);
  });

  test('submits a score with the keyboard only: cell and LMS show it, and the comment stays', async () => {
    const { page } = await open('Teacher');
    const name = 'Week 1: Reading the microscope, learner 895d0a57';
    await cell(page, `${name}: 20`).focus();
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('Comment').inputValue()).toBe('Excellent. Nothing to add.');
    await page.getByRole('spinbutton').fill('18.5');
    await page.keyboard.press('Enter');
    await cell(page, `${name}: 18.5`).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe(`${name}: 18.5`);
    expect((await readLedger()).at(-1)).toMatchObject({
      body: { scoreGiven: 18.5, scoreMaximum: 20, comment: 'Excellent. Nothing to add.' },
    });
  });

  test('grades a learner without a score', async () => {
    const { page } = await open('Teacher');
    const name = 'Quiz 3: Photosynthesis, learner 71277d3b';
    await cell(page, `${name}: no score`).click();
    await page.getByRole('spinbutton').fill('6');
    await page.getByRole('button', { name: 'Save' }).click();
    await cell(page, `${name}: 6`).waitFor();
    expect((await readLedger()).at(-1)).toMatchObject({ body: { scoreGiven: 6 } });
  });

  describe('learns that a score', () => {
    const name = 'Quiz 1: Cells and membranes, learner 895d0a57: 8';

    /** Enters a score, saves it, and returns the dialog's alert. */
    async function save(page: Page, points: string): Promise<string> {
      await cell(page, name).click();
      await page.getByRole('spinbutton').fill(points);
      await page.getByRole('button', { name: 'Save' }).click();
      return page.getByRole('dialog').getByRole('alert').innerText();
    }

    test('is invalid, and cancels', async () => {
      const { page } = await open('Teacher');
      expect(await save(page, '-1')).toContain('0 or more');
      expect(await page.getByRole('spinbutton').getAttribute('aria-invalid')).toBe('true');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await cell(page, name).waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
    });

    test('was rejected', async () => {
      const { page } = await open('Teacher');
      const { length } = await readLedger();
      await setFault({ route: 'scores', method: 'POST', status: 400 });
      expect(await save(page, '9')).toContain('was not saved');
      expect(await readLedger()).toHaveLength(length);
    });

    test('may have been saved: after a 502 response, and after a lost connection', async () => {
      const { page } = await open('Teacher');
      await setFault({ route: 'scores', method: 'POST', status: 502 });
      const alert = await save(page, '9');
      expect(alert).toContain('may have been saved');
      await page.keyboard.press('Escape');
      await page.context().setOffline(true);
      expect(await save(page, '9')).toBe(alert);
    });
  });

  test('sees the other columns if one cannot be read, and retries it', async () => {
    const lineItemId = 'https://lms.example.edu/lti/courses/1/lineitems/3';
    await setFault({ route: 'scores', method: 'GET', lineItemId, status: 500 });
    const { page } = await open('Teacher');
    await page.getByRole('alert').waitFor();
    await cell(page, 'Quiz 2: Enzymes, learner 895d0a57: could not be loaded').waitFor();
    await cell(page, 'Quiz 3: Photosynthesis, learner 895d0a57: 7').waitFor();
    await setFault(null);
    await page.getByRole('button', { name: 'Try again' }).click();
    await cell(page, 'Quiz 2: Enzymes, learner 895d0a57: 7').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

describe('the learner', () => {
  test('sees their own grades and a chart of them, and nothing of other learners', async () => {
    const { page, answers } = await open('Learner');
    await status(page, '14 items, 12 graded');
    await page.getByRole('heading', { name: 'My grades' }).waitFor();
    await page.getByRole('row', { name: '10. Midterm examination 54.5 out of 120' }).waitFor();
    await page.getByRole('row', { name: '14. Final project –' }).waitFor();
    const bars = page.getByRole('img', { name: 'My scores' }).locator('rect');
    expect(await bars.count()).toBe(14);
    const heights = await bars.evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('height'))));
    expect(heights.filter((height) => height > 0)).toHaveLength(12);
    expect(heights[9]! / heights[12]!).toBeCloseTo(54.5 / 120);
    expect(await page.getByRole('button').count()).toBe(0);

    const others = ['344e8517-9a9c-4e19-add3-6bf323c3aa37', 'Ellison'];
    const received = (await Promise.all(answers.map((answer) => answer.text()))).join();
    expect(received).toContain('Midterm examination');
    expect(others.filter((other) => received.includes(other))).toEqual([]);
  });
});

test('the ltik is in no URL, and in no storage that outlives the tab', async () => {
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
  await second.getByRole('alert').waitFor();
  expect(await second.getByRole('main').count()).toBe(0);
  // Another person's link in the same tab.
  await page.goto(links.Learner);
  await page.getByRole('heading', { name: 'My grades' }).waitFor();
});

describe.each(['Teacher', 'Learner'] as const)('the %s', (who) => {
  test('sees a message instead of a table if there are no line items', async () => {
    await setFault({ route: 'lineItems', method: 'GET', status: 200, body: { lineItems: [] } });
    const { page } = await open(who);
    await loaded(page);
    expect(await page.getByRole('status').innerText()).not.toBe('');
    for (const role of ['table', 'button', 'img', 'alert'] as const) expect(await page.getByRole(role).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  test('sees the line items and a message if there are no scores', async () => {
    await setFault({ route: 'scores', method: 'GET', status: 200, body: { scores: [] } });
    const { page } = await open(who);
    await loaded(page);
    expect(await page.getByRole('status').innerText()).toMatch(/^No scores yet\./);
    expect(await page.getByRole('columnheader').count()).toBe(who === 'Teacher' ? 6 : 2);
    expect(await page.getByRole('rowheader').count()).toBe(who === 'Teacher' ? 0 : 14);
    for (const role of ['img', 'alert'] as const) expect(await page.getByRole(role).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  test('cannot retry if the course has no grades service', async () => {
    const body = { status: 403, error: 'Forbidden', details: { message: 'SERVICE_NOT_AVAILABLE_FOR_CONTEXT' } };
    await setFault({ route: 'lineItems', method: 'GET', status: 403, body });
    const { page } = await open(who);
    expect(await page.getByRole('alert').innerText()).toContain('not available');
    for (const role of ['table', 'button'] as const) expect(await page.getByRole(role).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  test('learns how long to wait if requests are limited, then tries again', async () => {
    await setFault({ route: 'lineItems', method: 'GET', status: 429, headers: { 'retry-after': '45' } });
    const { page } = await open(who);
    expect(await page.getByRole('alert').innerText()).toContain('45 seconds');
    expect(await violations(page)).toEqual([]);
    await setFault(null);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('rowheader').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test.each(['expired', 'not%20one'])('must open the tool again if the ltik is %s', async (ltik) => {
    const { page } = await open(who);
    await page.goto(`${links[who].split('ltik=')[0]}ltik=${ltik}`);
    expect(await page.getByRole('alert').innerText()).toContain('Open this tool from your course again');
    expect(await page.getByRole('button').count()).toBe(0);
  });
});

describe.each(['light', 'dark'] as const)('in a %s scheme', (scheme) => {
  test.each(['Teacher', 'Learner'] as const)('axe finds no violations for the %s', async (who) => {
    const { page } = await open(who, scheme);
    await page
      .locator(who === 'Teacher' ? 'tbody[aria-busy=false]' : 'rect')
      .first()
      .waitFor();
    expect(await violations(page)).toEqual([]);
    if (who === 'Learner') return;
    await page.locator('td button').first().click();
    expect(await violations(page)).toEqual([]);
  });
});
