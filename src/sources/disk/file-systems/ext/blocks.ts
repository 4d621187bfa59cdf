import { limits } from '../../../../limits.ts';
import { bufferOf } from '../../bytes.ts';
import { inOrder, type Run } from '../../runs.ts';
import { type Ext, FLAG, type Inode } from './inode.ts';

const EXTENTS = 0xf30a;
/** What the format allows. */
const MAX_DEPTH = 5;
/** An extent that is longer was set aside and never written. */
const WRITTEN = 32768;

/**
 * Where the content of an inode lies, in bytes.
 *
 * @throws SyntaxError when the tree of its blocks is damaged, leads to itself, or is beyond a limit
 */
export function runsOf(ext: Ext, inode: Inode): readonly Run[] {
  if (inode.runs) return inode.runs;
  const what = `${ext.device.name}: inode ${inode.id}`;
  const walk: Walk = { ext, what, runs: [], seen: new Set() };
  if (inode.flags & FLAG.extents) extents(walk, inode.map, undefined);
  else indirect(walk, inode);
  inode.runs = inOrder(walk.runs, what);
  return inode.runs;
}

interface Walk {
  readonly ext: Ext;
  readonly what: string;
  readonly runs: Run[];
  /** Blocks of the tree: each belongs to one place of it. */
  readonly seen: Set<number>;
}

function add({ ext, what, runs }: Walk, block: number, count: number, start: number | undefined): void {
  const { blockSize, blocks } = ext.superblock;
  if (start !== undefined && (start === 0 || start + count > blocks))
    throw new SyntaxError(`${what}: an extent at block ${start} is beyond the file system`);
  const run = { at: block * blockSize, length: count * blockSize, start: start && start * blockSize };
  const last = runs.at(-1);
  const isNext =
    last?.start !== undefined && last.at + last.length === run.at && last.start + last.length === run.start;
  if (isNext) runs[runs.length - 1] = { ...last, length: last.length + run.length };
  else if (runs.push(run) > limits.extents)
    throw new SyntaxError(`${what}: more than ${limits.extents} extents (limit: extents)`);
}

/** A block of the tree, which may be there only once. */
function blockOf({ ext, what, seen }: Walk, block: number): Buffer {
  const { blockSize, blocks } = ext.superblock;
  if (block === 0 || block >= blocks)
    throw new SyntaxError(`${what}: block ${block} is beyond the file system`);
  if (seen.has(block)) throw new SyntaxError(`${what}: its tree of blocks leads to block ${block} twice`);
  if (seen.add(block).size > limits.extents)
    throw new SyntaxError(`${what}: more than ${limits.extents} blocks of addresses (limit: extents)`);
  return bufferOf(ext.device.read(block * blockSize, blockSize));
}

/** @see https://docs.kernel.org/filesystems/ext4/dynamic.html#extent-tree */
function extents(walk: Walk, node: Buffer, depth: number | undefined): void {
  const entries = node.readUInt16LE(2);
  const own = node.readUInt16LE(6);
  const isSane = node.readUInt16LE(0) === EXTENTS && own <= MAX_DEPTH && 12 + entries * 12 <= node.length;
  if (!isSane || (depth !== undefined && own !== depth))
    throw new SyntaxError(`${walk.what}: its tree of extents is damaged`);
  for (let at = 12; at < 12 + entries * 12; at += 12) {
    const block = node.readUInt32LE(at);
    if (own > 0) {
      const below = node.readUInt32LE(at + 4) + node.readUInt16LE(at + 8) * 2 ** 32;
      extents(walk, blockOf(walk, below), own - 1);
      continue;
    }
    const length = node.readUInt16LE(at + 4);
    const start = node.readUInt32LE(at + 8) + node.readUInt16LE(at + 6) * 2 ** 32;
    if (length > WRITTEN) add(walk, block, length - WRITTEN, undefined);
    else add(walk, block, length, start);
  }
}

/** Twelve blocks, then blocks of addresses in one, two and three steps. */
function indirect(walk: Walk, inode: Inode): void {
  const perBlock = walk.ext.superblock.blockSize / 4;
  const end = Math.ceil(inode.size / walk.ext.superblock.blockSize);
  let block = 0;
  for (; block < 12 && block < end; block++) {
    const start = inode.map.readUInt32LE(block * 4);
    if (start !== 0) add(walk, block, 1, start);
  }
  for (let depth = 1; depth <= 3 && block < end; depth++) {
    const start = inode.map.readUInt32LE((11 + depth) * 4);
    if (start !== 0) addresses(walk, blockOf(walk, start), depth, block, end);
    block = depth === 1 ? 12 + perBlock : depth === 2 ? 12 + perBlock + perBlock ** 2 : end;
  }
}

function addresses(walk: Walk, node: Buffer, depth: number, first: number, end: number): void {
  const perBlock = node.length / 4;
  const each = perBlock ** (depth - 1);
  for (let index = 0; index < perBlock && first + index * each < end; index++) {
    const start = node.readUInt32LE(index * 4);
    if (start === 0) continue;
    const block = first + index * each;
    if (depth === 1) add(walk, block, 1, start);
    else addresses(walk, blockOf(walk, start), depth - 1, block, end);
  }
}
