import { bufferOf } from '../../bytes.ts';
import type { Xfs } from './inode.ts';
import { blockAt } from './superblock.ts';

const RECORD = 0xfeedbabe;
const SECTOR = 512;
const UNMOUNT = 0x20;
/** Bytes of a record that one sector of header is for. */
const PER_HEADER = 32 * 1024;
/** A record has 256 KiB at most, and its headers. */
const MAX_RECORD = 600;

/**
 * Why the file system may not be as it stands: its log, which is not replayed, does not end with the record of an
 * unmount.
 *
 * @see https://docs.kernel.org/filesystems/xfs/
 */
export function logGap({ device, superblock }: Xfs): string | undefined {
  const { logStart, logBlocks, blockSize } = superblock;
  if (logStart === 0) return 'its log is on another device and was not replayed';
  const start = blockAt(superblock, logStart);
  const sectors = (logBlocks * blockSize) / SECTOR;
  const sector = (index: number) => bufferOf(device.read(start + index * SECTOR, SECTOR));
  const head = headOf(sectors, (index) => cycleOf(sector(index)));
  for (let back = 1; back <= Math.min(MAX_RECORD, sectors); back++) {
    const index = (head - back + sectors) % sectors;
    const record = sector(index);
    if (record.readUInt32BE(0) !== RECORD) continue;
    const size = record.readUInt32BE(8) === 2 ? record.readUInt32BE(320) : PER_HEADER;
    const headers = Math.max(1, Math.ceil(size / PER_HEADER));
    const operation = sector((index + headers) % sectors);
    const isUnmount = record.readUInt32BE(40) === 1 && ((operation[9] ?? 0) & UNMOUNT) !== 0;
    return isUnmount ? undefined : 'its log holds changes, which were not replayed';
  }
  return 'its log is damaged and was not replayed';
}

/** Every sector begins with the number of the round in which it was written. */
function cycleOf(sector: Buffer): number {
  const first = sector.readUInt32BE(0);
  return first === RECORD ? sector.readUInt32BE(4) : first;
}

/** The first sector that this round has not reached; the log is a ring. */
function headOf(sectors: number, cycle: (index: number) => number): number {
  const own = cycle(0);
  let low = 0;
  let high = sectors;
  if (cycle(sectors - 1) === own) return 0;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (cycle(middle) === own) low = middle;
    else high = middle;
  }
  return high;
}
