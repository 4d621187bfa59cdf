/** Each check against small roots: `fixtures/completeness/ID/CASE`, with the gaps that it shows in `expected.json`. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as checks from '../../src/completeness/index.ts';
import { scan } from '../../src/scan/index.ts';
import { folderSource } from '../../src/sources/folder.ts';

const FIXTURES = 'fixtures/completeness';

describe.each(Object.values(checks).map((check) => [check.id, check] as const))('%s', (id, check) => {
  const folder = join(FIXTURES, id);
  const cases = existsSync(folder) ? readdirSync(folder) : [];

  test('has cases in which nothing is missing, and in which something is', async () => {
    const told = await Promise.all(cases.map((name) => gapsOf(join(folder, name))));
    expect(told.some((gaps) => gaps.length === 0)).toBe(true);
    expect(told.some((gaps) => gaps.length > 0)).toBe(true);
  });

  test.each(cases)('%s', async (name) => {
    const golden = join('..', '..', FIXTURES, `${id}.${name}.json`);
    const gaps = await gapsOf(join(folder, name));
    await expect(`${JSON.stringify(gaps, null, 2)}\n`).toMatchFileSnapshot(golden);
  });

  test('reads only what it looks for', () => {
    expect(check.paths).toEqual(expect.arrayContaining([...(check.reads ?? [])]));
  });
});

test('a link that leads nowhere on the way to a database is named', async () => {
  const root = mkdtempSync(join(tmpdir(), 'completeness-'));
  mkdirSync(join(root, 'etc'));
  mkdirSync(join(root, 'var/lib'), { recursive: true });
  writeFileSync(join(root, 'etc/os-release'), 'ID=debian\n');
  symlinkSync('/nowhere/dpkg', join(root, 'var/lib/dpkg'));
  const gaps = await gapsOf(root);
  rmSync(root, { recursive: true });
  expect(gaps).toContainEqual({
    path: 'var/lib/dpkg',
    reason: 'a link that leads nowhere, on the way to the dpkg package database',
  });
});

async function gapsOf(folder: string) {
  const { gaps } = await scan(folderSource(folder));
  return gaps.map(({ kind, ...gap }) => {
    expect(kind).toBeDefined();
    return gap;
  });
}
