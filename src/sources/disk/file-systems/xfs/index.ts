import type { BlockDevice } from '../../device.ts';
import { type FileNode, type FileSystem, lookupByList } from '../../file-system.ts';
import { readRuns } from '../../runs.ts';
import { runsOf } from './blocks.ts';
import { listFolder } from './folder.ts';
import { FORMAT, type Inode, inodeOf, type Xfs } from './inode.ts';
import { logGap } from './log.ts';
import { superblockOf } from './superblock.ts';

/** What a link may be long. */
const MAX_LINK = 1024;
/** Blocks of links begin with a header since version 5. */
const LINK_HEADER = 56;

/**
 * XFS of version 4 and 5. A log that is not clean is a gap: it is not replayed.
 *
 * @see https://docs.kernel.org/filesystems/xfs/
 */
export function openXfs(device: BlockDevice): FileSystem | undefined {
  const superblock = superblockOf(device);
  if (!superblock) return undefined;
  const xfs: Xfs = { device, superblock, gaps: [] };
  const gap = logGap(xfs);
  if (gap !== undefined) xfs.gaps.push(gap);
  const { label, uuid, rootInode } = superblock;
  const list = (folder: FileNode) => listFolder(xfs, folder as Inode);
  return {
    type: 'xfs',
    ...(label ? { label } : {}),
    uuid,
    caseInsensitive: false,
    root: inodeOf(xfs, rootInode),
    gaps: xfs.gaps,
    list,
    lookup: (folder, name) => lookupByList({ caseInsensitive: false, list }, folder, name),
    readLink: (link) => readLink(xfs, link as Inode),
    read: (file, offset, length) => read(xfs, file as Inode, offset, length),
  };
}

function read(xfs: Xfs, file: Inode, offset: number, length: number): Uint8Array {
  const wanted = Math.max(0, Math.min(length, file.size - offset));
  if (file.format === FORMAT.local) return file.fork.subarray(offset, offset + wanted);
  return readRuns(xfs.device, runsOf(xfs, file), offset, wanted);
}

function readLink(xfs: Xfs, link: Inode): string {
  const { device, superblock } = xfs;
  const size = Math.min(link.size, MAX_LINK);
  if (link.format === FORMAT.local || superblock.version === 4)
    return Buffer.from(read(xfs, link, 0, size)).toString('utf8');
  const parts: Uint8Array[] = [];
  let left = size;
  for (let at = 0; left > 0; at += superblock.blockSize) {
    const take = Math.min(left, superblock.blockSize - LINK_HEADER);
    parts.push(readRuns(device, runsOf(xfs, link), at + LINK_HEADER, take));
    left -= take;
  }
  return Buffer.concat(parts).toString('utf8');
}
