import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inventoryRun, scanRun } from '../../fixtures/reports/run.ts';
import type { Run } from '../../src/report/run.ts';
import { createRun } from '../../src/report/summarise.ts';
import { json } from '../../src/reporters/json.ts';
import type { Finding, SourceResult } from '../../src/types.ts';
import { interdict } from '../support/io.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-diff-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const [fir, birch, alder, elder, bare] = scanRun.results as [
  SourceResult,
  SourceResult,
  SourceResult,
  SourceResult,
  SourceResult,
];
/** It lists what alder lists, and breaks no ban. */
const cedar: SourceResult = {
  ...bare,
  manifests: [...bare.manifests, ...alder.manifests.map((one) => ({ ...one, programs: 0 }))],
};
const [finding] = alder.findings as [Finding];
const waiver = { reason: 'Lab', owner: 'security@example.org', expires: '2027-01-31' };

describe('diff', () => {
  test('a report beside itself gives 0', async () => {
    const { status, stdout } = await diff(scanRun.results, scanRun.results);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^NOTHING NEW/u);
  });

  test('of a fleet shows all that is new, and of what is not as much as fits', async () => {
    const fleet = Array.from({ length: 30 }, (_, at) => ({
      ...alder,
      name: `host-${at + 10}`,
      findings: alder.findings.map((one) => ({ ...one, program: { ...one.program, version: `${at}` } })),
    }));
    const isNew = (outcome: SourceResult) => !outcome.name.endsWith('9');
    const { stdout } = await diff(fleet.filter(isNew), fleet);
    const below = (heading: string) => {
      const [, lines = ''] = new RegExp(`^${heading}\n((?:  .*\n)*)`, 'mu').exec(stdout) ?? [];
      return lines.split('\n').slice(0, -1);
    };
    expect(below('New')).toHaveLength(6);
    expect(below('Still there')).toHaveLength(21);
    expect(below('Still there').at(-1)).toBe('  … and 34 more; -o json has all');
    expect(below('By source').map((line) => line.trim().split(':')[0])).toEqual([
      'host-19',
      'host-29',
      'host-39',
    ]);
  });

  test('a program is one line, with its bans and its sources', async () => {
    const fleet = Array.from({ length: 9 }, (_, at) => ({ ...alder, name: `host-${at}` }));
    const { stdout } = await diff([cedar], [cedar, ...fleet]);
    const sources = 'on 9 sources: host-0, host-1, host-2, host-3, host-4 and 4 more';
    expect(stdout).toContain('CHANGED  18 new;');
    expect(stdout).toContain(`  example-av-agent 9.1 ${sources} (example-av-vendor, residue)\n`);
    expect(stdout).toContain(
      `  example-avd 12.2.0-2412 ${sources} (example-av-vendor, example-directive-2025)\n`,
    );
  });

  test.each<[string, SourceResult[], SourceResult[], number, Record<string, number>]>([
    ['a new finding', [cedar], [{ ...cedar, findings: [finding] }], 1, { new: 1 }],
    ['a finding that is gone', [{ ...cedar, findings: [finding] }], [cedar], 0, { gone: 1 }],
    ['a source that vanished', [alder, cedar], [cedar], 0, { lost: 3 }],
    ['a new source with findings', [cedar], [cedar, alder], 1, { new: 3 }],
    ['another version and line', [alder], [moved(alder)], 0, { still: 3 }],
    ['a waiver that ended', [waived(alder)], [alder], 1, { worse: 3 }],
    ['a waiver that came', [alder], [waived(alder)], 0, { waived: 3 }],
    [
      'a new finding with a waiver',
      [cedar],
      [{ ...cedar, findings: [{ ...finding, waiver }] }],
      0,
      { new: 1 },
    ],
    ['residue that is installed again', [residue(alder)], [alder], 1, { worse: 2, still: 1 }],
    ['a removal that leaves residue', [alder], [residue(alder)], 0, { still: 3 }],
    ['a manifest that cannot be read any more', [alder], [broken(alder)], 1, { lost: 3 }],
    ['a manifest that can be read again', [broken(alder)], [{ ...alder, findings: [] }], 0, {}],
    [
      'the same program twice',
      [alder],
      [{ ...alder, findings: [...alder.findings, finding] }],
      1,
      { new: 1, still: 3 },
    ],
    ['hosts that stay unread', [elder, fir, birch], [elder, fir, birch], 0, { still: 9, waived: 2 }],
  ])('%s', async (_, old, young, status, numbers) => {
    const reported = await diff(old, young, ['-o', 'json']);
    const report = JSON.parse(reported.stdout) as Record<string, unknown[]>;
    const found = Object.fromEntries(
      ['new', 'worse', 'lost', 'gone', 'still', 'waived'].map((kind) => [kind, report[kind]?.length]),
    );
    expect(found).toEqual({ new: 0, worse: 0, lost: 0, gone: 0, still: 0, waived: 0, ...numbers });
    expect(reported.status).toBe(status);
  });

  test('text names what is new, by source and by vendor, and holds no hostile character', async () => {
    const { stdout } = await diff([cedar, alder], [cedar, birch]);
    await expect(stdout).toMatchFileSnapshot('../../fixtures/reports/diff.txt');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202A-\u202E]/u);
  });

  test('changed bans are reported', async () => {
    const bans = scanRun.bans.map((ban, index) =>
      index === 0 ? { ...ban, digest: `sha256:${'0'.repeat(64)}` } : ban,
    );
    const { stdout } = await diff([cedar], [cedar], [], { bans: bans.slice(0, 2) });
    expect(stdout).toContain('ban example-av-vendor was changed');
    expect(stdout).toContain('ban remote-access is not applied any more');
  });

  test('a report with a gap proves nothing', async () => {
    const { status, stdout } = await diff([cedar], [cedar], [], {
      summary: { ...scanRun.summary, sources: 7 },
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/the summary counts 7 sources, and 1 are there/u);
  });

  test.each([
    ['an inventory', inventoryRun, [], /is an inventory/u],
    ['an unknown format', scanRun, ['-o', 'html'], /is one of text, json, slack/u],
  ] as const)('%s gives 2', async (_, run, options, message) => {
    const file = save('a.json', run);
    const { status, stderr } = await interdict(['diff', file, file, ...options]);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

test.each(['slack', 'teams', 'webhook-json', 'email'])(
  '%s says what is new and what is gone',
  async (channel) => {
    const old = save('old.json', scanRun);
    const young = save('young.json', { ...scanRun, results: [] });
    const { stdout } = await interdict(['diff', young, old, '-o', channel]);
    const text =
      channel === 'email' ? Buffer.from(stdout.split('\r\n\r\n')[2] ?? '', 'base64').toString() : stdout;
    expect(text).toMatch(/Banned software: \d+ new, 0 gone since 2026-11-24/u);
  },
);

async function diff(
  old: readonly SourceResult[],
  young: readonly SourceResult[],
  options: readonly string[] = [],
  more: Partial<Run> = {},
): Promise<{ status: number; stdout: string; stderr: string }> {
  const { asOf, bans, notices } = scanRun;
  const runOf = (outcomes: readonly SourceResult[]): Run =>
    createRun({ command: 'scan', asOf, bans, outcomes, notices }, {});
  const files = [save('old.json', runOf(old)), save('new.json', { ...runOf(young), ...more })];
  return interdict(['diff', ...files, ...options]);
}

function save(name: string, run: Run): string {
  const file = join(folder, name);
  writeFileSync(file, [...json.render(run, { color: false, width: 80 })].join(''));
  return file;
}

function moved(outcome: SourceResult): SourceResult {
  const findings = outcome.findings.map((one) => ({
    ...one,
    program: { ...one.program, version: '99', line: 1 },
  }));
  return { ...outcome, findings };
}

function waived(outcome: SourceResult): SourceResult {
  return { ...outcome, findings: outcome.findings.map((one) => ({ ...one, waiver })) };
}

function residue(outcome: SourceResult): SourceResult {
  const findings = outcome.findings.map((one) => ({
    ...one,
    program: { ...one.program, state: 'residue' as const },
  }));
  return { ...outcome, findings };
}

function broken(outcome: SourceResult): SourceResult {
  return { ...outcome, findings: [], gaps: [{ path: 'var/lib/dpkg/status', reason: 'cut' }] };
}
