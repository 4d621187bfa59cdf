import { limits } from '../../../limits.ts';
import { bufferOf, u64be } from '../bytes.ts';
import { type BlockDevice, SECTOR, sliceDevice } from '../device.ts';
import { blockDisk } from './blocks.ts';

const FOOTER = 512;
const TYPE = { fixed: 2, dynamic: 3, differencing: 4 } as const;
const FREE = 0xffffffff;

/**
 * VHD: a raw disk with a footer, or blocks by a table.
 *
 * @see https://learn.microsoft.com/windows/win32/vstor/about-vhd
 */
export function vhd(file: BlockDevice): BlockDevice | undefined {
  const footer = footerOf(file);
  if (!footer) return undefined;
  const type = footer.readUInt32BE(60);
  const size = u64be(footer, 48);
  if (type === TYPE.differencing)
    throw new Error(`${file.name}: a VHD that holds the changes to another is not read`);
  if (type === TYPE.fixed) return sliceDevice(file, 0, Math.min(size, file.size - FOOTER), file.name);
  if (type !== TYPE.dynamic) throw new Error(`${file.name}: VHD of type ${type} is not read`);
  return dynamic(file, u64be(footer, 16), size);
}

/** At the end of every VHD; a dynamic one has a copy at its beginning, which holds where the end is cut. */
function footerOf(file: BlockDevice): Buffer | undefined {
  // Early programs wrote a footer of 511 bytes.
  for (const at of [file.size - FOOTER, file.size - FOOTER + 1, 0]) {
    if (at < 0) continue;
    const footer = bufferOf(file.read(at, Math.min(FOOTER, file.size - at)));
    if (footer.length >= 511 && footer.toString('latin1', 0, 8) === 'conectix') {
      if (!isIntact(footer)) throw new SyntaxError(`${file.name}: the footer of the VHD is damaged`);
      return footer;
    }
  }
  return undefined;
}

function isIntact(footer: Buffer): boolean {
  let sum = 0;
  for (let at = 0; at < footer.length; at++) if (at < 64 || at >= 68) sum += footer[at] ?? 0;
  return ~sum >>> 0 === footer.readUInt32BE(64);
}

function dynamic(file: BlockDevice, at: number, size: number): BlockDevice {
  const header = bufferOf(file.read(at, 1024));
  const blocks = header.readUInt32BE(28);
  const blockSize = header.readUInt32BE(32);
  const isSane =
    header.toString('latin1', 0, 8) === 'cxsparse' &&
    blockSize >= SECTOR &&
    (blockSize & (blockSize - 1)) === 0;
  if (!isSane || !Number.isSafeInteger(size) || size > blocks * blockSize)
    throw new SyntaxError(`${file.name}: the header of the VHD is damaged`);
  if (blocks * 4 > limits.diskTable)
    throw new SyntaxError(
      `${file.name}: a table of ${blocks * 4} bytes, more than ${limits.diskTable} (limit: diskTable)`,
    );
  const table = bufferOf(file.read(u64be(header, 16), blocks * 4));
  // Before each block a bit for each of its sectors; what none was written of is zeros there too.
  const bitmap = Math.ceil(blockSize / SECTOR / 8 / SECTOR) * SECTOR;
  return blockDisk(file.name, size, blockSize, (block, inside, length) => {
    const sector = table.readUInt32BE(block * 4);
    return sector === FREE ? undefined : file.read(sector * SECTOR + bitmap + inside, length);
  });
}
