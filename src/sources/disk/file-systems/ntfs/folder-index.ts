import { isEntryName } from '../../file-system.ts';
import { uint64, utf16, viewOf } from '../../little-endian.ts';
import { ATTRIBUTE } from './attribute.ts';
import { type FileRecord, recordNumber } from './mft.ts';
import { bytesStream, type Clusters, type Stream, streamOf } from './stream.ts';
import { fixed } from './volume.ts';

/** A name in a folder. */
export interface IndexEntry {
  readonly name: string;
  /** The record that it leads to, and how often that was used. */
  readonly record: number;
  readonly sequence: number;
  readonly isFolder: boolean;
  readonly isReparsePoint: boolean;
  readonly size: number;
  /** Made for programs of MS-DOS beside another name. */
  readonly isShort: boolean;
}

/** The names of a folder are keys of a B+tree. */
const NAMES = '$I30';
const FLAG = { hasChild: 1, isLast: 2, folder: 0x10000000, reparse: 0x400 };
const SHORT = 2;
const MAX_DEPTH = 16;

/** A node of the tree: where its entries are in its bytes. */
interface TreeNode {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The tree of names of one folder. */
export interface FolderIndex {
  /** Each name in the order of the tree. Throws SyntaxError when the tree is damaged. */
  all(): Generator<IndexEntry>;
  /** The entry of a name, by an order of names. */
  find(compare: (name: string) => number): IndexEntry | undefined;
}

/** @throws SyntaxError when the record has no such tree */
export function openIndex(record: FileRecord, clusters: Clusters): FolderIndex {
  const what = `folder ${record.number}`;
  const parts = (type: number) =>
    record.attributes.filter((each) => each.type === type && each.name === NAMES);
  const root = parts(ATTRIBUTE.indexRoot)[0]?.resident;
  if (root === undefined || root.length < 32) throw new SyntaxError(`${what} is damaged: it has no index`);
  const blockSize = viewOf(root).getUint32(8, true);
  if (blockSize < 512 || blockSize > 65_536 || !Number.isInteger(Math.log2(blockSize)))
    throw new SyntaxError(`${what} is damaged: an index in blocks of ${blockSize} bytes`);
  const allocation = parts(ATTRIBUTE.indexAllocation);
  const blocks: Stream =
    allocation.length > 0 ? streamOf(allocation, clusters, what) : bytesStream(new Uint8Array());
  const unit = Math.min(blockSize, clusters.clusterSize > blockSize ? 512 : clusters.clusterSize);
  const child = (place: number): TreeNode => {
    const at = place * unit;
    if (at + blockSize > blocks.size)
      throw new SyntaxError(`${what} is damaged: no block ${place} in its index`);
    const bytes = fixed(blocks.read(at, blockSize), 'INDX', `block ${place} of ${what}`);
    if (uint64(viewOf(bytes), 16) !== place)
      throw new SyntaxError(`block ${place} of ${what} is damaged: it stands for another`);
    return nodeOf(bytes, 24, what);
  };
  const top = (): TreeNode => nodeOf(root, 16, what);
  return {
    all: () => walk(top(), child, new Set(), what),
    find: (compare) => find(top(), child, compare, what),
  };
}

function nodeOf(bytes: Uint8Array, header: number, what: string): TreeNode {
  const view = viewOf(bytes);
  const start = header + view.getUint32(header, true);
  const end = header + view.getUint32(header + 4, true);
  if (start > end || end > bytes.length)
    throw new SyntaxError(`${what} is damaged: an index node from ${start} to ${end}`);
  return { bytes, start, end };
}

/** One entry of a node; without a name, the last. */
interface NodeEntry {
  readonly entry: IndexEntry | undefined;
  readonly child: number | undefined;
}

function* entriesOf({ bytes, start, end }: TreeNode, what: string): Generator<NodeEntry> {
  const view = viewOf(bytes);
  for (let at = start; at + 16 <= end; ) {
    const length = view.getUint16(at + 8, true);
    const flags = view.getUint16(at + 12, true);
    if (length < 16 || at + length > end)
      throw new SyntaxError(`${what} is damaged: an index entry of ${length} bytes`);
    const child = (flags & FLAG.hasChild) === 0 ? undefined : uint64(view, at + length - 8);
    const isLast = (flags & FLAG.isLast) !== 0;
    yield { entry: isLast ? undefined : entryOf(bytes.subarray(at, at + length), what), child };
    if (isLast) return;
    at += length;
  }
  throw new SyntaxError(`${what} is damaged: an index node has no end`);
}

function entryOf(bytes: Uint8Array, what: string): IndexEntry {
  const end = 82 + 2 * (bytes[80] ?? 0);
  if (end > bytes.length) throw new SyntaxError(`${what} is damaged: a name leaves its entry`);
  const view = viewOf(bytes);
  const flags = view.getUint32(72, true);
  return {
    name: utf16(bytes.subarray(82, end)),
    record: recordNumber(view, 0),
    sequence: view.getUint16(6, true),
    isFolder: (flags & FLAG.folder) !== 0,
    isReparsePoint: (flags & FLAG.reparse) !== 0,
    size: uint64(view, 64),
    isShort: bytes[81] === SHORT,
  };
}

function* walk(
  node: TreeNode,
  child: (place: number) => TreeNode,
  seen: Set<number>,
  what: string,
  depth = 0,
): Generator<IndexEntry> {
  if (depth > MAX_DEPTH) throw new SyntaxError(`${what} is damaged: its index is too deep`);
  for (const each of entriesOf(node, what)) {
    if (each.child !== undefined) {
      if (seen.has(each.child)) throw new SyntaxError(`${what} is damaged: its index meets itself`);
      seen.add(each.child);
      yield* walk(child(each.child), child, seen, what, depth + 1);
    }
    if (each.entry && (isEntryName(each.entry.name) || each.entry.name === '.')) yield each.entry;
    else if (each.entry)
      throw new SyntaxError(`${what} is damaged: the name ${JSON.stringify(each.entry.name)}`);
  }
}

function find(
  top: TreeNode,
  child: (place: number) => TreeNode,
  compare: (name: string) => number,
  what: string,
): IndexEntry | undefined {
  let node = top;
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    let next: number | undefined;
    for (const each of entriesOf(node, what)) {
      const order = each.entry === undefined ? -1 : compare(each.entry.name);
      if (order === 0) return each.entry;
      if (order > 0) continue;
      next = each.child;
      break;
    }
    if (next === undefined) return undefined;
    node = child(next);
  }
  throw new SyntaxError(`${what} is damaged: its index is too deep`);
}
