import { fstatSync, type Stats } from 'node:fs';

/** Why nothing that was read of a file can be relied on: it is of two moments. */
export const CHANGED = 'it changed while it was being read';

/** What shows that a file was written to or replaced. */
export function stampOf({ ino, size, mtimeMs }: Pick<Stats, 'ino' | 'size' | 'mtimeMs'>): string {
  return `${ino} ${size} ${mtimeMs}`;
}

/** Milliseconds between two ticks of the clock by which file systems give times: two writes in one tick look like one. */
const TICK = 10;

/**
 * The state of an open file. If it was written to in this very tick, that is waited for, so that the next write shows.
 *
 * @see https://git-scm.com/docs/racy-git
 */
export function settled(file: number): Stats & { readonly isBeingWritten: boolean } {
  let stats = fstatSync(file);
  if (isFresh(stats)) {
    Atomics.wait(SLEEP, 0, 0, TICK + 1 - Math.max(0, Date.now() - stats.mtimeMs));
    stats = fstatSync(file);
  }
  return Object.assign(stats, { isBeingWritten: isFresh(stats) });
}

const SLEEP = new Int32Array(new SharedArrayBuffer(4));

/** Files of `/proc` are always of now and say that they are empty; an empty list is reported anyway. */
function isFresh({ mtimeMs, size }: Stats): boolean {
  return size > 0 && Math.abs(Date.now() - mtimeMs) <= TICK;
}
