import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '../../limits.ts';
import { type TemporaryFolder, temporaryFolder } from '../../own-process/temporary-folder.ts';
import { type Range, readRange } from './bytes.ts';
import type { Content } from './tree.ts';

/** A folder of our own that nobody else may read, for what cannot be read a second time. */
export interface Spool {
  /** Writes all of it to a file. */
  save(chunks: AsyncIterable<Uint8Array>): Promise<Range>;
  /** Keeps the content of a file: in memory while that is little, then on disk. */
  keep(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Content>;
  /** A file whose content is replaced again and again. */
  scratch(): ScratchFile;
  close(): void;
}

/** Room on disk for one content at a time. */
export interface ScratchFile {
  fill(chunks: AsyncIterable<Uint8Array>): Promise<{ read(offset: number, length: number): Uint8Array }>;
  close(): void;
}

/** Contents that are kept in memory; more of them go to disk. */
const IN_MEMORY = 48 * 1024 * 1024;

/** Nothing is written before it is needed. */
export function newSpool(): Spool {
  let folder: TemporaryFolder | undefined;
  let files = 0;
  let inMemory = 0;
  const remove = () => {
    folder?.remove();
    folder = undefined;
  };
  const fresh = () => {
    if (folder === undefined) {
      folder = temporaryFolder();
      process.once('exit', remove);
    }
    return join(folder.path, String(files++));
  };
  let kept: Writer | undefined;
  return {
    async save(chunks) {
      const writer = openWriter(fresh());
      try {
        for await (const chunk of chunks) writer.write(chunk);
      } finally {
        writer.close();
      }
      return { file: writer.file, start: 0, size: writer.size() };
    },
    async keep(chunks, size) {
      if (size > limits.file) return tooLarge(size);
      inMemory += size;
      if (inMemory <= IN_MEMORY) return memoryContent(await gathered(chunks, size));
      kept ??= openWriter(fresh());
      const start = kept.size();
      for await (const chunk of chunks) kept.write(chunk);
      return rangeContent({ file: kept.file, start, size: kept.size() - start });
    },
    scratch: () => scratchFile(fresh()),
    close() {
      kept?.close();
      process.off('exit', remove);
      remove();
    },
  };
}

/** A description of our own making, kept where those of an archive are. */
export async function keptJson(spool: Spool, value: unknown): Promise<Range> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(JSON.stringify(value));
  }
  return spool.save(once());
}

interface Writer {
  readonly file: string;
  write(chunk: Uint8Array): void;
  size(): number;
  close(): void;
}

function openWriter(file: string): Writer {
  const handle = openSync(file, 'wx', 0o600);
  let size = 0;
  let open = true;
  return {
    file,
    size: () => size,
    write(chunk) {
      // Disks are mostly zeros, which need no room.
      if (!isZero(chunk)) {
        for (let at = 0; at < chunk.length; )
          at += writeSync(handle, chunk, at, chunk.length - at, size + at);
      }
      size += chunk.length;
    },
    close() {
      if (open) {
        ftruncateSync(handle, size);
        closeSync(handle);
      }
      open = false;
    },
  };
}

function scratchFile(file: string): ScratchFile {
  const handle = openSync(file, 'wx+', 0o600);
  return {
    async fill(chunks) {
      ftruncateSync(handle, 0);
      let size = 0;
      for await (const chunk of chunks) {
        for (let at = 0; at < chunk.length; )
          at += writeSync(handle, chunk, at, chunk.length - at, size + at);
        size += chunk.length;
      }
      return {
        read(offset, length) {
          const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
          return buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, offset));
        },
      };
    },
    close: () => closeSync(handle),
  };
}

function isZero(chunk: Uint8Array): boolean {
  if (chunk[0] !== 0) return false;
  for (let at = 0; at < chunk.length; at += ZEROS.length) {
    const part = chunk.subarray(at, at + ZEROS.length);
    if (ZEROS.compare(part, 0, part.length, 0, part.length) !== 0) return false;
  }
  return true;
}

const ZEROS = Buffer.alloc(64 * 1024);

async function gathered(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  const whole = new Uint8Array(size);
  let at = 0;
  for await (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole.subarray(0, at);
}

function memoryContent(bytes: Uint8Array): Content {
  return { size: bytes.length, read: (most) => bytes.subarray(0, most) };
}

/** A file that lies on disk as it is. */
export function rangeContent(range: Range): Content {
  if (range.size > limits.file) return tooLarge(range.size);
  return {
    size: range.size,
    read: (most) => readRange(most === undefined ? range : { ...range, size: Math.min(range.size, most) }),
  };
}

/** A file beyond the limit: it is there, and cannot be read. */
export function tooLarge(size: number): Content {
  const reason = `${size} bytes, more than ${limits.file} (limit: file)`;
  return {
    size,
    read() {
      throw new Error(reason);
    },
  };
}
