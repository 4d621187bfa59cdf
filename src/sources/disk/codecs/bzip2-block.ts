import { type Bzip2Bits, Bzip2Code } from './bzip2-code.ts';

/** Symbols that one code decodes before the next selector. */
const GROUP = 50;
const MAX_BITS = 20;
const damaged = (what: string) => new SyntaxError(`the bzip2 data is damaged: ${what}`);

/**
 * Unpacks one block behind its mark.
 *
 * @param room for as many bytes as a block of this stream may hold
 * @param to where the output goes on
 * @returns where the output ends
 * @throws SyntaxError when it is damaged, or gives more than there is room for
 */
export function readBzip2Block(bits: Bzip2Bits, room: Uint32Array, out: Uint8Array, to: number): number {
  const checksum = bits.take32();
  if (bits.take(1) === 1) throw new Error('bzip2 data of version 0.9.0 and older is not read');
  const origin = bits.take(24);
  const bytes = usedBytes(bits);
  const places = permuted(bits, bytes, room);
  const { length } = places;
  if (origin >= length) throw damaged('a block begins beyond its end');
  const end = writeRuns(sortedBack(places), places[origin] as number, out, to);
  if (checksumOf(out, to, end) !== checksum) throw damaged('its checksum differs');
  return end;
}

/** The bytes that occur in a block: a map of sixteen maps. */
function usedBytes(bits: Bzip2Bits): Uint8Array {
  const used: number[] = [];
  const outer = bits.take(16);
  for (let row = 0; row < 16; row++) {
    if ((outer & (0x8000 >> row)) === 0) continue;
    const inner = bits.take(16);
    for (let column = 0; column < 16; column++)
      if ((inner & (0x8000 >> column)) !== 0) used.push(row * 16 + column);
  }
  if (used.length === 0) throw damaged('a block without bytes');
  return Uint8Array.from(used);
}

/** The bytes of a block in the order of the Burrows-Wheeler transform; the upper 24 bits of each are free. */
function permuted(bits: Bzip2Bits, bytes: Uint8Array, places: Uint32Array): Uint32Array {
  const alphabet = bytes.length + 2;
  const { codes, selectors } = codesOf(bits, alphabet);
  const limit = places.length;
  let count = 0;
  let run = 0;
  let step = 1;
  for (let index = 0; ; index++) {
    const code = codes[selectors[Math.floor(index / GROUP)] ?? codes.length];
    if (code === undefined) throw damaged('a block ends before its last symbol');
    const symbol = code.decode(bits);
    if (symbol < 2) {
      // The length of a run is written with the digits 1 and 2, the lowest first.
      run += step << symbol;
      step <<= 1;
      if (run > limit) throw damaged('a run is longer than a block');
      continue;
    }
    const isLast = symbol === alphabet - 1;
    if (count + run + (isLast ? 0 : 1) > limit) throw damaged('a block is too long');
    places.fill(bytes[0] as number, count, count + run);
    count += run;
    run = 0;
    step = 1;
    if (isLast) return places.subarray(0, count);
    places[count++] = toFront(bytes, symbol - 1);
  }
}

/** Moves a byte to the front of those that were used last. */
function toFront(bytes: Uint8Array, index: number): number {
  const byte = bytes[index] as number;
  bytes.copyWithin(1, 0, index);
  bytes[0] = byte;
  return byte;
}

/** Two to six codes, and which of them each group of symbols is written with. */
function codesOf(bits: Bzip2Bits, alphabet: number): { codes: Bzip2Code[]; selectors: Uint8Array } {
  const count = bits.take(3);
  if (count < 2 || count > 6) throw damaged(`${count} codes`);
  const selectors = new Uint8Array(bits.take(15));
  const recent = Uint8Array.from({ length: count }, (_, index) => index);
  for (let index = 0; index < selectors.length; index++) {
    let place = 0;
    while (bits.take(1) === 1) if (++place === count) throw damaged('no such code');
    selectors[index] = toFront(recent, place);
  }
  const codes = Array.from({ length: count }, () => new Bzip2Code(lengthsOf(bits, alphabet)));
  return { codes, selectors };
}

/** Lengths of codewords, each by its difference from the one before. */
function lengthsOf(bits: Bzip2Bits, alphabet: number): Uint8Array {
  const lengths = new Uint8Array(alphabet);
  let length = bits.take(5);
  for (let symbol = 0; symbol < alphabet; symbol++) {
    while (bits.take(1) === 1) length += bits.take(1) === 1 ? -1 : 1;
    if (length < 1 || length > MAX_BITS) throw damaged(`a codeword of ${length} bits`);
    lengths[symbol] = length;
  }
  return lengths;
}

/** Adds to each byte the place of the one that follows it: the inverse of the transform. */
function sortedBack(places: Uint32Array): Uint32Array {
  const next = new Uint32Array(256);
  for (const byte of places) next[byte] = (next[byte] as number) + 1;
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = next[byte] as number;
    next[byte] = sum;
    sum += count;
  }
  for (let index = 0; index < places.length; index++) {
    const byte = (places[index] as number) & 0xff;
    const place = next[byte] as number;
    next[byte] = place + 1;
    places[place] = (((places[place] as number) & 0xff) | (index << 8)) >>> 0;
  }
  return places;
}

/** Follows the places; after four equal bytes comes how many more there are. */
function writeRuns(places: Uint32Array, first: number, out: Uint8Array, to: number): number {
  let end = to;
  let place = first >>> 8;
  let last = -1;
  let same = 0;
  for (let index = 0; index < places.length; index++) {
    const entry = places[place] as number;
    const byte = entry & 0xff;
    place = entry >>> 8;
    const count = same === 4 ? byte : 1;
    if (end + count > out.length) throw damaged('it gives more than was packed');
    out.fill(same === 4 ? last : byte, end, end + count);
    end += count;
    same = same === 4 ? 0 : byte === last ? same + 1 : 1;
    last = same === 0 ? -1 : byte;
  }
  return end;
}

/** A checksum with the highest bit first, unlike that of zip. */
const STEPS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

function checksumOf(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0xffffffff;
  for (let at = from; at < to; at++)
    crc = (crc << 8) ^ (STEPS[((crc >>> 24) ^ (bytes[at] as number)) & 0xff] as number);
  return ~crc >>> 0;
}
