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
