/** A key to be written into a hive. */
export interface HiveKey {
  readonly name: string;
  readonly values: readonly HiveValue[];
  readonly keys: readonly HiveKey[];
}

/** A value with its type number and its data as Windows keeps them. */
export interface HiveValue {
  readonly name: string;
  readonly type: number;
  readonly data: Uint8Array;
}

/** How a hive is laid out, where Windows itself has done it in more than one way. */
export interface HiveStyle {
  /** The list of subkeys: with hashes (Windows XP and later), with first letters, or bare. */
  readonly list: 'lh' | 'lf' | 'li';
  /** Most subkeys in one list before an index root leads to several. */
  readonly most: number;
  /** Version 1.3 has no values over several cells; later ones have. */
  readonly minor: 3 | 5;
}

const BIN = 4096;
const NOTHING = 0xffff_ffff;
const SEGMENT = 16_344;

/**
 * A hive with these keys below its root.
 *
 * @see https://github.com/msuhanov/regf
 */
export function hive(root: HiveKey, style: HiveStyle): Uint8Array {
  const bins = new Bins();
  const at = key(bins, root, NOTHING, style, true);
  const body = bins.closed();
  return Buffer.concat([baseBlock(at, body.length, style.minor), body]);
}

/** Cells in bins; none lies over the end of its bin. */
class Bins {
  private readonly bins: { bytes: Buffer; used: number }[] = [];
  private start = 0;

  /** Where a cell for so many bytes lies, and its data to be filled. */
  cell(length: number): { at: number; data: Buffer } {
    const size = Math.ceil((length + 4) / 8) * 8;
    let bin = this.bins.at(-1);
    if (bin === undefined || bin.used + size > bin.bytes.length) {
      if (bin !== undefined) this.close(bin);
      const bytes = Buffer.alloc(Math.ceil((size + 32) / BIN) * BIN);
      bytes.write('hbin', 0, 'latin1');
      bytes.writeUInt32LE(this.start, 4);
      bytes.writeUInt32LE(bytes.length, 8);
      bin = { bytes, used: 32 };
      this.bins.push(bin);
    }
    const at = this.start + bin.used;
    bin.bytes.writeInt32LE(-size, bin.used);
    const data = bin.bytes.subarray(bin.used + 4, bin.used + size);
    bin.used += size;
    return { at, data };
  }

  closed(): Buffer {
    const last = this.bins.at(-1);
    if (last !== undefined) this.close(last);
    return Buffer.concat(this.bins.map(({ bytes }) => bytes));
  }

  /** What is left of a bin is a free cell, whose size is positive. */
  private close(bin: { bytes: Buffer; used: number }): void {
    if (bin.used < bin.bytes.length) bin.bytes.writeInt32LE(bin.bytes.length - bin.used, bin.used);
    this.start += bin.bytes.length;
  }
}

function key(bins: Bins, own: HiveKey, parent: number, style: HiveStyle, isRoot = false): number {
  const name = named(own.name);
  const { at, data } = bins.cell(76 + name.bytes.length);
  data.write('nk', 0, 'latin1');
  data.writeUInt16LE((isRoot ? 0x0c : 0) | (name.isNarrow ? 0x20 : 0), 2);
  data.writeUInt32LE(parent, 16);
  data.writeUInt32LE(own.keys.length, 20);
  data.writeUInt32LE(keyList(bins, own.keys, at, style), 28);
  data.writeUInt32LE(NOTHING, 32);
  data.writeUInt32LE(own.values.length, 36);
  data.writeUInt32LE(valueList(bins, own.values, style), 40);
  data.writeUInt32LE(NOTHING, 44);
  data.writeUInt32LE(NOTHING, 48);
  data.writeUInt16LE(name.bytes.length, 72);
  name.bytes.copy(data, 76);
  return at;
}

/** Windows keeps lists of keys in the order of their names in capitals. */
function keyList(bins: Bins, keys: readonly HiveKey[], parent: number, style: HiveStyle): number {
  if (keys.length === 0) return NOTHING;
  const sorted = [...keys].sort((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1));
  const places = sorted.map((each) => ({ at: key(bins, each, parent, style), name: each.name }));
  const leaves: number[] = [];
  for (let from = 0; from < places.length; from += style.most) {
    leaves.push(leaf(bins, places.slice(from, from + style.most), style.list));
  }
  const [only = NOTHING] = leaves;
  return leaves.length === 1 ? only : offsets(bins, 'ri', leaves);
}

function leaf(bins: Bins, places: readonly { at: number; name: string }[], kind: HiveStyle['list']): number {
  if (kind === 'li')
    return offsets(
      bins,
      'li',
      places.map(({ at }) => at),
    );
  const { at, data } = bins.cell(4 + places.length * 8);
  data.write(kind, 0, 'latin1');
  data.writeUInt16LE(places.length, 2);
  for (const [index, place] of places.entries()) {
    data.writeUInt32LE(place.at, 4 + index * 8);
    if (kind === 'lh') data.writeUInt32LE(hash(place.name), 8 + index * 8);
    else data.write(place.name.slice(0, 4), 8 + index * 8, 4, 'latin1');
  }
  return at;
}

function offsets(bins: Bins, mark: string, list: readonly number[]): number {
  const { at, data } = bins.cell(4 + list.length * 4);
  data.write(mark, 0, 'latin1');
  data.writeUInt16LE(list.length, 2);
  for (const [index, offset] of list.entries()) data.writeUInt32LE(offset, 4 + index * 4);
  return at;
}

function hash(name: string): number {
  let sum = 0;
  for (const letter of name.toUpperCase()) sum = (Math.imul(sum, 37) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}

function valueList(bins: Bins, values: readonly HiveValue[], style: HiveStyle): number {
  if (values.length === 0) return NOTHING;
  const places = values.map((each) => value(bins, each, style));
  const { at, data } = bins.cell(places.length * 4);
  for (const [index, place] of places.entries()) data.writeUInt32LE(place, index * 4);
  return at;
}

function value(bins: Bins, { name: own, type, data: content }: HiveValue, style: HiveStyle): number {
  const name = named(own);
  const { at, data } = bins.cell(20 + name.bytes.length);
  data.write('vk', 0, 'latin1');
  data.writeUInt16LE(name.bytes.length, 2);
  data.writeUInt32LE(type, 12);
  data.writeUInt16LE(name.isNarrow ? 1 : 0, 16);
  name.bytes.copy(data, 20);
  if (content.length <= 4) {
    data.writeUInt32LE((0x8000_0000 | content.length) >>> 0, 4);
    Buffer.from(content).copy(data, 8);
  } else {
    data.writeUInt32LE(content.length, 4);
    data.writeUInt32LE(dataCell(bins, content, style), 8);
  }
  return at;
}

function dataCell(bins: Bins, content: Uint8Array, style: HiveStyle): number {
  if (content.length <= SEGMENT || style.minor < 4) return filled(bins, content);
  const segments: number[] = [];
  for (let from = 0; from < content.length; from += SEGMENT) {
    segments.push(filled(bins, content.subarray(from, from + SEGMENT)));
  }
  const list = bins.cell(segments.length * 4);
  for (const [index, segment] of segments.entries()) list.data.writeUInt32LE(segment, index * 4);
  const { at, data } = bins.cell(8);
  data.write('db', 0, 'latin1');
  data.writeUInt16LE(segments.length, 2);
  data.writeUInt32LE(list.at, 4);
  return at;
}

function filled(bins: Bins, content: Uint8Array): number {
  const { at, data } = bins.cell(content.length);
  Buffer.from(content).copy(data);
  return at;
}

/** A name of Latin-1 alone takes a byte a letter. */
function named(name: string): { bytes: Buffer; isNarrow: boolean } {
  const isNarrow = [...name].every((letter) => letter <= '\u00ff');
  return { bytes: Buffer.from(name, isNarrow ? 'latin1' : 'utf16le'), isNarrow };
}

function baseBlock(root: number, size: number, minor: number): Buffer {
  const block = Buffer.alloc(BIN);
  block.write('regf', 0, 'latin1');
  block.writeUInt32LE(1, 4);
  block.writeUInt32LE(1, 8);
  block.writeUInt32LE(1, 20);
  block.writeUInt32LE(minor, 24);
  block.writeUInt32LE(1, 32);
  block.writeUInt32LE(root, 36);
  block.writeUInt32LE(size, 40);
  block.writeUInt32LE(1, 44);
  let sum = 0;
  for (let at = 0; at < 508; at += 4) sum ^= block.readUInt32LE(at);
  block.writeUInt32LE(sum >>> 0, 508);
  return block;
}
