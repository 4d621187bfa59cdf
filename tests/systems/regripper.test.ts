/** Records of execution in hives, as RegRipper reads them: one hive for each layout of each record. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';
import { missingTools, scratch } from '../support/binary-harness.ts';
import { plugin } from '../support/regripper.ts';
import { writeHive } from '../support/small-hive.ts';
import {
  cacheOfEight,
  cacheOfSeven,
  cacheOfTen,
  cacheOfVista,
  cacheOfXp,
  filetime,
} from '../support/windows-records.ts';

const place = scratch();
afterAll(() => place.clear());
const without = missingTools('regripper');
if (without.length > 0) console.log(`skipped: no ${without.join(', ')}`);

describe.skipIf(without.length > 0)('RegRipper agrees', () => {
  const PATHS = ['C:\\Windows\\explorer.exe', 'C:\\Program Files\\Example Lab\\exscan.exe'];
  test.each([
    ['XP', cacheOfXp(PATHS.map((path) => ({ path, updated: '2010-05-05T00:00:00Z' }))), 'AppCompatibility'],
    ['Vista, 32 bits', cacheOfVista(PATHS, 32), 'AppCompatCache'],
    ['Vista, 64 bits', cacheOfVista(PATHS, 64), 'AppCompatCache'],
    ['7, 32 bits', cacheOfSeven(PATHS, 32), 'AppCompatCache'],
    ['7, 64 bits', cacheOfSeven(PATHS, 64), 'AppCompatCache'],
    ['8', cacheOfEight(PATHS, '8.0'), 'AppCompatCache'],
    ['8.1', cacheOfEight(PATHS, '8.1'), 'AppCompatCache'],
    ['8.1, without the size of its header', cacheOfEight(PATHS, '8.1', 0), 'AppCompatCache'],
    ['10', cacheOfTen(PATHS, 48), 'AppCompatCache'],
    ['10 since 1703', cacheOfTen(PATHS), 'AppCompatCache'],
  ])('with the compatibility cache of Windows %s', async (_, data, key) => {
    const hive = place.path('SYSTEM');
    writeHive(place.folder, 'SYSTEM', {
      Select: { Current: 1 },
      [`ControlSet001\\Control\\Session Manager\\${key}`]: { AppCompatCache: data },
    });
    const theirs = plugin('appcompatcache', hive).filter((line) => line.startsWith('C:'));
    expect(theirs.map((line) => line.split('  ')[0]).sort()).toEqual([...PATHS].sort());
    const { sightings, gaps } = await scan(memorySource(readFileSync(hive), 'SYSTEM'));
    expect(gaps.map(({ reason }) => reason).filter((reason) => reason.includes('cache'))).toEqual([]);
    const ours = sightings.flatMap(({ executable }) => executable ?? []);
    expect(ours.sort()).toEqual(PATHS.map((path) => path.slice(2).replaceAll('\\', '/')).sort());
  });

  test('with the last runs of an account', async () => {
    const time = Buffer.alloc(24);
    time.writeBigUInt64LE(filetime('2026-11-21T09:00:00Z'), 0);
    const paths = ['\\Device\\HarddiskVolume3\\Example\\exscan.exe', '\\Device\\HarddiskVolume3\\x\\y.exe'];
    writeHive(place.folder, 'SYSTEM', {
      Select: { Current: 1 },
      'ControlSet001\\Services\\bam\\State\\UserSettings\\S-1-5-21-1-2-3-1001': Object.fromEntries([
        ...paths.map((path) => [path, time]),
        ['Version', 1],
      ]),
    });
    const theirs = plugin('bam', place.path('SYSTEM')).filter((line) => line.includes(' - \\'));
    const days = theirs.map((line) => line.trim().replace(/ [\d:]+Z - /u, ' '));
    expect(days).toEqual(paths.map((path) => `2026-11-21 ${path}`));
    const { sightings } = await scan(memorySource(readFileSync(place.path('SYSTEM')), 'SYSTEM'));
    const ours = sightings.flatMap(({ executable, lastSeen }) =>
      lastSeen ? [`${executable} ${lastSeen}`] : [],
    );
    expect(ours.sort()).toEqual(['/example/exscan.exe 2026-11-21', '/x/y.exe 2026-11-21']);
  });
});
