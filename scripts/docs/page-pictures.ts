/**
 * Takes pictures of the HTML page with Chromium, with 5 and with 50,000 findings, on a desktop and a phone, light and dark:
 * node scripts/run.js page-pictures. Not a part of `npm run generate`, because the bytes depend on the fonts of the machine.
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

const folder = mkdtempSync(join(tmpdir(), 'interdict-pictures-'));
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const [findings, fleet] of Object.entries(FLEETS)) {
    const path = join(folder, `${findings}.html`);
    writeFileSync(path, [...html.render(largeFleet(fleet), { color: false, width: 80 })].join(''));
    await photograph(browser, pathToFileURL(path).href, findings);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
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
        await page.locator('#groups').screenshot({ path: `${name}-groups.png` });
        await page.goto(`${url}#findings?q=northwind&group=Group`);
        await page.reload();
        await status(page, 'Rows');
        await page.screenshot({ path: `${name}-findings.png` });
      }
      await page.close();
    }
  }
}
