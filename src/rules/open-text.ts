import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** Opening must not wait for the writer of a pipe. */
const OPEN = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** People write these files: more bytes are an accident or an attack. */
export const MAX_BYTES = 4 * 1024 * 1024;

/** Bytes that are read at once. */
const CHUNK = 64 * 1024;

/**
 * The bytes of a file that people wrote: rules, waivers, a configuration, a list of names. It is opened with the care of
 * what is scanned: neither a pipe nor a device that never ends can hold a run up.
 *
 * @param most bytes that it may have
 * @throws Error when it cannot be opened, is no file, or is larger than that
 */
export function readSmallFile(path: string, most = MAX_BYTES): Uint8Array {
  const file = openSync(path, OPEN);
  try {
    const stats = fstatSync(file);
    refuseWaiting(stats);
    if (stats.size > most) throw tooLarge(most);
    return readBounded(file, most);
  } finally {
    closeSync(file);
  }
}

/** A device that has an end, as `/dev/null`, is as good as a file. @throws Error when reading may wait for another */
function refuseWaiting(stats: Stats): void {
  if (stats.isDirectory()) throw new Error('it is a folder');
  if (stats.isFIFO() || stats.isSocket()) throw new Error('it is a pipe or a socket, not a file');
}

function readBounded(file: number, most: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const got = readSync(file, chunk, 0, CHUNK, null);
    if (got === 0) return Buffer.concat(chunks);
    length += got;
    if (length > most) throw tooLarge(most);
    chunks.push(chunk.subarray(0, got));
  }
}

function tooLarge(most: number): Error {
  return new Error(`the file is larger than ${most / 2 ** 20} MB`);
}
