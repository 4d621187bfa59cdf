import { expect, test } from 'vitest';
import { csvTitles } from '../../src/formats/table/csv.ts';
import { beginningOf } from '../../src/formats/text/decode.ts';

const table = (first: string) => Buffer.from(`${first};Größe\nAlder;1\n`, 'latin1');

test('a head is decoded once for all readers that ask about it, and each head by itself', () => {
  const [one, other] = [table('Name'), table('Produkt')];
  const titles = csvTitles(one);
  expect(titles).toEqual(['Name', 'Größe']);
  expect(csvTitles(one)).toBe(titles);
  expect(csvTitles(other)).toEqual(['Produkt', 'Größe']);
  expect(csvTitles(one)).toEqual(titles);
  expect(beginningOf(other)).toBe('Produkt;Größe\nAlder;1\n');
  expect(beginningOf(Uint8Array.of(0, 1, 2, 0xff, 0, 0, 7))).toBeUndefined();
});
