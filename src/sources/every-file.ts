import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { limits } from '../limits.ts';
import type { FileSearch, OpenFile, WalkedFile } from '../open-files.ts';
import type { Listings } from './listings.ts';
import { type Place, resolveIn } from './root.ts';

/** Opening must neither wait for the writer of a pipe nor follow a link that was just swapped in. */
const OPEN = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** Folders of a running Linux that hold no files of a disk. */
const NOT_ON_DISK = new Set(['proc', 'sys', 'dev', 'run']);

/**
 * Opens a regular file for parts of it. One opening serves all of them: looking up the path costs more than reading.
 *
 * @param real a path without links
 * @returns undefined for what is not a regular file
 * @throws Error when it may not be opened
 */
function openReal(real: string, path: string): OpenFile | undefined {
  const file = openSync(real, OPEN);
  try {
    const stats = fstatSync(file);
    if (stats.isFile()) {
      return {
        path,
        size: stats.size,
        read: (offset, length) => partOf(file, offset, Math.min(length, stats.size - offset)),
        close: () => closeSync(file),
      };
    }
  } catch (error) {
    closeSync(file);
    throw error;
  }
  closeSync(file);
  return undefined;
}

function partOf(file: number, offset: number, length: number): Uint8Array {
  if (length <= 0) return new Uint8Array();
  const buffer = Buffer.allocUnsafe(length);
  const got = readSync(file, buffer, 0, length, offset);
  return buffer.subarray(0, got);
}

/**
 * Walks over every file below a root, links not followed, folders in the order of the disk. Of a folder that may not be
 * listed the reason is given.
 *
 * @param isHost whether this is the running machine, whose kernel shows files that are on no disk
 */
export async function everyFile(root: string, isHost: boolean, search: FileSearch): Promise<void> {
  for (const file of walked(root, isHost, search)) {
    const more = search.visit(file);
    // Waiting for what is there already costs more than a small file.
    if (!(typeof more === 'boolean' ? more : await more)) return;
  }
}

function* walked(root: string, isHost: boolean, search: FileSearch): Generator<WalkedFile> {
  const todo: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  for (let folder = todo.pop(); folder; folder = todo.pop()) {
    const { path, depth } = folder;
    if (depth > limits.depth) {
      yield { path, problem: `deeper than ${limits.depth} folders (limit: depth)` };
      continue;
    }
    let passed = 0;
    try {
      for (const entry of readdirSync(path === '' ? root || '/' : `${root}/${path}`, {
        withFileTypes: true,
      })) {
        const inner = path === '' ? entry.name : `${path}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!(isHost && depth === 0 && NOT_ON_DISK.has(entry.name)))
            todo.push({ path: inner, depth: depth + 1 });
        } else if (entry.isFile()) {
          if (search.wanted(inner)) yield { path: inner, open: () => openReal(`${root}/${inner}`, inner) };
          else passed++;
        }
      }
    } catch (error) {
      yield { path, problem: reasonOf(error) };
    }
    if (passed > 0) yield { passed };
  }
}

/** A tree of files on disk. */
export interface DiskTree {
  /** Without a slash at its end: empty for the root of this machine. */
  readonly root: string;
  /** What is known of its folders: nothing where they may change all the time. */
  readonly listings?: Listings;
  /** Whether names are the same in any case, as on Windows. */
  readonly ignoreCase: boolean;
}

/** Opens a file by the path that something on the machine names, links resolved inside the root. */
export function openNamed(tree: DiskTree, path: string): OpenFile | undefined {
  const place = placeNamed(tree, path);
  return place?.regular ? openReal(place.real, place.path) : undefined;
}

/** Where such a path leads; undefined when nothing is there. */
export function placeNamed(tree: DiskTree, path: string): Place | undefined {
  const named = tree.ignoreCase ? asWritten(tree, path) : path;
  return named === undefined ? undefined : resolveIn(tree.root, named, tree.listings);
}

/** The path with its names as the disk has them: one that is there as asked for is taken, else one in another case. */
function asWritten({ root, listings }: DiskTree, path: string): string | undefined {
  if (resolveIn(root, path, listings)) return path;
  let found = '';
  for (const name of path.split('/').filter((part) => part !== '')) {
    const folder = resolveIn(root, found, listings);
    if (!folder?.folder) return undefined;
    const wanted = name.toLowerCase();
    const match = readdirSync(folder.real).find((other) => other.toLowerCase() === wanted);
    if (match === undefined) return undefined;
    found = found === '' ? match : `${found}/${match}`;
  }
  return found;
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return code === 'ENOENT' ? 'it vanished while it was being read' : (error as Error).message;
}
