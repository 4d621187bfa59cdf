import { bufferOf, crc32c, textOf, u64be, uuidOf } from '../../bytes.ts';
import type { BlockDevice } from '../../device.ts';

/** What is needed of the superblock of XFS. */
export interface Superblock {
  readonly version: 4 | 5;
  readonly blockSize: number;
  readonly inodeSize: number;
  readonly inodesPerBlockBits: number;
  readonly groupBlocks: number;
  readonly groups: number;
  readonly groupBits: number;
  /** Bytes of one block of a folder. */
  readonly folderBlock: number;
  readonly rootInode: number;
  /** Whether entries of folders show what they lead to. */
  readonly hasKinds: boolean;
  readonly logStart: number;
  readonly logBlocks: number;
  readonly label: string;
  readonly uuid: string;
}

const MAGIC = 'XFSB';
const FOLDERS_2 = 0x2000;
const MORE_FEATURES = 0x8000;
const KINDS_2 = 0x200;
const INCOMPAT = {
  kinds: 1,
  sparseInodes: 2,
  metaUuid: 4,
  bigTime: 8,
  needsRepair: 16,
  wideCounts: 32,
  exchange: 64,
  parents: 128,
} as const;

/**
 * @returns undefined when the device holds no XFS
 * @throws SyntaxError when its numbers cannot be, Error when it has a feature that is not read
 * @see https://docs.kernel.org/filesystems/xfs/
 */
export function superblockOf(device: BlockDevice): Superblock | undefined {
  if (device.size < 512) return undefined;
  const block = bufferOf(device.read(0, 512));
  if (block.toString('latin1', 0, 4) !== MAGIC) return undefined;
  const number = block.readUInt16BE(100);
  const version = number & 15;
  if (version !== 4 && version !== 5)
    throw new Error(`${device.name}: XFS of version ${version} is not read`);
  if (version === 4 && !(number & FOLDERS_2))
    throw new Error(`${device.name}: XFS with folders of version 1 is not read`);
  const incompat = version === 5 ? block.readUInt32BE(216) : 0;
  refuse(device.name, incompat);
  const features2 = number & MORE_FEATURES ? block.readUInt32BE(200) : 0;
  const superblock: Superblock = {
    version,
    blockSize: block.readUInt32BE(4),
    inodeSize: block.readUInt16BE(104),
    inodesPerBlockBits: block[123] ?? 0,
    groupBlocks: block.readUInt32BE(84),
    groups: block.readUInt32BE(88),
    groupBits: block[124] ?? 0,
    folderBlock: block.readUInt32BE(4) * 2 ** (block[192] ?? 0),
    rootInode: u64be(block, 56),
    hasKinds: version === 5 ? (incompat & INCOMPAT.kinds) !== 0 : (features2 & KINDS_2) !== 0,
    logStart: u64be(block, 48),
    logBlocks: block.readUInt32BE(96),
    label: textOf(block.subarray(108, 120)),
    uuid: uuidOf(block.subarray(32, 48)),
  };
  check(superblock, device, u64be(block, 8), block.readUInt16BE(102));
  return superblock;
}

function refuse(name: string, incompat: number): void {
  if (incompat & INCOMPAT.needsRepair) throw new SyntaxError(`${name}: XFS that says that it needs repair`);
  const known = Object.values(INCOMPAT).reduce<number>((all, bit) => all | bit, 0);
  const unknown = (incompat & ~known) >>> 0;
  if (unknown) throw new Error(`${name}: XFS with a feature that is not read (0x${unknown.toString(16)})`);
}

function check(superblock: Superblock, device: BlockDevice, blocks: number, sector: number): void {
  const { blockSize, inodeSize, inodesPerBlockBits, folderBlock, groupBits, groupBlocks } = superblock;
  const isPower = (value: number) => value > 0 && (value & (value - 1)) === 0;
  const sane =
    isPower(blockSize) &&
    blockSize >= 512 &&
    blockSize <= 65536 &&
    isPower(inodeSize) &&
    inodeSize >= 256 &&
    inodeSize * 2 ** inodesPerBlockBits === blockSize &&
    folderBlock <= 65536 &&
    groupBits <= 31 &&
    groupBlocks > 0 &&
    groupBlocks <= 2 ** groupBits &&
    sector >= 512 &&
    sector <= 32768;
  if (!sane) throw new SyntaxError(`${device.name}: the superblock of XFS is damaged`);
  if (superblock.version === 5 && !hasChecksum(device.read(0, Math.min(sector, device.size)), 224))
    throw new SyntaxError(`${device.name}: the checksum of the superblock of XFS is wrong`);
  if (blocks * blockSize > device.size)
    throw new SyntaxError(`${device.name}: XFS of ${blocks * blockSize} bytes on ${device.size}: it is cut`);
}

/** Whether a structure has the checksum that stands in it. */
export function hasChecksum(bytes: Uint8Array, at: number): boolean {
  const own = Buffer.from(bytes);
  const stored = own.readUInt32LE(at);
  own.writeUInt32LE(0, at);
  return ~crc32c(own) >>> 0 === stored;
}

/** Where a block lies, whose number begins with that of its group. */
export function blockAt({ groupBits, groups, groupBlocks, blockSize }: Superblock, block: number): number {
  const group = Math.floor(block / 2 ** groupBits);
  const inside = block % 2 ** groupBits;
  if (group >= groups || inside >= groupBlocks)
    throw new SyntaxError(`block ${block} of XFS is beyond its end`);
  return (group * groupBlocks + inside) * blockSize;
}
