import type { BlockDevice } from '../../device.ts';
import { viewOf } from '../../little-endian.ts';
import { checkTag, fieldText, TAG, tagOf } from './descriptor.ts';
import { type Address, parseEntry, readExtents, type UdfEntry } from './extents.ts';

/** Where the partitions of a volume are. */
export interface UdfVolume {
  readonly blockSize: number;
  readonly label: string;
  /** The entry of the root. */
  readonly root: Address;
  /** Bytes after the start of a block. Throws SyntaxError when they are not in the partition. */
  read(address: Address, skip: number, length: number): Uint8Array;
}

interface Partition {
  readonly start: number;
  readonly blocks: number;
}

type Read = UdfVolume['read'];

/** Sequences are short: 16 sectors of Windows, 64 at most elsewhere. */
const MAX_DESCRIPTORS = 256;
const MAX_MAPS = 16;
const SECTOR_SIZES = [2048, 512, 4096, 1024];
const METADATA = '*UDF Metadata Partition';

/** Whether the sectors after the first sixteen say that there is UDF. */
export function isUdf(device: BlockDevice): boolean {
  for (let at = 16 * 2048; at < 64 * 2048 && at + 2048 <= device.size; at += 2048) {
    const name = Buffer.from(device.read(at + 1, 5)).toString('latin1');
    if (name === 'NSR02' || name === 'NSR03') return true;
    if (!['CD001', 'BEA01', 'BOOT2', 'TEA01'].includes(name)) return false;
  }
  return false;
}

/** @throws SyntaxError when the volume is damaged, Error for kinds of partitions that are not read */
export function openVolume(device: BlockDevice): UdfVolume {
  const { sector, bytes: anchor } = findAnchor(device);
  const view = viewOf(anchor);
  const [length, place] = [view.getUint32(16, true), view.getUint32(20, true)];
  const found = readSequence(device, sector, place, Math.floor(length / sector));
  const { volume } = found;
  if (volume === undefined) throw new SyntaxError('the UDF volume is damaged: it has no logical volume');
  const head = viewOf(volume);
  const blockSize = head.getUint32(212, true);
  if (blockSize < 512 || blockSize > 32_768 || !Number.isInteger(Math.log2(blockSize)))
    throw new SyntaxError(`the UDF volume is damaged: blocks of ${blockSize} bytes`);
  const reads = partitionMaps(volume, found.partitions, device, blockSize);
  const read: Read = (address, skip, count) => {
    const partition = reads[address.partition];
    if (partition === undefined) throw new SyntaxError(`there is no partition ${address.partition}`);
    return partition(address, skip, count);
  };
  const set = read({ partition: head.getUint16(256, true), block: head.getUint32(252, true) }, 0, 512);
  checkTag(set, [TAG.fileSet], 'the file set');
  const root = { partition: viewOf(set).getUint16(408, true), block: viewOf(set).getUint32(404, true) };
  return { blockSize, label: fieldText(volume.subarray(84, 212)), root, read };
}

function findAnchor(device: BlockDevice): { readonly sector: number; readonly bytes: Uint8Array } {
  for (const sector of SECTOR_SIZES) {
    const last = Math.floor(device.size / sector) - 1;
    for (const place of [256, last, last - 256, 512]) {
      if (place < 0 || (place + 1) * sector > device.size) continue;
      const bytes = device.read(place * sector, 512);
      if (tagOf(bytes) === TAG.anchor && viewOf(bytes).getUint32(12, true) === place)
        return { sector, bytes };
    }
  }
  throw new SyntaxError('the UDF volume is damaged: it has no anchor');
}

interface Sequence {
  readonly volume: Uint8Array | undefined;
  /** By their numbers. */
  readonly partitions: ReadonlyMap<number, Partition>;
}

function readSequence(device: BlockDevice, sector: number, place: number, count: number): Sequence {
  let volume: Uint8Array | undefined;
  const partitions = new Map<number, Partition>();
  for (let index = 0; index < Math.min(count, MAX_DESCRIPTORS); index++) {
    const bytes = device.read((place + index) * sector, Math.max(sector, 512));
    const tag = tagOf(bytes);
    if (tag === undefined || tag === TAG.terminator) break;
    const view = viewOf(bytes);
    if (tag === TAG.logicalVolume) volume = bytes;
    if (tag === TAG.partition)
      partitions.set(view.getUint16(22, true), {
        start: view.getUint32(188, true) * sector,
        blocks: view.getUint32(192, true),
      });
  }
  return { volume, partitions };
}

function partitionMaps(
  volume: Uint8Array,
  partitions: ReadonlyMap<number, Partition>,
  device: BlockDevice,
  blockSize: number,
): Read[] {
  const view = viewOf(volume);
  const count = view.getUint32(268, true);
  if (count > MAX_MAPS) throw new SyntaxError(`the UDF volume is damaged: ${count} partitions`);
  const reads: Read[] = [];
  for (let at = 440, index = 0; index < count; index++) {
    const [type, length = 0] = volume.subarray(at, at + 2);
    if (length < 6 || at + length > volume.length)
      throw new SyntaxError('the UDF volume is damaged: its map');
    const map = volume.subarray(at, at + length);
    const number = viewOf(map).getUint16(type === 1 ? 4 : 38, true);
    const physical = physicalRead(partitions.get(number), number, device, blockSize);
    reads.push(type === 1 ? physical : metadataRead(map, physical, index, blockSize));
    at += length;
  }
  return reads;
}

function physicalRead(
  partition: Partition | undefined,
  number: number,
  device: BlockDevice,
  blockSize: number,
): Read {
  if (partition === undefined) throw new SyntaxError(`the UDF volume is damaged: no partition ${number}`);
  const { start, blocks } = partition;
  return ({ block }, skip, length) => {
    if (block * blockSize + skip + length > blocks * blockSize)
      throw new SyntaxError(`block ${block} is beyond partition ${number}`);
    return device.read(start + block * blockSize + skip, length);
  };
}

/** From UDF 2.50 on, entries of files lie in a file of their own. */
function metadataRead(map: Uint8Array, physical: Read, partition: number, blockSize: number): Read {
  const kind = Buffer.from(map.subarray(5, 28)).toString('latin1').replace(/\0+$/u, '');
  if (map.length < 64 || kind !== METADATA)
    throw new Error(`UDF volumes with a ${kind.slice(1)} are not read`);
  const block = viewOf(map).getUint32(40, true);
  const blocks = (address: Address, length: number): Uint8Array => physical(address, 0, length);
  const file: UdfEntry = parseEntry(
    physical({ partition, block }, 0, blockSize),
    partition,
    blocks,
    blockSize,
  );
  return (address, skip, length) => {
    const bytes = readExtents(file, physical, address.block * blockSize + skip, length);
    if (bytes.length < length) throw new SyntaxError(`block ${address.block} is beyond the metadata`);
    return bytes;
  };
}
