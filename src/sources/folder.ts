import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { limits } from '../limits.ts';
import type { FileResolver, Source, SourceFile } from '../types.ts';
import { type Content, contentOf, readDisk, readPart } from './disk-file.ts';
import { everyFile, openNamed, placeNamed } from './every-file.ts';
import { compileGlobs, type GlobState, type Globs } from './globs.ts';
import { isCaseless, ROOT_NAMES } from './layout.ts';
import { type Place, resolveFrom, resolveIn } from './root.ts';

/** The root of a file system in a folder, or a folder of passed manifests. */
export function folderSource(folder: string, name: string = folder): Source {
  const root = resolve(folder) === '/' ? '' : resolve(folder);
  const top = readdirSync(root || '/').map((entry) => entry.toLowerCase());
  const isRoot = top.some((entry) => ROOT_NAMES.has(entry));
  return diskSource(root, name, 'folder', isRoot ? 'root' : 'handed', isCaseless(top));
}

/** This machine's own file system: its one root, or the system volume of Windows. */
export function rootSource(name: string): Source {
  const root = process.platform === 'win32' ? (process.env['SystemDrive'] ?? 'C:') : '';
  return diskSource(root, name, 'host', 'root', process.platform !== 'linux');
}

function diskSource(
  root: string,
  name: string,
  kind: Source['kind'],
  layout: Source['layout'],
  ignoreCase: boolean,
): Source {
  return {
    name,
    kind,
    layout,
    async *files(globs) {
      yield* walk(root, compileGlobs(globs, { ignoreCase }), ignoreCase);
    },
    open: (path) => openNamed(root, path, ignoreCase),
    has: (path) => placeNamed(root, path, ignoreCase) !== undefined,
    everyFile: (search) => everyFile(root, kind === 'host', search),
  };
}

/** One folder or file on the way. */
interface Visit {
  readonly path: string;
  /** The same after all links, so that what is in there costs one look. */
  readonly real: string;
  readonly state: GlobState;
  readonly depth: number;
}

interface Walk {
  readonly root: string;
  readonly globs: Globs;
  readonly ignoreCase: boolean;
  entries: number;
}

/** Depth first, names in order, each folder listed at most once and only where a wildcard needs it. */
function* walk(root: string, globs: Globs, ignoreCase: boolean): Generator<SourceFile> {
  const tour: Walk = { root, globs, ignoreCase, entries: 0 };
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

/** A name in a folder; a listing describes most what they are, which saves a look at each. */
interface Entry {
  readonly name: string;
  readonly kind?: 'file' | 'folder';
}

/** The names that matter in a folder, or why they is not known. */
function entriesIn(tour: Walk, visit: Visit): readonly Entry[] | string {
  const { names } = tour.globs.next(visit.state);
  if (names && !tour.ignoreCase) return names.map((name) => ({ name }));
  try {
    // The path after all links: the system itself would follow an absolute one out of the root.
    const all = readdirSync(`${tour.root}/${visit.real}`, { withFileTypes: true }).map(entryOf).sort(byName);
    if (!names) return all;
    const wanted = new Set(names);
    return all.filter(({ name }) => wanted.has(name.toLowerCase()));
  } catch (error) {
    return reasonOf(error);
  }
}

function entryOf(entry: Dirent): Entry {
  const { name } = entry;
  if (entry.isFile()) return { name, kind: 'file' };
  return entry.isDirectory() ? { name, kind: 'folder' } : { name };
}

function byName(a: Entry, b: Entry): number {
  return a.name < b.name ? -1 : 1;
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
    yield found(tour.root, path, place, ends, content);
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
  root: string,
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
    resolver: diskTree(root, path),
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
    resolver: diskTree(tour.root, path),
  };
}

/** What a reader may look up, resolved inside the root like everything else. */
export function diskTree(root: string, path: string): FileResolver {
  const beside = path.slice(0, path.lastIndexOf('/') + 1);
  const at = (asked: string) => resolveIn(root, asked.startsWith('/') ? asked : beside + asked);
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
