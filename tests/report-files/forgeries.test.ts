/**
 * Reports that somebody edited, one key at a time: verify names the place of each, and merge and diff take none that
 * contradicts itself. The edits are in step where that can be: counts and verdicts were changed with them.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSound } from '../../src/report-files/contradictions.ts';
import { readReport } from '../../src/report-files/read.ts';
import { type Rescan, rescan } from '../../src/report-files/rescan.ts';
import { stands, type Verification, verifyReport } from '../../src/report-files/verify.ts';
import { interdict } from '../support/io.ts';

type Json = Record<string, never>;
/** A report is edited as whoever edits a file would: nothing holds the edits to its types. */
type Loose = ReturnType<typeof JSON.parse>;

const BANS = ['russia-based-av-vendor', 'us-bod-17-01'].flatMap((id) => ['-b', id]);
let folder: string;
let text: string;
let again: Rescan;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-forgeries-'));
  cpSync('fixtures/machines/birch', join(folder, 'birch'), { recursive: true });
  const file = join(folder, 'true.json');
  await interdict([join(folder, 'birch'), '--as-of', '2026-06-01', ...BANS, '-o', `json=${file}`]);
  text = readFileSync(file, 'utf8');
  again = await rescan(readReport(file), {});
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Makes the counts and verdicts those of the lists. */
function settle(report: Loose): void {
  const all = report.sources.flatMap((source: Loose) => source.findings);
  const banned = all.filter(
    (finding: Loose) => finding.severity === 'ban' && !finding.waiver && finding.program.state !== 'residue',
  );
  for (const source of report.sources) {
    const own = source.findings.filter((finding: Loose) => banned.includes(finding));
    source.verdict = own.length > 0 ? 'banned' : source.unread.length > 0 ? 'incomplete' : 'clean';
  }
  const programs = new Set(banned.map((finding: Loose) => finding.program.name)).size;
  Object.assign(report.summary, {
    sources: report.sources.length,
    findings: all.length,
    banned: banned.length,
  });
  report.summary.waived = all.filter((finding: Loose) => finding.waiver).length;
  report.summary.warned = all.filter((finding: Loose) => finding.severity === 'warn').length;
  report.summary.byProgram = { ...report.summary.byProgram, banned: programs };
  report.verdict = banned.length > 0 ? 'banned' : 'clean';
  report.exitCode = banned.length > 0 ? 1 : 0;
}

function forged(edit: (report: Loose, finding: Loose, source: Loose) => void): string {
  const report = JSON.parse(text);
  edit(report, report.sources[0].findings[0], report.sources[0]);
  const file = join(folder, 'forged.json');
  writeFileSync(file, JSON.stringify(report));
  return file;
}

function placesOf(found: Verification): string {
  const { differences, contradictions, manifests, rules, unopened, findings } = found;
  const { changes, unread, readAgain } = findings;
  return JSON.stringify([
    differences,
    contradictions,
    manifests,
    rules,
    unopened,
    changes,
    unread,
    readAgain,
  ]);
}

const waiver = { reason: 'Lab', owner: 'x@example.org', expires: '2027-01-01' };

const edits: readonly (readonly [string, (report: Loose, finding: Loose, source: Loose) => void, RegExp])[] =
  [
    ['the version of the tool', (report) => (report.tool.version = '9.9.9'), /tool\.version/u],
    ['a key beside the verdict', (report) => (report.approvedBy = 'the auditor'), /"place":"approvedBy"/u],
    ['a count of its own', (report) => (report.summary.exempt = 5), /summary\.exempt/u],
    ['a count by program', (report) => report.summary.byProgram.banned++, /byProgram/u],
    [
      'a key of the prototype',
      (report) => Object.defineProperty(report, '__proto__', { value: { a: 1 }, enumerable: true }),
      /__proto__/u,
    ],
    [
      'a key of the configuration',
      (report) => (report.configuration.approved = true),
      /"place":"configuration"/u,
    ],
    [
      'another origin of the bans',
      (report) => (report.configuration.bans = 'the auditor'),
      /"place":"configuration"/u,
    ],
    ['a notice', (report) => (report.notices = ['approved by the auditor']), /"place":"notices"/u],
    ['the options', (report) => (report.options = { allLayers: true }), /"place":"options"/u],
    ['the exit status', (report) => (report.exitCode = 3), /exit status/u],
    [
      'no ban',
      (report, _, source) => {
        report.bans = [];
        source.findings = [];
        settle(report);
      },
      /bans: none was applied/u,
    ],
    [
      'a ban twice',
      (report) => report.bans.push(report.bans[0]),
      /bans\[\\"us-bod-17-01\\"\] stands twice|stands twice/u,
    ],
    ['the title of a ban', (report) => (report.bans[0].title = 'Advice'), /bans\[.*\]\.title/u],
    ['the reason of a ban', (report) => (report.bans[0].why = 'Taste.'), /bans\[.*\]\.why/u],
    [
      'the issuer of a ban',
      (report) => (report.bans[0].authorities[0].issuer = 'Nobody'),
      /authorities\[.*\]\.issuer/u,
    ],
    ['no authority of a ban', (report) => (report.bans[0].authorities = []), /bans\[.*\]\.authorities/u],
    [
      'the coverage of a ban',
      (report) => (report.bans[0].coverage = { notEncoded: [] }),
      /bans\[.*\]\.coverage/u,
    ],
    ['a milder ban', (report) => (report.bans[0].mildest = 'note'), /bans\[.*\]\.mildest/u],
    ['the kind of a source', (_, __, source) => (source.kind = 'archive'), /sources\[.*\]\.kind/u],
    ['the system of a source', (_, __, source) => (source.os = { id: 'windows' }), /sources\[.*\]\.os/u],
    ['no system of a source', (_, __, source) => delete source.os, /sources\[.*\]\.os/u],
    [
      'the coverage of a source',
      (_, __, source) => (source.coverage = { notCovered: [{ what: 'x', count: 1, paths: [] }] }),
      /sources\[.*\]\.coverage/u,
    ],
    [
      'a search that was none',
      (_, __, source) => (source.deep = { files: 9, opened: 9, programs: 9 }),
      /sources\[.*\]\.deep/u,
    ],
    ['a key beside the findings', (_, __, source) => (source.exempt = true), /sources\[.*\]\.exempt/u],
    [
      'more programs, in step',
      (report, _, source) => {
        source.programs += 9;
        report.summary.programs += 9;
      },
      /\.programs/u,
    ],
    [
      'more programs of a manifest, in step',
      (report, _, source) => {
        source.manifests[0].programs += 9;
        source.programs += 9;
        report.summary.programs += 9;
      },
      /manifest|programs/u,
    ],
    [
      'a key of a manifest',
      (_, __, source) => (source.manifests[0].approved = true),
      /manifests\[.*\]\.approved/u,
    ],
    [
      'a manifest twice',
      (_, __, source) => source.manifests.push({ ...source.manifests[0], programs: 0 }),
      /"what":"missing"/u,
    ],
    ['the vendor', (_, finding) => (finding.vendor = 'eset'), /findings\[.*\]\.vendor/u],
    ['the product', (_, finding) => (finding.product = null), /findings\[.*\]\.product/u],
    ['no reasons', (_, finding) => (finding.reasons = []), /findings\[.*\]\.reasons/u],
    ['other reasons', (_, finding) => (finding.reasons[0] = 'so it is'), /findings\[.*\]\.reasons\[0\]/u],
    [
      'one more reason',
      (_, finding) => finding.reasons.push('and it is harmless'),
      /findings\[.*\]\.reasons\[\d\]/u,
    ],
    ['reasons in another order', (_, finding) => finding.reasons.reverse(), /findings\[.*\]\.reasons/u],
    ['the authorities', (_, finding) => (finding.authorities = []), /findings\[.*\]\.authorities/u],
    ['the remedy', (_, finding) => (finding.remedy = 'Nothing to do.'), /findings\[.*\]\.remedy/u],
    ['evidence', (_, finding) => (finding.evidence = [finding.program]), /findings\[.*\]\.evidence/u],
    ['the number of the program', (_, finding) => (finding.group = 7), /findings\[.*\]\.group/u],
    [
      'a key beside the waiver',
      (_, finding) => (finding.falsePositive = true),
      /findings\[.*\]\.falsePositive/u,
    ],
    [
      'a waiver, in step',
      (report, _, source) => {
        for (const one of source.findings) one.waiver = waiver;
        settle(report);
        report.summary.byProgram.waived = 1;
      },
      /\.waiver/u,
    ],
    [
      'a waiver that had ended',
      (_, finding) => (finding.waiver = { ...waiver, expires: '2020-01-01' }),
      /does not hold on/u,
    ],
    [
      'a milder severity, in step',
      (report, _, source) => {
        for (const one of source.findings) one.severity = 'warn';
        settle(report);
      },
      /severity/u,
    ],
    [
      'a finding twice, in step',
      (report, finding, source) => {
        source.findings.push(finding);
        settle(report);
      },
      /"gone":\[\{/u,
    ],
    [
      'a finding gone, in step',
      (report, _, source) => {
        source.findings.pop();
        settle(report);
      },
      /"new":\[\{/u,
    ],
    ['the name of the program', (_, finding) => (finding.program.name = 'keel'), /"gone":\[|program\.name/u],
    ['the version', (_, finding) => (finding.program.version = '1'), /program\.version/u],
    ['the publisher', (_, finding) => (finding.program.publisher = 'Debian'), /program\.publisher/u],
    ['the maintainer', (_, finding) => (finding.program.maintainer = 'Debian'), /program\.maintainer/u],
    ['the architecture', (_, finding) => (finding.program.arch = 'm68k'), /program\.arch/u],
    ['the state', (_, finding) => (finding.program.state = 'partial'), /program\.state/u],
    ['the line', (_, finding) => (finding.program.line = 1), /program\.line/u],
    ['the entry', (_, finding) => (finding.program.entry = 'x'), /program\.entry/u],
    [
      'the day of installation',
      (_, finding) => (finding.program.installedOn = '2015-01-01'),
      /program\.installedOn/u,
    ],
    ['the day it was seen', (_, finding) => (finding.program.lastSeen = '2015-01-01'), /program\.lastSeen/u],
    ['the folder', (_, finding) => (finding.program.folder = '/x'), /program\.folder/u],
    ['the program file', (_, finding) => (finding.program.executable = '/x'), /program\.executable/u],
    ['the marks', (_, finding) => (finding.program.marks = ['claim']), /program\.marks/u],
    ['an account', (_, finding) => (finding.program.user = 'guest'), /"gone":\[|program\.user/u],
    ['one id more', (_, finding) => finding.program.ids.push('deb:bash'), /program\.ids\[1\]/u],
    [
      'what was not read',
      (_, __, source) => source.unread.push({ path: 'etc/x', reason: 'permission denied' }),
      /"readAgain":|etc\/x/u,
    ],
  ];

describe('verify', () => {
  test('holds the report that nobody edited, in any order of its keys', () => {
    const file = forged((report, _, source) => {
      report.sources[0] = Object.fromEntries(Object.entries(source as Json).reverse());
    });
    expect(stands(verifyReport(readReport(file), again))).toBe(true);
  });

  test.each(edits)('does not hold a report with another: %s', (_, edit, place) => {
    const found = verifyReport(readReport(forged(edit)), again);
    expect(stands(found)).toBe(false);
    expect(placesOf(found)).toMatch(place);
  });

  test.each([
    ['two verdicts', () => text.replace('"verdict":', '"verdict":"clean","verdict":'), /stands twice/u],
    [
      'two equal verdicts',
      () => text.replace('"verdict": "banned"', '"verdict":"banned","verdict": "banned"'),
      /twice/u,
    ],
    ['another schema', () => text.replace('"schemaVersion": 1', '"schemaVersion": 2'), /schemaVersion/u],
    ['another tool', () => text.replace('"name":"interdict"', '"name":"other"'), /tool\.name/u],
    ['an invalid digest', () => text.replace(/"sha256":"[0-9a-f]{64}"/u, '"sha256":"x"'), /sha256/u],
  ])('does not read a report with %s', (_, change, message) => {
    const file = join(folder, 'forged.json');
    writeFileSync(file, change());
    expect(() => readReport(file)).toThrow(message);
  });
});

describe('merge and diff', () => {
  test.each([
    ['findings emptied', (_: Loose, __: Loose, source: Loose) => (source.findings = [])],
    ['the verdict of a source', (_: Loose, __: Loose, source: Loose) => (source.verdict = 'clean')],
    ['the verdict', (report: Loose) => (report.verdict = 'clean')],
    ['a count', (report: Loose) => report.summary.findings++],
    [
      'no ban',
      (report: Loose, _: Loose, source: Loose) => {
        report.bans = [];
        source.findings = [];
        settle(report);
      },
    ],
    ['a ban of which nobody asked', (_: Loose, finding: Loose) => (finding.ban = 'de-bsi-2022')],
    ['a milder finding', (_: Loose, finding: Loose) => (finding.severity = 'note')],
    ['a manifest that is not listed', (_: Loose, finding: Loose) => (finding.program.path = 'etc/passwd')],
    [
      'more programs than manifests',
      (report: Loose, _: Loose, source: Loose) => {
        source.programs++;
        report.summary.programs++;
      },
    ],
    ['a day of no calendar', (report: Loose) => (report.asOf = '2026-02-31')],
    [
      'a source twice',
      (report: Loose, _: Loose, source: Loose) => {
        report.sources.push(source);
        settle(report);
      },
    ],
  ])('refuse a report with another: %s', (_, edit) => {
    const file = forged(edit);
    expect(() => readSound(file)).toThrow(/forged\.json: the report contradicts itself: \S+/u);
  });

  test('take the report that nobody edited', () => {
    expect(() => readSound(join(folder, 'true.json'))).not.toThrow();
  });
});
