import { bufferOf, crc32c, textOf, u64le, uuidOf } from '../../bytes.ts';
import type { BlockDevice } from '../../device.ts';

/** What is needed of the superblock of Btrfs. */
export interface Superblock {
  readonly rootTree: number;
  readonly chunkTree: number;
  readonly rootFolder: number;
  readonly device: number;
  readonly devices: number;
  readonly sectorSize: number;
  readonly nodeSize: number;
  readonly hasCrc32c: boolean;
  /** Whether changes wait in a tree of their own that the next mount would take over. */
  readonly hasLog: boolean;
  readonly systemChunks: Buffer;
  readonly label: string;
  readonly uuid: string;
}

const AT = 64 * 1024;
const SIZE = 4096;
const MAGIC = '_BHRfS_M';
/** All up to RAID1C34, and simple quotas; zoned disks and other trees of extents are not among them. */
const KNOWN = 0x10fff;

/**
 * @returns undefined when the device holds no Btrfs
 * @throws SyntaxError when its numbers cannot be, Error when it has a feature that is not read
 * @see https://btrfs.readthedocs.io/en/latest/dev/On-disk-format.html
 */
export function superblockOf(device: BlockDevice): Superblock | undefined {
  if (device.size < AT + SIZE) return undefined;
  const block = bufferOf(device.read(AT, SIZE));
  if (block.toString('latin1', 64, 72) !== MAGIC) return undefined;
  const unknown = (block.readUInt32LE(188) & ~KNOWN) >>> 0;
  if (unknown || block.readUInt32LE(192))
    throw new Error(`${device.name}: Btrfs with a feature that is not read (0x${unknown.toString(16)})`);
  const hasCrc32c = block.readUInt16LE(196) === 0;
  const chunkBytes = block.readUInt32LE(160);
  const superblock = {
    rootTree: u64le(block, 80),
    chunkTree: u64le(block, 88),
    rootFolder: u64le(block, 128),
    device: u64le(block, 201),
    devices: u64le(block, 136),
    sectorSize: block.readUInt32LE(144),
    nodeSize: block.readUInt32LE(148),
    hasCrc32c,
    hasLog: u64le(block, 96) !== 0,
    systemChunks: block.subarray(811, 811 + Math.min(chunkBytes, 2048)),
    label: textOf(block.subarray(299, 555)),
    uuid: uuidOf(block.subarray(32, 48)),
  };
  const isPower = (value: number) => value >= 512 && value <= 65536 && (value & (value - 1)) === 0;
  if (!isPower(superblock.sectorSize) || !isPower(superblock.nodeSize) || chunkBytes > 2048)
    throw new SyntaxError(`${device.name}: the superblock of Btrfs is damaged`);
  if (hasCrc32c && ~crc32c(block.subarray(32)) >>> 0 !== block.readUInt32LE(0))
    throw new SyntaxError(`${device.name}: the checksum of the superblock of Btrfs is wrong`);
  const own = u64le(block, 209);
  if (own > device.size)
    throw new SyntaxError(`${device.name}: Btrfs of ${own} bytes on ${device.size}: it is cut`);
  return superblock;
}
