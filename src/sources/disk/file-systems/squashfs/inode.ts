import type { FileKind, FileNode } from '../../file-system.ts';
import { uint64 } from '../../little-endian.ts';
import { type Blocks, MetadataReader } from './blocks.ts';
import type { Superblock } from './superblock.ts';

/** Where the content of a file is. */
export interface FileContent {
  readonly start: number;
  /** The block that holds the end of the file with those of others; undefined when there is none. */
  readonly fragment: { readonly index: number; readonly offset: number } | undefined;
  /** Gives the lengths of its blocks, one after another. */
  readonly lengths: MetadataReader;
}

/** Where the names of a folder are. */
export interface FolderContent {
  readonly block: number;
  readonly offset: number;
  readonly length: number;
}

/** A file, folder or link. */
export interface SquashNode extends FileNode {
  readonly file?: FileContent;
  readonly folder?: FolderContent;
  readonly target?: string;
}

/** Types above 7 are the same with more fields. */
const TYPE = { folder: 1, file: 2, link: 3, longFolder: 8, longFile: 9, longLink: 10 };
const LAST_TYPE = 14;
const NO_FRAGMENT = 0xffffffff;
const MAX_TARGET = 65_536;

/** The kind that a number of a type means. */
export function kindOf(type: number): FileKind {
  if (type === TYPE.folder || type === TYPE.longFolder) return 'folder';
  if (type === TYPE.file || type === TYPE.longFile) return 'file';
  return type === TYPE.link || type === TYPE.longLink ? 'link' : 'other';
}

/** Reads an inode. Throws SyntaxError when it is damaged. */
export function readInode(
  blocks: Blocks,
  { inodes, blockSize }: Superblock,
  block: number,
  offset: number,
): SquashNode {
  const reader = new MetadataReader(blocks, inodes + block, offset);
  const head = reader.take(16);
  const type = head.getUint16(0, true);
  if (type === 0 || type > LAST_TYPE) throw new SyntaxError(`an inode is damaged: type ${type}`);
  // Its place, because the number that it gives itself need not be its own.
  const base = { kind: kindOf(type), size: 0, id: block * 65_536 + offset };
  if (base.kind === 'folder') return { ...base, folder: readFolder(reader, type) };
  if (base.kind === 'file') return { ...base, ...readFile(reader, type, blockSize) };
  if (base.kind !== 'link') return base;
  const length = reader.take(8).getUint32(4, true);
  if (length > MAX_TARGET) throw new SyntaxError(`a link is damaged: its target has ${length} bytes`);
  return { ...base, size: length, target: Buffer.from(reader.bytes(length)).toString('utf8') };
}

function readFolder(reader: MetadataReader, type: number): FolderContent {
  if (type === TYPE.folder) {
    const view = reader.take(16);
    return {
      block: view.getUint32(0, true),
      length: view.getUint16(8, true),
      offset: view.getUint16(10, true),
    };
  }
  const view = reader.take(24);
  return {
    block: view.getUint32(8, true),
    length: view.getUint32(4, true),
    offset: view.getUint16(18, true),
  };
}

function readFile(reader: MetadataReader, type: number, blockSize: number) {
  const isLong = type === TYPE.longFile;
  const view = reader.take(isLong ? 40 : 16);
  const start = isLong ? uint64(view, 0) : view.getUint32(0, true);
  const size = isLong ? uint64(view, 8) : view.getUint32(12, true);
  const index = view.getUint32(isLong ? 28 : 4, true);
  const offset = view.getUint32(isLong ? 32 : 8, true);
  const hasFragment = index !== NO_FRAGMENT && size % blockSize > 0;
  return { size, file: { start, fragment: hasFragment ? { index, offset } : undefined, lengths: reader } };
}
