import { readChunks } from '../../chunks.ts';
import { unlzx } from '../../codecs/lzx.ts';
import { unxpress } from '../../codecs/xpress.ts';
import { uint64, viewOf } from '../../little-endian.ts';
import type { Stream } from './stream.ts';

/** The stream in which a file that Windows compressed by itself (Compact OS) has its content. */
export const COMPACT_STREAM = 'WofCompressedData';

const LZX_CHUNK = 32_768;
/** By the number of the algorithm: bytes of a chunk, and what unpacks it. */
const ALGORITHMS = [
  { chunk: 4096, unpack: unxpress },
  { chunk: LZX_CHUNK, unpack: (packed: Uint8Array, size: number) => unlzx(packed, size, LZX_CHUNK) },
  { chunk: 8192, unpack: unxpress },
  { chunk: 16_384, unpack: unxpress },
];
/** Content from this size has a table of 64-bit numbers. */
const LARGE = 2 ** 32;

/**
 * A file that was compressed chunk by chunk: a table of where each chunk but the first begins, then the chunks.
 *
 * @param size bytes of the file
 * @throws SyntaxError when its table does not fit, Error for an algorithm that is not known
 */
export function compactStream(packed: Stream, size: number, algorithm: number, what: string): Stream {
  const known = ALGORITHMS[algorithm];
  if (known === undefined) throw new Error(`${what} is compressed by method ${algorithm} of Compact OS`);
  const { chunk, unpack } = known;
  const width = size < LARGE ? 4 : 8;
  const count = Math.ceil(size / chunk);
  const tableSize = Math.max(0, count - 1) * width;
  if (tableSize > packed.size) throw new SyntaxError(`${what} is damaged: its table of chunks is truncated`);
  const start = (index: number): number => {
    if (index === 0) return tableSize;
    if (index === count) return packed.size;
    const view = viewOf(packed.read((index - 1) * width, width));
    return tableSize + (width === 4 ? view.getUint32(0, true) : uint64(view, 0));
  };
  let last: { readonly index: number; readonly bytes: Uint8Array } | undefined;
  const chunkAt = (index: number): Uint8Array => {
    if (last?.index === index) return last.bytes;
    const from = start(index);
    const length = start(index + 1) - from;
    const plain = Math.min(chunk, size - index * chunk);
    if (length <= 0 || length > plain || from + length > packed.size)
      throw new SyntaxError(`${what} is damaged: chunk ${index} has ${length} bytes`);
    const stored = packed.read(from, length);
    last = { index, bytes: length === plain ? stored : unpack(stored, plain) };
    return last.bytes;
  };
  return {
    size,
    read: (offset, length) => readChunks(chunkAt, chunk, offset, Math.min(length, size - offset)),
  };
}
