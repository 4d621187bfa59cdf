import type { Stats } from 'node:fs';

/** Why nothing that was read of a file can be relied on: it is of two moments. */
export const CHANGED = 'it changed while it was being read';

/** What shows that a file was written to or replaced. */
export function stampOf({ ino, size, mtimeMs }: Pick<Stats, 'ino' | 'size' | 'mtimeMs'>): string {
  return `${ino} ${size} ${mtimeMs}`;
}
