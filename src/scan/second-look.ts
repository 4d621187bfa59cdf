import { limits } from '../limits.ts';
import type { OpenFile } from '../open-files.ts';
import type { Sighting, Source, SourceFile } from '../types.ts';
import { canMiss, fileOfProgram, placesAround } from './missing-program.ts';
import { mayHoldProgram } from './place-contents.ts';

/** Files of one marked folder to look at. */
const MAX_FILES = 5000;
/** What globs give a meaning. */
const SPECIAL = /[*?{}[\]]/u;

/**
 * Looks at the program files that traces name, and into the folders that are marks, where the files of a source cannot
 * be reached by themselves: archives and images are read from front to end, so it takes another reading.
 *
 * @returns the program files, as far as they are there
 */
export async function lookAgain(
  scan: Named & { readonly source: Source; readonly sightings: Sighting[] },
): Promise<readonly NamedFile[]> {
  const { source, sightings } = scan;
  const named = namedBy(scan);
  const folders = sightings.filter(isOpenFolder).map(({ path }) => path.slice(labelIn(source, path).length));
  if (named.size === 0 && folders.every((folder) => SPECIAL.test(folder))) return [];
  const tops = [...named].flatMap((path) => placesAround(`/${path}`));
  const below = folders.filter((folder) => !SPECIAL.test(folder)).map((folder) => `${folder}/**`);
  const globs = [...new Set([...named, ...tops, ...below])];
  const seen = new Set<string>();
  const contents = new Map<string, Contents>();
  const files: NamedFile[] = [];
  for await (const file of source.files(globs)) {
    const label = labelIn(source, file.path);
    for (const glob of file.problem === undefined ? file.globs : []) {
      // A folder of that name is no program, and neither is an empty file.
      if (!named.has(glob) || (!file.folder && file.size !== 0)) seen.add(label + glob);
      if (glob.endsWith('/**')) await takeIn(contents, label + glob.slice(0, -3), file);
      else if (!file.folder && named.has(glob)) files.push(await opened(file));
    }
  }
  for (const [index, sighting] of sightings.entries())
    sightings[index] = withFound(sighting, labelIn(source, sighting.path), seen, contents);
  return files;
}

interface Named {
  /** Program files that traces name. */
  readonly references: ReadonlySet<string>;
  readonly sightings: readonly Sighting[];
}

/** A program file that was unpacked. */
export interface NamedFile {
  readonly path: string;
  open(): OpenFile | undefined;
}

interface Contents {
  files: number;
  program?: string;
}

/** Program files from the root of a system, without a slash before them. */
function namedBy({ references, sightings }: Named): ReadonlySet<string> {
  const all = [
    ...references,
    ...sightings.flatMap(({ executable, executableFound }) =>
      executable === undefined || executableFound !== undefined ? [] : [executable],
    ),
  ];
  const paths = all
    .filter((path) => path.startsWith('/') && !SPECIAL.test(path))
    .map((path) => fileOfProgram(path).replace(/^\/+/u, ''));
  return new Set(paths.slice(0, limits.references));
}

function isOpenFolder({ reader, executable, executableFound }: Sighting): boolean {
  return reader === 'path' && executable === undefined && executableFound === undefined;
}

/** What stands before the paths of one of several systems. */
function labelIn({ labels = [] }: Source, path: string): string {
  return labels.find((label) => path.startsWith(label)) ?? '';
}

async function takeIn(contents: Map<string, Contents>, folder: string, file: SourceFile): Promise<void> {
  const inside = contents.get(folder) ?? { files: 0 };
  contents.set(folder, inside);
  if (file.folder || inside.program !== undefined || ++inside.files > MAX_FILES) return;
  if (await mayHoldProgram(file)) inside.program = `/${file.path}`;
}

async function opened(file: SourceFile): Promise<NamedFile> {
  const { path } = file;
  try {
    // Copied, because the room of a file is the next one's.
    const bytes = Uint8Array.from(await file.bytes());
    const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
    return { path, open: () => ({ path, size: bytes.length, read, close() {} }) };
  } catch (error) {
    return {
      path,
      open() {
        throw error;
      },
    };
  }
}

function withFound(
  sighting: Sighting,
  label: string,
  seen: ReadonlySet<string>,
  contents: ReadonlyMap<string, Contents>,
): Sighting {
  const { executable, executableFound, path } = sighting;
  if (executableFound !== undefined) return sighting;
  if (executable === undefined) {
    if (!isOpenFolder(sighting)) return sighting;
    const inside = contents.get(path);
    if (inside?.program !== undefined)
      return { ...sighting, executable: inside.program, executableFound: true };
    const isKnown = !SPECIAL.test(path) && (inside?.files ?? 0) <= MAX_FILES;
    return isKnown ? { ...sighting, executableFound: false } : sighting;
  }
  const asked = fileOfProgram(executable).replace(/^\/+/u, '');
  if (SPECIAL.test(asked) || !executable.startsWith('/')) return sighting;
  if (seen.has(label + asked)) return { ...sighting, executableFound: true };
  const isMissed = canMiss(`/${asked}`, (place) => seen.has(label + place));
  return isMissed ? { ...sighting, executableFound: false } : sighting;
}
