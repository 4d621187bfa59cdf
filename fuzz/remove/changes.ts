import { dirname } from 'node:path';
import { type DEAD_LINK, FOLDER, PIPE, type TreeEntry } from './disk-tree.ts';
import type { Machine } from './machine.ts';

/** What is done to the content of a file. */
const OF_CONTENT = {
  empty: (bytes: Buffer) => bytes.subarray(0, 0),
  cut: (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1),
  /** Between two records. */
  shorten: (bytes: Buffer) => bytes.subarray(0, recordEnd(bytes)),
  /** Between two pages of a disk. */
  page: (bytes: Buffer) => bytes.subarray(0, pageEnd(bytes)),
  /** What a loss of power leaves of a file that was just written. */
  zeros: (bytes: Buffer) => Buffer.alloc(bytes.length),
  /** What it leaves of one that grew. */
  hole: (bytes: Buffer) =>
    Buffer.concat([bytes.subarray(0, pageEnd(bytes)), Buffer.alloc(bytes.length - pageEnd(bytes))]),
} as const;

/** What stands in the place of a file or folder. */
const IN_PLACE = { folder: FOLDER, file: '', pipe: PIPE } as const;

type OfContent = keyof typeof OF_CONTENT;
type InPlace = keyof typeof IN_PLACE;

/** What is done to a file or folder of a source. */
export const CHANGES: readonly (OfContent | InPlace | 'remove' | 'link' | 'unreadable')[] = [
  ...(Object.keys(OF_CONTENT) as OfContent[]),
  ...(Object.keys(IN_PLACE) as InPlace[]),
  'remove',
  'link',
  'unreadable',
];

/** Changes that need something to be there. */
export const OF_FILES: ReadonlySet<string> = new Set([...Object.keys(OF_CONTENT), 'unreadable']);

/** A change of one place of a source. */
export interface Removal {
  readonly path: string;
  readonly how: (typeof CHANGES)[number];
}

/** What a source holds, without its links. */
export type Files = Map<string, Exclude<TreeEntry, typeof DEAD_LINK>>;

/** Whether a path is a place or below it. */
export function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** The changes of some that change anything: nothing is below a file, a pipe or a link that leads nowhere. */
export function effective(removals: readonly Removal[]): Removal[] {
  const kept: Removal[] = [];
  for (const removal of removals) {
    const { path } = removal;
    const above = kept.findLast((one) => one.path !== path && isAt(path, one.path));
    if (above === undefined || !['file', 'pipe', 'link'].includes(above.how)) kept.push(removal);
  }
  return kept;
}

/** The files that are left; `removals` say where links are. */
export function changed(machine: Machine, removals: readonly Removal[]): Files {
  const files: Files = new Map(machine.files);
  for (const { path, how } of removals) {
    const below = [...files.keys()].filter((file) => isAt(file, path));
    if (isOfContent(how)) {
      for (const file of below) {
        const entry = files.get(file);
        // What an earlier change laid there stays.
        if (typeof entry === 'string' || entry instanceof Uint8Array)
          files.set(file, OF_CONTENT[how](Buffer.from(entry)));
      }
    } else if (how !== 'unreadable') {
      for (const file of below) files.delete(file);
      if (isInPlace(how)) lay(files, path, IN_PLACE[how]);
      // The folder that it was in is still there.
      const isBelow = how === 'remove' && path.includes('/') && machine.kind !== 'archive';
      if (isBelow && ![...files.keys()].some((file) => isAt(file, dirname(path))))
        lay(files, dirname(path), FOLDER);
    }
  }
  return files;
}

function isOfContent(how: string): how is OfContent {
  return how in OF_CONTENT;
}

function isInPlace(how: string): how is InPlace {
  return how in IN_PLACE;
}

/** Lays something at a place, unless that is below what an earlier change made a file. */
function lay(files: Files, path: string, entry: typeof FOLDER | typeof PIPE | string): void {
  const isFree = [...files].every(
    ([place, other]) => other === FOLDER || place === path || !isAt(path, place),
  );
  if (isFree) files.set(path, entry);
}

/** Where the record ends that stands before the middle: behind an empty line, else behind a line. */
function recordEnd(bytes: Buffer): number {
  const middle = bytes.length >> 1;
  const paragraph = bytes.lastIndexOf('\n\n', middle);
  return paragraph < 0 ? bytes.lastIndexOf('\n', middle) + 1 : paragraph + 2;
}

const PAGE = 512;

/** Where a page of a disk ends near the middle; of what has less than two, the middle. */
function pageEnd(bytes: Buffer): number {
  const middle = bytes.length >> 1;
  return middle < PAGE ? middle : middle - (middle % PAGE);
}
