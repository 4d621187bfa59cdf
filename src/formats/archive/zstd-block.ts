import { decompress } from 'fzstd';
import { damaged } from './zstd.ts';
import { zstdWatch } from './zstd-frames.ts';

const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;

/**
 * Unpacks one zstd frame that lies in memory, of which disks know how much it holds and not where it ends: what
 * follows the frame is not looked at.
 *
 * @param size bytes that it may unpack to at most
 * @throws SyntaxError when it is damaged, is truncated or holds more
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1
 */
export function zstdBlock(packed: Uint8Array, size: number): Uint8Array {
  const frame = packed.subarray(0, frameLength(packed));
  // Windows and work beyond the limits are refused before the decoder sees them.
  const watch = zstdWatch();
  for (const piece of watch.pieces(frame)) watch.gave(piece.length);
  const room = new Uint8Array(size);
  try {
    return decompress(frame, room);
  } catch (error) {
    throw damaged(error);
  }
}

/** Walks over the blocks, each of which shows its length. */
function frameLength(packed: Uint8Array): number {
  const byte = (at: number) => packed[at] ?? 0;
  const flags = byte(4);
  const isSingle = (flags & 0x20) !== 0;
  const sizeBytes = flags >> 6 === 0 ? Number(isSingle) : (CONTENT_SIZE_BYTES[flags >> 6] ?? 0);
  let at = 5 + Number(!isSingle) + (DICTIONARY_BYTES[flags & 3] ?? 0) + sizeBytes;
  for (let isLast = false; !isLast; ) {
    const bits = byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16);
    isLast = (bits & 1) === 1;
    at += 3 + (((bits >> 1) & 3) === 1 ? 1 : bits >> 3);
    if (at > packed.length) throw new SyntaxError('the compressed data is truncated');
  }
  return at + (flags & 4 ? 4 : 0);
}
