/**
 * Reports keep to the limits of those who take them, however large the run: the worst first, what was not read never
 * silent, and what has no room counted, with the place of the whole.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { cleanRun, scanRun } from '../../fixtures/reports/run.ts';
import { citedBan } from '../../src/evaluate/severity.ts';
import type { Run, Style } from '../../src/report/run.ts';
import { createRun } from '../../src/report/summarise.ts';
import { reporters } from '../../src/reporters/index.ts';
import type { CitedBan, Finding, SourceResult } from '../../src/types.ts';
import type { Severity } from '../../src/vocabulary.ts';
import { bans as builtIn } from '../support/built-in.ts';
import { codeQualityFaults } from '../support/code-quality.ts';

const HOSTS = 400;
const PROGRAMS = 15;
/** A name of every kind of harm, as long as a manifest can make it. */
const HOSTILE = `<!channel> @everyone [x](javascript:alert(1)) \`\`\` \u202e ${'A'.repeat(5000)}`;

function finding(name: string, severity: Severity, more: Partial<Finding> = {}): Finding {
  return {
    ban: 'example-av-vendor',
    severity,
    program: { name, version: '1', reader: 'dpkg-status', path: 'var/lib/dpkg/status', line: 3 },
    reasons: [`${name} is Example AV`, 'its vendor is Example'],
    authorities: [],
    ...more,
  };
}

/** The worst stand last, and so do the gaps: neither may be lost for it. */
function host(index: number): SourceResult {
  const severity = index < HOSTS - 20 ? 'warn' : 'ban';
  return {
    name: `host-${String(index).padStart(4, '0')}`,
    kind: 'folder',
    sightings: [],
    programs: PROGRAMS,
    manifests: [{ path: 'var/lib/dpkg/status', reader: 'dpkg-status', programs: PROGRAMS }],
    findings: Array.from({ length: PROGRAMS }, (_, at) => finding(at === 0 ? HOSTILE : `av-${at}`, severity)),
    gaps: index < HOSTS - 30 ? [] : [{ path: `etc/${index}`, reason: 'permission denied' }],
  };
}

const bans: readonly CitedBan[] = scanRun.bans.map((ban, index) => ({
  ...ban,
  ...(index === 0 && { mildest: 'note' as const, why: 'Because. '.repeat(500) }),
}));
const outcomes = Array.from({ length: HOSTS }, (_, index) => host(index));
const large = createRun(
  { command: 'scan', asOf: '2026-11-24', bans, outcomes, notices: ['a'.repeat(9000)] },
  {},
);
const WHOLE = { color: false, width: 80, whole: 'all.json' };

async function render(id: string, run: Run, style: Style = WHOLE): Promise<string> {
  const report = await reporters[id]?.();
  return [...(report?.render(run, style) ?? [])].join('');
}

describe('SARIF, by the limits of code scanning', () => {
  test('5,000 results with the worst first, and the last says what was left out', async () => {
    const text = await render('sarif', large);
    const [run] = JSON.parse(text).runs;
    expect(run.results).toHaveLength(5000);
    expect(run.results.slice(0, 300).every(({ level }: { level: string }) => level === 'error')).toBe(true);
    const last = run.results.at(-1);
    expect(last.ruleId).toBe('left-out');
    expect(last.message.text).toMatch(/^1,001 more programs .*: all\.json has all\.$/u);
    expect(run.tool.driver.rules[last.ruleIndex].id).toBe('left-out');
    const reported = run.invocations[0].toolExecutionNotifications.map(
      ({ descriptor }: { descriptor: { id: string } }) => descriptor.id,
    );
    expect(reported.filter((id: string) => id === 'unread')).toHaveLength(30);
    expect(reported).toContain('left-out');
    expect(gzipSync(text).length).toBeLessThan(10_000_000);
    for (const rule of run.tool.driver.rules) {
      expect(rule.fullDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.properties?.tags?.length ?? 0).toBeLessThanOrEqual(20);
    }
  });

  test('no fingerprint stands twice, and none changes with the line or with what else was found', async () => {
    const prints = (text: string): string[] =>
      JSON.parse(text).runs[0].results.map(
        (one: { partialFingerprints: Record<string, string> }) =>
          one.partialFingerprints['primaryLocationLineHash'],
      );
    const [first] = outcomes as [SourceResult, ...SourceResult[]];
    const alone = createRun(
      { command: 'scan', asOf: '2026-11-24', bans, outcomes: [first], notices: [] },
      {},
    );
    const moved = {
      ...first,
      findings: first.findings.slice(3).map((one) => ({ ...one, program: { ...one.program, line: 99 } })),
    };
    const later = createRun(
      { command: 'scan', asOf: '2026-11-24', bans, outcomes: [moved], notices: [] },
      {},
    );
    const before = prints(await render('sarif', alone));
    expect(new Set(before).size).toBe(before.length);
    for (const print of prints(await render('sarif', later))) expect(before).toContain(print);
  });

  const multitool = process.env['SARIF_MULTITOOL'];
  if (multitool === undefined) console.log('skipped: SARIF_MULTITOOL names no sarif-multitool');
  test.skipIf(multitool === undefined).each([
    ['small', scanRun],
    ['large', large],
  ])(
    "the %s report passes Microsoft's validator",
    async (name, run) => {
      const folder = mkdtempSync(join(tmpdir(), 'interdict-sarif-'));
      const file = join(folder, `${name}.sarif`);
      writeFileSync(file, await render('sarif', run));
      const { status, stdout } = spawnSync(multitool ?? '', ['validate', file], {
        encoding: 'utf8',
        env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
      });
      rmSync(folder, { recursive: true });
      expect(stdout).not.toMatch(/: error /u);
      expect(status).toBe(0);
    },
    60_000,
  );
});

describe('GitHub, by the limits of a step', () => {
  const linesOf = (text: string, level: string) =>
    text
      .trimEnd()
      .split('\n')
      .filter((line) => line.startsWith(`::${level} `));

  test('ten of a level, what was not read before programs, the rest counted', async () => {
    const text = await render('github', large);
    for (const level of ['error', 'warning', 'notice'])
      expect(linesOf(text, level).length).toBeLessThanOrEqual(10);
    const errors = linesOf(text, 'error');
    expect(errors[0]).toContain('title=interdict%3A banned');
    expect(errors.slice(1, 4).every((line) => line.includes('title=Not read'))).toBe(true);
    expect(errors[4]).toContain('And 27 more places that could not be read: all.json has all.');
    expect(errors.at(-1)).toContain('And 296 more banned programs: all.json has all.');
    expect(linesOf(text, 'warning').at(-1)).toContain('And 5,691 more programs');
  });

  test('a program under all bans is one annotation', async () => {
    const day = '2026-11-24';
    const all = builtIn.flatMap((ban) => citedBan(ban, `sha256:${'0'.repeat(64)}`, day) ?? []);
    const program = { name: 'kesl', reader: 'dpkg-status', path: 'status' };
    const findings = all.map((ban) => finding('kesl', 'ban', { ban: ban.id, program }));
    const [one] = cleanRun.results as [SourceResult];
    const outcome = { ...one, findings };
    const run = createRun({ command: 'scan', asOf: day, bans: all, outcomes: [outcome], notices: [] }, {});
    expect((await render('github', run)).trimEnd().split('\n')).toHaveLength(2);
    expect(JSON.parse(await render('sarif', run)).runs[0].results).toHaveLength(1);
    expect(JSON.parse(await render('gitlab', run))).toHaveLength(1);
    expect((await render('junit', run)).match(/<failure /gu)).toHaveLength(1);
    expect((await render('csv', run)).trimEnd().split('\r\n')).toHaveLength(2);
    const text = await render('text', run);
    expect(text.split('\n').length).toBeLessThanOrEqual(24);
    const whole = await render('text', run, { ...WHOLE, verbose: true });
    for (const { id } of all) expect(whole).toContain(`(${id})`);
  });
});

describe('Markdown, by the limits of a comment', () => {
  test.each([
    ['a judged run', large],
    ['an inventory', { ...large, command: 'inventory' as const, results: inventory() }],
  ])('%s fits, and says what it leaves out', async (_, run) => {
    const text = await render('markdown', run);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('## Not read');
    expect(text).toMatch(/\nand [\d,]+ more: all\.json has all\.\n/u);
  });

  test('without a whole report beside it, it says which have all', async () => {
    const text = await render('markdown', large, { color: false, width: 80 });
    expect(text).toContain('more: the json, ndjson and csv reports have all.');
  });
});

describe.each([
  ['small', scanRun],
  ['large', large],
])('the %s report', (_, run) => {
  test('of GitLab is code quality, without a byte order mark, no fingerprint twice', async () => {
    const text = await render('gitlab', run);
    expect(text.startsWith('[')).toBe(true);
    const issues = JSON.parse(text) as { fingerprint: string }[];
    expect(codeQualityFaults(issues)).toEqual([]);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  });

  const hasLint = spawnSync('xmllint', ['--version']).error === undefined;
  if (!hasLint) console.log('skipped: xmllint is not installed');
  test.skipIf(!hasLint)('of JUnit is what Jenkins takes', async () => {
    const schema = ['--noout', '--schema', 'fixtures/reports/junit.xsd', '-'];
    const { status, stderr } = spawnSync('xmllint', schema, {
      input: await render('junit', run),
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/validates/u);
    expect(status).toBe(0);
  });

  test('of JSON fits its schema', async () => {
    const schema = JSON.parse(readFileSync('schema/report.schema.json', 'utf8'));
    const { $schema: _schema, ...rules } = schema;
    const validate = new Ajv({ strict: false }).compile(rules);
    expect(validate(JSON.parse(await render('json', run)))).toBe(true);
  });
});

/** Everything was seen, nothing was judged. */
function inventory(): SourceResult[] {
  return outcomes.map((outcome) => ({
    ...outcome,
    findings: [],
    sightings: outcome.findings.map(({ program }) => program),
  }));
}
