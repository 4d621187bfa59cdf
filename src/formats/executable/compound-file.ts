import { exactly, type ReadRange } from './window.ts';

/** A stream of a compound file. */
export interface CompoundStream {
  /** As stored: UTF-16 units, not all of which are letters. */
  readonly name: string;
  readonly size: number;
  bytes(): Uint8Array;
}

/** Names of streams and storages of one file; installers of large suites have a few hundred. */
const MAX_ENTRIES = 4096;
/** Sectors of the table of sectors: one names 512 bytes of table, 64 KiB of file or more. */
const MAX_TABLES = 65_536;
/** Bytes of one stream that is read. */
const MAX_STREAM = 16 << 20;
const FREE = 0xffff_fffa;
const STORAGE = 1;
const STREAM = 2;
const ROOT = 5;

/** Whether the bytes begin like a compound file: installers of Windows, documents of old Office. */
export function isCompoundFile(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, 8)).toString('hex') === 'd0cf11e0a1b11ae1';
}

/** A compound file as its signature covers it. */
export interface CompoundRoot {
  /** The class of its root, 16 bytes. */
  readonly classId: Uint8Array;
  /** Whether there are folders in it, whose order a flat list of streams does not show. */
  readonly hasStorages: boolean;
  readonly streams: readonly CompoundStream[];
}

/** The streams of a compound file, in the order of its directory. Throws like {@link compoundRoot}. */
export function compoundStreams(read: ReadRange): readonly CompoundStream[] {
  return compoundRoot(read).streams;
}

/**
 * The root of a compound file with its streams, in the order of its directory.
 *
 * @throws SyntaxError with the offset for a file that is truncated, whose chains have no end, or beyond the limits
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb/53989ce4-7b05-4f8d-829b-d08d6148375b
 */
export function compoundRoot(read: ReadRange): CompoundRoot {
  const file = openFile(read);
  const directory = chain(file, file.directory, MAX_ENTRIES * 128);
  const view = new DataView(directory.buffer, directory.byteOffset, directory.byteLength);
  const entries = Array.from({ length: Math.floor(directory.length / 128) }, (_, index) =>
    entryAt(directory, view, index * 128, file.shift),
  );
  const rootAt = entries.findIndex(({ type }) => type === ROOT);
  const root = entries[rootAt];
  if (root === undefined) throw new SyntaxError('a compound file without a root');
  const streams = entries
    .filter(({ type }) => type === STREAM)
    .map(({ name, size, start }) => ({
      name,
      size,
      bytes: () => (size < file.cutoff ? small(file, root, start, size) : chain(file, start, size, size)),
    }));
  const classId = directory.subarray(rootAt * 128 + 80, rootAt * 128 + 96);
  return { classId, hasStorages: entries.some(({ type }) => type === STORAGE), streams };
}

interface CompoundFile {
  readonly read: ReadRange;
  /** Logarithms of the sizes of sectors and small sectors. */
  readonly shift: number;
  readonly smallShift: number;
  /** Streams that are smaller are made of small sectors. */
  readonly cutoff: number;
  readonly directory: number;
  readonly smallTable: number;
  /** Sectors that hold the table of sectors. */
  readonly tables: readonly number[];
}

interface Entry {
  readonly name: string;
  readonly type: number;
  readonly start: number;
  readonly size: number;
}

function openFile(read: ReadRange): CompoundFile {
  const head = exactly(read, 0, 512, 'the header of a compound file');
  const shift = head.getUint16(30, true);
  const smallShift = head.getUint16(32, true);
  if ((shift !== 9 && shift !== 12) || smallShift !== 6)
    throw new SyntaxError(`offset 30: sectors of 2^${shift} and 2^${smallShift} bytes`);
  const tables = Array.from({ length: 109 }, (_, index) => head.getUint32(76 + index * 4, true));
  let next = head.getUint32(68, true);
  let limit = head.getUint32(72, true);
  while (next < FREE && limit-- > 0) {
    const more = exactly(read, (next + 1) * 2 ** shift, 2 ** shift, 'the table of a compound file');
    const count = 2 ** shift / 4 - 1;
    for (let index = 0; index < count; index++) tables.push(more.getUint32(index * 4, true));
    if (tables.length > MAX_TABLES)
      throw new SyntaxError(`a compound file of more than ${MAX_TABLES} tables`);
    next = more.getUint32(count * 4, true);
  }
  return {
    read,
    shift,
    smallShift,
    cutoff: head.getUint32(56, true),
    directory: head.getUint32(48, true),
    smallTable: head.getUint32(60, true),
    tables: tables.filter((sector) => sector < FREE),
  };
}

/** The bytes of a chain of sectors; those of the directory have no size of their own. */
function chain(file: CompoundFile, start: number, most: number, size?: number): Uint8Array {
  if (most > MAX_STREAM) throw new SyntaxError(`a stream of ${most} bytes; the limit is ${MAX_STREAM}`);
  const length = 2 ** file.shift;
  const parts: Uint8Array[] = [];
  let sector = start;
  for (let given = 0; sector < FREE && given < most; given += length) {
    const at = (sector + 1) * length;
    const view = exactly(
      file.read,
      at,
      size === undefined ? length : Math.min(length, size - given),
      'a sector',
    );
    parts.push(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    sector = nextSector(file, sector);
  }
  const bytes = Buffer.concat(parts);
  if (size !== undefined && bytes.length < size)
    throw new SyntaxError(`a stream of ${size} bytes ends after ${bytes.length}`);
  return bytes;
}

function nextSector({ read, tables, shift }: CompoundFile, sector: number): number {
  const perTable = 2 ** shift / 4;
  const table = tables[Math.floor(sector / perTable)];
  if (table === undefined) throw new SyntaxError(`sector ${sector} is in no table`);
  const at = (table + 1) * 2 ** shift + (sector % perTable) * 4;
  return exactly(read, at, 4, 'the table of a compound file').getUint32(0, true);
}

/** Small sectors lie in the stream of the root, and have a table of their own. */
function small(file: CompoundFile, root: Entry, start: number, size: number): Uint8Array {
  const length = 2 ** file.smallShift;
  const table = chain(file, file.smallTable, MAX_STREAM);
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const room = chain(file, root.start, Math.min(root.size, MAX_STREAM));
  const parts: Uint8Array[] = [];
  let sector = start;
  for (let given = 0; given < size; given += length) {
    if (sector >= FREE || (sector + 1) * 4 > table.length)
      throw new SyntaxError(`a stream of ${size} bytes ends after ${given}`);
    parts.push(room.subarray(sector * length, sector * length + Math.min(length, size - given)));
    sector = view.getUint32(sector * 4, true);
  }
  const bytes = Buffer.concat(parts);
  if (bytes.length < size) throw new SyntaxError(`a stream of ${size} bytes ends after ${bytes.length}`);
  return bytes;
}

function entryAt(directory: Uint8Array, view: DataView, at: number, shift: number): Entry {
  const length = Math.min(62, Math.max(0, view.getUint16(at + 64, true) - 2));
  const high = shift === 9 ? 0 : view.getUint32(at + 124, true);
  return {
    name: Buffer.from(directory.buffer, directory.byteOffset + at, length).toString('utf16le'),
    type: directory[at + 66] ?? 0,
    start: view.getUint32(at + 116, true),
    size: high * 2 ** 32 + view.getUint32(at + 120, true),
  };
}
