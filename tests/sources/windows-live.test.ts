import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  classesExports,
  type ExportedKey,
  machineExports,
  softwareKeys,
  systemKeys,
  userExports,
} from '../../src/formats/registry/program-keys.ts';
import { placeFinder } from '../../src/readers/windows/registry-uninstall/places.ts';
import { scan } from '../../src/scan/index.ts';
import { windowsHost } from '../../src/sources/windows-live.ts';
import { type RunReg, windowsRegistry } from '../../src/sources/windows-registry.ts';
import type { Source, SourceFile } from '../../src/types.ts';

const uninstall = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const ash = 'S-1-5-21-1-2-3-1001';
const profiles = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList';

/** What a recorded machine would have exported and printed. */
const machine: Readonly<Record<string, string>> = {
  [`export HKLM\\${uninstall}`]: entry('HKEY_LOCAL_MACHINE', uninstall, 'Example AV 7'),
  [`export HKLM\\SOFTWARE\\WOW6432Node\\${uninstall.slice(9)}`]: entry(
    'HKEY_LOCAL_MACHINE',
    `SOFTWARE\\WOW6432Node\\${uninstall.slice(9)}`,
    'Весна',
  ),
  [`export HKU\\${ash}\\${uninstall.replace('SOFTWARE', 'Software')}`]: entry(
    `HKEY_USERS\\${ash}`,
    uninstall.replace('SOFTWARE', 'Software'),
    'Linden Player',
  ),
  'query HKU': `\r\nHKEY_USERS\\.DEFAULT\r\nHKEY_USERS\\${ash}\r\nHKEY_USERS\\${ash}_Classes\r\n\r\n`,
  [`query ${profiles} /s`]: `\r\nHKEY_LOCAL_MACHINE${profiles.slice(4)}\\${ash}\r\n    ProfileImagePath    REG_EXPAND_SZ    C:\\Users\\Ash\r\n\r\n`,
  'query HKLM\\SOFTWARE':
    '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\ExampleAV\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\r\n\r\n',
  'query HKLM': '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\r\nHKEY_LOCAL_MACHINE\\SYSTEM\r\n\r\n',
  [`query HKU\\${ash}`]: `\r\nHKEY_USERS\\${ash}\\Software\r\n\r\n`,
  [`query HKU\\${ash}\\Software`]: `\r\nHKEY_USERS\\${ash}\\Software\\Microsoft\r\n\r\n`,
  [`query HKU\\${ash}\\Software\\Microsoft`]: `\r\nHKEY_USERS\\${ash}\\Software\\Microsoft\\Windows\r\n\r\n`,
  [`query HKU\\${ash}\\Software\\Microsoft\\Windows\\CurrentVersion`]: `\r\nHKEY_USERS\\${ash}\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\r\n\r\n`,
  [`query HKU\\${ash}_Classes`]: `\r\nHKEY_USERS\\${ash}_Classes\\.txt\r\n\r\n`,
  'query HKLM\\SYSTEM\\CurrentControlSet':
    '\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\r\n\r\n',
};

function entry(root: string, key: string, name: string): string {
  return `Windows Registry Editor Version 5.00\r\n\r\n[${root}\\${key}]\r\n\r\n[${root}\\${key}\\One]\r\n"DisplayName"="${name}"\r\n\r\n`;
}

const folders = new Set<string>();

const run: RunReg = async (args) => {
  const [verb = '', key = '', ...rest] = args.filter((arg) => arg !== '/reg:64' && arg !== '/y');
  const recorded = machine[verb === 'export' ? `export ${key}` : [verb, key, ...rest].join(' ')];
  if (recorded === undefined) throw new Error('ERROR: Access is denied.');
  if (verb !== 'export') return Buffer.from(recorded);
  folders.add(dirname(rest[0] ?? ''));
  writeFileSync(rest[0] ?? '', `\ufeff${recorded}`, 'utf16le');
  return new Uint8Array();
};

/** A volume with the hives of a user who is logged on and of one who is not. */
function volume(...paths: readonly string[]): Source {
  const asked: string[] = [];
  return {
    name: 'c',
    kind: 'folder',
    layout: 'root',
    async *files(globs) {
      asked.push(...globs);
      for (const path of paths) yield locked(path);
    },
  };
}

function locked(path: string): SourceFile {
  const fail = async () => {
    throw new Error('permission denied');
  };
  const tree = { path, read: () => undefined, exists: () => false, list: () => [] };
  return {
    path,
    folder: false,
    globs: ['Users/*/NTUSER.DAT'],
    problem: 'permission denied',
    head: fail,
    bytes: fail,
    resolver: tree,
  };
}

async function scanned(...paths: readonly string[]) {
  const host = windowsHost(volume(...paths), windowsRegistry(run));
  return scan(host, { readers: ['registry-uninstall'] });
}

test('programs of both views and of loaded users come from exports', async () => {
  const outcome = await scanned();
  const programs = outcome.sightings.filter((sighting) => sighting.kind !== 'trace');
  expect(programs.map(({ name, user }) => [name, user])).toEqual([
    ['Example AV 7', undefined],
    ['Linden Player', ash],
    ['Весна', undefined],
  ]);
});

test('the names of vendors are traces', async () => {
  const outcome = await scanned();
  const traces = outcome.sightings.filter((sighting) => sighting.kind === 'trace');
  expect(traces.flatMap((trace) => trace.ids ?? [])).toContain('registry-key:HKLM\\SOFTWARE\\ExampleAV');
});

test('a key that is there and cannot be exported is reported, with advice; one that is not there is nothing', async () => {
  const { gaps: unread } = await scanned();
  expect(unread.map(({ path }) => path)).toEqual([
    'registry/HKLM/SOFTWARE/Policies',
    'registry/HKLM/SYSTEM/CurrentControlSet/Services',
  ]);
  expect(unread[0]?.reason).toMatch(/Access is denied.*administrator/u);
});

test('hives of the system and of loaded users are not opened; those of others are', async () => {
  const { gaps: unread } = await scanned(
    'Windows/System32/config/SYSTEM',
    'Users/ash/NTUSER.DAT',
    'Users/Ash/AppData/Local/Microsoft/Windows/UsrClass.dat',
    'Users/birch/NTUSER.DAT',
  );
  const hives = unread.filter(({ path }) => !path.startsWith('registry/'));
  expect(hives).toEqual([
    {
      kind: 'unreadable',
      path: 'Users/birch/NTUSER.DAT',
      reason: 'permission denied (as administrator it may be readable)',
    },
  ]);
});

test('the private folder is gone when the source is closed', async () => {
  await scanned();
  expect([...folders].map((folder) => dirname(folder))).toContain(tmpdir());
  expect([...folders].filter((folder) => existsSync(folder))).toEqual([]);
  expect(readdirSync(tmpdir()).filter((name) => folders.has(join(tmpdir(), name)))).toEqual([]);
});

/** Every key of the table, as it is exported: where it has a `*`, of each key below. */
const exported = (exports: readonly ExportedKey[]) =>
  exports.map(({ key, within }) => (within === undefined ? key : `${key}\\*\\${within}`));

describe('the table of keys', () => {
  const known = [
    ...softwareKeys.map(({ path }) => `HKLM\\SOFTWARE\\${path}`),
    ...systemKeys.map(({ path }) => `HKLM\\SYSTEM\\${path}`),
  ];

  test.each(known)('%s is exported of a machine', (path) => {
    const parts = exported(machineExports).map((key) => key.split('\\'));
    const names = path.split('\\');
    expect(parts.some((part) => part.every((name, at) => names[at] === name))).toBe(true);
  });

  test('is asked of a running machine and of each account whole', async () => {
    const asked = new Set<string>();
    const record: RunReg = async (args) => {
      if (args[0] === 'export') asked.add(args[1] ?? '');
      return run(args);
    };
    await scan(windowsHost(volume(), windowsRegistry(record)), { readers: ['registry-uninstall'] });
    const simple = machineExports.filter(({ within }) => within === undefined).map(({ key }) => key);
    const ofUser = userExports
      .filter(({ key }) => !key.includes('WOW6432Node'))
      .map(({ key }) => `HKU\\${ash}\\${key}`);
    const ofClasses = classesExports.map(({ key }) => `HKU\\${ash}_Classes\\${key}`);
    expect([...asked].sort()).toEqual([...simple, ...ofUser, ...ofClasses].sort());
  });

  test('is what the collector of the examples takes', () => {
    const script = readFileSync('examples/fleet/collect-windows.ps1', 'utf8');
    const block = (name: string) =>
      [...(script.split(`$${name} = @(`)[1]?.split('\n)')[0] ?? '').matchAll(/'(?<key>[^']+)'/gu)].map(
        ({ groups }) => groups?.['key'],
      );
    expect(block('machineKeys')).toEqual(exported(machineExports));
    expect(block('userKeys')).toEqual(exported(userExports));
    expect(block('classesKeys')).toEqual(exported(classesExports));
  });

  test('has a place for every key that is exported alone', () => {
    const roots = [...exported(machineExports), ...exported(userExports).map((key) => `HKU\\${ash}\\${key}`)];
    const placeOf = placeFinder();
    expect(roots.filter((key) => placeOf(key.replace('*', ash)) === undefined)).toEqual([]);
  });
});
