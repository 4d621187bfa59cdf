import { limits } from '../../../../limits.ts';
import { bufferOf } from '../../bytes.ts';
import { type DirectoryEntry, entryName, type FileKind } from '../../file-system.ts';
import { runsOf } from './blocks.ts';
import { type Ext, FLAG, type Inode, inlineData, inodeOf } from './inode.ts';
import { INCOMPAT } from './superblock.ts';

const KINDS: readonly (FileKind | undefined)[] = [
  undefined,
  'file',
  'folder',
  'other',
  'other',
  'other',
  'other',
  'link',
];

/**
 * The names in a folder, hashed or not: a hashed one keeps its index in entries that look free.
 *
 * @throws SyntaxError for damage, after what was read before it
 * @see https://docs.kernel.org/filesystems/ext4/dynamic.html#directory-entries
 */
export function* listFolder(ext: Ext, folder: Inode): Generator<DirectoryEntry> {
  if (folder.flags & FLAG.encrypted) throw new Error(`${ext.device.name}: folder ${folder.id} is encrypted`);
  const what = `${ext.device.name}: folder ${folder.id}`;
  if (folder.flags & FLAG.inline) {
    const bytes = bufferOf(inlineData(folder));
    yield* entries(ext, what, bytes.subarray(4, Math.min(60, bytes.length)));
    if (bytes.length > 60) yield* entries(ext, what, bytes.subarray(60));
    return;
  }
  const { blockSize } = ext.superblock;
  let read = 0;
  for (const { at, length, start } of runsOf(ext, folder)) {
    if (start === undefined) continue;
    for (let done = 0; done < length && at + done < folder.size; done += blockSize) {
      read += blockSize;
      if (read > limits.folderBytes)
        throw new SyntaxError(`${what}: larger than ${limits.folderBytes} bytes (limit: folderBytes)`);
      yield* entries(ext, what, bufferOf(ext.device.read(start + done, blockSize)));
    }
  }
}

function* entries(ext: Ext, what: string, block: Buffer): Generator<DirectoryEntry> {
  const hasKind = (ext.superblock.incompat & INCOMPAT.fileType) !== 0;
  for (let at = 0; at + 8 <= block.length; ) {
    const inode = block.readUInt32LE(at);
    const length = recordLength(block.readUInt16LE(at + 4), block.length);
    const nameLength = hasKind ? (block[at + 6] ?? 0) : block.readUInt16LE(at + 6);
    if (
      length < 8 ||
      length % 4 !== 0 ||
      at + length > block.length ||
      (inode !== 0 && 8 + nameLength > length)
    )
      throw new SyntaxError(`${what}: an entry is damaged`);
    if (inode !== 0) {
      const bytes = block.subarray(at + 8, at + 8 + nameLength);
      const name = entryName(bytes);
      const kind = hasKind ? KINDS[block[at + 7] ?? 0] : undefined;
      if (name !== undefined) yield { name, ...(kind ? { kind } : {}), node: () => inodeOf(ext, inode) };
      else if (!isDots(bytes))
        ext.gap(`folder ${what.slice(what.lastIndexOf(' ') + 1)} holds a name that cannot be`);
    }
    at += length;
  }
}

function isDots(name: Uint8Array): boolean {
  return name.length > 0 && name.length <= 2 && name.every((byte) => byte === 0x2e);
}

/** Blocks of 64 KiB are longer than the number can say. */
function recordLength(stored: number, blockSize: number): number {
  if (blockSize < 65536) return stored;
  return stored === 65535 || stored === 0 ? 65536 : (stored & 65532) | ((stored & 3) << 16);
}
