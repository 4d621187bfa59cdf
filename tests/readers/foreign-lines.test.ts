/** Lines in the middle of a list that are none of its rows. */
import { expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const gapsOf = async (text: string, name: string): Promise<string[]> => {
  const { gaps } = await scan(memorySource(Buffer.from(text), name));
  return gaps.map(({ reason }) => reason);
};

const dism = (packages: number, between = ''): string =>
  [
    'Deployment Image Servicing and Management tool',
    'Version: 10.0.26100.1',
    '',
    ...Array.from({ length: packages }, (_, at) => [
      `DisplayName : Example.Alder${at}`,
      'Version : 4.2.0.0',
      `PackageName : Example.Alder${at}_4.2.0.0_neutral_~_8wekyb3d8bbwe`,
      ...(at === 0 ? [between] : []),
      '',
    ]).flat(),
    'The operation completed successfully.',
    '',
  ].join('\r\n');

test('a list of DISM is whole, however long it is', async () => {
  expect(await gapsOf(dism(200), 'dism.txt')).toEqual([]);
});

test('what stands between two records of DISM is reported', async () => {
  expect(await gapsOf(dism(2, 'Example Antivirus'), 'dism.txt')).toEqual([
    'line 7: not a line of a record: "Example Antivirus"',
  ]);
});

test.each([
  ['alder 1.0 2.0_1', 0],
  ['alder latest', 0],
  ['alder HEAD-a1b2c3d', 0],
  ['alder r2917', 0],
  ['no row of this list', 1],
])('brew list --versions: %s', async (line, count) => {
  expect(await gapsOf(`birch 1.2\n${line}\nelm 0.1\n`, 'brew.txt')).toHaveLength(count);
});

test.each([
  ['Alder  Office                1.0', 0],
  ['core22  20240408  1380  latest/stable  canonical  base', 1],
  ['-rw-r--r-- 1 alder 1200      4 alder', 1],
])('Format-Table: %s', async (line, count) => {
  const table = [
    'DisplayName                  DisplayVersion',
    '-----------                  --------------',
  ];
  const text = [...table, 'Birch Office                 2.0', line, ''].join('\r\n');
  expect(await gapsOf(text, 'programs.txt')).toHaveLength(count);
});
