import { limits } from '../../../limits.ts';
import { bufferOf } from '../bytes.ts';
import { type BlockDevice, sliceDevice } from '../device.ts';
import type { Partition, PartitionTable } from './types.ts';

const ENTRY = 512;
/** What describes the disk, or is free. */
const NOTHING: ReadonlySet<string> = new Set([
  'apple_partition_map',
  'apple_free',
  'apple_void',
  'apple_scratch',
]);

/**
 * The partition map of Apple, which old disks and disk images of macOS have.
 *
 * @returns undefined when there is none
 * @see https://developer.apple.com/library/archive/documentation/mac/Devices/Devices-126.html
 */
export function apmOf(device: BlockDevice): PartitionTable | undefined {
  for (const blockSize of [512, 2048, 4096]) {
    if (2 * blockSize + ENTRY > device.size) continue;
    const first = bufferOf(device.read(blockSize, ENTRY));
    if (isEntry(first) && typeOf(first) === 'apple_partition_map') return tableOf(device, blockSize, first);
  }
  return undefined;
}

function isEntry(entry: Buffer): boolean {
  return entry.toString('latin1', 0, 2) === 'PM' && entry.readUInt32BE(4) > 0;
}

function typeOf(entry: Buffer): string {
  return entry.toString('latin1', 48, 80).replace(/\0.*$/su, '').toLowerCase();
}

function tableOf(device: BlockDevice, blockSize: number, first: Buffer): PartitionTable {
  const count = first.readUInt32BE(4);
  const partitions: Partition[] = [];
  const gaps: string[] = [];
  for (let number = 1; number <= count; number++) {
    if (number > limits.partitions) {
      gaps.push(`more than ${limits.partitions} partitions (limit: partitions)`);
      break;
    }
    const at = number * blockSize;
    const entry = at + ENTRY <= device.size ? bufferOf(device.read(at, ENTRY)) : undefined;
    if (!entry || !isEntry(entry)) {
      gaps.push(`the entry of partition ${number} is damaged`);
      continue;
    }
    const type = typeOf(entry);
    if (NOTHING.has(type) || type.startsWith('apple_driver') || type.startsWith('apple_patch')) continue;
    const start = entry.readUInt32BE(8) * blockSize;
    const size = Math.min(entry.readUInt32BE(12) * blockSize, device.size - start);
    if (size <= 0) {
      gaps.push(`partition ${number} begins beyond the end of the disk`);
      continue;
    }
    if (size < entry.readUInt32BE(12) * blockSize)
      gaps.push(`partition ${number} ends beyond the end of the disk`);
    const name = `${device.name} > partition ${number}`;
    partitions.push({ number, type, start, device: sliceDevice(device, start, size, name) });
  }
  return { kind: 'apm', partitions, gaps };
}
