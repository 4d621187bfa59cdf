import { limits } from '../../../../limits.ts';
import { bufferOf, u64be } from '../../bytes.ts';
import { inOrder, type Run } from '../../runs.ts';
import { FORMAT, type Inode, type Xfs } from './inode.ts';
import { blockAt } from './superblock.ts';

const MAX_DEPTH = 9;
const RECORD = 16;

interface Walk {
  readonly xfs: Xfs;
  readonly what: string;
  readonly runs: Run[];
  readonly seen: Set<number>;
}

/**
 * Where the content of an inode lies, in bytes.
 *
 * @throws SyntaxError when its extents or their tree are damaged, or beyond a limit
 */
export function runsOf(xfs: Xfs, inode: Inode): readonly Run[] {
  if (inode.runs) return inode.runs;
  const what = `${xfs.device.name}: inode ${inode.id}`;
  if (inode.isRealtime && inode.kind === 'file')
    throw new Error(`${what}: it lies on the realtime device, which is not read`);
  const walk: Walk = { xfs, what, runs: [], seen: new Set() };
  if (inode.format === FORMAT.extents) {
    if (inode.extents * RECORD > inode.fork.length) throw new SyntaxError(`${what}: its extents are damaged`);
    records(walk, inode.fork, 0, inode.extents);
  } else if (inode.format === FORMAT.tree) root(walk, inode.fork);
  else throw new SyntaxError(`${what}: its content is kept in a way that is not known`);
  inode.runs = inOrder(walk.runs, what);
  return inode.runs;
}

function records({ xfs, what, runs }: Walk, bytes: Buffer, at: number, count: number): void {
  const { superblock } = xfs;
  const { blockSize } = superblock;
  if (runs.length + count > limits.extents)
    throw new SyntaxError(`${what}: more than ${limits.extents} extents (limit: extents)`);
  for (let index = 0; index < count; index++) {
    const high = bytes.readBigUInt64BE(at + index * RECORD);
    const low = bytes.readBigUInt64BE(at + index * RECORD + 8);
    const length = Number(low & 0x1fffffn) * blockSize;
    const block = Number(((high & 0x1ffn) << 43n) | (low >> 21n));
    const isWritten = high >> 63n === 0n;
    const offset = Number((high >> 9n) & ((1n << 54n) - 1n)) * blockSize;
    const start = isWritten ? blockAt(superblock, block) : undefined;
    runs.push({ at: offset, length, start });
  }
}

/** The root has room for as many pointers as for keys, whatever it holds. */
function root(walk: Walk, fork: Buffer): void {
  const level = fork.readUInt16BE(0);
  const count = fork.readUInt16BE(2);
  const room = Math.floor((fork.length - 4) / RECORD);
  if (level < 1 || level > MAX_DEPTH || count > room)
    throw new SyntaxError(`${walk.what}: its tree of extents is damaged`);
  for (let index = 0; index < count; index++) node(walk, u64be(fork, 4 + room * 8 + index * 8), level - 1);
}

function node(walk: Walk, block: number, level: number): void {
  const { xfs, what, seen } = walk;
  const { blockSize, version } = xfs.superblock;
  if (seen.has(block)) throw new SyntaxError(`${what}: its tree of extents leads to block ${block} twice`);
  if (seen.add(block).size > limits.extents)
    throw new SyntaxError(`${what}: more than ${limits.extents} blocks of extents (limit: extents)`);
  const bytes = bufferOf(xfs.device.read(blockAt(xfs.superblock, block), blockSize));
  const head = version === 5 ? 72 : 24;
  const room = Math.floor((blockSize - head) / RECORD);
  const count = bytes.readUInt16BE(6);
  const isSane =
    bytes.toString('latin1', 0, 4) === (version === 5 ? 'BMA3' : 'BMAP') && bytes.readUInt16BE(4) === level;
  if (!isSane || count > room) throw new SyntaxError(`${what}: its tree of extents is damaged`);
  if (level === 0) records(walk, bytes, head, count);
  else
    for (let index = 0; index < count; index++)
      node(walk, u64be(bytes, head + room * 8 + index * 8), level - 1);
}
