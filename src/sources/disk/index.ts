import { basename } from 'node:path';
import type { Source, SourceFile } from '../../types.ts';
import { openDisk } from './containers/index.ts';
import { noSiblings, siblingsOf } from './containers/siblings.ts';
import { cachedDevice } from './device.ts';
import { explore, UNKNOWN } from './explore.ts';
import { fileDevice } from './file-device.ts';
import { type Root, rootsOf } from './roots.ts';
import { problemFile, walkSpace } from './walk.ts';

/** A file that holds a disk. */
export interface DiskFile {
  /** Where it lies on this machine. */
  readonly file: string;
  /** What it is called in messages, where it was unpacked to `file`: nothing beside it belongs to it then. */
  readonly unpackedFrom?: string;
}

/**
 * The systems on the disks of one machine. Where there are several, each is a part with the way to it as its name.
 *
 * @param close what else ends with the source
 * @returns undefined when there is no disk in these files
 */
export function openDisks(
  files: readonly DiskFile[],
  name: string,
  close: () => void = () => {},
): Source | undefined {
  const opened: { close(): void }[] = [];
  const end = () => {
    for (const one of opened.splice(0)) one.close();
    close();
  };
  try {
    const spots = files.map(({ file, unpackedFrom }) => {
      const own = unpackedFrom ?? basename(file);
      const siblings = unpackedFrom === undefined ? siblingsOf(file) : noSiblings();
      const stored = fileDevice(file, own);
      opened.push(stored, siblings);
      return { device: cachedDevice(openDisk(stored, siblings)), way: files.length > 1 ? own : '' };
    });
    return sourceOn(spots, name, end);
  } catch (error) {
    end();
    const reason = error instanceof Error ? error.message : String(error);
    return whole(name, [], [problemFile('.', reason)], () => {});
  }
}

function sourceOn(spots: Parameters<typeof explore>[0], name: string, close: () => void): Source | undefined {
  const { roots, gaps } = rootsOf(explore(spots));
  if (roots.length === 0 && gaps.every(({ reason }) => reason === UNKNOWN)) return undefined;
  const told = gaps.map(({ way, reason }) => problemFile(way || '.', reason));
  return whole(name, roots, told, close);
}

function whole(name: string, roots: readonly Root[], told: readonly SourceFile[], close: () => void): Source {
  const [only] = roots;
  if (only && roots.length === 1) return { ...sourceOf(only, name, told), close: async () => close() };
  const parts = roots.map((root) => sourceOf(root, name, []));
  // A disk in which nothing was found is no evidence of anything.
  const rest =
    told.length > 0 || parts.length > 0 ? told : [problemFile('.', 'no file system was found on this disk')];
  return {
    name,
    kind: 'disk',
    layout: parts.length > 0 ? 'root' : 'handed',
    async *files(globs) {
      yield* rest;
      for (const [index, part] of parts.entries())
        yield* labelled(part.files(globs), `${roots[index]?.way}/`);
    },
    ...(parts.length > 0 ? { parts: rest.length > 0 ? [...parts, unread(name, rest)] : parts } : {}),
    close: async () => close(),
  };
}

function sourceOf(root: Root, name: string, told: readonly SourceFile[]): Source {
  return {
    name: root.way === '' ? name : `${name} > ${root.way}`,
    kind: 'disk',
    layout: root.layout,
    async *files(globs) {
      yield* told;
      for (const gap of root.gaps) yield problemFile('.', gap);
      yield* walkSpace(root.space, globs);
    },
  };
}

/** What belongs to none of several systems is told by itself. */
function unread(name: string, told: readonly SourceFile[]): Source {
  return {
    name,
    kind: 'disk',
    layout: 'handed',
    async *files() {
      yield* told;
    },
  };
}

/** The files of one system among those of others. */
async function* labelled(files: AsyncIterable<SourceFile>, label: string): AsyncGenerator<SourceFile> {
  for await (const file of files) {
    yield {
      ...file,
      path: label + file.path,
      ...(file.real === undefined ? {} : { real: label + file.real }),
    };
  }
}
