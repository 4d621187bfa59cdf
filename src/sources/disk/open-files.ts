import { limits } from '../../limits.ts';
import type { FileSearch, OpenFile, OpenFiles, WalkedFile } from '../../open-files.ts';
import type { DirectoryEntry, FileNode, FileSystem } from './file-system.ts';
import { type Namespace, type Place, reasonOf } from './namespace.ts';

/** The files of a system on a disk as they lie open: each of them can be read in parts. */
export function openFilesOf(space: Namespace): Required<OpenFiles> {
  return {
    open(path) {
      const place = sound(() => space.resolve(path));
      return place && openPlace(place);
    },
    has: (path) => sound(() => space.resolve(path)) !== undefined,
    everyFile: async (search) => {
      await searchFiles(space, '', search);
    },
  };
}

/**
 * Walks over every file of a system and of what is mounted in it.
 *
 * @param label before every path, where one disk holds several systems
 * @returns whether the walk is to go on
 */
export async function searchFiles(space: Namespace, label: string, search: FileSearch): Promise<boolean> {
  for (const file of everyFile(space, search.wanted)) {
    const shown = label === '' || 'passed' in file ? file : { ...file, path: label + file.path };
    const more = search.visit(shown);
    // Waiting for what is there already costs more than a small file.
    if (!(typeof more === 'boolean' ? more : await more)) return false;
  }
  return true;
}

function openPlace({ fileSystem, node, path }: Place): OpenFile | undefined {
  if (node.kind !== 'file') return undefined;
  return {
    path,
    size: node.size,
    read(offset, length) {
      const wanted = Math.min(length, limits.file, node.size - offset);
      return wanted <= 0 ? new Uint8Array() : sound(() => fileSystem.read(node, offset, wanted));
    },
    close() {},
  };
}

interface Tour {
  readonly space: Namespace;
  /** Folders that were looked into: a hostile disk may name one by a million ways. */
  readonly seen: Map<FileSystem, Set<FileNode['id']>>;
  readonly todo: { readonly place: Place; readonly depth: number }[];
  entries: number;
}

/** Every file of a system and of what is mounted in it, links not followed. What cannot be listed is given with the reason. */
function* everyFile(space: Namespace, wanted: FileSearch['wanted']): Generator<WalkedFile> {
  const known = new Set(space.fileSystems.flatMap(({ gaps }) => gaps));
  const tour: Tour = { space, seen: new Map(), todo: [{ place: space.root, depth: 0 }], entries: 0 };
  for (let next = tour.todo.pop(); next; next = tour.todo.pop()) {
    const { place, depth } = next;
    if (isSeen(tour, place)) continue;
    const { entries, damage } = space.list(place);
    if (damage !== undefined) yield { path: place.path || '.', problem: damage };
    let passed = 0;
    for (const entry of entries.values()) {
      if (entry.kind === 'file' && !wanted(pathIn(place, entry))) passed++;
      else yield* visit(tour, place, entry, depth);
    }
    if (passed > 0) yield { passed };
    tour.entries += entries.size;
    if (tour.entries > limits.entries) {
      const problem = `more than ${limits.entries} files and folders (limit: entries); the rest was not looked at`;
      yield { path: place.path || '.', problem };
      return;
    }
  }
  // Damage that only the files at the ends of folders showed.
  for (const { gaps } of space.fileSystems)
    for (const problem of gaps) if (!known.has(problem)) yield { path: '.', problem };
}

function isSeen({ seen }: Tour, { fileSystem, node }: Place): boolean {
  const own = seen.get(fileSystem) ?? new Set();
  seen.set(fileSystem, own);
  const isOld = own.has(node.id);
  own.add(node.id);
  return isOld;
}

function* visit(
  { space, todo }: Tour,
  folder: Place,
  entry: DirectoryEntry,
  depth: number,
): Generator<WalkedFile> {
  const path = pathIn(folder, entry);
  if (entry.kind === 'link' || entry.kind === 'other') return;
  if (entry.kind === 'file') {
    const place = () => sound(() => space.child(folder, entry.name));
    yield { path, open: () => mapped(place(), openPlace) };
    return;
  }
  try {
    const place = space.child(folder, entry.name);
    if (place?.node.kind === 'file') yield { path, open: () => openPlace(place) };
    if (place?.node.kind !== 'folder') return;
    if (depth < limits.depth) todo.push({ place, depth: depth + 1 });
    else yield { path, problem: `deeper than ${limits.depth} folders (limit: depth)` };
  } catch (error) {
    yield { path, problem: reasonOf(error) };
  }
}

function pathIn(folder: Place, { name }: DirectoryEntry): string {
  return folder.path === '' ? name : `${folder.path}/${name}`;
}

function mapped<From, To>(value: From | undefined, step: (value: From) => To): To | undefined {
  return value === undefined ? undefined : step(value);
}

/** Numbers that lead out of a structure are damage. */
function sound<Value>(step: () => Value): Value {
  try {
    return step();
  } catch (error) {
    throw error instanceof RangeError ? new SyntaxError(reasonOf(error)) : error;
  }
}
