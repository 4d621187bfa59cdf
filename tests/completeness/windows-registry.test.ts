/** What has to be there of the registry of Windows: hives of a volume, exported keys, profiles and control sets. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import { type SmallHive, writeHive } from '../support/small-hive.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'interdict-registry-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const LIST = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';
const NT = 'Microsoft\\Windows NT\\CurrentVersion';
const ASH = 'S-1-5-21-1-2-3-1001';
const CONFIG = 'Windows/System32/config';

const software: SmallHive = {
  [`${LIST}\\Linden`]: { DisplayName: 'Linden Player' },
  [NT]: { SystemRoot: 'C:\\Windows' },
  [`${NT}\\ProfileList\\S-1-5-18`]: { ProfileImagePath: '%systemroot%\\system32\\config\\systemprofile' },
};
const system: SmallHive = {
  'ControlSet001\\Services\\Elder': { Type: 16, Start: 2, ImagePath: 'C:\\Elder\\elder.exe' },
  'ControlSet002\\Services\\Gone': { Type: 16, Start: 2, ImagePath: 'C:\\Gone\\gone.exe' },
  Select: { Current: 1, Default: 1 },
};
const user: SmallHive = { [`Software\\${LIST}\\Rowan`]: { DisplayName: 'Rowan Notes' } };

function profile(account: string, folder: string): SmallHive {
  return { [`${NT}\\ProfileList\\${account}`]: { ProfileImagePath: folder } };
}

async function gaps(): Promise<string[]> {
  const result = await scan(await openSource(root));
  return result.gaps.map(({ path, reason }) => `${path}: ${reason}`);
}

async function names(): Promise<string[]> {
  return (await scan(await openSource(root))).sightings.map(({ name }) => name);
}

describe('a volume of Windows', () => {
  test('with its hives and the hive of each profile lacks nothing', async () => {
    writeHive(root, `${CONFIG}/SOFTWARE`, { ...software, ...profile(ASH, 'C:\\Users\\Ash') });
    writeHive(root, `${CONFIG}/SYSTEM`, system);
    writeHive(root, 'Users/Ash/NTUSER.DAT', user);
    for (const name of ['Public', 'Default', 'leftover']) mkdirSync(join(root, 'Users', name));
    expect(await gaps()).toEqual([]);
  });

  test.each([['SYSTEM'], ['SOFTWARE']])('without %s is incomplete', async (lost) => {
    writeHive(root, `${CONFIG}/SAM`, { SAM: {} });
    if (lost !== 'SOFTWARE') writeHive(root, `${CONFIG}/SOFTWARE`, software);
    if (lost !== 'SYSTEM') writeHive(root, `${CONFIG}/SYSTEM`, system);
    expect((await gaps()).filter((gap) => gap.startsWith(`${CONFIG}/${lost}: `))).toHaveLength(1);
  });

  test('whose hives have lost their keys is incomplete', async () => {
    writeHive(root, `${CONFIG}/SOFTWARE`, software);
    writeHive(root, `${CONFIG}/SYSTEM`, { 'ControlSet001\\Services': {}, Select: { Current: 1 } });
    expect(await gaps()).toEqual([
      `${CONFIG}/SYSTEM: the services of this Windows are missing: the hive has no key for them`,
    ]);
  });

  test.each([
    ['C:\\Users\\Ash', 'users/ash/NTUSER.DAT'],
    ['%SystemDrive%\\Konten\\Ash', 'konten/ash/NTUSER.DAT'],
    ['D:\\Users\\Ash', '.'],
  ])('is incomplete without the hive of the profile %s', async (folder, path) => {
    writeHive(root, `${CONFIG}/SOFTWARE`, { ...software, ...profile(ASH, folder) });
    writeHive(root, `${CONFIG}/SYSTEM`, system);
    expect(await gaps()).toEqual([
      `${path}: the registry of account ${ASH} is missing (ProfileList names ${folder})`,
    ]);
  });

  test('is read in every folder that has a profile', async () => {
    writeHive(root, `${CONFIG}/SOFTWARE`, { ...software, ...profile(ASH, 'C:\\Konten\\Ash') });
    writeHive(root, `${CONFIG}/SYSTEM`, system);
    writeHive(root, 'Konten/Ash/NTUSER.DAT', user);
    expect(await gaps()).toEqual([]);
    expect(await names()).toContain('Rowan Notes');
  });

  test('is incomplete without the hive of a home, where no profile is named', async () => {
    writeHive(root, `${CONFIG}/SOFTWARE`, { [`${LIST}\\Linden`]: { DisplayName: 'Linden Player' } });
    writeHive(root, `${CONFIG}/SYSTEM`, system);
    mkdirSync(join(root, 'Users/birch'), { recursive: true });
    expect(await gaps()).toEqual(['Users/birch/NTUSER.DAT: the registry of account birch is missing']);
  });

  test('is incomplete without the packages of an account', async () => {
    writeHive(root, `${CONFIG}/SOFTWARE`, { ...software, ...profile(ASH, 'C:\\Users\\Ash') });
    writeHive(root, `${CONFIG}/SYSTEM`, system);
    writeHive(root, 'Users/Ash/NTUSER.DAT', user);
    const folder = 'Users/Ash/AppData/Local/Microsoft/Windows';
    mkdirSync(join(root, folder), { recursive: true });
    expect(await gaps()).toEqual([
      `${folder}/UsrClass.dat: the registry of the packages of account ash is missing`,
    ]);
    writeHive(root, `${folder}/UsrClass.dat`, { 'Local Settings': {} });
    expect(await gaps()).toEqual([]);
  });
});

describe('sets of settings', () => {
  const services = async () => {
    const { sightings } = await scan(await openSource(root));
    const counted = sightings.filter(({ state }) => state !== 'residue').map(({ name }) => name);
    return counted.filter((name) => ['Elder', 'Gone'].includes(name));
  };

  test('count when they are current', async () => {
    writeHive(root, 'SYSTEM', system);
    expect(await services()).toEqual(['Elder']);
    writeHive(root, 'SYSTEM', { ...system, Select: { Current: 2, Default: 1 } });
    expect(await services()).toEqual(['Gone']);
  });

  test('all count when none is named, and the loss of the one that is named is reported', async () => {
    writeHive(root, 'SYSTEM', { ...system, Select: {} });
    expect(await services()).toEqual(['Elder', 'Gone']);
    writeHive(root, 'SYSTEM', { ...system, Select: { Current: 3 } });
    expect((await gaps()).join()).toContain('ControlSet003, which Select names as current, has no services');
  });

  test('of an export count when they are current, before or behind Select', async () => {
    const set = (number: number, name: string) => [
      `[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet00${number}\\Services\\${name}]`,
      '"Type"=dword:00000010',
    ];
    const select = ['[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]', '"Current"=dword:00000002'];
    write('a.reg', [...set(1, 'Elder'), '', ...set(2, 'Gone'), '', ...select]);
    expect(await services()).toEqual(['Gone']);
    write('a.reg', [...select, '', ...set(1, 'Elder')]);
    expect(await services()).toEqual([]);
  });

  test('a service that a removal has marked is left over', async () => {
    writeHive(root, 'SYSTEM', {
      'ControlSet001\\Services\\Elder': { Type: 16, Start: 2, DeleteFlag: 1 },
      Select: { Current: 1 },
    });
    const { sightings } = await scan(await openSource(root));
    expect(sightings.map(({ name, state }) => [name, state])).toContainEqual(['Elder', 'residue']);
  });
});

describe('exported keys', () => {
  const machine = ['[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Linden]'];
  const narrow = [
    '[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Birch]',
    '"DisplayName"="Birch"',
  ];
  const services = [
    '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Elder]',
    '"Type"=dword:00000010',
  ];
  const account = [
    `[HKEY_USERS\\${ASH}\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Rowan]`,
    '"DisplayName"="Rowan Notes"',
  ];
  const appPath = [
    '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths\\x.exe]',
    '@="C:\\\\x.exe"',
  ];
  const profiles = [
    `[HKEY_LOCAL_MACHINE\\SOFTWARE\\${NT}\\ProfileList\\${ASH}]`,
    '"ProfileImagePath"="C:\\\\Users\\\\Ash"',
  ];

  test.each([
    ['services', services, 'only services are in it, and no list of programs of the machine'],
    ['an account', account, 'only keys of accounts are in it, and no list of programs of the machine'],
    ['App Paths', appPath, 'only other keys of the registry are in it, and no list'],
    ['32-bit programs', narrow, 'only the list of 32-bit programs is in it'],
  ])('of %s alone are no inventory', async (_, lines, reason) => {
    write('a.reg', lines);
    expect((await gaps()).join()).toContain(reason);
  });

  test('of the machine are one, together with others', async () => {
    write('a.reg', [...machine, '"DisplayName"="Linden Player"']);
    expect(await gaps()).toEqual([]);
    for (const [name, lines] of [
      ['b', services],
      ['c', account],
      ['d', narrow],
    ] as const)
      write(`${name}.reg`, lines);
    expect(await gaps()).toEqual([]);
  });

  test('lack the 32-bit programs where the system shows to have some', async () => {
    write('a.reg', [...machine, '"InstallLocation"="C:\\\\Program Files (x86)\\\\Linden"']);
    expect((await gaps()).join()).toContain('the list of 32-bit programs is missing');
    write('b.reg', narrow);
    expect(await gaps()).toEqual([]);
  });

  test('lack the accounts that an exported list of profiles names', async () => {
    write('a.reg', [...machine, '"DisplayName"="Linden Player"']);
    write('b.reg', profiles);
    expect(await gaps()).toEqual([
      `.: the registry of account ${ASH} is missing (ProfileList names C:\\Users\\Ash)`,
    ]);
    writeHive(root, `accounts/${ASH}/NTUSER.DAT`, user);
    expect(await gaps()).toEqual([]);
    rmSync(join(root, 'accounts'), { recursive: true });
    write('c.reg', account);
    expect(await gaps()).toEqual([]);
  });

  test('that a collector took, without a program in them, are parts of one', async () => {
    write('a.reg', [...machine, '"DisplayName"="Linden Player"']);
    write('b.reg', ['[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies]']);
    write('c.reg', ['[HKEY_LOCAL_MACHINE\\SOFTWARE\\Chromium]']);
    write('d.reg', [
      `[HKEY_USERS\\${ASH}\\Software\\Microsoft]`,
      '',
      `[HKEY_USERS\\${ASH}\\Software\\Elder]`,
    ]);
    expect(await gaps()).toEqual([]);
    rmSync(join(root, 'a.reg'));
    expect((await gaps()).join()).toContain('no list of programs of the machine');
  });

  test('beside a list of another tool are an addition', async () => {
    write('a.reg', services);
    writeFileSync(join(root, 'programs.csv'), '"DisplayName","DisplayVersion"\r\n"Linden Player","1"\r\n');
    expect(await gaps()).toEqual([]);
  });
});

function write(path: string, lines: readonly string[]): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, ['Windows Registry Editor Version 5.00', '', ...lines, '', ''].join('\r\n'));
}
