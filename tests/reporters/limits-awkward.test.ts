/**
 * Reports keep to the limits of those who take them for runs that are awkward in other ways than many findings: one list
 * of everything that can be long, made long by itself and all at once.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { scanRun } from '../../fixtures/reports/run.ts';
import type { Run } from '../../src/report/run.ts';
import { createRun, type RunInput } from '../../src/report/summarise.ts';
import { reporters } from '../../src/reporters/index.ts';
import type { CitedBan, CoverageGap, Finding, SourceResult } from '../../src/types.ts';
import type { Severity } from '../../src/vocabulary.ts';
import { codeQualityFaults } from '../support/code-quality.ts';

const WIDE = '例示ウイルス対策🛡️';
const MARKUP = '</td>`|`<!-- ::error::%0A ![x](https://example.org/x) {0} [[x]] $(x) =cmd|x';

function finding(name: string, more: Partial<Finding> = {}): Finding {
  const program = { name, version: '1', reader: 'dpkg-status', path: 'var/lib/dpkg/status', line: 3 };
  return { ban: 'ban-0', severity: 'ban', program, reasons: [`${name} is banned`], authorities: [], ...more };
}

function host(name: string, more: Partial<SourceResult> = {}): SourceResult {
  const manifests = [{ path: 'var/lib/dpkg/status', reader: 'dpkg-status', programs: 1 }];
  return { name, kind: 'folder', sightings: [], programs: 1, manifests, findings: [], gaps: [], ...more };
}

function bans(count: number, more: (index: number) => Partial<CitedBan> = () => ({})): CitedBan[] {
  const [model] = scanRun.bans as readonly [CitedBan];
  return Array.from({ length: count }, (_, index) => ({ ...model, id: `ban-${index}`, ...more(index) }));
}

function list<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function run(outcomes: readonly SourceResult[], more: Partial<RunInput> = {}): Run {
  const input = { command: 'scan', asOf: '2026-11-24', bans: bans(1), notices: [], ...more } as const;
  return createRun({ ...input, outcomes }, {});
}

const gap = (index: number): CoverageGap => ({ path: `etc/${WIDE}/${index}`, reason: `${MARKUP} ${index}` });
const SEVERITIES: readonly Severity[] = ['ban', 'warn', 'note'];
const longId = (index: number) => `${'house-standard-'.repeat(15)}${index}`;

/** Everything that a report can be long of, at once. */
function everything(): Run {
  const own = bans(300, (index) => ({
    id: longId(index),
    title: `${WIDE.repeat(30)} ${index}`,
    severity: SEVERITIES[index % 3] as Severity,
    coverage: { listed: 9, encoded: 1, notEncoded: list(200, (at) => `${WIDE} ${at}`) },
  }));
  const waiver = { reason: WIDE.repeat(40), owner: 'x@example.org', expires: '2027-01-01' };
  const outcomes = list(400, (index) =>
    host(`${WIDE.repeat(9)}-${index}`, {
      group: `${WIDE.repeat(9)} ${index}`,
      findings: list(5, (at) =>
        finding(`${MARKUP} ${WIDE} ${at}`, {
          ban: longId((index + at) % 300),
          severity: SEVERITIES[(index + at) % 3] as Severity,
          ...(at === 4 && { waiver }),
          reasons: list(9, (reason) => `${WIDE.repeat(20)} ${reason}`),
        }),
      ),
      gaps: list(3, gap),
    }),
  );
  const configuration = {
    file: `${WIDE.repeat(200)}.yaml`,
    bans: 'configuration',
    waivers: 'configuration',
    tolerance: 'none',
  } as const;
  return run(outcomes, { bans: own, notices: list(500, (index) => `${MARKUP} ${index}`), configuration });
}

const AWKWARD: readonly (readonly [string, Run])[] = [
  ['no source', run([])],
  ['one host with 10,000 gaps', run([host('a', { gaps: list(10_000, gap) })])],
  [
    'one program in 3,000 places',
    run([
      host('a', {
        findings: list(3000, (index) =>
          finding('av', {
            program: { name: 'av', reader: 'dpkg-status', path: `p/${index}`, ids: ['deb:av'] },
          }),
        ),
      }),
    ]),
  ],
  [
    '600 bans on one program',
    run([host('a', { findings: list(600, (index) => finding('av', { ban: `ban-${index}` })) })], {
      bans: bans(600),
    }),
  ],
  ['3,000 notices', run([host('a')], { notices: list(3000, (index) => `${WIDE.repeat(99)} ${index}`) })],
  ['2,000 groups', run(list(2000, (index) => host(`h${index}`, { group: `${MARKUP} ${index}` })))],
  [
    'names of 60,000 letters',
    run([
      host(WIDE.repeat(6000), {
        findings: [finding(WIDE.repeat(6000))],
        gaps: [{ path: WIDE.repeat(6000), reason: WIDE.repeat(6000) }],
      }),
    ]),
  ],
  ['everything', everything()],
];

describe.each(AWKWARD)('%s', (_, awkward) => {
  test('is within the limits of code scanning', async () => {
    const text = await render('sarif', awkward);
    const { runs } = JSON.parse(text);
    expect(runs).toHaveLength(1);
    const [{ results, tool, invocations }] = runs;
    expect(results.length).toBeLessThanOrEqual(5000);
    expect(tool.driver.rules.length).toBeLessThanOrEqual(25_000);
    expect(invocations[0].toolExecutionNotifications.length).toBeLessThanOrEqual(2010);
    for (const { locations, message } of results) {
      expect(locations.length).toBeLessThanOrEqual(100);
      expect(message.text.length).toBeLessThanOrEqual(20_000);
    }
    expect(gzipSync(text).length).toBeLessThan(10_000_000);
    expect(invocations[0].executionSuccessful).toBe(awkward.summary.unread === 0);
  });

  test('is ten annotations of a level at most', async () => {
    const lines = (await render('github', awkward)).trimEnd().split('\n');
    for (const level of ['error', 'warning', 'notice'])
      expect(lines.filter((line) => line.startsWith(`::${level} `)).length).toBeLessThanOrEqual(10);
    // A message has at most 64 KiB, and nothing is a command of its own.
    for (const line of lines) {
      expect(line).toMatch(/^::(?:error|warning|notice) /u);
      expect(Buffer.byteLength(line)).toBeLessThan(65_536);
    }
  });

  test('fits a comment and a job summary', async () => {
    const text = await render('markdown', awkward);
    expect(text.length).toBeLessThan(65_536);
    expect(Buffer.byteLength(text)).toBeLessThan(1_048_576);
    if (awkward.summary.unread > 0) expect(text).toContain('## Not read');
    if (awkward.bans.length > 100) expect(text).toMatch(/Checked against .*, \d+ more bans as of/u);
  });

  test('fits the messages of channels', async () => {
    const slack = JSON.parse(await render('slack', awkward));
    expect(slack.blocks.length).toBeLessThanOrEqual(50);
    expect(Buffer.byteLength(await render('teams', awkward))).toBeLessThan(21_000);
    expect(Buffer.byteLength(await render('webhook-json', awkward))).toBeLessThan(65_536);
    const mail = await render('email', awkward);
    expect(mail.length).toBeLessThan(102_000);
    for (const line of mail.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  });

  test('is what GitLab takes, with no fingerprint twice', async () => {
    const issues = JSON.parse(await render('gitlab', awkward)) as { fingerprint: string }[];
    expect(codeQualityFaults(issues)).toEqual([]);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  });

  const hasLint = spawnSync('xmllint', ['--version']).error === undefined;
  if (!hasLint) console.log('skipped: xmllint is not installed');
  test.skipIf(!hasLint)('is what Jenkins takes', async () => {
    const schema = ['--noout', '--huge', '--schema', 'fixtures/reports/junit.xsd', '-'];
    const { status, stderr } = spawnSync('xmllint', schema, {
      input: await render('junit', awkward),
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    expect(stderr).toMatch(/validates/u);
    expect(status).toBe(0);
  });
});

const multitool = process.env['SARIF_MULTITOOL'];
if (multitool === undefined) console.log('skipped: SARIF_MULTITOOL names no sarif-multitool');
test.skipIf(multitool === undefined)("Microsoft's validator takes those that are not large", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-sarif-'));
  for (const [index, [, awkward]] of AWKWARD.entries()) {
    const text = await render('sarif', awkward);
    if (text.length < LARGE) writeFileSync(join(folder, `${index}.sarif`), text);
  }
  const files = readdirSync(folder).map((name) => join(folder, name));
  const { status, stdout } = spawnSync(multitool ?? '', ['validate', ...files], {
    encoding: 'utf8',
    env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
    maxBuffer: 1 << 26,
  });
  rmSync(folder, { recursive: true });
  expect(files.length).toBeGreaterThan(2);
  expect(stdout).not.toMatch(/: error /u);
  expect(status).toBe(0);
});

/** Characters of a report that takes the validator more than some seconds. */
const LARGE = 500_000;

async function render(id: string, what: Run): Promise<string> {
  const report = await reporters[id]?.();
  return [...(report?.render(what, { color: false, width: 80, whole: 'all.json' }) ?? [])].join('');
}
