import { Buffer } from 'node:buffer';
import { BASE, type BaseBlock } from './hive-base.ts';
import { replay } from './hive-log.ts';
import { type RegistryData, registryData } from './registry-tree.ts';

/** A key of a hive: where its cell is, and its name. */
export interface HiveKey {
  readonly name: string;
  /** Offset in the hive bins. */
  readonly at: number;
}

/**
 * A registry hive, of which only the cells on the way to the wanted keys are ever looked at.
 *
 * Damage does not stop the reading: what is whole is given, and what is not is reported in `faults`, the first
 * few of them.
 */
export interface Hive {
  /** Undefined when not even the root key can be read. */
  readonly root: HiveKey | undefined;
  readonly faults: readonly string[];
  /** Holds only what a layer of a container changed; other layers hold the rest. */
  readonly isLayer: boolean;
  /** The keys directly below one. */
  keys(key: HiveKey): Iterable<HiveKey>;
  /** FILETIME of the last change of a key. */
  written(key: HiveKey): bigint;
  /** The values of a key by name in lower case; the default value has the name `''`. */
  values(key: HiveKey): ReadonlyMap<string, RegistryData>;
}

/**
 * Opens a hive. A write that was not finished is completed from the transaction logs, if they are given.
 *
 * Throws `SyntaxError` when this is no hive, or of a version that is not read.
 *
 * @see https://github.com/msuhanov/regf
 */
export function openHive(bytes: Uint8Array, logs: readonly Uint8Array[]): Hive {
  const replayed = replay(bytes, logs);
  const { base } = replayed;
  if (base.type !== 0 && !replayed.applied) throw new SyntaxError('this is a transaction log and no hive');
  if (base.whole && (base.major !== 1 || base.minor < 2 || base.minor > 6)) {
    throw new SyntaxError(`registry hives of version ${base.major}.${base.minor} are not read`);
  }
  const cells = cellsOf(replayed.bytes, base);
  cells.faults.push(...faultsOf(base, replayed.applied, cells));
  const name = keyName(cells, base.root);
  return {
    root: name === undefined ? undefined : { name, at: base.root },
    faults: cells.faults,
    isLayer: base.isLayer,
    keys: (key) => keysOf(cells, key),
    // The cell of a key was checked when its name was read.
    written: (key) => cells.view.getBigUint64(key.at + 8, true),
    values: (key) => valuesOf(cells, key),
  };
}

/** The hive bins, and what has gone wrong with them so far. */
interface Cells {
  readonly view: DataView;
  readonly bytes: Buffer;
  /** Bytes of bins that are really there. */
  readonly size: number;
  readonly faults: string[];
  /** A layer of a container, which can say that keys of the layer below are gone. */
  readonly isLayer: boolean;
  /** Entries that may still be looked at: more than any hive of this length has. */
  budget: number;
}

function cellsOf(bytes: Uint8Array, base: BaseBlock): Cells {
  const size = Math.max(0, Math.min(base.size, bytes.length - BASE));
  const start = bytes.byteOffset + Math.min(BASE, bytes.length);
  return {
    view: new DataView(bytes.buffer, start, size),
    bytes: Buffer.from(bytes.buffer, start, size),
    size,
    faults: [],
    isLayer: base.isLayer,
    budget: 4096 + Math.ceil(size / 2),
  };
}

function* faultsOf(base: BaseBlock, replayed: boolean, cells: Cells): Generator<string> {
  if (!base.whole) yield 'the checksum of the base block is wrong and no transaction log repairs it';
  else if (base.primary !== base.secondary && !replayed) {
    yield 'the last write was not finished and no transaction log completes it';
  }
  if (base.size > cells.size)
    yield `truncated at offset ${BASE + cells.size}: ${base.size} bytes of bins are announced`;
  for (let at = 0; at + 32 <= cells.size; ) {
    const size = cells.view.getUint32(at + 8, true);
    if (cells.view.getUint32(at, true) !== HBIN || size < 4096 || size % 4096 !== 0) {
      yield `no hive bin at offset ${BASE + at}: ${shown(cells, at)}`;
      return;
    }
    at += size;
  }
}

const HBIN = 0x6e696268;

/** The position of a cell's data, or nothing, and a fault, when it is not an allocated cell within the bins. */
function cell(cells: Cells, at: number, least: number, what: string): number | undefined {
  const size = at % 4 === 0 && at + 4 <= cells.size ? -cells.view.getInt32(at, true) : 0;
  if (size >= least + 4 && at + size <= cells.size) return at + 4;
  return note(cells, `${what} at offset ${BASE + at} is not a cell of at least ${least} bytes`);
}

function note(cells: Cells, fault: string): undefined {
  if (cells.faults.length < 8) cells.faults.push(fault);
}

const KEY = 0x6b6e;
const KEY_LEAST = 76;
const COMPRESSED_KEY = 0x20;
/** In a layer of a container: the key is removed from the layer below. */
const TOMBSTONE = 1;

function keyName(cells: Cells, at: number): string | undefined {
  const data = cell(cells, at, KEY_LEAST, 'a key');
  if (data === undefined) return undefined;
  if (cells.view.getUint16(data, true) !== KEY)
    return note(cells, `no key at offset ${BASE + at}: ${shown(cells, data)}`);
  const length = cells.view.getUint16(data + 72, true);
  if (cell(cells, at, KEY_LEAST + length, 'the name of a key') === undefined) return undefined;
  const isCompressed = (cells.view.getUint16(data + 2, true) & COMPRESSED_KEY) !== 0;
  return named(cells, data + KEY_LEAST, length, isCompressed);
}

/** A byte of a compressed name is the lower half of a UTF-16 unit. */
function named(cells: Cells, at: number, length: number, isCompressed: boolean): string {
  return cells.bytes.toString(isCompressed ? 'latin1' : 'utf16le', at, at + length);
}

function* keysOf(cells: Cells, parent: HiveKey): Generator<HiveKey> {
  const { view } = cells;
  const data = parent.at + 4;
  const count = view.getUint32(data + 20, true);
  if (count === 0) return;
  const seen = new Set<number>();
  for (const at of entries(cells, view.getUint32(data + 28, true), true)) {
    const name = keyName(cells, at);
    if (seen.has(at) || name === undefined) {
      if (name !== undefined) note(cells, `the key ${JSON.stringify(name)} is twice below its parent`);
      continue;
    }
    seen.add(at);
    if (view.getUint32(at + 20, true) !== parent.at)
      note(cells, `the key at offset ${BASE + at} has another parent`);
    if (!cells.isLayer || (view.getUint8(at + 17) & 3) !== TOMBSTONE) yield { name, at };
  }
  if (seen.size < count)
    note(cells, `${seen.size} of ${count} keys below ${JSON.stringify(parent.name)} can be read`);
}

const LEAVES: ReadonlyMap<number, number> = new Map([
  [0x666c, 8], // lf, with the first letters of each name
  [0x686c, 8], // lh, with a hash of each name
  [0x696c, 4], // li
]);
const INDEX_ROOT = 0x6972;

/** The offsets in a list of keys; a root of lists leads only to lists. */
function* entries(cells: Cells, at: number, mayBeRoot: boolean): Generator<number> {
  const data = cell(cells, at, 4, 'a list of keys');
  if (data === undefined) return;
  const kind = cells.view.getUint16(data, true);
  const count = cells.view.getUint16(data + 2, true);
  const width = LEAVES.get(kind) ?? (kind === INDEX_ROOT && mayBeRoot ? 4 : undefined);
  if (width === undefined) {
    note(cells, `no list of keys at offset ${BASE + at}: ${shown(cells, data)}`);
    return;
  }
  if (cell(cells, at, 4 + count * width, 'a list of keys') === undefined) return;
  for (let entry = 0; entry < count; entry++) {
    if (--cells.budget < 0) {
      note(cells, 'lists of keys lead in circles');
      return;
    }
    const target = cells.view.getUint32(data + 4 + entry * width, true);
    if (kind === INDEX_ROOT) yield* entries(cells, target, false);
    else yield target;
  }
}

const VALUE = 0x6b76;
const VALUE_LEAST = 20;
const COMPRESSED_VALUE = 1;
const VALUE_TOMBSTONE = 2;
const UNSET = 0xffff_ffff;

function valuesOf(cells: Cells, key: HiveKey): ReadonlyMap<string, RegistryData> {
  const found = new Map<string, RegistryData>();
  const count = cells.view.getUint32(key.at + 4 + 36, true);
  const list = cells.view.getUint32(key.at + 4 + 40, true);
  if (count === 0 || list === UNSET) return found;
  const data = cell(cells, list, count * 4, 'a list of values');
  if (data === undefined) return found;
  for (let entry = 0; entry < count; entry++) {
    if (--cells.budget < 0) return found;
    addValue(cells, cells.view.getUint32(data + entry * 4, true), found);
  }
  return found;
}

function addValue(cells: Cells, at: number, found: Map<string, RegistryData>): void {
  const { view } = cells;
  const data = cell(cells, at, VALUE_LEAST, 'a value');
  if (data === undefined) return;
  if (view.getUint16(data, true) !== VALUE)
    return note(cells, `no value at offset ${BASE + at}: ${shown(cells, data)}`);
  const length = view.getUint16(data + 2, true);
  const flags = view.getUint16(data + 16, true);
  if (cell(cells, at, VALUE_LEAST + length, 'the name of a value') === undefined) return;
  if ((flags & VALUE_TOMBSTONE) !== 0) return;
  const name = named(cells, data + VALUE_LEAST, length, (flags & COMPRESSED_VALUE) !== 0).toLowerCase();
  const bytes = valueBytes(cells, data);
  if (bytes !== undefined) found.set(name, registryData(view.getUint32(data + 12, true), bytes));
}

const RESIDENT = 0x8000_0000;
/** What fits into one cell; more is kept in segments. */
const SEGMENT = 16344;
/** No value that describes a program is near this long; what is longer is not looked into. */
const MAX_LENGTH = 1 << 20;

function valueBytes(cells: Cells, data: number): Uint8Array | undefined {
  const size = cells.view.getUint32(data + 4, true);
  if (size >= RESIDENT) return cells.bytes.subarray(data + 8, data + 8 + Math.min(4, size - RESIDENT));
  if (size === 0) return new Uint8Array();
  const at = cells.view.getUint32(data + 8, true);
  if (size > MAX_LENGTH) return undefined;
  const whole = cell(cells, at, Math.min(size, 8), 'the data of a value');
  if (whole === undefined) return undefined;
  if (size > SEGMENT && cells.view.getUint16(whole, true) === BIG_DATA) return segments(cells, whole, size);
  if (cell(cells, at, size, 'the data of a value') === undefined) return undefined;
  return cells.bytes.subarray(whole, whole + size);
}

const BIG_DATA = 0x6264;

function segments(cells: Cells, data: number, size: number): Uint8Array | undefined {
  const count = Math.ceil(size / SEGMENT);
  const list = cell(cells, cells.view.getUint32(data + 4, true), count * 4, 'a list of segments');
  if (list === undefined) return undefined;
  const parts: Uint8Array[] = [];
  for (let part = 0; part < count; part++) {
    const length = Math.min(SEGMENT, size - part * SEGMENT);
    const at = cell(cells, cells.view.getUint32(list + part * 4, true), length, 'a segment of a value');
    if (at === undefined) return undefined;
    parts.push(cells.bytes.subarray(at, at + length));
  }
  return Buffer.concat(parts);
}

function shown(cells: Cells, at: number): string {
  return JSON.stringify(cells.bytes.toString('latin1', at, at + 8));
}
