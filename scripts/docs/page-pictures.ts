/**
 * Takes pictures of the HTML page with Chromium, with 5 and with 50,000 findings, on a desktop and a phone, light and dark:
 * node scripts/run.js page-pictures. Prints the size of each page and how long it takes to open and to search. Not a part
 * of `npm run generate`, because the bytes depend on the fonts of the machine.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { html } from '../../src/reporters/html.ts';
import { largeFleet } from '../../tests/support/large-fleet.ts';

const FLEETS = { 5: { sources: 7, findings: 5 }, 50_000: { sources: 100_000, findings: 50_000 } } as const;
const SIZES = {
  desktop: { width: 1180, height: 860 },
  phone: { width: 390, height: 844 },
} as const;
/** Of each measurement the least counts: other work of the machine only adds to it. */
const ROUNDS = 3;

const folder = mkdtempSync(join(tmpdir(), 'interdict-pictures-'));
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const [findings, fleet] of Object.entries(FLEETS)) {
    const path = join(folder, `${findings}.html`);
    const run = largeFleet(fleet);
    const before = process.cpuUsage();
    const text = [...html.render(run, { color: false, width: 80 })].join('');
    writeFileSync(path, text);
    const { user, system } = process.cpuUsage(before);
    const url = pathToFileURL(path).href;
    const written = `written in ${((user + system) / 1e6).toFixed(2)} s`;
    const size = `${(text.length / 1e6).toFixed(2)} MB`;
    console.log(
      `${fleet.sources} sources, ${findings} findings: ${size}, ${written}, ${await figures(browser, url)}`,
    );
    await photograph(browser, url, findings);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Time is that of the processor in the thread of the page: on a busy machine the clock says how busy it is. */
async function figures(chrome: Browser, url: string): Promise<string> {
  let [opened, searched] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    const page = await chrome.newPage({ viewport: SIZES.desktop });
    const used = await processorOf(page);
    await page.goto(url);
    await status(page, 'Rows');
    opened = Math.min(opened, await used());
    await page.locator('#section-sources [role=status]').waitFor({ timeout: 120_000 });
    const after = await used();
    const search = page.getByRole('searchbox', { name: 'Search findings' });
    if (await search.isVisible()) {
      await search.fill('northwind 77');
      await status(page, 'in all');
      searched = Math.min(searched, (await used()) - after);
    }
    await page.close();
  }
  const search = searched === Infinity ? '' : `, searches in ${(searched / 1000).toFixed(2)} s`;
  return `opens in ${(opened / 1000).toFixed(2)} s${search}`;
}

async function processorOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
}

/** Waits until the table of findings says this. */
async function status(page: Page, text: string): Promise<void> {
  const shown = page.locator('#section-findings [role=status]', { hasText: text });
  await shown.waitFor({ timeout: 120_000 });
}

async function photograph(chrome: Browser, url: string, findings: string): Promise<void> {
  for (const [device, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await chrome.newPage({ viewport, colorScheme });
      await page.goto(url);
      await status(page, 'Rows');
      const name = `docs/pictures/page-${findings}-${device}-${colorScheme}`;
      await page.screenshot({ path: `${name}.png` });
      if (findings !== '5') {
        await page.goto(`${url}#findings?q=northwind&group=Group`);
        await page.reload();
        await status(page, 'Rows');
        await page.screenshot({ path: `${name}-findings.png` });
      }
      await page.close();
    }
  }
}
