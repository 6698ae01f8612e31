import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page, Response } from 'playwright-core';
import type { FaultRule } from '../../src/sandbox/faults';
import type { CourseOptions, LaunchOptions, LedgerEntry, SandboxCourse } from '../../src/sandbox/sandbox';
import { launchBrowser } from '../support/browser';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { freePort } from '../support/port';

// A page with its development server takes seconds to load on a busy machine.
jest.setTimeout(120_000);

const root = join(__dirname, '../..');
let example: ChildProcess;
let browser: Browser;
/** The addresses that `npm run example` prints. */
let links: Record<'Teacher' | 'Learner' | 'LTIAAS' | 'GraphQL', string>;

beforeAll(async () => {
  // In its own process group, so that npm's children end with it.
  example = spawn('npm', ['run', '--silent', 'example'], { cwd: root, detached: true });
  links = await new Promise((resolve, reject) => {
    let said = '';
    const note = (chunk: Buffer) => {
      said += chunk.toString();
      if (!/^Learner +\S+\n/m.test(said)) return;
      const find = (label: string) => new RegExp(`^${label}\\s+(\\S+)`, 'm').exec(said)![1]!;
      resolve({ Teacher: find('Teacher'), Learner: find('Learner'), LTIAAS: find('LTIAAS'), GraphQL: find('GraphQL') });
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
function open(who: 'Teacher' | 'Learner', colorScheme: 'light' | 'dark' = 'light'): Promise<Visit> {
  return visit(links[who], colorScheme);
}

async function visit(link: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Visit> {
  const viewport = { width: 1200, height: 700 };
  const page = await (await browser.newContext({ colorScheme, locale: 'en-GB', viewport })).newPage();
  const opened: Visit = { page, requested: [], answers: [] };
  page.on('request', (request) => opened.requested.push(request.url()));
  page.on('response', (response) => {
    if (response.url().endsWith('/graphql') && response.request().method() === 'POST') opened.answers.push(response);
  });
  await page.goto(link);
  return opened;
}

/** The names of the operations that the page has sent. */
const operationsOf = ({ answers }: Visit) =>
  answers.map((answer) => (answer.request().postDataJSON() as { operationName: string }).operationName);
const cell = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const column = (page: Page, label: string) => page.getByRole('columnheader', { name: label }).getByRole('button');
const status = (page: Page, text: string) => page.getByRole('status').getByText(text, { exact: true }).waitFor();
const search = (page: Page, text: string) => page.getByRole('searchbox').fill(text);
const rowNames = (page: Page) => page.locator('tbody th').allInnerTexts();
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
  test('sees learners by name and family name, and shows more of both', async () => {
    const teacher = await open('Teacher');
    const { page } = teacher;
    await status(page, '5 columns, 150 learners');
    await page.getByText('Introduction to Cell Biology · Margaret Ellison').waitFor();
    await page.getByRole('columnheader', { name: 'Quiz 4: Genetics out of 10' }).waitFor();
    await cell(page, 'Week 1: Reading the microscope, Achterberg, Chioma: 18.5').waitFor();
    expect((await rowNames(page)).slice(0, 2)).toEqual(['Achterberg, Chioma', 'Achterberg, Elif']);
    expect(await page.locator('tbody tr').count()).toBe(50);
    expect(operationsOf(teacher).sort()).toEqual(['GradebookColumns', 'Launch', 'Roster']);

    await page.getByRole('button', { name: 'Show more learners' }).click();
    expect(await page.locator('tbody tr').count()).toBe(100);
    await page.getByRole('button', { name: 'Load more columns' }).click();
    await status(page, '10 columns, 150 learners');
    await cell(page, 'Midterm examination, Achterberg, Chioma: 95.5').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(100);
    const names = await rowNames(page);
    expect(names).toEqual(names.toSorted(new Intl.Collator('en-GB').compare));
  });

  test('finds a learner by words of the name, without accents, case and punctuation', async () => {
    const { page } = await open('Teacher');
    await search(page, 'tomas NGUYEN');
    await status(page, '5 columns, 1 of 150 learners');
    expect(await rowNames(page)).toEqual(['Nguyen, Tomás']);
    await search(page, 'obri');
    expect(new Set((await rowNames(page)).map((name) => name.split(',')[0]))).toEqual(new Set(['O’Brien']));
    await search(page, 'nobody');
    await status(page, '5 columns, 0 of 150 learners');
  });

  test('sees who has no score in a column', async () => {
    const { page } = await open('Teacher');
    await page.getByRole('columnheader', { name: 'Quiz 3: Photosynthesis out of 10 21 missing' }).waitFor();
    await page.getByLabel('Show').selectOption('Missing a score in Quiz 3: Photosynthesis');
    await status(page, '5 columns, 21 of 150 learners');
    const cells = page.getByRole('button', { name: /^Quiz 3: Photosynthesis, .+: no score$/ });
    expect(await cells.count()).toBe(21);
    expect(await rowNames(page)).toContain('Achterberg, Emil');
    await search(page, 'emil');
    await status(page, '5 columns, 1 of 150 learners');
  });

  test('sees how the scores of a column are distributed', async () => {
    const { page } = await open('Teacher');
    await column(page, 'Quiz 1').click();
    const plot = page.getByRole('img', { name: 'Distribution of the scores 148 scores from 0 to 10' });
    await plot.waitFor();
    await page.getByText('Figures', { exact: true }).click();
    const figures = new Map<string, string>();
    for (const row of await page.getByRole('dialog').getByRole('row').all()) {
      figures.set(await row.getByRole('rowheader').innerText(), await row.getByRole('cell').innerText());
    }
    const authorization = `Bearer ${links.Teacher.split('ltik=')[1]!}`;
    const query = `{ lineItem(id: "https://lms.example.edu/lti/courses/1/lineitems/2") {
      statistics { scored unscored mean median } scores(first: 500) { nodes { resultScore } }
    } }`;
    const response = await fetch(links.GraphQL, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { statistics, scores } = ((await response.json()) as any).data.lineItem;
    expect(figures.get('With a score')).toBe(`${statistics.scored}`);
    expect(figures.get('Missing')).toBe(`${statistics.unscored}`);
    expect(figures.get('Median')).toBe(`${statistics.median}`);
    expect(figures.get('Mean')).toBe(statistics.mean.toFixed(2));
    const inLastBin = scores.nodes.filter(({ resultScore }: any) => resultScore >= 9).length;
    expect(figures.get('9 to 10 points')).toBe(`${inLastBin} scores`);
    const heights = await plot
      .locator('rect')
      .evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('height'))));
    expect(heights[9]! / heights[0]!).toBeCloseTo(
      inLastBin / scores.nodes.filter(({ resultScore }: any) => resultScore !== null && resultScore < 1).length,
    );
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('submits a score with the keyboard only: cell and LMS show it, and the comment stays', async () => {
    const { page } = await open('Teacher');
    const name = 'Week 1: Reading the microscope, Nguyen, Tomás';
    await search(page, 'nguyen');
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

  test('grades a learner without a score, who is then missing no longer', async () => {
    const teacher = await open('Teacher');
    const { page } = teacher;
    const name = 'Quiz 3: Photosynthesis, Achterberg, Emil';
    await cell(page, `${name}: no score`).click();
    await page.getByRole('spinbutton').fill('6');
    await page.getByRole('button', { name: 'Save' }).click();
    await cell(page, `${name}: 6`).waitFor();
    await page.getByRole('columnheader', { name: 'Quiz 3: Photosynthesis out of 10 20 missing' }).waitFor();
    expect((await readLedger()).at(-1)).toMatchObject({ body: { scoreGiven: 6 } });
    expect(operationsOf(teacher).slice(3)).toEqual(['UpdateScore']);
  });

  describe('learns that a score', () => {
    const name = 'Quiz 1: Cells and membranes, Achterberg, Chioma: 8';

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
    await cell(page, 'Quiz 2: Enzymes, Achterberg, Chioma: could not be loaded').waitFor();
    await cell(page, 'Quiz 3: Photosynthesis, Achterberg, Chioma: 9').waitFor();
    await setFault(null);
    await page.getByRole('button', { name: 'Try again' }).click();
    await cell(page, 'Quiz 2: Enzymes, Achterberg, Chioma: 9').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

describe('the learner', () => {
  test('sees their own name, their grades and a chart of them, and nothing of other learners', async () => {
    const learner = await open('Learner');
    const { page, answers } = learner;
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

    await page.getByText('Introduction to Cell Biology · Tomás Nguyen').waitFor();
    expect(operationsOf(learner)).toEqual(['Launch', 'MyGrades']);
    const others = ['344e8517-9a9c-4e19-add3-6bf323c3aa37', 'Ellison', 'Achterberg'];
    const received = (await Promise.all(answers.map((answer) => answer.text()))).join();
    expect(received).toContain('Midterm examination');
    expect(others.filter((other) => received.includes(other))).toEqual([]);
  });
});

test('the ltik is in no URL, and in no storage that outlives the tab', async () => {
  const { page, requested } = await open('Teacher');
  await status(page, '5 columns, 150 learners');
  const ltik = links.Teacher.split('ltik=')[1]!;
  expect(page.url()).toBe(links.Teacher.split('#')[0]);
  expect(requested.some((url) => url.endsWith('/graphql'))).toBe(true);
  expect(requested.filter((url) => url.includes(ltik))).toEqual([]);
  expect(await page.evaluate('JSON.stringify([localStorage, document.cookie])')).toBe('[{},""]');

  await page.reload();
  await status(page, '5 columns, 150 learners');
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
    expect(await page.getByRole('status').innerText()).toMatch(/^No (columns|grades) yet\./);
    for (const role of ['table', 'button', 'img', 'alert'] as const) expect(await page.getByRole(role).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  test('sees the line items and a message if there are no scores', async () => {
    await setFault({ route: 'scores', method: 'GET', status: 200, body: { scores: [] } });
    const { page } = await open(who);
    await loaded(page);
    await status(
      page,
      who === 'Teacher'
        ? '5 columns, 150 learners'
        : 'No scores yet. A score appears here when your work has been graded.',
    );
    expect(await page.getByRole('columnheader').count()).toBe(who === 'Teacher' ? 6 : 2);
    expect(await page.getByRole('rowheader').count()).toBe(who === 'Teacher' ? 50 : 14);
    if (who === 'Teacher') expect(await page.getByText('150 missing').count()).toBe(5);
    for (const role of ['img', 'alert'] as const) expect(await page.getByRole(role).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  test('cannot retry if the course has no grades service', async () => {
    const body = { status: 403, error: 'Forbidden', details: { message: 'SERVICE_NOT_AVAILABLE_FOR_CONTEXT' } };
    await setFault({ route: 'lineItems', method: 'GET', status: 403, body });
    const { page } = await open(who);
    expect(await page.getByRole('alert').innerText()).toContain('not available');
    expect(await page.getByRole('table').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    if (who === 'Teacher') {
      const checks = page.getByRole('region', { name: 'What does not work here' });
      await checks
        .getByText('An administrator of the LMS can fix this: The tool could not read the line items.')
        .waitFor();
      await checks.getByText('Message to an administrator').click();
      const message = await checks.getByRole('textbox').inputValue();
      expect(message).toContain('Course: Introduction to Cell Biology, BIO 101, course-1');
      expect(message).toContain('The tool could not read the line items.');
      await checks.getByRole('button', { name: 'Copy' }).click();
    }
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

test('the gradebook fits the width of a phone; its picture is the one in the README', async () => {
  const { page } = await open('Teacher');
  await cell(page, 'Quiz 4: Genetics, Achterberg, Chioma: 10').waitFor();
  // To renew it: PICTURE=docs/gradebook.png
  await page.screenshot(process.env.PICTURE ? { path: process.env.PICTURE } : {});
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  await column(page, 'Quiz 1').click();
  await page.getByRole('img').waitFor();
  expect(await page.evaluate('document.querySelector("dialog").scrollWidth')).toBe(390);
});

describe.each(['light', 'dark'] as const)('in a %s scheme', (scheme) => {
  test.each(['Teacher', 'Learner'] as const)('axe finds no violations for the %s', async (who) => {
    const { page } = await open(who, scheme);
    await page
      .locator(who === 'Teacher' ? 'tbody' : 'rect')
      .first()
      .waitFor();
    // A few rows are like the others.
    if (who === 'Teacher') await search(page, 'achterberg');
    expect(await violations(page)).toEqual([]);
    if (who === 'Learner') return;
    await page.locator('td button').first().click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await column(page, 'Quiz 1').click();
    await page.getByText('Figures', { exact: true }).click();
    expect(await violations(page)).toEqual([]);
  });
});

describe('in a course of its own, the teacher', () => {
  let gateway: TestGateway;
  let app: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://localhost:${port}/`;
    gateway = await startTestGateway({ config: { corsOrigins: [new URL(url).origin] } });
    const vite = [
      join(root, 'node_modules/vite/bin/vite.js'),
      'examples/gradebook',
      '--strictPort',
      '--port',
      `${port}`,
    ];
    app = spawn(process.execPath, vite, {
      cwd: root,
      env: { ...process.env, VITE_GRAPHQL_URL: `${gateway.url}/graphql` },
    });
    await new Promise((resolve, reject) => {
      app.stdout!.on('data', (chunk: Buffer) => chunk.includes('Local') && resolve(undefined));
      app.once('close', () => reject(new Error('vite ended')));
    });
  }, 60_000);
  afterAll(async () => {
    app.kill();
    await gateway.close();
  });
  afterEach(() => gateway.sandbox.clearFaults());

  /** Opens the app as a teacher. */
  async function enter(
    options: CourseOptions & Pick<LaunchOptions, 'roster'>,
  ): Promise<Visit & { course: SandboxCourse }> {
    const { roster, ...sizes } = options;
    const course = gateway.sandbox.createCourse({ lineItems: 1, ...sizes });
    const { ltik } = gateway.sandbox.launch({ course, ...(roster && { roster }) });
    return { course, ...(await visit(`${url}#ltik=${ltik}`)) };
  }
  const checks = (page: Page) => page.getByRole('region', { name: 'What does not work here' });
  const shortIds = (course: SandboxCourse) =>
    course
      .learnerIds()
      .map((id) => id.slice(0, 8))
      .sort(new Intl.Collator('en-GB', { numeric: true }).compare);

  test('sees names as the language sorts them, namesakes with their ids, and people who have left if they have a score', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 2, learners: 7, resultsPerLineItem: 0 });
    const people = [
      { familyName: 'Zola', givenName: 'Émile' },
      { familyName: 'de Vries', givenName: 'Jan' },
      { familyName: 'Ångström', givenName: 'Zoe' },
      { familyName: 'Anderson', givenName: 'Bo' },
      { familyName: 'Anderson', givenName: 'Bo' },
      { familyName: 'Abel', givenName: 'Ida', status: 'Inactive' },
      { familyName: 'Adams', givenName: 'Ann', status: 'Inactive' },
    ] as const;
    const ids = course.learnerIds();
    people.forEach((person, place) =>
      course.setMember(ids[place]!, { ...person, name: `${person.givenName} ${person.familyName}` }),
    );
    const [lineItem] = course.lineItems();
    course.setResult(lineItem!.id, ids[5]!, { score: 50 });
    const { page } = await visit(`${url}#ltik=${gateway.sandbox.launch({ course }).ltik}`);
    await status(page, '2 columns, 6 learners');
    const bos = [ids[3]!, ids[4]!].map((id) => `Anderson, Bo (${id.slice(0, 8)})`);
    expect((await rowNames(page)).map((name) => name.replace(/\s+/g, ' '))).toEqual([
      'Abel, Ida not an active learner',
      ...bos.toSorted(),
      'Ångström, Zoe',
      'de Vries, Jan',
      'Zola, Émile',
    ]);
    // Nobody expects a score of someone who has left.
    expect(await page.getByRole('columnheader', { name: '5 missing' }).count()).toBe(2);
  });

  test('of 2,000 learners finds any, reads every score once and renders a part of the rows', async () => {
    const size = { lineItems: 3, learners: 2000, resultsPerLineItem: 1999 };
    const teacher = await enter(size);
    const { page, course } = teacher;
    await page.getByRole('columnheader', { name: '1 missing' }).nth(2).waitFor();
    await status(page, '3 columns, 2000 learners');
    expect(await page.locator('tbody tr').count()).toBe(50);
    const sent = operationsOf(teacher);
    const times = (name: string) => sent.filter((other) => other === name).length;
    // 2,002 members and 1,999 scores, 500 at a time.
    expect([times('GradebookColumns'), times('Roster'), times('Scores')]).toEqual([1, 5, 9]);
    const last = course.members().find(({ userId }) => userId === course.learnerIds().at(-1))!;
    await search(page, `${last.givenName} ${last.familyName}`);
    await page.getByLabel('Show').selectOption({ index: 1 });
    await status(page, '3 columns, 1 of 2000 learners');
  });

  test.each(['spec', 'moodle'] as const)(
    'sees ids where %s keeps names private, and who can change that',
    async (lms) => {
      const { page, course } = await enter({ lms, learners: 3, privacy: 'anonymous' });
      await status(page, '1 column, 3 learners');
      expect(await rowNames(page)).toEqual(shortIds(course));
      await page.getByText('The LMS keeps the names of the members private').waitFor();
      await checks(page).getByText('An administrator of the LMS can fix this:').waitFor();
      await checks(page).getByText('Message to an administrator').click();
      expect(await checks(page).getByRole('textbox').inputValue()).toContain('Allow the tool to receive names');
      expect(await violations(page)).toEqual([]);
    },
  );

  test('sees ids of everyone with a score if there is no roster', async () => {
    const { page, course } = await enter({ learners: 3, resultsPerLineItem: 2, roster: 'unavailable' });
    await status(page, '1 column, 2 learners');
    expect(await rowNames(page)).toEqual(
      shortIds(course).filter((id) =>
        course.results(course.lineItems()[0]!.id).some(({ userId }) => String(userId).startsWith(id)),
      ),
    );
    await page.getByText('The LMS does not give this tool the members of the course').waitFor();
    expect(await checks(page).getByRole('listitem').count()).toBe(1);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('sees ids and can try again if the roster cannot be read for now', async () => {
    const fault = gateway.sandbox.fault({ route: 'memberships', status: 500 });
    const { page, course } = await enter({ learners: 3 });
    await page.getByRole('alert').first().waitFor();
    await status(page, '1 column, 3 learners');
    expect(await rowNames(page)).toEqual(shortIds(course));
    await page.getByText('The names could not be loaded').waitFor();
    fault.remove();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('rowheader', { name: ',' }).first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('can load more columns again after a lost connection', async () => {
    const { page } = await enter({ lineItems: 7, learners: 3 });
    await status(page, '5 columns, 3 learners');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Load more columns' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('connection failed');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await status(page, '7 columns, 3 learners');
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('is told what to do in a course without columns', async () => {
    const { page } = await enter({ lineItems: 0 });
    await page.getByText('No columns yet.').waitFor();
    await checks(page).getByText('You can change this: The tool has no line items').waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
  });

  test('is not told that learners miss a score of which the row cannot be read', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 3, resultsPerLineItem: 2 });
    gateway.sandbox.fault({
      route: 'scores',
      rewrite: (answer) => ({
        ...answer,
        body: { ...answer.body, scores: answer.body.scores.with(0, { userId: 7.5 }) },
      }),
    });
    const { page } = await visit(`${url}#ltik=${gateway.sandbox.launch({ course }).ltik}`);
    await status(page, '1 column, 3 learners');
    expect(await page.getByRole('button', { name: 'could not be loaded' }).count()).toBe(2);
    expect(await page.getByText(/\d missing/).count()).toBe(0);
  });

  test('has a learner who loads more items than a page holds', async () => {
    const course = gateway.sandbox.createCourse({ lineItems: 23, learners: 2 });
    const { ltik } = gateway.sandbox.launch({ course, userId: course.learnerIds()[0]! });
    const { page } = await visit(`${url}#ltik=${ltik}`);
    await status(page, '20 items, 20 graded');
    await page.getByRole('button', { name: 'Load more items' }).click();
    await status(page, '23 items, 23 graded');
    expect(await page.getByRole('button').count()).toBe(0);
  });

  describe('saves a score that someone else has changed', () => {
    interface Edit extends Visit {
      /** Changes the score in the LMS. */
      change: (result: { score: number; comment?: string } | null) => void;
      readScore: () => unknown;
    }

    /** Opens the score of the only learner and enters another one. */
    async function edit(before: number | null, points: string): Promise<Edit> {
      const course = gateway.sandbox.createCourse({ lineItems: 1, learners: 1, resultsPerLineItem: 0 });
      const [lineItemId, userId] = [course.lineItems()[0]!.id, course.learnerIds()[0]!];
      const change: Edit['change'] = (result) => course.setResult(lineItemId, userId, result);
      if (before !== null) change({ score: before });
      const visited = await visit(`${url}#ltik=${gateway.sandbox.launch({ course }).ltik}`);
      await score(visited.page, before).click();
      await visited.page.getByRole('spinbutton').fill(points);
      return { ...visited, change, readScore: () => course.results(lineItemId)[0]?.resultScore };
    }
    const score = (page: Page, points: number | null) =>
      page.getByRole('button', { name: new RegExp(`^Exercise 1, .+: ${points ?? 'no score'}$`) });
    const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
    const alert = (page: Page) => page.getByRole('dialog').getByRole('alert');

    test('nothing is overwritten; the teacher sees the current score and keeps it', async () => {
      const { page, change, readScore } = await edit(60, '70');
      const { length } = gateway.sandbox.ledger;
      change({ score: 85, comment: 'After the appeal.' });
      await press(page, 'Save');
      await alert(page).getByText('85 out of 100, with the comment “After the appeal.”').waitFor();
      expect(await violations(page)).toEqual([]);
      await press(page, 'Keep the current score');
      await score(page, 85).click();
      expect(await page.getByRole('spinbutton').inputValue()).toBe('85');
      expect(await page.getByLabel('Comment').inputValue()).toBe('After the appeal.');
      expect(readScore()).toBe(85);
      expect(gateway.sandbox.ledger).toHaveLength(length);
    });

    test('the teacher replaces only the score that was shown', async () => {
      const { page, change, readScore } = await edit(60, '70');
      change({ score: 85 });
      await press(page, 'Save');
      await alert(page).getByText('85 out of 100').waitFor();
      change({ score: 90 });
      await press(page, 'Replace it with mine');
      await alert(page).getByText('90 out of 100').waitFor();
      expect(readScore()).toBe(90);
      await press(page, 'Replace it with mine');
      await score(page, 70).waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
      expect(readScore()).toBe(70);
    });

    test('the teacher learns that there is a first score, or none any more', async () => {
      const first = await edit(null, '70');
      first.change({ score: 0 });
      await press(first.page, 'Save');
      await alert(first.page).getByText('0 out of 100').waitFor();
      await first.page.keyboard.press('Escape');
      await score(first.page, 0).waitFor();
      expect(first.readScore()).toBe(0);

      const none = await edit(60, '70');
      none.change(null);
      await press(none.page, 'Save');
      await alert(none.page).getByText('There is no score now').waitFor();
      expect(none.readScore()).toBeUndefined();
      await press(none.page, 'Replace it with mine');
      await score(none.page, 70).waitFor();
      expect(none.readScore()).toBe(70);
    });
  });

  describe('downloads', () => {
    const download = (page: Page) => page.getByRole('button', { name: 'Download CSV' });

    test('the export of the gateway', async () => {
      const { page, requested } = await enter({ lineItems: 3, learners: 2000 });
      await page.getByRole('table').waitFor();
      const [saved] = await Promise.all([page.waitForEvent('download'), download(page).click()]);
      await page.getByText('Saved as gradebook.csv.').waitFor();
      expect(saved.suggestedFilename()).toBe('gradebook.csv');
      const file = readFileSync(await saved.path(), 'utf8');
      const lines = file.trimEnd().split('\r\n');
      expect(lines[0]).toBe('\ufeffuserId,name,email,sourcedId,Exercise 1 (100),Exercise 2 (100),Exercise 3 (100)');
      expect(lines).toHaveLength(2001);
      expect(requested.filter((address) => address.includes('gradebook.csv'))).toEqual([
        `${gateway.url}/gradebook.csv`,
      ]);
    });

    test('nothing, and learns why, if the LMS fails', async () => {
      const { page } = await enter({ learners: 3 });
      await page.getByRole('table').waitFor();
      gateway.sandbox.fault({ route: 'scores', status: 429, headers: { 'retry-after': '45' } });
      await download(page).click();
      expect(await page.getByRole('alert').innerText()).toContain('45 seconds');
      gateway.sandbox.clearFaults();
      const [saved] = await Promise.all([page.waitForEvent('download'), download(page).click()]);
      expect(readFileSync(await saved.path(), 'utf8')).toContain('Exercise 1');
      expect(await page.getByRole('alert').count()).toBe(0);
    });

    test('nothing if the connection breaks in the middle of the file', async () => {
      const { page } = await enter({ lineItems: 3, learners: 2000 });
      let downloads = 0;
      page.on('download', () => (downloads += 1));
      await page.getByRole('table').waitFor();
      const cut = await startCut(gateway.url);
      await page.route('**/gradebook.csv', (route) => route.continue({ url: `${cut.url}/gradebook.csv` }));
      await download(page).click();
      expect(await page.getByRole('alert').innerText()).toContain('nothing was saved');
      expect(cut.sent).toBeGreaterThan(0);
      expect(downloads).toBe(0);
      await cut.close();
    });

    test('nothing after a cancellation, which ends the request', async () => {
      const { page } = await enter({ learners: 3 });
      let downloads = 0;
      page.on('download', () => (downloads += 1));
      await page.getByRole('table').waitFor();
      gateway.sandbox.fault({ route: 'scores', hang: true });
      await download(page).click();
      await page.getByText('Reading the scores…').waitFor();
      const ended = page.waitForEvent('requestfailed');
      await page.getByRole('button', { name: 'Cancel download' }).click();
      expect((await ended).failure()?.errorText).toBe('net::ERR_ABORTED');
      await page.getByText('Download cancelled.').waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
      gateway.sandbox.clearFaults();
      await Promise.all([page.waitForEvent('download'), download(page).click()]);
      expect(downloads).toBe(1);
    });
  });
});

/** A proxy that forwards half of each body, then cuts the connection. */
async function startCut(target: string): Promise<{ url: string; sent: number; close(): Promise<void> }> {
  const cut = { url: '', sent: 0, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
  const server = createServer((request, response) => {
    void (async () => {
      const headers = { authorization: request.headers.authorization!, origin: request.headers.origin! };
      const answer = await fetch(`${target}${request.url!}`, { headers });
      const body = Buffer.from(await answer.arrayBuffer());
      const allowed = answer.headers.get('access-control-allow-origin')!;
      response.writeHead(answer.status, { 'access-control-allow-origin': allowed });
      cut.sent = Math.floor(body.length / 2);
      response.write(body.subarray(0, cut.sent), () => response.destroy());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cut.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return cut;
}
