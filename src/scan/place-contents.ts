import type { Program, Sighting, SourceFile } from '../types.ts';
import type { ReadPlan } from './read-plan.ts';
import { pathTrace } from './sighting.ts';

/** Folders of a product that are deeper than this hold parts of it. */
const MAX_DEPTH = 5;
/** Files and folders of one place to look at. */
const MAX_ENTRIES = 5000;
/** What begins programs of Linux, Windows and macOS (32 and 64 bits, both orders, universal). */
const BEGINNINGS = ['7f454c46', '4d5a', 'cefaedfe', 'cffaedfe', 'feedface', 'feedfacf', 'cafebabe'];
/** Libraries, modules and drivers, which a removal may have to leave because they are in use. */
const LIBRARY = /\.(?:dll|sys|ocx|cpl|drv|ax|mui|so|ko|dylib|o|a|class|jar|node|efi)(?:\.[\d.]+|\.[gx]z)?$/iu;
/** What removes a program, and stays behind when it does. */
const UNINSTALLER = /^(?:unins\d{3}|uninst(?:all(?:er)?)?|uninstall[-_ ]?\w{0,20})(?:\.exe)?$/iu;
/** Where files cannot be opened by themselves, the name of a program says what it is. */
const PROGRAM_NAME = /\.(?:exe|com|scr)$/iu;
const PROGRAM_FOLDER = /(?:^|\/)(?:s?bin|libexec|MacOS)\/[^/.]+$/u;
/** Folders that hold nothing but programs. */
const OF_PROGRAMS = /\/(?:s?bin|libexec|MacOS)$/u;

/** What of a scan has to do with places. */
interface Walk {
  readonly plan: Pick<ReadPlan, 'fingerprints'>;
  readonly seen: Set<string>;
  readonly sightings: Sighting[];
}

/** Whether a file or folder is in a place that is a mark of a product. */
export function isFingerprint({ plan }: Walk, { globs }: SourceFile): boolean {
  return globs.some((glob) => plan.fingerprints.has(glob));
}

/** Two ways may lead to one folder: the places that a machine names are walked once more. */
export async function takeFingerprint({ seen, sightings }: Walk, file: SourceFile): Promise<void> {
  const key = `path\0${file.real ?? file.path}`;
  if (file.usual && seen.has(key)) return;
  seen.add(key);
  sightings.push(await fingerprintOf(file));
}

/** A place that is a mark of a product, as a trace, with what is in it. */
async function fingerprintOf(file: SourceFile): Promise<Sighting> {
  return { ...pathTrace(file), ...(await contentsOf(file)) };
}

/**
 * Looks for a program in a place that is a mark of a product: the file itself, or one below the folder. A folder without
 * one is what a removal left. One that holds folders alone, and one for programs among them, is a copy of names, as
 * collectors make it: a removal takes such a folder away with its files. Nothing is said where there are too many files
 * or they cannot be listed.
 */
async function contentsOf(file: SourceFile): Promise<Contents> {
  try {
    const start = `/${file.path}`;
    if (file.folder) return search(file, start);
    if (file.dangling) return { executableFound: false };
    return (await mayHoldProgram(file)) ? found(start) : { executableFound: false };
  } catch {
    return {};
  }
}

/** Whether a file of a place, seen by itself, is a program. Throws like its content. */
export async function mayHoldProgram(file: SourceFile): Promise<boolean> {
  return isProgramName(file.path) && isProgramHead(await file.head());
}

type Contents = Pick<Program, 'executable' | 'executableFound' | 'state'>;

function found(executable: string): Contents {
  return { executable, executableFound: true };
}

/** Breadth first: programs lie near the top. */
function search(file: SourceFile, start: string): Contents {
  let folders = [start];
  let looked = 0;
  const leaves = { files: 0, ofPrograms: 0 };
  for (let depth = 0; depth <= MAX_DEPTH && folders.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of folders) {
      for (const name of file.resolver.list(folder)) {
        if (++looked > MAX_ENTRIES) return {};
        const path = `${folder}/${name}`;
        if (file.resolver.list(path).length > 0) next.push(path);
        else if (isProgram(file, path)) return found(path);
        else if (!isEmptyFolder(file, path)) leaves.files++;
        else if (OF_PROGRAMS.test(path)) leaves.ofPrograms++;
      }
    }
    folders = next;
  }
  // Archives keep of a folder only what readers ask for.
  const isWhole = folders.length === 0 && file.resolver.readRange !== undefined;
  if (!isWhole) return {};
  return leaves.files === 0 && leaves.ofPrograms > 0 ? { state: 'partial' } : { executableFound: false };
}

/** Something that has no entries and no content. */
function isEmptyFolder({ resolver }: SourceFile, path: string): boolean {
  return resolver.readRange?.(path, 0, 1) === undefined && resolver.exists(path);
}

function isProgram({ resolver }: SourceFile, path: string): boolean {
  if (!isProgramName(path)) return false;
  if (resolver.readRange === undefined) return PROGRAM_NAME.test(path) || PROGRAM_FOLDER.test(path);
  return isProgramHead(resolver.readRange(path, 0, 4) ?? new Uint8Array());
}

function isProgramName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !LIBRARY.test(name) && !UNINSTALLER.test(name);
}

function isProgramHead(head: Uint8Array): boolean {
  const hex = Buffer.from(head.subarray(0, 4)).toString('hex');
  return BEGINNINGS.some((beginning) => hex.startsWith(beginning));
}
