import { readChunks } from '../../chunks.ts';
import { viewOf } from '../../little-endian.ts';
import { inflate } from '../squashfs/blocks.ts';

const MAGIC = Buffer.from('37e45396c9dbd607', 'hex');
/** Blocks of up to 128 KiB are what mkzftree and xorriso write. */
const MAX_BLOCK_BITS = 20;

/** A file that zisofs compressed. */
export interface PackedFile {
  /** In bytes, unpacked. */
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/**
 * The content of a packed file.
 *
 * @param read reads packed bytes
 * @returns undefined when it does not begin like one
 * @throws SyntaxError when its header is damaged
 */
export function zisofs(
  read: (offset: number, length: number) => Uint8Array,
  packed: number,
): PackedFile | undefined {
  if (packed < 16) return undefined;
  const head = read(0, 16);
  if (!MAGIC.equals(head.subarray(0, 8))) return undefined;
  const size = viewOf(head).getUint32(8, true);
  const start = 4 * (head[12] as number);
  const bits = head[13] as number;
  const blocks = Math.ceil(size / 2 ** bits);
  if (bits < 9 || bits > MAX_BLOCK_BITS || start + 4 * (blocks + 1) > packed)
    throw new SyntaxError(`the zisofs header is damaged: ${size} bytes in blocks of 2^${bits}`);
  const blockSize = 2 ** bits;
  const block = (index: number): Uint8Array => {
    const places = viewOf(read(start + 4 * index, 8));
    const [from, to] = [places.getUint32(0, true), places.getUint32(4, true)];
    const whole = Math.min(blockSize, size - index * blockSize);
    if (from === to) return new Uint8Array(whole);
    if (to < from || to > packed) throw new SyntaxError(`block ${index} of a packed file leaves it`);
    const bytes = inflate(read(from, to - from), blockSize);
    if (bytes.length !== whole)
      throw new SyntaxError(`block ${index} of a packed file has ${bytes.length} bytes`);
    return bytes;
  };
  return {
    size,
    read: (offset, length) => readChunks(block, blockSize, offset, Math.min(length, size - offset)),
  };
}
