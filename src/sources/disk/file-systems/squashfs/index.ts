import type { BlockDevice } from '../../device.ts';
import {
  type DirectoryEntry,
  entryName,
  type FileNode,
  type FileSystem,
  lookupByList,
} from '../../file-system.ts';
import { uint64, viewOf } from '../../little-endian.ts';
import { Blocks, compressor, MetadataReader } from './blocks.ts';
import { type FileContent, type FolderContent, kindOf, readInode, type SquashNode } from './inode.ts';
import { readSuperblock, type Superblock } from './superblock.ts';

/** The length of a folder counts `.` and `..`, which are not stored. */
const UNSTORED = 3;
const FRAGMENTS_PER_BLOCK = 512;
const MAX_ENTRIES = 256;

/** squashfs 4 with every compressor of mksquashfs. */
export function openSquashfs(device: BlockDevice): FileSystem | undefined {
  const superblock = readSuperblock(device);
  if (superblock === undefined) return undefined;
  const squashfs = new Squashfs(device, superblock);
  const list = (folder: FileNode) => squashfs.list(folder);
  return {
    type: 'squashfs',
    caseInsensitive: false,
    root: squashfs.root(),
    gaps: [],
    list,
    lookup: (folder, name) => lookupByList({ caseInsensitive: false, list }, folder, name),
    readLink: (link) => (link as SquashNode).target ?? '',
    read: (file, offset, length) => squashfs.read(file, offset, length),
  };
}

/** What is known of the blocks of the file that was read last: where each begins, and its length. */
interface OpenFile {
  readonly content: FileContent;
  readonly starts: number[];
  readonly lengths: number[];
}

class Squashfs {
  private readonly device: BlockDevice;
  private readonly superblock: Superblock;
  private readonly blocks: Blocks;
  private last: OpenFile | undefined;

  constructor(device: BlockDevice, superblock: Superblock) {
    this.device = device;
    this.superblock = superblock;
    this.blocks = new Blocks(device, compressor(superblock.compression));
  }

  root(): SquashNode {
    const { block, offset } = this.superblock.root;
    const root = readInode(this.blocks, this.superblock, block, offset);
    if (root.kind !== 'folder')
      throw new SyntaxError('the squashfs image is damaged: its root is not a folder');
    return root;
  }

  *list({ folder }: SquashNode): Generator<DirectoryEntry> {
    if (folder === undefined || folder.length <= UNSTORED) return;
    const reader = new MetadataReader(this.blocks, this.superblock.folders + folder.block, folder.offset);
    for (let left = folder.length - UNSTORED; left > 0; ) {
      const head = reader.take(12);
      left -= 12;
      const count = head.getUint32(0, true) + 1;
      const block = head.getUint32(4, true);
      if (count > MAX_ENTRIES) throw new SyntaxError(`a folder is damaged: a group of ${count} names`);
      for (let index = 0; index < count; index++) {
        const entry = reader.take(8);
        const bytes = reader.bytes(entry.getUint16(6, true) + 1);
        left -= 8 + bytes.length;
        yield this.entry(bytes, block, entry);
      }
      checkEnd(left, folder);
    }
  }

  private entry(bytes: Uint8Array, block: number, entry: DataView): DirectoryEntry {
    const name = entryName(bytes);
    if (name === undefined) throw new SyntaxError('a folder is damaged: an impossible name');
    const offset = entry.getUint16(0, true);
    return {
      name,
      kind: kindOf(entry.getUint16(4, true)),
      node: () => readInode(this.blocks, this.superblock, block, offset),
    };
  }

  read({ file, size }: SquashNode, offset: number, length: number): Uint8Array {
    if (file === undefined) throw new SyntaxError('this is not a file');
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    const { blockSize } = this.superblock;
    for (let done = 0; done < bytes.length; ) {
      const index = Math.floor((offset + done) / blockSize);
      const inside = offset + done - index * blockSize;
      const whole = Math.min(blockSize, size - index * blockSize);
      const part = Math.min(whole - inside, bytes.length - done);
      const block = this.block(file, index, whole);
      if (block) bytes.set(block.subarray(inside, inside + part), done);
      done += part;
    }
    return bytes;
  }

  /** A block of a file; undefined for zeros. */
  private block(file: FileContent, index: number, whole: number): Uint8Array | undefined {
    const { blockSize } = this.superblock;
    if (file.fragment && whole < blockSize) return this.fragment(file.fragment, whole);
    if (this.last?.content !== file) this.last = { content: file, starts: [file.start], lengths: [] };
    const { starts, lengths } = this.last;
    while (lengths.length <= index) {
      const length = file.lengths.take(4).getUint32(0, true);
      starts.push((starts.at(-1) as number) + (length & 0xffffff));
      lengths.push(length);
    }
    const stored = lengths[index] as number;
    if (stored === 0) return undefined;
    return this.blocks.dataAt(starts[index] as number, stored, blockSize, whole);
  }

  private fragment({ index, offset }: { index: number; offset: number }, length: number): Uint8Array {
    const { fragments, fragmentCount, blockSize } = this.superblock;
    if (index >= fragmentCount) throw new SyntaxError(`there is no fragment ${index}`);
    const pointer = this.device.read(fragments + 8 * Math.floor(index / FRAGMENTS_PER_BLOCK), 8);
    const reader = new MetadataReader(
      this.blocks,
      uint64(viewOf(pointer), 0),
      16 * (index % FRAGMENTS_PER_BLOCK),
    );
    const entry = reader.take(16);
    const block = this.blocks.dataAt(uint64(entry, 0), entry.getUint32(8, true), blockSize);
    if (offset + length > block.length) throw new SyntaxError(`fragment ${index} is too short`);
    return block.subarray(offset, offset + length);
  }
}

function checkEnd(left: number, { length }: FolderContent): void {
  if (left < 0) throw new SyntaxError(`a folder is damaged: its names have more than ${length} bytes`);
}
