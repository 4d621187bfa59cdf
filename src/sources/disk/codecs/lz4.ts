import { copyMatch } from './match.ts';

/**
 * One LZ4 block. Stops when `most` bytes are unpacked, so a block may be read in part.
 *
 * @throws SyntaxError when the data is damaged or truncated
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export function unlz4(packed: Uint8Array, most: number): Uint8Array {
  const out = new Uint8Array(most);
  let at = 0;
  let to = 0;
  const length = (start: number): number => {
    let sum = start;
    if (start !== 15) return sum;
    for (let more = 255; more === 255; sum += more) more = packed[at++] ?? truncated();
    return sum;
  };
  while (at < packed.length && to < most) {
    const token = packed[at++] as number;
    const literals = Math.min(length(token >> 4), most - to);
    if (at + literals > packed.length) truncated();
    out.set(packed.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at >= packed.length || to >= most) break;
    const distance = (packed[at] as number) | ((packed[at + 1] ?? truncated()) << 8);
    at += 2;
    to = copyMatch(out, to, distance, Math.min(length(token & 15) + 4, most - to));
  }
  return out.subarray(0, to);
}

function truncated(): never {
  throw new SyntaxError('the LZ4 data is truncated');
}
