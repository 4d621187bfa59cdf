/** LZFSE as macOS writes it: simple, and with every part of the format that a reader meets. */
import { lzvn, stepsOf } from './lzvn-writer.ts';

/** LZFSE of one packed block, or of several, and the end. */
export function lzfse(content: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length; at += 30_000)
    blocks.push(packedBlock(content.subarray(at, at + 30_000)));
  return Buffer.concat([...blocks, Buffer.from('bvx$')]);
}

/** The kinds of blocks that hold what does not compress, and what is short. */
export function lzfsePlain(content: Buffer, kind: 'bvx-' | 'bvxn'): Buffer {
  const payload = kind === 'bvxn' ? lzvn(content) : content;
  const sizes = Buffer.alloc(kind === 'bvxn' ? 8 : 4);
  sizes.writeUInt32LE(content.length, 0);
  if (kind === 'bvxn') sizes.writeUInt32LE(payload.length, 4);
  return Buffer.concat([Buffer.from(kind), sizes, payload, Buffer.from('bvx$')]);
}

const LENGTHS = [...new Array<number>(16).fill(0), 2, 3, 5, 8];
const MATCHES = [...new Array<number>(16).fill(0), 3, 5, 8, 11];
const DISTANCES = Array.from({ length: 64 }, (_, index) => index >>> 2);

function packedBlock(content: Buffer): Buffer {
  const steps = stepsOf(content, 2000);
  const text: number[] = [];
  let at = 0;
  for (const { literals, match } of steps) {
    text.push(...content.subarray(at, at + literals));
    at += literals + match;
  }
  while (text.length % 4 !== 0) text.push(0);
  const values = steps.map(({ literals, match, distance }, index) => [
    symbolOf(LENGTHS, literals),
    symbolOf(MATCHES, match),
    // The distance of the match before is written as none.
    symbolOf(DISTANCES, index > 0 && steps[index - 1]?.distance === distance ? 0 : distance),
  ]);
  const column = (index: number) => values.map((row) => row[index] ?? { symbol: 0, extra: 0, bits: 0 });
  const tables = [
    frequenciesOf(
      column(0).map(({ symbol }) => symbol),
      20,
      64,
    ),
    frequenciesOf(
      column(1).map(({ symbol }) => symbol),
      20,
      64,
    ),
    frequenciesOf(
      column(2).map(({ symbol }) => symbol),
      64,
      256,
    ),
    frequenciesOf(text, 256, 1024),
  ];
  const coded = encodeLiterals(text, tables[3] as number[]);
  const matched = encodeMatches(values, tables);
  const counts = frequencyBits(tables.flat());
  const fields = [
    [BigInt(text.length), 0],
    [BigInt(coded.bytes.length), 20],
    [BigInt(steps.length), 40],
    [BigInt(coded.spare === 0 ? 7 : 7 - coded.spare), 60],
  ] as const;
  const word = (parts: readonly (readonly [bigint, number])[]) =>
    parts.reduce((sum, [value, shift]) => sum | (value << BigInt(shift)), 0n);
  const header = Buffer.alloc(32);
  header.write('bvx2', 0, 'latin1');
  header.writeUInt32LE(content.length, 4);
  header.writeBigUInt64LE(word(fields), 8);
  header.writeBigUInt64LE(
    word([
      ...coded.states.map((state, index) => [BigInt(state), index * 10] as const),
      [BigInt(matched.bytes.length), 40],
      [BigInt(7 - matched.spare), 60],
    ]),
    16,
  );
  header.writeBigUInt64LE(
    word([
      [BigInt(32 + counts.length), 0],
      ...matched.states.map((state, index) => [BigInt(state), 32 + index * 10] as const),
    ]),
    24,
  );
  return Buffer.concat([header, counts, coded.bytes, matched.bytes]);
}

interface Symbol_ {
  readonly symbol: number;
  readonly extra: number;
  readonly bits: number;
}

function symbolOf(extra: readonly number[], value: number): Symbol_ {
  let base = 0;
  for (const [symbol, bits] of extra.entries()) {
    if (value < base + (1 << bits)) return { symbol, extra: value - base, bits };
    base += 1 << bits;
  }
  throw new RangeError(`no symbol for ${value}`);
}

/** Frequencies that make up all states, none of a symbol that is used being zero. */
function frequenciesOf(symbols: readonly number[], count: number, states: number): number[] {
  const seen = new Array<number>(count).fill(0);
  for (const symbol of symbols) seen[symbol] = (seen[symbol] ?? 0) + 1;
  const scaled = seen.map((own) =>
    own === 0 ? 0 : Math.max(1, Math.floor((own * states) / symbols.length)),
  );
  let rest = states - scaled.reduce((sum, own) => sum + own, 0);
  while (rest !== 0) {
    const largest = scaled.indexOf(Math.max(...scaled));
    const step = rest > 0 ? rest : Math.max(rest, -Math.ceil((scaled[largest] ?? 0) / 4));
    scaled[largest] = (scaled[largest] ?? 0) + step;
    rest -= step;
  }
  return scaled;
}

/** Bits that are read from the end. */
class BitWriter {
  private value = 0n;
  private length = 0;
  /** Bits in the order in which a reader takes them are put last to first. */
  put(value: number, bits: number): void {
    this.value |= BigInt(value) << BigInt(this.length);
    this.length += bits;
  }
  finish(): { bytes: Buffer; spare: number } {
    const count = Math.ceil(this.length / 8);
    const bytes = Buffer.from(this.value.toString(16).padStart(count * 2, '0'), 'hex').reverse();
    return { bytes: bytes.subarray(0, count), spare: count * 8 - this.length };
  }
}

/** The states of each symbol, as {@link https://github.com/lzfse/lzfse} lays them out. */
function encoder(frequencies: readonly number[], states: number) {
  let first = 0;
  const starts = frequencies.map((own) => (first += own) - own);
  return (symbol: number, next: number): { state: number; value: number; bits: number } => {
    const frequency = frequencies[symbol] ?? 0;
    const most = Math.clz32(frequency) - Math.clz32(states);
    const long = ((2 * states) >>> most) - frequency;
    for (let own = 0; own < frequency; own++) {
      const bits = own < long ? most : most - 1;
      const base = own < long ? ((frequency + own) << most) - states : (own - long) << bits;
      if (next >= base && next < base + (1 << bits))
        return { state: (starts[symbol] ?? 0) + own, value: next - base, bits };
    }
    throw new RangeError(`no state for ${symbol}`);
  };
}

function encodeLiterals(text: readonly number[], frequencies: readonly number[]) {
  const writer = new BitWriter();
  const encode = encoder(frequencies, 1024);
  const states = [0, 0, 0, 0];
  for (let at = text.length - 1; at >= 0; at--) {
    const { state, value, bits } = encode(text[at] ?? 0, states[at & 3] ?? 0);
    writer.put(value, bits);
    states[at & 3] = state;
  }
  return { ...writer.finish(), states };
}

function encodeMatches(values: readonly (readonly Symbol_[])[], tables: readonly (readonly number[])[]) {
  const writer = new BitWriter();
  const encoders = [64, 64, 256].map((states, index) => encoder(tables[index] ?? [], states));
  const states = [0, 0, 0];
  for (let at = values.length - 1; at >= 0; at--)
    for (const index of [2, 1, 0]) {
      const own = values[at]?.[index] as Symbol_;
      const { state, value, bits } = (encoders[index] as ReturnType<typeof encoder>)(
        own.symbol,
        states[index] ?? 0,
      );
      writer.put(own.extra, own.bits);
      writer.put(value, bits);
      states[index] = state;
    }
  const { bytes, spare } = writer.finish();
  // Real encoders put eight bytes before them, so that readers may load as many at once.
  return { bytes: Buffer.concat([Buffer.alloc(8), bytes]), spare, states };
}

const CODES: Readonly<Record<number, readonly [number, number]>> = {
  0: [0, 2],
  1: [2, 2],
  2: [1, 3],
  3: [5, 3],
  4: [3, 5],
  5: [11, 5],
  6: [19, 5],
  7: [27, 5],
};

function frequencyBits(frequencies: readonly number[]): Buffer {
  let value = 0n;
  let length = 0;
  for (const own of frequencies) {
    const [code, bits] = CODES[own] ?? (own < 24 ? [7 | ((own - 8) << 4), 8] : [15 | ((own - 24) << 4), 14]);
    value |= BigInt(code) << BigInt(length);
    length += bits;
  }
  const count = Math.ceil(length / 8);
  return Buffer.from(value.toString(16).padStart(count * 2, '0'), 'hex').reverse();
}
