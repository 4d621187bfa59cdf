import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { limits } from '../limits.ts';
import type { SourceFile } from '../types.ts';
import { CHANGED, settled } from './stamp.ts';

/** Opening must not wait for the writer of a pipe. */
const OPEN = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** Nor may it follow a link that was just swapped in. */
const OPEN_REAL = OPEN | (constants.O_NOFOLLOW ?? 0);

/**
 * The content of a regular file, to its end as it is now. A file that changes meanwhile is read again.
 *
 * @param real a path without links
 * @param most bytes to read at most; more is an error when `whole`
 * @throws Error when it is no regular file, may not be opened, is larger than the limit, or changes again and again
 */
export function readDisk(real: string, most: number, whole: boolean): Uint8Array {
  return steady(() => {
    const { value, changed } = opened(real, OPEN_REAL, (file, size) =>
      readToEnd(file, size, bufferFor, most, whole),
    );
    return { value, changed: changed && whole };
  });
}

/** What was read, and whether the file was another one when the end was met. */
interface Reading<Value> {
  readonly value: Value;
  readonly changed: boolean;
}

/** Times that a file is read which changes each time. */
const READINGS = 3;

function steady<Value>(read: () => Reading<Value>): Value {
  for (let time = 1; time <= READINGS; time++) {
    const { value, changed } = read();
    if (!changed) return value;
  }
  throw new Error(`${CHANGED}, ${READINGS} times`);
}

/** Opens a regular file, gives its number and its size, and closes it. */
function opened<Value>(
  path: string,
  flags: number,
  use: (file: number, size: number) => Value,
): Reading<Value> {
  const file = openSync(path, flags);
  try {
    const stats = settled(file);
    if (!stats.isFile()) throw new Error('not a regular file');
    const value = use(file, stats.size);
    const after = fstatSync(file);
    const isSame = after.size === stats.size && after.mtimeMs === stats.mtimeMs;
    return { value, changed: !isSame || stats.isBeingWritten };
  } finally {
    closeSync(file);
  }
}

/**
 * Files of `/proc` say that they are empty, so the size is a hint and the end of the file is the truth. A read that
 * had room for more and ends where the size says has met the end.
 */
function readToEnd(
  file: number,
  size: number,
  roomFor: (size: number) => Buffer,
  most: number,
  whole: boolean,
): Uint8Array {
  if (whole && size > most) throw new Error(tooLarge(size, most));
  let buffer = roomFor(Math.min(size, most));
  let length = 0;
  for (;;) {
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafeSlow(buffer.length * 2);
      buffer.copy(larger);
      buffer = larger;
    }
    const got = readSync(file, buffer, length, buffer.length - length, null);
    length += got;
    if (length > most && whole) throw new Error(tooLarge(length, most));
    if (got === 0 || length >= most + 1) break;
    if (length === size && length < buffer.length) break;
    if (!whole && length >= most) break;
  }
  return buffer.subarray(0, Math.min(length, most));
}

function bufferFor(expected: number): Buffer {
  return Buffer.allocUnsafeSlow(Math.max(expected + 1, 4096));
}

function tooLarge(size: number, most: number): string {
  return `${size} bytes, more than ${most} (limit: file)`;
}

/** Files up to this size are read once, for their head and their content. */
const SMALL = 1 << 20;

/** What is in a file. */
export interface Content extends Pick<SourceFile, 'bytes'> {
  /** The first bytes, as many as {@link limits} allow or as are asked for. */
  head(most?: number): Promise<Uint8Array>;
  /** Lets another file have the room. */
  letGo(): void;
}

/** How a file is read. */
export interface ContentOptions {
  /** Whether links on the way to it are meant, as when the caller named it. */
  readonly links?: boolean;
  /**
   * Whether what was given is of no use any more once the file is let go, so that the next one can have the room.
   */
  readonly lent?: boolean;
  /** Bytes of the file beyond which nothing of it is read, which is an error. */
  readonly most?: number;
}

/** The head and the content of a file. Both throw like {@link readDisk}. */
export function contentOf(
  path: string,
  { links = false, lent = false, most: largest = Number.POSITIVE_INFINITY }: ContentOptions = {},
): Content {
  let whole: Uint8Array | undefined;
  let room: Buffer | undefined;
  const roomFor = (size: number): Buffer => {
    if (!lent) return bufferFor(size);
    room = spares.pop() ?? Buffer.allocUnsafeSlow(SMALL + 1);
    return room;
  };
  const read = (most: number, isWhole: boolean): Uint8Array => {
    if (whole) return whole;
    return steady(() => {
      const { value, changed } = opened(path, links ? OPEN : OPEN_REAL, (file, size) => {
        if (size > largest) throw new Error(tooLarge(size, largest));
        if (size > SMALL) return readToEnd(file, size, bufferFor, most, isWhole);
        whole = readToEnd(file, size, roomFor, limits.file, true);
        return whole;
      });
      // The beginning of a log that grows is the same all the time.
      const isTorn = changed && (isWhole || whole !== undefined);
      if (isTorn) whole = undefined;
      return { value, changed: isTorn };
    });
  };
  return {
    head: async (most = limits.head) => read(most, false).subarray(0, most),
    bytes: async () => read(limits.file, true),
    letGo() {
      if (room && spares.length < MAX_SPARES) spares.push(room);
      whole = undefined;
      room = undefined;
    },
  };
}

/** Buffers for small files that are read one after the other: thousands of them were a fifth of a sweep. */
const spares: Buffer[] = [];
/** As many sources may be read side by side without a new one. */
const MAX_SPARES = 4;

/** Bytes of a regular file from an offset; fewer at its end. Throws like {@link readDisk}. */
export function readPart(real: string, offset: number, length: number): Uint8Array {
  const { value } = opened(real, OPEN_REAL, (file, size) => {
    const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, size - offset)));
    const got = buffer.length === 0 ? 0 : readSync(file, buffer, 0, buffer.length, offset);
    return buffer.subarray(0, got);
  });
  return value;
}
