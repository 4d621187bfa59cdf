import { bufferOf } from './bytes.ts';
import type { BlockDevice } from './device.ts';
import { partitionsOf } from './partitions/index.ts';
import type { Partition, PartitionTable } from './partitions/types.ts';

const ISO_AT = 0x8001;
const BLOCK = 2048;

/** What a disk holds beside file systems. */
export interface Layout {
  /** Its table, when the partitions are all that it holds. */
  readonly table?: PartitionTable;
  /** Partitions that lie behind the file system that begins with the disk. */
  readonly appended?: readonly Partition[];
}

/**
 * The table of a disk. One that is burnt as it is (a hybrid ISO) has a table whose partitions show parts of the volume
 * to firmware; what was appended to the volume is not in it, as a partition for what is to persist.
 *
 * @throws SyntaxError when there is a table that is damaged
 */
export function layoutOf(device: BlockDevice): Layout {
  const table = partitionsOf(device);
  if (!table) return {};
  const end = isoEnd(device);
  const first = Math.min(...table.partitions.map(({ start }) => start));
  if (end === undefined || first >= ISO_AT) return { table };
  return { appended: table.partitions.filter(({ start }) => start >= end) };
}

/** Where the volume of an ISO ends, by its own description; undefined when there is none. */
function isoEnd(device: BlockDevice): number | undefined {
  if (device.size < ISO_AT + BLOCK) return undefined;
  const description = bufferOf(device.read(ISO_AT - 1, BLOCK));
  if (description.toString('latin1', 1, 6) !== 'CD001') return undefined;
  return description.readUInt32LE(80) * BLOCK;
}
