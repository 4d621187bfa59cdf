/** Probabilities of zeros, in 2048ths. */
export class BitModels {
  readonly chances: Uint16Array;

  constructor(count: number) {
    this.chances = new Uint16Array(count).fill(1024);
  }
}

/** Decodes bits by their probability: the lowest layer of LZMA. */
export class RangeDecoder {
  private range = 0xffffffff;
  private code = 0;
  private bytes: Uint8Array = new Uint8Array();
  private at = 0;

  /** Begins with data of its own. Throws SyntaxError when it cannot be such data. */
  start(bytes: Uint8Array): void {
    if (bytes.length < 5 || bytes[0] !== 0) throw new SyntaxError('the LZMA data is damaged at its start');
    this.bytes = bytes;
    this.range = 0xffffffff;
    this.code = new DataView(bytes.buffer, bytes.byteOffset + 1, 4).getUint32(0);
    this.at = 5;
  }

  bit(models: BitModels, index: number): number {
    const { chances } = models;
    const chance = chances[index] as number;
    const bound = (this.range >>> 11) * chance;
    if (this.code < bound) {
      this.range = bound;
      chances[index] = chance + ((2048 - chance) >> 5);
      if (bound < 0x1000000) this.next();
      return 0;
    }
    this.range -= bound;
    this.code -= bound;
    chances[index] = chance - (chance >> 5);
    if (this.range < 0x1000000) this.next();
    return 1;
  }

  /** Bits with even chances, the highest first. */
  direct(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left--) {
      this.range >>>= 1;
      value *= 2;
      if (this.code >= this.range) {
        this.code -= this.range;
        value++;
      }
      if (this.range < 0x1000000) this.next();
    }
    return value;
  }

  /** A number of so many bits, the highest first, each with a probability by those before it. */
  tree(models: BitModels, table: number, bits: number): number {
    let symbol = 1;
    for (let left = bits; left > 0; left--) symbol = (symbol << 1) | this.bit(models, table + symbol);
    return symbol - (1 << bits);
  }

  /** The same, the lowest bit first. */
  reverseTree(models: BitModels, table: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let place = 0; place < bits; place++) {
      const bit = this.bit(models, table + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << place;
    }
    return value;
  }

  private next(): void {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new SyntaxError('the LZMA data is truncated');
    this.range = (this.range << 8) >>> 0;
    this.code = ((this.code << 8) | byte) >>> 0;
  }
}
