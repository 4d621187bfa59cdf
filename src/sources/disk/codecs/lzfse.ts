import { BackwardBits, FseCoder, fseTable } from './fse-table.ts';
import { unlzvn } from './lzvn.ts';
import { copyMatch } from './match.ts';

/** First bytes of a block, as a number with the lowest byte first. */
const BLOCK = { end: 0x24787662, plain: 0x2d787662, old: 0x31787662, packed: 0x32787662, lzvn: 0x6e787662 };

/**
 * LZFSE, in which macOS keeps compressed files and disk images.
 *
 * @param size bytes that it unpacks to at most
 * @throws SyntaxError when the data is damaged or has more, Error for blocks of its first version
 * @see https://github.com/lzfse/lzfse/blob/master/src/lzfse_internal.h
 */
export function unlzfse(packed: Uint8Array, size: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const out = new Uint8Array(size);
  let at = 0;
  let to = 0;
  const need = (bytes: number): void => {
    if (at + bytes > packed.length) throw new SyntaxError('the LZFSE data is truncated');
  };
  for (;;) {
    need(4);
    const magic = view.getUint32(at, true);
    if (magic === BLOCK.end) return out.subarray(0, to);
    need(12);
    const raw = view.getUint32(at + 4, true);
    if (to + raw > size) throw new SyntaxError(`the LZFSE data has more than ${size} bytes`);
    if (magic === BLOCK.plain) {
      at += 8;
      need(raw);
      out.set(packed.subarray(at, at + raw), to);
      at += raw;
    } else if (magic === BLOCK.lzvn) {
      const length = view.getUint32(at + 8, true);
      at += 12;
      need(length);
      const bytes = unlzvn(packed.subarray(at, at + length), raw);
      if (bytes.length !== raw) throw new SyntaxError('the LZFSE data is damaged: a block is too short');
      out.set(bytes, to);
      at += length;
    } else if (magic === BLOCK.packed) at = unpackBlock(packed, at, out, to, raw);
    else if (magic === BLOCK.old) throw new Error('LZFSE of version 1 is not read');
    else throw new SyntaxError('the LZFSE data is damaged: a block is of no known kind');
    to += raw;
  }
}

interface Header {
  readonly literals: number;
  readonly literalBytes: number;
  readonly literalSpare: number;
  readonly literalStates: readonly number[];
  readonly matches: number;
  readonly matchBytes: number;
  readonly matchSpare: number;
  readonly size: number;
  readonly states: readonly [number, number, number];
}

function headerAt(packed: Uint8Array, at: number): Header {
  if (at + 32 > packed.length) throw new SyntaxError('the LZFSE data is truncated');
  const view = new DataView(packed.buffer, packed.byteOffset + at + 8, 24);
  const field = (word: number, from: number, bits: number) =>
    Number((view.getBigUint64(word * 8, true) >> BigInt(from)) & ((1n << BigInt(bits)) - 1n));
  return {
    literals: field(0, 0, 20),
    literalBytes: field(0, 20, 20),
    matches: field(0, 40, 20),
    literalSpare: 7 - field(0, 60, 3),
    literalStates: [0, 10, 20, 30].map((from) => field(1, from, 10)),
    matchBytes: field(1, 40, 20),
    matchSpare: 7 - field(1, 60, 3),
    size: field(2, 0, 32),
    states: [field(2, 32, 10), field(2, 42, 10), field(2, 52, 10)],
  };
}

const SYMBOLS = { lengths: 20, distances: 64, literals: 256 } as const;
const LENGTH_EXTRA = [...new Array<number>(16).fill(0), 2, 3, 5, 8];
const MATCH_EXTRA = [...new Array<number>(16).fill(0), 3, 5, 8, 11];
const DISTANCE_EXTRA = Array.from({ length: 64 }, (_, index) => index >>> 2);
const MAX_LITERALS = 40_000;
const MAX_MATCHES = 10_000;

/** Unpacks one block and gives the place after it. */
function unpackBlock(packed: Uint8Array, start: number, out: Uint8Array, from: number, raw: number): number {
  const header = headerAt(packed, start);
  const { literals, matches, literalBytes, matchBytes, size } = header;
  const data = start + size;
  const end = data + literalBytes + matchBytes;
  if (size < 32 || end > packed.length) throw new SyntaxError('the LZFSE data is truncated');
  if (literals > MAX_LITERALS || literals % 4 !== 0 || matches > MAX_MATCHES)
    throw new SyntaxError('the LZFSE data is damaged: the header of a block');
  const counts = frequenciesIn(packed.subarray(start + 32, data));
  const text = literalsOf(header, counts.slice(104), packed.subarray(data, data + literalBytes));
  const bits = new BackwardBits(packed.subarray(data + literalBytes, end), header.matchSpare);
  const [length, match, distance] = [
    new FseCoder(fseTable(counts.slice(0, 20), 64, symbolsOf(LENGTH_EXTRA)), header.states[0]),
    new FseCoder(fseTable(counts.slice(20, 40), 64, symbolsOf(MATCH_EXTRA)), header.states[1]),
    new FseCoder(fseTable(counts.slice(40, 104), 256, symbolsOf(DISTANCE_EXTRA)), header.states[2]),
  ];
  let used = 0;
  let last = 0;
  let to = from;
  const room = out.subarray(0, from + raw);
  for (let count = 0; count < matches; count++) {
    const plain = length.next(bits);
    const copied = match.next(bits);
    last = distance.next(bits) || last;
    if (used + plain > text.length || to + plain > room.length)
      throw new SyntaxError('the LZFSE data is damaged: it has too few literals');
    room.set(text.subarray(used, used + plain), to);
    used += plain;
    to += plain;
    if (copied > 0) to = copyMatch(room, to, last, copied);
  }
  if (to !== from + raw) throw new SyntaxError('the LZFSE data is damaged: a block is too short');
  return end;
}

function literalsOf(header: Header, frequencies: readonly number[], payload: Uint8Array): Uint8Array {
  const text = new Uint8Array(header.literals);
  const bits = new BackwardBits(payload, header.literalSpare);
  const table = fseTable(frequencies, 1024, (value) => ({ value, extra: 0 }));
  const coders = header.literalStates.map((state) => new FseCoder(table, state));
  for (let at = 0; at < text.length; at++) text[at] = (coders[at & 3] as FseCoder).next(bits);
  return text;
}

/** Each symbol begins where the one before it ends. */
function symbolsOf(extra: readonly number[]): (index: number) => { value: number; extra: number } {
  let base = 0;
  const symbols = extra.map((own) => {
    const symbol = { value: base, extra: own };
    base += 1 << own;
    return symbol;
  });
  return (index) => symbols[index] ?? { value: 0, extra: 0 };
}

const FREQUENCIES = 2 * SYMBOLS.lengths + SYMBOLS.distances + SYMBOLS.literals;
/** By the lowest five bits: how many bits a frequency has, and the small ones themselves. */
const WIDTH = [
  2, 3, 2, 5, 2, 3, 2, 8, 2, 3, 2, 5, 2, 3, 2, 14, 2, 3, 2, 5, 2, 3, 2, 8, 2, 3, 2, 5, 2, 3, 2, 14,
];
const SMALL = [
  0, 2, 1, 4, 0, 3, 1, 0, 0, 2, 1, 5, 0, 3, 1, 0, 0, 2, 1, 6, 0, 3, 1, 0, 0, 2, 1, 7, 0, 3, 1, 0,
];

function frequenciesIn(bytes: Uint8Array): number[] {
  const frequencies: number[] = [];
  let word = 0;
  let held = 0;
  let at = 0;
  while (frequencies.length < FREQUENCIES) {
    for (; at < bytes.length && held <= 24; held += 8) word |= (bytes[at++] as number) << held;
    const low = word & 31;
    const width = WIDTH[low] as number;
    if (width > held && bytes.length > 0)
      throw new SyntaxError('the LZFSE data is damaged: its frequencies are truncated');
    const value =
      width === 8 ? 8 + ((word >>> 4) & 15) : width === 14 ? 24 + ((word >>> 4) & 1023) : SMALL[low];
    frequencies.push(value as number);
    word >>>= width;
    held -= width;
  }
  return frequencies;
}
