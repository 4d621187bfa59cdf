/** Entries of lists in which something else stands in the place of a program. */
import { expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { noName } from '../../src/scan/no-name.ts';
import { memorySource } from '../../src/sources/file.ts';

const gapsOf = async (text: string): Promise<string[]> => {
  const { gaps } = await scan(memorySource(Buffer.from(text), 'list.csv'));
  return gaps.map(({ reason }) => reason);
};

test.each([
  '#N/A',
  '#BEZUG!',
  'System.Object[]',
  '@{DisplayName=alder; Publisher=Example}',
  '[REDACTED]',
  '*****',
  '-',
  '...',
])('%j is no name, with a version neither', (name) => {
  expect(noName({ name, version: '1.0' })).toContain('in the place of a name');
  expect(noName({ name, publisher: 'Example Ltd' })).toBeUndefined();
});

test.each([
  'NULL',
  'n/a',
  'Offline',
  'Access is denied',
  'The RPC server is unavailable.',
  'Der RPC-Server ist nicht verfügbar.',
  'Not collected',
  'Error: timed out',
])('%j is no program, but one that has a version is', (name) => {
  expect(noName({ name, version: '', publisher: 'N/A' })).toContain('in the place of a');
  expect(noName({ name, version: '1.0' })).toBeUndefined();
});

test.each([
  'Offline Maps',
  'Error Reporter',
  '.NET',
  'System Mechanic',
  'X-Lite',
  'none-such',
  '…und weiter',
])('%j is a name', (name) => {
  expect(noName({ name })).toBeUndefined();
});

test('a name as long as a cell may be was cut off', () => {
  expect(noName({ name: 'x'.repeat(32_767), publisher: 'Example Ltd' })).toContain('32767 letters');
});

test('entries of a table that are no programs are reported, the first with its line', async () => {
  const rows = 'Name,Version,Publisher\nalder,1,Example\n...,...,...\nOffline,,\n';
  expect(await gapsOf(rows)).toEqual(['line 3: in the place of a name stands "..." (and 1 more)']);
});

test('a computer next to no program was not inventoried', async () => {
  const rows = 'Computer,Name,Version,Error\nelm,alder,1,\noak,,,Access is denied\n';
  expect(await gapsOf(rows)).toEqual([expect.stringContaining('line 3: no program is next to "oak"')]);
});

test.each([
  '<?xml version="1.0"?><computer></computer>Viewer',
  '<!DOCTYPE plist>',
  '{"bomFormat":"CycloneDX"}Viewer',
  '[{"name":"alder"}]',
])('%j is the beginning of another document', (name) => {
  expect(noName({ name, publisher: 'Example Ltd', ids: ['flatpak:org.example.Viewer'] })).toBeDefined();
});

test.each(['<Alder>', '{0A1B2C3D-0000-4000-8000-00000000AAAA}', '[alder]'])('%j may be a name', (name) => {
  expect(noName({ name, version: '1' })).toBeUndefined();
});
