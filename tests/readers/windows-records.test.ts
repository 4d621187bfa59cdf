/** Records of execution and presence, against what other tools read in the same files. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { amcache } from '../../src/readers/windows/amcache.ts';
import { prefetch } from '../../src/readers/windows/prefetch.ts';
import { unpackMam } from '../../src/readers/windows/records/mam.ts';
import { shimCache } from '../../src/readers/windows/records/shim-cache.ts';
import { shortcut } from '../../src/readers/windows/shortcut.ts';
import { scan } from '../../src/scan/index.ts';
import { alone, memorySource } from '../../src/sources/file.ts';
import type { Program } from '../../src/types.ts';
import { missingTools, run, scratch } from '../support/binary-harness.ts';
import { amcacheLines, linesOf } from '../support/regripper.ts';
import {
  cacheOfEight,
  cacheOfSeven,
  cacheOfTen,
  cacheOfXp,
  filetime,
  packed,
  prefetchFile,
  shellLinkFile,
} from '../support/windows-records.ts';

const place = scratch();
afterAll(() => place.clear());

const VOLUME = '\\VOLUME{01d0000000000000-00000000}';
const withoutTools = missingTools('sccainfo', 'lnkinfo');
if (withoutTools.length > 0) console.log(`skipped: no ${withoutTools.join(', ')}`);

describe('a prefetch file', () => {
  test.each([17, 23, 26, 30, 31])('of version %i shows the last run and the path', (version) => {
    const bytes = prefetchFile(version, 'EXSCAN.EXE', `${VOLUME}\\EXAMPLE\\EXSCAN.EXE`, [
      '2026-11-20T10:00:00Z',
    ]);
    const [program] = [...prefetch.read(version < 30 ? bytes : packed(bytes), alone('x.pf'))];
    expect(program).toMatchObject({
      name: 'EXSCAN.EXE',
      executable: '/EXAMPLE/EXSCAN.EXE',
      lastSeen: '2026-11-20',
    });
  });

  test.skipIf(withoutTools.length > 0).each([17, 23, 26, 30])(
    'of version %i is what sccainfo reads',
    (version) => {
      const bytes = prefetchFile(version, 'EXSCAN.EXE', `${VOLUME}\\EXAMPLE\\EXSCAN.EXE`, [
        '2026-11-20T10:00:00Z',
      ]);
      writeFileSync(place.path('a.pf'), version < 30 ? bytes : packed(bytes));
      const reported = run('sccainfo', [place.path('a.pf')]);
      expect(reported).toMatch(/Executable filename\s*: EXSCAN\.EXE/u);
      expect(reported).toContain('Nov 20, 2026 10:00:00');
    },
  );

  test('unpacks what is longer than a block', () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7) & 255));
    expect(Buffer.from(unpackMam(packed(bytes))).equals(bytes)).toBe(true);
  });

  test('passed alone is no inventory', async () => {
    const { gaps } = await scan(memorySource(prefetchFile(23, 'A.EXE', '', []), 'A.EXE-1.pf'));
    expect(gaps[0]?.reason).toMatch(/inventor|recognised|no list/iu);
  });
});

describe('a shortcut', () => {
  test.skipIf(withoutTools.length > 0)('leads where lnkinfo says', () => {
    const bytes = shellLinkFile('C:\\Program Files\\Example\\exscan.exe');
    writeFileSync(place.path('Example.lnk'), bytes);
    expect(run('lnkinfo', [place.path('Example.lnk')])).toContain('C:\\Program Files\\Example\\exscan.exe');
    const [program] = [...shortcut.read(bytes, alone('Example.lnk'))];
    expect(program).toMatchObject({ name: 'Example', executable: '/Program Files/Example/exscan.exe' });
  });
});

describe('the compatibility cache', () => {
  const PATHS = ['C:\\Windows\\explorer.exe', '\\??\\C:\\Пример\\exscan.exe'];

  test.each([
    ['Windows 10', cacheOfTen(PATHS)],
    ['Windows 8', cacheOfEight(PATHS, '8.0')],
    ['Windows 8.1, without the size of its header', cacheOfEight(PATHS, '8.1', 0)],
    ['Windows 7 of 64 bits', cacheOfSeven(PATHS, 64)],
    ['Windows 7 of 32 bits', cacheOfSeven(PATHS, 32)],
    ['Windows XP', cacheOfXp(PATHS.map((path) => ({ path, updated: '2010-05-05T00:00:00Z' })))],
  ])('of %s', (name, data) => {
    const found = shimCache(data);
    expect(found.map(({ path }) => path)).toEqual(PATHS);
    expect(found[0]?.lastSeen).toBe(name === 'Windows XP' ? '2010-05-05' : undefined);
  });

  test('that is truncated or unknown is an error', () => {
    const data = cacheOfTen(PATHS);
    expect(() => shimCache(data.subarray(0, data.length - 20))).toThrow('truncated');
    expect(() => shimCache(Buffer.alloc(200, 0x41))).toThrow('unknown layout');
  });
});

test('an export of SYSTEM has the last runs of an account and the cache', async () => {
  const hex = (bytes: Buffer) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(',');
  const time = Buffer.alloc(24);
  time.writeBigUInt64LE(filetime('2026-11-21T09:00:00Z'), 0);
  const control = 'HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001';
  const text = [
    'Windows Registry Editor Version 5.00',
    '',
    `[${control}\\Control\\Session Manager\\AppCompatCache]`,
    `"AppCompatCache"=hex:${hex(cacheOfTen(['C:\\Example\\old.exe']))}`,
    '',
    `[${control}\\Services\\bam\\State\\UserSettings\\S-1-5-21-1-2-3-1001]`,
    `"\\\\Device\\\\HarddiskVolume3\\\\Example\\\\exscan.exe"=hex:${hex(time)}`,
    '"Version"=dword:00000001',
    '',
    '',
  ].join('\r\n');
  const { sightings } = await scan(memorySource(Buffer.from(text), 'system.reg'));
  const reported = sightings.filter(({ ids }) => ids?.some((id) => id.startsWith('process:')));
  expect(reported).toMatchObject([
    {
      name: 'exscan.exe',
      executable: '/example/exscan.exe',
      lastSeen: '2026-11-21',
      user: 'S-1-5-21-1-2-3-1001',
    },
    { name: 'old.exe', executable: '/Example/old.exe', state: 'residue' },
  ]);
});

const CORPUS = '../shared/corpus/regf-hive';
const hives = ['plaso/winreg_win10-Amcache.hve', 'velociraptor/Amcache.hve']
  .map((name) => `${CORPUS}/${name}`)
  .filter((path) => existsSync(path));
if (hives.length === 0) console.log('skipped: no real Amcache hives beside this checkout');

function programsIn(path: string): Program[] {
  const programs: Program[] = [];
  try {
    for (const program of amcache.read(readFileSync(path), alone('Amcache.hve'))) programs.push(program);
  } catch (error) {
    // One was copied while Windows wrote it.
    expect((error as Error).message).toContain('the last write was not finished');
  }
  return programs;
}

test.skipIf(hives.length === 0).each(hives)('%s has every file and program that libhivex sees', (path) => {
  const programs = programsIn(path);
  const script = 'cd \\Root\nls\n';
  writeFileSync(place.path('script'), script);
  const names = run('hivexsh', ['-f', place.path('script'), path])
    .trim()
    .split('\n');
  const below = (name: string) => {
    if (!names.includes(name)) return 0;
    writeFileSync(place.path('script'), `cd \\Root\\${name}\nls\n`);
    return run('hivexsh', ['-f', place.path('script'), path])
      .trim()
      .split('\n').length;
  };
  const entries = (name: string) => programs.filter(({ entry }) => entry?.startsWith(`${name}\\`)).length;
  for (const name of ['InventoryApplicationFile', 'InventoryApplication', 'Programs'])
    expect(entries(name), name).toBe(below(name));
  expect(programs.length).toBeGreaterThan(0);
  expect(programs.every(({ state }) => state === 'residue')).toBe(true);
});

const withoutRegRipper = missingTools('regripper');
if (withoutRegRipper.length > 0) console.log('skipped: no regripper');
const made = ['normal', 'first-layout'].map(
  (name) => `fixtures/readers/amcache/${name}/Windows/AppCompat/Programs/Amcache.hve`,
);

test.skipIf(withoutRegRipper.length > 0).each([...made, ...hives])(
  '%s has every program, file and day that RegRipper sees',
  (path) => {
    const wanted = amcacheLines(path);
    expect(wanted.length).toBeGreaterThan(0);
    expect(linesOf(programsIn(path)).sort()).toEqual(wanted.sort());
  },
);
