/** What is looked for in a source is worked out once for all sources of the same options. */
import { expect, test } from 'vitest';
import { everyCheck, seenOf, signsOf } from '../../src/completeness/signs.ts';
import { type PlanOptions, readPlan } from '../../src/scan/read-plan.ts';
import { folderSource } from '../../src/sources/folder.ts';
import type { Reader, Source } from '../../src/types.ts';

const own: Reader = { id: 'own', title: 'Own', paths: ['own.txt'], *read() {} };

test('options that say the same have one plan', () => {
  const plan = readPlan({ fingerprints: ['opt/alder', 'opt/birch'] });
  expect(readPlan({ fingerprints: ['opt/alder', 'opt/birch'] })).toBe(plan);
});

test.each<[PlanOptions]>([
  [{ fingerprints: ['opt/alder'] }],
  [{ fingerprints: ['opt/birch', 'opt/alder'] }],
  [{ fingerprints: ['opt/alder', 'opt/birch', 'opt/cedar'] }],
  [{}],
  [{ fingerprints: ['opt/alder', 'opt/birch'], readers: ['dpkg-status'] }],
  [{ fingerprints: ['opt/alder', 'opt/birch'], ownReaders: [own] }],
  [{ fingerprints: ['opt/alder', 'opt/birch'], as: own }],
])('%j has another', (options) => {
  const plan = readPlan({ fingerprints: ['opt/alder', 'opt/birch'] });
  const other = readPlan(options);
  expect(other).not.toBe(plan);
  expect([...other.fingerprints]).toEqual(options.fingerprints ?? []);
  expect(other.readersOf('own.txt').includes(own)).toBe('ownReaders' in options);
});

test('a reader is asked about its places on the data volume of a Mac, too', () => {
  const plan = readPlan({});
  const readers = (glob: string) => plan.readersOf(glob).map(({ id }) => id);
  expect(readers('Applications/**/*.app/Contents/Info.plist')).toEqual(['mac-app']);
  expect(readers('System/Volumes/Data/Applications/**/*.app/Contents/Info.plist')).toEqual(['mac-app']);
  expect(readers('var/lib/dpkg/status')).toEqual(['dpkg-status']);
  expect(readers('System/Volumes/Data/var/lib/dpkg/status')).toEqual([]);
});

test('sources that lack the same have one list of globs for a second look', () => {
  const source = folderSource('fixtures/machines/alder');
  const seen = (layout: Source['layout']) => seenOf({ ...source, layout }, ['debian'], [], []);
  const [signs, others] = [signsOf(everyCheck), signsOf(everyCheck)];
  expect(signs.neededLater(seen('root'))).toContain('var/lib/dpkg/info/*.list');
  expect(others.neededLater(seen('root'))).toBe(signs.neededLater(seen('root')));
  expect(others.neededLater(seen('handed'))).not.toBe(signs.neededLater(seen('root')));
});
