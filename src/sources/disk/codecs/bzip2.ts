import { readBzip2Block } from './bzip2-block.ts';
import { Bzip2Bits } from './bzip2-code.ts';

const BLOCK = 0x314159265359;
const END = 0x177245385090;
const LEVEL = 100_000;

/**
 * Unpacks bzip2: one stream or several after each other, each of blocks with checksums.
 *
 * @param size of what was packed
 * @throws SyntaxError when it is damaged, or gives more than that
 * @see https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf
 */
export function unbzip2(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const bits = new Bzip2Bits(packed);
  let to = 0;
  do {
    const room = new Uint32Array(levelOf(bits) * LEVEL);
    for (let mark = bits.take48(); mark !== END; mark = bits.take48()) {
      if (mark !== BLOCK) throw new SyntaxError('the bzip2 data is damaged: no block begins');
      to = readBzip2Block(bits, room, out, to);
    }
    // The checksum of the stream is made of those of its blocks, which were compared.
    bits.take32();
    bits.align();
  } while (bits.hasMore());
  return out.subarray(0, to);
}

/** A stream begins with `BZh` and the size of its blocks: `1` to `9`. */
function levelOf(bits: Bzip2Bits): number {
  const level = bits.take(24) === 0x425a68 ? bits.take(8) - 0x30 : 0;
  if (level < 1 || level > 9) throw new SyntaxError('not bzip2: expected BZh and a level');
  return level;
}
