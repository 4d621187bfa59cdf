/** The page in a real browser: what it does, what it must not do, and how fast. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cleanRun, inventoryRun, scanRun } from '../../fixtures/reports/run.ts';
import type { Run } from '../../src/report/run.ts';
import { html } from '../../src/reporters/html.ts';
import type { Finding, SourceResult } from '../../src/types.ts';
import { largeFleet } from '../support/large-fleet.ts';

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
    const rows = page.locator('[data-table=findings] tbody tr');
    expect(await rows.count()).toBe(12);
    const text = await rows.allTextContents();
    expect(text.some((row) => row.includes('</script><script>window.pwned=1</script>'))).toBe(true);
    expect(text.some((row) => row.includes('gpj.\\u{202e}Example AV'))).toBe(true);
  });

  test('the reasons, the authority and the evidence of a finding unfold by keyboard', async () => {
    const page = await open(scanRun);
    const row = page.locator('[data-table=findings] tr', { hasText: 'var/lib/dpkg/status:1203' });
    const summary = row.locator('summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    const told = await page.locator('[data-table=findings] details[open]').textContent();
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
    const ban = page.locator('#bans details.ban', { hasText: 'example-directive-2025' });
    await ban.locator('summary').click();
    await ban.getByRole('button').click();
    expect(await status(page)).toMatch(/^Rows 1 to \d of \d \(of 12 in all\)$/u);
    expect(page.url()).toContain('#findings?Ban=example-directive-2025');
  });

  test('an address says what is shown, and Back leads back', async () => {
    const page = await open(scanRun);
    await page.locator('.tiles .banned a').click();
    expect(page.url()).toMatch(/#sources\?Verdict=banned$/u);
    const rows = page.locator('[data-table=sources] tbody tr');
    await expect.poll(() => rows.count()).toBe(2);
    await page.goto(`${page.url().split('#')[0]}#findings?q=avd&sort=-Version&group=Source`);
    await page.reload();
    expect(await page.getByRole('searchbox', { name: 'Search findings' }).inputValue()).toBe('avd');
    expect(await page.locator('tr.group').first().textContent()).toMatch(/: \d+$/u);
    expect(await page.locator('th[aria-sort=descending]').textContent()).toBe('Version');
    await page.goto(`${page.url().split('#')[0]}#findings?Vendor=nobody`);
    await page.reload();
    expect(await status(page)).toBe('No row fits.');
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Vendor' }).locator('option:checked').textContent())
      .toBe('no such value: nobody');
  });

  test('a group leads to its sources, and findings can be filtered by group and owner', async () => {
    const page = await open(scanRun);
    await page.locator('#groups').getByRole('link', { name: 'Research' }).click();
    const rows = page.locator('[data-table=sources] tbody tr');
    await expect.poll(() => rows.count()).toBe(2);
    expect(await rows.first().textContent()).toContain('research-it@example.org');
    await page.locator('#groups').getByRole('link', { name: '=Finance' }).click();
    await expect.poll(() => rows.count()).toBe(1);
    await page.goto(`${page.url().split('#')[0]}#findings?Group=Research&Owner=research-it%40example.org`);
    await page.reload();
    await expect.poll(() => status(page)).toBe('Rows 1 to 2 of 2 (of 12 in all)');
    expect(await page.locator('#due').textContent()).toContain('due in 12 days');
  });

  test('without a list of hosts there is no group, no owner and no empty column', async () => {
    const page = await open(cleanRun);
    expect(await page.locator('#groups').count()).toBe(0);
    expect(await page.getByRole('columnheader', { name: 'Owner' }).count()).toBe(0);
  });

  test('saves and copies what is selected, and no cell is a formula', async () => {
    const page = await open(scanRun);
    const saved = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('#section-findings').getByRole('button', { name }).click(),
      ]);
      return readFileSync(await download.path(), 'utf8');
    };
    const csv = await saved('Save as CSV');
    expect(csv.split('\r\n')[0]).toBe('Status,Source,Program,Version,Vendor,Ban,Group,Owner,Where,Why');
    for (const row of csv.split('\r\n')) expect(row).not.toMatch(/(?:^|,)"?[=+@]/u);
    expect(JSON.parse(await saved('Save as JSON'))).toHaveLength(12);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('#section-findings').getByRole('button', { name: 'Copy source names' }).click();
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toContain('alder');
  });

  test('the slash key leads to the search', async () => {
    const page = await open(fleet(60));
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
  });

  test('data that cannot be opened are reported, and the overview stays', async () => {
    const page = await open(fleet(20_000), { broken: true });
    await expect.poll(() => page.locator('#trouble').textContent()).toContain('could not be opened');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('banned');
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
    expect(await page.locator('[data-table=findings] tbody tr').count()).toBe(300);
    expect(await page.locator('.controls').first().isVisible()).toBe(false);
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('shows its first rows without scripts', async () => {
    const page = await open(fleet(300), { javaScriptEnabled: false });
    expect(await page.locator('[data-table=findings] tbody tr').count()).toBe(100);
    expect(await page.locator('noscript').first().textContent()).toContain(
      'only the first 100 rows are shown',
    );
  });

  test('earlier runs become a trend', async () => {
    const { verdict, summary } = scanRun;
    const { byProgram: _, ...findings } = summary;
    const page = await open({
      ...scanRun,
      history: [{ asOf: '2026-10-24', verdict, summary: { ...findings, banned: 20 } }],
    });
    expect(await page.locator('#trend tbody tr').count()).toBe(2);
    expect(await page.locator('#trend circle').count()).toBe(3 * 2);
    expect(await page.locator('#trend > p').textContent()).toMatch(
      /^Since 2026-10-24: \d+ fewer banned programs/u,
    );
  });

  test('each group has its own trend, and a day without it is a gap in the line', async () => {
    const { verdict, summary } = scanRun;
    const day = (asOf: string, byGroup: NonNullable<typeof summary.byGroup>) => ({
      asOf,
      verdict,
      summary: { ...summary, byGroup },
    });
    const page = await open({
      ...scanRun,
      history: [
        day('2026-10-01', { Research: { sources: 4, banned: 4, incomplete: 0, clean: 0 } }),
        day('2026-10-08', {}),
        day('2026-10-15', { Research: { sources: 4, banned: 3, incomplete: 1, clean: 0 } }),
      ],
    });
    const rows = page.locator('#groups tbody tr');
    expect(await page.locator('#groups thead th').last().textContent()).toBe('Since 2026-10-15');
    const row = rows.filter({ hasText: 'Research' });
    expect(await row.locator('small').textContent()).toBe('2 fewer banned, 1 fewer incomplete');
    const lines = await row.locator('path.banned').getAttribute('d');
    expect(lines?.match(/M/gu)).toHaveLength(2);
    expect(await row.locator('svg[preserveAspectRatio] title').textContent()).toContain(
      '2026-10-01: 4 banned, 0 incomplete of 4; 2026-10-15: 3 banned, 1 incomplete of 4',
    );
    const other = rows.filter({ hasText: 'Finance' });
    expect(await other.locator('small').textContent()).toBe('not in the report of 2026-10-15');
    await page.setViewportSize({ width: 390, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });

  test('50,000 rows are searched, sorted and turned without freezing', async () => {
    const page = await open(fleet(50_000));
    const search = page.getByRole('searchbox', { name: 'Search findings' });
    const took: Record<string, number> = {};
    took['search'] = await timed(page, async () => {
      await search.fill('vendor-3 program 77');
      await expect.poll(() => status(page), { interval: 20 }).toMatch(/\(of 50,000 in all\)$/u);
    });
    await search.fill('');
    await expect.poll(() => status(page)).toBe('Rows 1 to 100 of 50,000');
    for (const column of ['Program', 'Source', 'Version']) {
      const button = page.locator('[data-table=findings] th').getByRole('button', { name: column });
      took[column] = await timed(page, () => button.click());
    }
    await page.locator('[data-table=findings]').getByRole('button', { name: 'Next' }).click();
    expect(await status(page)).toBe('Rows 101 to 200 of 50,000');
    expect(await page.locator('th[aria-sort=ascending]').textContent()).toBe('Version');
    console.log('50,000 rows, longest task in ms:', took);
    for (const milliseconds of Object.values(took)) expect(milliseconds).toBeLessThan(TIMEOUT_MS);
  });
});

describe.skipIf(!isThere)(
  'a page of 100,000 sources and 50,000 findings, each from a manifest of its own',
  () => {
    test('has less than 8 MB, and opens and searches while a person waits', async () => {
      const run = largeFleet({ sources: 100_000, findings: 50_000 });
      const page = await open(run);
      const { size } = statSync(join(folder, 'page.html'));
      await expect.poll(() => status(page), { timeout: 20_000 }).toBe('Rows 1 to 100 of 50,000');
      const ready = await page.evaluate('performance.now()');
      const search = await timed(page, async () => {
        await page.getByRole('searchbox', { name: 'Search findings' }).fill('northwind 77');
        await expect.poll(() => status(page), { interval: 20 }).toMatch(/of 50,000 in all/u);
      });
      console.log({ megabytes: size / 1e6, readyMs: ready, searchMs: search });
      expect(size).toBeLessThan(8_000_000);
      expect(search).toBeLessThan(TIMEOUT_MS);
    });
  },
);

async function open(
  run: Run,
  {
    javaScriptEnabled = true,
    broken = false,
  }: { readonly javaScriptEnabled?: boolean; readonly broken?: boolean } = {},
): Promise<Page> {
  const file = join(folder, 'page.html');
  const text = [...html.render(run, { color: false, width: 80 })].join('');
  writeFileSync(file, broken ? text.replace(/(?<=data-encoding="gzip">.{200}).{40}/u, '') : text);
  const context = await browser.newContext({
    javaScriptEnabled,
    viewport: { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  page.on('console', (message) => wrongs.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => wrongs.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => wrongs.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith('blob:') && request.url().split('#')[0] !== pathToFileURL(file).href)
      wrongs.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return page;
}

async function status(page: Page): Promise<string> {
  return (await page.locator('[data-table=findings] [role=status]').textContent()) ?? '';
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
