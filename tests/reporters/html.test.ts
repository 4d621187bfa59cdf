/** The page in a real browser: what it does, what it must not do, and how fast. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cleanRun, inventoryRun, scanRun } from '../../fixtures/reports/run.ts';
import type { Run } from '../../src/report/run.ts';
import { html } from '../../src/reporters/html.ts';
import type { Finding, SourceResult } from '../../src/types.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const isThere = existsSync(CHROMIUM);
if (!isThere) console.log(`skipped: no Chromium at ${CHROMIUM}; CHROMIUM names one`);

/** A search or a sort over 50,000 rows must feel at once, also on two busy cores. */
const TIMEOUT_MS = 1500;

let browser: Browser;
let folder: string;
/** What a page did that it must not do. */
let wrongs: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-html-'));
  if (isThere) browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  expect(wrongs).toEqual([]);
});

describe.skipIf(!isThere)('the page', () => {
  test('runs no script of a hostile name, asks for nothing and logs nothing', async () => {
    for (const run of [scanRun, inventoryRun, cleanRun]) {
      const page = await open(run);
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.locator('script:not([type])').count()).toBe(1);
    }
  });

  test('its policy stops a script that got in all the same', async () => {
    const page = await open(scanRun);
    wrongs = [];
    await page.evaluate(`{
      const script = document.createElement('script');
      try { script.textContent = 'window.pwned = 3'; document.body.append(script); } catch {}
    }`);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    wrongs = [];
  });

  test('a rule of a stranger makes no link but to the web, and no markup', async () => {
    const bans = scanRun.bans.map((ban) => ({
      ...ban,
      title: '"><script>window.pwned=4</script>',
      authorities: [{ id: "'><b>", title: '<i>', url: 'javascript:window.pwned=5' }],
    }));
    const page = await open({ ...scanRun, bans });
    expect(await page.locator('a[href^=javascript]').count()).toBe(0);
    expect(await page.locator('#bans :is(b, i, script)').count()).toBe(0);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
  });

  test('shows a hostile name as text', async () => {
    const page = await open(scanRun);
    const rows = page.locator('[data-table=findings-rows] tbody tr');
    expect(await rows.count()).toBe(14);
    const text = await rows.allTextContents();
    expect(text.some((row) => row.includes('</script><script>window.pwned=1</script>'))).toBe(true);
    expect(text.some((row) => row.includes('gpj.\\u{202e}Example AV'))).toBe(true);
  });

  test('the reasons, the authority and the evidence of a finding unfold by keyboard', async () => {
    const page = await open(scanRun);
    const summary = page.locator('[data-table=findings-rows] summary').nth(1);
    await summary.focus();
    await page.keyboard.press('Enter');
    const told = await page.locator('[data-table=findings-rows] details[open]').textContent();
    for (const part of [
      'House policy 17',
      'systemd:example-avd.service',
      'SHA-256 of the manifest',
      'Remedy',
    ]) {
      expect(told).toContain(part);
    }
  });

  test('a ban shows its own findings', async () => {
    const page = await open(scanRun);
    await page.locator('#bans .card', { hasText: 'example-directive-2025' }).getByRole('button').click();
    expect(await status(page)).toBe('Rows 1 to 2 of 2 (of 14 in all)');
  });

  test.each([
    ['findings', scanRun],
    ['programs', inventoryRun],
  ] as const)('with %s fits windows of every size and can be read there', async (_, run) => {
    const page = await open(run);
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const look = `${colorScheme}, ${width} pixels`;
        expect(await page.evaluate('document.documentElement.scrollWidth'), look).toBeLessThanOrEqual(width);
        expect(await page.evaluate(CONTRASTS), look).toEqual({ isMuch: true, wrong: [] });
      }
    }
  });

  test('a screen reader finds headings, labels and tables', async () => {
    const page = await open(fleet(60));
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await page.getByRole('main').count()).toBe(1);
    await expect.poll(() => page.getByRole('searchbox', { name: 'Search findings' }).count()).toBe(1);
    expect(await page.getByRole('combobox', { name: 'Vendor' }).count()).toBe(1);
    expect(await page.getByRole('table', { name: 'Findings', exact: true }).count()).toBe(1);
    expect(
      await page
        .getByRole('table', { name: 'Findings', exact: true })
        .getByRole('columnheader', { name: 'Program' })
        .count(),
    ).toBe(1);
    expect(await page.evaluate(UNNAMED)).toEqual([]);
  });

  test('prints its findings without controls', async () => {
    const page = await open(fleet(300));
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('[data-table=findings-rows] tbody tr').count()).toBe(300);
    expect(await page.locator('.controls').first().isVisible()).toBe(false);
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('shows its first rows without scripts', async () => {
    const page = await open(fleet(300), { javaScriptEnabled: false });
    expect(await page.locator('[data-table=findings-rows] tbody tr').count()).toBe(100);
    expect(await page.locator('noscript').first().textContent()).toContain(
      'only the first 100 rows are shown',
    );
  });

  test('earlier runs become a trend', async () => {
    const { verdict, summary } = scanRun;
    const page = await open({
      ...scanRun,
      history: [{ asOf: '2026-10-24', verdict, summary: { ...summary, banned: 20 } }],
    });
    expect(await page.locator('#trend tbody tr').count()).toBe(2);
    expect(await page.locator('#trend rect').count()).toBe(2);
  });

  test('50,000 rows are searched, sorted and turned without freezing', async () => {
    const page = await open(fleet(50_000));
    const search = page.getByRole('searchbox', { name: 'Search findings' });
    const took: Record<string, number> = {};
    took['search'] = await timed(page, async () => {
      await search.fill('vendor-3 program 77');
      await expect.poll(() => status(page), { interval: 20 }).toMatch(/\(of 50000 in all\)$/u);
    });
    await search.fill('');
    await expect.poll(() => status(page)).toBe('Rows 1 to 100 of 50000');
    for (const column of ['Program', 'Source', 'Version']) {
      const button = page.locator('[data-table=findings-rows] th').getByRole('button', { name: column });
      took[column] = await timed(page, () => button.click());
    }
    await page.locator('[data-table=findings-rows]').getByRole('button', { name: 'Next' }).click();
    expect(await status(page)).toBe('Rows 101 to 200 of 50000');
    expect(await page.locator('th[aria-sort=ascending]').textContent()).toBe('Version');
    console.log('50,000 rows, longest task in ms:', took);
    for (const milliseconds of Object.values(took)) expect(milliseconds).toBeLessThan(TIMEOUT_MS);
  });
});

async function open(
  run: Run,
  { javaScriptEnabled = true }: { readonly javaScriptEnabled?: boolean } = {},
): Promise<Page> {
  const file = join(folder, 'page.html');
  writeFileSync(file, [...html.render(run, { color: false, width: 80 })].join(''));
  const context = await browser.newContext({
    javaScriptEnabled,
    viewport: { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  page.on('console', (message) => wrongs.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => wrongs.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => wrongs.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) wrongs.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return page;
}

async function status(page: Page): Promise<string> {
  return (await page.locator('[data-table=findings-rows] [role=status]').textContent()) ?? '';
}

/**
 * The longest time in which the page could not answer while something was done, in ms. The clock counts what other
 * programs do meanwhile, the processor all tasks of the page: the fewer are nearer.
 */
async function timed(page: Page, act: () => Promise<void>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const used = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  await page.evaluate(`window.longest = 0; new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
  }).observe({ type: 'longtask' })`);
  const before = await used();
  await act();
  await page.waitForTimeout(100);
  const work = (await used()) - before;
  return Math.round(Math.min(Number(await page.evaluate('window.longest')), work));
}

/** A run with that many findings, five a host. */
function fleet(findings: number): Run {
  const base = scanRun.results.find((outcome) => outcome.name === 'alder') as SourceResult;
  const model = base.findings[0] as Finding;
  const outcomes = Array.from({ length: findings / 5 }, (_, host) => ({
    ...base,
    name: `host-${String(host).padStart(5, '0')}`,
    findings: Array.from({ length: 5 }, (_, index) => ({
      ...model,
      vendor: `vendor-${(host * 7 + index) % 9}`,
      program: {
        ...model.program,
        name: `program ${(host * 31 + index * 977) % 50_000}`,
        version: `${host % 40}.${index}`,
      },
    })),
  }));
  const summary = { ...scanRun.summary, sources: outcomes.length, findings, banned: findings };
  return { ...scanRun, results: outcomes, summary };
}

/** Texts whose contrast to their ground is below 4.5, as WCAG 2 counts it. */
const CONTRASTS = `(() => {
  const light = (color) => {
    const [red, green, blue] = color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (color !== 'rgba(0, 0, 0, 0)') return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const wrong = new Set();
  let checked = 0;
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || element.closest('script, noscript, :disabled, svg') || !element.getClientRects().length) continue;
    checked++;
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) wrong.add(element.tagName + '.' + element.className);
  }
  return { isMuch: checked > 40, wrong: [...wrong] };
})()`;

/** Controls without a name that a screen reader could say. */
const UNNAMED = `[...document.querySelectorAll('button, input, select, [role=region], svg')]
  .filter((one) => !(one.textContent.trim() || one.getAttribute('aria-label') || one.labels?.[0]?.textContent.trim()))
  .map((one) => one.outerHTML.slice(0, 80))`;
