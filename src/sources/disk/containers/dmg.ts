import { limits } from '../../../limits.ts';
import { bufferOf, u64be } from '../bytes.ts';
import { unadc } from '../codecs/adc.ts';
import { unbzip2 } from '../codecs/bzip2.ts';
import { unlzfse } from '../codecs/lzfse.ts';
import { unxz } from '../codecs/xz.ts';
import { type BlockDevice, checkRange, SECTOR } from '../device.ts';
import { inflate } from '../file-systems/squashfs/blocks.ts';
import { type DmgBlock, dmgBlocks, MAX_BLOCK } from './dmg-blocks.ts';

const TRAILER = 512;
const MAX_BLOCKS = 8;

/** What is not stored, and what is stored as it is. */
const METHOD = { zero: 0, plain: 1, free: 2 } as const;
/** Packed blocks, by the number of the method. */
const UNPACK: Readonly<Record<number, (packed: Uint8Array, size: number) => Uint8Array>> = {
  0x80000004: unadc,
  0x80000005: inflate,
  0x80000006: unbzip2,
  0x80000007: unlzfse,
  0x80000008: unxz,
};

/**
 * DMG of macOS (UDIF): blocks by a property list, which a trailer names.
 *
 * @see https://github.com/libyal/libmodi/blob/main/documentation
 */
export function dmg(file: BlockDevice): BlockDevice | undefined {
  checkOther(file);
  if (file.size < TRAILER) return undefined;
  const trailer = bufferOf(file.read(file.size - TRAILER, TRAILER));
  if (trailer.toString('latin1', 0, 4) !== 'koly' || trailer.readUInt32BE(8) !== TRAILER) return undefined;
  if (trailer.readUInt32BE(60) > 1) throw new Error(`${file.name}: a DMG in segments is not read`);
  const start = u64be(trailer, 24);
  const xml = { at: u64be(trailer, 216), length: u64be(trailer, 224) };
  if (xml.length === 0) throw new Error(`${file.name}: a DMG without a property list is not read`);
  if (xml.length > limits.diskTable)
    throw new SyntaxError(
      `${file.name}: a list of blocks of ${xml.length} bytes, more than ${limits.diskTable} (limit: diskTable)`,
    );
  const blocks = dmgBlocks(file.read(xml.at, xml.length), file.name);
  const size = Math.max(u64be(trailer, 492) * SECTOR, ...ends(blocks));
  return readerOf(file, blocks, start, size);
}

/** The last block ends where the disk ends, whatever the trailer says. */
function ends(blocks: readonly DmgBlock[]): number[] {
  const last = blocks.at(-1);
  return last ? [last.at + last.length] : [];
}

/** Other kinds of images of macOS, which have the same ending. */
function checkOther(file: BlockDevice): void {
  if (file.size < 512) return;
  const head = bufferOf(file.read(0, 8)).toString('latin1');
  const tail = bufferOf(file.read(file.size - 8, 8)).toString('latin1');
  if (head === 'encrcdsa' || tail === 'cdsaencr')
    throw new Error(`${file.name}: an encrypted DMG, which is not read`);
  if (head.startsWith('sprs')) throw new Error(`${file.name}: a sparse image of macOS, which is not read`);
}

function readerOf(file: BlockDevice, blocks: readonly DmgBlock[], start: number, size: number): BlockDevice {
  const device = { name: file.name, size, sectorSize: SECTOR };
  const unpacked = new Map<DmgBlock, Uint8Array>();
  const content = (block: DmgBlock): Uint8Array => {
    const known = unpacked.get(block);
    if (known) return known;
    const bytes = unpack(file, block, start);
    if (unpacked.size >= MAX_BLOCKS) unpacked.delete(unpacked.keys().next().value ?? block);
    unpacked.set(block, bytes);
    return bytes;
  };
  return {
    ...device,
    read(offset, length) {
      checkRange(device, offset, length);
      const whole = new Uint8Array(length);
      for (let index = firstAt(blocks, offset); index < blocks.length; index++) {
        const block = blocks[index] as DmgBlock;
        if (block.at >= offset + length) break;
        const from = Math.max(block.at, offset);
        const to = Math.min(block.at + block.length, offset + length);
        if (from >= to || block.method === METHOD.zero || block.method === METHOD.free) continue;
        const inside = from - block.at;
        const bytes =
          block.method === METHOD.plain
            ? file.read(start + block.offset + inside, to - from)
            : content(block).subarray(inside, inside + to - from);
        whole.set(bytes, from - offset);
      }
      return whole;
    },
  };
}

function firstAt(blocks: readonly DmgBlock[], offset: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { at, length } = blocks[middle] as DmgBlock;
    if (at + length <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function unpack(file: BlockDevice, { method, length, offset, packed }: DmgBlock, start: number): Uint8Array {
  const step = UNPACK[method];
  if (!step)
    throw new Error(`${file.name}: a DMG that is packed by method 0x${method.toString(16)} is not read`);
  if (length > MAX_BLOCK) throw new SyntaxError(`${file.name}: a block of the DMG is damaged`);
  const bytes = step(file.read(start + offset, packed), length);
  if (bytes.length !== length) throw new SyntaxError(`${file.name}: a block of the DMG is too short`);
  return bytes;
}
