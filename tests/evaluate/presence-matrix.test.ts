/** Installed, left behind and portable: each of the products that bans concern most, on each of its systems. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { pathFingerprints } from '../../src/catalogue/index.ts';
import { createEvaluator, verdictOf } from '../../src/evaluate/index.ts';
import { scan } from '../../src/scan/index.ts';
import type { Ban } from '../../src/schema/index.ts';
import { folderSource } from '../../src/sources/folder.ts';
import { writeAged } from '../support/aged-file.ts';
import { builtInCatalogue, vendors } from '../support/built-in.ts';
import { removeFolders } from '../support/remove-folders.ts';
import { writeHive } from '../support/small-hive.ts';
import { type Machine, plist, type Row, rows } from './presence-products.ts';

const bans = [...new Set(rows.map(({ vendor }) => vendor))].map(
  (vendor): Ban => ({ id: vendor, title: vendor, why: 'House rule.', severity: 'ban', match: { vendor } }),
);
const evaluator = await createEvaluator(builtInCatalogue('2026-11-24'), bans);
const fingerprints = pathFingerprints({ vendors, bans });
const made: string[] = [];
afterAll(() => removeFolders(made));

const SYSTEMS: Record<Row['system'], (root: string, machine: Machine) => void> = {
  windows(root, { uninstall = [], services = {} }) {
    const programs = [['7-Zip', 'Igor Pavlov'] as const, ...uninstall].map(
      ([DisplayName, Publisher]): [string, Record<string, string>] => [
        `Microsoft\\Windows\\CurrentVersion\\Uninstall\\${DisplayName}`,
        { DisplayName, Publisher, DisplayVersion: '1.2' },
      ],
    );
    writeHive(root, 'Windows/System32/config/SOFTWARE', Object.fromEntries(programs));
    writeHive(root, 'Users/ash/NTUSER.DAT', { 'Software\\Example': { Name: 'x' } });
    writeHive(root, 'Windows/System32/config/SYSTEM', {
      Select: { Current: 1 },
      ...Object.fromEntries(
        Object.entries({ Spooler: 'C:\\Windows\\System32\\spoolsv.exe', ...services }).map(
          ([name, ImagePath]) => [`ControlSet001\\Services\\${name}`, { Type: 16, Start: 2, ImagePath }],
        ),
      ),
    });
  },
  macos(root) {
    const version = { ProductName: 'macOS', ProductVersion: '15.1' };
    put(root, 'System/Library/CoreServices/SystemVersion.plist', plist(version));
    const safari = {
      CFBundleIdentifier: 'com.apple.Safari',
      CFBundleName: 'Safari',
      CFBundlePackageType: 'APPL',
    };
    put(root, 'Applications/Safari.app/Contents/Info.plist', plist(safari));
  },
  linux(root) {
    put(root, 'etc/os-release', 'ID=debian\n');
    const bash = 'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5\n\n';
    put(root, 'var/lib/dpkg/status', bash);
  },
};

function put(root: string, name: string, content: string | Buffer): void {
  mkdirSync(join(root, dirname(name)), { recursive: true });
  writeAged(join(root, name), content, { mode: 0o755 });
}

async function judged(system: Row['system'], machine: Machine, deep: boolean) {
  const root = mkdtempSync(join(tmpdir(), 'interdict-products-'));
  made.push(root);
  SYSTEMS[system](root, machine);
  for (const [name, content] of Object.entries(machine.files ?? {})) put(root, name, content);
  const { sightings, os, name, gaps: unread } = await scan(folderSource(root), { fingerprints, deep });
  const { findings, gaps } = evaluator.evaluate({ name, ...(os ? { os } : {}) }, sightings);
  return {
    verdict: verdictOf([{ findings, gaps: [...unread, ...gaps] }]),
    states: findings.map(({ ban, program: { state = 'installed' } }) => `${ban} ${state}`),
    gaps: [...unread, ...gaps].map(({ path, reason }) => `${path}: ${reason}`),
  };
}

describe.each(rows.map((row): [string, Row] => [`${row.product} on ${row.system}`, row]))('%s', (_, row) => {
  const { vendor, system } = row;

  test('is found where it is installed', async () => {
    const { verdict, states, gaps } = await judged(system, row.present, false);
    expect([verdict, gaps]).toEqual(['banned', []]);
    expect(states).toContain(`${vendor} installed`);
  });

  test('is residue where it was removed', async () => {
    const { verdict, states, gaps } = await judged(system, row.left, true);
    expect([verdict, gaps]).toEqual(['clean', []]);
    expect(new Set(states)).toEqual(new Set([`${vendor} residue`]));
  });

  test('is found by its file alone, by those who search for it', async () => {
    expect(await judged(system, row.portable, false)).toEqual({ verdict: 'clean', states: [], gaps: [] });
    const { verdict, states, gaps } = await judged(system, row.portable, true);
    expect([verdict, gaps]).toEqual(['banned', []]);
    expect(new Set(states)).toEqual(new Set([`${vendor} installed`]));
  });
});
