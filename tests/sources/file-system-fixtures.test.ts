/** Small file systems of `fixtures/disks`, with what no tool here can make, whole and damaged. */
import { describe, expect, test } from 'vitest';
import { unlznt1 } from '../../src/sources/disk/codecs/lznt1.ts';
import type { FileNode, FileSystem } from '../../src/sources/disk/file-system.ts';
import { diskFixture } from '../support/disk-writer.ts';
import { listFileSystem, openFileSystem } from '../support/file-system-tree.ts';

const LINUX = [
  ['rock-ridge', 'iso9660'],
  ['joliet', 'iso9660'],
  ['zisofs', 'iso9660'],
  ['udf', 'udf'],
  ['erofs', 'erofs'],
  ['erofs-lz4', 'erofs'],
  ['fat12', 'fat12'],
  ['exfat', 'exfat'],
  ['squashfs-gzip', 'squashfs'],
  ['squashfs-xz', 'squashfs'],
  ['squashfs-zstd', 'squashfs'],
  ['squashfs-lz4', 'squashfs'],
  ['squashfs-lzo', 'squashfs'],
] as const;
const WINDOWS = [
  ['ntfs', 'ntfs'],
  ['xpress', 'wim'],
  ['lzx', 'wim'],
  ['lzms', 'wim'],
  ['solid', 'wim'],
] as const;

const HIVE = 'Windows/System32/config/SOFTWARE';

function find(fileSystem: FileSystem, path: string): FileNode | undefined {
  let node: FileNode | undefined = fileSystem.root;
  for (const name of path.split('/')) node = node && fileSystem.lookup(node, name);
  return node;
}

function content(fileSystem: FileSystem, path: string): string | undefined {
  const node = find(fileSystem, path);
  return node && Buffer.from(fileSystem.read(node, 0, node.size)).toString('latin1');
}

describe('the fixtures', () => {
  test.each(LINUX)('%s has the database of 80 packages', (name, type) => {
    const fileSystem = openFileSystem(diskFixture(`${name}.img`));
    expect([fileSystem.type, fileSystem.gaps]).toEqual([type, []]);
    const status = content(fileSystem, 'var/lib/dpkg/status');
    expect(status?.match(/^Package: /gmu)).toHaveLength(80);
    expect(listFileSystem(fileSystem).size).toBeGreaterThan(6);
  });

  test.each(WINDOWS)('%s has the hive', (name, type) => {
    const fileSystem = openFileSystem(diskFixture(`${name}.img`));
    expect([fileSystem.type, fileSystem.gaps]).toEqual([type, []]);
    expect(content(fileSystem, HIVE)).toMatch(/^regf/u);
    expect(content(fileSystem, HIVE.toLowerCase())).toBe(content(fileSystem, HIVE));
    const link = find(fileSystem, 'Users/link');
    expect(link && [link.kind, fileSystem.readLink(link)]).toEqual([
      'link',
      '../Program Files/Acme/small.txt',
    ]);
  });

  test('each image of a WIM file is a tree', () => {
    const { trees } = openFileSystem(diskFixture('solid.img'));
    expect(trees?.map(({ name, id }) => [name, id])).toEqual([
      ['1 Core', 1],
      ['2 Pro', 2],
    ]);
  });

  test('a file of exFAT is zero where nothing was written', () => {
    const half = content(openFileSystem(diskFixture('exfat.img')), 'var/lib/dpkg/half');
    expect([half?.length, half?.replaceAll('\0', '')]).toEqual([9000, 'abc']);
  });
});

describe('NTFS', () => {
  const whole = openFileSystem(diskFixture('ntfs.img'));

  test.each(['xpress4k', 'lzx32k', 'xpress8k', 'xpress16k'])('unpacks a file of Compact OS: %s', (name) => {
    const text = content(whole, `Program Files/Acme/${name}.txt`);
    expect(text).toBe(content(whole, 'Program Files/Acme/acme.txt'));
    expect(text?.slice(0, 6)).toBe('0\n1\n2\n');
  });

  test('gives any part of a compressed file', () => {
    for (const path of ['Program Files/Acme/lzx32k.txt', 'Program Files/Acme/xpress4k.txt', HIVE]) {
      const node = find(whole, path) as FileNode;
      const all = Buffer.from(whole.read(node, 0, node.size));
      for (const [offset, length] of [
        [1, 1],
        [4095, 2],
        [8191, 9000],
        [node.size - 3, 100],
        [node.size, 5],
      ] as const)
        expect(Buffer.from(whole.read(node, offset, length))).toEqual(all.subarray(offset, offset + length));
    }
  });

  test('finds an alternate data stream by its name', () => {
    const stream = find(whole, 'Program Files/Acme/xpress4k.txt:WofCompressedData');
    expect([stream?.kind, stream?.size]).toEqual(['file', 16_078]);
    expect(find(whole, 'Program Files/Acme/xpress4k.txt:other')).toBeUndefined();
  });

  test('describes a volume that is dirty', () => {
    const image = diskFixture('ntfs.img');
    const mft = Number(image.readBigUInt64LE(48)) * 512;
    const record = image.subarray(mft + 3 * 1024, mft + 4 * 1024);
    let at = record.readUInt16LE(20);
    while (record.readUInt32LE(at) !== 0x70) at += record.readUInt32LE(at + 4);
    record.writeUInt16LE(1, at + record.readUInt16LE(at + 20) + 10);
    expect(openFileSystem(image).gaps).toEqual([
      'the volume is marked dirty: it was not checked since an error',
    ]);
  });

  test('refuses a record that was written in part', () => {
    const image = diskFixture('ntfs.img');
    const mft = Number(image.readBigUInt64LE(48)) * 512;
    image.writeUInt16LE(0x1234, mft + 5 * 1024 + 510);
    expect(() => openFileSystem(image)).toThrow('record 5 is damaged: it was not written to its end');
  });
});

describe('damage', () => {
  test.each([...LINUX, ...WINDOWS])('%s that is truncated never lists all files without a word', (name) => {
    const image = diskFixture(`${name}.img`);
    const wanted = listFileSystem(openFileSystem(image)).size;
    for (const part of [0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
      const cut = image.subarray(0, Math.floor(image.length * part));
      const complaints: unknown[] = [];
      try {
        const fileSystem = openFileSystem(cut);
        const found = listFileSystem(fileSystem, fileSystem.root, (_, error) => complaints.push(error));
        if (complaints.length === 0 && fileSystem.gaps.length === 0) expect(found.size).toBe(wanted);
      } catch (error) {
        complaints.push(error);
      }
      for (const error of complaints) expect(error).not.toBeInstanceOf(RangeError);
      for (const error of complaints) expect(error).not.toBeInstanceOf(TypeError);
    }
  });
});

/** The example of MS-XCA, 3.3. */
test('LZNT1 unpacks the example of its specification', () => {
  const packed = Buffer.from(
    '38b08846232000204720410010a24701a045204400084501507900c045200524138805b4024a44ef0358028c091601484500be009e000401189000',
    'hex',
  );
  const text =
    'F# F# G A A G F# E D D E F# F# E E F# F# G A A G F# E D D E F# E D D E E F# D E F# G F# D E F# G F# E D E A F# F# G A A G F# E D D E F# E D D\0';
  expect(Buffer.from(unlznt1(packed, text.length)).toString('latin1')).toBe(text);
});
