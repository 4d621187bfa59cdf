/** One state of a finite state entropy coder: what it stands for, and where the next bits lead. */
export interface FseState {
  readonly value: number;
  /** Bits that are added to the value. */
  readonly extra: number;
  /** Bits that choose the next state. */
  readonly bits: number;
  readonly next: number;
}

/** Bits of a stream that is read from its end. */
export class BackwardBits {
  private readonly bytes: Uint8Array;
  private place: number;

  /** @param spare bits of the last byte that are not used */
  constructor(bytes: Uint8Array, spare: number) {
    this.bytes = bytes;
    this.place = bytes.length * 8 - spare;
  }

  /** The next bits, 24 at most. Throws SyntaxError when there are no more. */
  take(count: number): number {
    if (count === 0) return 0;
    this.place -= count;
    if (this.place < 0) throw new SyntaxError('the LZFSE data is damaged: its codes end too early');
    const at = this.place >>> 3;
    const { bytes } = this;
    const word =
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24);
    return (word >>> (this.place & 7)) & ((1 << count) - 1);
  }
}

/**
 * The states of a coder.
 *
 * @param frequencies how many states each symbol has
 * @param states a power of two
 * @param symbol what a symbol stands for
 * @throws SyntaxError when the frequencies are more than the states
 */
export function fseTable(
  frequencies: readonly number[],
  states: number,
  symbol: (index: number) => Pick<FseState, 'value' | 'extra'>,
): FseState[] {
  const table: FseState[] = [];
  for (const [index, frequency] of frequencies.entries()) {
    if (frequency === 0) continue;
    if (table.length + frequency > states)
      throw new SyntaxError('the LZFSE data is damaged: its frequencies are too many');
    const most = Math.clz32(frequency) - Math.clz32(states);
    const long = ((2 * states) >>> most) - frequency;
    const { value, extra } = symbol(index);
    for (let own = 0; own < frequency; own++) {
      const isLong = own < long;
      const bits = isLong ? most : most - 1;
      const next = isLong ? ((frequency + own) << most) - states : (own - long) << bits;
      table.push({ value, extra, bits, next });
    }
  }
  return table;
}

/** A coder on its way from state to state. */
export class FseCoder {
  private readonly table: readonly FseState[];
  private state: number;

  constructor(table: readonly FseState[], state: number) {
    this.table = table;
    this.state = state;
  }

  /** The next value. Throws SyntaxError when the state is none. */
  next(bits: BackwardBits): number {
    const own = this.table[this.state];
    if (!own) throw new SyntaxError('the LZFSE data is damaged: a state is not known');
    this.state = own.next + bits.take(own.bits);
    return own.value + bits.take(own.extra);
  }
}
