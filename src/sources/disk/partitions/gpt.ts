import { crc32 } from '../../../formats/archive/crc32.ts';
import { limits } from '../../../limits.ts';
import { bufferOf, guidOf, isZero, u64le } from '../bytes.ts';
import { type BlockDevice, sliceDevice } from '../device.ts';
import type { Partition, PartitionTable } from './types.ts';

const SIGNATURE = 'EFI PART';
const SECTOR_SIZES: readonly number[] = [512, 4096];

/**
 * The partitions of a GUID partition table; where its first copy is damaged, of the second at the end of the disk.
 *
 * @returns undefined when there is none
 * @throws SyntaxError when a copy is there and neither is whole
 * @see https://uefi.org/specs/UEFI/2.10/05_GUID_Partition_Table_Format.html
 */
export function gptOf(device: BlockDevice): PartitionTable | undefined {
  let fault: unknown;
  for (const sectorSize of SECTOR_SIZES) {
    for (const sector of [1, Math.floor(device.size / sectorSize) - 1]) {
      try {
        const table = copyAt(device, sectorSize, sector);
        if (table) return table;
      } catch (error) {
        fault ??= error;
      }
    }
  }
  if (fault) throw fault;
  return undefined;
}

function copyAt(device: BlockDevice, sectorSize: number, sector: number): PartitionTable | undefined {
  if (sector < 1 || (sector + 1) * sectorSize > device.size) return undefined;
  const block = bufferOf(device.read(sector * sectorSize, sectorSize));
  if (block.toString('latin1', 0, 8) !== SIGNATURE) return undefined;
  const length = block.readUInt32LE(12);
  const damaged = (what: string) => new SyntaxError(`${device.name}: its partition table (GPT) ${what}`);
  if (length < 92 || length > sectorSize) throw damaged('is damaged');
  const header = Buffer.from(block.subarray(0, length));
  header.writeUInt32LE(0, 16);
  if (crc32(header) !== block.readUInt32LE(16)) throw damaged('has a wrong checksum');
  const count = block.readUInt32LE(80);
  const each = block.readUInt32LE(84);
  if (each < 128 || each % 8 !== 0 || count * each > limits.diskTable)
    throw damaged(`has ${count} entries of ${each} bytes, more than ${limits.diskTable} (limit: diskTable)`);
  const entries = bufferOf(device.read(u64le(block, 72) * sectorSize, count * each));
  if (crc32(entries) !== block.readUInt32LE(88)) throw damaged('has entries with a wrong checksum');
  return tableOf(device, sectorSize, entries, each);
}

function tableOf(device: BlockDevice, sectorSize: number, entries: Buffer, each: number): PartitionTable {
  const partitions: Partition[] = [];
  const gaps: string[] = [];
  for (let at = 0; at < entries.length; at += each) {
    const entry = entries.subarray(at, at + each);
    if (isZero(entry.subarray(0, 16))) continue;
    const number = at / each + 1;
    if (partitions.length >= limits.partitions) {
      gaps.push(`more than ${limits.partitions} partitions (limit: partitions)`);
      break;
    }
    const start = u64le(entry, 32) * sectorSize;
    const end = (u64le(entry, 40) + 1) * sectorSize;
    if (!(start >= 0 && start < end && start < device.size)) {
      gaps.push(`partition ${number} is beyond the end of the disk`);
      continue;
    }
    if (end > device.size) gaps.push(`partition ${number} ends beyond the end of the disk`);
    const name = `${device.name} > partition ${number}`;
    const label = entry.toString('utf16le', 56, 128).replace(/\0.*$/su, '');
    partitions.push({
      number,
      type: guidOf(entry.subarray(0, 16)),
      start,
      device: sliceDevice(device, start, Math.min(end, device.size) - start, name, sectorSize),
      partUuid: guidOf(entry.subarray(16, 32)),
      ...(label ? { partLabel: label } : {}),
    });
  }
  return { kind: 'gpt', partitions, gaps };
}
