import { limits } from '../../limits.ts';
import type { DirectoryEntry, FileNode, FileSystem } from './file-system.ts';

/** The root of a file system, with others mounted in it. */
export interface Namespace {
  readonly root: Place;
  /** Whether names that differ by case are one name. */
  readonly ignoreCase: boolean;
  /** The names in a folder, sorted, and what is damaged in it. */
  list(folder: Place): Listing;
  /** What stands at a name of a folder, links not followed. */
  child(folder: Place, name: string): Place | undefined;
  /**
   * What stands at a path after all links, as a process whose root this is would find it.
   *
   * @throws Error when links go in circles or damage is met on the way
   */
  resolve(path: string, from?: Place): Place | undefined;
  /** The file systems that are in it. */
  readonly fileSystems: readonly FileSystem[];
}

/** A file or folder where it stands. */
export interface Place {
  readonly fileSystem: FileSystem;
  readonly node: FileNode;
  readonly parent: Place | undefined;
  /** From the root, after all links. */
  readonly path: string;
}

/** The names in a folder. */
export interface Listing {
  /** By name, as it is compared. */
  readonly entries: ReadonlyMap<string, DirectoryEntry>;
  readonly names: readonly string[];
  /** Why there may be more names than these. */
  readonly damage?: string;
}

/** A tree that is mounted at a path of another. */
export interface Mount {
  /** Without slashes at its ends. */
  readonly path: string;
  readonly fileSystem: FileSystem;
  readonly node: FileNode;
}

/** Listings that are kept: readers look into the folders of manifests again. */
const MAX_LISTINGS = 256;
const MAX_LISTED = 200_000;
/** Names on the way to one file. */
const MAX_NAMES = 10_000;

/** @param ignoreCase whether names that differ by case are one name, whatever the file system says */
export function newNamespace(
  fileSystem: FileSystem,
  node: FileNode,
  mounts: readonly Mount[],
  ignoreCase: boolean = fileSystem.caseInsensitive,
): Namespace {
  const at = new Map(mounts.map((mount) => [mount.path, mount]));
  const fold = (name: string) => (ignoreCase ? name.toLowerCase() : name);
  const list = cachedListing(fold);
  const root: Place = { ...(at.get('') ?? { fileSystem, node }), parent: undefined, path: '' };
  const child = (folder: Place, name: string): Place | undefined => {
    if (folder.node.kind !== 'folder') return undefined;
    const entry = list(folder).entries.get(fold(name));
    if (!entry) return undefined;
    const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
    const mount = at.get(path);
    const found = mount ?? { fileSystem: folder.fileSystem, node: entry.node() };
    const place = { fileSystem: found.fileSystem, node: found.node, parent: folder, path };
    checkLoop(place);
    return place;
  };
  return {
    root,
    ignoreCase,
    list,
    child,
    resolve: (path, from) => resolve(root, child, path, from),
    fileSystems: [...new Set([fileSystem, ...mounts.map((mount) => mount.fileSystem)])],
  };
}

function cachedListing(fold: (name: string) => string): (folder: Place) => Listing {
  const known = new Map<FileSystem, Map<FileNode['id'], Listing>>();
  let listings = 0;
  let listed = 0;
  return ({ fileSystem, node }) => {
    const own = known.get(fileSystem) ?? new Map<FileNode['id'], Listing>();
    const found = own.get(node.id);
    if (found) return found;
    if (++listings > MAX_LISTINGS || listed > MAX_LISTED) {
      known.clear();
      own.clear();
      listings = 1;
      listed = 0;
    }
    const listing = listingOf(fileSystem, node, fold);
    listed += listing.names.length;
    known.set(fileSystem, own.set(node.id, listing));
    return listing;
  };
}

function listingOf(fileSystem: FileSystem, folder: FileNode, fold: (name: string) => string): Listing {
  const entries = new Map<string, DirectoryEntry>();
  let damage: string | undefined;
  try {
    for (const entry of fileSystem.list(folder)) {
      if (!entries.has(fold(entry.name))) entries.set(fold(entry.name), entry);
      if (entries.size > limits.entries)
        throw new SyntaxError(`more than ${limits.entries} names (limit: entries)`);
    }
  } catch (error) {
    damage = reasonOf(error);
  }
  const names = [...entries.values()].map(({ name }) => name).sort();
  return { entries, names, ...(damage === undefined ? {} : { damage }) };
}

/** A folder in itself has no end. */
function checkLoop({ fileSystem, node, parent, path }: Place): void {
  if (node.kind !== 'folder') return;
  for (let above = parent; above; above = above.parent) {
    if (above.node.id === node.id && above.fileSystem === fileSystem)
      throw new SyntaxError(`the folder ${path} holds itself`);
  }
}

function resolve(
  root: Place,
  child: Namespace['child'],
  path: string,
  from: Place = root,
): Place | undefined {
  const todo = path.split('/').reverse();
  let place = path.startsWith('/') ? root : from;
  for (let followed = 0; todo.length > 0; ) {
    const name = todo.pop() ?? '';
    if (name === '' || name === '.') continue;
    if (name === '..') {
      place = place.parent ?? root;
      continue;
    }
    const next = child(place, name);
    if (!next) return undefined;
    if (next.node.kind !== 'link') {
      place = next;
      continue;
    }
    if (++followed > limits.links)
      throw new Error(`more than ${limits.links} links on the way (limit: links)`);
    const target = next.fileSystem.readLink(next.node);
    if (target.startsWith('/')) place = root;
    const names = target.split('/', MAX_NAMES + 1);
    if (names.length + todo.length > MAX_NAMES) throw new Error('links that make a path without end');
    todo.push(...names.reverse());
  }
  return place;
}

/** What an error says of the disk; a number that leads out of a structure is damage of it. */
export function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'its structures are damaged';
  return error instanceof Error ? error.message : String(error);
}
