import { type BitInput, PrefixCode } from './prefix-code.ts';

const MAX_LENGTH = 15;

/**
 * A prefix code that follows the symbols it decodes: it is built anew from their frequencies after every so many,
 * and older symbols then count half.
 */
export class AdaptiveCode {
  private readonly frequencies: Uint32Array;
  private readonly lengths: Uint8Array;
  private readonly code: PrefixCode;
  private readonly every: number;
  private left: number;

  /** @param every symbols between two codes */
  constructor(symbols: number, every: number) {
    this.every = every;
    this.frequencies = new Uint32Array(symbols).fill(1);
    this.lengths = codeLengths(this.frequencies);
    this.code = new PrefixCode(this.lengths);
    this.left = every;
  }

  /** The next symbol. Throws SyntaxError when no codeword comes next. */
  decode(input: BitInput): number {
    const symbol = this.code.decode(input);
    this.frequencies[symbol] = (this.frequencies[symbol] as number) + 1;
    if (--this.left === 0) this.rebuild();
    return symbol;
  }

  private rebuild(): void {
    const { frequencies } = this;
    this.code.set(codeLengths(frequencies));
    for (let symbol = 0; symbol < frequencies.length; symbol++)
      frequencies[symbol] = ((frequencies[symbol] as number) >> 1) + 1;
    this.left = this.every;
  }
}

/** Lengths of the codewords that Huffman's method gives, with the format's own way to keep them short. */
function codeLengths(frequencies: Uint32Array): Uint8Array {
  const symbols = frequencies.length;
  const lengths = new Uint8Array(symbols);
  if (symbols < 2) {
    lengths.fill(1);
    return lengths;
  }
  const order = sortedSymbols(frequencies);
  const counts = countLengths(parents(frequencies, order));
  let place = 0;
  for (let length = MAX_LENGTH; length >= 1; length--) {
    for (let left = counts[length] as number; left > 0; left--) lengths[order[place++] as number] = length;
  }
  return lengths;
}

/** The rarest first; of equals the lower symbol first. */
function sortedSymbols(frequencies: Uint32Array): Uint16Array {
  const keys = new Float64Array(frequencies.length);
  for (let symbol = 0; symbol < keys.length; symbol++)
    keys[symbol] = (frequencies[symbol] as number) * 1024 + symbol;
  return Uint16Array.from(keys.sort(), (key) => key % 1024);
}

/** The tree over the symbols: for each inner node, in the order they are made, the inner node above it. */
function parents(frequencies: Uint32Array, order: Uint16Array): Uint16Array {
  const inner = order.length - 1;
  const above = new Uint16Array(inner);
  const weights = new Float64Array(inner);
  let leaf = 0;
  let node = 0;
  for (let made = 0; made < inner; made++) {
    let weight = 0;
    for (let child = 0; child < 2; child++) {
      const rarest = leaf < order.length ? (frequencies[order[leaf] as number] as number) : Infinity;
      // Of equals the leaf goes first.
      if (node === made || rarest <= (weights[node] as number)) {
        weight += rarest;
        leaf++;
      } else {
        weight += weights[node] as number;
        above[node++] = made;
      }
    }
    weights[made] = weight;
  }
  return above;
}

/** How many codewords of each length there are; the root is the last of the inner nodes. */
function countLengths(above: Uint16Array): Int32Array {
  const counts = new Int32Array(MAX_LENGTH + 2);
  const depths = new Uint16Array(above.length);
  counts[1] = 2;
  for (let node = above.length - 2; node >= 0; node--) {
    const depth = (depths[above[node] as number] as number) + 1;
    depths[node] = depth;
    let length = depth;
    if (length >= MAX_LENGTH) {
      length = MAX_LENGTH - 1;
      while (counts[length] === 0) length--;
    }
    counts[length] = (counts[length] as number) - 1;
    counts[length + 1] = (counts[length + 1] as number) + 2;
  }
  return counts;
}
