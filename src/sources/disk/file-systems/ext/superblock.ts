import { bufferOf, crc32c, isZero, textOf, uuidOf } from '../../bytes.ts';
import type { BlockDevice } from '../../device.ts';

/** What is needed of the superblock of ext2, ext3 and ext4. */
export interface Superblock {
  readonly type: 'ext2' | 'ext3' | 'ext4';
  readonly blockSize: number;
  readonly blocks: number;
  readonly firstBlock: number;
  readonly blocksPerGroup: number;
  readonly inodesPerGroup: number;
  readonly inodes: number;
  readonly inodeSize: number;
  readonly descriptorSize: number;
  readonly firstMetaGroup: number;
  readonly backupGroups: readonly number[];
  readonly compat: number;
  readonly incompat: number;
  readonly readOnlyCompat: number;
  readonly journalInode: number;
  readonly hasJournalElsewhere: boolean;
  readonly checksumSeed: number;
  readonly label: string;
  readonly uuid: string;
}

const AT = 1024;
const MAGIC = 0xef53;
/** Blocks have 1 KiB to 64 KiB. */
const MAX_SHIFT = 6;

/** Features of `s_feature_compat`, `s_feature_incompat` and `s_feature_ro_compat`. */
const COMPAT = { journal: 0x4, sparseSuper2: 0x200 } as const;
export const INCOMPAT = {
  compression: 0x1,
  fileType: 0x2,
  recover: 0x4,
  journalDevice: 0x8,
  metaGroups: 0x10,
  extents: 0x40,
  bits64: 0x80,
  mmp: 0x100,
  flexGroups: 0x200,
  attributeInodes: 0x400,
  checksumSeed: 0x2000,
  largeFolders: 0x4000,
  inlineData: 0x8000,
  encryption: 0x10000,
  caseFolding: 0x20000,
} as const;
export const READ_ONLY_COMPAT = { sparseSuper: 0x1, checksums: 0x400 } as const;

const READ = Object.values(INCOMPAT)
  .filter((bit) => bit !== INCOMPAT.compression && bit !== INCOMPAT.journalDevice)
  .reduce((all, bit) => all | bit, 0);

/**
 * @returns undefined when the device holds no such file system
 * @throws SyntaxError when its numbers cannot be, Error when it has a feature that is not read
 * @see https://docs.kernel.org/filesystems/ext4/globals.html#super-block
 */
export function superblockOf(device: BlockDevice): Superblock | undefined {
  if (device.size < 2 * AT) return undefined;
  const block = bufferOf(device.read(AT, 1024));
  if (block.readUInt16LE(0x38) !== MAGIC) return undefined;
  // Two bytes are soon met by chance.
  if (block.readUInt32LE(0x18) > MAX_SHIFT || block.readUInt32LE(0x4c) > 1) return undefined;
  const incompat = block.readUInt32LE(0x60);
  refuse(device.name, incompat);
  const old = block.readUInt32LE(0x4c) === 0;
  const compat = block.readUInt32LE(0x5c);
  const readOnlyCompat = block.readUInt32LE(0x64);
  const wide = (incompat & INCOMPAT.bits64) !== 0;
  const shift = block.readUInt32LE(0x18);
  const isExt4 = (incompat & ~0x1f) !== 0 || (readOnlyCompat & ~0x7) !== 0;
  const uuid = block.subarray(0x68, 0x78);
  const superblock: Superblock = {
    type: isExt4 ? 'ext4' : compat & COMPAT.journal ? 'ext3' : 'ext2',
    blockSize: 1024 << shift,
    blocks: block.readUInt32LE(4) + (wide ? block.readUInt32LE(0x150) * 2 ** 32 : 0),
    firstBlock: block.readUInt32LE(0x14),
    blocksPerGroup: block.readUInt32LE(0x20),
    inodesPerGroup: block.readUInt32LE(0x28),
    inodes: block.readUInt32LE(0),
    inodeSize: old ? 128 : block.readUInt16LE(0x58),
    descriptorSize: wide ? block.readUInt16LE(0xfe) : 32,
    firstMetaGroup: block.readUInt32LE(0x104),
    backupGroups: [block.readUInt32LE(0x24c), block.readUInt32LE(0x250)],
    compat,
    incompat,
    readOnlyCompat,
    journalInode: block.readUInt32LE(0xe0),
    hasJournalElsewhere: (compat & COMPAT.journal) !== 0 && !isZero(block.subarray(0xd0, 0xe0)),
    checksumSeed: incompat & INCOMPAT.checksumSeed ? block.readUInt32LE(0x270) : crc32c(uuid),
    label: textOf(block.subarray(0x78, 0x88)),
    uuid: uuidOf(uuid),
  };
  check(superblock, device, block);
  return superblock;
}

function refuse(name: string, incompat: number): void {
  if (incompat & INCOMPAT.journalDevice)
    throw new Error(`${name}: it holds the journal of another file system`);
  const unknown = (incompat & ~READ) >>> 0;
  if (unknown) throw new Error(`${name}: ext4 with a feature that is not read (0x${unknown.toString(16)})`);
}

function check(superblock: Superblock, device: BlockDevice, block: Buffer): void {
  const { blockSize, inodeSize, descriptorSize, blocks } = superblock;
  const isPower = (value: number) => value > 0 && (value & (value - 1)) === 0;
  const sane =
    isPower(inodeSize) &&
    inodeSize >= 128 &&
    inodeSize <= blockSize &&
    isPower(descriptorSize) &&
    descriptorSize >= 32 &&
    descriptorSize <= blockSize &&
    superblock.blocksPerGroup > 0 &&
    superblock.inodesPerGroup > 0 &&
    superblock.firstBlock <= 1;
  if (!sane) throw new SyntaxError(`${device.name}: the superblock of ext4 is damaged`);
  const { readOnlyCompat } = superblock;
  if (
    readOnlyCompat & READ_ONLY_COMPAT.checksums &&
    crc32c(block.subarray(0, 1020)) !== block.readUInt32LE(1020)
  )
    throw new SyntaxError(`${device.name}: the checksum of the superblock of ext4 is wrong`);
  if (blocks * blockSize > device.size)
    throw new SyntaxError(`${device.name}: ext4 of ${blocks * blockSize} bytes on ${device.size}: it is cut`);
}

/** Number of groups, which the block that holds the superblock of small blocks does not count to. */
export function groupsOf({ blocks, firstBlock, blocksPerGroup }: Superblock): number {
  return Math.ceil((blocks - firstBlock) / blocksPerGroup);
}

/** Where the descriptor of a group lies. */
export function descriptorAt(superblock: Superblock, group: number): number {
  const { blockSize, descriptorSize, firstMetaGroup, incompat } = superblock;
  const perBlock = blockSize / descriptorSize;
  const number = Math.floor(group / perBlock);
  const inside = (group % perBlock) * descriptorSize;
  const own = blockSize === 1024 ? 1 : 0;
  if (!(incompat & INCOMPAT.metaGroups) || number < firstMetaGroup)
    return (own + 1 + number) * blockSize + inside;
  const first = number * perBlock;
  const start = superblock.firstBlock + first * superblock.blocksPerGroup;
  // Small blocks that are counted from 0 keep the superblock in the second block of the first group.
  const shifted = first === 0 && blockSize === 1024 && superblock.firstBlock === 0 ? 1 : 0;
  return (start + shifted + (hasSuperblock(superblock, first) ? 1 : 0)) * blockSize + inside;
}

function hasSuperblock({ compat, readOnlyCompat, backupGroups }: Superblock, group: number): boolean {
  if (group === 0) return true;
  if (compat & COMPAT.sparseSuper2) return backupGroups.includes(group);
  if (group === 1 || !(readOnlyCompat & READ_ONLY_COMPAT.sparseSuper)) return true;
  return [3, 5, 7].some((base) => {
    let power = base;
    while (power < group) power *= base;
    return power === group;
  });
}

/** Number that a descriptor gives in two halves. */
export function inodeTableOf(descriptor: Buffer): number {
  return descriptor.readUInt32LE(8) + (descriptor.length >= 64 ? descriptor.readUInt32LE(0x28) * 2 ** 32 : 0);
}
