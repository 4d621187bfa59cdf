import { inflateSync } from 'node:zlib';
import { limits } from '../../../limits.ts';
import { bufferOf, u64le } from '../bytes.ts';
import { type BlockDevice, SECTOR } from '../device.ts';
import { blockDisk } from './blocks.ts';

const MAGIC = 'KDMV';
const FLAG = { zeroGrains: 4, compressed: 0x10000, markers: 0x20000 } as const;
/** The directory of a stream-optimised file is known only at its end. */
const AT_END = 2 ** 64;

/** Whether a file begins like a sparse extent. */
export function isSparseExtent(head: Buffer): boolean {
  return head.length >= SECTOR && head.toString('latin1', 0, 4) === MAGIC;
}

/** A disk, or an extent of one. */
export interface SparseExtent {
  readonly disk: BlockDevice;
  /** The description that stands in it, when it is a disk by itself. */
  readonly descriptor?: string;
}

interface Extent {
  readonly file: BlockDevice;
  readonly flags: number;
  readonly grain: number;
  readonly perTable: number;
  readonly directory: Buffer;
  readonly tables: Map<number, Buffer>;
  last: { readonly at: number; readonly bytes: Uint8Array } | undefined;
}

/** Opens a sparse extent. Throws SyntaxError when it is damaged. */
export function sparseExtent(file: BlockDevice): SparseExtent {
  let header = bufferOf(file.read(0, SECTOR));
  if (u64le(header, 56) >= AT_END - 2048 && file.size >= 3 * SECTOR) {
    header = bufferOf(file.read(file.size - 2 * SECTOR, SECTOR));
    if (header.toString('latin1', 0, 4) !== MAGIC)
      throw new SyntaxError(`${file.name}: the footer of the VMDK is missing: it is cut`);
  }
  const version = header.readUInt32LE(4);
  if (version < 1 || version > 3) throw new Error(`${file.name}: VMDK of version ${version} is not read`);
  const capacity = u64le(header, 12) * SECTOR;
  const grain = u64le(header, 20) * SECTOR;
  const perTable = header.readUInt32LE(44);
  const isSane =
    grain >= 8 * SECTOR &&
    grain <= 2 ** 24 &&
    (grain & (grain - 1)) === 0 &&
    perTable > 0 &&
    perTable <= 4096;
  if (!isSane || !Number.isSafeInteger(capacity))
    throw new SyntaxError(`${file.name}: the header of the VMDK is damaged`);
  const length = Math.ceil(capacity / (grain * perTable)) * 4;
  if (length > limits.diskTable)
    throw new SyntaxError(
      `${file.name}: a table of ${length} bytes, more than ${limits.diskTable} (limit: diskTable)`,
    );
  const extent: Extent = {
    file,
    flags: header.readUInt32LE(8),
    grain,
    perTable,
    directory: bufferOf(file.read(u64le(header, 56) * SECTOR, length)),
    tables: new Map(),
    last: undefined,
  };
  const descriptor = descriptorOf(file, header);
  return {
    disk: blockDisk(file.name, capacity, grain, (block, inside, size) => part(extent, block, inside, size)),
    ...(descriptor === undefined ? {} : { descriptor }),
  };
}

function descriptorOf(file: BlockDevice, header: Buffer): string | undefined {
  const at = u64le(header, 28) * SECTOR;
  const size = Math.min(u64le(header, 36) * SECTOR, 64 * 1024);
  return at === 0 || size === 0 ? undefined : bufferOf(file.read(at, size)).toString('utf8');
}

function part(extent: Extent, block: number, inside: number, length: number): Uint8Array | undefined {
  const { file, flags, perTable, directory } = extent;
  const table = directory.readUInt32LE(Math.floor(block / perTable) * 4);
  if (table === 0) return undefined;
  const sector = tableAt(extent, table * SECTOR).readUInt32LE((block % perTable) * 4);
  if (sector === 0 || (sector === 1 && flags & FLAG.zeroGrains)) return undefined;
  if (!(flags & FLAG.compressed)) return file.read(sector * SECTOR + inside, length);
  return grainAt(extent, sector * SECTOR).subarray(inside, inside + length);
}

const MAX_TABLES = 256;

function tableAt({ file, tables, perTable }: Extent, at: number): Buffer {
  const known = tables.get(at);
  if (known) return known;
  const table = bufferOf(file.read(at, perTable * 4));
  if (tables.size >= MAX_TABLES) tables.clear();
  tables.set(at, table);
  return table;
}

/** A grain that is packed, behind its number and its length. */
function grainAt(extent: Extent, at: number): Uint8Array {
  if (extent.last?.at === at) return extent.last.bytes;
  const { file, flags, grain } = extent;
  const head = flags & FLAG.markers ? 12 : 4;
  const length = bufferOf(file.read(at, head)).readUInt32LE(head - 4);
  if (length > grain * 2) throw new SyntaxError(`${file.name}: a compressed grain at ${at} is damaged`);
  const packed = file.read(at + head, length);
  let bytes: Uint8Array;
  try {
    bytes = inflateSync(packed, { maxOutputLength: grain });
  } catch {
    throw new SyntaxError(`${file.name}: a compressed grain at ${at} is damaged`);
  }
  if (bytes.length !== grain) {
    const whole = new Uint8Array(grain);
    whole.set(bytes);
    bytes = whole;
  }
  extent.last = { at, bytes };
  return bytes;
}
