import { copyMatch } from './match.ts';
import { BitReader, PrefixCode } from './prefix-code.ts';

/** Literals, and 16 lengths with 16 sizes of distance. */
const SYMBOLS = 512;

/**
 * One chunk of XPRESS with Huffman codes, as WIM files and Compact OS use it.
 *
 * @param size bytes that it unpacks to
 * @throws SyntaxError when the data is damaged or truncated
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-xca
 */
export function unxpress(packed: Uint8Array, size: number): Uint8Array {
  const lengths = new Uint8Array(SYMBOLS);
  if (packed.length < SYMBOLS / 2) throw new SyntaxError('the XPRESS data is truncated');
  for (let index = 0; index < SYMBOLS; index++)
    lengths[index] = ((packed[index >> 1] as number) >> (4 * (index & 1))) & 15;
  const code = new PrefixCode(lengths);
  const input = new BitReader(packed, SYMBOLS / 2);
  const out = new Uint8Array(size);
  for (let to = 0; to < size; ) {
    const symbol = code.decode(input);
    if (symbol < 256) {
      out[to++] = symbol;
      continue;
    }
    const bits = (symbol >> 4) & 15;
    const length = (symbol & 15) === 15 ? longLength(input) : symbol & 15;
    to = copyMatch(out, to, (1 << bits) | input.take(bits), length + 3);
  }
  return out;
}

/** The rest of a length stands in bytes between the units of bits. */
function longLength(input: BitReader): number {
  const byte = input.byte();
  return byte === 255 ? input.byte() | (input.byte() << 8) : byte + 15;
}
