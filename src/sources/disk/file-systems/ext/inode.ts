import { bufferOf, crc32c } from '../../bytes.ts';
import type { BlockDevice } from '../../device.ts';
import type { FileKind, FileNode } from '../../file-system.ts';
import type { Run } from '../../runs.ts';
import { descriptorAt, groupsOf, inodeTableOf, READ_ONLY_COMPAT, type Superblock } from './superblock.ts';

/** A file system while it is read: a journal may lie over the device. */
export interface Ext {
  readonly device: BlockDevice;
  readonly superblock: Superblock;
  readonly gaps: string[];
  /** Reports a fault once. */
  gap(reason: string): void;
}

/** One file of ext. */
export interface Inode extends FileNode {
  readonly id: number;
  readonly flags: number;
  /** The 60 bytes that say where the content lies, or are the content. */
  readonly map: Buffer;
  /** What follows the fixed part: extended attributes, and with them the rest of inline data. */
  readonly rest: Buffer;
  /** What was found of where the content lies. */
  runs?: readonly Run[];
}

export const FLAG = { encrypted: 0x800, compressed: 0x4, extents: 0x80000, inline: 0x10000000 } as const;

const KINDS: Readonly<Record<number, FileKind>> = { 0x4000: 'folder', 0x8000: 'file', 0xa000: 'link' };

/**
 * Reads an inode.
 *
 * @throws SyntaxError when there is none of that number
 * @see https://docs.kernel.org/filesystems/ext4/dynamic.html#index-nodes
 */
export function inodeOf(ext: Ext, number: number): Inode {
  const { device, superblock } = ext;
  const { inodesPerGroup, inodeSize, blockSize, descriptorSize } = superblock;
  const group = Math.floor((number - 1) / inodesPerGroup);
  if (number < 1 || group >= groupsOf(superblock))
    throw new SyntaxError(`${device.name}: there is no inode ${number}`);
  const descriptor = bufferOf(device.read(descriptorAt(superblock, group), descriptorSize));
  const at = inodeTableOf(descriptor) * blockSize + ((number - 1) % inodesPerGroup) * inodeSize;
  const raw = bufferOf(device.read(at, inodeSize));
  const mode = raw.readUInt16LE(0);
  const kind = KINDS[mode & 0xf000] ?? 'other';
  if (mode === 0) throw new SyntaxError(`${device.name}: inode ${number} is free`);
  const extra = inodeSize > 128 ? raw.readUInt16LE(0x80) : 0;
  if (superblock.readOnlyCompat & READ_ONLY_COMPAT.checksums && !hasChecksum(superblock, number, raw, extra))
    ext.gap(`the checksum of inode ${number} is wrong`);
  return {
    id: number,
    kind,
    size: raw.readUInt32LE(4) + raw.readUInt32LE(0x6c) * 2 ** 32,
    flags: raw.readUInt32LE(0x20),
    map: raw.subarray(0x28, 0x64),
    rest: raw.subarray(Math.min(128 + extra, raw.length)),
  };
}

function hasChecksum({ checksumSeed }: Superblock, number: number, raw: Buffer, extra: number): boolean {
  const own = Buffer.from(raw);
  const isWide = extra >= 4;
  const low = raw.readUInt16LE(0x7c);
  own.writeUInt16LE(0, 0x7c);
  if (isWide) own.writeUInt16LE(0, 0x82);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(number, 0);
  raw.copy(head, 4, 0x64, 0x68);
  const crc = crc32c(own, crc32c(head, checksumSeed));
  return (crc & 0xffff) === low && (!isWide || crc >>> 16 === raw.readUInt16LE(0x82));
}

/** The content that stands in an inode: 60 bytes and the attribute `system.data`. */
export function inlineData({ map, rest, size }: Inode): Uint8Array {
  if (size <= map.length) return map.subarray(0, size);
  const more = attribute(rest) ?? new Uint8Array();
  return Buffer.concat([map, more]).subarray(0, size);
}

const ATTRIBUTES = 0xea020000;
const SYSTEM = 7;

/** `system.data` among the attributes in an inode. */
function attribute(rest: Buffer): Uint8Array | undefined {
  if (rest.length < 4 || rest.readUInt32LE(0) !== ATTRIBUTES) return undefined;
  const first = rest.subarray(4);
  for (let at = 0; at + 16 <= first.length && first.readUInt32LE(at) !== 0; ) {
    const length = first[at] ?? 0;
    const name = first.toString('latin1', at + 16, at + 16 + length);
    if (first[at + 1] === SYSTEM && name === 'data') {
      const from = first.readUInt16LE(at + 2);
      return first.subarray(from, from + first.readUInt32LE(at + 8));
    }
    at += (16 + length + 3) & ~3;
  }
  return undefined;
}
