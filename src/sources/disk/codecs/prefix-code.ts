/** Bits that one look-up decodes; longer codewords take a few steps more. */
const QUICK = 10;

/** Where a codeword comes from: the next bits, the first of them highest. */
export interface BitInput {
  /** The next 16 bits; zeros after the end. */
  peek16(): number;
  skip(bits: number): void;
}

/** A canonical prefix code (Huffman code) with codewords of at most 16 bits. */
export class PrefixCode {
  /** For the next {@link QUICK} bits: 32 times the symbol, and the length of its codeword. */
  private readonly quick = new Uint16Array(1 << QUICK);
  /** By length: the first codeword, how many there are, and where their symbols begin. */
  private readonly first = new Int32Array(18);
  private readonly count = new Int32Array(18);
  private readonly start = new Int32Array(18);
  private readonly symbols: Uint16Array;
  private readonly size: number;

  /** @throws SyntaxError when there are more codewords than bits for them */
  constructor(lengths: Uint8Array, size = lengths.length) {
    this.symbols = new Uint16Array(size);
    this.size = size;
    this.set(lengths);
  }

  /** Takes other lengths. Throws as the constructor does. */
  set(lengths: Uint8Array): void {
    const { count, first, start, symbols, quick, size } = this;
    count.fill(0);
    quick.fill(0);
    for (let symbol = 0; symbol < size; symbol++) {
      const length = lengths[symbol] as number;
      if (length !== 0) count[length] = (count[length] as number) + 1;
    }
    let code = 0;
    let index = 0;
    for (let length = 1; length <= 16; length++) {
      code <<= 1;
      first[length] = code;
      start[length] = index;
      const here = count[length] as number;
      code += here;
      index += here;
      if (code > 1 << length) throw new SyntaxError('the compressed data is damaged: an impossible code');
    }
    const next = start.slice();
    for (let symbol = 0; symbol < size; symbol++) {
      const length = lengths[symbol] as number;
      if (length === 0) continue;
      const place = next[length] as number;
      next[length] = place + 1;
      symbols[place] = symbol;
      if (length > QUICK) continue;
      const word = (first[length] as number) + place - (start[length] as number);
      const shift = QUICK - length;
      quick.fill((symbol << 5) | length, word << shift, (word + 1) << shift);
    }
  }

  /** The next symbol. Throws SyntaxError when no codeword comes next. */
  decode(input: BitInput): number {
    const bits = input.peek16();
    const found = this.quick[bits >> (16 - QUICK)] as number;
    if (found !== 0) {
      input.skip(found & 31);
      return found >> 5;
    }
    return this.decodeLong(input, bits);
  }

  private decodeLong(input: BitInput, bits: number): number {
    for (let length = QUICK + 1; length <= 16; length++) {
      const offset = (bits >> (16 - length)) - (this.first[length] as number);
      if (offset < 0 || offset >= (this.count[length] as number)) continue;
      input.skip(length);
      return this.symbols[(this.start[length] as number) + offset] as number;
    }
    throw new SyntaxError('the compressed data is damaged: no such codeword');
  }
}

/** Bits in units of 16, each with its low byte first and its high bit first: XPRESS and LZX. */
export class BitReader implements BitInput {
  private bits = 0;
  private left = 0;
  /** Bytes after the end that were asked for. */
  private over = 0;
  private readonly bytes: Uint8Array;
  /** The place of the next unit. */
  at: number;

  /** @param at the place of the first unit */
  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  peek16(): number {
    this.fill();
    return (this.bits >>> (this.left - 16)) & 0xffff;
  }

  skip(count: number): void {
    this.left -= count;
    this.fill();
  }

  /** At most 17 bits. */
  take(count: number): number {
    if (count > 16) return (this.take(count - 16) << 16) | this.take(16);
    if (count === 0) return 0;
    const value = this.peek16() >> (16 - count);
    this.skip(count);
    return value;
  }

  /** A byte between the units. */
  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new SyntaxError('the compressed data is truncated');
    return byte;
  }

  /** Forgets the rest of the unit, all of it where it is untouched: LZX before plain bytes. */
  align(): void {
    this.fill();
    // Two units are never held where one was not begun: of 17 bits and more, one unit is untouched.
    if (this.left > 16) this.at -= 2;
    this.left = 0;
    this.bits = 0;
  }

  /** Keeps 16 to 31 bits at hand. */
  private fill(): void {
    if (this.left >= 16) return;
    const low = this.bytes[this.at] ?? this.afterEnd();
    const high = this.bytes[this.at + 1] ?? this.afterEnd();
    this.at += 2;
    this.bits = ((this.bits & 0xffff) << 16) | (high << 8) | low;
    this.left += 16;
  }

  /** A decoder looks a few bytes ahead; more is data that is not there. */
  private afterEnd(): number {
    if (++this.over > 8) throw new SyntaxError('the compressed data is truncated');
    return 0;
  }
}
