import type { BlockDevice } from '../../device.ts';
import { uint64, viewOf } from '../../little-endian.ts';

/** What the first bytes of a squashfs image say. */
export interface Superblock {
  readonly blockSize: number;
  readonly compression: number;
  /** Where the inode of the root is: a block of the inode table, and a place in it. */
  readonly root: { readonly block: number; readonly offset: number };
  readonly inodes: number;
  readonly folders: number;
  readonly fragments: number;
  readonly fragmentCount: number;
}

const LENGTH = 96;
const MAGIC = 0x73717368;
const SWAPPED = 0x68737173;
const MAX_BLOCK = 1024 * 1024;

/**
 * The superblock of squashfs 4; undefined when there is none.
 *
 * @throws SyntaxError when its numbers are impossible or the image is truncated, Error for older versions
 * @see https://dr-emann.github.io/squashfs/
 */
export function readSuperblock(device: BlockDevice): Superblock | undefined {
  if (device.size < LENGTH) return undefined;
  const view = viewOf(device.read(0, LENGTH));
  const magic = view.getUint32(0, true);
  if (magic === SWAPPED) throw new Error('squashfs of versions before 4 with swapped bytes is not read');
  if (magic !== MAGIC) return undefined;
  const version = view.getUint16(28, true);
  if (version !== 4) throw new Error(`squashfs ${version} is not read`);
  const blockSize = view.getUint32(12, true);
  if (blockSize < 4096 || blockSize > MAX_BLOCK || blockSize !== 2 ** view.getUint16(22, true))
    throw new SyntaxError(`the squashfs superblock is damaged: blocks of ${blockSize} bytes`);
  const used = uint64(view, 40);
  if (used > device.size)
    throw new SyntaxError(`the squashfs image is truncated: ${device.size} of ${used} bytes`);
  return {
    blockSize,
    compression: view.getUint16(20, true),
    root: {
      block: view.getUint16(36, true) * 2 ** 16 + view.getUint16(34, true),
      offset: view.getUint16(32, true),
    },
    inodes: uint64(view, 64),
    folders: uint64(view, 72),
    fragments: view.getUint32(16, true) === 0 ? 0 : uint64(view, 80),
    fragmentCount: view.getUint32(16, true),
  };
}
