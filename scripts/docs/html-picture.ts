/**
 * Takes the picture of the HTML page of a sweep with Chromium: node scripts/run.js html-picture. Not a part of
 * `npm run generate`, because the bytes depend on the fonts of the machine.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const CALL = ['sweep', 'fixtures/machines', '--as-of', '2026-11-24', '--quiet'];
const SIZE = { width: 1100, height: 820 };

const folder = mkdtempSync(join(tmpdir(), 'interdict-picture-'));
try {
  const page = join(folder, 'report.html');
  const args = [resolve('bin/interdict.js'), ...CALL, '-o', `html=${page}`];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 1) throw new Error(`exit status ${status}: ${stderr}`);
  await photograph(pathToFileURL(page).href, 'docs/pictures/report.png');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function photograph(url: string, path: string): Promise<void> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
    await page.goto(url);
    await page.screenshot({ path });
  } finally {
    await browser.close();
  }
}
