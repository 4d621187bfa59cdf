import { closeSync, constants, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { limits } from '../../limits.ts';
import type { WalkedFile } from '../../open-files.ts';
import type { Source } from '../../types.ts';
import { openArchive } from '../archive.ts';
import { diskFile } from '../disk/disk-file.ts';
import { openDisk } from '../disk/index.ts';
import { mayBeDisk } from '../disk/signature.ts';
import { mayBeUdif } from '../disk/udif.ts';
import { everyFile } from '../every-file.ts';
import { isImageFolder, openImageFolder } from '../image.ts';
import { type ArchiveOptions, type Candidate, deeper, newNesting, withNested } from './parts.ts';
import { extentsIn, FIRST_LOOK, isText, layoutFolders, mayBeNested, NESTED_HEAD } from './recognise.ts';

/** Opening must neither wait for the writer of a pipe nor follow a link that was just swapped in. */
const OPEN = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** A folder of files that somebody collected, with the images, archives and disks among them as parts. */
export async function withNestedFiles(
  around: Source,
  folder: string,
  options: ArchiveOptions = {},
): Promise<Source> {
  const paths: string[] = [];
  const heads = new Map<string, Uint8Array>();
  const visit = (file: WalkedFile): boolean => {
    if (!('open' in file)) return true;
    paths.push(file.path);
    const head = headOf(join(folder, file.path));
    if (head) heads.set(file.path, head);
    return paths.length <= limits.handed;
  };
  await everyFile(folder, false, { wanted: () => true, visit });
  // What is left out here, the walk of the files reports.
  if (paths.length > limits.handed) return around;
  const layouts = layoutFolders(paths).filter((path) => isImageFolder(join(folder, path)));
  const isInside = (path: string) => layouts.some((layout) => path.startsWith(`${layout}/`));
  const extents = new Set(
    [...heads].flatMap(([path, head]) => extentsIn(head).map((name) => beside(path, name))),
  );
  const inner = { ...options, nesting: deeper(options.nesting ?? newNesting()) };
  for (const path of heads.keys()) for (const later of laterPieces(path, paths)) extents.add(later);
  const files = [...heads].filter(([path]) => !isInside(path) && !extents.has(path));
  const candidates: Candidate[] = [
    ...layouts.map(
      (path): Candidate => ({
        path,
        folder: true,
        open: (name) => openImageFolder(join(folder, path), name, inner),
      }),
    ),
    ...files.map(
      ([path, head]): Candidate => ({
        path,
        parts: [...extentsIn(head).map((name) => beside(path, name)), ...laterPieces(path, paths)],
        open: (name) => openFile(join(folder, path), head, name, inner),
      }),
    ),
  ];
  return withNested(around, candidates, paths, options.nesting ?? newNesting());
}

const FIRST_PIECE = /^(?<base>.+)\.0{1,4}1$/u;
const FIRST_PART = /^(?<base>.+)\.swm$/iu;

/** The pieces of a disk or of a split WIM file after the first. */
function laterPieces(path: string, paths: readonly string[]): string[] {
  const piece = FIRST_PIECE.exec(path)?.groups?.['base'];
  if (piece !== undefined)
    return paths.filter(
      (other) => other !== path && other.startsWith(`${piece}.`) && /\.\d{2,5}$/u.test(other),
    );
  const part = FIRST_PART.exec(path)?.groups?.['base'];
  if (part === undefined) return [];
  return paths.filter((other) => other.startsWith(part) && /^\d+\.swm$/iu.test(other.slice(part.length)));
}

function beside(path: string, name: string): string {
  const folder = dirname(path);
  return folder === '.' ? name : `${folder}/${name}`;
}

/** The beginning of a file that may be an archive or a disk; undefined for all others and what cannot be opened. */
function headOf(path: string): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync(path, OPEN);
  } catch {
    // The walk reports why.
    return undefined;
  }
  try {
    const head = Buffer.allocUnsafe(NESTED_HEAD);
    const first = head.subarray(0, readSync(file, head, 0, FIRST_LOOK, 0));
    if (first.length < 4 || isText(first)) return undefined;
    const whole = head.subarray(0, readSync(file, head, 0, NESTED_HEAD, 0));
    return mayBeNested(whole) || mayBeUdif(path, whole) ? whole : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

async function openFile(
  path: string,
  head: Uint8Array,
  name: string,
  options: ArchiveOptions,
): Promise<Source | undefined> {
  const disk = mayBeDisk(head) || mayBeUdif(path, head) ? openDisk(diskFile(path), name) : undefined;
  return disk ?? openArchive(path, name, options);
}
