import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { compressionOf, unpacked } from '../../formats/archive/compression.ts';

/** Bytes that can be read from their beginning again and again. */
export interface Bytes {
  chunks(): AsyncIterable<Uint8Array>;
  /** Where they lie on disk as they are, so that any place of them can be reached. */
  readonly range?: Range;
}

/** A part of a file on this machine. */
export interface Range {
  readonly file: string;
  readonly start: number;
  readonly size: number;
}

const PIECE = 1024 * 1024;

/** A part of a file. */
export function rangeBytes(range: Range): Bytes {
  return { range, chunks: () => rangeChunks(range) };
}

/** The same bytes, unpacked when they are packed. */
export function plainBytes(bytes: Bytes, head: Uint8Array): Bytes {
  const compression = compressionOf(head);
  return compression ? { chunks: () => unpacked(compression, bytes.chunks()) } : bytes;
}

/** At most `most` bytes from the front. */
export async function headOf(bytes: Bytes, most: number): Promise<Uint8Array> {
  if (bytes.range) return readRange({ ...bytes.range, size: Math.min(bytes.range.size, most) });
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes.chunks()) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= most) break;
  }
  return Buffer.concat(parts).subarray(0, most);
}

/** A file that is open, to be read at any place. */
export interface OpenRange {
  /** Fewer bytes than asked only at the end. */
  readonly read: (at: number, length: number) => Uint8Array;
  /** The same; the bytes hold until the next call. */
  readonly glance: (at: number, length: number) => Uint8Array;
  close(): void;
}

/** Opens the file of a range; places are counted from the start of the range. */
export function openRange({ file, start, size }: Range): OpenRange {
  const handle = openSync(file, 'r');
  let shared = Buffer.alloc(0);
  const fill = (buffer: Buffer, at: number) => {
    let got = 0;
    while (got < buffer.length) {
      const part = readSync(handle, buffer, got, buffer.length - got, start + at + got);
      if (part === 0) break;
      got += part;
    }
    return buffer.subarray(0, got);
  };
  const within = (at: number, length: number) => Math.max(0, Math.min(length, size - at));
  return {
    read: (at, length) => fill(Buffer.allocUnsafeSlow(within(at, length)), at),
    glance(at, length) {
      const wanted = within(at, length);
      if (shared.length < wanted) shared = Buffer.allocUnsafeSlow(wanted);
      return fill(shared.subarray(0, wanted), at);
    },
    close: () => closeSync(handle),
  };
}

/** The whole of a range. */
export function readRange(range: Range): Uint8Array {
  const open = openRange(range);
  try {
    return open.read(0, range.size);
  } finally {
    open.close();
  }
}

async function* rangeChunks(range: Range): AsyncGenerator<Uint8Array> {
  const open = openRange(range);
  try {
    for (let at = 0; at < range.size; ) {
      const part = open.read(at, PIECE);
      if (part.length === 0) return;
      at += part.length;
      yield part;
    }
  } finally {
    open.close();
  }
}

/** The range that is a whole file. */
export function wholeFile(file: string): Range {
  const handle = openSync(file, 'r');
  try {
    return { file, start: 0, size: fstatSync(handle).size };
  } finally {
    closeSync(handle);
  }
}
