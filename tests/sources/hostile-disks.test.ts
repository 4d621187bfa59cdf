/** Disks that look clean to who looks at a part of them: what is banned on them is found, or they are incomplete. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diskIn } from '../../src/sources/disk/containers/index.ts';
import { noSiblings } from '../../src/sources/disk/containers/siblings.ts';
import { memoryDevice } from '../../src/sources/disk/device.ts';
import { cpio } from '../support/cpio-writer.ts';
import { diskContainers } from '../support/disk-containers.ts';
import {
  diskFixture,
  gptDisk,
  logicalDisk,
  lvmDisk,
  qcow2Overlay,
  raidDisk,
} from '../support/disk-writer.ts';
import { dpkg, room, tidy } from '../support/image-call.ts';
import { interdict } from '../support/io.ts';
import { dockerSave, tar } from '../support/tar-writer.ts';

afterAll(tidy);

const BANNED = diskFixture('ext4.img');
const plain = cpio({
  'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
  'usr/bin/x': '',
  'var/lib/dpkg/status': dpkg('bash'),
});
const CLEAN = Buffer.concat([plain, Buffer.alloc(512 - (plain.length % 512))]);

async function statusOf(bytes: Uint8Array, name = 'disk.img'): Promise<number> {
  const path = join(room(), name);
  writeFileSync(path, bytes);
  return (await interdict([path])).status;
}

/** Writes entries of a table of the old kind over the first sector. */
function withMbr(
  disk: Buffer,
  entries: readonly (readonly [type: number, start: number, size: number])[],
): Buffer {
  const own = Buffer.from(disk);
  own.fill(0, 440, 512);
  for (const [index, [type, start, size]] of entries.entries()) {
    const at = 446 + index * 16;
    own[at + 4] = type;
    own.writeUInt32LE(start / 512, at + 8);
    own.writeUInt32LE(size / 512, at + 12);
  }
  own.writeUInt16LE(0xaa55, 510);
  return own;
}

test('the clean system alone is clean', async () => {
  expect(await statusOf(gptDisk([CLEAN]))).toBe(0);
});

describe('tables', () => {
  const MIB = 1 << 20;
  const both = Buffer.concat([gptDisk([CLEAN]), BANNED]);
  const start = gptDisk([CLEAN]).length;

  test('a newer table of the old kind beside one that was left', async () => {
    expect(await statusOf(withMbr(both, [[0x83, start, BANNED.length]]))).toBe(1);
  });

  test('partitions of one that was left are not passed over', async () => {
    const left = Buffer.concat([gptDisk([BANNED]), CLEAN]);
    expect(await statusOf(withMbr(left, [[0x83, gptDisk([BANNED]).length, CLEAN.length]]))).toBe(3);
  });

  test('a partition behind the volume of a hybrid ISO', async () => {
    const iso = diskFixture('rock-ridge.img');
    const listed = Buffer.from(iso.toString('latin1').replaceAll('Package: kesl', 'Package: bsh1'), 'latin1');
    const end = listed.readUInt32LE(0x8050) * 2048;
    const at = Math.ceil(Math.max(end, listed.length) / MIB) * MIB;
    const disk = Buffer.concat([listed, Buffer.alloc(at - listed.length), BANNED]);
    const hybrid = withMbr(disk, [
      [0x17, 0x200, end],
      [0x83, at, BANNED.length],
    ]);
    expect(await statusOf(withMbr(listed, [[0x17, 0x200, end]]))).toBe(0);
    expect(await statusOf(hybrid)).toBe(1);
  });

  test.each<[string, Buffer]>([
    ['a partition of noise', gptDisk([CLEAN, Buffer.alloc(6 * MIB, 'x')])],
    ['a volume that is thin', gptDisk([CLEAN, lvmDisk([{ name: 'data', content: BANNED, type: 'thin' }])])],
    ['a member of a RAID 0', gptDisk([CLEAN, raidDisk(BANNED, 0)])],
    ['a disk that ends inside a partition', gptDisk([CLEAN, BANNED]).subarray(0, 2 * MIB + 100_000)],
    ['logical partitions of which one is noise', logicalDisk([CLEAN, Buffer.alloc(6 * MIB, 'y')])],
  ])('%s beside a clean system is incomplete', async (_, disk) => {
    expect(await statusOf(disk)).toBe(3);
  });
});

describe('what a system says of itself', () => {
  test.each([
    ['UUID=00000000-0000-0000-0000-000000000001 /var ext4 defaults 0 2', 3],
    ['/dev/mapper/gone-var /opt ext4 defaults 0 2', 3],
    ['/dev/sdb1 /mnt/backup ext4 defaults 0 2', 0],
    ['tmpfs /tmp tmpfs defaults 0 0', 0],
  ])('%s', async (line, status) => {
    const root = cpio({
      'etc/os-release': 'ID=debian\n',
      'etc/fstab': `${line}\n`,
      'usr/bin/x': '',
      'var/lib/dpkg/status': dpkg('bash'),
    });
    expect(await statusOf(gptDisk([Buffer.concat([root, Buffer.alloc(512 - (root.length % 512))])]))).toBe(
      status,
    );
  });
});

describe('archives of disks', () => {
  const image = dockerSave([tar([{ name: 'var/lib/dpkg/status', content: dpkg('kesl') }])]);

  test.each<[string, Buffer, number]>([
    [
      'an image beside a disk',
      tar([
        { name: 'a.img', content: gptDisk([CLEAN]) },
        { name: 'b.tar', content: image },
      ]),
      1,
    ],
    [
      'an image beside the disk of an OVA',
      tar([
        { name: 'x.ovf', content: '<Envelope/>' },
        { name: 'a.img', content: gptDisk([CLEAN]) },
        { name: 'b.tar', content: image },
      ]),
      3,
    ],
    [
      'a second disk',
      tar([
        { name: 'a.img', content: gptDisk([CLEAN]) },
        { name: 'b.img', content: BANNED },
      ]),
      1,
    ],
  ])('%s is not passed over', async (_, bytes, status) => {
    expect(await statusOf(bytes, 'disks.tar')).toBe(status);
  });
});

describe('the header of a container', () => {
  const overlay = qcow2Overlay('base.raw', 'raw', 65_536);
  test.each(Object.entries({ ...diskContainers(BANNED), 'qcow2 overlay': overlay }))(
    'of %s that is cut is named, wherever it is cut',
    (_, bytes) => {
      for (let length = 0; length < Math.min(bytes.length, 700); length++) {
        expect(errorOf(bytes.subarray(0, length)), `${length} bytes`).not.toMatch(/^(?:Range|Type)Error/u);
      }
    },
  );

  function errorOf(bytes: Uint8Array): string {
    try {
      diskIn(memoryDevice(bytes, 'disk'), noSiblings());
      return '';
    } catch (error) {
      return String(error);
    }
  }
});
