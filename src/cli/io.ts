import { EventEmitter } from 'node:events';
import { fstatSync, type Stats, statSync, writeSync } from 'node:fs';
import type { Io, Output } from '../types.ts';

/**
 * What a process is connected to. Where its output is a file, a pipe or nothing at all it is written to directly:
 * the runtime would load its streams for it, which takes longer than many a scan.
 */
export function standardIo(): Io {
  let stdout: Output | undefined;
  return {
    env: process.env,
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      stdout ??= isPlain(STANDARD_OUTPUT) ? plainOutput(STANDARD_OUTPUT) : process.stdout;
      return stdout;
    },
    get stderr() {
      return process.stderr;
    },
  };
}

const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;

/** Writes to standard error by the shortest way, when the process is about to end. */
export function writeFatal(text: string): void {
  writeSync(STANDARD_ERROR, text);
}

/** Whether writing there needs neither a terminal's size nor a socket's patience. */
function isPlain(file: number): boolean {
  // Pipes of Windows are another thing.
  if (process.platform === 'win32') return false;
  try {
    const stats = fstatSync(file);
    return stats.isFile() || stats.isFIFO() || (stats.isCharacterDevice() && isLikeNull(stats));
  } catch {
    return false;
  }
}

/** Devices of one driver differ in the lowest byte: `/dev/null` and `/dev/full` are of one, terminals of others. */
function isLikeNull({ rdev }: Stats): boolean {
  return rdev >> 8 === statSync('/dev/null').rdev >> 8;
}

/** Milliseconds until a full pipe that must not be waited for is tried again. */
const PAUSE = 2;

/**
 * Writes to an open file at once.
 *
 * @throws Error of the file system, but for a pipe that its reader closed: what it did not want is dropped
 */
function plainOutput(file: number): Output {
  let isClosed = false;
  const written = (bytes: Buffer, at: number): number => {
    try {
      return isClosed ? bytes.length - at : writeSync(file, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') isClosed = true;
      else if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
      else throw error;
      return 0;
    }
  };
  const write = (text: string): true => {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += written(bytes, at);
    return true;
  };
  return Object.assign(new EventEmitter(), { write });
}
