/** A table of names gives each back, finds it again, and sorts as texts are sorted. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { order } from '../../src/matching/compare-text.ts';
import { namesAt, nameTable } from '../../src/matching/name-table.ts';

/** Letters of one to four bytes, with those whose order by bytes is not that of their UTF-16 units. */
const unit = fc.constantFrom(
  'a',
  'b',
  'Z',
  '-',
  '.',
  'é',
  'ж',
  '\uFF21',
  '\uE000',
  '\uD7FF',
  '😀',
  '\u{10FFFF}',
);
const name = fc.string({ unit, maxLength: 4 });

test('names have numbers in the order in which they came first, and are found by them', () => {
  fc.assert(
    fc.property(fc.array(name), fc.array(name), (some, others) => {
      const table = nameTable();
      const unique = [...new Set(some)];
      for (const each of some) expect(table.add(each)).toBe(unique.indexOf(each));
      expect([...table]).toEqual(unique);
      for (const each of [...some, ...others]) {
        const number = unique.indexOf(each);
        expect(table.find(each)).toBe(number < 0 ? undefined : number);
      }
    }),
  );
});

test('names are sorted by their UTF-16 units', () => {
  fc.assert(
    fc.property(fc.array(name), (some) => {
      const table = nameTable();
      for (const each of some) table.add(each);
      const sorted = namesAt(table, table.sorted());
      const wanted = [...new Set(some)].sort(order);
      expect([...sorted]).toEqual(wanted);
      expect(wanted.map(sorted.find)).toEqual([...wanted.keys()]);
      expect(sorted.find('not there')).toBeUndefined();
    }),
  );
});

test('some of many names are those of an order of their own', () => {
  const table = nameTable();
  const all = Array.from({ length: 10_000 }, (_, at) => `host-${at}.example.org`);
  for (const each of all) table.add(each);
  const some = namesAt(table, Uint32Array.of(9999, 0, 500));
  expect([...some]).toEqual([all[9999], all[0], all[500]]);
  expect([some.find('host-500.example.org'), some.find('host-1.example.org')]).toEqual([2, undefined]);
  expect(all.map(table.find)).toEqual([...all.keys()]);
});
