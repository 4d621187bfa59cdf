import type { BlockDevice } from '../../device.ts';
import type { FileKind, FileNode } from '../../file-system.ts';
import { uint64, viewOf } from '../../little-endian.ts';

/** What the superblock says. */
export interface ErofsGeometry {
  readonly device: BlockDevice;
  readonly blockSize: number;
  /** Where inodes are counted from, in bytes. */
  readonly inodes: number;
}

/** A file, folder or link. */
export interface ErofsNode extends FileNode {
  readonly layout: number;
  /** The first block, or how the chunks are stored. */
  readonly start: number;
  /** Where on the device the inode and its extended attributes end. */
  readonly end: number;
}

/** How a content is stored. */
export const LAYOUT = { plain: 0, packed: 1, inline: 2, packedCompact: 3, chunks: 4 };

const INODE_UNIT = 32;
const MODE = { mask: 0xf000, file: 0x8000, folder: 0x4000, link: 0xa000 };

/** Reads an inode. Throws SyntaxError when it is damaged. */
export function readInode({ device, inodes }: ErofsGeometry, number: number): ErofsNode {
  const at = inodes + number * INODE_UNIT;
  const format = viewOf(device.read(at, 2)).getUint16(0, true);
  const isExtended = (format & 1) !== 0;
  const length = isExtended ? 64 : 32;
  const view = viewOf(device.read(at, length));
  const layout = (format >> 1) & 7;
  if (layout > LAYOUT.chunks || format >> 4 !== 0)
    throw new SyntaxError(`inode ${number} is damaged: format ${format}`);
  const attributes = view.getUint16(2, true);
  const size = isExtended ? uint64(view, 8) : view.getUint32(8, true);
  return {
    kind: kindOf(view.getUint16(4, true)),
    size,
    id: number,
    layout,
    start: view.getUint32(16, true),
    end: at + length + (attributes === 0 ? 0 : 12 + 4 * (attributes - 1)),
  };
}

function kindOf(mode: number): FileKind {
  const type = mode & MODE.mask;
  if (type === MODE.folder) return 'folder';
  if (type === MODE.link) return 'link';
  return type === MODE.file ? 'file' : 'other';
}
