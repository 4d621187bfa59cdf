import { limits } from '../../../limits.ts';
import { bufferOf, isZero, u64le } from '../bytes.ts';
import type { BlockDevice } from '../device.ts';
import { blockDisk } from './blocks.ts';

const SIGNATURE = 0xbeda107f;
/** Marks of blocks that are not stored: never written, and zeros. */
const NOT_STORED = 0xfffffffe;
const PARENT = { from: 424, to: 440 } as const;

/**
 * VDI of VirtualBox: blocks of 1 MiB by a table of 32-bit numbers.
 *
 * @see https://github.com/libyal/libvdi/blob/main/documentation
 */
export function vdi(file: BlockDevice): BlockDevice | undefined {
  if (file.size < 512) return undefined;
  const header = bufferOf(file.read(0, 512));
  if (header.readUInt32LE(64) !== SIGNATURE) return undefined;
  const major = header.readUInt32LE(68) >>> 16;
  if (major !== 1) throw new Error(`${file.name}: VDI of version ${major} is not read`);
  // A snapshot or a linked clone names what it changes.
  if (!isZero(header.subarray(PARENT.from, PARENT.to)))
    throw new Error(`${file.name}: a VDI that holds the changes to another is not read`);
  const blockSize = header.readUInt32LE(376);
  const extra = header.readUInt32LE(380);
  const blocks = header.readUInt32LE(384);
  const size = u64le(header, 368);
  const data = header.readUInt32LE(344);
  if (blockSize < 4096 || extra > blockSize || !Number.isSafeInteger(size) || size > blocks * blockSize)
    throw new SyntaxError(`${file.name}: the header of the VDI is damaged`);
  if (blocks * 4 > limits.diskTable)
    throw new SyntaxError(
      `${file.name}: a table of ${blocks * 4} bytes, more than ${limits.diskTable} (limit: diskTable)`,
    );
  const table = bufferOf(file.read(header.readUInt32LE(340), blocks * 4));
  return blockDisk(file.name, size, blockSize, (block, inside, length) => {
    const stored = table.readUInt32LE(block * 4);
    return stored >= NOT_STORED
      ? undefined
      : file.read(data + stored * (blockSize + extra) + extra + inside, length);
  });
}
