import { bufferOf, u64be } from '../../bytes.ts';
import { type BlockDevice, sliceDevice } from '../../device.ts';
import type { Run } from '../../runs.ts';

const HEADER = { at: 1024, size: 512 } as const;
const SIGNATURE = { plain: 'H+', cased: 'HX', wrapper: 'BD' } as const;
const ATTRIBUTE = { unmounted: 1 << 8, inconsistent: 1 << 11, journaled: 1 << 13 } as const;
/** Extents that a header or a file of the catalog has room for. */
const EXTENTS = 8;

/** Where a file lies, as far as the catalog shows it: a data fork or a resource fork. */
export interface Fork {
  /** In bytes. */
  readonly size: number;
  /** Blocks that are set aside for it. */
  readonly blocks: number;
  readonly extents: readonly Extent[];
}

/** Blocks of the volume that follow one another. */
export interface Extent {
  readonly start: number;
  readonly count: number;
}

/** A volume of HFS+ or HFSX. */
export interface Volume {
  readonly device: BlockDevice;
  readonly type: 'hfs+' | 'hfsx';
  readonly blockSize: number;
  readonly blocks: number;
  readonly extentsFile: Fork;
  readonly catalogFile: Fork;
  readonly attributesFile: Fork;
  /** Why it may not be as it stands. */
  readonly gaps: readonly string[];
}

/**
 * The header of a volume; undefined when there is none.
 *
 * @throws SyntaxError when it is damaged, Error for HFS without the plus
 * @see https://developer.apple.com/library/archive/technotes/tn/tn1150.html
 */
export function openVolume(outer: BlockDevice): Volume | undefined {
  const device = unwrapped(outer);
  if (!device) return undefined;
  const header = bufferOf(device.read(HEADER.at, HEADER.size));
  const signature = header.toString('latin1', 0, 2);
  const version = header.readUInt16BE(2);
  const isCased = signature === SIGNATURE.cased;
  if (!isCased && signature !== SIGNATURE.plain) return undefined;
  if (version !== (isCased ? 5 : 4)) return undefined;
  const blockSize = header.readUInt32BE(40);
  const blocks = header.readUInt32BE(44);
  if (blockSize < 512 || blockSize > 2 ** 20 || (blockSize & (blockSize - 1)) !== 0)
    throw new SyntaxError(`${device.name}: the header of the volume is damaged`);
  const gaps: string[] = [];
  if (blocks * blockSize > device.size + blockSize) gaps.push('the volume ends beyond the end of its device');
  const attributes = header.readUInt32BE(4);
  if (attributes & ATTRIBUTE.inconsistent) gaps.push('the volume says of itself that it is inconsistent');
  const journal = attributes & ATTRIBUTE.journaled ? journalGap(device, header, blockSize) : undefined;
  if (journal !== undefined) gaps.push(journal);
  else if (!(attributes & (ATTRIBUTE.unmounted | ATTRIBUTE.journaled)))
    gaps.push('the volume was not unmounted, and has no journal');
  return {
    device,
    type: isCased ? 'hfsx' : 'hfs+',
    blockSize,
    blocks,
    extentsFile: forkAt(header, 192),
    catalogFile: forkAt(header, 272),
    attributesFile: forkAt(header, 352),
    gaps,
  };
}

/** A volume of HFS may only be there to hold one of HFS+, for systems that know no other. */
function unwrapped(device: BlockDevice): BlockDevice | undefined {
  if (device.size < HEADER.at + HEADER.size) return undefined;
  const block = bufferOf(device.read(HEADER.at, HEADER.size));
  if (block.toString('latin1', 0, 2) !== SIGNATURE.wrapper) return device;
  const blockSize = block.readUInt32BE(20);
  // Two letters are few: the other fields have to agree.
  if (blockSize === 0 || blockSize % 512 !== 0 || block.readUInt16BE(14) !== 3) return undefined;
  if (block.toString('latin1', 124, 126) !== SIGNATURE.plain)
    throw new Error(`${device.name}: HFS without the plus, which is not read`);
  const start = block.readUInt16BE(28) * 512 + block.readUInt16BE(126) * blockSize;
  const size = block.readUInt16BE(128) * blockSize;
  return sliceDevice(device, start, size, device.name);
}

/** The data of a fork: its size and its first extents. */
export function forkAt(bytes: Buffer, at: number): Fork {
  return {
    size: u64be(bytes, at),
    blocks: bytes.readUInt32BE(at + 12),
    extents: extentsAt(bytes, at + 16),
  };
}

/** Eight extents; those without blocks are not used. */
export function extentsAt(bytes: Buffer, at: number): Extent[] {
  const extents: Extent[] = [];
  for (let index = 0; index < EXTENTS; index++) {
    const count = bytes.readUInt32BE(at + index * 8 + 4);
    if (count === 0) break;
    extents.push({ start: bytes.readUInt32BE(at + index * 8), count });
  }
  return extents;
}

/** The same as pieces of a file on the device. Throws SyntaxError when they lead out of the volume. */
export function runsOf({ blockSize, blocks }: Volume, extents: readonly Extent[]): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const { start, count } of extents) {
    if (start + count > blocks) throw new SyntaxError('an extent of the file leads out of the volume');
    runs.push({ at, length: count * blockSize, start: start * blockSize });
    at += count * blockSize;
  }
  return runs;
}

const JOURNAL = { magic: 0x4a4e4c78, inVolume: 1 } as const;

/** Why the journal may change the volume; undefined when it holds nothing. */
function journalGap(device: BlockDevice, header: Buffer, blockSize: number): string | undefined {
  const info = bufferOf(device.read(header.readUInt32BE(12) * blockSize, 64));
  if (!(info.readUInt32BE(0) & JOURNAL.inVolume))
    return 'its journal is on another device and was not replayed';
  const journal = bufferOf(device.read(u64be(info, 36), 64));
  // In the order of the processor that wrote it.
  const isSwapped = journal.readUInt32LE(0) === JOURNAL.magic;
  if (!isSwapped && journal.readUInt32BE(0) !== JOURNAL.magic)
    return 'its journal is damaged and was not replayed';
  return journal.subarray(8, 16).equals(journal.subarray(16, 24))
    ? undefined
    : 'its journal holds changes, which were not replayed';
}
