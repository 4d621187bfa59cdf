import { AdaptiveCode } from './adaptive-code.ts';
import { LzmsBits, LzmsContext, LzmsRange } from './lzms-input.ts';
import { restoreAddresses } from './lzms-x86.ts';
import { copyMatch } from './match.ts';

/**
 * One chunk of LZMS, in which ESD files are packed.
 *
 * @param size bytes that it unpacks to
 * @throws SyntaxError when the data is damaged or truncated
 * @see https://wimlib.net
 */
export function unlzms(packed: Uint8Array, size: number): Uint8Array {
  if (packed.length < 4 || packed.length % 2 !== 0)
    throw new SyntaxError(`the LZMS data is damaged: it has ${packed.length} bytes`);
  return new Lzms(packed, size).unpack();
}

interface Slots {
  readonly base: readonly number[];
  readonly bits: readonly number[];
}

/** Slots grow by a power of two: so many by 1, so many by 2, and so on. */
function slotsOf(runs: readonly number[], end: number): Slots {
  const base: number[] = [];
  let next = 0;
  for (const [power, count] of runs.entries()) {
    for (let left = count; left > 0; left--) {
      next += 2 ** power;
      base.push(next);
    }
  }
  const bits = base.map((from, slot) => 31 - Math.clz32((base[slot + 1] ?? end) - from));
  return { base, bits };
}

const OFFSETS = slotsOf(
  [9, 0, 9, 7, 10, 15, 15, 20, 20, 30, 33, 40, 42, 45, 60, 73, 80, 85, 95, 105, 6],
  0x7fffffff,
);
const LENGTHS = slotsOf([27, 4, 6, 4, 5, 2, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1], 0x400108ab);

/** A queue of the last three of something, and one that is about to leave it. */
type Recent = [number, number, number, number];

class Lzms {
  private readonly range: LzmsRange;
  private readonly bits: LzmsBits;
  private readonly out: Uint8Array;
  private to = 0;

  private readonly isMatch = new LzmsContext(16);
  private readonly isDelta = new LzmsContext(32);
  private readonly repeats = { lz: new LzmsContext(64), delta: new LzmsContext(64) };
  private readonly which = {
    lz: [new LzmsContext(64), new LzmsContext(64)] as const,
    delta: [new LzmsContext(64), new LzmsContext(64)] as const,
  };

  private readonly literals = new AdaptiveCode(256, 1024);
  private readonly offsets: AdaptiveCode;
  private readonly lengths = new AdaptiveCode(LENGTHS.base.length, 512);
  private readonly deltaOffsets: AdaptiveCode;
  private readonly powers = new AdaptiveCode(8, 512);

  private readonly recent: Recent = [1, 2, 3, 4];
  /** Distance of a delta match and, above 2^32, the power of two that it counts in. */
  private readonly recentDeltas: Recent = [1, 2, 3, 4];
  /** What came last: 0 a literal, 1 a match, 2 a delta match. */
  private last = 0;

  constructor(packed: Uint8Array, size: number) {
    this.range = new LzmsRange(packed);
    this.bits = new LzmsBits(packed);
    this.out = new Uint8Array(size);
    const slots = slotCount(size);
    this.offsets = new AdaptiveCode(slots, 1024);
    this.deltaOffsets = new AdaptiveCode(slots, 1024);
  }

  unpack(): Uint8Array {
    const { out, range } = this;
    while (this.to < out.length) {
      if (range.decode(this.isMatch) === 0) {
        out[this.to++] = this.literals.decode(this.bits);
        this.last = 0;
      } else if (range.decode(this.isDelta) === 0) this.match();
      else this.delta();
    }
    restoreAddresses(out);
    return out;
  }

  private match(): void {
    const { recent } = this;
    const distance = this.queued(recent, 'lz', this.last & 1, () => this.value(this.offsets, OFFSETS));
    recent[0] = distance;
    this.last = 1;
    this.to = copyMatch(this.out, this.to, distance, this.value(this.lengths, LENGTHS));
  }

  /** Repeats the differences between bytes, not the bytes: tables and sound. */
  private delta(): void {
    const { out, recentDeltas } = this;
    const pair = this.queued(recentDeltas, 'delta', this.last >> 1, () => {
      const power = this.powers.decode(this.bits);
      return power * 2 ** 32 + this.value(this.deltaOffsets, OFFSETS);
    });
    recentDeltas[0] = pair;
    this.last = 2;
    const power = Math.floor(pair / 2 ** 32);
    const distance = (pair % 2 ** 32) * 2 ** power;
    const span = 2 ** power;
    const end = this.to + this.value(this.lengths, LENGTHS);
    if (end > out.length || distance + span > this.to)
      throw new SyntaxError('the LZMS data is damaged: a match leaves its chunk');
    for (let place = this.to; place < end; place++) {
      const from = place - distance;
      out[place] = (out[from] as number) + (out[place - span] as number) - (out[from - span] as number);
    }
    this.to = end;
  }

  /** A new value, or one of the last three. One that was used just now is passed over, being a longer match. */
  private queued(recent: Recent, kind: 'lz' | 'delta', skipped: number, fresh: () => number): number {
    const { range } = this;
    if (range.decode(this.repeats[kind]) === 0) {
      const value = fresh();
      recent.copyWithin(1, 0);
      return value;
    }
    const [first, second] = this.which[kind];
    const index = range.decode(first) === 0 ? 0 : range.decode(second) === 0 ? 1 : 2;
    const value = recent[index + skipped] as number;
    recent[index + skipped] = recent[index];
    for (let at = index; at > 0; at--) recent[at] = recent[at - 1] as number;
    return value;
  }

  private value(code: AdaptiveCode, { base, bits }: Slots): number {
    const slot = code.decode(this.bits);
    return (base[slot] as number) + this.bits.take(bits[slot] as number);
  }
}

/** Slots for distances in a chunk of so many bytes. */
function slotCount(size: number): number {
  if (size < 2) return 0;
  let slot = 0;
  while (slot + 1 < OFFSETS.base.length && (OFFSETS.base[slot + 1] as number) <= size - 1) slot++;
  return slot + 1;
}
