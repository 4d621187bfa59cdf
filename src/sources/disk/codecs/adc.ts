import { copyMatch } from './match.ts';

/**
 * ADC, in which old disk images of macOS keep their blocks.
 *
 * @param size bytes that it unpacks to at most
 * @throws SyntaxError when the data is damaged or has more
 * @see https://github.com/libyal/libmodi/blob/main/documentation
 */
export function unadc(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let to = 0;
  for (let at = 0; at < packed.length && to < size; ) {
    const code = packed[at] as number;
    if (code & 0x80) {
      const length = (code & 0x7f) + 1;
      if (at + 1 + length > packed.length || to + length > size)
        throw new SyntaxError('the ADC data is damaged');
      out.set(packed.subarray(at + 1, at + 1 + length), to);
      to += length;
      at += 1 + length;
      continue;
    }
    const isLong = (code & 0x40) !== 0;
    const [first = -1, second = -1] = [packed[at + 1], packed[at + 2]];
    if (first < 0 || (isLong && second < 0)) throw new SyntaxError('the ADC data is truncated');
    const distance = isLong ? ((first << 8) | second) + 1 : (((code & 3) << 8) | first) + 1;
    to = copyMatch(out, to, distance, isLong ? (code & 0x3f) + 4 : ((code >>> 2) & 15) + 3);
    at += isLong ? 3 : 2;
  }
  return out.subarray(0, to);
}
