import { constants, inflateRawSync } from 'node:zlib';
import { checkUnpacked } from '../../formats/archive/compression.ts';
import { crc32 } from '../../formats/archive/crc32.ts';
import { contentAt, type ZipEntry } from '../../formats/archive/zip.ts';
import { limits } from '../../limits.ts';
import type { OpenFile } from '../../open-files.ts';
import { openRange, type Range } from './bytes.ts';
import { tooLarge } from './spool.ts';
import type { Content } from './tree.ts';

/** Unpacked when somebody asks, and then each time: a manifest is read once. */
export function zipContent(entry: ZipEntry, range: Range): Content {
  const open = (path: string) => openEntry(entry, range, path);
  if (entry.size > limits.file) return { ...tooLarge(entry.size), open };
  return {
    size: entry.size,
    read: (most) => contentBytes(entry, range).subarray(0, most),
    open,
  };
}

/** Packed bytes that give the beginning of a file, which shows what it is. */
const FIRST_PACKED = 4096;

/** What is stored is read in place. Of what is packed the beginning is unpacked alone, and all of it for anything more. */
function openEntry(entry: ZipEntry, range: Range, path: string): OpenFile {
  if (entry.problem !== undefined) throw new Error(entry.problem);
  const { size, packedSize } = entry;
  const archive = openRange(range);
  const start = contentAt(entry, archive.read);
  const close = () => archive.close();
  if (entry.method === 'stored') {
    const read = (offset: number, length: number) =>
      archive.read(start + offset, Math.max(0, Math.min(length, size - offset)));
    return { path, size, read, close };
  }
  const beginning = inflateBeginning(archive.read(start, Math.min(FIRST_PACKED, packedSize)));
  let whole: Uint8Array | undefined;
  return {
    path,
    size,
    read(offset, length) {
      const end = Math.min(size, offset + length);
      if (end <= beginning.length) return beginning.subarray(offset, end);
      if (size > limits.file) throw new Error(`${size} bytes, more than ${limits.file} (limit: file)`);
      whole ??= contentBytes(entry, range);
      return whole.subarray(offset, end);
    },
    close,
  };
}

function inflateBeginning(packed: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    // Whoever wants the whole learns what is wrong with it.
    return new Uint8Array();
  }
}

function contentBytes(entry: ZipEntry, range: Range): Uint8Array {
  if (entry.problem !== undefined) throw new Error(entry.problem);
  const open = openRange(range);
  try {
    const packed = open.read(contentAt(entry, open.read), entry.packedSize);
    if (packed.length < entry.packedSize) throw new SyntaxError('the archive is truncated inside this file');
    checkUnpacked(entry.packedSize, entry.size);
    const bytes = entry.method === 'stored' ? packed : inflate(packed, entry.size);
    if (bytes.length !== entry.size)
      throw new SyntaxError(`${bytes.length} bytes, and the archive says ${entry.size}`);
    if (crc32(bytes) !== entry.crc)
      throw new SyntaxError('the checksum in the archive is not that of the content');
    return bytes;
  } finally {
    open.close();
  }
}

function inflate(packed: Uint8Array, size: number): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(`the compressed data is damaged: ${reason}`);
  }
}
