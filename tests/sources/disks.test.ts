/** Disk images: their containers, tables and volumes, and what a scan says of them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import { diskContainers, vhdx } from '../support/disk-containers.ts';
import {
  diskFixture,
  gptDisk,
  type LogicalContent,
  logicalDisk,
  lvmDisk,
  qcow2Overlay,
  raidDisk,
} from '../support/disk-writer.ts';
import { room, tidy } from '../support/image-call.ts';
import { interdict } from '../support/io.ts';
import { missingTools, run } from '../support/rpm-harness.ts';
import { tar } from '../support/tar-writer.ts';

afterAll(tidy);

const EXT2 = diskFixture('ext2.img');
const EXT4 = diskFixture('ext4.img');

/** Writes a file, by which the report names the disk. */
function file(bytes: Uint8Array, name = 'disk.img', folder = room()): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

interface Seen {
  /** Without the folder: `disk.img > partition 2`. */
  readonly name: string;
  readonly programs: number;
  readonly unread: readonly string[];
}

/** What each system of a disk gave. */
async function seen(path: string): Promise<Seen[]> {
  const whole = await openSource(path);
  const all: Seen[] = [];
  for (const source of whole.parts ?? [whole]) {
    const { name, kind, sightings, gaps } = await scan(source);
    expect(kind).toBe('disk');
    const own = name.slice(name.lastIndexOf('/disk') + 1);
    const programs = sightings.filter((one) => one.kind !== 'trace').length;
    all.push({ name: own, programs, unread: gaps.map(({ path: at, reason }) => `${at}: ${reason}`) });
  }
  await whole.close?.();
  return all;
}

const clean = (name: string) => [{ name, programs: 80, unread: [] }];

describe('tables and volumes', () => {
  test.each<[string, Buffer, string]>([
    ['no table', EXT2, 'disk.img'],
    ['GPT', gptDisk([EXT2]), 'disk.img > partition 1'],
    ['a second partition of zeros', gptDisk([EXT4, Buffer.alloc(8 << 20)]), 'disk.img > partition 1'],
    ['logical partitions', logicalDisk([Buffer.alloc(65536), EXT2]), 'disk.img > partition 6'],
    ['a mirror', raidDisk(EXT4), 'disk.img > RAID 1'],
    [
      'a mirror that went on without a member',
      raidDisk(EXT4, 1, { roles: [0, 0xfffe] }),
      'disk.img > RAID 1',
    ],
    [
      'both members of a mirror, of which one fell behind',
      gptDisk([
        raidDisk(EXT2.subarray(0, 65536), 1, { roles: [0, 1], events: 5 }),
        raidDisk(EXT4, 1, { roles: [0, 0xfffe], events: 9 }),
      ]),
      'disk.img > partition 2 > RAID 1',
    ],
    [
      'both members of a mirror',
      gptDisk([raidDisk(EXT4, 1, { roles: [0, 1] }), raidDisk(EXT4, 1, { roles: [0, 1] })]),
      'disk.img > partition 1 > RAID 1',
    ],
    ['LVM', lvmDisk([{ name: 'root', content: EXT4 }]), 'disk.img > LVM rig/root'],
    [
      'LVM on a mirror in a partition',
      gptDisk([raidDisk(lvmDisk([{ name: 'root', content: EXT4 }]))]),
      'disk.img > LVM rig/root',
    ],
  ])('%s', async (_, bytes, name) => {
    expect(await seen(file(bytes))).toEqual(clean(name));
  });

  test('the second copy of a GPT is taken where the first is damaged', async () => {
    const whole = Buffer.concat([gptDisk([EXT2]), Buffer.alloc(1 << 20)]);
    const last = whole.length / 512 - 1;
    const header = Buffer.from(whole.subarray(512, 1024));
    whole.fill(0, 512, 1024);
    header.copy(whole, last * 512);
    expect(await seen(file(whole))).toEqual(clean('disk.img > partition 1'));
  });

  test('two systems of one disk are two sources, each with its way', async () => {
    const found = await seen(file(gptDisk([EXT2, EXT4])));
    expect(found).toEqual([...clean('disk.img > partition 1'), ...clean('disk.img > partition 2')]);
  });

  test('a journal that is not clean is read as the next mount would leave the disk', async () => {
    const journal = diskFixture('ext4-journal.img');
    const { sightings } = await scan(await openSource(file(journal)));
    expect(sightings.some(({ name }) => name === 'kesl')).toBe(true);
    expect(journal.indexOf('Package: kesl')).toBeGreaterThan(0);
  });
});

describe('what is not read is reported', () => {
  const luks = Buffer.alloc(65536);
  luks.write('LUKS\xba\xbe', 'latin1');
  const bitlocker = Buffer.alloc(65536);
  bitlocker.write('\xeb\x58\x90-FVE-FS-', 'latin1');
  const noise = Buffer.alloc(8 << 20, 'x');
  const apfs = Buffer.alloc(1 << 20);
  apfs.write('NXSB', 32, 'latin1');
  const cut = gptDisk([EXT2]).subarray(0, (1 << 20) + 100_000);

  test.each<[string, Buffer, string]>([
    ['LUKS', gptDisk([EXT2, luks]), 'partition 2: encrypted with LUKS, which is not read'],
    ['BitLocker', gptDisk([EXT2, bitlocker]), 'partition 2: encrypted with BitLocker, which is not read'],
    ['unknown content', gptDisk([EXT2, noise]), 'partition 2: its content is not known'],
    ['RAID 5', gptDisk([EXT2, raidDisk(EXT4, 5)]), 'partition 2: a member of a RAID 5, which is not read'],
    [
      'a spare of a mirror',
      gptDisk([EXT2, raidDisk(EXT4, 1, { roles: [0xffff, 0, 1] })]),
      'partition 2: a member of a RAID 1 to which the others were not copied yet',
    ],
    [
      'a member that is being rebuilt',
      gptDisk([EXT2, raidDisk(EXT4, 1, { roles: [0, 1], features: 2 })]),
      'partition 2: a member of a RAID 1 to which the others were not copied yet',
    ],
    [
      'LVM that went on without this disk',
      gptDisk([EXT2, lvmDisk([{ name: 'data', content: EXT4 }], { flags: ['MISSING'] })]),
      'LVM rig/data: a part of it lies on a disk that its group went on without (pv0)',
    ],
    ['APFS', gptDisk([EXT2, apfs]), 'partition 2: an APFS container, which is not read'],
    [
      'LVM of which a disk is missing',
      gptDisk([EXT2, missing()]),
      'LVM rig/data: a part of it lies on a disk that is not here (/dev/vdb)',
    ],
    ['thin volumes', gptDisk([EXT2, thin()]), 'LVM rig/data: a volume of type thin, which is not read'],
  ])('%s beside a system', async (_, bytes, reported) => {
    const [only, ...others] = await seen(file(bytes));
    expect([only?.programs, only?.unread, others]).toEqual([80, [reported], []]);
  });

  test.each<[string, Buffer, string]>([
    ['an encrypted disk', luks, '.: encrypted with LUKS, which is not read'],
    ['a disk that is cut', cut, '.: partition 1 ends beyond the end of the disk'],
    [
      'a disk of zeros with a table',
      gptDisk([Buffer.alloc(1 << 20)]),
      '.: no file system was found on this disk',
    ],
  ])('%s', async (_, bytes, reported) => {
    const path = file(bytes);
    const [only] = await seen(path);
    expect(only?.unread).toContain(reported);
    expect((await interdict([path])).status).toBe(3);
  });

  test('a mirror of which a member is missing is read, and is incomplete', async () => {
    const [only, ...others] = await seen(file(raidDisk(EXT4, 1, { roles: [0, 1] })));
    const reported = 'a RAID 1 of 2 members: 1 is not here and may hold what was written later';
    expect([only?.name, only?.programs, only?.unread, others]).toEqual([
      'disk.img > RAID 1',
      80,
      [`.: ${reported}`],
      [],
    ]);
  });

  function missing(): Buffer {
    return lvmDisk([{ name: 'data', content: EXT4, isPartlyMissing: true }]);
  }

  function thin(): Buffer {
    const data: LogicalContent = { name: 'data', content: EXT4, type: 'thin' };
    return lvmDisk([data]);
  }
});

describe('images of other files', () => {
  const size = EXT4.length;

  test('an overlay is read through to its backing file', async () => {
    const folder = room();
    file(EXT4, 'base.raw', folder);
    const path = file(qcow2Overlay('base.raw', 'raw', size), 'disk.qcow2', folder);
    expect(await seen(path)).toEqual(clean('disk.qcow2'));
  });

  test.each([
    ['/etc/passwd', 'which is not in the folder of the image'],
    ['../base.raw', 'which is not in the folder of the image'],
    ['nbd://localhost/x', 'which is not in the folder of the image'],
    ['json:{"driver":"nbd"}', 'which is not in the folder of the image'],
    ['gone.raw', 'which is not there'],
    ['disk.qcow2', 'more than 16 backing files (limit: backing)'],
  ])('a backing file %s is refused', async (backing, reason) => {
    const path = file(qcow2Overlay(backing, 'qcow2', size), 'disk.qcow2');
    const [only] = await seen(path);
    expect(only?.unread.join()).toContain(reason);
    expect((await interdict([path])).status).toBe(3);
  });

  test('a VMDK names files of its own folder alone', async () => {
    const text = '# Disk DescriptorFile\nversion=1\nparentCID=ffffffff\nRW 512 FLAT "../../etc/passwd" 0\n';
    const [only] = await seen(file(Buffer.from(text), 'disk.vmdk'));
    expect(only?.unread.join()).toContain('which is not in the folder of the image');
  });
});

describe('packed disks and archives of disks', () => {
  test('gzip', async () => {
    expect(await seen(file(gzipSync(gptDisk([EXT2])), 'disk.raw.gz'))).toEqual(
      clean('disk.raw.gz > partition 1'),
    );
  });

  test('an OVA', async () => {
    const bytes = tar([
      { name: 'disk.ovf', content: '<Envelope/>' },
      { name: 'one.img', content: gptDisk([EXT2]) },
    ]);
    const [only] = await seen(file(bytes, 'disk.ova'));
    expect(only).toEqual(clean('disk.ova > one.img > partition 1')[0]);
  });

  test('a box is a packed archive with a disk', async () => {
    const bytes = tar([
      { name: './metadata.json', content: '{"provider":"libvirt"}' },
      { name: './box.img', content: EXT2 },
    ]);
    expect(await seen(file(gzipSync(bytes), 'disk.box'))).toEqual(clean('disk.box > box.img'));
  });

  test('a disk of it that is not known is reported', async () => {
    const bytes = tar([
      { name: 'disk.ovf', content: '<Envelope/>' },
      { name: 'one.img', content: EXT2 },
      { name: 'two.vmdk', content: 'text' },
    ]);
    const [only] = await seen(file(bytes, 'disk.ova'));
    expect(only?.unread).toEqual(['two.vmdk: it is named like a disk, and its content is not known']);
  });
});

describe('a report names the system again', () => {
  test('by its way', async () => {
    const path = file(gptDisk([EXT2, EXT4]));
    const source = await openSource(`${path} > partition 2`);
    const { name, manifests } = await scan(source);
    expect(name).toBe(`${path} > partition 2`);
    expect(manifests.map(({ programs }) => programs)).toContain(80);
    await expect(openSource(`${path} > partition 3`)).rejects.toThrow('no such system on this disk');
  });

  test('the whole of several shows each by its label', async () => {
    const whole = await openSource(file(gptDisk([EXT2, EXT4])));
    const { manifests } = await scan(whole);
    const paths = manifests.filter(({ reader }) => reader === 'dpkg-status').map(({ path }) => path);
    expect(paths).toEqual(['partition 1/var/lib/dpkg/status', 'partition 2/var/lib/dpkg/status']);
  });
});

const noQemu = missingTools('qemu-img').length > 0;
if (noQemu) console.log('skipped: containers of qemu-img, for want of qemu-img');

describe('containers by their specifications', () => {
  test.each(Object.entries(diskContainers(EXT4)))('%s', async (_, bytes) => {
    expect(await seen(file(bytes))).toEqual(clean('disk.img'));
  });

  /** The first piece of the disk, and the table that shows where it lies, are in the log alone. */
  function unclosed(): Buffer {
    const at = 4 << 20;
    const table = Buffer.alloc(4096);
    table.writeBigUInt64LE(BigInt(at) | 6n);
    const log = new Map<number, Buffer | 'zero'>([
      [at, 'zero'],
      ...Array.from({ length: 16 }, (_, index): [number, Buffer] => [
        at + index * 4096,
        EXT4.subarray(index * 4096, (index + 1) * 4096),
      ]),
      [2 << 20, table],
    ]);
    const bytes = vhdx(EXT4, log);
    bytes.fill(0x11, at, at + 65_536);
    bytes.fill(0, 2 << 20, (2 << 20) + 8);
    return bytes;
  }

  test('what waits in the log of a VHDX is replayed', async () => {
    const bytes = unclosed();
    expect(await seen(file(bytes))).toEqual(clean('disk.img'));
    bytes.writeUInt8((bytes[(1 << 20) + 5000] ?? 0) ^ 1, (1 << 20) + 5000);
    const [only] = await seen(file(bytes));
    expect(only?.unread.join()).toContain('the log of the VHDX is damaged');
  });

  test.skipIf(noQemu)('qemu-img replays the same log to the same disk', () => {
    const path = file(unclosed());
    run('qemu-img', ['check', '-q', '-f', 'vhdx', '-r', 'all', path]);
    run('qemu-img', ['convert', '-f', 'vhdx', '-O', 'raw', path, `${path}.raw`]);
    expect(Buffer.compare(readFileSync(`${path}.raw`), EXT4)).toBe(0);
  });
});

const CONTAINERS: readonly (readonly [string, string, ...string[]])[] = [
  ['qcow2 of version 2', 'qcow2', '-o', 'compat=0.10'],
  ['qcow2', 'qcow2'],
  ['qcow2 with zlib', 'qcow2', '-c'],
  ['qcow2 with zstd', 'qcow2', '-c', '-o', 'compression_type=zstd'],
  ['qcow2 of small clusters', 'qcow2', '-o', 'cluster_size=512'],
  ['qcow2 of parts of clusters', 'qcow2', '-o', 'cluster_size=2M,extended_l2=on'],
  ['VMDK', 'vmdk'],
  ['VMDK, flat', 'vmdk', '-o', 'subformat=monolithicFlat'],
  ['VMDK in parts', 'vmdk', '-o', 'subformat=twoGbMaxExtentSparse'],
  ['VMDK in flat parts', 'vmdk', '-o', 'subformat=twoGbMaxExtentFlat'],
  ['VMDK as a stream', 'vmdk', '-o', 'subformat=streamOptimized'],
  ['VHD, fixed', 'vpc', '-o', 'subformat=fixed,force_size=on'],
  ['VHD, dynamic', 'vpc', '-o', 'subformat=dynamic,force_size=on'],
  ['VHDX', 'vhdx'],
  ['VHDX, fixed', 'vhdx', '-o', 'subformat=fixed'],
  ['VDI', 'vdi'],
  ['VDI, static', 'vdi', '-o', 'static=on'],
];

describe('containers of qemu-img', () => {
  test.skipIf(noQemu).each(CONTAINERS)('%s', async (_, format, ...options) => {
    const folder = room();
    const raw = file(gptDisk([EXT4, EXT2]), 'raw', folder);
    const path = join(folder, 'disk');
    run('qemu-img', ['convert', '-f', 'raw', '-O', format, ...options, raw, path]);
    const wanted = [...clean('disk > partition 1'), ...clean('disk > partition 2')];
    expect(await seen(path)).toEqual(wanted);
  });
});
