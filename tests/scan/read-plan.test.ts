/** What is looked for in a source is worked out once for all sources of the same options. */
import { expect, test } from 'vitest';
import { type PlanOptions, readPlan } from '../../src/scan/read-plan.ts';
import type { Reader } from '../../src/types.ts';

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
  expect(other.wanted.has('own.txt')).toBe('ownReaders' in options);
});
