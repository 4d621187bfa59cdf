import { dirname, join } from 'node:path';
import { scan } from '../src/scan/index.ts';
import { openArchive } from '../src/sources/archive.ts';
import { folderSource } from '../src/sources/folder.ts';
import type { Source, SourceFile } from '../src/types.ts';
import { tar } from '../tests/support/tar-writer.ts';
import { isPlanted } from './plant/planted.ts';
import { type Random, randomFrom, randomOf, seedOf } from './random.ts';
import { DEAD_LINK, DiskTree, FOLDER, type TreeEntry } from './remove/disk-tree.ts';
import type { Machine } from './remove/machine.ts';
import { MACHINES } from './remove/machines.ts';
import type { Answer, Target } from './target.ts';

/** What is done to a file or folder of a source; `shorten` cuts between two records. */
const CHANGES = ['remove', 'empty', 'cut', 'shorten', 'folder', 'link', 'unreadable'] as const;

/** A change of one place of a source. */
export interface Removal {
  readonly path: string;
  readonly how: (typeof CHANGES)[number];
}

type Files = Map<string, string | Uint8Array | undefined>;

/** The files and folders of a machine. */
function placesOf({ files }: Machine): string[] {
  const places = new Set<string>();
  for (const path of files.keys()) for (let at = path; at !== '.'; at = dirname(at)) places.add(at);
  return [...places].sort();
}

function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** The files that are left; a path without content is to be a folder, `removals` say what else it is. */
function changed(machine: Machine, removals: readonly Removal[]): Files {
  const files: Files = new Map(machine.files);
  for (const { path, how } of removals) {
    const below = [...files.keys()].filter((file) => isAt(file, path));
    if (how === 'empty' || how === 'cut' || how === 'shorten') {
      for (const file of below) {
        const content = files.get(file);
        // A folder that an earlier change laid there stays one: other changes may need it.
        if (content === undefined) continue;
        const bytes = Buffer.from(content);
        files.set(
          file,
          bytes.subarray(0, how === 'empty' ? 0 : how === 'cut' ? bytes.length >> 1 : recordEnd(bytes)),
        );
      }
    } else if (how !== 'unreadable') {
      for (const file of below) files.delete(file);
      if (how === 'folder') files.set(path, undefined);
      // The folder that it was in is still there.
      const isBelow = how === 'remove' && path.includes('/') && machine.kind !== 'archive';
      if (isBelow && ![...files.keys()].some((file) => isAt(file, dirname(path))))
        files.set(dirname(path), undefined);
    }
  }
  return files;
}

/** Where the record ends that stands before the middle: behind an empty line, else behind a line. */
function recordEnd(bytes: Buffer): number {
  const middle = bytes.length >> 1;
  const paragraph = bytes.lastIndexOf('\n\n', middle);
  return paragraph < 0 ? bytes.lastIndexOf('\n', middle) + 1 : paragraph + 2;
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

function isUninstalled({ own, leaves, apart = [] }: Machine, removals: readonly Removal[]): boolean {
  const isTaken = (place: string) =>
    removals.some(({ path, how }) => !OF_FILES.has(how) && isAt(place, path));
  const places: Partial<Record<Removal['how'], readonly string[]>> = { remove: own, ...leaves };
  return (
    apart.some((group) => group.every(isTaken)) ||
    removals.some(({ path, how }) => places[how]?.some((place) => isAt(place, path)))
  );
}

/** Changes that need something to be there. */
const OF_FILES: ReadonlySet<string> = new Set(['empty', 'cut', 'shorten', 'unreadable']);

/** Whether a list is touched, and neither taken away as a whole with its program nor gone before. */
function isLoss(
  { lists, own }: Machine,
  { path, how }: Removal,
  from: readonly Removal[],
  all: readonly Removal[],
): boolean {
  const isWithProgram = (OF_FILES.has(how) ? all : from).some(
    (other) => other.how === 'remove' && own.includes(other.path) && isAt(path, other.path),
  );
  return !isWithProgram && lists.some((list) => isAt(list, path));
}

/** Whether a source is clean, though parts of it were taken away that had to be there. */
async function isLost(machine: Machine, removals: readonly Removal[], disk: DiskTree): Promise<boolean> {
  if (!isOwed(machine, removals)) return false;
  const source = await sourceOf(machine, changed(machine, removals), removals, disk);
  if (source === undefined || typeof source === 'string') return false;
  const { sightings, gaps } = await scan(source);
  return gaps.length === 0 && !sightings.some(isPlanted);
}

async function sourceOf(
  machine: Machine,
  files: Files,
  removals: readonly Removal[],
  disk: DiskTree,
): Promise<Source | string | undefined> {
  const links = linksOf(files, removals);
  if (machine.kind === 'archive') {
    const members = Array.from(files, ([name, content]) => ({
      name,
      ...(content === undefined ? { type: '5' } : { content }),
    }));
    const dead = links.map((name) => ({ name, type: '2', target: '/nowhere/at/all' }));
    disk.hold(new Map([[ARCHIVE, tar([...members, ...dead])]]));
    // An archive that cannot be opened is an error of its own.
    return openArchive(join(disk.root, ARCHIVE)).catch((error: unknown) => String(error));
  }
  const entries = new Map<string, TreeEntry>(links.map((path) => [path, DEAD_LINK]));
  for (const [path, content] of files) entries.set(path, content ?? FOLDER);
  disk.hold(entries);
  const closed = removals.filter(({ how }) => how === 'unreadable').map(({ path }) => path);
  return closedSource(folderSource(disk.root), closed);
}

const ARCHIVE = 'source.tar';

/** Where links are laid, the outer ones only: nothing is made through a link, and nothing lies in its place. */
function linksOf(files: Files, removals: readonly Removal[]): string[] {
  const links = removals.filter(({ how }) => how === 'link').map(({ path }) => path);
  const isTaken = (path: string) =>
    [...files].some(([place, content]) => isAt(place, path) || (content !== undefined && isAt(path, place)));
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
      const removals = removalsOf(machine, randomOf(bytes));
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
