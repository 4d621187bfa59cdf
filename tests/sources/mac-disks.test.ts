/** Disks of macOS: HFS+ with its compression, and disk images (DMG), each also as 7-Zip reads it. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { unadc } from '../../src/sources/disk/codecs/adc.ts';
import { unbzip2 } from '../../src/sources/disk/codecs/bzip2.ts';
import { unlzfse } from '../../src/sources/disk/codecs/lzfse.ts';
import { unlzvn } from '../../src/sources/disk/codecs/lzvn.ts';
import { openSource } from '../../src/sources/index.ts';
import { diskFixture } from '../support/disk-writer.ts';
import { type DmgMethod, dmg, ZLIB } from '../support/dmg-writer.ts';
import { listFileSystem, listFolder, openFileSystem } from '../support/file-system-tree.ts';
import { pieces, tableResource, zlibResource } from '../support/hfs-resource.ts';
import { type HfsFile, type HfsOptions, hfsVolume } from '../support/hfs-writer.ts';
import { dpkg, room, tidy } from '../support/image-call.ts';
import { lzfse, lzfsePlain } from '../support/lzfse-writer.ts';
import { lzvn } from '../support/lzvn-writer.ts';
import { missingTools, run } from '../support/rpm-harness.ts';

afterAll(tidy);

const missing = missingTools('7zz');
if (missing.length > 0) console.log('skipped: comparisons with 7-Zip, for want of 7zz');

const withoutBzip2 = missingTools('bzip2');
if (withoutBzip2.length > 0) console.log('skipped: what bzip2 packs, for want of bzip2');

function bzip2(bytes: Uint8Array, level = 9): Buffer {
  return spawnSync('bzip2', ['-c', `-${level}`], { input: bytes, maxBuffer: 1 << 26 }).stdout;
}

const TEXT = Buffer.from(
  Array.from({ length: 30_000 }, (_, index) => `line ${index % 977} of ${index}`).join('\n'),
);
const MIXED = Buffer.concat([
  TEXT.subarray(0, 70_000),
  randomBytes(9000),
  Buffer.alloc(50_000, 'ab'),
  TEXT.subarray(0, 9000),
]);
const SHORT = Buffer.from('a short text, a short text, a short text and an end');

const FILES: readonly HfsFile[] = [
  { path: 'Library/plain.txt', content: SHORT },
  { path: 'Library/scattered', content: MIXED.subarray(0, 60_001), isScattered: true },
  { path: 'Library/empty' },
  { path: 'System/zlib', content: MIXED, method: 4, packed: zlibResource(MIXED) },
  { path: 'System/zlib inline', content: SHORT, method: 3, packed: deflateSync(SHORT) },
  { path: 'System/stored', content: SHORT, method: 3, packed: Buffer.concat([Buffer.from([0xff]), SHORT]) },
  { path: 'System/lzvn', content: MIXED, method: 8, packed: tableResource(pieces(MIXED).map(lzvn)) },
  { path: 'System/lzvn inline', content: SHORT, method: 7, packed: lzvn(SHORT) },
  { path: 'System/lzfse', content: MIXED, method: 12, packed: tableResource(pieces(MIXED).map(lzfse)) },
  { path: 'System/link', link: '../Library/plain.txt' },
  { path: 'имя/a:b', content: Buffer.from('a slash of macOS') },
  { path: 'Library/first', content: Buffer.from('shared') },
  { path: 'Library/second', shares: 'Library/first' },
  ...Array.from({ length: 200 }, (_, index) => ({
    path: `many/file ${index}`,
    content: Buffer.from(`${index}`),
  })),
];

/** What a volume holds, without what is shared by hard links. */
function wanted(): Map<string, string> {
  const listing = new Map(
    FILES.map(({ path, content, link }) => [
      path,
      link === undefined ? (content ?? Buffer.alloc(0)).toString('latin1') : `link ${link}`,
    ]),
  );
  listing.set('Library/second', 'shared');
  for (const folder of ['Library', 'System', 'имя', 'many']) listing.set(folder, 'folder');
  return listing;
}

describe('HFS+', () => {
  test.each<[string, HfsOptions]>([
    ['plain', {}],
    ['with case', { cased: true }],
    ['with an empty journal', { journal: 'empty' }],
  ])('%s: every file', (_, options) => {
    const fileSystem = openFileSystem(hfsVolume(FILES, options));
    expect([fileSystem.type, fileSystem.label, fileSystem.gaps]).toEqual([
      options.cased ? 'hfsx' : 'hfs+',
      'RIG',
      [],
    ]);
    expect(listFileSystem(fileSystem)).toEqual(wanted());
    expect(fileSystem.lookup(fileSystem.root, 'LIBRARY') !== undefined).toBe(!options.cased);
  });

  test('a volume of a tool', () => {
    const fileSystem = openFileSystem(diskFixture('hfsplus.img'));
    expect([fileSystem.type, fileSystem.gaps]).toEqual(['hfs+', []]);
    const listing = listFileSystem(fileSystem);
    expect(listing.get('var/lib/dpkg/status')?.match(/^Package: /gmu)).toHaveLength(80);
  });

  test.skipIf(missing.length > 0)('7-Zip reads the same', () => {
    const folder = room();
    const path = join(folder, 'disk.img');
    writeFileSync(path, hfsVolume(FILES));
    mkdirSync(join(folder, 'out'));
    // It ends with an error for files in LZFSE, which it reads in disk images only.
    spawnSync('7zz', ['x', '-thfs', `-o${join(folder, 'out')}`, '-snl-', path]);
    const other = listFolder(join(folder, 'out/RIG'));
    const own = wanted();
    const compared = [...own].filter(
      ([path_, content]) =>
        content !== 'folder' && !content.startsWith('link') && !/first|second|:|lzfse/u.test(path_),
    );
    expect(compared.length).toBeGreaterThan(200);
    for (const [path_, content] of compared)
      expect([path_, other.get(path_) === content]).toEqual([path_, true]);
  });

  test.each<[string, (bytes: Buffer) => void, string]>([
    ['a journal with changes', () => {}, 'its journal holds changes, which were not replayed'],
    [
      'not unmounted',
      (bytes) => bytes.writeUInt32BE(0, 1028),
      'the volume was not unmounted, and has no journal',
    ],
    [
      'inconsistent',
      (bytes) => bytes.writeUInt32BE(0x900, 1028),
      'the volume says of itself that it is inconsistent',
    ],
  ])('%s is a gap', async (name, damage, reason) => {
    const path = join(room(), 'disk.img');
    const bytes = hfsVolume(
      [
        { path: 'etc/x' },
        { path: 'usr/x' },
        { path: 'var/lib/dpkg/status', content: Buffer.from(dpkg('bash')) },
      ],
      name.startsWith('a journal') ? { journal: 'full' } : {},
    );
    damage(bytes);
    writeFileSync(path, bytes);
    const { gaps } = await scan(await openSource(path));
    expect(gaps.map((gap) => gap.reason)).toEqual([reason]);
  });

  test('HFS without the plus is named', () => {
    const bytes = Buffer.alloc(65536);
    bytes.write('BD', 1024, 'latin1');
    bytes.writeUInt16BE(3, 1024 + 14);
    bytes.writeUInt32BE(512, 1024 + 20);
    expect(() => openFileSystem(bytes)).toThrow('HFS without the plus, which is not read');
  });
});

describe('the codecs of macOS', () => {
  test.each([
    ['text', TEXT],
    ['mixed', MIXED],
    ['short', SHORT],
    ['noise', randomBytes(5000)],
  ])('%s', (_, bytes) => {
    expect(Buffer.compare(unlzvn(lzvn(bytes), bytes.length), bytes)).toBe(0);
    expect(Buffer.compare(unlzfse(lzfse(bytes), bytes.length), bytes)).toBe(0);
    expect(Buffer.compare(unlzfse(lzfsePlain(bytes, 'bvxn'), bytes.length), bytes)).toBe(0);
    expect(Buffer.compare(unlzfse(lzfsePlain(bytes, 'bvx-'), bytes.length), bytes)).toBe(0);
  });

  test('what is damaged is an error, and grows no further than it may', () => {
    const packed = lzfse(TEXT);
    expect(() => unlzvn(lzvn(TEXT), 100)).toThrow(SyntaxError);
    expect(() => unlzfse(packed, 100)).toThrow('more than 100 bytes');
    expect(() => unlzfse(packed.subarray(0, 900), TEXT.length)).toThrow(SyntaxError);
    expect(() => unadc(Buffer.from([0x83, 1]), 9)).toThrow(SyntaxError);
  });

  test.skipIf(withoutBzip2.length > 0).each<[string, Uint8Array]>([
    ['nothing', Buffer.alloc(0)],
    ['a byte', Buffer.from('x')],
    ['text', TEXT],
    ['mixed', MIXED],
    ['noise', randomBytes(5000)],
    ['every byte', Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256))],
    ['four equal bytes at the end', Buffer.from('abcdaaaa')],
    [
      'runs of every length',
      Buffer.concat(Array.from({ length: 600 }, (_, index) => Buffer.alloc(index, index))),
    ],
    ['zeros of several blocks', Buffer.alloc(2_000_001)],
  ])('bzip2 of %s', (_, bytes) => {
    for (const level of [1, 9])
      expect(Buffer.compare(unbzip2(bzip2(bytes, level), bytes.length), bytes)).toBe(0);
    const twice = Buffer.concat([bzip2(bytes), bzip2(bytes)]);
    expect(unbzip2(twice, 2 * bytes.length)).toHaveLength(2 * bytes.length);
  });

  test.skipIf(withoutBzip2.length > 0)(
    'bzip2 that is damaged is an error, and grows no further than it may',
    () => {
      const packed = bzip2(TEXT);
      expect(() => unbzip2(packed, 100)).toThrow('more than was packed');
      for (const length of [0, 3, 20, 300, packed.length - 1])
        expect(() => unbzip2(packed.subarray(0, length), TEXT.length)).toThrow(SyntaxError);
      const changed = Buffer.from(packed);
      changed[packed.length >> 1] = (changed[packed.length >> 1] ?? 0) ^ 1;
      expect(() => unbzip2(changed, TEXT.length)).toThrow(SyntaxError);
    },
  );

  test('ADC', () => {
    // Four bytes as they are, then eight that begin four before, by the short and by the long code.
    const packed = Buffer.from([0x83, 97, 98, 99, 100, 0x14, 3, 0x44, 0, 3]);
    expect(Buffer.from(unadc(packed, 20)).toString()).toBe('abcdabcdabcdabcdabcd');
  });
});

describe('DMG', () => {
  const METHODS: readonly (readonly [string, DmgMethod])[] = [
    ['zlib', ZLIB],
    ['LZFSE', { number: 0x80000007, pack: lzfse }],
    ...(withoutBzip2.length > 0 ? [] : [['bzip2', { number: 0x80000006, pack: bzip2 }] as const]),
  ];

  test.each(METHODS)('%s', async (_, method) => {
    const path = join(room(), 'disk.dmg');
    writeFileSync(path, dmg(diskFixture('hfsplus.img'), method));
    const { kind, sightings, gaps } = await scan(await openSource(path));
    expect([kind, sightings.filter((one) => one.kind !== 'trace').length, gaps]).toEqual(['disk', 80, []]);
  });

  test.skipIf(missing.length > 0).each(METHODS)('%s as 7-Zip reads it', (name, method) => {
    const folder = room();
    const path = join(folder, 'disk.dmg');
    const disk = hfsVolume(FILES);
    writeFileSync(path, dmg(disk, method));
    mkdirSync(join(folder, 'out'));
    run('7zz', ['x', '-tdmg', `-o${join(folder, 'out')}`, path]);
    const [only] = [...listFolder(join(folder, 'out')).values()];
    expect([name, Buffer.compare(Buffer.from(only ?? '', 'latin1'), disk)]).toEqual([name, 0]);
  });

  test.each<[string, Buffer, string]>([
    [
      'a method of which nothing is known',
      dmg(hfsVolume([]), { number: 0x80000009, pack: (bytes) => bytes }),
      'packed by method 0x80000009 is not read',
    ],
    [
      'encryption',
      Buffer.concat([Buffer.from('encrcdsa'), Buffer.alloc(4096)]),
      'an encrypted DMG, which is not read',
    ],
    [
      'a sparse image',
      Buffer.concat([Buffer.from('sprs\0\0\0\x03'), Buffer.alloc(4096)]),
      'a sparse image of macOS, which is not read',
    ],
  ])('%s is refused by name', async (_, bytes, reason) => {
    const path = join(room(), 'disk.dmg');
    writeFileSync(path, bytes);
    const { gaps } = await scan(await openSource(path));
    expect(gaps.map((gap) => gap.reason).join()).toContain(reason);
  });

  test('a partition map of Apple', async () => {
    const volume = diskFixture('hfsplus.img');
    const disk = Buffer.concat([Buffer.alloc(4 * 512), volume, Buffer.alloc(512)]);
    const entry = (index: number, type: string, start: number, count: number) => {
      const at = index * 512;
      disk.write('PM', at, 'latin1');
      for (const [offset, value] of [
        [4, 2],
        [8, start],
        [12, count],
      ] as const)
        disk.writeUInt32BE(value, at + offset);
      disk.write(type, at + 48, 'latin1');
    };
    disk.write('ER', 'latin1');
    entry(1, 'Apple_partition_map', 1, 2);
    entry(2, 'Apple_HFS', 4, volume.length / 512);
    const path = join(room(), 'disk.dmg');
    writeFileSync(path, dmg(disk));
    const { name, sightings, gaps } = await scan(await openSource(path));
    expect([name, sightings.filter((one) => one.kind !== 'trace').length, gaps]).toEqual([
      `${path} > partition 2`,
      80,
      [],
    ]);
    expect(readFileSync(path).subarray(-512, -508).toString()).toBe('koly');
  });
});
