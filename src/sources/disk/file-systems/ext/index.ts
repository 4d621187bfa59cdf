import type { BlockDevice } from '../../device.ts';
import { type FileNode, type FileSystem, lookupByList } from '../../file-system.ts';
import { readRuns } from '../../runs.ts';
import { runsOf } from './blocks.ts';
import { listFolder } from './folder.ts';
import { type Ext, FLAG, type Inode, inlineData, inodeOf } from './inode.ts';
import { replayed } from './journal.ts';
import { INCOMPAT, type Superblock, superblockOf } from './superblock.ts';

const ROOT = 2;
const EXTENTS = 0xf30a;

/**
 * ext2, ext3 and ext4. A journal that is not clean is replayed in memory.
 *
 * @see https://docs.kernel.org/filesystems/ext4/
 */
export function openExt(device: BlockDevice): FileSystem | undefined {
  const superblock = superblockOf(device);
  if (!superblock) return undefined;
  const gaps: string[] = [];
  const plain = newExt(device, superblock, gaps);
  const ext = superblock.incompat & INCOMPAT.recover ? recovered(plain) : plain;
  const { type, label, uuid } = superblock;
  const list = (folder: FileNode) => listFolder(ext, folder as Inode);
  return {
    type,
    ...(label ? { label } : {}),
    uuid,
    caseInsensitive: false,
    root: inodeOf(ext, ROOT),
    gaps,
    list,
    lookup: (folder, name) => lookupByList({ caseInsensitive: false, list }, folder, name),
    readLink: (link) => readLink(ext, link as Inode),
    read: (file, offset, length) => read(ext, file as Inode, offset, length),
  };
}

function newExt(device: BlockDevice, superblock: Superblock, gaps: string[]): Ext {
  return {
    device,
    superblock,
    gaps,
    gap(reason) {
      if (!gaps.includes(reason)) gaps.push(reason);
    },
  };
}

/** With the journal laid over it; the superblock may be among what the journal holds. */
function recovered(plain: Ext): Ext {
  if (plain.superblock.hasJournalElsewhere) {
    plain.gap('its journal is on another device and was not replayed');
    return plain;
  }
  const device = replayed(plain);
  const superblock = superblockOf(device) ?? plain.superblock;
  return newExt(device, superblock, plain.gaps);
}

function read(ext: Ext, file: Inode, offset: number, length: number): Uint8Array {
  const { id, flags, size } = file;
  if (flags & FLAG.encrypted) throw new Error(`${ext.device.name}: inode ${id} is encrypted`);
  if (flags & FLAG.compressed && !(flags & FLAG.extents))
    throw new Error(`${ext.device.name}: inode ${id} is compressed`);
  const wanted = Math.max(0, Math.min(length, size - offset));
  if (flags & FLAG.inline) return inlineData(file).subarray(offset, offset + wanted);
  return readRuns(ext.device, runsOf(ext, file), offset, wanted);
}

/** Short ones stand in the inode, in place of the addresses of blocks. */
function readLink(ext: Ext, link: Inode): string {
  const { map, size, flags } = link;
  const isShort =
    size < map.length && !(flags & FLAG.inline) && !(flags & FLAG.extents && map.readUInt16LE(0) === EXTENTS);
  const bytes = isShort
    ? map.subarray(0, size)
    : read(ext, link, 0, Math.min(size, ext.superblock.blockSize));
  return Buffer.from(bytes).toString('utf8');
}
