import { type Dirent, readdirSync } from 'node:fs';

/** A name in a folder. A listing describes most what they are, which saves a look at each: not a link, nor a device. */
export interface Entry {
  readonly name: string;
  readonly kind?: 'file' | 'folder';
}

/**
 * Folders of a tree that were listed. What is not in a list is not there: a folder is asked for the places of many
 * readers, and most of them are not there.
 */
export interface Listings {
  /**
   * What a folder holds, sorted by name, and remembers it.
   *
   * @throws Error when it cannot be listed
   */
  list(folder: string): readonly Entry[];
  isKnown(folder: string): boolean;
  /** What a remembered folder has under a name: null for nothing. Undefined where it is not remembered. */
  find(folder: string, name: string): Entry | null | undefined;
}

/** Remembers lists of folders below a root, by the paths from there without links. */
export function newListings(root: string): Listings {
  const known = new Map<string, readonly Entry[]>();
  const byName = new Map<string, ReadonlyMap<string, Entry>>();
  return {
    list(folder) {
      const entries = known.get(folder) ?? listed(folder === '' ? root || '/' : `${root}/${folder}`);
      known.set(folder, entries);
      return entries;
    },
    isKnown: (folder) => known.has(folder),
    find(folder, name) {
      const entries = known.get(folder);
      if (!entries) return undefined;
      // Most folders of a host have a few names: a map of them costs more than it saves.
      if (entries.length <= MAX_SEARCHED) return entries.find((entry) => entry.name === name) ?? null;
      const names = byName.get(folder) ?? new Map(entries.map((entry) => [entry.name, entry]));
      byName.set(folder, names);
      return names.get(name) ?? null;
    },
  };
}

const MAX_SEARCHED = 8;

/**
 * What a folder holds, sorted by name.
 *
 * @param real the path on this machine
 * @throws Error when it cannot be listed
 */
export function listed(real: string): Entry[] {
  return readdirSync(real, { withFileTypes: true }).map(entryOf).sort(byName);
}

function entryOf(entry: Dirent): Entry {
  const { name } = entry;
  if (entry.isFile()) return { name, kind: 'file' };
  return entry.isDirectory() ? { name, kind: 'folder' } : { name };
}

function byName(a: Entry, b: Entry): number {
  return a.name < b.name ? -1 : 1;
}
