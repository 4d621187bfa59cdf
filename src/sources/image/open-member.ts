import type { TarEntry } from '../../formats/archive/tar.ts';
import { limits } from '../../limits.ts';
import type { OpenFile } from '../../open-files.ts';
import { openRange, type Range } from './bytes.ts';
import type { Spool } from './spool.ts';

/** What a packed member is unpacked into: memory for most, and one file on disk, used again, for large ones. */
export interface Scratch {
  hold(entry: TarEntry): Promise<Held>;
  close(): void;
}

/** The content of one member, until the next one is held. */
interface Held {
  read(offset: number, length: number): Uint8Array;
}

/** Members up to this size are held in memory. */
const IN_MEMORY = 8 * 1024 * 1024;
/** What shows the kind of a file; of one beyond the limit nothing else is held. */
const HEAD = 64 * 1024;

/** Takes room when the first member needs it. */
export function newScratch(spool: Spool): Scratch {
  let memory = new Uint8Array(256 * 1024);
  let file: ReturnType<Spool['scratch']> | undefined;
  return {
    async hold(entry) {
      const { size } = entry;
      if (size > limits.file) return headOnly(entry);
      if (size > IN_MEMORY) {
        file ??= spool.scratch();
        return file.fill(entry.chunks());
      }
      if (memory.length < size) memory = new Uint8Array(Math.min(IN_MEMORY, size * 2));
      const length = await fillFrom(entry, memory.subarray(0, size));
      return { read: (offset, wanted) => memory.subarray(offset, Math.min(length, offset + wanted)) };
    },
    close: () => file?.close(),
  };
}

async function fillFrom(entry: TarEntry, room: Uint8Array): Promise<number> {
  let at = 0;
  for await (const chunk of entry.chunks()) {
    room.set(chunk.subarray(0, room.length - at), at);
    at = Math.min(room.length, at + chunk.length);
    if (at === room.length) break;
  }
  return at;
}

/** A file that is no program need not be read; one that is one is too large to be. */
async function headOnly(entry: TarEntry): Promise<Held> {
  const head = new Uint8Array(HEAD);
  await fillFrom(entry, head);
  return {
    read(offset, length) {
      if (offset + length > HEAD)
        throw new Error(`${entry.size} bytes, more than ${limits.file} (limit: file)`);
      return head.subarray(offset, offset + length);
    },
  };
}

/**
 * Opens a member of an archive for parts of it, before the next one is asked for.
 *
 * @param range where the archive lies as it is, if it does
 */
export function openMember(
  entry: TarEntry,
  range: Range | undefined,
  scratch: Scratch,
): (path: string) => OpenFile | Promise<OpenFile> {
  if (range && !entry.sparse) {
    const stored = { file: range.file, start: range.start + entry.offset, size: entry.size };
    return (path) => ({ path, size: entry.size, ...openRange(stored) });
  }
  let held: Promise<Held> | undefined;
  return async (path) => {
    held ??= scratch.hold(entry);
    const { read } = await held;
    return { path, size: entry.size, read, close() {} };
  };
}
