import { limits } from '../../../limits.ts';
import { bufferOf } from '../bytes.ts';
import { type BlockDevice, sliceDevice } from '../device.ts';
import { apmOf } from './apm.ts';
import { gptOf } from './gpt.ts';
import type { Partition, PartitionTable } from './types.ts';

/**
 * The partitions of a disk.
 *
 * @returns undefined when there is no table
 * @throws SyntaxError when there is one that is damaged
 */
export function partitionsOf(device: BlockDevice): PartitionTable | undefined {
  // A table of the old kind that does not guard a newer one was written after it, and systems go by it.
  const old = isReplaced(device) ? mbrOf(device) : undefined;
  if (old) return withRest(old, device);
  return gptOf(device) ?? apmOf(device) ?? mbrOf(device);
}

/** What a table that no system goes by names besides may be what somebody hides. */
function withRest(old: PartitionTable, device: BlockDevice): PartitionTable {
  const rest = leftOver(device)?.partitions.filter(
    ({ start }) => !old.partitions.some((one) => one.start <= start && start < one.start + one.device.size),
  );
  const gaps = (rest ?? []).map(
    ({ number }) => `a second table (GPT), which no system goes by, names a partition ${number}`,
  );
  return gaps.length === 0 ? old : { ...old, gaps: [...old.gaps, ...gaps] };
}

function leftOver(device: BlockDevice): PartitionTable | undefined {
  try {
    return gptOf(device);
  } catch {
    // A table that is damaged as well as replaced names nothing.
    return undefined;
  }
}

function isReplaced(device: BlockDevice): boolean {
  if (device.size < 2 * device.sectorSize) return false;
  const used = entriesOf(device, 0)?.filter(isUsed) ?? [];
  return used.length > 0 && used.every(({ type }) => type !== PROTECTIVE);
}

const PROTECTIVE = 0xee;
const ENTRIES = 446;
const EXTENDED: readonly number[] = [0x05, 0x0f, 0x85];

interface Entry {
  readonly type: number;
  readonly start: number;
  readonly sectors: number;
}

/** The four entries of a boot record; undefined when it is none. */
function entriesOf(device: BlockDevice, sector: number): Entry[] | undefined {
  const block = bufferOf(device.read(sector * device.sectorSize, 512));
  if (block.readUInt16LE(510) !== 0xaa55) return undefined;
  const entries: Entry[] = [];
  for (let at = ENTRIES; at < 510; at += 16) {
    // Boot code and the fields of file systems stand here too where there is no table.
    if (((block[at] ?? 0) & 0x7f) !== 0) return undefined;
    entries.push({
      type: block[at + 4] ?? 0,
      start: block.readUInt32LE(at + 8),
      sectors: block.readUInt32LE(at + 12),
    });
  }
  return entries;
}

interface Mbr {
  readonly device: BlockDevice;
  readonly id: string;
  readonly partitions: Partition[];
  readonly gaps: string[];
}

function mbrOf(device: BlockDevice): PartitionTable | undefined {
  if (device.size < 2 * device.sectorSize) return undefined;
  const entries = entriesOf(device, 0);
  if (!entries?.some(isUsed)) return undefined;
  const id = bufferOf(device.read(440, 4)).readUInt32LE(0).toString(16).padStart(8, '0');
  const mbr: Mbr = { device, id, partitions: [], gaps: [] };
  if (entries.some(({ type }) => type === PROTECTIVE))
    throw new SyntaxError(`${device.name}: both copies of its partition table (GPT) are damaged`);
  entries.forEach((entry, index) => {
    if (isUsed(entry) && !EXTENDED.includes(entry.type)) add(mbr, index + 1, entry, entry.start);
  });
  for (const entry of entries.filter(({ type }) => EXTENDED.includes(type))) logical(mbr, entry);
  return { kind: 'mbr', partitions: mbr.partitions, gaps: mbr.gaps };
}

function isUsed({ type, start, sectors }: Entry): boolean {
  return type !== 0 && start !== 0 && sectors !== 0;
}

function add({ device, id, partitions, gaps }: Mbr, number: number, entry: Entry, start: number): void {
  const type = `0x${entry.type.toString(16).padStart(2, '0')}`;
  const { sectorSize } = device;
  const name = `${device.name} > partition ${number}`;
  const size = Math.min(entry.sectors * sectorSize, device.size - start * sectorSize);
  if (size <= 0) {
    gaps.push(`partition ${number} begins beyond the end of the disk`);
    return;
  }
  if (size < entry.sectors * sectorSize) gaps.push(`partition ${number} ends beyond the end of the disk`);
  partitions.push({
    number,
    type,
    start: start * sectorSize,
    device: sliceDevice(device, start * sectorSize, size, name),
    partUuid: `${id}-${number.toString(16).padStart(2, '0')}`,
  });
}

/** Each record of the chain has one partition, from itself, and the next record, from the beginning of the chain. */
function logical(mbr: Mbr, extended: Entry): void {
  const seen = new Set<number>();
  let number = Math.max(4, ...mbr.partitions.map((one) => one.number));
  for (let at: number | undefined = extended.start; at !== undefined; ) {
    if (seen.has(at) || seen.size >= limits.partitions) {
      const reason = seen.has(at)
        ? 'lead to one another'
        : `are more than ${limits.partitions} (limit: partitions)`;
      mbr.gaps.push(`the records of its logical partitions ${reason}`);
      return;
    }
    seen.add(at);
    if ((at + 1) * mbr.device.sectorSize > mbr.device.size) {
      mbr.gaps.push('a record of its logical partitions is beyond the end of the disk');
      return;
    }
    const entries = entriesOf(mbr.device, at);
    if (!entries) {
      // An extended partition that was never used has no record at all.
      if (seen.size > 1 || !isEmptySector(mbr.device, at))
        mbr.gaps.push('a record of its logical partitions is damaged');
      return;
    }
    const own = entries.find((entry) => isUsed(entry) && !EXTENDED.includes(entry.type));
    if (own) add(mbr, ++number, own, at + own.start);
    const next = entries.find((entry) => EXTENDED.includes(entry.type) && entry.sectors !== 0);
    at = next && extended.start + next.start;
  }
}

function isEmptySector(device: BlockDevice, sector: number): boolean {
  return device.read(sector * device.sectorSize, 512).every((byte) => byte === 0);
}
