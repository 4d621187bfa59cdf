import { unlz4 } from '../../codecs/lz4.ts';
import { viewOf } from '../../little-endian.ts';
import { type ErofsGeometry, type ErofsNode, LAYOUT } from './inode.ts';

/** A run of bytes that were compressed together. */
interface PackedExtent {
  /** The first byte of the file that it holds. */
  readonly from: number;
  readonly block: number;
  readonly isPlain: boolean;
  /** Blocks that it takes. */
  blocks: number;
}

const ADVICE = { compact2: 1, large: 2, large2: 4 };
const TYPE = { plain: 0, head: 1, inside: 2 };
/** In an entry inside a run: the number is that of its blocks. */
const IS_COUNT = 1 << 11;
const ENTRY = 8;
/** Of files of up to 4 GiB; entries are kept in memory while one is read. */
const MAX_CLUSTERS = 1024 * 1024;

/** What the header before the index of a file says. */
interface PackedHeader {
  /** Bytes of the file that an entry of the index describes, as a power of two. */
  readonly bits: number;
  readonly isLarge: boolean;
  readonly hasCompact2: boolean;
  readonly at: number;
}

/** One entry of the index. */
interface Cluster {
  readonly type: number;
  /** Of a head, where the run begins in its part; inside a run, the distance to its head or the count of blocks. */
  readonly value: number;
  /** Of a head, its block, when the entry shows. */
  readonly block: number;
}

/** Opens a compressed file. Throws SyntaxError when its index is damaged, Error when it is packed otherwise than by LZ4. */
export function openPacked(geometry: ErofsGeometry, node: ErofsNode) {
  const header = readHeader(geometry, node);
  const extents = extentsOf(header, clustersOf(geometry, node, header));
  let last: { readonly index: number; readonly bytes: Uint8Array } | undefined;
  const extentAt = (index: number): Uint8Array => {
    if (last?.index !== index) {
      const end = extents[index + 1]?.from ?? node.size;
      last = { index, bytes: unpackExtent(geometry, extents[index] as PackedExtent, end) };
    }
    return last.bytes;
  };
  return (offset: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    for (let index = indexOf(extents, offset), done = 0; done < length; index++) {
      const extent = extents[index];
      if (extent === undefined) throw new SyntaxError('an index of compressed parts ends before its file');
      const part = extentAt(index)
        .subarray(offset + done - extent.from)
        .subarray(0, length - done);
      if (part.length === 0) throw new SyntaxError('a compressed part is empty');
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  };
}

function indexOf(extents: readonly PackedExtent[], offset: number): number {
  let low = 0;
  let high = extents.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((extents[middle] as PackedExtent).from <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function readHeader({ device, blockSize }: ErofsGeometry, { end }: ErofsNode): PackedHeader {
  const at = Math.ceil(end / 8) * 8;
  const view = viewOf(device.read(at, 8));
  const advice = view.getUint16(4, true);
  const [algorithm, clusterBits] = [view.getUint8(6), view.getUint8(7)];
  if ((algorithm & 15) !== 0)
    throw new Error(`files that EROFS compressed by method ${algorithm & 15} are not read`);
  if ((advice & ~(ADVICE.compact2 | ADVICE.large | ADVICE.large2)) !== 0 || clusterBits > 7)
    throw new Error(`files of EROFS with the compression flags 0x${advice.toString(16)} are not read`);
  return {
    bits: Math.log2(blockSize) + clusterBits,
    isLarge: (advice & ADVICE.large) !== 0,
    hasCompact2: (advice & ADVICE.compact2) !== 0,
    at: at + 8,
  };
}

function clustersOf(geometry: ErofsGeometry, node: ErofsNode, header: PackedHeader): Cluster[] {
  const count = Math.ceil(node.size / 2 ** header.bits);
  if (count > MAX_CLUSTERS) throw new Error(`a compressed file of ${node.size} bytes is not read`);
  // Every entry has two bytes at least.
  if (count * 2 > geometry.device.size)
    throw new SyntaxError(`a compressed file is damaged: ${node.size} bytes`);
  if (node.layout === LAYOUT.packedCompact) return compactClusters(geometry, header, count);
  const view = viewOf(geometry.device.read(header.at + 8, count * ENTRY));
  return Array.from({ length: count }, (_, index) => {
    const type = view.getUint16(index * ENTRY, true) & 3;
    const value = view.getUint16(index * ENTRY + (type === TYPE.inside ? 4 : 2), true);
    return { type, value, block: view.getUint32(index * ENTRY + 4, true) };
  });
}

/** Entries come in packs: of 2 with 16 bits each or of 16 with 14 bits each, and the block before them all. */
function compactClusters({ device }: ErofsGeometry, header: PackedHeader, count: number): Cluster[] {
  const clusters: Cluster[] = [];
  const before = Math.min(count, ((32 - (header.at % 32)) / 4) % 8);
  const middle = header.hasCompact2 ? Math.floor((count - before) / 16) * 16 : 0;
  let at = header.at;
  while (clusters.length < count) {
    const isWide = clusters.length >= before && clusters.length < before + middle;
    const size = isWide ? 32 : 8;
    clusters.push(...packOf(device.read(at, size), isWide ? 16 : 2, header));
    at += size;
  }
  return clusters.slice(0, count);
}

function packOf(bytes: Uint8Array, count: number, { bits, isLarge }: PackedHeader): Cluster[] {
  const view = viewOf(bytes);
  const width = ((bytes.length - 4) * 8) / count;
  const valueBits = Math.max(bits, 12);
  const base = view.getUint32(bytes.length - 4, true);
  const clusters: Cluster[] = [];
  let block = isLarge ? base : base + 1;
  let isPending = false;
  for (let index = 0; index < count; index++) {
    const place = index * width;
    const word = view.getUint32(place >> 3, true) >>> (place & 7);
    const [type, value] = [(word >>> valueBits) & 3, word & (2 ** valueBits - 1)];
    const isInside = type === TYPE.inside;
    if (isLarge && isInside && (value & IS_COUNT) !== 0) block += value & ~IS_COUNT;
    else if (isPending && (!isInside || !isLarge)) block++;
    clusters.push({ type, value, block });
    isPending = !isInside;
  }
  return clusters;
}

function extentsOf({ bits }: PackedHeader, clusters: readonly Cluster[]): PackedExtent[] {
  const extents: PackedExtent[] = [];
  for (const [index, { type, value, block }] of clusters.entries()) {
    const last = extents.at(-1);
    if (type === TYPE.inside) {
      if (last && (value & IS_COUNT) !== 0) last.blocks = value & ~IS_COUNT;
      continue;
    }
    if (type > TYPE.inside) throw new Error('files of EROFS with two compression methods are not read');
    const from = index * 2 ** bits + value;
    if (value >= 2 ** bits || (last && from <= last.from) || (!last && from !== 0))
      throw new SyntaxError('an index of compressed parts is out of order');
    extents.push({ from, block, isPlain: type === TYPE.plain, blocks: 1 });
  }
  return extents;
}

/** Bytes that one run may unpack to. */
const MAX_EXTENT = 16 * 1024 * 1024;

function unpackExtent({ device, blockSize }: ErofsGeometry, extent: PackedExtent, end: number): Uint8Array {
  const { from, block, blocks, isPlain } = extent;
  const size = end - from;
  if (size > MAX_EXTENT) throw new SyntaxError(`a compressed part is damaged: it has ${size} bytes`);
  if (isPlain) return device.read(block * blockSize, size);
  const stored = device.read(block * blockSize, blocks * blockSize);
  // The packed bytes end with their last block, and zeros come before them.
  const start = stored.findIndex((byte) => byte !== 0);
  const bytes = unlz4(stored.subarray(Math.max(0, start)), size);
  if (bytes.length !== size)
    throw new SyntaxError(`a compressed part has ${bytes.length} bytes, not ${size}`);
  return bytes;
}
