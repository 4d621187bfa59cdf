import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

const STATUS = 'var/lib/dpkg/status';

let folder: string;
let machine: string;
let report: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-verify-'));
  machine = join(folder, 'birch');
  report = join(folder, 'report.json');
  cpSync('fixtures/machines/birch', machine, { recursive: true });
  expect((await interdict([machine, '-o', `json=${report}`])).status).toBe(1);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('verify', () => {
  test('a report over an unchanged machine holds', async () => {
    const { status, stdout } = await interdict(['verify', report]);
    expect(stdout).toMatch(/^HOLDS .*2 manifests unchanged, 1 finding still standing\./u);
    expect(stdout).toContain('kesl 12.2.0-2412');
    expect(status).toBe(0);
  });

  test('one changed byte is caught, whichever it is', async () => {
    const bytes = readFileSync(join(machine, STATUS));
    // From the first to the last; each call compiles the rules anew here, so not every one of them.
    for (let at = 0; at < bytes.length; at += Math.ceil((bytes.length - 1) / 6)) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((bytes[at] ?? 0) ^ 1, at);
      writeFileSync(join(machine, STATUS), changed);
      const { status, stdout } = await interdict(['verify', report, '-o', 'json']);
      expect(status, `byte ${at}`).toBe(1);
      const { changes } = (JSON.parse(stdout) as { manifests: { changes: unknown[] } }).manifests;
      expect(changes, `byte ${at}`).toContainEqual(
        expect.objectContaining({ path: STATUS, what: 'changed' }),
      );
    }
  });

  test('a program that was removed is reported as a finding that no longer stands', async () => {
    const text = readFileSync(join(machine, STATUS), 'utf8');
    const without = text.split('\n\n').filter((stanza) => !/^Package: kesl$/mu.test(stanza));
    writeFileSync(join(machine, STATUS), without.join('\n\n'));
    const { status, stdout } = await interdict(['verify', report]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/Findings that no longer stand\n {2}\S+birch: kesl/u);
    expect(stdout).toMatch(/SHA-256 [0-9a-f]{64} in the report, [0-9a-f]{64} now/u);
  });

  test('a machine that moved is verified where it is now', async () => {
    renameSync(machine, join(folder, 'moved'));
    expect((await interdict(['verify', report])).status).toBe(1);
    expect((await interdict(['verify', report, join(folder, 'moved')])).status).toBe(0);
  });

  test('a manifest that came or went is reported', async () => {
    cpSync('fixtures/machines/birch/var/lib/dpkg/status', join(machine, 'var/lib/dpkg/status.d/extra'));
    const { status, stdout } = await interdict(['verify', report]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/status\.d\/extra \(dpkg-status\) was not there/u);
    rmSync(join(machine, 'var/lib/dpkg'), { recursive: true });
    expect((await interdict(['verify', report])).stdout).toMatch(
      /status \(dpkg-status\) is not there any more/u,
    );
  });

  test.each<[string, (told: Told) => void, RegExp]>([
    [
      'its verdict',
      (told) => (told.verdict = 'clean'),
      /the verdict is clean, and its own findings come to banned/u,
    ],
    ['its exit status', (told) => (told.exitCode = 0), /the exit status is 0, and should be 1/u],
    ['its counts', (told) => (told.summary.banned = 0), /the summary counts 0 banned, and 1 are listed/u],
    ['a finding', (told) => (firstOf(told.sources).findings = []), /Findings that the report lacks/u],
    [
      'the digest of a ban',
      (told) => (firstOf(told.bans).digest = `sha256:${'0'.repeat(64)}`),
      /ban russia-based-av-vendor differs/u,
    ],
    [
      'a ban that is not there',
      (told) => (firstOf(told.bans).id = 'no-such-ban'),
      /ban no-such-ban is not in this rule book/u,
    ],
    [
      'the digest of a manifest',
      (told) => (firstOf(firstOf(told.sources).manifests).sha256 = '0'.repeat(64)),
      /was changed: SHA-256 0{64}/u,
    ],
  ])('a report in which somebody changed %s does not hold', async (_, change, message) => {
    const told = JSON.parse(readFileSync(report, 'utf8')) as Told;
    change(told);
    writeFileSync(report, JSON.stringify(told));
    const { status, stdout } = await interdict(['verify', report]);
    expect(status).toBe(1);
    expect(stdout).toMatch(message);
  });

  test('a report without digests proves nothing', async () => {
    const told = JSON.parse(readFileSync(report, 'utf8')) as Told;
    for (const manifest of firstOf(told.sources).manifests) delete manifest.sha256;
    writeFileSync(report, JSON.stringify(told));
    const { status, stdout } = await interdict(['verify', report]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/has no digest in the report/u);
  });

  test('a waived finding is verified with and without its waiver', async () => {
    const waivers = join(folder, 'waivers.yaml');
    writeFileSync(
      waivers,
      `- ban: russia-based-av-vendor
  program: { id: deb:kesl }
  reason: Malware lab
  owner: security@example.org
  expires: 2999-12-31
`,
    );
    expect((await interdict([machine, '-w', waivers, '-o', `json=${report}`])).status).toBe(0);
    expect((await interdict(['verify', report])).status).toBe(1);
    expect((await interdict(['verify', report, '--ignore-waivers'])).status).toBe(0);
    expect((await interdict(['verify', report, '-w', waivers])).status).toBe(0);
  });

  test('an inventory gives 2', async () => {
    await interdict(['inventory', machine, '-o', `json=${report}`]);
    const { status, stderr } = await interdict(['verify', report]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/verify needs a scan report/u);
  });
});

/** A report, as the tests change it. */
interface Told {
  verdict: string;
  exitCode: number;
  summary: { banned: number };
  bans: { id: string; digest: string }[];
  sources: { findings: unknown[]; manifests: { sha256?: string }[] }[];
}

function firstOf<Entry>(list: readonly Entry[]): Entry {
  const [first] = list;
  if (first === undefined) throw new Error('the list is empty');
  return first;
}
