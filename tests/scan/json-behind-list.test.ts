/** JSON of an unknown format within or behind a list: what it wraps is read. */
import { expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const fields = ['Name', 'Version', 'Description', 'Architecture', 'URL', 'Packager', 'Validated By'];
const values = [
  'elm',
  '12.1-2',
  'Views',
  'x86_64',
  'https://example.org/',
  'Elm <elm@example.org>',
  'Signature',
];
const list = `${fields.map((field, at) => `${field.padEnd(15)} : ${values[at]}\n`).join('')}\n`;
const row = (name: string) =>
  `{"name":"${name}","version":"1","install_location":"","publisher":"x","uninstall_string":"y","identifying_number":""}`;

async function seen(json: string) {
  const { sightings, gaps } = await scan(memorySource(Buffer.from(`${list}${json}\n`), 'host.txt'));
  return { names: sightings.map((one) => one.name).sort(), gaps: gaps.map(({ reason }) => reason) };
}

test('a document that it wraps is read', async () => {
  expect(await seen(`{"job":7,"answer":[${row('alder')}]}`)).toEqual({ names: ['alder', 'elm'], gaps: [] });
});

test('a part of an answer is read and reported', async () => {
  const { names, gaps } = await seen(
    `{"next":"https://example.org/?page=2","answer":[${row('alder')},${row('birke')}]}`,
  );
  expect(names).toEqual(['alder', 'birke', 'elm']);
  expect(gaps).toEqual([expect.stringMatching(/^line 9: .*a next page exists/u)]);
});

test('what wraps nothing is reported', async () => {
  const { names, gaps } = await seen('{"job":7,"took":{"ms":[1,2]}}');
  expect(names).toEqual(['elm']);
  expect(gaps).toEqual([expect.stringMatching(/^line 9: a row of another list/u)]);
});
