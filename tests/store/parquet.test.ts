/** Tables as files: what was written is read back, in any number and with any letters. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTable } from '../../src/store/open-table.ts';
import { writeTable } from '../../src/store/parquet.ts';
import { columns, type HostRow, type TableName, type Tables } from '../../src/store/tables.ts';
import { rowsAt } from '../support/stored-tables.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-parquet-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function there<Name extends TableName>(
  name: Name,
  rows: readonly Tables[Name][],
): Promise<Tables[Name][]> {
  const file = join(folder, `${name}.parquet`);
  const table = writeTable(file, name);
  for (const row of rows) table.add(row);
  table.close();
  return rowsAt(file, name);
}

test.each(Object.keys(columns) as TableName[])('%s without a row', async (name) => {
  expect(await there(name, [])).toEqual([]);
});

test('more rows than are written at once', async () => {
  const rows = Array.from({ length: 45_000 }, (_, at) => ({
    host: `host-${String(at).padStart(6, '0')}`,
    path: `var/lib/${at % 7}`,
    reader: 'dpkg-status',
    programs: at,
  }));
  expect(await there('manifests', rows)).toEqual(rows);
});

test('a long table is read a group of rows at a time', async () => {
  const file = join(folder, 'long.parquet');
  const table = writeTable(file, 'gaps');
  for (let at = 0; at < 45_000; at++) table.add({ host: `host-${at}`, path: '.', reason: 'none' });
  table.close();
  const { groups, close } = await openTable(file, 'gaps', { columns: ['host'] });
  const sizes: number[] = [];
  for await (const group of groups()) sizes.push(group.length);
  close();
  expect(sizes).toEqual([...Array.from({ length: 11 }, () => 4000), 1000]);
});

test('any text, time, count, flag and list, and what is not known', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  const count = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  const host: fc.Arbitrary<HostRow> = fc.record(
    {
      host: text,
      verdict: fc.constantFrom('clean' as const, 'banned' as const, 'incomplete' as const),
      seen: fc.boolean(),
      collected: time,
      owner: text,
      tags: fc.array(text, { maxLength: 3 }),
      programs: count,
      findings: count,
      banned: count,
      warned: count,
      residue: count,
      waived: count,
      gaps: count,
    },
    {
      requiredKeys: [
        'host',
        'verdict',
        'seen',
        'programs',
        'findings',
        'banned',
        'warned',
        'residue',
        'waived',
        'gaps',
      ],
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(host, { maxLength: 20 }), async (rows) => {
      expect(await there('hosts', rows)).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});

test('another table is refused', async () => {
  const file = join(folder, 'bans.parquet');
  writeTable(file, 'bans').close();
  await expect(rowsAt(file, 'hosts')).rejects.toThrow('no table of hosts: its column host');
});
