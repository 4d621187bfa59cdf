/** Codewords of bzip2 have at most 20 bits. */
const MAX_BITS = 20;

/** Bits of bzip2: the highest bit of each byte first. */
export class Bzip2Bits {
  private readonly bytes: Uint8Array;
  private at = 0;
  private held = 0;
  private left = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /**
   * At most 24 bits.
   *
   * @throws SyntaxError after the end
   */
  take(count: number): number {
    while (this.left < count) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new SyntaxError('the bzip2 data is truncated');
      this.held = ((this.held << 8) | byte) >>> 0;
      this.left += 8;
    }
    this.left -= count;
    const value = this.held >>> this.left;
    this.held &= (1 << this.left) - 1;
    return value;
  }

  take32(): number {
    return this.take(16) * 0x10000 + this.take(16);
  }

  take48(): number {
    return this.take(24) * 0x1000000 + this.take(24);
  }

  /** Goes on at the next byte. */
  align(): void {
    this.left = 0;
    this.held = 0;
  }

  hasMore(): boolean {
    return this.at < this.bytes.length;
  }
}

/** A canonical prefix code with longer codewords than other formats have. */
export class Bzip2Code {
  /** By length: the first codeword, how many there are, and where their symbols begin. */
  private readonly first = new Int32Array(MAX_BITS + 1);
  private readonly count = new Int32Array(MAX_BITS + 1);
  private readonly start = new Int32Array(MAX_BITS + 1);
  private readonly symbols: Uint16Array;

  /** @throws SyntaxError when there are more codewords than bits for them */
  constructor(lengths: Uint8Array) {
    const { count, first, start } = this;
    for (const length of lengths) count[length] = (count[length] as number) + 1;
    let code = 0;
    let index = 0;
    for (let length = 1; length <= MAX_BITS; length++) {
      code <<= 1;
      first[length] = code;
      start[length] = index;
      code += count[length] as number;
      index += count[length] as number;
      if (code > 1 << length) throw new SyntaxError('the bzip2 data is damaged: an impossible code');
    }
    const next = start.slice();
    this.symbols = new Uint16Array(lengths.length);
    for (const [symbol, length] of lengths.entries()) {
      const place = next[length] as number;
      next[length] = place + 1;
      this.symbols[place] = symbol;
    }
  }

  /** The next symbol. Throws SyntaxError when no codeword comes next. */
  decode(bits: Bzip2Bits): number {
    let word = 0;
    for (let length = 1; length <= MAX_BITS; length++) {
      word = (word << 1) | bits.take(1);
      const offset = word - (this.first[length] as number);
      if (offset < (this.count[length] as number))
        return this.symbols[(this.start[length] as number) + offset] as number;
    }
    throw new SyntaxError('the bzip2 data is damaged: no such codeword');
  }
}
