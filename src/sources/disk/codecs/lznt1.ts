import { copyMatch } from './match.ts';

/** Bytes that a chunk of LZNT1 unpacks to. */
const CHUNK = 4096;

/**
 * LZNT1, in which NTFS keeps compressed files. What no chunk covers stays zero, as Windows reads it.
 *
 * @param size bytes of the unit that was compressed
 * @throws SyntaxError when the data is damaged
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-xca
 */
export function unlznt1(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  for (let start = 0; start < size && at + 2 <= packed.length; start += CHUNK) {
    const header = (packed[at] as number) | ((packed[at + 1] as number) << 8);
    if (header === 0) break;
    const end = at + (header & 0xfff) + 3;
    if (end > packed.length) throw new SyntaxError(`the LZNT1 data is truncated in the chunk at ${start}`);
    const chunk = packed.subarray(at + 2, end);
    const room = out.subarray(start, start + CHUNK);
    if ((header & 0x8000) !== 0) unpackChunk(chunk, room);
    else room.set(chunk.subarray(0, room.length));
    at = end;
  }
  return out;
}

function unpackChunk(chunk: Uint8Array, out: Uint8Array): void {
  let at = 0;
  let to = 0;
  while (at < chunk.length && to < out.length) {
    const flags = chunk[at++] as number;
    for (let bit = 0; bit < 8 && at < chunk.length && to < out.length; bit++) {
      if ((flags & (1 << bit)) === 0) {
        out[to++] = chunk[at++] as number;
        continue;
      }
      if (at + 2 > chunk.length) throw new SyntaxError('the LZNT1 data is truncated in a match');
      const pair = (chunk[at] as number) | ((chunk[at + 1] as number) << 8);
      at += 2;
      const bits = lengthBits(to);
      const length = Math.min((pair & ((1 << bits) - 1)) + 3, out.length - to);
      to = copyMatch(out, to, (pair >> bits) + 1, length);
    }
  }
}

/** The further a chunk is unpacked, the more bits of a match show its distance and the fewer its length. */
function lengthBits(to: number): number {
  return 12 - Math.max(0, 28 - Math.clz32(Math.max(0, to - 1)));
}
