/** Lists of folders change nothing of what a path leads to, and save the looks at what is not there. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderSource } from '../../src/sources/folder.ts';
import { newListings } from '../../src/sources/listings.ts';
import { resolveIn } from '../../src/sources/root.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'interdict-'));
  mkdirSync(join(root, 'var/lib/dpkg'), { recursive: true });
  writeFileSync(join(root, 'var/lib/dpkg/status'), 'x');
  for (let at = 0; at < 20; at++) writeFileSync(join(root, 'var', `file-${at}`), '');
  const links = {
    absolute: '/var/lib',
    relative: 'var/../var/lib/dpkg',
    nowhere: 'var/none',
    out: '../../../etc',
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, name));
  symlinkSync('round', join(root, 'round'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const places = ['', 'var', 'var/lib', 'var/lib/dpkg', 'absolute', 'relative', 'nowhere', 'out', 'round'];
const names = ['', 'var', 'lib', 'dpkg', 'status', 'file-7', 'none', '..', '.', 'absolute/dpkg', 'status/x'];

/** Where a path leads, or why that is not known. */
function attempt(ask: () => ReturnType<typeof resolveIn>): unknown {
  try {
    const { size: _, ...place } = ask() ?? { size: 0 };
    return place;
  } catch (error) {
    return String(error);
  }
}

test.each([0, 1, 2, 3, 4])('%d listed folders', (count) => {
  const listings = newListings(root);
  for (const folder of places.slice(0, count)) listings.list(folder);
  for (const place of places)
    for (const name of names) {
      const path = `${place}/${name}`;
      expect(
        attempt(() => resolveIn(root, path, listings)),
        path,
      ).toEqual(attempt(() => resolveIn(root, path)));
    }
});

test('what is asked for by many names has its size, as by one', async () => {
  const source = folderSource(root);
  const globs = ['status', 'a', 'b', 'c', 'd', 'e'].map((name) => `var/lib/dpkg/${name}`);
  for (const asked of [globs, globs.slice(0, 1)]) {
    const found = [];
    for await (const { path, size } of source.files(asked)) found.push([path, size]);
    expect(found).toEqual([['var/lib/dpkg/status', 1]]);
  }
});

test('a name that a listed folder does not have is looked for once, and not from the root on', () => {
  const listings = newListings(root);
  listings.list('var/lib/dpkg');
  const asked: string[] = [];
  const find: typeof listings.find = (folder, name) => {
    asked.push(`${folder} ${name}`);
    return listings.find(folder, name);
  };
  expect(resolveIn(root, 'var/lib/dpkg/updates', { ...listings, find })).toBeUndefined();
  expect(asked).toEqual(['var/lib/dpkg updates']);
});
