import { inflateRawSync } from 'node:zlib';
import { zstdBlock } from '../../../formats/archive/zstd-block.ts';
import { limits } from '../../../limits.ts';
import { bufferOf, u64be } from '../bytes.ts';
import { type BlockDevice, checkRange, SECTOR } from '../device.ts';
import type { Opening } from './opening.ts';

const MAGIC = 0x514649fb;
const FEATURE = { dirty: 1, corrupt: 2, dataFile: 4, compression: 8, extendedL2: 16 } as const;
const EXTENSION = { backingFormat: 0xe2792aca, dataFile: 0x44415441 } as const;
const COMPRESSED = 2 ** 62;
const HOST_OFFSET = 0x00fffffffffffe00n;

/** What is needed of the header. */
interface Image {
  readonly file: BlockDevice;
  /** Where the clusters lie that are not compressed. */
  readonly data: BlockDevice;
  readonly backing: BlockDevice | undefined;
  readonly size: number;
  readonly clusterBits: number;
  readonly entryBytes: 8 | 16;
  readonly isZstd: boolean;
  readonly firstLevel: Buffer;
  readonly tables: Map<number, Buffer>;
  /** The packed cluster that was read last. */
  last: { readonly entry: bigint; readonly bytes: Uint8Array } | undefined;
}

/**
 * qcow2 of version 2 and 3.
 *
 * @see https://www.qemu.org/docs/master/interop/qcow2.html
 */
export function qcow2(file: BlockDevice, opening: Opening): BlockDevice | undefined {
  if (file.size < 72 || bufferOf(file.read(0, 4)).readUInt32BE(0) !== MAGIC) return undefined;
  const image = imageOf(file, opening);
  const device = { name: file.name, size: image.size, sectorSize: SECTOR };
  return {
    ...device,
    read(offset, length) {
      checkRange(device, offset, length);
      return read(image, offset, length);
    },
  };
}

function imageOf(file: BlockDevice, opening: Opening): Image {
  const header = bufferOf(file.read(0, Math.min(file.size, 4096)));
  const version = header.readUInt32BE(4);
  const damaged = (what: string) => new SyntaxError(`${file.name}: ${what} of the qcow2 image is damaged`);
  if (version !== 2 && version !== 3) throw new Error(`${file.name}: qcow version ${version} is not read`);
  if (header.length < (version === 3 ? 104 : 72)) throw damaged('the header');
  if (header.readUInt32BE(32) !== 0) throw new Error(`${file.name}: the qcow2 image is encrypted`);
  const features = version === 3 ? Number(header.readBigUInt64BE(72) & 0xffffffffn) : 0;
  const high = version === 3 ? header.readUInt32BE(72) : 0;
  if (features & FEATURE.corrupt) throw new SyntaxError(`${file.name}: the qcow2 image is marked as corrupt`);
  if (features > 31 || high) throw new Error(`${file.name}: the qcow2 image has a feature that is not read`);
  const clusterBits = header.readUInt32BE(20);
  const size = u64be(header, 24);
  if (clusterBits < 9 || clusterBits > 21 || !Number.isSafeInteger(size)) throw damaged('the header');
  const entryBytes = features & FEATURE.extendedL2 ? 16 : 8;
  const perTable = 2 ** clusterBits / entryBytes;
  const firstLength = header.readUInt32BE(36) * 8;
  if (firstLength > limits.diskTable)
    throw new SyntaxError(
      `${file.name}: a table of ${firstLength} bytes, more than ${limits.diskTable} (limit: diskTable)`,
    );
  if (firstLength / 8 < Math.ceil(size / (perTable * 2 ** clusterBits))) throw damaged('the first table');
  const extensions = extensionsOf(header, version === 3 ? header.readUInt32BE(100) : 72);
  return {
    file,
    data: dataOf(file, features, extensions, opening),
    backing: backingOf(file, header, extensions, opening),
    size,
    clusterBits,
    entryBytes,
    isZstd:
      version === 3 && header.readUInt32BE(100) > 104 && compressionOf(file, header[104] ?? 0) === 'zstd',
    firstLevel: bufferOf(file.read(u64be(header, 40), firstLength)),
    tables: new Map(),
    last: undefined,
  };
}

function compressionOf(file: BlockDevice, type: number): 'zlib' | 'zstd' {
  if (type > 1) throw new Error(`${file.name}: the qcow2 image has a compression that is not read (${type})`);
  return type === 1 ? 'zstd' : 'zlib';
}

function extensionsOf(header: Buffer, start: number): Map<number, string> {
  const found = new Map<number, string>();
  for (let at = start; at + 8 <= header.length; ) {
    const type = header.readUInt32BE(at);
    const length = header.readUInt32BE(at + 4);
    if (type === 0 || at + 8 + length > header.length) break;
    found.set(type, header.toString('utf8', at + 8, at + 8 + length));
    at += 8 + Math.ceil(length / 8) * 8;
  }
  return found;
}

function dataOf(
  file: BlockDevice,
  features: number,
  extensions: ReadonlyMap<number, string>,
  { siblings }: Opening,
): BlockDevice {
  if (!(features & FEATURE.dataFile)) return file;
  const name = extensions.get(EXTENSION.dataFile);
  if (name === undefined) throw new Error(`${file.name}: the qcow2 image does not name its data file`);
  return siblings.open(name);
}

function backingOf(
  file: BlockDevice,
  header: Buffer,
  extensions: ReadonlyMap<number, string>,
  opening: Opening,
): BlockDevice | undefined {
  const at = u64be(header, 8);
  const length = header.readUInt32BE(16);
  if (at === 0) return undefined;
  if (length > 1023) throw new SyntaxError(`${file.name}: the name of the backing file is damaged`);
  if (opening.depth >= limits.backing)
    throw new Error(`${file.name}: more than ${limits.backing} backing files (limit: backing)`);
  const backing = opening.siblings.open(bufferOf(file.read(at, length)).toString('utf8'));
  // The format that the image names decides: a guest may have written the beginning of another into a raw disk.
  const format = extensions.get(EXTENSION.backingFormat);
  return format === 'raw' ? backing : opening.diskIn(backing, { ...opening, depth: opening.depth + 1 });
}

function read(image: Image, offset: number, length: number): Uint8Array {
  const cluster = 2 ** image.clusterBits;
  const inside = offset % cluster;
  if (inside + length <= cluster) return readCluster(image, offset, length);
  const whole = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const take = Math.min(cluster - ((offset + done) % cluster), length - done);
    whole.set(readCluster(image, offset + done, take), done);
    done += take;
  }
  return whole;
}

/** A part of one cluster. */
function readCluster(image: Image, offset: number, length: number): Uint8Array {
  const { clusterBits, entryBytes, firstLevel } = image;
  const perTable = 2 ** clusterBits / entryBytes;
  const number = Math.floor(offset / 2 ** clusterBits);
  const first = Number(firstLevel.readBigUInt64BE(Math.floor(number / perTable) * 8) & HOST_OFFSET);
  if (first === 0) return fromBacking(image, offset, length);
  const table = tableAt(image, first);
  const at = (number % perTable) * entryBytes;
  const entry = table.readBigUInt64BE(at);
  const inside = offset % 2 ** clusterBits;
  if (entry & BigInt(COMPRESSED)) return unpacked(image, entry).subarray(inside, inside + length);
  const host = Number(entry & HOST_OFFSET);
  if (entryBytes === 16) return readParts(image, host, table.readBigUInt64BE(at + 8), offset, length);
  if (entry & 1n) return new Uint8Array(length);
  // A data file may begin with a cluster of the guest.
  if (host === 0 && image.data === image.file) return fromBacking(image, offset, length);
  if (host === 0 && !(entry >> 63n)) return fromBacking(image, offset, length);
  return image.data.read(host + inside, length);
}

/** Clusters of 32 parts, each of which is there, zeros, or left to the backing file. */
function readParts(image: Image, host: number, bits: bigint, offset: number, length: number): Uint8Array {
  const part = 2 ** image.clusterBits / 32;
  const cluster = offset - (offset % 2 ** image.clusterBits);
  const whole = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const at = offset + done;
    const index = BigInt(Math.floor((at - cluster) / part));
    const take = Math.min(part - ((at - cluster) % part), length - done);
    if ((bits >> index) & 1n) whole.set(image.data.read(host + at - cluster, take), done);
    else if (!((bits >> (index + 32n)) & 1n)) whole.set(fromBacking(image, at, take), done);
    done += take;
  }
  return whole;
}

/** What the image leaves out: of the backing file, and zeros beyond the end of it. */
function fromBacking({ backing }: Image, offset: number, length: number): Uint8Array {
  if (!backing || offset >= backing.size) return new Uint8Array(length);
  if (offset + length <= backing.size) return backing.read(offset, length);
  const whole = new Uint8Array(length);
  whole.set(backing.read(offset, backing.size - offset));
  return whole;
}

/** Tables of the second level that were read last. */
const MAX_TABLES = 64;

function tableAt({ file, tables, clusterBits }: Image, at: number): Buffer {
  const known = tables.get(at);
  if (known) return known;
  const table = bufferOf(file.read(at, 2 ** clusterBits));
  if (tables.size >= MAX_TABLES) tables.clear();
  tables.set(at, table);
  return table;
}

/** A cluster is read in several pieces, and unpacked once for all of them. */
function unpacked(image: Image, entry: bigint): Uint8Array {
  if (image.last?.entry !== entry) image.last = { entry, bytes: unpack(image, entry) };
  return image.last.bytes;
}

function unpack({ file, clusterBits, isZstd }: Image, entry: bigint): Uint8Array {
  const bits = BigInt(62 - (clusterBits - 8));
  const at = Number(entry & ((1n << bits) - 1n));
  const sectors = Number((entry & ((1n << 62n) - 1n)) >> bits) + 1;
  const end = Math.min(at - (at % SECTOR) + sectors * SECTOR, file.size);
  const size = 2 ** clusterBits;
  const packed = file.read(at, end - at);
  try {
    const bytes = isZstd ? zstdBlock(packed, size) : inflateRawSync(packed, { maxOutputLength: size });
    if (bytes.length !== size) throw new Error('too short');
    return bytes;
  } catch {
    throw new SyntaxError(`${file.name}: a compressed cluster at ${at} is damaged`);
  }
}
