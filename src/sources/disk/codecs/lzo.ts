import { copyMatch } from './match.ts';

/**
 * One LZO1X block: what LZO1X-1 and LZO1X-999 write.
 *
 * @throws SyntaxError when the data is damaged, truncated or has more than `most` bytes
 * @see https://docs.kernel.org/staging/lzo.html
 */
export function unlzo(packed: Uint8Array, most: number): Uint8Array {
  return new Lzo(packed, most).unpack();
}

/** Literals after a match: 0 to 3 come with the instruction, 4 are a run of their own. */
const RUN = 4;

class Lzo {
  private at = 0;
  private to = 0;
  private readonly packed: Uint8Array;
  private readonly out: Uint8Array;

  constructor(packed: Uint8Array, most: number) {
    this.packed = packed;
    this.out = new Uint8Array(most);
  }

  unpack(): Uint8Array {
    let literals = this.begin();
    for (;;) {
      const code = this.byte();
      const next = code < 16 ? this.short(code, literals) : this.long(code);
      if (next === undefined) return this.out.subarray(0, this.to);
      literals = next;
    }
  }

  /** The first byte may say how many literals the block begins with. */
  private begin(): number {
    const first = this.packed[0] ?? 0;
    if (first <= 17) return 0;
    this.at = 1;
    const count = first - 17;
    this.literals(count);
    return Math.min(count, RUN);
  }

  /** What a code below 16 means depends on the literals before it. */
  private short(code: number, before: number): number {
    if (before === 0) {
      this.literals((code === 0 ? this.more(15) : code) + 3);
      return RUN;
    }
    const distance = (this.byte() << 2) + (code >> 2) + 1;
    if (before === RUN) this.match(distance + 2048, 3);
    else this.match(distance, 2);
    return this.literals(code & 3);
  }

  /** @returns undefined at the end of the block */
  private long(code: number): number | undefined {
    if (code >= 64) {
      this.match((this.byte() << 3) + ((code >> 2) & 7) + 1, (code >> 5) + 1);
      return this.literals(code & 3);
    }
    const mask = code >= 32 ? 31 : 7;
    const length = ((code & mask) === 0 ? this.more(mask) : code & mask) + 2;
    const pair = this.byte() | (this.byte() << 8);
    const distance = code >= 32 ? (pair >> 2) + 1 : 16_384 + ((code & 8) << 11) + (pair >> 2);
    if (code < 32 && distance === 16_384) return undefined;
    this.match(distance, length);
    return this.literals(pair & 3);
  }

  private more(start: number): number {
    let sum = start;
    for (;;) {
      const byte = this.byte();
      if (byte !== 0) return sum + byte;
      sum += 255;
    }
  }

  private match(distance: number, length: number): void {
    this.to = copyMatch(this.out, this.to, distance, length);
  }

  private literals(count: number): number {
    if (this.at + count > this.packed.length || this.to + count > this.out.length) broken();
    this.out.set(this.packed.subarray(this.at, this.at + count), this.to);
    this.at += count;
    this.to += count;
    return count;
  }

  private byte(): number {
    return this.packed[this.at++] ?? broken();
  }
}

function broken(): never {
  throw new SyntaxError('the LZO data is damaged or truncated');
}
