import { copyMatch } from './match.ts';
import { BitReader, PrefixCode } from './prefix-code.ts';

/** Literals, and 16 lengths with 16 sizes of distance. */
const SYMBOLS = 512;
/** Bytes of the table of codes that begins a block. */
export const XPRESS_TABLE = SYMBOLS / 2;

/**
 * One chunk of XPRESS with Huffman codes, as WIM files and Compact OS use it.
 *
 * @param size bytes that it unpacks to
 * @throws SyntaxError when the data is damaged or truncated
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-xca
 */
export function unxpress(packed: Uint8Array, size: number): Uint8Array {
  if (packed.length < XPRESS_TABLE) throw new SyntaxError('the XPRESS data is truncated');
  const out = new Uint8Array(size);
  unxpressBlock({ packed, from: 0 }, { out, from: 0, to: size });
  return out;
}

/**
 * One block: its table of codes, then what they stand for, which may repeat what stands before it.
 *
 * @param input the data, and where the block begins in it
 * @param output what is unpacked, from where and at least to where the block reaches
 * @returns where the next block begins in both
 * @throws SyntaxError when the data is damaged or truncated
 */
export function unxpressBlock(
  { packed, from }: { readonly packed: Uint8Array; readonly from: number },
  { out, from: start, to: end }: { readonly out: Uint8Array; readonly from: number; readonly to: number },
): { readonly input: number; readonly output: number } {
  const lengths = new Uint8Array(SYMBOLS);
  for (let index = 0; index < SYMBOLS; index++)
    lengths[index] = ((packed[from + (index >> 1)] as number) >> (4 * (index & 1))) & 15;
  const code = new PrefixCode(lengths);
  const input = new BitReader(packed, from + XPRESS_TABLE);
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
  return { input: input.at, output: to };
}

/** The rest of a length stands in bytes between the units of bits. */
function longLength(input: BitReader): number {
  const byte = input.byte();
  return byte === 255 ? input.byte() | (input.byte() << 8) : byte + 15;
}
