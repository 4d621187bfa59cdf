import { plist, plistField, plistList } from '../../../formats/plist/index.ts';
import { limits } from '../../../limits.ts';
import { bufferOf, u64be } from '../bytes.ts';
import { SECTOR } from '../device.ts';

/** A piece of a disk as a DMG stores it. */
export interface DmgBlock {
  /** Where it lies on the disk, in bytes. */
  readonly at: number;
  readonly length: number;
  readonly method: number;
  /** Where it lies in the file, in bytes. */
  readonly offset: number;
  readonly packed: number;
}

const HEADER = 204;
const ENTRY = 40;
const COMMENT = 0x7ffffffe;
const END = 0xffffffff;
/** Programs write blocks of 1 MiB or less; the reader holds a packed one as a whole. */
export const MAX_BLOCK = 64 * 1024 * 1024;

/**
 * The blocks of a disk, by the property list of a DMG.
 *
 * @param xml the property list
 * @throws SyntaxError when it is damaged
 */
export function dmgBlocks(xml: Uint8Array, name: string): DmgBlock[] {
  const tables = plistList(plist(xml), 'resource-fork', 'blkx');
  if (tables.length === 0) throw new SyntaxError(`${name}: the list of blocks of the DMG is damaged`);
  const blocks: DmgBlock[] = [];
  for (const table of tables) {
    const data = plistField(table, 'Data');
    if (!(data instanceof Uint8Array)) throw new SyntaxError(`${name}: a table of blocks is not data`);
    addBlocks(blocks, bufferOf(data), name);
    if (blocks.length > limits.extents)
      throw new SyntaxError(`${name}: more than ${limits.extents} blocks (limit: extents)`);
  }
  return blocks.sort((one, other) => one.at - other.at);
}

function addBlocks(blocks: DmgBlock[], table: Buffer, name: string): void {
  if (table.length < HEADER || table.toString('latin1', 0, 4) !== 'mish')
    throw new SyntaxError(`${name}: a table of blocks of the DMG is damaged`);
  const first = u64be(table, 8);
  const data = u64be(table, 24);
  const count = table.readUInt32BE(200);
  if (HEADER + count * ENTRY > table.length)
    throw new SyntaxError(`${name}: a table of blocks of the DMG is truncated`);
  for (let at = HEADER; at < HEADER + count * ENTRY; at += ENTRY) {
    const method = table.readUInt32BE(at);
    if (method === END) return;
    if (method === COMMENT) continue;
    const block = {
      at: (first + u64be(table, at + 8)) * SECTOR,
      length: u64be(table, at + 16) * SECTOR,
      method,
      offset: data + u64be(table, at + 24),
      packed: u64be(table, at + 32),
    };
    if (!Number.isSafeInteger(block.at + block.length) || block.packed > MAX_BLOCK)
      throw new SyntaxError(`${name}: a block of the DMG is damaged`);
    blocks.push(block);
  }
}
