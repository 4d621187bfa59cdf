import { lstatSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { limits } from '../limits.ts';
import type { FileResolver, SmallTree, Source, SourceFile } from '../types.ts';
import { type Content, contentOf, readDisk, readPart } from './disk-file.ts';
import { type DiskTree, everyFile, openNamed, placeNamed } from './every-file.ts';
import { compileGlobs, type GlobState, type Globs } from './globs.ts';
import { isCaseless, ROOT_NAMES } from './layout.ts';
import { type Entry, listed, newListings } from './listings.ts';
import { type Place, resolveFrom, resolveIn } from './root.ts';

/** The root of a file system in a folder, or a folder of passed manifests. */
export function folderSource(folder: string, name: string = folder): Source {
  const root = resolve(folder) === '/' ? '' : resolve(folder);
  const listings = newListings(root);
  const top = listings.list('').map((entry) => entry.name.toLowerCase());
  const isRoot = top.some((entry) => ROOT_NAMES.has(entry));
  const layout = isRoot ? 'root' : 'handed';
  return diskSource({ root, listings, ignoreCase: isCaseless(top) }, name, 'folder', layout);
}

/** This machine's own file system: its one root, or the system volume of Windows. */
export function rootSource(name: string): Source {
  const root = process.platform === 'win32' ? (process.env['SystemDrive'] ?? 'C:') : '';
  return diskSource({ root, ignoreCase: process.platform !== 'linux' }, name, 'host', 'root');
}

function diskSource(tree: DiskTree, name: string, kind: Source['kind'], layout: Source['layout']): Source {
  const { root, ignoreCase } = tree;
  return {
    name,
    kind,
    layout,
    async *files(globs) {
      yield* walk(tree, compileGlobs(globs, { ignoreCase }));
    },
    open: (path) => openNamed(tree, path),
    has: (path) => placeNamed(tree, path) !== undefined,
    everyFile: (search) => everyFile(root, kind === 'host', search),
    smallTree: (most) => smallTree(tree, most),
  };
}

function smallTree(tree: DiskTree, most: number): SmallTree | undefined {
  const names = fewNames(tree, most);
  return (
    names && {
      names,
      async read(path, use) {
        const real = `${tree.root}/${path}`;
        const content = contentOf(real, { lent: true, most: SMALL_FILE });
        try {
          return await use(found(tree, path, { real, path, folder: false, regular: true }, [], content));
        } finally {
          content.letGo();
        }
      },
    }
  );
}

/** Bytes of a file that is read in no time. */
const SMALL_FILE = 16 * 1024 * 1024;

/** Whatever lies below a root, folders with a slash at their end, if it is plain and little. */
function fewNames({ listings, ignoreCase }: DiskTree, most: number): string[] | undefined {
  if (!listings || ignoreCase) return undefined;
  const names: string[] = [];
  const todo = [''];
  try {
    for (let folder = todo.pop(); folder !== undefined; folder = todo.pop()) {
      const above = folder === '' ? '' : `${folder}/`;
      const entries = listings.list(folder);
      if (names.length + entries.length > most) return undefined;
      for (const { name, kind } of entries) {
        if (kind === undefined) return undefined;
        if (kind === 'folder') todo.push(above + name);
        names.push(kind === 'folder' ? `${above}${name}/` : above + name);
      }
    }
  } catch {
    // The scan meets it again, and reports it.
    return undefined;
  }
  return names;
}

/** One folder or file on the way. */
interface Visit {
  readonly path: string;
  /** The same after all links, so that what is in there costs one look. */
  readonly real: string;
  readonly state: GlobState;
  readonly depth: number;
}

interface Walk extends DiskTree {
  readonly globs: Globs;
  entries: number;
}

/** Depth first, names in order, each folder listed at most once and only where a wildcard needs it. */
function* walk(tree: DiskTree, globs: Globs): Generator<SourceFile> {
  const tour: Walk = { ...tree, globs, entries: 0 };
  const todo: Visit[] = [{ path: '', real: '', state: globs.start, depth: 0 }];
  for (let visit = todo.pop(); visit; visit = todo.pop()) {
    const listing = entriesIn(tour, visit);
    if (typeof listing === 'string') yield problem(tour, visit.path, [], listing);
    else {
      const below: Visit[] = [];
      for (const entry of listing) {
        tour.entries++;
        // Most names lead nowhere, and to a name that does not nothing more is asked.
        const state = globs.step(visit.state, entry.name);
        if (state) yield* enter(tour, visit, entry, state, below);
      }
      for (const next of below.reverse()) todo.push(next);
    }
    if (tour.entries > limits.entries) {
      yield problem(
        tour,
        visit.path,
        [],
        `more than ${limits.entries} files and folders (limit: entries); the rest was not looked at`,
      );
      return;
    }
  }
}

/** Places in one folder beyond which a list of it costs less than a look for each. */
const MAX_PROBES = 3;

/** The names that matter in a folder, or why they are not known. */
function entriesIn(tour: Walk, visit: Visit): readonly Entry[] | string {
  const { root, listings, ignoreCase, globs } = tour;
  const { names } = globs.next(visit.state);
  const isCheap =
    names !== undefined && (names.length > MAX_PROBES || listings?.isKnown(visit.real) === true);
  const isListed = ignoreCase || names === undefined || (listings !== undefined && isCheap);
  if (!isListed) return names.map((name) => ({ name }));
  try {
    // The path after all links: the system itself would follow an absolute one out of the root.
    if (!names && visit.real !== '') return listed(`${root}/${visit.real}`);
    const all = listings?.list(visit.real) ?? listed(`${root}/${visit.real}`);
    if (!names) return all;
    const wanted = new Set(names);
    if (ignoreCase) return all.filter(({ name }) => wanted.has(name.toLowerCase()));
    // The size of a file that is asked for by its name says whether anything is in it.
    const sized = ({ name, kind }: Entry) => (kind === 'folder' ? { name, kind } : { name });
    return all.filter(({ name }) => wanted.has(name)).map(sized);
  } catch (error) {
    // What is in a folder that may be entered and not listed is found by its names.
    return names && !ignoreCase ? names.map((name) => ({ name })) : reasonOf(error);
  }
}

function placeOf(tour: Walk, visit: Visit, { name, kind }: Entry): Place | null | undefined {
  if (kind === undefined) return resolveFrom(tour.root, visit.real, name);
  const path = visit.real === '' ? name : `${visit.real}/${name}`;
  return { real: `${tour.root}/${path}`, path, folder: kind === 'folder', regular: kind === 'file' };
}

function* enter(
  tour: Walk,
  visit: Visit,
  entry: Entry,
  state: GlobState,
  below: Visit[],
): Generator<SourceFile> {
  const { name } = entry;
  const path = visit.path === '' ? name : `${visit.path}/${name}`;
  const ends = tour.globs.ends(state);
  let place: Place | null | undefined;
  try {
    place = placeOf(tour, visit, entry);
  } catch (error) {
    yield problem(tour, path, ends, reasonOf(error));
    return;
  }
  if (!place) {
    if (ends.length > 0 && place === null)
      yield { ...problem(tour, path, ends, 'a link that leads nowhere'), dangling: true };
    return;
  }
  if (ends.length > 0) {
    const content = contentOf(place.real, { lent: true });
    yield found(tour, path, place, ends, content);
    content.letGo();
  }
  if (!place.folder) return;
  const linked = place.path !== (visit.real === '' ? name : `${visit.real}/${name}`);
  const inside = linked ? tour.globs.step(visit.state, name, true) : state;
  if (!inside || !leadsOn(tour.globs, inside)) return;
  if (visit.depth >= limits.depth)
    yield problem(tour, path, [], `deeper than ${limits.depth} folders (limit: depth)`);
  else below.push({ path, real: place.path, state: inside, depth: visit.depth + 1 });
}

function leadsOn(globs: Globs, state: GlobState): boolean {
  const { names } = globs.next(state);
  return names === undefined || names.length > 0;
}

function found(
  tree: DiskTree,
  path: string,
  place: Place,
  globs: readonly string[],
  { head, bytes }: Content,
): SourceFile {
  return {
    path,
    folder: place.folder,
    ...(place.path === path ? {} : { real: place.path }),
    globs,
    ...(place.size === undefined ? {} : { size: place.size }),
    // Most files are seen by name only, so nothing is asked of them before they are read.
    head: () => head(),
    bytes,
    resolver: diskTree(tree, path),
  };
}

function problem(tour: Walk, path: string, globs: readonly string[], reason: string): SourceFile {
  const fail = async () => {
    throw new Error(reason);
  };
  return {
    path,
    folder: false,
    globs,
    problem: reason,
    head: fail,
    bytes: fail,
    resolver: diskTree(tour, path),
  };
}

/** What a reader may look up, resolved inside the root like everything else. */
export function diskTree(
  { root, listings }: Pick<DiskTree, 'root' | 'listings'>,
  path: string,
): FileResolver {
  const beside = path.slice(0, path.lastIndexOf('/') + 1);
  const at = (asked: string) => resolveIn(root, asked.startsWith('/') ? asked : beside + asked, listings);
  return {
    path,
    read(asked) {
      const place = at(asked);
      return place?.regular ? readDisk(place.real, limits.file, true) : undefined;
    },
    readRange(asked, offset, length) {
      const place = at(asked);
      return place?.regular ? readPart(place.real, offset, length) : undefined;
    },
    size(asked) {
      const place = at(asked);
      return place?.regular ? lstatSync(place.real).size : undefined;
    },
    exists: (asked) => at(asked) !== undefined,
    list(asked) {
      const place = at(asked);
      return place?.folder ? readdirSync(place.real).sort() : [];
    },
  };
}

/** An error of the file system in the words of a report. */
function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOENT') return 'it vanished while it was being read';
  if (code === 'ELOOP') return 'a link appeared while it was being read';
  return error instanceof Error ? error.message : String(error);
}
