import { lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nameKey } from '../src/matching/names/index.ts';
import { scan } from '../src/scan/index.ts';
import { openArchive } from '../src/sources/archive.ts';
import { folderSource } from '../src/sources/folder.ts';
import type { Source, SourceFile } from '../src/types.ts';
import { tar } from '../tests/support/tar-writer.ts';
import { PLANTED } from './plant/documents.ts';
import { type Random, randomFrom, randomOf, seedOf } from './random.ts';
import { MACHINES, type Machine } from './remove/machines.ts';
import type { Answer, Target } from './target.ts';

/** What is done to a file or folder of a source. */
const CHANGES = ['remove', 'empty', 'cut', 'folder', 'link', 'unreadable'] as const;

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
    if (how === 'empty') for (const file of below) files.set(file, '');
    else if (how === 'cut') {
      for (const file of below) {
        const content = Buffer.from(files.get(file) ?? '');
        files.set(file, content.subarray(0, content.length >> 1));
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

/**
 * Whether a source in which places were changed must be incomplete or banned: unless what is gone was taken away as an
 * uninstallation takes it, and nothing that lists programs was touched.
 */
function isOwed(machine: Machine, removals: readonly Removal[]): boolean {
  // An empty folder is what is left of a bundle, and a link without a target is what macOS has for some of its own.
  const isUninstalled = removals.some(
    ({ path, how }) =>
      (how === 'remove' || (machine.leavesPlaces && (how === 'folder' || how === 'link'))) &&
      machine.own.some((own) => isAt(own, path)),
  );
  return removals.some((one, at) => isLoss(machine, one, removals.slice(at))) || !isUninstalled;
}

/** Whether a list is touched, and not taken away as a whole with its program by the same or a later change. */
function isLoss({ lists, own }: Machine, { path }: Removal, from: readonly Removal[]): boolean {
  const isWithProgram = from.some(
    (later) => later.how === 'remove' && own.includes(later.path) && isAt(path, later.path),
  );
  return !isWithProgram && lists.some((list) => isAt(list, path));
}

/** Whether a source is clean, though parts of it were taken away that had to be there. */
async function isLost(machine: Machine, removals: readonly Removal[]): Promise<boolean> {
  if (!isOwed(machine, removals)) return false;
  const room = mkdtempSync(join(tmpdir(), 'interdict-remove-'));
  try {
    const source = await sourceOf(machine, changed(machine, removals), removals, room);
    if (source === undefined || typeof source === 'string') return false;
    const { sightings, gaps } = await scan(source);
    return gaps.length === 0 && !sightings.some((one) => nameKey(one.name) === PLANTED);
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

async function sourceOf(
  machine: Machine,
  files: Files,
  removals: readonly Removal[],
  room: string,
): Promise<Source | string | undefined> {
  const root = join(room, 'root');
  mkdirSync(root);
  if (machine.kind === 'archive') {
    const members = Array.from(files, ([name, content]) => ({
      name,
      ...(content === undefined ? { type: '5' } : { content }),
    }));
    writeFileSync(join(room, 'image.tar'), tar(members));
    // An archive that cannot be opened is an error of its own.
    return openArchive(join(room, 'image.tar')).catch((error: unknown) => String(error));
  }
  for (const [path, content] of files) write(join(root, path), content);
  // The outer ones first: nothing is made through a link.
  const links = removals.filter(({ how }) => how === 'link').map(({ path }) => path);
  for (const path of links.sort()) {
    if (links.some((other) => other !== path && isAt(path, other))) continue;
    if (lstatSync(join(root, path), { throwIfNoEntry: false })) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync('/nowhere/at/all', join(root, path));
  }
  const closed = removals.filter(({ how }) => how === 'unreadable').map(({ path }) => path);
  return closedSource(folderSource(root), closed);
}

function write(path: string, content: string | Uint8Array | undefined): void {
  if (content === undefined) mkdirSync(path, { recursive: true });
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
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
  return MACHINES.map((machine) => ({
    id: `remove: ${machine.name}`,
    seeds: Array.from({ length: 12 }, (_, at) => {
      const random = randomFrom(seedOf(`remove ${machine.name} ${at}`));
      return { name: `remove ${at}`, bytes: Uint8Array.from({ length: 16 }, () => random(256)) };
    }),
    async run(bytes): Promise<Answer> {
      const removals = removalsOf(machine, randomOf(bytes));
      if (!(await isLost(machine, removals))) return { programs: [] };
      const text = removals.map(({ how, path }) => `${how} ${path}`).join(', ');
      return { programs: [], disagreement: { text: `${text}: clean`, bytes } };
    },
  }));
}
