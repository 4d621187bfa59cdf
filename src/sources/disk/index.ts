import type { Source, SourceFile } from '../../types.ts';
import type { Bundle } from './bundle.ts';
import { diskIn } from './containers/index.ts';
import { cachedDevice } from './device.ts';
import type { DiskFile } from './disk-file.ts';
import { type DiskGap, explore, type Spot, UNKNOWN } from './explore.ts';
import { reasonOf } from './namespace.ts';
import { withNested } from './nested.ts';
import { openFilesOf, searchFiles } from './open-files.ts';
import { type Root, rootsOf } from './roots.ts';
import { problemFile, walkSpace } from './walk.ts';

/**
 * The systems on a disk. Where there are several, each is a part with the way to it as its name.
 *
 * @param close what else ends with the source
 * @returns undefined when there is no disk in this file
 */
export function openDisk(file: DiskFile, name: string, close: () => void = () => {}): Source | undefined {
  return opened([file], [], name, close);
}

/** The systems on the disks of one machine, which came in one archive; each disk is a step of the way. */
export function openBundle({ disks, gaps }: Bundle, name: string, close: () => void): Source {
  const found = opened(disks, gaps, name, close, true);
  if (found) return found;
  close();
  return unreadDisk(name, 'none of its disks is known');
}

/** A disk of which nothing could be read. */
export function unreadDisk(name: string, reason: string): Source {
  return whole(name, [], [problemFile('.', reason)], () => {});
}

function opened(
  files: readonly DiskFile[],
  before: readonly DiskGap[],
  name: string,
  close: () => void,
  isBundle = false,
): Source | undefined {
  const devices: { close(): void }[] = [];
  const end = () => {
    for (const one of devices.splice(0)) one.close();
  };
  try {
    const spots: Spot[] = [];
    const gaps = [...before];
    let isContainer = isBundle;
    for (const file of files) {
      const way = isBundle ? file.name : '';
      try {
        const stored = file.open();
        devices.push(stored, file.siblings);
        const disk = diskIn(stored, file.siblings);
        isContainer ||= disk !== stored;
        spots.push({ device: cachedDevice(disk), way });
      } catch (error) {
        gaps.push({ way, reason: reasonOf(error) });
      }
    }
    const source = sourceOn(spots, gaps, isContainer, name, () => {
      end();
      close();
    });
    if (!source) end();
    return source;
  } catch (error) {
    end();
    throw error;
  }
}

function sourceOn(
  spots: readonly Spot[],
  closed: readonly DiskGap[],
  isContainer: boolean,
  name: string,
  close: () => void,
): Source | undefined {
  const explored = withNested(explore(spots));
  const { roots, gaps } = rootsOf({ ...explored, gaps: [...closed, ...explored.gaps] });
  const isDisk = isContainer || explored.isDisk || roots.length > 0;
  if (!isDisk && gaps.every(({ reason }) => reason === UNKNOWN)) return undefined;
  const reported = gaps.map(({ way, reason }) => problemFile(way || '.', reason));
  return whole(name, roots, reported, close);
}

function whole(
  name: string,
  roots: readonly Root[],
  reported: readonly SourceFile[],
  close: () => void,
): Source {
  const [only] = roots;
  if (only && roots.length === 1) return { ...sourceOf(only, name, reported), close: async () => close() };
  const parts = roots.map((root) => sourceOf(root, name, []));
  // A disk in which nothing was found is no evidence of anything.
  const rest =
    reported.length > 0 || parts.length > 0
      ? reported
      : [problemFile('.', 'no file system was found on this disk')];
  return {
    name,
    kind: 'disk',
    layout: parts.length > 0 ? 'root' : 'handed',
    async *files(globs) {
      yield* rest;
      for (const [index, part] of parts.entries())
        yield* labelled(part.files(globs), `${roots[index]?.way}/`);
    },
    async everyFile(search) {
      for (const { space, way } of roots) if (!(await searchFiles(space, `${way}/`, search))) return;
    },
    ...(parts.length > 0 ? { parts: rest.length > 0 ? [...parts, unread(name, rest)] : parts } : {}),
    close: async () => close(),
  };
}

function sourceOf(root: Root, name: string, reported: readonly SourceFile[]): Source {
  return {
    name: root.way === '' ? name : `${name} > ${root.way}`,
    kind: 'disk',
    layout: root.layout,
    async *files(globs) {
      yield* reported;
      for (const gap of root.gaps) yield problemFile('.', gap);
      yield* walkSpace(root.space, globs);
    },
    ...openFilesOf(root.space),
  };
}

/** What belongs to none of several systems is reported by itself. */
function unread(name: string, reported: readonly SourceFile[]): Source {
  return {
    name,
    kind: 'disk',
    layout: 'handed',
    async *files() {
      yield* reported;
    },
    // What is reported is why there are none.
    everyFile: async () => {},
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
