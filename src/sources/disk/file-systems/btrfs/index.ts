import type { BlockDevice } from '../../device.ts';
import { type FileNode, type FileSystem, lookupByList } from '../../file-system.ts';
import { addressMap, addSystemChunks } from './chunks.ts';
import { readFile } from './content.ts';
import { type Btrfs, type Inode, listFolder, topOf } from './inode.ts';
import { defaultSubvolume, namedTrees, subvolumesOf } from './subvolumes.ts';
import { type Superblock, superblockOf } from './superblock.ts';
import { type Forest, items, TYPE } from './tree.ts';

const MAX_LINK = 4096;

/**
 * Btrfs on one device, or of which one device has a copy of everything.
 *
 * @see https://btrfs.readthedocs.io/en/latest/dev/On-disk-format.html
 */
export function openBtrfs(device: BlockDevice): FileSystem | undefined {
  const superblock = superblockOf(device);
  if (!superblock) return undefined;
  const forest = forestOf(device, superblock);
  const { rootTree } = superblock;
  const subvolumes = subvolumesOf(forest, rootTree);
  const gaps: string[] = [];
  if (superblock.hasLog) gaps.push('its log holds changes, which were not replayed');
  const btrfs: Btrfs = {
    forest,
    sectorSize: superblock.sectorSize,
    gaps,
    treeOf: (subvolume) => subvolumes.get(subvolume)?.tree,
  };
  const trees = namedTrees(btrfs, rootTree, subvolumes);
  const { label, uuid } = superblock;
  const list = (folder: FileNode) => listFolder(btrfs, folder as Inode);
  return {
    type: 'btrfs',
    ...(label ? { label } : {}),
    uuid,
    caseInsensitive: false,
    root: topOf(btrfs, defaultSubvolume(forest, rootTree, superblock.rootFolder)),
    trees,
    gaps,
    list,
    lookup: (folder, name) => lookupByList({ caseInsensitive: false, list }, folder, name),
    readLink: (link) => Buffer.from(readFile(btrfs, link as Inode, 0, MAX_LINK)).toString('utf8'),
    read: (file, offset, length) => readFile(btrfs, file as Inode, offset, length),
  };
}

/** First the chunks of the superblock, then all of them. */
function forestOf(device: BlockDevice, superblock: Superblock): Forest {
  const { nodeSize, hasCrc32c, systemChunks, chunkTree, device: id } = superblock;
  const system = addressMap(device, id);
  addSystemChunks(system, systemChunks);
  const forest = { name: device.name, nodeSize, hasCrc32c, nodes: new Map() };
  const map = addressMap(device, id);
  for (const { type, offset, data } of items({ ...forest, map: system }, chunkTree)) {
    if (type === TYPE.chunk) map.add(offset, data);
  }
  return { ...forest, map, nodes: new Map() };
}
