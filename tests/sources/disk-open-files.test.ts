/** The files of a disk as a search through all of them meets them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import type { Source } from '../../src/types.ts';
import { cpio } from '../support/cpio-writer.ts';
import { diskFixture, gptDisk } from '../support/disk-writer.ts';
import { everyFileOf } from '../support/every-file.ts';
import { listFileSystem, openFileSystem } from '../support/file-system-tree.ts';
import { room, tidy } from '../support/image-call.ts';

afterAll(tidy);

const PROGRAM = readFileSync('fixtures/readers/program-file/normal/exscan.exe');

async function disk(bytes: Uint8Array): Promise<Source> {
  const path = join(room(), 'disk.img');
  writeFileSync(path, bytes);
  return openSource(path);
}

async function pathsOf(source: Source): Promise<string[]> {
  return (await everyFileOf(source)).map(({ path }) => path).sort();
}

describe('every file', () => {
  test.each(['ext4', 'xfs', 'btrfs', 'ntfs', 'exfat', 'rock-ridge', 'udf', 'squashfs-zstd', 'lzx'])(
    'of %s is given with its content',
    async (name) => {
      const image = diskFixture(`${name}.img`);
      const fileSystem = openFileSystem(image);
      const source = await disk(image);
      const whole = listFileSystem(fileSystem, fileSystem.trees?.[0]?.root);
      const wanted = [...whole].filter(([, content]) => !/^(?:folder|other|link .*)$/su.test(content));
      const found = (await everyFileOf(source)).map(({ path, content }) => [path, content]);
      expect(found.length).toBeGreaterThan(1);
      expect(new Map(found as [string, string][])).toEqual(new Map(wanted));
      await source.close?.();
    },
  );

  test('follows no link, and gives what is damaged with the reason', async () => {
    const image = cpio({ 'etc/hostname': 'x', 'usr/a': 'a', 'usr/b': '> a', 'usr/up': '> ..' });
    expect(await pathsOf(await disk(image))).toEqual(['etc/hostname', 'usr/a']);
  });

  test('is asked of each system of a disk', async () => {
    const whole = await disk(gptDisk([diskFixture('ext2.img'), diskFixture('ext4.img')]));
    const [first, second] = await Promise.all((whole.parts ?? []).map(pathsOf));
    expect(first?.length).toBeGreaterThan(2);
    expect(second?.filter((path) => path !== '.')).toContain('var/lib/dpkg/status');
    const all = await pathsOf(whole);
    expect(all).toContain('partition 2/var/lib/dpkg/status');
    expect(all).toHaveLength((first ?? []).length + (second ?? []).length);
  });
});

describe('a search in a disk', () => {
  test('finds a program that no list names', async () => {
    const image = cpio({ 'etc/hostname': 'x', 'usr/x': '', 'opt/tool/scan.exe': PROGRAM });
    const { sightings, deep } = await scan(await disk(image), { deep: true });
    expect(sightings).toMatchObject([{ name: 'Example Anti-Virus', path: 'opt/tool/scan.exe' }]);
    expect(deep).toEqual({ files: 3, opened: 3, programs: 1 });
  });

  test('opens files by links that stay inside', async () => {
    const image = cpio({ 'etc/up': '> ../../../usr/x', 'usr/x': 'inside', 'etc/out': '> /etc/passwd' });
    const source = await disk(image);
    expect(Buffer.from(source.open?.('etc/up')?.read(0, 99) ?? '').toString()).toBe('inside');
    expect([source.has?.('etc/out'), source.open?.('etc')]).toEqual([false, undefined]);
  });
});
