import { limits } from '../../../../limits.ts';
import { crc32c, u64le } from '../../bytes.ts';
import type { AddressMap } from './chunks.ts';

/** What an item of a tree is found by. */
export interface Key {
  readonly object: number;
  readonly type: number;
  readonly offset: number;
}

/** One item of a tree. */
export interface Item extends Key {
  readonly data: Buffer;
}

/** Types of items. */
export const TYPE = {
  inode: 1,
  inodeName: 12,
  folderItem: 84,
  folderIndex: 96,
  extent: 108,
  root: 132,
  rootName: 144,
  chunk: 228,
} as const;

/** What is needed to read trees. */
export interface Forest {
  readonly name: string;
  readonly nodeSize: number;
  readonly hasCrc32c: boolean;
  readonly map: AddressMap;
  /** Nodes that were read and checked last. */
  readonly nodes: Map<number, Buffer>;
}

const HEADER = 101;
const LEAF_ITEM = 25;
const POINTER = 33;
const MAX_LEVEL = 7;
const MAX_NODES = 256;

/** From one object's items of one type, or of all objects where it is left out. */
export interface Range {
  readonly object?: number;
  readonly type?: number;
}

/**
 * The items of a tree in order: those of one object, or of one type of it, or all.
 *
 * @throws SyntaxError when a node is damaged or there are more than the limit allows
 */
export function* items(forest: Forest, root: number, range: Range = {}): Generator<Item> {
  const count = { read: 0 };
  yield* below(forest, root, undefined, range, count);
}

function* below(
  forest: Forest,
  at: number,
  level: number | undefined,
  range: Range,
  count: { read: number },
): Generator<Item> {
  if (++count.read > limits.extents)
    throw new SyntaxError(`${forest.name}: more than ${limits.extents} nodes of a tree (limit: extents)`);
  const node = nodeAt(forest, at);
  const own = node[100] ?? 0;
  const total = node.readUInt32LE(96);
  const each = own === 0 ? LEAF_ITEM : POINTER;
  if (own > MAX_LEVEL || (level !== undefined && own !== level) || HEADER + total * each > node.length)
    throw damaged(forest, at);
  for (let index = 0; index < total; index++) {
    const key = keyAt(node, HEADER + index * each);
    if (compare(key, range) > 0) return;
    if (own > 0) {
      const next = index + 1 < total ? keyAt(node, HEADER + (index + 1) * each) : undefined;
      if (next && compare(next, range) < 0) continue;
      yield* below(forest, u64le(node, HEADER + index * each + 17), own - 1, range, count);
    } else if (compare(key, range) === 0) {
      const start = HEADER + node.readUInt32LE(HEADER + index * each + 17);
      const end = start + node.readUInt32LE(HEADER + index * each + 21);
      if (end > node.length) throw damaged(forest, at);
      yield { ...key, data: node.subarray(start, end) };
    }
  }
}

function damaged({ name }: Forest, at: number): SyntaxError {
  return new SyntaxError(`${name}: a node at ${at} of Btrfs is damaged`);
}

function keyAt(node: Buffer, at: number): Key {
  return { object: u64le(node, at), type: node[at + 8] ?? 0, offset: u64le(node, at + 9) };
}

/** Before, in or after a range. */
function compare(key: Key, { object, type }: Range): number {
  if (object === undefined) return 0;
  if (key.object !== object) return key.object - object;
  return type === undefined ? 0 : key.type - type;
}

function nodeAt(forest: Forest, at: number): Buffer {
  const { map, nodes, nodeSize, hasCrc32c } = forest;
  const known = nodes.get(at);
  if (known) return known;
  const node = map.read(at, nodeSize);
  if (u64le(node, 48) !== at) throw damaged(forest, at);
  if (hasCrc32c && ~crc32c(node.subarray(32)) >>> 0 !== node.readUInt32LE(0))
    throw new SyntaxError(`${forest.name}: the checksum of a node at ${at} of Btrfs is wrong`);
  if (nodes.size >= MAX_NODES) nodes.delete(nodes.keys().next().value ?? at);
  nodes.set(at, node);
  return node;
}
