import { BitModels, RangeDecoder } from './lzma-range.ts';
import { copyMatch } from './match.ts';

/** How a byte is predicted: from bits of the one before it and from bits of its place. */
export interface LzmaProperties {
  readonly literalContext: number;
  readonly literalPosition: number;
  readonly position: number;
}

/** The properties in their one byte. Throws SyntaxError when there are none such. */
export function lzmaProperties(byte: number): LzmaProperties {
  if (byte >= 225) throw new SyntaxError(`the LZMA data is damaged: properties ${byte}`);
  return {
    literalContext: byte % 9,
    literalPosition: Math.floor(byte / 9) % 5,
    position: Math.floor(byte / 45),
  };
}

/** Places of the probabilities of each kind in one table. */
const MODEL = (() => {
  let next = 0;
  const place = (count: number): number => {
    const here = next;
    next += count;
    return here;
  };
  return {
    match: place(12 * 16),
    repeat: place(12),
    repeatFirst: place(12),
    repeatSecond: place(12),
    repeatThird: place(12),
    repeatLong: place(12 * 16),
    slot: place(4 * 64),
    special: place(128),
    align: place(16),
    /** Two choices, then short and middle lengths by position, then long ones. */
    lengths: place(2 + 2 * 128 + 256),
    repeatLengths: place(2 + 2 * 128 + 256),
    literal: place(0),
  };
})();

/** Decodes LZMA symbols into a buffer that is its own dictionary. */
export class LzmaDecoder {
  private models = new BitModels(0);
  private properties: LzmaProperties = { literalContext: 0, literalPosition: 0, position: 0 };
  private state = 0;
  private readonly recent: [number, number, number, number] = [0, 0, 0, 0];
  private readonly out: Uint8Array;
  /** Where the dictionary begins. */
  private origin = 0;
  readonly range = new RangeDecoder();
  /** Bytes that were written. */
  to = 0;

  constructor(out: Uint8Array) {
    this.out = out;
  }

  /** Forgets the dictionary. */
  resetDictionary(): void {
    this.origin = this.to;
  }

  /** Drops so many bytes from the front, a multiple of 16, to make room behind. */
  slide(bytes: number): void {
    this.out.copyWithin(0, bytes, this.to);
    this.to -= bytes;
    this.origin -= bytes;
  }

  /** Forgets all but the dictionary. */
  reset(properties: LzmaProperties = this.properties): void {
    this.properties = properties;
    const literals = 0x300 << (properties.literalContext + properties.literalPosition);
    this.models = new BitModels(MODEL.literal + literals);
    this.state = 0;
    this.recent.fill(0);
  }

  /** Takes bytes that were not packed. */
  plain(bytes: Uint8Array): void {
    if (this.to + bytes.length > this.out.length) tooLong(this.out.length);
    this.out.set(bytes, this.to);
    this.to += bytes.length;
  }

  /**
   * Decodes until `end` bytes are written.
   *
   * @returns whether the data said that it ends before that
   * @throws SyntaxError when it is damaged or truncated
   */
  decode(end: number): boolean {
    if (end > this.out.length) tooLong(this.out.length);
    const { models, range, out } = this;
    const mask = (1 << this.properties.position) - 1;
    while (this.to < end) {
      const place = (this.to - this.origin) & mask;
      if (range.bit(models, MODEL.match + this.state * 16 + place) === 0) {
        out[this.to] = this.literal();
        this.to++;
        this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6;
        continue;
      }
      const length = this.length(place);
      if (length === 0) continue;
      if (this.recent[0] === 0xffffffff) return true;
      if (this.to + length > end) throw new SyntaxError('the LZMA data is damaged: a match leaves its block');
      this.to = copyMatch(out, this.to, this.recent[0] + 1, length);
    }
    return false;
  }

  private literal(): number {
    const { literalContext, literalPosition } = this.properties;
    const before = this.to > this.origin ? (this.out[this.to - 1] as number) : 0;
    const context =
      (((this.to - this.origin) & ((1 << literalPosition) - 1)) << literalContext) +
      (before >> (8 - literalContext));
    const table = MODEL.literal + 0x300 * context;
    let symbol = 1;
    if (this.state >= 7) {
      let hint = this.out[this.to - this.recent[0] - 1] ?? 0;
      while (symbol < 256) {
        const hinted = (hint >> 7) & 1;
        hint <<= 1;
        const bit = this.range.bit(this.models, table + ((1 + hinted) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== hinted) break;
      }
    }
    while (symbol < 256) symbol = (symbol << 1) | this.range.bit(this.models, table + symbol);
    return symbol & 255;
  }

  /** The length of a match, whose distance is then the first of the recent ones; 0 when it was a single byte. */
  private length(place: number): number {
    const { models, range, recent } = this;
    if (range.bit(models, MODEL.repeat + this.state) === 0) {
      recent.copyWithin(1, 0);
      const length = this.lengthOf(MODEL.lengths, place);
      this.state = this.state < 7 ? 7 : 10;
      recent[0] = this.distance(length);
      return length;
    }
    if (this.to === this.origin) throw new SyntaxError('the LZMA data is damaged: a repeat at its start');
    if (range.bit(models, MODEL.repeatFirst + this.state) === 0) {
      if (range.bit(models, MODEL.repeatLong + this.state * 16 + place) === 0) {
        this.state = this.state < 7 ? 9 : 11;
        this.to = copyMatch(this.out, this.to, recent[0] + 1, 1);
        return 0;
      }
    } else this.repeatOther();
    this.state = this.state < 7 ? 8 : 11;
    return this.lengthOf(MODEL.repeatLengths, place);
  }

  /** Makes one of the older distances the first. */
  private repeatOther(): void {
    const { models, range, recent } = this;
    let index = 1;
    if (range.bit(models, MODEL.repeatSecond + this.state) === 1)
      index = 2 + range.bit(models, MODEL.repeatThird + this.state);
    const distance = recent[index] as number;
    recent.copyWithin(1, 0, index);
    recent[0] = distance;
  }

  private lengthOf(table: number, place: number): number {
    const { models, range } = this;
    if (range.bit(models, table) === 0) return 2 + range.tree(models, table + 2 + 8 * place, 3);
    if (range.bit(models, table + 1) === 0) return 10 + range.tree(models, table + 130 + 8 * place, 3);
    return 18 + range.tree(models, table + 258, 8);
  }

  private distance(length: number): number {
    const { models, range } = this;
    const slot = range.tree(models, MODEL.slot + 64 * Math.min(length - 2, 3), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return base + range.reverseTree(models, MODEL.special + base - slot, bits);
    return base + range.direct(bits - 4) * 16 + range.reverseTree(models, MODEL.align, 4);
  }
}

function tooLong(most: number): never {
  throw new SyntaxError(`the LZMA data is damaged: it has more than ${most} bytes`);
}
