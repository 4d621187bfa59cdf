/** What stands in a list of programs of a JSON document and is no program. */
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const glpi = (...rows: readonly unknown[]) => ({
  action: 'inventory',
  content: { softwares: rows, versionclient: 'x' },
  deviceid: 'x',
  itemtype: 'Computer',
});
const servicenow = (...rows: readonly unknown[]) => ({ result: rows });
const osquery = (...rows: readonly unknown[]) => rows;
const LISTS = {
  glpi: [glpi, { name: 'alder', version: '1', from: 'registry' }],
  servicenow: [servicenow, { display_name: 'alder', version: '1', sys_class_name: 'cmdb_sam_sw_install' }],
  osquery: [
    osquery,
    { name: 'alder', version: '1', install_location: '', publisher: 'x', identifying_number: '' },
  ],
} as const;
const FOREIGN = [null, 'birch 2.0', 7, ['birch'], { Produkt: 'birch', Stand: 2 }];

const gapsOf = async (value: unknown) =>
  (await scan(memorySource(Buffer.from(JSON.stringify(value)), 'list.json'))).gaps.map(
    ({ reason }) => reason,
  );

describe.each(Object.entries(LISTS))('in a list of %s', (_, [document, row]) => {
  test('records alone are whole', async () => {
    expect(await gapsOf(document(row, { ...row, name: 'elder' }))).toEqual([]);
  });

  test.each(FOREIGN.map((foreign) => [JSON.stringify(foreign), foreign]))(
    '%s is reported',
    async (_, foreign) => {
      expect(await gapsOf(document(row, foreign, row))).not.toEqual([]);
      expect(await gapsOf(document(foreign, row))).not.toEqual([]);
    },
  );
});

test('the element is named, and how many there are', async () => {
  const [, row] = LISTS.osquery;
  expect(await gapsOf(osquery(row, { Produkt: 'birch' }, row, null))).toEqual([
    'element 2 of the list is not a record like the others: "{\\"Produkt\\":\\"birch\\"}" (and 1 more)',
  ]);
});

test('lists of other things may hold anything', async () => {
  const { content, ...rest } = glpi(LISTS.glpi[1]);
  expect(
    await gapsOf({ ...rest, content: { ...content, envs: [{ key: 'PATH' }, null, { other: 1 }] } }),
  ).toEqual([]);
});
