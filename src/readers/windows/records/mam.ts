import { copyMatch } from '../../../sources/disk/codecs/match.ts';
import { BitReader, PrefixCode } from '../../../sources/disk/codecs/prefix-code.ts';

const SYMBOLS = 512;
/** Each block of so many bytes has a table of codes of its own. */
const BLOCK = 65_536;
/** Records that are packed so have a few hundred KiB. */
const MAX_SIZE = 64 << 20;

/** Whether the bytes begin like a file that Windows has packed: `MAM`, and XPRESS with Huffman codes. */
export function isMam(head: Uint8Array): boolean {
  return head[0] === 0x4d && head[1] === 0x41 && head[2] === 0x4d && ((head[3] ?? 0) & 0x0f) === 4;
}

/**
 * What such a file holds. Blocks follow each other, and repeat what stands in those before them.
 *
 * @throws SyntaxError when it is damaged, truncated or beyond the limit
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-xca
 */
export function unpackMam(bytes: Uint8Array): Uint8Array {
  if (!isMam(bytes) || bytes.length < 8)
    throw new SyntaxError('not a packed record: no MAM at its beginning');
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (size > MAX_SIZE) throw new SyntaxError(`a record of ${size} bytes; the limit is ${MAX_SIZE}`);
  // A checksum may stand before the data.
  const isChecked = ((bytes[3] ?? 0) & 0x80) !== 0;
  const out = new Uint8Array(size);
  let from = isChecked ? 12 : 8;
  for (let to = 0; to < size; ) {
    const end = Math.min(size, to + BLOCK);
    if (bytes.length - from < SYMBOLS / 2)
      throw new SyntaxError(`offset ${from}: the packed record is truncated`);
    const lengths = new Uint8Array(SYMBOLS);
    for (let index = 0; index < SYMBOLS; index++)
      lengths[index] = ((bytes[from + (index >> 1)] as number) >> (4 * (index & 1))) & 15;
    const input = new BitReader(bytes, from + SYMBOLS / 2);
    to = unpackBlock(new PrefixCode(lengths), input, out, to, end);
    from = input.at;
  }
  return out;
}

function unpackBlock(
  code: PrefixCode,
  input: BitReader,
  out: Uint8Array,
  start: number,
  end: number,
): number {
  let to = start;
  while (to < end) {
    const symbol = code.decode(input);
    if (symbol < 256) {
      out[to++] = symbol;
      continue;
    }
    const bits = (symbol >> 4) & 15;
    const length = (symbol & 15) === 15 ? longLength(input) : symbol & 15;
    to = copyMatch(out, to, (1 << bits) | input.take(bits), length + 3);
  }
  return to;
}

function longLength(input: BitReader): number {
  const byte = input.byte();
  return byte === 255 ? input.byte() | (input.byte() << 8) : byte + 15;
}
