import type { Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** Bytes that are read at once. */
const CHUNK = 1 << 20;
/** V8 holds no longer text. */
export const MAX_LENGTH = 500_000_000;

/** A line of a file. */
export interface Line {
  readonly text: string;
  /** Whether its end is there. */
  readonly ended: boolean;
}

/**
 * The lines of a file of any size.
 *
 * @param hash is given all bytes that the lines are made of
 * @throws Error when it cannot be opened, or a line is longer than a text can be
 */
export function* linesOf(path: string, hash?: Hash): Generator<Line> {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    refuseStrange(path, file);
    const chunk = Buffer.alloc(CHUNK);
    const decoder = new StringDecoder('utf8');
    let pieces: string[] = [];
    let length = 0;
    for (let got = readSync(file, chunk); got > 0; got = readSync(file, chunk)) {
      hash?.update(chunk.subarray(0, got));
      const parts = decoder.write(chunk.subarray(0, got)).split('\n');
      for (const part of parts.slice(0, -1)) {
        yield { text: pieces.join('') + part, ended: true };
        pieces = [];
        length = 0;
      }
      const rest = parts.at(-1) ?? '';
      pieces.push(rest);
      length += rest.length;
      if (length > MAX_LENGTH) throw new Error(`${path}: a line of more than ${MAX_LENGTH} characters`);
    }
    const last = pieces.join('') + decoder.end();
    if (last !== '') yield { text: last, ended: false };
  } finally {
    closeSync(file);
  }
}

/** A report begins with `{`, a line of a journal with a checksum: a device or an empty disk is reported at once. */
const BEGINNING = /^[\s\uFEFF]*(?:$|\{|[0-9a-f])/u;

/** @throws Error when reading may wait for another process, or this cannot be a report */
function refuseStrange(path: string, file: number): void {
  const stats = fstatSync(file);
  if (stats.isDirectory()) throw new Error(`${path}: it is a folder`);
  if (!stats.isFile()) throw new Error(`${path}: it is not a regular file`);
  const head = Buffer.alloc(64);
  const got = readSync(file, head, 0, head.length, 0);
  if (!BEGINNING.test(head.toString('utf8', 0, got)))
    throw new Error(`${path}: no report: it begins otherwise`);
}
