/** Days of support by a table: both forms, epochs, what is older and what is newer than the table. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endOfLife } from '../../src/evaluate/end-of-life.ts';
import type { Cycle } from '../../src/schema/index.ts';
import type { Sighting } from '../../src/types.ts';
import { interdict } from '../support/io.ts';

const TABLE: Cycle[] = [
  { cycle: '10', eol: '2026-06-30' },
  { cycle: '9', eol: '2024-06-30' },
  { cycle: '9.4', eol: '2027-01-01' },
  { cycle: 'sid', eol: true },
];
const on = (day: string, version: string | undefined, table: Cycle[] = TABLE, more: Partial<Sighting> = {}) =>
  endOfLife(
    table,
    day,
  )({
    sighting: { name: 'x', reader: 'x', path: 'x', ...(version === undefined ? {} : { version }), ...more },
  }).truth;

test('a version belongs to the longest cycle that it begins with, as numbers and not as letters', () => {
  expect(on('2026-01-01', '9.1')).toBe('yes');
  expect(on('2026-01-01', '9.4.2-1')).toBe('no');
  expect(on('2026-01-01', '9.40')).toBe('yes');
  expect(on('2026-01-01', '10.1')).toBe('no');
  expect(on('2026-01-01', '1:9.1-2ubuntu3')).toBe('yes');
  expect(on('2026-01-01', '90.1')).toBe('maybe');
});

test('the day itself is without support', () => {
  expect(on('2024-06-29', '9.1')).toBe('no');
  expect(on('2024-06-30', '9.1')).toBe('yes');
});

test('older than the table is over, newer is undecided, and so is what no list shows', () => {
  expect(on('2026-01-01', '8.2')).toBe('yes');
  expect(on('2024-01-01', '8.2')).toBe('maybe');
  expect(on('2026-01-01', '11')).toBe('maybe');
  expect(on('2026-01-01', 'unknown')).toBe('maybe');
  expect(on('2026-01-01', undefined)).toBe('maybe');
  expect(on('2026-01-01', '9.1', TABLE, { marks: ['truncated-version'] })).toBe('maybe');
});

test('true and false stand where a table has no day, and the newer form says the same', () => {
  expect(on('2026-01-01', '1.0', [{ cycle: '1', eol: true }])).toBe('yes');
  expect(on('2026-01-01', '1.0', [{ cycle: '1', eol: false }])).toBe('no');
  expect(on('2026-01-01', '1.0', [{ name: '1', isEol: false, eolFrom: '2025-01-01' }])).toBe('yes');
  expect(on('2024-01-01', '1.0', [{ name: '1', isEol: true, eolFrom: '2025-01-01' }])).toBe('no');
  expect(on('2026-01-01', '1.0', [{ name: '1', isEol: true, eolFrom: null }])).toBe('yes');
});

test('a ban takes a table of JSON as it is, refuses another shape, and is not exported', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-eol-'));
  const rule = (table: string) => {
    const file = join(folder, 'old.yaml');
    writeFileSync(
      file,
      `title: Old\nwhy: A test.\nseverity: ban\nmatch: { id: 'deb:example' }\nend-of-life: ${table}\n`,
    );
    return file;
  };
  const list = join(folder, 'list.cdx.json');
  writeFileSync(
    list,
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      components: [{ type: 'library', name: 'example', version: '9.1', purl: 'pkg:deb/debian/example@9.1' }],
    }),
  );
  const table = JSON.stringify(
    [{ cycle: '9', codename: 'x', releaseDate: '2020-01-01', eol: '2024-06-30', lts: false, latest: '9.9' }],
    null,
    2,
  );
  const call = await interdict([
    'scan',
    list,
    '-b',
    rule(table.replace(/\n/gu, '\n  ')),
    '--as-of',
    '2026-11-24',
    '-o',
    'json',
  ]);
  expect(call.status).toBe(1);
  expect(JSON.parse(call.stdout).sources[0].findings[0].reasons).toContain(
    'the support of 9 has ended on 2024-06-30',
  );
  const before = await interdict([
    'scan',
    list,
    '-b',
    rule(table.replace(/\n/gu, '\n  ')),
    '--as-of',
    '2024-06-29',
    '--allow-empty',
  ]);
  expect(before.status).toBe(0);
  const wrong = await interdict(['scan', list, '-b', rule('[{ cycle: "9" }]')]);
  expect(wrong).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('as endoflife.date writes them'),
  });
  const exported = await interdict(['export', 'apt', '-b', rule(table.replace(/\n/gu, '\n  '))]);
  expect(exported).toMatchObject({ status: 2, stderr: expect.stringContaining('table of days') });
  rmSync(folder, { recursive: true });
});
