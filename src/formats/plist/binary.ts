import { limits } from '../../limits.ts';
import type { Plist } from './value.ts';

/**
 * The value of a binary property list.
 *
 * Its end shows where the table of offsets lies; every object is behind one offset, and containers name
 * their members by number. Each object is built once.
 *
 * @throws SyntaxError with the byte offset
 * @see https://opensource.apple.com/source/CF/CF-1153.18/CFBinaryPList.c
 */
export function binaryPlist(bytes: Uint8Array): Plist {
  const list = opened(bytes);
  return object(list, list.top, 1);
}

interface BinaryList {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly offsetSize: number;
  readonly referenceSize: number;
  readonly count: number;
  readonly top: number;
  readonly table: number;
  /** By number; undefined while it was not asked for, {@link OPEN} while its members are built. */
  readonly built: (Plist | undefined)[];
  /** Bytes of content that may still be built. */
  budget: number;
}

const OPEN: Plist = [];

const TRAILER = 32;
/** Seconds between the epochs of 1970 and 2001. */
const EPOCH_2001 = 978_307_200;

function opened(bytes: Uint8Array): BinaryList {
  const version = String.fromCharCode(...bytes.subarray(6, 8));
  if (version !== '00' && version !== '01')
    throw fault(6, `unknown version ${JSON.stringify(version)} of a binary list`);
  if (bytes.length < 8 + TRAILER + 2) throw fault(bytes.length, 'the binary list is truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - TRAILER;
  const count = uint(bytes, end + 8, 8);
  const list: BinaryList = {
    bytes,
    view,
    offsetSize: view.getUint8(end + 6),
    referenceSize: view.getUint8(end + 7),
    count,
    top: uint(bytes, end + 16, 8),
    table: uint(bytes, end + 24, 8),
    built: new Array<Plist | undefined>(count <= end ? count : 0),
    // Objects that lie over each other could make terabytes out of a megabyte; no writer does that.
    budget: 4 * end,
  };
  check(list, end);
  return list;
}

function check(list: BinaryList, end: number): void {
  const { offsetSize, referenceSize, count, top, table } = list;
  const sizes = offsetSize >= 1 && offsetSize <= 8 && referenceSize >= 1 && referenceSize <= 8;
  if (!sizes || count < 1 || top >= count || table < 9 || table + count * offsetSize > end) {
    throw fault(end, 'the index of the binary list is broken or cut off');
  }
}

function object(list: BinaryList, number: number, depth: number): Plist {
  const known = list.built[number];
  if (known !== undefined && known !== OPEN) return known;
  const at = offsetOf(list, number);
  if (known === OPEN) throw fault(at, 'a container holds itself');
  if (depth > limits.nesting) throw fault(at, `nested deeper than ${limits.nesting} levels (limit: nesting)`);
  list.built[number] = OPEN;
  const value = valueAt(list, at, depth);
  list.built[number] = value;
  return value;
}

function offsetOf(list: BinaryList, number: number): number {
  if (number >= list.count) throw fault(list.table, `object ${number} of ${list.count} does not exist`);
  const at = uint(list.bytes, list.table + number * list.offsetSize, list.offsetSize);
  if (at < 8 || at >= list.table)
    throw fault(list.table + number * list.offsetSize, `offset ${at} leads out of the list`);
  return at;
}

function valueAt(list: BinaryList, at: number, depth: number): Plist {
  const marker = list.bytes[at] ?? 0;
  const low = marker & 0x0f;
  switch (marker >> 4) {
    case 0x0:
      return simple(low, at);
    case 0x1:
      return integer(list, at, 1 << low);
    case 0x2:
      return real(list, at, 1 << low);
    case 0x3:
      return date(list, at);
    case 0x4:
      return sized(list, at, 1, (start, length) =>
        Uint8Array.from(list.bytes.subarray(start, start + length)),
      );
    case 0x5:
      return sized(list, at, 1, (start, length) => latin(list.bytes.subarray(start, start + length)));
    case 0x6:
      return sized(list, at, 2, (start, length) => utf16(list.bytes.subarray(start, start + length)));
    case 0x7:
      return sized(list, at, 1, (start, length) => utf8(list.bytes.subarray(start, start + length)));
    case 0x8:
      return { uid: uint(list.bytes, inside(list, at + 1, low + 1), low + 1) };
    case 0xa:
    case 0xb:
    case 0xc:
      return sized(list, at, list.referenceSize, (start, length) => members(list, start, length, depth));
    case 0xd:
      return sized(list, at, 2 * list.referenceSize, (start, length) =>
        dictionary(list, start, length, depth),
      );
    default:
      throw fault(at, `unknown marker 0x${marker.toString(16)}`);
  }
}

function simple(low: number, at: number): Plist {
  if (low === 0) return null;
  if (low === 8) return false;
  if (low === 9) return true;
  throw fault(at, `unknown marker 0x0${low.toString(16)}`);
}

/** One, two and four bytes are without sign, eight are with it; sixteen hold the upper half of 64 bits. */
function integer(list: BinaryList, at: number, size: number): Plist {
  if (size > 16) throw fault(at, `an integer of ${size} bytes`);
  inside(list, at + 1, size);
  if (size <= 4) return uint(list.bytes, at + 1, size);
  const value = size === 8 ? list.view.getBigInt64(at + 1) : wide(list, at + 1);
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function wide(list: BinaryList, at: number): bigint {
  return (list.view.getBigInt64(at) << 64n) | list.view.getBigUint64(at + 8);
}

function real(list: BinaryList, at: number, size: number): Plist {
  inside(list, at + 1, size);
  if (size === 4) return list.view.getFloat32(at + 1);
  if (size === 8) return list.view.getFloat64(at + 1);
  throw fault(at, `a real number of ${size} bytes`);
}

function date(list: BinaryList, at: number): Plist {
  if (list.bytes[at] !== 0x33) throw fault(at, 'a date of unknown size');
  return new Date((list.view.getFloat64(inside(list, at + 1, 8)) + EPOCH_2001) * 1000);
}

/** Objects with a length: 15 means that an integer object with the length follows. */
function sized<T>(list: BinaryList, at: number, unit: number, read: (start: number, bytes: number) => T): T {
  let length = (list.bytes[at] ?? 0) & 0x0f;
  let start = at + 1;
  if (length === 15) {
    const marker = list.bytes[start] ?? 0;
    const size = 1 << (marker & 0x0f);
    if (marker >> 4 !== 1 || size > 8) throw fault(start, 'a length that is not an integer');
    length = uint(list.bytes, inside(list, start + 1, size), size);
    start += 1 + size;
  }
  inside(list, start, length * unit);
  list.budget -= length * unit;
  if (list.budget < 0) throw fault(at, 'objects lie over each other');
  return read(start, length * unit);
}

function members(list: BinaryList, start: number, length: number, depth: number): Plist[] {
  const values: Plist[] = [];
  for (let at = start; at < start + length; at += list.referenceSize) {
    values.push(object(list, uint(list.bytes, at, list.referenceSize), depth + 1));
  }
  return values;
}

function dictionary(list: BinaryList, start: number, length: number, depth: number): Plist {
  const values = new Map<string, Plist>();
  for (let at = start; at < start + length / 2; at += list.referenceSize) {
    const key = object(list, uint(list.bytes, at, list.referenceSize), depth + 1);
    if (typeof key !== 'string') throw fault(at, 'a key that is not a string');
    const value = object(list, uint(list.bytes, at + length / 2, list.referenceSize), depth + 1);
    if (values.has(key) && values.get(key) !== value)
      throw fault(at, 'a key that stands twice, with two values');
    values.set(key, value);
  }
  return values;
}

/** The offset, when so many bytes lie behind it before the table begins. */
function inside(list: BinaryList, at: number, length: number): number {
  if (at + length > list.table) throw fault(at, `${length} bytes lead out of the list`);
  return at;
}

/** Rounded beyond 2^53, which no length or offset that fits in a file reaches. */
function uint(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let byte = at; byte < at + size; byte++) value = value * 256 + (bytes[byte] ?? 0);
  return value;
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function utf16(bytes: Uint8Array): string {
  return Buffer.from(bytes).swap16().toString('utf16le');
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function fault(offset: number, reason: string): SyntaxError {
  return new SyntaxError(`offset ${offset}: ${reason}`);
}
