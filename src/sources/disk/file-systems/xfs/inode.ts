import { bufferOf, u64be } from '../../bytes.ts';
import type { BlockDevice } from '../../device.ts';
import type { FileKind, FileNode } from '../../file-system.ts';
import type { Run } from '../../runs.ts';
import { blockAt, hasChecksum, type Superblock } from './superblock.ts';

/** A file system while it is read. */
export interface Xfs {
  readonly device: BlockDevice;
  readonly superblock: Superblock;
  readonly gaps: string[];
}

/** How the content of a file is kept. */
export const FORMAT = { local: 1, extents: 2, tree: 3 } as const;

/** One file of XFS. */
export interface Inode extends FileNode {
  readonly id: number;
  readonly format: number;
  /** What stands in the inode itself: content, extents, or the root of their tree. */
  readonly fork: Buffer;
  readonly extents: number;
  readonly isRealtime: boolean;
  runs?: readonly Run[];
}

const KINDS: Readonly<Record<number, FileKind>> = { 0x4000: 'folder', 0x8000: 'file', 0xa000: 'link' };
const MAGIC = 0x494e;
const WIDE_COUNTS = 1 << 4;

/**
 * Reads an inode.
 *
 * @throws SyntaxError when there is none of that number
 */
export function inodeOf(xfs: Xfs, number: number): Inode {
  const { device, superblock, gaps } = xfs;
  const { inodesPerBlockBits, inodeSize } = superblock;
  const perBlock = 2 ** inodesPerBlockBits;
  const at = blockAt(superblock, Math.floor(number / perBlock)) + (number % perBlock) * inodeSize;
  const raw = bufferOf(device.read(at, inodeSize));
  const version = raw[4] ?? 0;
  if (raw.readUInt16BE(0) !== MAGIC || version < 1 || version > 3)
    throw new SyntaxError(`${device.name}: there is no inode ${number}`);
  if (version === 3) {
    if (u64be(raw, 152) !== number)
      throw new SyntaxError(`${device.name}: inode ${number} says that it is another`);
    const reason = `the checksum of inode ${number} is wrong`;
    if (!hasChecksum(raw, 100) && !gaps.includes(reason)) gaps.push(reason);
  }
  const core = version === 3 ? 176 : 100;
  const forkEnd = raw[82] ? core + (raw[82] ?? 0) * 8 : inodeSize;
  const isWide = version === 3 && (raw.readUInt32BE(124) & WIDE_COUNTS) !== 0;
  return {
    id: number,
    kind: KINDS[raw.readUInt16BE(2) & 0xf000] ?? 'other',
    size: u64be(raw, 56),
    format: raw[5] ?? 0,
    fork: raw.subarray(core, Math.min(forkEnd, inodeSize)),
    extents: isWide ? u64be(raw, 24) : raw.readUInt32BE(76),
    isRealtime: (raw.readUInt16BE(90) & 1) !== 0,
  };
}
