import { limits } from '../../../limits.ts';
import { bufferOf, crc32c, guidOf, isZero, u64le } from '../bytes.ts';
import type { BlockDevice } from '../device.ts';
import { blockDisk } from './blocks.ts';
import { withLog } from './vhdx-log.ts';

const K64 = 64 * 1024;
const REGION = {
  blocks: '2dc27766-f623-4200-9d64-115e9bfd4a08',
  metadata: '8b7ca206-4790-4b9a-b8fe-575f050f886e',
} as const;
const ITEM = {
  parameters: 'caa16737-fa36-4d43-b3b6-33f0aa44e76b',
  size: '2fa54224-cd1b-4876-b211-5dbed83bf4b8',
  sectorSize: '8141bf1d-a96f-4709-ba47-f233a8faab5f',
} as const;
const PRESENT = 6;
const PARTLY_PRESENT = 7;

/**
 * VHDX without a parent. What waits in its log is replayed in memory.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-vhdx
 */
export function vhdx(stored: BlockDevice): BlockDevice | undefined {
  if (stored.size < 8 || bufferOf(stored.read(0, 8)).toString('latin1') !== 'vhdxfile') return undefined;
  const file = replayed(stored);
  const regions = regionsOf(file);
  const items = itemsOf(file, required(file, regions, REGION.metadata));
  const parameters = item(file, items, ITEM.parameters);
  const blockSize = parameters.readUInt32LE(0);
  if (parameters.readUInt32LE(4) & 2)
    throw new Error(`${file.name}: a VHDX that holds the changes to another is not read`);
  const size = u64le(item(file, items, ITEM.size), 0);
  const sectorSize = item(file, items, ITEM.sectorSize).readUInt32LE(0);
  const isSane = blockSize >= 1 << 20 && blockSize <= 1 << 28 && (blockSize & (blockSize - 1)) === 0;
  if (!isSane || (sectorSize !== 512 && sectorSize !== 4096) || !Number.isSafeInteger(size))
    throw new SyntaxError(`${file.name}: the metadata of the VHDX is damaged`);
  // After the blocks that one bitmap of sectors is for stands its own entry.
  const chunk = (2 ** 23 * sectorSize) / blockSize;
  const blocks = Math.ceil(size / blockSize);
  const entries = blocks + Math.floor(Math.max(0, blocks - 1) / chunk);
  const region = required(file, regions, REGION.blocks);
  if (entries * 8 > limits.diskTable)
    throw new SyntaxError(
      `${file.name}: a table of ${entries * 8} bytes, more than ${limits.diskTable} (limit: diskTable)`,
    );
  if (entries * 8 > region.length) throw new SyntaxError(`${file.name}: the table of the VHDX is too short`);
  const table = bufferOf(file.read(region.at, entries * 8));
  const place = (block: number) => {
    const entry = table.readBigUInt64LE((block + Math.floor(block / chunk)) * 8);
    const state = Number(entry & 7n);
    if (state === PARTLY_PRESENT)
      throw new SyntaxError(`${file.name}: a block of the VHDX is partly elsewhere`);
    return state === PRESENT ? Number(entry >> 20n) * 2 ** 20 : undefined;
  };
  return blockDisk(
    file.name,
    size,
    blockSize,
    (block, inside, length) => {
      const start = place(block);
      return start === undefined ? undefined : file.read(start + inside, length);
    },
    sectorSize,
  );
}

/** Of two headers the valid one with the higher number holds; it says whether the log has to be replayed. */
function replayed(file: BlockDevice): BlockDevice {
  let newest: Buffer | undefined;
  for (const at of [K64, 2 * K64]) {
    const header = bufferOf(file.read(at, 4096));
    if (header.toString('latin1', 0, 4) !== 'head' || !isIntact(header)) continue;
    if (!newest || u64le(header, 8) > u64le(newest, 8)) newest = header;
  }
  if (!newest) throw new SyntaxError(`${file.name}: both headers of the VHDX are damaged`);
  const id = newest.subarray(48, 64);
  if (isZero(id)) return file;
  return withLog(file, { at: u64le(newest, 72), length: newest.readUInt32LE(68), id });
}

function isIntact(block: Buffer): boolean {
  const own = Buffer.from(block);
  own.writeUInt32LE(0, 4);
  return ~crc32c(own) >>> 0 === block.readUInt32LE(4);
}

interface Region {
  readonly at: number;
  readonly length: number;
}

function regionsOf(file: BlockDevice): Map<string, Region> {
  for (const at of [3 * K64, 4 * K64]) {
    const table = bufferOf(file.read(at, K64));
    if (table.toString('latin1', 0, 4) !== 'regi' || !isIntact(table)) continue;
    const regions = new Map<string, Region>();
    const count = Math.min(table.readUInt32LE(8), 2047);
    for (let entry = 16; entry < 16 + count * 32; entry += 32) {
      const region = { at: u64le(table, entry + 16), length: table.readUInt32LE(entry + 24) };
      const guid = guidOf(table.subarray(entry));
      const isKnown = guid === REGION.blocks || guid === REGION.metadata;
      if (!isKnown && table.readUInt32LE(entry + 28) & 1)
        throw new Error(`${file.name}: the VHDX has a region that is not read`);
      regions.set(guid, region);
    }
    return regions;
  }
  throw new SyntaxError(`${file.name}: both tables of regions of the VHDX are damaged`);
}

function required(file: BlockDevice, regions: ReadonlyMap<string, Region>, guid: string): Region {
  const region = regions.get(guid);
  if (!region) throw new SyntaxError(`${file.name}: a region of the VHDX is missing`);
  return region;
}

function itemsOf(file: BlockDevice, { at }: Region): Map<string, Region> {
  const table = bufferOf(file.read(at, K64));
  if (table.toString('latin1', 0, 8) !== 'metadata')
    throw new SyntaxError(`${file.name}: the metadata of the VHDX is damaged`);
  const items = new Map<string, Region>();
  const count = Math.min(table.readUInt16LE(10), 2047);
  for (let entry = 32; entry < 32 + count * 32; entry += 32) {
    items.set(guidOf(table.subarray(entry)), {
      at: at + table.readUInt32LE(entry + 16),
      length: table.readUInt32LE(entry + 20),
    });
  }
  return items;
}

function item(file: BlockDevice, items: ReadonlyMap<string, Region>, guid: string): Buffer {
  const found = items.get(guid);
  if (!found || found.length < 4) throw new SyntaxError(`${file.name}: the metadata of the VHDX is damaged`);
  return bufferOf(file.read(found.at, 8));
}
