import { limits } from '../../../../limits.ts';
import { u64le } from '../../bytes.ts';
import type { NamedTree } from '../../file-system.ts';
import { type Btrfs, TOP, topOf } from './inode.ts';
import { items, TYPE } from './tree.ts';

/** A subvolume as the tree of roots describes it. */
export interface Subvolume {
  readonly id: number;
  readonly tree: number;
  readonly isReadOnly: boolean;
}

/** The subvolume that holds all others. */
const TOP_SUBVOLUME = 5;
const FIRST = 256;
/** From here on there are trees with negative numbers. */
const LAST = 2 ** 63;
const READ_ONLY = 1;
const MAX_DEPTH = 64;

/** All subvolumes that were not deleted. */
export function subvolumesOf(forest: Btrfs['forest'], rootTree: number): Map<number, Subvolume> {
  const found = new Map<number, Subvolume>();
  for (const { object, type, data } of items(forest, rootTree)) {
    if (type !== TYPE.root || data.length < 239) continue;
    const isOne = object === TOP_SUBVOLUME || (object >= FIRST && object < LAST);
    if (!isOne || data.readUInt32LE(216) === 0) continue;
    if (found.size >= limits.members)
      throw new SyntaxError(`${forest.name}: more than ${limits.members} subvolumes (limit: members)`);
    found.set(object, {
      id: object,
      tree: u64le(data, 176),
      isReadOnly: (data.readUInt32LE(208) & READ_ONLY) !== 0,
    });
  }
  return found;
}

/** The subvolume that a mount without options shows. */
export function defaultSubvolume(forest: Btrfs['forest'], rootTree: number, folder: number): number {
  for (const { data } of items(forest, rootTree, { object: folder, type: TYPE.folderItem })) {
    const length = data.readUInt16LE(27);
    if (data.toString('utf8', 30, 30 + length) === 'default') return u64le(data, 0);
  }
  return TOP_SUBVOLUME;
}

/** The subvolumes with their paths from the top. What of them cannot be read is a gap. */
export function namedTrees(btrfs: Btrfs, rootTree: number, all: ReadonlyMap<number, Subvolume>): NamedTree[] {
  const trees: NamedTree[] = [];
  for (const { id, isReadOnly } of all.values()) {
    try {
      const name = id === TOP_SUBVOLUME ? '' : pathOf(btrfs, rootTree, id, 0);
      trees.push({ name, id, root: topOf(btrfs, id), ...(isReadOnly ? { readOnly: true } : {}) });
    } catch (error) {
      btrfs.gaps.push(`subvolume ${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return trees;
}

/** A subvolume stands in a folder of another, which shows its own place in the same way. */
function pathOf(btrfs: Btrfs, rootTree: number, id: number, depth: number): string {
  if (depth > MAX_DEPTH) throw new SyntaxError('its place has no end');
  for (const { offset, data } of items(btrfs.forest, rootTree, { object: id, type: TYPE.rootName })) {
    const name = data.toString('utf8', 18, 18 + data.readUInt16LE(16));
    const above = offset === TOP_SUBVOLUME ? [] : [pathOf(btrfs, rootTree, offset, depth + 1)];
    return [...above, ...foldersOf(btrfs, offset, u64le(data, 0)), name].join('/');
  }
  throw new SyntaxError('it has no name');
}

function foldersOf(btrfs: Btrfs, subvolume: number, folder: number): string[] {
  const tree = btrfs.treeOf(subvolume);
  if (tree === undefined) throw new SyntaxError('its place is not known');
  const names: string[] = [];
  for (let at = folder; at !== TOP; ) {
    if (names.length > MAX_DEPTH) throw new SyntaxError('its place has no end');
    const [first] = items(btrfs.forest, tree, { object: at, type: TYPE.inodeName });
    if (!first) throw new SyntaxError('its place is not known');
    names.unshift(first.data.toString('utf8', 10, 10 + first.data.readUInt16LE(8)));
    at = first.offset;
  }
  return names;
}
