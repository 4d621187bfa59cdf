/**
 * What the HTML page costs those who open it, in Chromium: 100,000 sources with 50,000 findings, each from a manifest of
 * its own. Time is that of the processor in the thread of the page: on a busy machine the clock says how busy it is.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { html } from '../src/reporters/html.ts';
import { largeFleet } from '../tests/support/large-fleet.ts';
import { report } from './measure.ts';

const FLEET = { sources: 100_000, findings: 50_000 };
/** Of each measurement the least counts: other work of the machine only adds to it. */
const ROUNDS = 3;
/** Words, part of a host's name, a version, and what no row has. */
const SEARCHES = ['northwind 77', 'finance-0', '9.12', 'nothing has this'];
const COLUMNS = ['Program', 'Source', 'Version'];

const MAX_MB = 8;
const MAX_OPEN_MS = 1000;
const MAX_SEARCH_MS = 200;

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const folder = mkdtempSync(join(tmpdir(), 'interdict-page-'));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const file = join(folder, 'page.html');
  const megabytes = write(file);
  const rounds: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await costOf(browser, pathToFileURL(file).href));
  const least = (pick: (cost: Cost) => number) => Math.min(...rounds.map(pick));
  budget('size', megabytes, MAX_MB, 'MB');
  budget(
    'opens',
    least((cost) => cost.open),
    MAX_OPEN_MS,
    'ms',
  );
  for (const [index, words] of SEARCHES.entries()) {
    budget(
      `searches "${words}"`,
      least((cost) => cost.searches[index] ?? Number.NaN),
      MAX_SEARCH_MS,
      'ms',
    );
  }
  for (const [index, column] of COLUMNS.entries()) {
    report(`sorts by ${column}`, `${least((cost) => cost.sorts[index] ?? Number.NaN).toFixed(0)} ms`);
  }
  report('heap of the page', `${least((cost) => cost.heap).toFixed(0)} MB`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Size of the page in MB. */
function write(file: string): number {
  const run = largeFleet(FLEET);
  let sources = 0;
  const walk = processorOf(() => {
    for (const _ of run.results) sources++;
  });
  let text = '';
  const written = processorOf(() => {
    text = [...html.render(run, { color: false, width: 80 })].join('');
  });
  writeFileSync(file, text);
  const all = `${sources} sources, ${FLEET.findings} findings`;
  report(all, `written in ${written} s of processor, of which the sources take ${walk} s`);
  return Buffer.byteLength(text) / 1e6;
}

/** Processor time in seconds. */
function processorOf(work: () => void): string {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / 1e6).toFixed(2);
}

interface Cost {
  /** Processor time in ms until the findings can be searched. */
  readonly open: number;
  readonly searches: readonly number[];
  readonly sorts: readonly number[];
  /** In MB, after the last garbage was collected. */
  readonly heap: number;
}

async function costOf(chrome: Browser, url: string): Promise<Cost> {
  const page = await chrome.newPage({ viewport: { width: 1180, height: 860 } });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(url);
  await said(page, 'Rows');
  const open = await used(session);
  await page.locator('#section-sources [role=status]').waitFor({ timeout: 120_000 });
  const search = page.getByRole('searchbox', { name: 'Search findings' });
  const searches: number[] = [];
  for (const words of SEARCHES) {
    searches.push(
      await during(session, async () => {
        await search.fill(words);
        await said(page, /in all|No row fits/u);
      }),
    );
    await search.fill('');
    await said(page, /Rows 1 to 100 of 50,000$/u);
  }
  const sorts: number[] = [];
  for (const column of COLUMNS) {
    const head = page.locator('[data-table=findings] th').getByRole('button', { name: column });
    sorts.push(await during(session, () => head.click()));
  }
  await session.send('HeapProfiler.collectGarbage');
  const heap = (await metric(session, 'JSHeapUsedSize')) / 1e6;
  await page.close();
  return { open, searches, sorts, heap };
}

async function during(session: CDPSession, act: () => Promise<void>): Promise<number> {
  const before = await used(session);
  await act();
  return (await used(session)) - before;
}

/** Processor time of the thread of the page, in ms. */
async function used(session: CDPSession): Promise<number> {
  return 1000 * (await metric(session, 'TaskDuration'));
}

async function metric(session: CDPSession, wanted: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
}

/** Waits until the table of findings says this. */
async function said(page: Page, text: string | RegExp): Promise<void> {
  await page.locator('#section-findings [role=status]', { hasText: text }).waitFor({ timeout: 120_000 });
}

function budget(what: string, value: number, most: number, unit: string): void {
  const shown = `${value.toFixed(unit === 'MB' ? 2 : 0)} ${unit}`;
  report(what, `${shown}, at most ${most} ${unit}: ${value <= most ? 'kept' : 'NOT KEPT'}`);
}
