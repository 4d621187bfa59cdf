/** The tar format against archives of our own making and of the tools on this machine. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { tarEntries } from '../../src/formats/archive/tar.ts';
import { seekInput, streamInput } from '../../src/formats/archive/tar-input.ts';
import { type Member, member, pax, tar } from '../support/tar-writer.ts';

/** GNU tar by the name that it has here: macOS has another one of that name. */
const gnuTar =
  ['tar', 'gtar'].find((name) =>
    spawnSync(name, ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU tar'),
  ) ?? '';
if (gnuTar === '') console.log('skipped: there is no GNU tar, so none of its archives is read');

interface Seen {
  readonly path: string;
  readonly type: string;
  readonly target: string;
  readonly content: string;
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** What is read before a fault, and the fault. */
async function read(bytes: Uint8Array, chunk?: number): Promise<{ seen: Seen[]; fault?: string }> {
  const seen: Seen[] = [];
  const input = chunk
    ? streamInput(inChunks(bytes, chunk))
    : seekInput(bytes.length, (at, length) => bytes.subarray(at, at + length));
  try {
    for await (const entry of tarEntries(input)) {
      const parts: Uint8Array[] = [];
      if (entry.type === 'file') for await (const part of entry.chunks()) parts.push(Buffer.from(part));
      const content = Buffer.concat(parts).toString('latin1');
      if (entry.type === 'file') expect(content.length).toBe(entry.size);
      seen.push({ path: entry.path, type: entry.type, target: entry.target, content });
    }
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return { seen, fault: (error as Error).message };
  }
  return { seen };
}

/** The same by seeking and in pieces of every awkward size. */
async function everyWay(bytes: Uint8Array): Promise<{ seen: Seen[]; fault?: string }> {
  const whole = await read(bytes);
  for (const chunk of [1, 511, 513, 4096, 1 << 20]) expect(await read(bytes, chunk)).toEqual(whole);
  return whole;
}

const paths = (seen: readonly Seen[]) => seen.map((entry) => entry.path);

describe('members', () => {
  test('files, folders, links and devices are distinguished', async () => {
    const { seen, fault } = await everyWay(
      tar([
        { name: 'etc/', type: '5' },
        { name: 'etc/hostname', content: 'alder\n' },
        { name: 'etc/alias', type: '2', target: 'hostname' },
        { name: 'etc/twin', type: '1', target: 'etc/hostname' },
        { name: 'dev/null', type: '3' },
        { name: 'old-folder/', type: '\0' },
        { name: 'contiguous', type: '7', content: 'x' },
      ]),
    );
    expect(fault).toBeUndefined();
    expect(seen.map(({ path, type, target }) => [path, type, target])).toEqual([
      ['etc/', 'folder', ''],
      ['etc/hostname', 'file', ''],
      ['etc/alias', 'link', 'hostname'],
      ['etc/twin', 'hardlink', 'etc/hostname'],
      ['dev/null', 'other', ''],
      ['old-folder/', 'folder', ''],
      ['contiguous', 'file', ''],
    ]);
  });

  test('a name goes on in the prefix of POSIX headers, and not in that of GNU', async () => {
    const { seen } = await everyWay(
      tar([
        { name: 'tail', patch: [[345, 'head/of/it']] },
        { name: 'alone', magic: 'ustar  \0', patch: [[345, '1234567']] },
      ]),
    );
    expect(paths(seen)).toEqual(['head/of/it/tail', 'alone']);
  });

  test('long names come from GNU and pax, and pax wins', async () => {
    const long = `${'deep/'.repeat(60)}status`;
    const { seen } = await everyWay(
      tar([
        { name: '././@LongLink', type: 'L', content: `${long}\0` },
        { name: '././@LongLink', type: 'K', content: 'to/a/far/place\0' },
        { name: 'short', type: '2', target: 'near' },
        pax({ path: `${long}-ü`, linkpath: 'elsewhere' }),
        { name: 'short', type: '2', target: 'near' },
        { name: 'plain' },
      ]),
    );
    expect(seen.map(({ path, target }) => [path, target])).toEqual([
      [long, 'to/a/far/place'],
      [`${long}-ü`, 'elsewhere'],
      ['plain', ''],
    ]);
  });

  test('sizes stand in octal, in base 256 and in attributes', async () => {
    const base256 = Buffer.alloc(12);
    base256[0] = 0x80;
    base256[11] = 5;
    const { seen, fault } = await everyWay(
      tar([
        { name: 'octal', content: 'abcd' },
        { name: 'base256', content: 'abcde', patch: [[124, base256]] },
        pax({ size: '3' }),
        { name: 'attribute', content: 'abc', size: 0 },
        { name: 'last', content: 'z' },
      ]),
    );
    expect(fault).toBeUndefined();
    expect(seen.map((entry) => entry.content)).toEqual(['abcd', 'abcde', 'abc', 'z']);
  });

  test('a link has no content, whatever its size says', async () => {
    const { seen, fault } = await everyWay(
      tar([
        { name: 'a', type: '1', target: 'b', size: 999 },
        { name: 'c', content: 'x' },
      ]),
    );
    expect({ fault, paths: paths(seen) }).toEqual({ fault: undefined, paths: ['a', 'c'] });
  });

  test('a checksum over signed characters is right too', async () => {
    const bytes = tar([{ name: 'caf\u00e9' }]);
    const negative = bytes.subarray(0, 512).reduce((count, byte) => count + (byte > 127 ? 1 : 0), 0);
    const sum = Number.parseInt(bytes.toString('latin1', 148, 154), 8) - 256 * negative;
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    expect(paths((await everyWay(bytes)).seen)).toEqual(['caf\u00e9']);
  });
});

describe('holes', () => {
  const holed = 'ab\0\0\0\0\0\0cd\0\0';
  const padded = (number: number) => `${number.toString(8).padStart(11, '0')}\0`;

  test('the old format of GNU keeps its map in the header', async () => {
    const map = padded(0) + padded(2) + padded(8) + padded(2);
    const { seen } = await everyWay(
      tar([
        {
          name: 's',
          type: 'S',
          content: 'abcd',
          magic: 'ustar  \0',
          patch: [
            [386, map],
            [483, padded(12)],
          ],
        },
      ]),
    );
    expect(seen[0]?.content).toBe(holed);
  });

  test.each([
    [
      '0.0',
      {
        'GNU.sparse.size': '12',
        'GNU.sparse.numblocks': '1',
        'GNU.sparse.offset': '0',
        'GNU.sparse.numbytes': '2',
      },
      'ab',
      'ab'.padEnd(12, '\0'),
    ],
    ['0.1', { 'GNU.sparse.size': '12', 'GNU.sparse.map': '0,2,8,2' }, 'abcd', holed],
    [
      '1.0',
      { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '12' },
      `${'2\n0\n2\n8\n2\n'.padEnd(512, '\0')}abcd`,
      holed,
    ],
  ])('format %s keeps it in attributes', async (_, records, content, wanted) => {
    const named = { 'GNU.sparse.name': 'var/lib/real-name', ...records };
    const { seen, fault } = await everyWay(
      tar([pax(named), { name: 'GNUSparseFile.0/x', content }, { name: 'after' }]),
    );
    expect(fault).toBeUndefined();
    expect(seen.map((entry) => [entry.path, entry.content])).toEqual([
      ['var/lib/real-name', wanted],
      ['after', ''],
    ]);
  });

  test.each(['5,2,0,2', '0,2,0,2', '0,9,20,2', '0,99', '0,x'])('a map %s is refused', async (map) => {
    const bytes = tar([
      pax({ 'GNU.sparse.size': '12', 'GNU.sparse.map': map }),
      { name: 's', content: 'abcd' },
    ]);
    expect((await everyWay(bytes)).fault).toMatch(/map/u);
  });

  test.skipIf(!gnuTar)('GNU tar itself makes holes that come out right in all its formats', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'interdict-test-'));
    rooms.push(folder);
    writeFileSync(join(folder, 'holes'), 'begin');
    truncateSync(join(folder, 'holes'), 3_000_000);
    for (const flags of [
      ['--format=gnu'],
      ['--format=pax', '--sparse-version=0.0'],
      ['--format=pax', '--sparse-version=0.1'],
      ['--format=pax', '--sparse-version=1.0'],
    ]) {
      spawnSync(gnuTar, ['-S', ...flags, '-cf', join(folder, 'a.tar'), '-C', folder, 'holes']);
      const { seen, fault } = await read(readFileSync(join(folder, 'a.tar')));
      expect(fault).toBeUndefined();
      expect([seen[0]?.path, seen[0]?.content.length, seen[0]?.content.startsWith('begin\0')]).toEqual([
        'holes',
        3_000_000,
        true,
      ]);
    }
  });
});

describe('broken archives', () => {
  const whole = tar([
    { name: 'first', content: 'one' },
    pax({ path: 'second' }),
    { name: 'x', content: 'two'.repeat(300) },
  ]);

  test('every truncation is reported, and what stood before it is given', async () => {
    for (let length = 0; length < whole.length - 1024; length += 1) {
      if (length % 97 !== 0 && length % 512 !== 0) continue;
      const { seen, fault } = await read(whole.subarray(0, length));
      expect(fault, `cut at ${length}`).toMatch(/truncated|before its end/u);
      expect(paths(seen)).toEqual(['first', 'second'].slice(0, seen.length));
    }
  });

  test('one block of zeros at the end is enough', async () => {
    expect(await read(whole.subarray(0, whole.length - 512))).toHaveProperty('seen.length', 2);
  });

  test('a wrong checksum names its place and what stands there', async () => {
    const bytes = Buffer.from(whole);
    bytes[1024] = 0x58;
    expect((await everyWay(bytes)).fault).toMatch(/at byte 1024: the checksum of "X/u);
  });

  test.each<[string, Member]>([
    ['negative size', { name: 'n', patch: [[124, Buffer.alloc(12, 0xff)]] }],
    ['size that is not a number', { name: 'n', patch: [[124, 'abcdefghijk\0']] }],
    ['name of a gigabyte', { name: 'n', type: 'L', size: 1 << 30 }],
    ['part of a volume', { name: 'n', type: 'M' }],
    ['broken attribute', { name: 'n', type: 'x', content: '99 path=x\n' }],
    ['attribute without an end', { name: 'n', type: 'x', content: '8 path=xy' }],
  ])('a %s is refused', async (_, entry) => {
    const { fault } = await everyWay(tar([entry, { name: 'after' }]));
    expect(fault).toMatch(/byte \d|volumes/u);
  });

  test('no mutation of a good archive makes it hang or fail in another way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
        const bytes = Buffer.from(whole);
        bytes[at] = byte;
        await read(bytes);
      }),
      { numRuns: 300 },
    );
  });
});

describe.skipIf(!gnuTar)('against GNU tar', () => {
  test('lists what it lists, in each of its formats', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'interdict-test-'));
    rooms.push(folder);
    const deep = join(folder, 'root', 'a'.repeat(90), 'b'.repeat(90));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'ein-länger-als-gewöhnlicher-name-'.repeat(5)), 'content');
    writeFileSync(join(folder, 'root', 'with\nnewline'), '');
    symlinkSync('x'.repeat(150), join(folder, 'root', 'link'));
    for (const format of ['gnu', 'pax', 'posix', 'oldgnu']) {
      const file = join(folder, `${format}.tar`);
      spawnSync(gnuTar, [`--format=${format}`, '-cf', file, '-C', folder, 'root']);
      const listed = spawnSync(gnuTar, ['--quoting-style=literal', '--show-transformed-names', '-tf', file], {
        encoding: 'utf8',
      });
      const { seen, fault } = await read(readFileSync(file));
      expect(fault).toBeUndefined();
      expect(`${paths(seen).join('\n')}\n`).toBe(listed.stdout);
    }
  });
});

test('an archive of one member may be cut in the middle of the block after it', async () => {
  const bytes = Buffer.concat([member({ name: 'only', content: 'x' }), Buffer.alloc(100)]);
  expect((await everyWay(bytes)).fault).toMatch(/before its end/u);
});

const rooms: string[] = [];
afterAll(() => {
  for (const room of rooms) rmSync(room, { recursive: true, force: true });
});
