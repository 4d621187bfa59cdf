import { uuidOf } from '../../bytes.ts';
import type { BlockDevice } from '../../device.ts';
import {
  type DirectoryEntry,
  entryName,
  type FileKind,
  type FileNode,
  type FileSystem,
  lookupByList,
} from '../../file-system.ts';
import { uint64, viewOf } from '../../little-endian.ts';
import { readContent } from './content.ts';
import { type ErofsGeometry, type ErofsNode, LAYOUT, readInode } from './inode.ts';
import { openPacked } from './packed.ts';

const SUPERBLOCK = 1024;
const MAGIC = 0xe0f5e1e2;
const DIRENT = 12;
const MAX_FOLDER = 256 * 1024 * 1024;
const MAX_TARGET = 65_536;
const KINDS: Readonly<Record<number, FileKind>> = { 1: 'file', 2: 'folder', 7: 'link' };

/**
 * EROFS with files that are plain, inline, in chunks, or compressed by LZ4. Other compression is an error when a file
 * is read.
 *
 * @see https://docs.kernel.org/filesystems/erofs.html
 */
export function openErofs(device: BlockDevice): FileSystem | undefined {
  if (device.size < SUPERBLOCK + 128) return undefined;
  const bytes = device.read(SUPERBLOCK, 128);
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== MAGIC) return undefined;
  const bits = view.getUint8(12);
  if (bits < 9 || bits > 16)
    throw new SyntaxError(`the EROFS superblock is damaged: blocks of 2^${bits} bytes`);
  if (view.getUint8(90) !== 0) throw new Error('EROFS with larger blocks of folders is not read');
  const blockSize = 2 ** bits;
  const geometry = { device, blockSize, inodes: view.getUint32(40, true) * blockSize };
  const root = readInode(geometry, view.getUint16(14, true));
  if (root.kind !== 'folder') throw new SyntaxError('the EROFS image is damaged: its root is not a folder');
  const label = Buffer.from(bytes.subarray(64, 80)).toString('utf8').replace(/\0.*$/su, '');
  const list = (folder: FileNode) => listOf(geometry, folder as ErofsNode);
  return {
    type: 'erofs',
    ...(label === '' ? {} : { label }),
    uuid: uuidOf(bytes.subarray(48, 64)),
    caseInsensitive: false,
    root,
    gaps: [],
    list,
    lookup: (folder, name) => lookupByList({ caseInsensitive: false, list }, folder, name),
    readLink: (link) =>
      Buffer.from(readContent(geometry, link as ErofsNode, 0, Math.min(link.size, MAX_TARGET))).toString(
        'utf8',
      ),
    read: contentReader(geometry),
  };
}

/** Reads files; the index of the compressed one that was read last is kept. */
function contentReader(geometry: ErofsGeometry): FileSystem['read'] {
  let last: { readonly file: FileNode; readonly read: ReturnType<typeof openPacked> } | undefined;
  return (file, offset, length) => {
    const node = file as ErofsNode;
    const isPacked = node.layout === LAYOUT.packed || node.layout === LAYOUT.packedCompact;
    if (!isPacked) return readContent(geometry, node, offset, length);
    if (last?.file !== file) last = { file, read: openPacked(geometry, node) };
    return last.read(offset, Math.max(0, Math.min(length, node.size - offset)));
  };
}

function* listOf(geometry: ErofsGeometry, folder: ErofsNode): Generator<DirectoryEntry> {
  const { blockSize } = geometry;
  if (folder.size > MAX_FOLDER) throw new SyntaxError(`a folder is damaged: it has ${folder.size} bytes`);
  for (let start = 0; start < folder.size; start += blockSize) {
    const block = readContent(geometry, folder, start, Math.min(blockSize, folder.size - start));
    yield* entriesIn(geometry, block);
  }
}

/** Entries stand at the start of a block, their names after them. */
function* entriesIn(geometry: ErofsGeometry, block: Uint8Array): Generator<DirectoryEntry> {
  const view = viewOf(block);
  const names = block.length < DIRENT ? 0 : view.getUint16(8, true);
  if (names < DIRENT || names % DIRENT !== 0 || names > block.length)
    throw new SyntaxError(`a folder is damaged: names at ${names}`);
  for (let at = 0; at < names; at += DIRENT) {
    const start = view.getUint16(at + 8, true);
    const end = at + DIRENT < names ? view.getUint16(at + DIRENT + 8, true) : block.length;
    if (start > end || end > block.length)
      throw new SyntaxError('a folder is damaged: a name leaves its block');
    const bytes = block.subarray(start, end);
    const zero = bytes.indexOf(0);
    const text = zero < 0 ? bytes : bytes.subarray(0, zero);
    const isSelf = text[0] === 0x2e && (text.length === 1 || (text.length === 2 && text[1] === 0x2e));
    if (isSelf) continue;
    const name = entryName(text);
    if (name === undefined) throw new SyntaxError('a folder is damaged: an impossible name');
    const number = uint64(view, at);
    yield { name, kind: KINDS[view.getUint8(at + 10)] ?? 'other', node: () => readInode(geometry, number) };
  }
}
