import { limits } from '../../limits.ts';
import type { FileResolver, SourceFile } from '../../types.ts';
import { compileGlobs, type GlobState, type Globs } from '../globs.ts';
import type { DirectoryEntry } from './file-system.ts';
import { type Namespace, type Place, reasonOf } from './namespace.ts';

interface Visit {
  readonly place: Place;
  /** As globs see it: the way by which it was reached. */
  readonly path: string;
  readonly state: GlobState;
  readonly depth: number;
}

interface Walk {
  readonly space: Namespace;
  readonly globs: Globs;
  entries: number;
}

/** Every file and folder that a glob names, links followed inside, names in order; then what could not be read. */
export function* walkSpace(space: Namespace, globs: readonly string[]): Generator<SourceFile> {
  const walk: Walk = { space, globs: compileGlobs(globs, { ignoreCase: space.ignoreCase }), entries: 0 };
  const todo: Visit[] = [{ place: space.root, path: '', state: walk.globs.start, depth: 0 }];
  for (let visit = todo.pop(); visit; visit = todo.pop()) {
    const listing = space.list(visit.place);
    if (listing.damage !== undefined) yield problemFile(visit.path || '.', listing.damage);
    const below: Visit[] = [];
    for (const name of wantedNames(walk, visit, listing.names)) {
      walk.entries++;
      const state = walk.globs.step(visit.state, name);
      const entry = state && listing.entries.get(space.ignoreCase ? name.toLowerCase() : name);
      if (state && entry) yield* enter(walk, visit, entry, state, below);
    }
    for (const next of below.reverse()) todo.push(next);
    if (walk.entries > limits.entries) {
      const reason = `more than ${limits.entries} files and folders (limit: entries); the rest was not looked at`;
      yield problemFile(visit.path || '.', reason);
      return;
    }
  }
  for (const { gaps } of space.fileSystems) for (const gap of gaps) yield problemFile('.', gap);
}

function wantedNames({ space, globs }: Walk, visit: Visit, all: readonly string[]): readonly string[] {
  const { names } = globs.next(visit.state);
  if (!names) return all;
  if (!space.ignoreCase) return names;
  const wanted = new Set(names);
  return all.filter((name) => wanted.has(name.toLowerCase()));
}

function* enter(
  walk: Walk,
  visit: Visit,
  entry: DirectoryEntry,
  state: GlobState,
  below: Visit[],
): Generator<SourceFile> {
  const { space, globs } = walk;
  const path = visit.path === '' ? entry.name : `${visit.path}/${entry.name}`;
  const ends = globs.ends(state);
  const leads = leadsOn(globs, state);
  // What a folder describes its entries saves a look at each.
  if (ends.length === 0 && (!leads || entry.kind === 'file' || entry.kind === 'other')) return;
  let place: Place | undefined;
  try {
    place = space.resolve(entry.name, visit.place);
  } catch (error) {
    yield { ...problemFile(path, reasonOf(error)), globs: ends };
    return;
  }
  if (!place) {
    if (ends.length > 0)
      yield { ...problemFile(path, 'a link that leads nowhere'), globs: ends, dangling: true };
    return;
  }
  if (ends.length > 0) yield sourceFile(space, path, place, visit.place, ends);
  if (place.node.kind !== 'folder') return;
  const own = visit.place.path === '' ? entry.name : `${visit.place.path}/${entry.name}`;
  const inside = place.path === own ? state : globs.step(visit.state, entry.name, true);
  if (!inside || !leadsOn(globs, inside)) return;
  if (visit.depth >= limits.depth)
    yield problemFile(path, `deeper than ${limits.depth} folders (limit: depth)`);
  else below.push({ place, path, state: inside, depth: visit.depth + 1 });
}

function leadsOn(globs: Globs, state: GlobState): boolean {
  const { names } = globs.next(state);
  return names === undefined || names.length > 0;
}

function sourceFile(
  space: Namespace,
  path: string,
  place: Place,
  folder: Place,
  globs: readonly string[],
): SourceFile {
  return {
    path,
    folder: place.node.kind === 'folder',
    ...(place.path === path ? {} : { real: place.path }),
    globs,
    size: place.node.size,
    head: async () => contentOf(place, limits.head),
    bytes: async () => contentOf(place),
    resolver: resolverOf(space, path, folder),
  };
}

/**
 * The content of a file, or its first bytes.
 *
 * @throws Error when it is no file, is larger than the limit, or lies on damage
 */
export function contentOf({ node, fileSystem }: Place, most?: number): Uint8Array {
  if (node.kind !== 'file') throw new Error('not a regular file');
  if (most === undefined && node.size > limits.file)
    throw new Error(`${node.size} bytes, more than ${limits.file} (limit: file)`);
  return sound(() => fileSystem.read(node, 0, Math.min(node.size, most ?? node.size)));
}

/** Numbers that lead out of a structure are damage. */
function sound<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError ? new SyntaxError(reasonOf(error)) : error;
  }
}

/** What a reader may look up around a file. */
function resolverOf(space: Namespace, path: string, folder: Place): FileResolver {
  const at = (asked: string) => sound(() => space.resolve(asked, folder));
  return {
    path,
    read(asked) {
      const place = at(asked);
      return place?.node.kind === 'file' ? contentOf(place) : undefined;
    },
    readRange(asked, offset, length) {
      const place = at(asked);
      if (place?.node.kind !== 'file') return undefined;
      return sound(() => place.fileSystem.read(place.node, offset, Math.min(length, limits.file)));
    },
    exists: (asked) => at(asked) !== undefined,
    list(asked) {
      const place = at(asked);
      if (place?.node.kind !== 'folder') return [];
      const { names, damage } = space.list(place);
      if (damage !== undefined) throw new SyntaxError(damage);
      return names;
    },
  };
}

/** Something of a disk that could not be looked at. */
export function problemFile(path: string, reason: string): SourceFile {
  const fail = async () => {
    throw new Error(reason);
  };
  return {
    path,
    folder: false,
    globs: [],
    problem: reason,
    head: fail,
    bytes: fail,
    resolver: { path, read: () => undefined, exists: () => false, list: () => [] },
  };
}
