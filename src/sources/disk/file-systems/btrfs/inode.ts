import { u64le } from '../../bytes.ts';
import { type DirectoryEntry, entryName, type FileKind, type FileNode } from '../../file-system.ts';
import { type Forest, items, TYPE } from './tree.ts';

/** A file system while it is read. */
export interface Btrfs {
  readonly forest: Forest;
  readonly sectorSize: number;
  readonly gaps: string[];
  /** Where the tree of a subvolume begins; undefined when there is none. */
  treeOf(subvolume: number): number | undefined;
}

/** One file of one subvolume. */
export interface Inode extends FileNode {
  readonly id: string;
  readonly subvolume: number;
  readonly tree: number;
  readonly number: number;
  extents?: readonly Extent[];
}

/** A piece of a file. */
export interface Extent {
  readonly at: number;
  readonly length: number;
  readonly compression: number;
  /** Bytes that it unpacks to. */
  readonly unpacked: number;
  /** What stands in the tree itself. */
  readonly inline?: Buffer;
  /** Where it lies; undefined for holes and what was never written. */
  readonly address?: number;
  readonly stored: number;
  /** Where this piece begins in what is unpacked. */
  readonly offset: number;
}

/** The folder at the top of every subvolume. */
export const TOP = 256;

const KINDS: Readonly<Record<number, FileKind>> = { 0x4000: 'folder', 0x8000: 'file', 0xa000: 'link' };
const ENTRY_KINDS: readonly (FileKind | undefined)[] = [
  undefined,
  'file',
  'folder',
  'other',
  'other',
  'other',
  'other',
  'link',
];

/** Reads an inode of a subvolume. Throws SyntaxError when there is none of that number. */
function inodeOf({ forest }: Btrfs, subvolume: number, tree: number, number: number): Inode {
  for (const { data } of items(forest, tree, { object: number, type: TYPE.inode })) {
    return {
      id: `${subvolume}:${number}`,
      kind: KINDS[data.readUInt32LE(52) & 0xf000] ?? 'other',
      size: u64le(data, 16),
      subvolume,
      tree,
      number,
    };
  }
  throw new SyntaxError(`${forest.name}: there is no inode ${number} in subvolume ${subvolume}`);
}

/** The names in a folder; other subvolumes stand in it like folders. */
export function* listFolder(btrfs: Btrfs, { tree, number, subvolume }: Inode): Generator<DirectoryEntry> {
  const { forest, gaps } = btrfs;
  for (const { data } of items(forest, tree, { object: number, type: TYPE.folderIndex })) {
    const target = u64le(data, 0);
    const isSubvolume = data[8] === TYPE.root;
    const length = data.readUInt16LE(27);
    if (30 + length > data.length)
      throw new SyntaxError(`${forest.name}: folder ${number}: an entry is damaged`);
    const name = entryName(data.subarray(30, 30 + length));
    const kind = ENTRY_KINDS[data[29] ?? 0];
    if (name === undefined) {
      const reason = `folder ${number} of subvolume ${subvolume} holds a name that cannot be`;
      if (!gaps.includes(reason)) gaps.push(reason);
      continue;
    }
    const node = () => (isSubvolume ? topOf(btrfs, target) : inodeOf(btrfs, subvolume, tree, target));
    yield { name, ...(kind ? { kind } : {}), node };
  }
}

/** The folder at the top of a subvolume. Throws SyntaxError when there is no such subvolume. */
export function topOf(btrfs: Btrfs, subvolume: number): Inode {
  const tree = btrfs.treeOf(subvolume);
  if (tree === undefined) throw new SyntaxError(`${btrfs.forest.name}: there is no subvolume ${subvolume}`);
  return inodeOf(btrfs, subvolume, tree, TOP);
}
