import { dirname, join } from 'node:path';
import { scan } from '../src/scan/index.ts';
import { openArchive } from '../src/sources/archive.ts';
import { folderSource } from '../src/sources/folder.ts';
import type { Source, SourceFile } from '../src/types.ts';
import { tar } from '../tests/support/tar-writer.ts';
import { isPlanted } from './plant/planted.ts';
import { type Random, randomFrom, randomOf, seedOf } from './random.ts';
import { CHANGES, changed, effective, type Files, isAt, OF_FILES, type Removal } from './remove/changes.ts';
import { DEAD_LINK, DiskTree, FOLDER, PIPE, type TreeEntry } from './remove/disk-tree.ts';
import type { Machine } from './remove/machine.ts';
import { MACHINES } from './remove/machines.ts';
import type { Answer, Target } from './target.ts';

/** The files and folders of a machine. */
function placesOf({ files }: Machine): string[] {
  const places = new Set<string>();
  for (const path of files.keys()) for (let at = path; at !== '.'; at = dirname(at)) places.add(at);
  return [...places].sort();
}

/**
 * Whether a source in which places were changed must be incomplete or banned: unless what is gone was taken away as an
 * uninstallation takes it, and nothing that lists programs was touched.
 */
function isOwed(machine: Machine, all: readonly Removal[]): boolean {
  // The members of an archive have no permissions that count.
  const removals = machine.kind === 'archive' ? all.filter(({ how }) => how !== 'unreadable') : all;
  if (removals.length === 0 || isUnseen(machine, removals)) return false;
  return (
    removals.some((one, at) => isLoss(machine, one, removals.slice(at), removals)) ||
    !isUninstalled(machine, removals)
  );
}

/** Whether a list may end between two of its records, and what shows it was changed too. */
function isUnseen({ witnesses = [] }: Machine, removals: readonly Removal[]): boolean {
  const isChanged = (witness: string) =>
    removals.some(({ path }) => isAt(witness, path) || isAt(path, witness));
  return removals.some(({ how }) => how === 'shorten') && witnesses.some(isChanged);
}

function isUninstalled(machine: Machine, removals: readonly Removal[]): boolean {
  const { own, leaves, apart = [] } = machine;
  const isTaken = (place: string) =>
    removals.some(({ path, how }) => !OF_FILES.has(how) && isAt(place, path));
  // What a link leads to may lie on a disk that is not there: only in the place of a program it says nothing.
  const isLeft = ({ path, how }: Removal) =>
    (how === 'folder' && leaves?.folder.some((place) => isAt(place, path))) ||
    (how === 'link' && leaves?.link.includes(path));
  return (
    apart.some((group) => group.every(isTaken)) ||
    removals.some(
      (one) => isLeft(one) || (isGone(machine, one) && own.some((place) => isAt(place, one.path))),
    )
  );
}

/** Whether all that was at a place is gone from the machine: nothing is in a file, or in a pipe, that a folder was. */
function isGone({ files }: Machine, { path, how }: Removal): boolean {
  return how === 'remove' || ((how === 'file' || how === 'pipe') && !files.has(path));
}

/** Whether a list is touched, and neither taken away as a whole with its program nor gone before. */
function isLoss(
  machine: Machine,
  { path, how }: Removal,
  from: readonly Removal[],
  all: readonly Removal[],
): boolean {
  const { lists, own } = machine;
  const others = OF_FILES.has(how) || how === 'remove' ? all : from;
  const gone = others.filter((other) => isGone(machine, other) && own.includes(other.path));
  return lists.some(
    (list) => isAt(list, path) && !gone.some((other) => isAt(path, other.path) || isAt(list, other.path)),
  );
}

/** Whether a source is clean, though parts of it were taken away that had to be there. */
async function isLost(machine: Machine, removals: readonly Removal[], disk: DiskTree): Promise<boolean> {
  if (!isOwed(machine, removals)) return false;
  const source = await sourceOf(machine, changed(machine, removals), removals, disk);
  if (source === undefined || typeof source === 'string') return false;
  // Archives that lie in an archive of none of the known layouts are sources of their own.
  for (const part of source.parts ?? [source]) {
    const { sightings, gaps } = await scan(part);
    if (gaps.length > 0 || sightings.some(isPlanted)) return false;
  }
  return true;
}

async function sourceOf(
  machine: Machine,
  files: Files,
  removals: readonly Removal[],
  disk: DiskTree,
): Promise<Source | string | undefined> {
  const links = linksOf(files, removals);
  if (machine.kind === 'archive') {
    const members = Array.from(files, ([name, entry]) => ({
      name,
      ...(entry === FOLDER ? { type: '5' } : entry === PIPE ? { type: '6' } : { content: entry }),
    }));
    const dead = links.map((name) => ({ name, type: '2', target: '/nowhere/at/all' }));
    disk.hold(new Map([[ARCHIVE, tar([...members, ...dead])]]));
    // An archive that cannot be opened is an error of its own.
    return openArchive(join(disk.root, ARCHIVE)).catch((error: unknown) => String(error));
  }
  const entries = new Map<string, TreeEntry>(links.map((path) => [path, DEAD_LINK]));
  for (const [path, entry] of files) entries.set(path, entry);
  disk.hold(entries);
  const closed = removals.filter(({ how }) => how === 'unreadable').map(({ path }) => path);
  return closedSource(folderSource(disk.root), closed);
}

const ARCHIVE = 'source.tar';

/** Where links are laid, the outer ones only: nothing is made through a link, and nothing lies in its place. */
function linksOf(files: Files, removals: readonly Removal[]): string[] {
  const links = removals.filter(({ how }) => how === 'link').map(({ path }) => path);
  const isTaken = (path: string) =>
    [...files].some(([place, entry]) => isAt(place, path) || (entry !== FOLDER && isAt(path, place)));
  return [...new Set(links)].filter(
    (path) => !isTaken(path) && !links.some((other) => other !== path && isAt(path, other)),
  );
}

const DENIED = 'EACCES: permission denied';

/** A source of which some places cannot be read: permissions would not keep an administrator out. */
function closedSource(source: Source, closed: readonly string[]): Source {
  if (closed.length === 0) return source;
  const denied = async (): Promise<never> => {
    throw new Error(DENIED);
  };
  return {
    ...source,
    async *files(globs): AsyncIterable<SourceFile> {
      for await (const file of source.files(globs)) {
        const isClosed = closed.some((place) => isAt(file.path, place));
        yield isClosed ? { ...file, problem: DENIED, head: denied, bytes: denied } : file;
      }
    },
  };
}

/** One to three changes of a machine. */
function removalsOf(machine: Machine, random: Random): Removal[] {
  const places = placesOf(machine);
  return Array.from({ length: 1 + random(3) }, () => ({
    path: places[random(places.length)] ?? '',
    how: CHANGES[random(CHANGES.length)] ?? 'remove',
  }));
}

/** Sources of which whole parts are removed, emptied, cut, or replaced by a folder, a link or what cannot be read. */
export function removeTargets(): Target[] {
  return MACHINES.map(removeTarget);
}

function removeTarget(machine: Machine): Target {
  let disk: DiskTree | undefined;
  return {
    id: `remove: ${machine.name}`,
    seeds: Array.from({ length: 12 }, (_, at) => {
      const random = randomFrom(seedOf(`remove ${machine.name} ${at}`));
      return { name: `remove ${at}`, bytes: Uint8Array.from({ length: 16 }, () => random(256)) };
    }),
    async run(bytes): Promise<Answer> {
      const removals = effective(removalsOf(machine, randomOf(bytes)));
      disk ??= new DiskTree();
      if (!(await isLost(machine, removals, disk))) return { programs: [] };
      const text = removals.map(({ how, path }) => `${how} ${path}`).join(', ');
      return { programs: [], disagreement: { text: `${text}: clean`, bytes } };
    },
    close() {
      disk?.remove();
      disk = undefined;
    },
  };
}
