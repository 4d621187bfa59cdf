import type { BitInput } from './prefix-code.ts';

/** Of the last so many bits of a context, those that were zero are the probability of the next zero. */
const MEMORY = 64;

/** Decisions of one kind: each of its states remembers the last bits that were decoded in it. */
export class LzmsContext {
  state = 0;
  readonly states: number;
  readonly zeros: Uint8Array;
  /** The last 64 bits of each state, in two halves. */
  readonly high: Uint32Array;
  readonly low: Uint32Array;

  constructor(states: number) {
    this.states = states;
    this.zeros = new Uint8Array(states).fill(48);
    this.high = new Uint32Array(states);
    this.low = new Uint32Array(states).fill(0x55555555);
  }

  /** The probability of a zero, in 64ths. */
  chance(): number {
    return Math.min(MEMORY - 1, Math.max(1, this.zeros[this.state] as number));
  }

  /** Remembers a bit, and goes on to the state that the last bits name. */
  note(bit: number): void {
    const { state, zeros, high, low } = this;
    const upper = high[state] as number;
    const lower = low[state] as number;
    zeros[state] = (zeros[state] as number) + (upper >>> 31) - bit;
    high[state] = (upper << 1) | (lower >>> 31);
    low[state] = (lower << 1) | bit;
    this.state = ((state << 1) & (this.states - 1)) | bit;
  }
}

/** Decisions, from the start of the data forwards. */
export class LzmsRange {
  private range = 0xffffffff;
  private code: number;
  private at = 4;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.code = this.unit(0) * 65_536 + this.unit(2);
  }

  decode(context: LzmsContext): number {
    if (this.range < 65_536) {
      this.range *= 65_536;
      this.code = this.code * 65_536 + this.unit(this.at);
      this.at += 2;
    }
    const bound = Math.floor(this.range / MEMORY) * context.chance();
    const bit = this.code < bound ? 0 : 1;
    if (bit === 0) this.range = bound;
    else {
      this.range -= bound;
      this.code -= bound;
    }
    context.note(bit);
    return bit;
  }

  private unit(at: number): number {
    if (at > this.bytes.length + 8) throw new SyntaxError('the LZMS data is truncated');
    return (this.bytes[at] ?? 0) | ((this.bytes[at + 1] ?? 0) << 8);
  }
}

/** Codewords, from the end of the data backwards. */
export class LzmsBits implements BitInput {
  private at: number;
  private bits = 0;
  private left = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.at = bytes.length;
  }

  peek16(): number {
    if (this.left < 16) this.fill();
    return (this.bits >>> (this.left - 16)) & 0xffff;
  }

  skip(count: number): void {
    this.left -= count;
  }

  /** At most 31 bits. */
  take(count: number): number {
    if (count > 16) return this.take(count - 16) * 65_536 + this.take(16);
    if (count === 0) return 0;
    const value = this.peek16() >> (16 - count);
    this.left -= count;
    return value;
  }

  private fill(): void {
    this.at -= 2;
    if (this.at < -8) throw new SyntaxError('the LZMS data is truncated');
    const unit =
      this.at < 0 ? 0 : (this.bytes[this.at] as number) | ((this.bytes[this.at + 1] as number) << 8);
    this.bits = ((this.bits & 0xffff) << 16) | unit;
    this.left += 16;
  }
}
