import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { limits } from '../limits.ts';
import type { Entry, Listings } from './listings.ts';

/** Where a path inside a root really is: links are followed as a process whose root this is would. */
export interface Place {
  /** The path on this machine. */
  readonly real: string;
  /** The path from the root after all links, `/` separated. */
  readonly path: string;
  readonly folder: boolean;
  /** A file with content of its own: no pipe, device or socket. */
  readonly regular: boolean;
  /** In bytes, where it was looked at. */
  readonly size?: number;
}

/**
 * Resolves a path inside a root. Absolute links start at the root again and `..` cannot climb out of it, so
 * no link of a scanned machine leads to a file of this one.
 *
 * @param listings what is known of folders on the way
 * @returns undefined when nothing is there
 * @throws Error when links go round in circles or a folder on the way may not be entered
 */
export function resolveIn(root: string, path: string, listings?: Listings): Place | undefined {
  if (listings && isMissing(path, listings)) return undefined;
  const done: string[] = [];
  const todo = path.split('/').reverse();
  let followed = 0;
  let stats: Stats | undefined;
  let entry: Entry | null | undefined;
  while (todo.length > 0) {
    const name = todo.pop() ?? '';
    if (name === '' || name === '.') continue;
    if (name === '..') {
      done.pop();
      stats = undefined;
      entry = undefined;
      continue;
    }
    entry = listings?.find(done.join('/'), name);
    if (entry === null) return undefined;
    if (entry?.kind !== undefined) {
      done.push(name);
      continue;
    }
    const at = lstatOf(joined(root, [...done, name]));
    if (!at) return undefined;
    stats = at;
    done.push(name);
    if (!stats.isSymbolicLink()) continue;
    if (++followed > limits.links)
      throw new Error(`more than ${limits.links} links on the way (limit: links)`);
    const target = readlinkSync(joined(root, done));
    done.pop();
    if (target.startsWith('/')) done.length = 0;
    todo.push(...target.split('/').reverse());
  }
  const real = joined(root, done);
  if (entry?.kind !== undefined)
    return { real, path: done.join('/'), folder: entry.kind === 'folder', regular: entry.kind === 'file' };
  return place(real, done.join('/'), !stats || stats.isSymbolicLink() ? lstatSync(real) : stats);
}

/**
 * Whether the list of a folder says that a name is not there. Most of what is looked for is not, and a folder is listed by
 * its path without links, so that nothing on the way has to be resolved.
 */
function isMissing(path: string, listings: Listings): boolean {
  const end = path.lastIndexOf('/');
  const name = path.slice(end + 1);
  if (name === '' || name === '.' || name === '..') return false;
  return listings.find(end < 0 ? '' : path.slice(0, end), name) === null;
}

/**
 * The same for a name in a folder that was resolved already: one look where it is no link.
 *
 * @returns null where a link leads nowhere: unlike a name that is not there, it was meant to be something
 */
export function resolveFrom(root: string, folder: string, name: string): Place | null | undefined {
  const path = folder === '' ? name : `${folder}/${name}`;
  const real = `${root}/${path}`;
  const stats = lstatOf(real);
  return stats?.isSymbolicLink() ? (resolveIn(root, path) ?? null) : stats && place(real, path, stats);
}

function place(real: string, path: string, stats: Stats): Place {
  return { real, path, folder: stats.isDirectory(), regular: stats.isFile(), size: stats.size };
}

function joined(root: string, names: readonly string[]): string {
  return names.length === 0 ? root || '/' : `${root}/${names.join('/')}`;
}

function lstatOf(path: string): Stats | undefined {
  // A manifest may ask for any name; the system has none with a zero byte in it.
  if (path.includes('\0')) return undefined;
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A file where a folder should be is nothing there; all else is a reason to report.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}
