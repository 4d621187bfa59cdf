import { copyMatch } from './match.ts';
import { BitReader, PrefixCode } from './prefix-code.ts';

const LITERALS = 256;
const LENGTHS = 249;
const BLOCK = { verbatim: 1, aligned: 2, plain: 3 };
/** Offsets in code of call instructions were made absolute as if every file had this size. */
const CODE_SIZE = 12_000_000;

/**
 * One chunk of LZX in the variant of WIM files and Compact OS: nothing is carried from chunk to chunk.
 *
 * @param size bytes that it unpacks to
 * @param window bytes of a whole chunk, from 32 KiB to 2 MiB
 * @throws SyntaxError when the data is damaged or truncated
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-patch and https://wimlib.net
 */
export function unlzx(packed: Uint8Array, size: number, window: number): Uint8Array {
  return new Lzx(packed, size, window).unpack();
}

/** By slot: the first distance, and how many bits are added to it. */
const slots = { base: new Int32Array(51), bits: new Uint8Array(51) };
for (let slot = 0, base = 0; slot <= 50; slot++) {
  const bits = slot < 4 ? 0 : Math.min(17, (slot >> 1) - 1);
  slots.base[slot] = base;
  slots.bits[slot] = bits;
  base += 1 << bits;
}

/** Slots for distances of a window, and the last of them lies in the window with room for two special distances. */
function slotCount(window: number): number {
  let slot = 0;
  while (slot < 50 && (slots.base[slot] as number) < window) slot++;
  return slot;
}

class Lzx {
  private readonly input: BitReader;
  private readonly out: Uint8Array;
  private to = 0;
  private readonly recent: [number, number, number] = [1, 1, 1];
  private readonly mainLengths: Uint8Array;
  private readonly lengthLengths = new Uint8Array(LENGTHS);
  private readonly isLarge: boolean;

  constructor(packed: Uint8Array, size: number, window: number) {
    this.input = new BitReader(packed);
    this.out = new Uint8Array(size);
    this.mainLengths = new Uint8Array(LITERALS + 8 * slotCount(window));
    this.isLarge = window >= 65_536;
  }

  unpack(): Uint8Array {
    while (this.to < this.out.length) this.block();
    restoreCalls(this.out);
    return this.out;
  }

  private block(): void {
    const { input } = this;
    const type = input.take(3);
    const end = this.to + this.blockSize();
    if (end > this.out.length || end === this.to)
      throw new SyntaxError(`the LZX data is damaged: a block of ${end - this.to} bytes`);
    if (type === BLOCK.plain) return this.plain(end);
    if (type !== BLOCK.verbatim && type !== BLOCK.aligned)
      throw new SyntaxError(`the LZX data is damaged: block type ${type}`);
    let aligned: PrefixCode | undefined;
    if (type === BLOCK.aligned) aligned = new PrefixCode(Uint8Array.from({ length: 8 }, () => input.take(3)));
    this.readLengths(this.mainLengths, 0, LITERALS);
    this.readLengths(this.mainLengths, LITERALS, this.mainLengths.length);
    this.readLengths(this.lengthLengths, 0, LENGTHS);
    return this.coded(end, aligned);
  }

  private blockSize(): number {
    const { input } = this;
    if (input.take(1) === 1) return 32_768;
    const size = input.take(16);
    return this.isLarge ? (size << 8) | input.take(8) : size;
  }

  private plain(end: number): void {
    const { input, recent } = this;
    input.align();
    for (const index of [0, 1, 2] as const) {
      const [a, b, c, d] = [input.byte(), input.byte(), input.byte(), input.byte()];
      recent[index] = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
    }
    const isOdd = (end - this.to) % 2 === 1;
    while (this.to < end) this.out[this.to++] = input.byte();
    if (isOdd) input.at++;
  }

  private coded(end: number, aligned: PrefixCode | undefined): void {
    const { input, out } = this;
    const main = new PrefixCode(this.mainLengths);
    const lengths = new PrefixCode(this.lengthLengths);
    while (this.to < end) {
      const symbol = main.decode(input);
      if (symbol < LITERALS) {
        out[this.to++] = symbol;
        continue;
      }
      const short = (symbol - LITERALS) & 7;
      const length = (short === 7 ? lengths.decode(input) + 7 : short) + 2;
      const distance = this.distance((symbol - LITERALS) >> 3, aligned);
      if (this.to + length > end) throw new SyntaxError('the LZX data is damaged: a match leaves its block');
      this.to = copyMatch(out, this.to, distance, length);
    }
  }

  private distance(slot: number, aligned: PrefixCode | undefined): number {
    const { input, recent } = this;
    if (slot < 3) {
      const found = recent[slot as 0 | 1 | 2];
      recent[slot as 0 | 1 | 2] = recent[0];
      recent[0] = found;
      return found;
    }
    const bits = slots.bits[slot] as number;
    let distance = (slots.base[slot] as number) - 2;
    if (aligned && bits >= 3) {
      distance += input.take(bits - 3) << 3;
      distance += aligned.decode(input);
    } else distance += input.take(bits);
    recent[2] = recent[1];
    recent[1] = recent[0];
    recent[0] = distance;
    return distance;
  }

  /** Lengths of codewords are reported as differences to those of the block before, themselves in a code. */
  private readLengths(lengths: Uint8Array, start: number, end: number): void {
    const { input } = this;
    const code = new PrefixCode(Uint8Array.from({ length: 20 }, () => input.take(4)));
    for (let at = start; at < end; ) {
      const symbol = code.decode(input);
      if (symbol < 17) {
        lengths[at] = differ(lengths[at], symbol);
        at++;
        continue;
      }
      const run = symbol === 17 ? 4 + input.take(4) : symbol === 18 ? 20 + input.take(5) : 4 + input.take(1);
      const value = symbol === 19 ? differ(lengths[at], code.decode(input)) : 0;
      lengths.fill(value, at, Math.min(at + run, end));
      at += run;
    }
  }
}

function differ(length: number | undefined, by: number): number {
  if (by > 16) throw new SyntaxError('the LZX data is damaged: a run inside a run');
  return ((length ?? 0) - by + 17) % 17;
}

/** Offsets of calls were made absolute, because those repeat; they become relative again. */
function restoreCalls(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length - 10; at++) {
    if (bytes[at] !== 0xe8) continue;
    const absolute = view.getInt32(at + 1, true);
    if (absolute >= 0 && absolute < CODE_SIZE) view.setInt32(at + 1, absolute - at, true);
    else if (absolute < 0 && absolute >= -at) view.setInt32(at + 1, absolute + CODE_SIZE, true);
    at += 4;
  }
}
