import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Hive, type HiveKey, openHive } from '../../src/formats/registry/hive.ts';
import { regKeys } from '../../src/formats/registry/reg.ts';
import type { RegistryData } from '../../src/formats/registry/registry-tree.ts';
import { registryUninstall } from '../../src/readers/windows/registry-uninstall/index.ts';
import type { FileResolver, Program } from '../../src/types.ts';

const fixtures = 'fixtures/readers/registry-uninstall';
const seed = `${fixtures}/hive/Windows/System32/config/SOFTWARE`;
const corpus = '../shared/corpus';
const folder = mkdtempSync(join(tmpdir(), 'interdict-hive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasHivex = spawnSync('hivexregedit', ['--help']).error === undefined;
if (!hasHivex) console.log('skipped: hivexregedit is not there (libwin-hivex-perl)');
const hasCorpus = existsSync(`${corpus}/regf-hive`);
if (!hasCorpus) console.log(`skipped: ${corpus} is not there`);

function alone(path: string): FileResolver {
  return { path, read: () => undefined, exists: () => false, list: () => [] };
}

/** Every key of a hive with its strings and numbers, by its path in lower case. */
function everything(bytes: Uint8Array, logs: readonly Uint8Array[] = []) {
  const hive = openHive(bytes, logs);
  const found = new Map<string, Record<string, RegistryData>>();
  if (hive.root !== undefined) collect(hive, hive.root, '', found, 0);
  return { found, faults: hive.faults };
}

function collect(
  hive: Hive,
  key: HiveKey,
  path: string,
  found: Map<string, Record<string, RegistryData>>,
  depth: number,
) {
  expect(depth).toBeLessThan(600);
  found.set(path.toLowerCase(), plain(hive.values(key)));
  for (const child of hive.keys(key)) collect(hive, child, `${path}\\${child.name}`, found, depth + 1);
}

function plain(values: ReadonlyMap<string, RegistryData>): Record<string, RegistryData> {
  return Object.fromEntries([...values].filter(([, data]) => !(data instanceof Uint8Array)));
}

function programs(bytes: Uint8Array, path: string): Program[] {
  return [...registryUninstall.read(bytes, alone(path))];
}

describe.skipIf(!hasHivex)('beside libhivex', () => {
  const env = { ...process.env, PERL_UNICODE: 'SD' };

  test('a hive that hivexregedit makes of an export has the same programs', () => {
    const entries = Array.from({ length: 300 }, (_, at) => {
      const publisher = at % 3 === 0 ? '' : `"Publisher"="ООО «Весна ${at}»"\n`;
      return `[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Ключ ${at}]\n"DisplayName"="Programm ä ${at}"\n"DisplayVersion"="1.${at}"\n${publisher}"SystemComponent"=dword:0000000${at % 2}\n`;
    });
    const text = `Windows Registry Editor Version 5.00\n\n${entries.join('\n')}\n`;
    const [reg, hive] = [join(folder, 'many.reg'), join(folder, 'many')];
    writeFileSync(reg, text);
    copyFileSync(seed, hive);
    execFileSync('hivexregedit', ['--merge', '--prefix', 'HKEY_LOCAL_MACHINE\\SOFTWARE', hive, reg], { env });
    const bare = ({ name, version, publisher, ids, marks }: Program) => ({
      name,
      version,
      publisher,
      ids,
      marks,
    });
    const fromExport = programs(Buffer.from(text), 'many.reg').map(bare);
    const ofSeed = new Set(programs(readFileSync(seed), 'SOFTWARE').map(({ name }) => name));
    const fromHive = programs(readFileSync(hive), 'many')
      .map(bare)
      .filter(({ name }) => !ofSeed.has(name));
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(fromExport).toHaveLength(300);
    expect(fromHive.sort(byName)).toEqual(fromExport.sort(byName));
  });

  const hives = [
    'plaso/NTUSER-WIN7.DAT',
    'plaso/NTUSER.DAT',
    'plaso/NTUSER-CCLEANER.DAT',
    'plaso/regf_NTUSER.DAT',
    'plaso/winreg_win10-Amcache.hve',
    'hivex/minimal',
    'hivex/rlenvalue_test_hive',
    'nt-hive2/testhive',
    'notatin/NTUSER.DAT',
    'notatin/win7_ntuser.dat',
  ].map((name) => `${corpus}/regf-hive/${name}`);

  test.each([seed, ...(hasCorpus ? hives : [])])(
    '%s has the keys, strings and numbers that libhivex sees',
    (path) => {
      const text = execFileSync('hivexregedit', ['--export', path, '\\'], { env, maxBuffer: 1 << 28 });
      const theirs = new Map<string, Record<string, RegistryData>>();
      for (const event of regKeys(text, () => true)) {
        if ('fault' in event) throw new Error(event.fault);
        theirs.set(event.path === '\\' ? '' : event.path.toLowerCase(), plain(event.values));
      }
      const { found, faults } = everything(readFileSync(path));
      expect(faults).toEqual([]);
      expect([...found.keys()].sort()).toEqual([...theirs.keys()].sort());
      for (const [key, values] of theirs) expect(found.get(key), key).toEqual(values);
    },
  );
});

describe.skipIf(!hasCorpus)('the transaction logs of the author of the specification', () => {
  const yarp = `${corpus}/malformed/regf/yarp`;

  test.each([
    ['NewDirtyHive1__NewDirtyHive', ['.LOG1', '.LOG2'], 'NewDirtyHive1__RecoveredHive_Windows10'],
    ['NewDirtyHive2__NewDirtyHive', ['.LOG1', '.LOG2'], 'NewDirtyHive1__RecoveredHive_Windows10'],
    ['OldDirtyHive__OldDirtyHive', ['.LOG1'], 'OldDirtyHive__RecoveredHive_Windows7'],
  ])('%s becomes what Windows made of it', (name, endings, recovered) => {
    const logs = endings.map((ending) => readFileSync(`${yarp}/${name}${ending}`));
    const replayed = everything(readFileSync(`${yarp}/${name}`), logs);
    expect(replayed.faults).toEqual([]);
    expect(replayed.found).toEqual(everything(readFileSync(`${yarp}/${recovered}`)).found);
  });

  test.each(['BadLogHive1__BadLogHive', 'BadLogHive2__BadLogHive', 'BadLogHive3__BadLogHive'])(
    'the damaged log of %s is not applied, and that is reported',
    (name) => {
      const logs = ['.LOG1', '.LOG2']
        .map((ending) => `${yarp}/${name}${ending}`)
        .filter((path) => existsSync(path));
      const { faults } = everything(
        readFileSync(`${yarp}/${name}`),
        logs.map((path) => readFileSync(path)),
      );
      expect(faults).toEqual([expect.stringMatching(/last write was not finished/)]);
    },
  );
});

/** A copy of the seed with a number written at an offset of its bins; the checksum covers only the base block. */
function changed(change: (view: DataView) => void): Uint8Array {
  const bytes = Uint8Array.from(readFileSync(seed));
  change(new DataView(bytes.buffer, 4096));
  return bytes;
}

const root = 0x20;

test('a list of keys that leads back to its own key ends, and is reported', () => {
  const list = new DataView(readFileSync(seed).buffer.slice(0)).byteLength > 0 ? listOf() : 0;
  const bytes = changed((view) => view.setUint32(list + 8, root, true));
  const { faults } = everythingOf(bytes);
  expect(faults.join('\n')).toMatch(/another parent|can be read|twice/);
});

/** The offset of the list of keys below the root. */
function listOf(): number {
  const bytes = readFileSync(seed);
  return bytes.readUInt32LE(4096 + root + 4 + 28);
}

/** The programs that come before the fault, and the fault. */
function everythingOf(bytes: Uint8Array): { names: string[]; faults: string[] } {
  const names: string[] = [];
  try {
    for (const program of registryUninstall.read(bytes, alone('SOFTWARE'))) names.push(program.name);
  } catch (error) {
    return { names, faults: [String(error)] };
  }
  return { names, faults: [] };
}

test.each([
  [
    'the list of keys is out of range',
    (view: DataView) => view.setUint32(root + 4 + 28, 0x00ff_fff0, true),
    /not a cell/,
  ],
  ['a key is a free cell', (view: DataView) => view.setInt32(root, 0x58, true), /not a cell/],
  [
    'a bin has lost its signature',
    (view: DataView) => view.setUint32(0, 0, true),
    /no hive bin at offset 4096/,
  ],
  [
    'more keys are announced than there are',
    (view: DataView) => view.setUint32(root + 4 + 20, 9, true),
    /of 9 keys/,
  ],
])('a hive in which %s is reported', (_, change, reason) => {
  expect(everythingOf(changed(change)).faults.join('')).toMatch(reason);
});

test('a hive that is truncated gives what is whole and shows where it ends', () => {
  const whole = readFileSync(seed);
  for (let length = 0; length < whole.length; length += 97) {
    const { faults } = everythingOf(whole.subarray(0, length));
    expect(faults, `cut at ${length}`).not.toEqual([]);
  }
});

test('versions that are not known, logs alone and the registry of Windows 9x are refused by name', () => {
  const older = Uint8Array.from(readFileSync(seed));
  const view = new DataView(older.buffer);
  view.setUint32(24, 1, true);
  view.setUint32(508, view.getUint32(508, true) ^ 5 ^ 1, true);
  expect(everythingOf(older).faults.join('')).toMatch(/version 1\.1/);
  const log = readFileSync(`${fixtures}/unfinished-write/Windows/System32/config/SOFTWARE.LOG1`);
  expect(everythingOf(log).faults.join('')).toMatch(/transaction log/);
  expect(everythingOf(Buffer.from('CREG\0\0\x01\0')).faults.join('')).toMatch(/Windows 95/);
});
