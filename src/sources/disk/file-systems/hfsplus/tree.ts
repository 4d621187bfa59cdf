import { limits } from '../../../../limits.ts';
import { bufferOf } from '../../bytes.ts';

/** A B-tree, whose nodes lie in a file. */
export interface BTree {
  readonly nodeSize: number;
  readonly root: number;
  readonly firstLeaf: number;
  readonly nodes: number;
  /** What the tree compares names by: 0xbc where case counts. */
  readonly comparison: number;
  node(number: number): Node;
}

/** One node of a tree. */
interface Node {
  readonly kind: number;
  readonly next: number;
  readonly records: readonly TreeRecord[];
}

/** A key and what belongs to it. */
export interface TreeRecord {
  /** Without its length. */
  readonly key: Buffer;
  readonly data: Buffer;
}

const KIND = { leaf: 0xff, index: 0, header: 1 } as const;
const DESCRIPTOR = 14;
const MAX_DEPTH = 16;
const MAX_CACHED = 64;

/**
 * Opens a tree.
 *
 * @param read bytes of the file that it lies in
 * @throws SyntaxError when its header is damaged
 */
export function openTree(
  size: number,
  read: (offset: number, length: number) => Uint8Array,
  what: string,
): BTree {
  const header = bufferOf(read(0, Math.min(512, size)));
  const isHeader = header.length === 512 && header[8] === KIND.header;
  const nodeSize = isHeader ? header.readUInt16BE(DESCRIPTOR + 18) : 0;
  if (nodeSize < 512 || (nodeSize & (nodeSize - 1)) !== 0)
    throw new SyntaxError(`the header of the ${what} is damaged`);
  const nodes = Math.floor(size / nodeSize);
  const cache = new Map<number, Node>();
  const tree = {
    nodeSize,
    root: header.readUInt32BE(DESCRIPTOR + 2),
    firstLeaf: header.readUInt32BE(DESCRIPTOR + 10),
    nodes,
    comparison: header[DESCRIPTOR + 37] ?? 0,
  };
  const node = (number: number): Node => {
    const known = cache.get(number);
    if (known) return known;
    if (number === 0 || number >= nodes) throw new SyntaxError(`the ${what} leads to a node that it has not`);
    const fresh = nodeOf(bufferOf(read(number * nodeSize, nodeSize)), what);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(number, fresh);
    return fresh;
  };
  return { ...tree, node };
}

function nodeOf(bytes: Buffer, what: string): Node {
  const count = bytes.readUInt16BE(10);
  const records: TreeRecord[] = [];
  const offset = (index: number) => bytes.readUInt16BE(bytes.length - 2 * (index + 1));
  if (2 * (count + 1) > bytes.length - DESCRIPTOR) throw new SyntaxError(`a node of the ${what} is damaged`);
  for (let index = 0; index < count; index++) {
    const start = offset(index);
    const end = offset(index + 1);
    if (start < DESCRIPTOR || end < start + 2 || end > bytes.length)
      throw new SyntaxError(`a node of the ${what} is damaged`);
    const length = bytes.readUInt16BE(start);
    const data = start + 2 + length + (length & 1);
    if (data > end) throw new SyntaxError(`a key of the ${what} is damaged`);
    records.push({ key: bytes.subarray(start + 2, start + 2 + length), data: bytes.subarray(data, end) });
  }
  return { kind: bytes[8] ?? 0, next: bytes.readUInt32BE(0), records };
}

/**
 * The records from the first that does not stand before what is looked for, in order.
 *
 * @param isBefore whether a key stands before it
 * @throws SyntaxError when the tree is damaged
 */
export function* recordsFrom(tree: BTree, isBefore: (key: Buffer) => boolean): Generator<TreeRecord> {
  if (tree.root === 0) return;
  let number = leafBefore(tree, isBefore);
  let isFound = false;
  for (let seen = 0; number !== 0; seen++) {
    if (seen > Math.min(tree.nodes, limits.extents))
      throw new SyntaxError('the nodes of a tree lead to one another');
    const { kind, next, records } = tree.node(number);
    if (kind !== KIND.leaf) throw new SyntaxError('a leaf of a tree is none');
    for (const record of records) {
      isFound ||= !isBefore(record.key);
      if (isFound) yield record;
    }
    number = next;
  }
}

function leafBefore(tree: BTree, isBefore: (key: Buffer) => boolean): number {
  let number = tree.root;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const { kind, records } = tree.node(number);
    if (kind === KIND.leaf) return number;
    if (kind !== KIND.index) throw new SyntaxError('a node of a tree is neither index nor leaf');
    const chosen = records.findLast(({ key }) => isBefore(key)) ?? records[0];
    if (!chosen) throw new SyntaxError('a node of a tree is empty');
    number = chosen.data.readUInt32BE(0);
  }
  throw new SyntaxError(`a tree is deeper than ${MAX_DEPTH} nodes`);
}
