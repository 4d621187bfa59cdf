/** Disks in memory: small file systems that real tools made, and tables and containers around them. */
import { readFileSync } from 'node:fs';
import { crc32, gunzipSync } from 'node:zlib';
import { plainUpcase } from '../../src/sources/disk/file-systems/ntfs/upcase.ts';

/** A file system of `fixtures/disks`, which its README says how to make again. */
export function diskFixture(name: string): Buffer {
  const image = gunzipSync(readFileSync(`fixtures/disks/${name}.gz`));
  if (name === 'ntfs.img')
    for (const [code, upper] of plainUpcase().entries()) image.writeUInt16LE(upper, UPCASE + 2 * code);
  return image;
}

/** Where the NTFS image has its table of upper case letters, which is left out of the fixture. */
const UPCASE = 486_912;

const LINUX = 'af3dc60f838472478e793d69d8477de4';

/** A GUID partition table, without its second copy, with partitions at whole MiB. */
export function gptDisk(partitions: readonly Buffer[], type: string = LINUX): Buffer {
  const mib = 1 << 20;
  const disk = Buffer.alloc(
    mib * (1 + partitions.reduce((sum, one) => sum + Math.ceil(one.length / mib), 0)),
  );
  const entries = disk.subarray(1024, 1024 + 128 * 128);
  let at = mib;
  for (const [index, partition] of partitions.entries()) {
    partition.copy(disk, at);
    const entry = entries.subarray(index * 128);
    entry.write(type, 0, 'hex');
    entry[16] = index + 1;
    entry.writeBigUInt64LE(BigInt(at / 512), 32);
    entry.writeBigUInt64LE(BigInt((at + partition.length) / 512 - 1), 40);
    at += Math.ceil(partition.length / mib) * mib;
  }
  const header = disk.subarray(512, 512 + 92);
  header.write('EFI PART', 'latin1');
  for (const [offset, value] of [
    [8, 0x10000],
    [12, 92],
    [24, 1],
    [72, 2],
    [80, 128],
    [84, 128],
  ] as const) {
    header.writeUInt32LE(value, offset);
  }
  header.writeUInt32LE(crc32(entries), 88);
  header.writeUInt32LE(crc32(header), 16);
  // A table of the old kind guards the disk from programs that know no other.
  disk[446 + 4] = 0xee;
  disk.writeUInt32LE(1, 446 + 8);
  disk.writeUInt32LE(disk.length / 512 - 1, 446 + 12);
  disk.writeUInt16LE(0xaa55, 510);
  return disk;
}

/** An empty qcow2 image over another file. */
export function qcow2Overlay(backing: string, format: string, size: number): Buffer {
  const image = Buffer.alloc(2 * 65536);
  for (const [offset, value] of [
    [0, 0x514649fb],
    [4, 3],
    [12, 1024],
    [16, backing.length],
    [20, 16],
    [28, size],
    [36, 1],
    [44, 65536],
    [96, 4],
    [100, 104],
  ] as const) {
    image.writeUInt32BE(value, offset);
  }
  image.writeUInt32BE(0xe2792aca, 104);
  image.writeUInt32BE(format.length, 108);
  image.write(format, 112);
  image.write(backing, 1024);
  return image;
}

/** A partition table of the old kind with an extended partition, in which the partitions are logical ones. */
export function logicalDisk(partitions: readonly Buffer[]): Buffer {
  const each = Math.max(...partitions.map((one) => one.length)) / 512 + 63;
  const disk = Buffer.alloc(512 * (2048 + each * partitions.length));
  const write = (sector: number, index: number, type: number, start: number, sectors: number) => {
    const at = sector * 512 + 446 + index * 16;
    disk[at + 4] = type;
    disk.writeUInt32LE(start, at + 8);
    disk.writeUInt32LE(sectors, at + 12);
    disk.writeUInt16LE(0xaa55, sector * 512 + 510);
  };
  write(0, 0, 5, 2048, each * partitions.length);
  for (const [index, partition] of partitions.entries()) {
    const record = 2048 + index * each;
    write(record, 0, 0x83, 63, partition.length / 512);
    if (index + 1 < partitions.length) write(record, 1, 5, (index + 1) * each, each);
    partition.copy(disk, (record + 63) * 512);
  }
  return disk;
}

/** What the superblock of a member of a mirror says beside its level. */
export interface RaidOptions {
  /** For each device what it is for: its number in the array, or `0xfffe` for one that failed. */
  readonly roles?: readonly number[];
  /** Of how many changes it knows. */
  readonly events?: number;
  readonly features?: number;
}

/** A member of a mirror of Linux with its superblock 4 KiB from the front; by default the only one. */
export function raidDisk(content: Buffer, level = 1, options: RaidOptions = {}): Buffer {
  const { roles = [0], events = 1, features = 0 } = options;
  const start = 1 << 20;
  const disk = Buffer.alloc(start + content.length);
  content.copy(disk, start);
  const block = disk.subarray(4096);
  block.writeUInt32LE(0xa92b4efc, 0);
  block.writeUInt32LE(1, 4);
  block.write('rig', 16);
  block.writeInt32LE(level, 72);
  block.writeBigUInt64LE(BigInt(content.length / 512), 80);
  block.writeBigUInt64LE(BigInt(start / 512), 128);
  block.writeBigUInt64LE(8n, 144);
  block.writeUInt32LE(features, 8);
  block.writeBigUInt64LE(BigInt(events), 200);
  block.writeUInt32LE(roles.length, 220);
  for (const [index, role] of roles.entries()) block.writeUInt16LE(role, 256 + 2 * index);
  return disk;
}

const EXTENT = 64 * 1024;

/** One logical volume of {@link lvmDisk}. */
export interface LogicalContent {
  readonly name: string;
  readonly content: Buffer;
  /** Default: `striped`. */
  readonly type?: string;
  /** Its second segment lies on a physical volume that is not there. */
  readonly isPartlyMissing?: true;
}

/** What a group says of the physical volume that is there. */
export interface GroupOptions {
  readonly flags?: readonly string[];
}

/** A physical volume of LVM2; each volume is cut in two segments, of which the second lies first. */
export function lvmDisk(volumes: readonly LogicalContent[], { flags = [] }: GroupOptions = {}): Buffer {
  const parts: Buffer[] = [];
  let next = 0;
  const sections = volumes.map(({ name, content, type = 'striped', isPartlyMissing }) => {
    const extents = Math.ceil(content.length / EXTENT);
    const half = Math.floor(extents / 2);
    const padded = Buffer.concat([content, Buffer.alloc(extents * EXTENT - content.length)]);
    parts.push(padded.subarray(half * EXTENT), padded.subarray(0, half * EXTENT));
    const segment = (number: number, from: number, count: number, at: number, volume = 'pv0') =>
      `segment${number} {\nstart_extent = ${from}\nextent_count = ${count}\ntype = "${type}"\nstripe_count = 1\nstripes = ["${volume}", ${at}]\n}\n`;
    const second = isPartlyMissing ? 'pv1' : 'pv0';
    const text = segment(1, 0, half, next + extents - half) + segment(2, half, extents - half, next, second);
    next += extents;
    return `${name} {\nstatus = ["READ", "WRITE", "VISIBLE"]\nsegment_count = 2\n${text}}\n`;
  });
  const id = 'abcdefghijklmnopqrstuvwxyz012345';
  const text = Buffer.from(
    `rig {\nseqno = 1 # of changes\nextent_size = ${EXTENT / 512}\nphysical_volumes {\npv0 {\nid = "abcdef-ghij-klmn-opqr-stuv-wxyz-012345"\ndevice = "/dev/vda"\nflags = [${flags.map((flag) => `"${flag}"`).join(', ')}]\npe_start = 2048\npe_count = ${next}\n}\npv1 {\nid = "ABCDEF-ghij-klmn-opqr-stuv-wxyz-012345"\ndevice = "/dev/vdb"\npe_start = 2048\npe_count = ${next}\n}\n}\nlogical_volumes {\n${sections.join('')}}\n}\n`,
  );
  return Buffer.concat([lvmHead(id, text, (1 << 20) + next * EXTENT), ...parts]);
}

function lvmHead(id: string, text: Buffer, size: number): Buffer {
  const head = Buffer.alloc(1 << 20);
  const label = head.subarray(512, 1024);
  label.write('LABELONE', 'latin1');
  label.writeUInt32LE(1, 8);
  label.writeUInt32LE(32, 20);
  label.write('LVM2 001', 24, 'latin1');
  label.write(id, 32, 'latin1');
  label.writeBigUInt64LE(BigInt(size), 64);
  label.writeBigUInt64LE(1n << 20n, 72);
  label.writeBigUInt64LE(4096n, 104);
  label.writeBigUInt64LE((1n << 20n) - 4096n, 112);
  label.writeUInt32LE(lvmChecksum(label.subarray(20)), 16);
  const metadata = head.subarray(4096, 4608);
  metadata.write(' LVM2 x[5A%r0N*>', 4, 'latin1');
  metadata.writeUInt32LE(1, 20);
  metadata.writeBigUInt64LE(4096n, 24);
  // The text begins so near the end of its ring that it goes on at the front of it.
  const ring = (1 << 20) - 4096;
  const at = ring - 100;
  metadata.writeBigUInt64LE(BigInt(ring), 32);
  metadata.writeBigUInt64LE(BigInt(at), 40);
  metadata.writeBigUInt64LE(BigInt(text.length), 48);
  metadata.writeUInt32LE(lvmChecksum(text), 56);
  text.copy(head, 4096 + at, 0, 100);
  text.copy(head, 4096 + 512, 100);
  metadata.writeUInt32LE(lvmChecksum(metadata.subarray(4)), 0);
  return head;
}

function lvmChecksum(bytes: Uint8Array): number {
  let crc = 0xf597a6cf;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return crc >>> 0;
}
